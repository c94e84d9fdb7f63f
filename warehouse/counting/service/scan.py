"""What the counter says: scans, numbers, "empty", "nothing else", "none there"."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Pack
from warehouse.counting.errors import NotCountedYet, NothingMissing
from warehouse.counting.models import CountLine
from warehouse.counting.rules.counting import (
    key_quantity,
    say_done,
    say_empty,
    scan_bin,
    scan_thing,
)
from warehouse.counting.rules.draft import Draft, Row, Step
from warehouse.counting.service.finish import finish
from warehouse.counting.service.rounds import (
    Held,
    Told,
    accepted,
    load_held,
    lot_named,
    save,
    seen_pos,
    subject_of,
)
from warehouse.kernel.quantity import whole_number
from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.scanning.queries import resolve
from warehouse.scanning.rules.seen import Seen
from warehouse.web.guard import Actor


def scan(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Decide what a scan means in the count. Body: task, seen, code.

    `seen` is the ledger position that the device had seen; the row is not sure before it.
    """
    held = load_held(session, actor, int(capture.body["task"]))
    code = str(capture.body["code"])
    seen = resolve(session, actor.site_id, code)
    if held.draft.at_bin:
        after = scan_thing(held.draft, seen, lot_code=_lot_of(session, held.draft, seen))
    else:
        after = scan_bin(held.draft, seen)
    told = _said(held.draft, after, seen)
    told["undo"] = save(session, turn, capture, held, after, code=seen.shown)
    ledger.post(session, turn, capture, subject=subject_of(held.task.id), answer=told)
    return told


def _lot_of(session: Session, draft: Draft, seen: Seen) -> str | None:
    """Return the lot that a scan names, in the spelling of the book where the book has it."""
    given = seen.lot_code
    if seen.item is not None:
        item_id = seen.item.item_id
    elif draft.awaits is not None:
        item_id, given = draft.awaits.item_id, given or seen.scan.text.strip(" ")
    else:
        return None
    known = lot_named(session, item_id, given) if given else None
    return known.code if known else given or None


def _said(before: Draft, after: Draft, seen: Seen) -> Told:
    if after.unknown > before.unknown:
        why = "Nobody here knows it. It is kept for the supervisor; leave the goods and go on."
        return {"signal": "look", "title": f"Kept: {seen.shown}", "sentence": why}
    if not before.at_bin:
        return accepted(f"You are at {after.bin_code}")
    if after.awaits is not None:
        return accepted(after.awaits.item_name)
    changed = [row for key, row in after.rows.items() if row != before.rows.get(key)]
    row = changed[0]
    return accepted(f"{row.units} counted", _row_name(row))


def _row_name(row: Row) -> str:
    return f"{row.item_name} · {row.lot_code}" if row.lot_code else row.item_name


def quantity(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Set how many of an item and lot are there in all. Body: task, seen, item, lot, packs, loose.

    `packs` are full ones of `pack_units` base units each, which must be a pack of the item.
    """
    body = capture.body
    held = load_held(session, actor, int(body["task"]))
    said = (int(body["item"]), str(body["lot"]))
    spelt = {(item, lot.upper()): (item, lot) for item, lot in held.draft.rows}
    key = spelt.get((said[0], said[1].upper()), said)  # a device has lots as they were scanned
    pack_units = whole_number(str(body["pack_units"])) or 1
    if pack_units > 1 and not _is_pack(session, key[0], pack_units):
        raise NotCountedYet
    after = key_quantity(
        held.draft, key, packs=str(body["packs"]), loose=str(body["loose"]), pack_units=pack_units
    )
    row = after.rows[key]
    told = accepted(f"{row.units} counted", _row_name(row))
    told["undo"] = save(session, turn, capture, held, after)
    ledger.post(session, turn, capture, subject=subject_of(held.task.id), answer=told)
    return told


def _is_pack(session: Session, item_id: int, units: int) -> bool:
    found = session.execute(
        select(Pack.id).where(Pack.item_id == item_id, Pack.units == units).limit(1)
    )
    return found.first() is not None


def empty(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Say that the bin is empty. Body: task, seen. The one word settles whatever the book has."""
    held = load_held(session, actor, int(capture.body["task"]))
    save(session, turn, capture, held, say_empty(held.draft))
    for item_id, lot_id in stock.on_hand_by_record(session, held.task.place_id):
        _absent(session, turn, capture, held, (item_id, lot_id))
    return finish(session, turn, capture, held)


def done(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Say that there is nothing else in the bin. Body: task, seen.

    What the book knows besides needs a decision: by item, without any number.
    """
    held = load_held(session, actor, int(capture.body["task"]))
    after = say_done(held.draft)
    if not unseen(session, held):
        save(session, turn, capture, held, after)
        return finish(session, turn, capture, held)
    told: Told = {
        "signal": "look", "title": "Look once more", "sentence": "Is none of this there?",
    }  # fmt: skip
    told["undo"] = save(session, turn, capture, held, after)
    ledger.post(session, turn, capture, subject=subject_of(held.task.id), answer=told)
    return told


def absent(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Decide that none (or no other lot) of an item is there. Body: task, seen, item.

    Raises:
        NothingMissing: nobody asked about that item.
    """
    held = load_held(session, actor, int(capture.body["task"]))
    item_id = int(capture.body["item"])
    missing = [record for record in unseen(session, held) if record[0] == item_id]
    if held.draft.step is not Step.ABSENT or not missing:
        raise NothingMissing
    for record in missing:
        _absent(session, turn, capture, held, record)
    session.flush()
    if not unseen(session, held):
        return finish(session, turn, capture, held)
    told = accepted("Noted: none there")
    ledger.post(session, turn, capture, subject=subject_of(held.task.id), answer=told)
    return told


def more(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Go on counting after "nothing else", because there was something. Body: task, seen."""
    held = load_held(session, actor, int(capture.body["task"]))
    told = accepted("Go on", "Scan what you have found.")
    told["undo"] = save(session, turn, capture, held, replace(held.draft, wants_done=False))
    ledger.post(session, turn, capture, subject=subject_of(held.task.id), answer=told)
    return told


def unseen(session: Session, held: Held) -> list[tuple[int, int]]:
    """Return the records that the book has in the bin and the counter has said nothing of."""
    said = {(line.item_id, line.lot_id) for line in held.lines.values()}
    return [
        record
        for record in stock.on_hand_by_record(session, held.task.place_id)
        if record not in said
    ]


def _absent(
    session: Session, turn: ledger.Turn, capture: Capture, held: Held, record: tuple[int, int]
) -> None:
    """Count a record as none: sure only since the bin was scanned, as nobody looked for it."""
    item_id, lot_id = record
    lot_code = stock.lot_code_of(session, lot_id)
    line = CountLine(
        round_id=held.round.id,
        item_id=item_id,
        lot_id=lot_id,
        lot_code=lot_code,
        counted_units=0,
        is_settled=True,
        is_absent=True,
        from_pos=min(held.round.from_pos, seen_pos(turn, capture)),
        pos=turn.pos + 1,
        captured_at=min(capture.captured_at or capture.received_at, capture.received_at),
    )
    session.add(line)
    held.lines[item_id, lot_code] = line
