"""The form of an event as a device sends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from warehouse.kernel.errors import Refusal

FIELDS: dict[str, dict[str, type]] = {
    "pick.claim": {"task": int},
    "pick.scan": {"task": int, "line": int, "code": str},
    "pick.quantity": {"task": int, "line": int, "quantity": str},
    "pick.short": {"task": int, "line": int, "reason": str},
    "pick.skip": {"task": int, "line": int},
    "pick.undo": {"task": int},
    "pick.pause": {"task": int},
    "pack.open": {"code": str},
    "pack.scan": {"order": int, "carton": int, "code": str},
    "pack.take_back": {"order": int, "carton": int, "code": str},
    "pack.undo": {"order": int},
    "pack.new_carton": {"order": int},
    "pack.close": {"order": int, "carton": int, "weight_g": str, "reason": str},
    "pack.finish": {"order": int, "partial": int},
    "ship.confirm": {"order": int, "carrier": str, "tracking": str, "method": str},
}
LONGEST_TEXT = 4_096


class BadEvent(Refusal):
    """The event cannot be read; nothing of it is kept."""

    code = "bad_event"
    sentence = "That entry could not be read: {why}. Reload the page and do it again."
    status = 400


@dataclass(frozen=True, slots=True)
class Envelope:
    """One event on its way in."""

    id: UUID
    kind: str
    body: Mapping[str, Any]
    device_epoch: int | None = None
    device_seq: int | None = None
    captured_at: datetime | None = None
    clock_offset_ms: int | None = None


def read_envelope(kind: str, event_id: str, given: Mapping[str, Any]) -> Envelope:
    """Check an event's kind, id and fields.

    Args:
        given: The fields as JSON or as a form's texts; others are passed over.

    Raises:
        BadEvent: with what is wrong.
    """
    fields = FIELDS.get(kind)
    if fields is None:
        raise BadEvent(why="its kind is not known")
    try:
        made_id = UUID(event_id)
    except ValueError:
        raise BadEvent(why="its number is not a UUID") from None
    return Envelope(
        id=made_id,
        kind=kind,
        body={name: _field(name, wanted, given) for name, wanted in fields.items()},
    )


def _field(name: str, wanted: type, given: Mapping[str, Any]) -> Any:
    if name not in given:
        raise BadEvent(why=f"“{name}” is missing")
    value = given[name]
    if wanted is str:
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            raise BadEvent(why=f"“{name}” is not a text of at most {LONGEST_TEXT} characters")
        return value.encode("utf-8", "replace").decode().replace("\x00", "␀")
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadEvent(why=f"“{name}” is not a number")
    return int(text)
