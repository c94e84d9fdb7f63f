"""The form of an event as a device sends it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from warehouse.kernel.errors import Refusal
from warehouse.kernel.quantity import whole_number

FIELDS: dict[str, dict[str, type]] = {
    "pick.claim": {"task": int},
    "pick.ask": {"task": int},
    "pick.scan": {"task": int, "line": int, "code": str},
    "pick.quantity": {"task": int, "line": int, "quantity": str},
    "pick.short": {"task": int, "line": int, "reason": str},
    "pick.empty": {"task": int, "line": int, "empty": str},
    "pick.skip": {"task": int, "line": int},
    "pick.tote_full": {"task": int, "line": int},
    "pick.undo": {"task": int},
    "pick.pause": {"task": int},
    "back.claim": {"task": int},
    "back.scan": {"task": int, "line": int, "code": str},
    "back.quantity": {"task": int, "line": int, "quantity": str},
    "back.missing": {"task": int, "line": int},
    "back.undo": {"task": int},
    "back.pause": {"task": int},
    "back.finish": {"task": int},
    "pack.open": {"code": str},
    "pack.single": {"order": int, "code": str},
    "pack.put": {"tote": int, "code": str},
    "pack.box": {"order": int, "carton": int, "box": int},
    "pack.scan": {"order": int, "carton": int, "code": str},
    "pack.take_back": {"order": int, "carton": int, "code": str},
    "pack.undo": {"order": int}, "pack.new_carton": {"order": int},
    "pack.close": {"order": int, "carton": int, "weight_g": str, "reason": str},
    "pack.weigh": {"order": int, "at": int, "weight_g": str, "reason": str},
    "pack.finish": {"order": int, "partial": int},
    "count.claim": {"task": int},
    "count.spot": {"code": str},
    "count.scan": {"task": int, "seen": int, "code": str},
    "count.quantity": {
        "task": int, "seen": int, "item": int, "lot": str, "packs": str, "loose": str,
        "pack_units": int,
    },
    "count.empty": {"task": int, "seen": int},
    "count.done": {"task": int, "seen": int},
    "count.absent": {"task": int, "seen": int, "item": int},
    "count.more": {"task": int, "seen": int},
    "count.undo": {"task": int},
    "count.pause": {"task": int},
    "ship.confirm": {"order": int, "carrier": str, "tracking": str, "method": str},
}  # fmt: skip
OPTIONAL: dict[str, dict[str, type]] = {
    "pick.scan": {"units": int, "asks": int, "bin": str, "lot": str, "refused": str, "beside": int},
    "pack.open": {"packed": int}, "pack.put": {"asked": int, "weigh": int},
    "pack.single": {"weigh": int}, "pack.undo": {"at": int},
}  # fmt: skip
"""What may be said besides: units let into the tote, out of which bin and lot, whether it asks if
the bin is empty, why it was refused, or that it asks beside that; which packed order's page was
scanned; whose lot or weight is asked for; which put wall or lane (0) goes on after an undo."""
LONGEST_TEXT = 4_096
LARGEST_NUMBER = 2**31 - 1
UNREADABLE = "unreadable"
AHEAD_AT_MOST = timedelta(minutes=5)
OLD_AFTER = timedelta(hours=24)
STATE_EVERY = timedelta(minutes=1)
"""How often it is written down how a device is doing, unless its release has changed."""
HOLD = timedelta(minutes=10)
"""How long events wait for one whose number is missing, before they go through without it."""


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


def read_id(text: str) -> UUID:
    """Read an event's id.

    Raises:
        BadEvent: it is not a UUID.
    """
    try:
        return UUID(text)
    except ValueError:
        raise BadEvent(why="its number is not a UUID") from None


def read_envelope(kind: str, event_id: str, given: Mapping[str, Any]) -> Envelope:
    """Check an event's kind, id and fields.

    Args:
        given: The fields as JSON or as a form's texts; others are passed over.

    Raises:
        BadEvent: with what is wrong.
    """
    made_id = read_id(event_id)
    fields = FIELDS.get(kind)
    if fields is None:
        raise BadEvent(why="its kind is not known")
    return Envelope(
        id=made_id,
        kind=kind,
        body={name: _field(name, wanted, given) for name, wanted in fields.items()}
        | {
            name: _field(name, wanted, given)
            for name, wanted in OPTIONAL.get(kind, {}).items()
            if name in given
        },
    )


def unreadable(event_id: str, kind: str, given: Mapping[str, Any], why: str) -> Envelope:
    """Return what is kept of an event that means nothing, so that its number is not missing.

    Raises:
        BadEvent: not even its id can be read.
    """
    text = json.dumps(given, sort_keys=True)[:LONGEST_TEXT]
    return Envelope(
        id=read_id(event_id),
        kind=UNREADABLE,
        body={"kind": _field("kind", str, {"kind": kind[:40]}), "given": text, "why": why},
    )


def stamped(envelope: Envelope, given: Mapping[str, Any], *, offset_ms: int | None) -> Envelope:
    """Add what the device says of itself: epoch, number and time of capture.

    What cannot be read is left out: the stamp orders and dates an event, it does not make it.

    Args:
        offset_ms: How far the device's clock is behind ours, in milliseconds.
    """
    epoch = _number(given.get("device_epoch"))
    seq = _number(given.get("device_seq"))
    has_both = epoch is not None and seq is not None and seq > 0
    return replace(
        envelope,
        device_epoch=epoch if has_both else None,
        device_seq=seq if has_both else None,
        captured_at=read_moment(given.get("captured_at")),
        clock_offset_ms=offset_ms and max(-LARGEST_NUMBER, min(offset_ms, LARGEST_NUMBER)),
    )


def read_moment(value: object) -> datetime | None:
    """Read an ISO 8601 moment with its time zone; None where there is none."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        return moment.astimezone(UTC) if moment is not None and moment.tzinfo is not None else None
    except (ValueError, OverflowError):  # no moment, or one beyond the years that there are
        return None


def _number(value: object) -> int | None:
    number = None if isinstance(value, bool) else whole_number(str(value), digits=10)
    return number if number is not None and number <= LARGEST_NUMBER else None


@dataclass(frozen=True, slots=True)
class DeviceState:
    """How a device said that it was doing when it sent a batch; what it did not say is empty.

    Attributes:
        release: Which release's scripts it runs: the digest in the address of its static files.
        unsent: Events that waited on it, those of the batch among them.
        oldest_at: When the oldest of them was captured.
        battery_pct: Left in its battery, 0 to 100.
    """

    release: str = ""
    unsent: int | None = None
    oldest_at: datetime | None = None
    battery_pct: int | None = None


def read_state(batch: object) -> DeviceState:
    """Read what a batch says of its device; nothing of it can make a batch unreadable."""
    given = batch.get("device") if isinstance(batch, dict) else None
    told = given if isinstance(given, dict) else {}
    release, battery = told.get("release"), _number(told.get("battery"))
    return DeviceState(
        release=release[:40] if isinstance(release, str) else "",
        unsent=_number(told.get("unsent")),
        oldest_at=read_moment(told.get("oldest_at")),
        battery_pct=battery if battery is not None and battery <= 100 else None,
    )


def doubts_about_clock(
    captured_at: datetime | None, received_at: datetime, offset_ms: int | None = None
) -> str:
    """Say what is odd about a time of capture; nothing where it can be so.

    It never orders the ledger: it is kept, and told to whoever looks after the devices.

    Args:
        offset_ms: How far the device's clock is behind ours, in milliseconds, where it said what
            time it thought it was when it sent.
    """
    if captured_at is None:
        return ""
    off = timedelta(milliseconds=offset_ms or 0)
    if abs(off) > AHEAD_AT_MOST:
        return f"its clock is {_span(abs(off))} {'behind' if off > timedelta(0) else 'ahead'}"
    if captured_at - received_at > AHEAD_AT_MOST:
        return "its clock is ahead"
    return "captured over a day ago" if received_at - captured_at > OLD_AFTER else ""


def _span(length: timedelta) -> str:
    minutes = round(length / timedelta(minutes=1))
    return f"{minutes} min" if minutes < 120 else f"{round(minutes / 60)} h"


def _field(name: str, wanted: type, given: Mapping[str, Any]) -> Any:
    if name not in given:
        raise BadEvent(why=f"“{name}” is missing")
    value = given[name]
    if wanted is str:
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            raise BadEvent(why=f"“{name}” is not a text of at most {LONGEST_TEXT} characters")
        return value.encode("utf-8", "replace").decode().replace("\x00", "␀")
    number = None if isinstance(value, bool) else whole_number(str(value), digits=9)
    if number is None:
        raise BadEvent(why=f"“{name}” is not a number")
    return number
