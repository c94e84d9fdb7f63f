"""A scan or a keyed number on a pick line: one event, one decision, at most one posting."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from warehouse.kernel.quantity import whole_number
from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture, Transfer
from warehouse.locations.models import BIN, TOTE
from warehouse.picking.errors import LotBlocked, NotAQuantity, WrongBin, WrongLot
from warehouse.picking.models import PickTask, subject_of
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
from warehouse.picking.service.ends import Told, accepted, put_down, take_tote
from warehouse.picking.service.fact import book_fact, is_as_planned
from warehouse.picking.service.found import found_more, undo_note
from warehouse.picking.service.instead import as_taken, other_bin, other_lot
from warehouse.picking.service.shares import take_units
from warehouse.picking.service.trip import (
    At,
    check_answered,
    check_carried,
    load_stop,
    load_trip,
    read_stop,
    save_stop,
)
from warehouse.scanning.queries import resolve
from warehouse.scanning.rules import Kind, parse
from warehouse.scanning.rules.seen import Seen, SeenPlace
from warehouse.web.guard import Actor


def scan(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Decide what a scan means on the line that the screen was drawn for, and post it.

    Body: task, line (0 where the task is asked for a tote or a place to put it down), code; and
    units, if the device has let them into the tote by its own decision: then they are in it, out
    of the bin and lot that it names. The answer says whether the trip has news for its picker.
    """
    task_id, line_id = int(capture.body["task"]), int(capture.body["line"])
    code = str(capture.body["code"])
    if line_id == 0:
        trip = load_trip(session, actor, task_id)
        check_carried(trip, actor)
        check_answered(trip)
        seen = resolve(session, actor.site_id, code)
        if trip.tote_id is None:
            return take_tote(session, turn, capture, trip, seen)
        return put_down(session, turn, capture, trip, seen)
    at = read_stop(session, actor, task_id, line_id)
    told = _on_line(session, turn, capture, actor, at)
    return told | {"news": True} if at.trip.has_news else told


def _on_line(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor, at: At) -> Told:
    code, changes = str(capture.body["code"]), ledger.Changes()
    if capture.body.get("units", 0):
        at = as_taken(session, changes, capture, actor, at)
        seen = _awaited(at, code) or resolve(session, actor.site_id, code)
        if not is_as_planned(at, actor, seen, int(capture.body["units"])):
            return book_fact(session, turn, capture, actor, at, seen, changes)
        return _into_tote(session, turn, capture, at, seen, changes)
    check_carried(at.trip, actor)
    check_answered(at.trip)
    check_open(at.stop)
    seen = _awaited(at, code) or resolve(session, actor.site_id, code)
    if at.trip.tote_id is None:  # the screen is older than the undo that gave the tote back
        return take_tote(session, turn, capture, at.trip, seen)
    return _at_stop(session, turn, capture, actor, at, seen)


def _at_stop(  # noqa: PLR0913, PLR0917 - the event, and what it meets
    session: Session, turn: ledger.Turn, capture: Capture, actor: Actor, at: At, seen: Seen
) -> Told:
    if at.stop.at_bin and seen.place is not None and seen.place.kind == TOTE:
        return _into_tote(session, turn, capture, at, seen, ledger.Changes())
    try:
        stop = _advance(session, actor, at.stop, seen)
    except (WrongLot, WrongBin):
        if "refused" in capture.body:  # the device has said no, and its picker went on by that
            raise
        return _instead(session, turn, capture, actor, at, seen)
    return _progress(session, turn, capture, at, stop)


def _instead(  # noqa: PLR0913, PLR0917 - the event, and what it meets
    session: Session, turn: ledger.Turn, capture: Capture, actor: Actor, at: At, seen: Seen
) -> Told:
    if at.stop.at_bin:
        return other_lot(session, turn, capture, actor, at, seen)
    return other_bin(session, turn, capture, at, seen)


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
    check_answered(at.trip)
    check_open(at.stop)
    typed = str(capture.body["quantity"]).strip(" ")
    units = whole_number(typed)
    if units is None:
        raise NotAQuantity(typed=typed[:20], wanted=at.stop.left)
    return _progress(session, turn, capture, at, key_quantity(at.stop, units))


def _progress(session: Session, turn: ledger.Turn, capture: Capture, at: At, stop: Stop) -> Told:
    save_stop(session, stop)
    if stop.at_bin and not at.stop.at_bin:
        touch(session, at.trip.lead_id, capture.received_at)
    said = {
        Step.ITEM: f"You are at {stop.bin_code}",
        Step.LOT: f"{stop.item_name}",
        Step.MORE: f"{stop.in_hand} of {stop.left} in hand",
        Step.TOTE: f"{stop.in_hand} in hand",
    }[stop.step]
    told = accepted(said, undo=undo_note(at.stop))
    ledger.post(session, turn, capture, subject=subject_of(at.trip.lead_id), answer=told)
    return told


def _into_tote(  # noqa: PLR0913, PLR0917 - the event, and what it meets
    session: Session,
    turn: ledger.Turn,
    capture: Capture,
    at: At,
    seen: Seen,
    changes: ledger.Changes,
) -> Told:
    stop, trip = at.stop, at.trip
    assert trip.tote_id is not None, "a line is drawn only once the trip has a tote"
    units = scan_tote(
        stop, seen, tote_id=trip.tote_id, tote_code=trip.tote_code or "", slot=trip.slot
    )
    if at.is_blocked:
        raise LotBlocked(lot=stop.lot_code, item=stop.item_name)
    moves = found_more(session, capture, at, units)
    moves.append(Transfer(stop.item_id, stop.lot_id, stop.place_id, trip.tote_id, units))
    take_units(session, changes, at, units)
    done = replace(
        stop,
        picked=stop.picked + units,
        in_hand=0,
        lot_seen=stop.lot_seen and not stop.is_tracked,
        asks_empty=_asks_if_empty(capture, at, units),
    )
    save_stop(session, done)
    note = undo_note(stop) | {"units": units}
    told = accepted(f"{units} in {trip.tote_code}", stop.item_name, undo=note)
    if done.asks_empty:
        told |= {"signal": "look", "sentence": f"Is {stop.bin_code} empty now?"}
    if len(moves) > 1:
        said = (
            f"{units} in {trip.tote_code}. The book had fewer, so {stop.bin_code} will be counted."
        )
        told |= {"signal": "look", "title": "Noted", "sentence": said}
    ledger.post(
        session,
        turn,
        capture,
        subject=subject_of(trip.lead_id),
        moves=moves,
        changes=changes,
        answer=told,
    )
    return told


def _asks_if_empty(capture: Capture, at: At, units: int) -> bool:
    """Tell whether the picker is asked: by his device where it decided, else by the book."""
    if "units" in capture.body:
        return bool(capture.body.get("asks", 0))
    return at.asks_if_empty and at.in_bin == units and at.stop.left == units


def touch(session: Session, lead_id: int, now: datetime) -> None:
    """Renew the picker's lease on a trip."""
    session.execute(update(PickTask).where(PickTask.lead_id == lead_id).values(seen_at=now))
