"""JSON by the annotations of frozen dataclasses: one description, used to read, write and explain.

Understood are str, int, bool, datetime, date, UUID, Literal, dict[str, Any] (an object of any
content), tuple[X, ...], X | None and further such dataclasses. `Annotated` adds a text for people
and a bound: `Text` for texts, `Whole` for whole numbers, `Many` for lists.
"""

from __future__ import annotations

import functools
import math
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from typing import (
    Annotated,
    Any,
    Literal,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)
from uuid import UUID

from warehouse.kernel.quantity import whole_number

Kind = TypeVar("Kind")

LARGEST = 2**31 - 1
LARGEST_POSITION = 2**53 - 1
"""The largest whole number that every JSON reader keeps exactly."""


_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class BadShape(ValueError):  # noqa: N818 - it becomes a refusal at the edge
    """A value is not of its shape; the text names where and why."""


@dataclass(frozen=True, slots=True)
class Text:
    """How long a text may be, in characters, and what it must look like."""

    longest: int = 200
    least: int = 0
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """From where to where a whole number may go."""

    least: int = 0
    most: int = LARGEST


@dataclass(frozen=True, slots=True)
class Many:
    """How many entries a list may have."""

    most: int
    least: int = 1


@dataclass(frozen=True, slots=True)
class Shape:
    """One annotation, taken apart."""

    kind: Any
    is_optional: bool
    text: Text
    whole: Whole
    many: Many | None
    about: str


@functools.cache
def hints_of(kind: type) -> dict[str, Any]:
    """Return a dataclass's annotations, with what `Annotated` adds."""
    return get_type_hints(kind, include_extras=True)


def shape_of(annotation: Any) -> Shape:
    """Take an annotation apart."""
    extras: tuple[Any, ...] = ()
    is_optional = False
    kind = annotation
    while True:
        if get_origin(kind) is Annotated:
            kind, *more = get_args(kind)
            extras = (*extras, *more)
        elif get_origin(kind) in (Union, types.UnionType):
            inner = [one for one in get_args(kind) if one is not type(None)]
            assert len(inner) == 1, "only X | None is understood"
            kind, is_optional = inner[0], True
        else:
            break
    return Shape(
        kind=kind,
        is_optional=is_optional,
        text=next((one for one in extras if isinstance(one, Text)), Text()),
        whole=next((one for one in extras if isinstance(one, Whole)), Whole()),
        many=next((one for one in extras if isinstance(one, Many)), None),
        about=next((one for one in extras if isinstance(one, str)), ""),
    )


def is_needed(one: Field[Any]) -> bool:
    """Tell whether a field has no default."""
    return one.default is MISSING and one.default_factory is MISSING


def read(annotation: Any, value: object, at: str = "the body") -> Any:
    """Read a JSON value by an annotation.

    Raises:
        BadShape: It is of another shape.
    """
    shape = shape_of(annotation)
    if value is None and shape.is_optional:
        return None
    if is_dataclass(shape.kind):
        return _read_object(cast("type", shape.kind), value, at)
    if get_origin(shape.kind) is tuple:
        if not isinstance(value, list):
            raise BadShape(f"{at} is not a list")
        if shape.many and not shape.many.least <= len(value) <= shape.many.most:
            raise BadShape(f"{at} has not {shape.many.least} to {shape.many.most} entries")
        entry = get_args(shape.kind)[0]
        return tuple(read(entry, one, f"{at}[{n}]") for n, one in enumerate(value))
    return _read_plain(shape, value, at)


def read_words(kind: type, words: Mapping[str, str]) -> Any:
    """Read the words of an address's query by a dataclass.

    Raises:
        BadShape: A word is not known, lacks or cannot be meant.
    """
    hints = hints_of(kind)
    for name in words:
        if name not in hints:
            raise BadShape(f"“{name[:40]}” is no word of this address")
    values: dict[str, object] = {}
    for one in fields(kind):
        shape = shape_of(hints[one.name])
        if one.name not in words:
            if is_needed(one):
                raise BadShape(f"“{one.name}” is missing")
            continue
        word: object = words[one.name]
        if shape.kind is int:
            word = whole_number(str(word), digits=16)
        elif shape.kind is bool:
            word = {"true": True, "false": False}.get(str(word))
        values[one.name] = _read_plain(shape, word, f"“{one.name}”")
    return kind(**values)


def _read_object(kind: type, value: object, at: str) -> Any:
    if not isinstance(value, dict):
        raise BadShape(f"{at} is not an object")
    hints = hints_of(kind)
    for name in value:
        if name not in hints:
            raise BadShape(f"{at} has a field “{_storable(str(name)[:40])}”, which is not known")
    values: dict[str, object] = {}
    for one in fields(kind):
        if one.name in value:
            values[one.name] = read(hints[one.name], value[one.name], f"{at}.{one.name}")
        elif is_needed(one):
            raise BadShape(f"{at} lacks “{one.name}”")
    return kind(**values)


def _read_plain(shape: Shape, value: object, at: str) -> object:
    kind = get_origin(shape.kind) or shape.kind
    if kind is Literal:
        choices = get_args(shape.kind)
        return _of_kind(value, str, value in choices, f"{at} is none of {', '.join(choices)}")
    if kind is bool:
        return _of_kind(value, bool, True, f"{at} is neither true nor false")
    if kind is int:
        least, most = shape.whole.least, shape.whole.most
        number = _of_kind(value, int, not isinstance(value, bool), f"{at} is not a whole number")
        return _of_kind(number, int, least <= number <= most, f"{at} is not {least} to {most}")
    if kind is dict:
        return _read_any(_of_kind(value, dict, True, f"{at} is not an object"), at)
    text = _of_kind(value, str, True, f"{at} is not a text")
    return _MEANT[kind](text, at) if kind in _MEANT else _read_text(shape.text, text, at)


def _of_kind(value: object, kind: type[Kind], holds: bool, why: str) -> Kind:  # noqa: FBT001 - the condition
    """Return a value of the kind for which the condition holds.

    Raises:
        BadShape: It is another, with the reason.
    """
    if not isinstance(value, kind) or not holds:
        raise BadShape(why)
    return value


def _read_any(value: Any, at: str) -> Any:
    """Take JSON of any content, but for the texts and numbers that not every database holds."""
    if isinstance(value, dict):
        return {_read_any(name, at): _read_any(one, at) for name, one in value.items()}
    if isinstance(value, list):
        return [_read_any(one, at) for one in value]
    if isinstance(value, str) and _storable(value) != value:
        raise BadShape(f"{at} has a sign that no database keeps")
    if isinstance(value, float) and not math.isfinite(value):
        raise BadShape(f"{at} has a number that is none")
    return value


def _read_text(bounds: Text, value: str, at: str) -> str:
    if not bounds.least <= len(value) <= bounds.longest:
        raise BadShape(f"{at} has not {bounds.least} to {bounds.longest} characters")
    if _storable(value) != value:
        raise BadShape(f"{at} has a sign that no database keeps")
    if bounds.pattern and not re.fullmatch(bounds.pattern, value):
        raise BadShape(f"{at} is not of the form {bounds.pattern}")
    return value


def _read_moment(value: str, at: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
        in_utc = moment.astimezone(UTC) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        in_utc = None
    if in_utc is None:
        raise BadShape(f"{at} is not a moment with its time zone, as 2026-03-02T12:00:00Z")
    return in_utc


def _read_day(value: str, at: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise BadShape(f"{at} is not a day, as 2026-03-02") from None


def _read_uuid(value: str, at: str) -> UUID:
    if not _UUID.fullmatch(value):
        raise BadShape(f"{at} is not a UUID")
    return UUID(value)


_MEANT: dict[Any, Callable[[str, str], object]] = {
    datetime: _read_moment,
    date: _read_day,
    UUID: _read_uuid,
}


def _storable(value: str) -> str:
    """Return text without NUL and lone surrogates, which PostgreSQL takes in no text."""
    return value.replace("\x00", "␀").encode("utf-8", "replace").decode()


def written(value: Any) -> Any:
    """Return a dataclass and all in it as JSON values."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: written(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, (tuple, list)):
        return [written(one) for one in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, (date, UUID)):
        return str(value)
    return value
