"""What is odd about an event's place in its device's story: posted all the same, and said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.sync.models import DeviceTally, FloorLabel, SequenceGap
from warehouse.sync.rules import STATE_EVERY, DeviceState, doubts_about_clock

NOTICES = {
    "gap": "Some scans of this device never reached the server. Tell a supervisor.",
    "new_epoch": "This device has lost what it kept and counts anew. Tell a supervisor.",
    "clock": "The clock of this device is wrong. Ask a supervisor to set it.",
}
"""What the person is told about a flag, once."""


def count_replay(session: Session, device_id: str | None) -> None:
    """Note that a device sent an event again; nothing else happens with it."""
    if device_id:
        _tally(session, device_id).replays += 1


def is_news(session: Session, device_id: str, state: DeviceState, now: datetime) -> bool:
    """Tell whether how a device is doing should be written down again."""
    tally = session.get(DeviceTally, device_id)
    return (
        tally is None
        or tally.told_at is None
        or tally.release != state.release
        or now - tally.told_at >= STATE_EVERY
    )


def note_state(session: Session, device_id: str, state: DeviceState, now: datetime) -> None:
    """Write down how a device said that it was doing."""
    tally = _tally(session, device_id)
    tally.release, tally.battery_pct = state.release, state.battery_pct
    tally.unsent, tally.oldest_at = state.unsent, state.oldest_at
    tally.told_at = now


def label(session: Session, capture: Capture, code: str, sentence: str) -> None:
    """Put a word on an event that is posted, for whoever looks back."""
    session.add(
        FloorLabel(
            site_id=capture.site_id,
            event_id=capture.id,
            user_id=capture.user_id,
            device_id=capture.device_id,
            code=code,
            sentence=sentence,
            raised_at=capture.received_at,
        )
    )


def flag(session: Session, turn: ledger.Turn, capture: Capture) -> tuple[str, ...]:
    """Label an event that goes through over a hole, in a new epoch or with a mad clock.

    A hole and an epoch are labelled at the first event past them, a clock when it begins to be
    odd. Most events read nothing here.

    Returns:
        What the person who did it is told.
    """
    if not capture.device_id or capture.device_seq is None:
        return ()
    found = [
        *_new_epoch(session, turn, capture),
        *_gap(session, turn, capture),
        *_clock(session, capture),
    ]
    for code, sentence in found:
        label(session, capture, code, sentence)
    return tuple(NOTICES[code] for code, _ in found)


def _new_epoch(session: Session, turn: ledger.Turn, capture: Capture) -> list[tuple[str, str]]:
    if turn.last_seq:
        return []
    tally = _tally(session, capture.device_id or "")
    tally.epochs += 1
    if tally.epochs == 1:
        return []
    return [("new_epoch", f"It began to count anew, for the {tally.epochs}. time.")]


def _gap(session: Session, turn: ledger.Turn, capture: Capture) -> list[tuple[str, str]]:
    first, last = turn.last_seq + 1, (capture.device_seq or 0) - 1
    if last < first:
        return []
    gap = session.get(SequenceGap, (capture.device_id, capture.device_epoch, turn.last_seq))
    if gap is None or gap.passed_at is not None:
        return []
    gap.passed_at = capture.received_at
    which = f"entry {first}" if first == last else f"entries {first} to {last}"
    return [("gap", f"It went through without {which}, which never came.")]


def _clock(session: Session, capture: Capture) -> list[tuple[str, str]]:
    doubt = doubts_about_clock(capture.captured_at, capture.received_at, capture.clock_offset_ms)
    if not doubt:
        return []
    tally = _tally(session, capture.device_id or "")
    if tally.clock == doubt:
        return []
    tally.clock = doubt
    return [("clock", doubt[0].upper() + doubt[1:] + ".")]


def _tally(session: Session, device_id: str) -> DeviceTally:
    tally = session.get(DeviceTally, device_id)
    if tally is None:
        tally = DeviceTally(device_id=device_id, replays=0, epochs=0, clock="")
        session.add(tally)
        session.flush()
    return tally
