"""GS1 element strings: `0109506000134352` `17251231` `10ABC`, and the same typed in brackets.

biip brings GS1's table of application identifiers and their formats. Its own readers are not
used: they take digits of other scripts, skip what they do not understand in a typed code, cut
a value that is too long and read on in its middle, read the clock, and can be kept busy for
hours by a value of per cent signs.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable

from biip import ParseError
from biip.gs1_application_identifiers import GS1ApplicationIdentifier

from warehouse.scanning.errors import (
    GS,
    BadDate,
    BadElement,
    ConflictingElements,
    EmptyScan,
    MissingSeparator,
    UnknownAi,
    Unreadable,
)
from warehouse.scanning.rules.numbers import checked

CHECKED_KEYS = {
    "00": (18, "SSCC"),
    "01": (14, "GTIN"),
    "02": (14, "GTIN"),
    "03": (14, "GTIN"),
    "253": (13, "document number"),
    "255": (13, "coupon number"),
    "402": (17, "shipment number"),
    **{f"41{n}": (13, "location number") for n in range(8)},
    "8003": (14, "asset number"),
    "8006": (14, "GTIN"),
    "8017": (18, "service number"),
    "8018": (18, "service number"),
    "8026": (14, "GTIN"),
}
"""Identifiers whose value starts with so many digits, the last of them a check digit."""

DATES = ("11", "12", "13", "15", "16", "17", "7003")
"""Identifiers whose value starts with year, month and day, two digits each."""

TELLING = ("00", "01", "02", "11", "12", "13", "15", "16", "17")
"""Identifiers whose value can hardly be right by chance: it has a check digit or is a date."""

_BRACKETED = re.compile(r"\(([0-9]{2,4})\)")


def read_elements(text: str) -> dict[str, str]:
    """Take an element string apart; a leading or trailing separator does no harm.

    Raises:
        EmptyScan: It has no element.
        UnknownAi: An element starts with no known identifier.
        BadDate, BadElement: A value that its identifier does not allow.
        MissingSeparator: A value of variable length runs on past its end.
        ConflictingElements: One identifier, two values.

    Source: GS1 General Specifications, 7.8.
    """
    found: list[tuple[str, str]] = []
    for stretch in text.split(GS):
        rest = stretch
        while rest:
            ai = _known_ai(rest)
            end = _end_of_value(ai, rest)
            if end < len(rest) and _is_variable(ai):
                if _may_stand_in_text(rest[end]):
                    raise MissingSeparator(ai=ai.ai, value=rest[len(ai.ai) :])
                raise BadElement(ai=ai.ai, value=rest[len(ai.ai) :], format=ai.format)
            found.append((ai.ai, rest[len(ai.ai) : end]))
            rest = rest[end:]
    return collected(found)


def read_brackets(text: str) -> dict[str, str]:
    """Read the human readable form, `(01)09506000134352(10)ABC`, blanks anywhere.

    Raises:
        UnknownAi, BadDate, BadElement, ConflictingElements: As in `read_elements`.
    """
    before, *parts = _BRACKETED.split(text.replace(" ", "").replace("\t", ""))
    if before:
        raise UnknownAi(rest=before)
    return collected(
        (ai, whole_value(ai, value)) for ai, value in zip(parts[::2], parts[1::2], strict=True)
    )


def whole_value(ai: str, value: str) -> str:
    """Return `value` if it is all that stands behind this identifier.

    Raises:
        UnknownAi: GS1 has no such identifier.
        BadDate, BadElement: The value is not of its format.
    """
    known = _known_ai(ai)
    if known.ai != ai:
        raise UnknownAi(rest=ai)
    if _end_of_value(known, ai + value) != len(ai + value):
        raise BadElement(ai=ai, value=value, format=known.format)
    return value


def collected(found: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the elements by identifier; said twice alike is said once.

    Raises:
        EmptyScan: There is none.
        ConflictingElements: One identifier, two values.
    """
    ais: dict[str, str] = {}
    for ai, value in found:
        if ais.setdefault(ai, value) != value:
            raise ConflictingElements(ai=ai, first=ais[ai], second=value)
    if not ais:
        raise EmptyScan
    return ais


def fault_in(ais: dict[str, str], *, year: int) -> Unreadable | None:
    """Return what is wrong with values that have the right format: check digits, then dates."""
    try:
        for ai, value in ais.items():
            if ai in CHECKED_KEYS:
                digits, name = CHECKED_KEYS[ai]
                checked(value[:digits], name)
        for ai in DATES:
            date_in(ais, ai, year=year)
    except Unreadable as error:
        return error
    return None


def date_in(ais: dict[str, str], ai: str, *, year: int) -> dt.date | None:
    """Return the date in this element, or None if the code has no such element.

    Two digits name a year from 49 before to 50 after `year`; day 00 is the month's last.

    Raises:
        BadDate: The calendar has no such day.

    Source: GS1 General Specifications, 7.12 and 3.4.
    """
    value = ais.get(ai)
    if value is None:
        return None
    ahead = (int(value[:2]) - year) % 100
    full_year = year + (ahead if ahead <= 50 else ahead - 100)
    month, day = int(value[2:4]), int(value[4:6])
    try:
        return dt.date(full_year, month, day or calendar.monthrange(full_year, month)[1])
    except ValueError as error:
        raise BadDate(ai=ai, value=value) from error


def may_have_swallowed(value: str, *, year: int) -> bool:
    """Tell whether an end of this lot or serial reads as further elements.

    A label printed without its separators gives one long lot. What it was meant to be cannot
    be known, as a lot may end so by chance, so the person is asked. Only ends that start with
    an identifier out of `TELLING` count: `21` alone stands in too many honest lots.
    """
    for start in range(1, len(value) - 7):
        tail = value[start:]
        if tail[:2] in TELLING and reads_clean(tail, year=year):
            return True
    return False


def reads_clean(text: str, *, year: int) -> dict[str, str] | None:
    """Return the elements if `text` is an element string with nothing wrong in it."""
    try:
        ais = read_elements(text)
    except Unreadable:
        return None
    return None if fault_in(ais, year=year) else ais


def _known_ai(text: str) -> GS1ApplicationIdentifier:
    try:
        return GS1ApplicationIdentifier.extract(text)
    except ParseError as error:
        raise UnknownAi(rest=text) from error


def _end_of_value(ai: GS1ApplicationIdentifier, text: str) -> int:
    """Return where the value at the start of `text`, behind its identifier, ends at the latest.

    The pattern is not tied to the end of the text: tied, some of GS1's patterns try
    exponentially many ways. The text is cut to ASCII, as they take digits of any script.
    """
    ascii_part = re.match(r"[!-~]*", text)
    assert ascii_part, "a pattern that may be empty always matches"
    found = re.match(ai.pattern.removesuffix("$"), ascii_part.group())
    if found is None or found.end() == len(ai.ai):
        value = text[len(ai.ai) :]
        if ai.ai in DATES and len(ai.ai) == 2 and re.match(r"[0-9]{6}", value):
            raise BadDate(ai=ai.ai, value=value[:6])
        raise BadElement(ai=ai.ai, value=value, format=ai.format)
    return found.end()


def _is_variable(ai: GS1ApplicationIdentifier) -> bool:
    return ".." in ai.format or "[" in ai.format


def _may_stand_in_text(character: str) -> bool:
    """Tell whether GS1's character set 82 has it."""
    return re.match(r"[!\"%-?A-Z_a-z]", character) is not None
