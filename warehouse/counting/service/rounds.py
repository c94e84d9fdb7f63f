"""Loading and saving a count under way; every use case here holds the site's turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item, Lot
from warehouse.counting.errors import CountOver, NotYourCount
from warehouse.counting.models import (
    CLAIMED,
    OPEN,
    PAUSED,
    CountLine,
    CountRound,
    CountTask,
    CountUnknown,
)
from warehouse.counting.rules.draft import Awaited, Draft, Key, Row
from warehouse.kernel.errors import NotYours
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.locations.models import Place
from warehouse.people.models import User
from warehouse.web.guard import Actor

Told = dict[str, Any]


@dataclass(slots=True)
class Held:
    """A count that the actor carries: the task, the round, and what was said so far."""

    task: CountTask
    round: CountRound
    lines: dict[Key, CountLine]
    draft: Draft


def subject_of(task_id: int) -> str:
    """Name the thread of events that tells a count's story."""
    return f"count_task:{task_id}"


def accepted(title: str, sentence: str = "", **more: Any) -> Told:
    """Say yes: the words of the accepting signal."""
    return {"signal": "accepted", "title": title, "sentence": sentence, **more}


def load_task(session: Session, actor: Actor, task_id: int) -> CountTask:
    """Load a count of the actor's site.

    Raises:
        NotYours: no such count there.
    """
    task = session.execute(
        select(CountTask).where(CountTask.id == task_id, CountTask.site_id == actor.site_id)
    ).scalar_one_or_none()
    if task is None:
        raise NotYours
    return task


def load_held(session: Session, actor: Actor, task_id: int) -> Held:
    """Load a count that the actor carries.

    Raises:
        NotYours: no such count there.
        CountOver, NotYourCount: the actor does not carry it.
    """
    task = load_task(session, actor, task_id)
    if task.state not in (OPEN, CLAIMED, PAUSED):
        raise CountOver
    if task.state != CLAIMED or task.user_id != actor.user_id:
        raise NotYourCount(
            who=name_of(session, task.user_id) if task.state == CLAIMED else "nobody"
        )
    found = session.execute(
        select(CountRound).where(CountRound.task_id == task_id, CountRound.state == OPEN)
    ).scalar_one()
    lines, rows = _rows(session, found.id)
    bin_code = session.execute(select(Place.code).where(Place.id == task.place_id)).scalar_one()
    draft = Draft(
        place_id=task.place_id,
        bin_code=bin_code,
        at_bin=found.at_bin,
        said_empty=found.said_empty,
        wants_done=found.wants_done,
        rows=rows,
        current=next((key for key, line in lines.items() if line.id == found.line_id), None),
        awaits=_awaited(session, found),
        unknown=session.execute(
            select(func.count()).where(CountUnknown.round_id == found.id)
        ).scalar_one(),
    )
    return Held(task, found, lines, draft)


def _rows(session: Session, round_id: int) -> tuple[dict[Key, CountLine], dict[Key, Row]]:
    lines, rows = {}, {}
    for line, name, tracking in session.execute(
        select(CountLine, Item.name, Item.tracking)
        .join(Item, Item.id == CountLine.item_id)
        .where(CountLine.round_id == round_id)
        .order_by(CountLine.id)
    ):
        key = (line.item_id, line.lot_code)
        lines[key] = line
        rows[key] = Row(
            item_id=line.item_id,
            item_name=name,
            tracking=tracking,
            lot_code=line.lot_code,
            units=line.counted_units,
            is_settled=line.is_settled,
            expires_on=line.expires_on,
        )
    return lines, rows


def _awaited(session: Session, found: CountRound) -> Awaited | None:
    if found.asks_lot_of is None:
        return None
    item = session.get_one(Item, found.asks_lot_of)
    return Awaited(item.id, item.name, item.tracking, found.asks_units)


def name_of(session: Session, user_id: int | None) -> str:
    """Return a person's name, for sentences."""
    name = session.execute(select(User.name).where(User.id == user_id)).scalar_one_or_none()
    return name or "somebody"


def lot_named(session: Session, item_id: int, code: str) -> Lot | None:
    """Return an item's lot or serial by its code, however it is spelt in capitals."""
    return session.execute(
        select(Lot)
        .where(Lot.item_id == item_id, func.upper(Lot.code) == code.upper())
        .order_by(Lot.id)
        .limit(1)
    ).scalar_one_or_none()


def seen_pos(turn: ledger.Turn, capture: Capture) -> int:
    """Return the ledger position that the device had seen when it made the event."""
    return min(int(capture.body["seen"]), turn.pos)


def save(  # noqa: PLR0913 - an event and what it changed
    session: Session,
    turn: ledger.Turn,
    capture: Capture,
    held: Held,
    after: Draft,
    *,
    code: str = "",
) -> dict[str, Any]:
    """Write what an event changed in a count, and return what undoing it needs.

    Args:
        code: The scan, kept as "the one before" for a code that nobody knows.
    """
    found, before = held.round, held.draft
    seen = seen_pos(turn, capture)
    note: dict[str, Any] = {"round": _round_values(found), "rows": [], "unknown": None}
    if after.at_bin and not before.at_bin:
        found.from_pos = seen
    for key, row in after.rows.items():
        if row != before.rows.get(key):
            note["rows"].append(_row_note(held, key))
            _write_row(session, turn, capture, held, row, seen)
    if after.unknown > before.unknown:
        note["unknown"] = _keep_unknown(session, capture, found, code)
    session.flush()
    found.at_bin, found.said_empty = after.at_bin, after.said_empty
    found.wants_done = after.wants_done
    found.line_id = held.lines[after.current].id if after.current else None
    found.asks_lot_of = after.awaits.item_id if after.awaits else None
    found.asks_units = after.awaits.units if after.awaits else 0
    found.last_code = code or found.last_code
    held.task.seen_at = capture.received_at
    held.draft = after
    return note


def _write_row(  # noqa: PLR0913, PLR0917 - one row and where it stands
    session: Session, turn: ledger.Turn, capture: Capture, held: Held, row: Row, seen: int
) -> None:
    line = held.lines.get(row.key)
    if line is None:
        lot = lot_named(session, row.item_id, row.lot_code)
        line = CountLine(
            round_id=held.round.id,
            item_id=row.item_id,
            lot_id=lot.id if lot else None,
            lot_code=row.lot_code,
            expires_on=row.expires_on,
            from_pos=seen,
        )
        session.add(line)
        held.lines[row.key] = line
    line.counted_units, line.is_settled, line.is_absent = row.units, row.is_settled, False
    line.from_pos = min(line.from_pos, seen)
    line.pos = turn.pos + 1
    line.captured_at = min(capture.captured_at or capture.received_at, capture.received_at)


def _keep_unknown(session: Session, capture: Capture, found: CountRound, code: str) -> int:
    kept = CountUnknown(
        round_id=found.id,
        code=code,
        after_code=found.last_code,
        captured_at=capture.captured_at or capture.received_at,
    )
    session.add(kept)
    session.flush()
    return kept.id


def _round_values(found: CountRound) -> dict[str, Any]:
    return {
        name: getattr(found, name)
        for name in (
            "at_bin", "said_empty", "wants_done", "line_id", "asks_lot_of", "asks_units",
            "last_code", "from_pos",
        )
    }  # fmt: skip


def _row_note(held: Held, key: Key) -> dict[str, Any]:
    line = held.lines.get(key)
    before = {"units": line.counted_units, "settled": line.is_settled} if line else None
    return {"item": key[0], "lot": key[1], "before": before}


def put_back(session: Session, held: Held, note: dict[str, Any]) -> None:
    """Put a count back as it was before an event, from what the event's answer remembers."""
    session.execute(
        update(CountRound).where(CountRound.id == held.round.id).values(**note["round"])
    )
    for row in note["rows"]:
        line = held.lines.get((row["item"], row["lot"]))
        if line is None:
            continue
        if row["before"] is None:
            session.delete(line)
        else:
            line.counted_units = row["before"]["units"]
            line.is_settled = row["before"]["settled"]
    if note["unknown"] is not None:
        session.execute(delete(CountUnknown).where(CountUnknown.id == note["unknown"]))
