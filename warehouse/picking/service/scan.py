"""A scan or a keyed number on a pick line: one event, one decision, at most one posting."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from warehouse.jobs import service as jobs
from warehouse.kernel.quantity import whole_number
from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture, Transfer
from warehouse.locations.models import BIN, DISCREPANCY, TOTE, Place
from warehouse.orders import service as orders
from warehouse.orders.models import OPEN, PICKED
from warehouse.orders.service.containers import bind_container, unbind_container
from warehouse.picking.errors import LinesLeft, NotAQuantity, UnknownCode, WrongKind, WrongTote
from warehouse.picking.models import CLAIMED, DONE, PAUSED, PickLine, PickTask
from warehouse.picking.rules import (
    Step,
    Stop,
    check_open,
    key_quantity,
    scan_at_bin,
    scan_item,
    scan_lot,
    scan_tote,
)
from warehouse.picking.service.trip import (
    At,
    Trip,
    check_carried,
    load_stop,
    load_trip,
    save_stop,
)
from warehouse.scanning.queries import resolve
from warehouse.scanning.rules import Kind, parse
from warehouse.scanning.rules.seen import Seen, SeenPlace
from warehouse.web.guard import Actor

Told = dict[str, Any]


def subject_of(task_id: int) -> str:
    """Name the thread of events that tells a task's story."""
    return f"pick_task:{task_id}"


def accepted(title: str, sentence: str = "", **more: Any) -> Told:
    """Say yes: the words of the accepting signal."""
    return {"signal": "accepted", "title": title, "sentence": sentence, **more}


def scan(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Decide what a scan means on the line that the screen was drawn for, and post it.

    Body: task, line (0 where the task is asked for a tote or a place to put it down), code.
    """
    task_id, line_id = int(capture.body["task"]), int(capture.body["line"])
    code = str(capture.body["code"])
    if line_id == 0:
        trip = load_trip(session, actor, task_id)
        check_carried(trip, actor)
        seen = resolve(session, actor.site_id, code)
        if trip.tote_id is None:
            return _take_tote(session, turn, capture, trip, seen)
        return _put_down(session, turn, capture, trip, seen)
    at = load_stop(session, actor, task_id, line_id)
    check_open(at.stop)
    seen = _awaited(at, code) or resolve(session, actor.site_id, code)
    if at.trip.tote_id is None:  # the screen is older than the undo that gave the tote back
        return _take_tote(session, turn, capture, at.trip, seen)
    if at.stop.at_bin and seen.place is not None and seen.place.kind == "tote":
        return _into_tote(session, turn, capture, at, seen)
    return _progress(session, turn, capture, at, _advance(session, actor, at.stop, seen))


def _awaited(at: At, code: str) -> Seen | None:
    """Know the trip's own tote and the stop's own bin by their codes, without asking again."""
    scanned = parse(code)
    if scanned.kind is Kind.CONTAINER and scanned.code == at.trip.tote_code:
        assert at.trip.tote_id is not None, "a tote with a code has an id"
        return Seen(scanned, place=SeenPlace(at.trip.tote_id, TOTE, scanned.code or ""))
    if scanned.kind is Kind.BIN and scanned.code == at.stop.bin_code:
        return Seen(scanned, place=SeenPlace(at.stop.place_id, BIN, scanned.code))
    return None


def _advance(session: Session, actor: Actor, stop: Stop, seen: Seen) -> Stop:
    if not stop.at_bin:
        return scan_at_bin(stop, seen)
    if stop.step is Step.LOT and (seen.item is None or seen.lot_code is not None):
        return scan_lot(stop, seen)
    wrong = seen.item is not None and seen.item.item_id != stop.item_id
    home = stock.home_of(session, actor.site_id, seen.item.item_id) if wrong and seen.item else ""
    return scan_item(stop, seen, home=home)


def quantity(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Set how many units the picker holds. Body: task, line, quantity."""
    at = load_stop(session, actor, int(capture.body["task"]), int(capture.body["line"]))
    check_open(at.stop)
    typed = str(capture.body["quantity"]).strip(" ")
    units = whole_number(typed)
    if units is None:
        raise NotAQuantity(typed=typed[:20], wanted=at.stop.left)
    return _progress(session, turn, capture, at, key_quantity(at.stop, units))


def _progress(session: Session, turn: ledger.Turn, capture: Capture, at: At, stop: Stop) -> Told:
    save_stop(session, stop)
    if stop.at_bin and not at.stop.at_bin:
        touch(session, at.trip.task_id, capture.received_at)
    said = {
        Step.ITEM: f"You are at {stop.bin_code}",
        Step.LOT: f"{stop.item_name}",
        Step.MORE: f"{stop.in_hand} of {stop.left} in hand",
        Step.TOTE: f"{stop.in_hand} in hand",
    }[stop.step]
    told = accepted(said, undo=_undo_note(at.stop))
    ledger.post(session, turn, capture, subject=subject_of(at.trip.task_id), answer=told)
    return told


def _undo_note(before: Stop) -> dict[str, Any]:
    """What an undo needs to put a stop back as it was."""
    return {
        "line": before.line_id,
        "at_bin": before.at_bin,
        "lot_seen": before.lot_seen,
        "in_hand": before.in_hand,
        "units": 0,
    }


def _into_tote(session: Session, turn: ledger.Turn, capture: Capture, at: At, seen: Seen) -> Told:
    stop, trip = at.stop, at.trip
    assert trip.tote_id is not None, "a line is drawn only once the trip has a tote"
    units = scan_tote(stop, seen, tote_id=trip.tote_id, tote_code=trip.tote_code or "")
    changes = ledger.Changes()
    moves = _found_more(session, capture, at, units)
    moves.append(Transfer(stop.item_id, stop.lot_id, stop.place_id, trip.tote_id, units))
    ledger.take(session, changes, at.allocation_id, at.key, units)
    done = replace(
        stop, picked=stop.picked + units, in_hand=0, lot_seen=stop.lot_seen and not stop.is_tracked
    )
    save_stop(session, done)
    told = accepted(
        f"{units} in {trip.tote_code}", stop.item_name, undo=_undo_note(stop) | {"units": units}
    )
    ledger.post(
        session,
        turn,
        capture,
        subject=subject_of(trip.task_id),
        moves=moves,
        changes=changes,
        answer=told,
    )
    return told


def _found_more(session: Session, capture: Capture, at: At, units: int) -> list[Transfer]:
    """Believe the picker: what the book lacks comes from DISCREPANCY, and the bin is counted."""
    lacking = units - at.on_hand
    if lacking <= 0:
        return []
    source = session.execute(
        select(Place.id).where(Place.site_id == capture.site_id, Place.kind == DISCREPANCY)
    ).scalar_one()
    ask_for_count(session, capture, at.stop.place_id, "more was found than the book says")
    return [Transfer(at.stop.item_id, at.stop.lot_id, source, at.stop.place_id, lacking)]


def ask_for_count(session: Session, capture: Capture, place_id: int, reason: str) -> None:
    """Have a bin counted by somebody else."""
    jobs.ask(
        session,
        "count.request",
        f"count:{place_id}:{capture.id.hex}",
        {
            "site": capture.site_id,
            "place": place_id,
            "reason": reason,
            "not_by": capture.user_id,
        },
        now=capture.received_at,
    )


def _take_tote(
    session: Session, turn: ledger.Turn, capture: Capture, trip: Trip, seen: Seen
) -> Told:
    todo = "Scan an empty tote."
    if seen.place is None and seen.item is None:
        raise UnknownCode(scanned=seen.shown, todo=todo)
    if seen.place is None or seen.place.kind != "tote":
        what = seen.item.name if seen.item else f"{seen.place.kind} {seen.place.code}"  # type: ignore[union-attr]  # one of the two is set
        raise WrongKind(what=what, todo=todo)
    tote = seen.place
    other = session.execute(
        select(PickTask.id).where(
            PickTask.tote_id == tote.place_id, PickTask.state.in_((CLAIMED, PAUSED))
        )
    ).first()
    if other is not None:
        raise WrongTote(scanned=tote.code, why="another trip uses it", todo=todo)
    if not stock.is_empty(session, tote.place_id):
        raise WrongTote(scanned=tote.code, why="it is not empty", todo=todo)
    session.execute(
        update(PickTask).where(PickTask.id == trip.task_id).values(tote_id=tote.place_id)
    )
    session.execute(update(Place).where(Place.id == tote.place_id).values(parent_id=None))
    bind_container(session, tote.place_id, trip.order_id)
    told = accepted(f"Tote {tote.code} is yours", undo={"line": 0, "units": 0})
    ledger.post(session, turn, capture, subject=subject_of(trip.task_id), answer=told)
    return told


def _put_down(
    session: Session, turn: ledger.Turn, capture: Capture, trip: Trip, seen: Seen
) -> Told:
    """End the trip: the tote is left at a packing place, the order is picked."""
    left, picked = session.execute(
        select(*_open_and_picked()).where(PickLine.task_id == trip.task_id)
    ).one()
    if left:
        raise LinesLeft(open=left)
    todo = "Take the tote to packing and scan the place there."
    if seen.place is None and seen.item is None:
        raise UnknownCode(scanned=seen.shown, todo=todo)
    if seen.place is None or seen.place.kind != "packing":
        what = seen.item.name if seen.item else f"{seen.place.kind} {seen.place.code}"  # type: ignore[union-attr]  # one of the two is set
        raise WrongKind(what=what, todo=todo)
    session.execute(
        update(Place).where(Place.id == trip.tote_id).values(parent_id=seen.place.place_id)
    )
    session.execute(
        update(PickTask)
        .where(PickTask.id == trip.task_id)
        .values(state=DONE, finished_at=capture.received_at)
    )
    orders.mark(session, trip.order_id, PICKED if picked else OPEN)
    if not picked and trip.tote_id is not None:
        unbind_container(session, trip.tote_id)
    told = accepted("Trip finished", f"Tote {trip.tote_code} stands at {seen.place.code}.")
    ledger.post(session, turn, capture, subject=subject_of(trip.task_id), answer=told)
    return told


def _open_and_picked() -> tuple[Any, Any]:
    is_open = PickLine.wanted > PickLine.picked + PickLine.short
    return (
        func.coalesce(func.sum(case((is_open, 1), else_=0)), 0),
        func.coalesce(func.sum(PickLine.picked), 0),
    )


def touch(session: Session, task_id: int, now: datetime) -> None:
    """Renew the picker's lease on a task."""
    session.execute(update(PickTask).where(PickTask.id == task_id).values(seen_at=now))
