"""Another lot or bin in the place of the allocated one, decided by the rules of giving."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from warehouse.catalog.models import Lot
from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.locations.models import BIN, Place
from warehouse.orders import service as orders
from warehouse.picking.errors import (
    BinNotInstead,
    LotNotInstead,
    OverPick,
    PromisedMeanwhile,
    WrongBin,
    WrongLot,
)
from warehouse.picking.models import PickLine, PickTask, subject_of
from warehouse.picking.rules import Step, Stop
from warehouse.picking.service.ends import Told, accepted
from warehouse.picking.service.found import undo_note
from warehouse.picking.service.shares import Part
from warehouse.picking.service.short import add_stop
from warehouse.picking.service.trip import At, Trip, read_stop, save_stop
from warehouse.scanning.rules.seen import Seen
from warehouse.web.guard import Actor

Key = tuple[int, int, int]
SHARED = "several orders share this stop, which stays as it was planned"


def other_lot(  # noqa: PLR0913, PLR0917 - the event, and what it meets
    session: Session, turn: ledger.Turn, capture: Capture, actor: Actor, at: At, seen: Seen
) -> Told:
    """Let a lot of the same bin go instead of the allocated one, where the rotation allows it.

    A lot that the trip wants from this bin anyway, at another of its stops, is simply taken
    first.

    Raises:
        WrongLot: units of the allocated lot are in the hand, or nobody knows the scanned one.
        LotNotInstead: it may not go, and why.
        OverPick: its pack has more units than are free of it.
    """
    stop, code = at.stop, seen.lot_code or seen.scan.text
    refusal = WrongLot(scanned=code, wanted=stop.lot_code)
    is_other_item = seen.item is not None and seen.item.item_id != stop.item_id
    if stop.lot_seen or is_other_item:
        raise refusal
    if at.is_shared:
        if not _stand_ins(session, capture, at, stop.place_id, lot_code=code):
            raise refusal
        raise LotNotInstead(scanned=code, why=SHARED, wanted=stop.lot_code)
    adds = seen.item is not None and stop.step is not Step.LOT
    in_hand = stop.in_hand + (seen.item.pack_units if seen.item and adds else 0)
    listed = _listed(session, at, code, in_hand)
    if listed is not None:
        other = read_stop(session, actor, at.trip.lead_id, listed).stop
        return _first(session, turn, capture, at, replace(other, in_hand=in_hand))
    found = _stand_ins(session, capture, at, at.stop.place_id, lot_code=code)
    if not found:
        raise refusal
    lot = found[0]
    if lot.why_not:
        raise LotNotInstead(scanned=lot.lot_code, why=lot.why_not, wanted=stop.lot_code)
    if in_hand > min(lot.available, stop.left):
        raise OverPick(units=in_hand, wanted=min(lot.available, stop.left))
    changes = ledger.Changes()
    units = min(stop.left, lot.available)
    note = _repin(session, changes, at, lot.key, units)
    _begin(session, note["pin"]["line"], in_hand=in_hand, lot_seen=True)
    said = f"{units} of lot {lot.lot_code} go instead of lot {stop.lot_code}."
    told = accepted("Another lot", said, undo=note) | {"signal": "look"}
    ledger.post(
        session, turn, capture, subject=subject_of(at.trip.lead_id), changes=changes, answer=told
    )
    return told


def other_bin(session: Session, turn: ledger.Turn, capture: Capture, at: At, seen: Seen) -> Told:
    """Let the bin at which the picker stands give instead of the allocated one.

    Raises:
        WrongBin: it has nothing of the item.
        BinNotInstead: it has, and may not give it, and why.
    """
    stop, place = at.stop, seen.place
    assert place is not None, "a wrong bin is a place"
    found = _stand_ins(session, capture, at, place.place_id) if place.kind == BIN else []
    if not found:
        raise WrongBin(scanned=place.code, wanted=stop.bin_code)
    best = found[0]
    why_not = SHARED if at.is_shared else best.why_not
    if why_not:
        raise BinNotInstead(
            scanned=place.code, item=stop.item_name, why=why_not, wanted=stop.bin_code
        )
    changes = ledger.Changes()
    units = min(stop.left, best.available)
    note = _repin(session, changes, at, best.key, units)
    _begin(session, note["pin"]["line"], in_hand=0, lot_seen=False)
    rest = stop.left - units
    said = f"{place.code} gives {units} instead of {stop.bin_code}" + (
        f", which gives the other {rest} later." if rest else "."
    )
    told = accepted("Another bin", said, undo=note) | {"signal": "look"}
    ledger.post(
        session, turn, capture, subject=subject_of(at.trip.lead_id), changes=changes, answer=told
    )
    return told


def as_taken(
    session: Session, changes: ledger.Changes, capture: Capture, actor: Actor, at: At
) -> At:
    """Pin a line to the bin and lot that a device says it has taken from, if that is another.

    The plan was swapped while the device went on by the old one: the fact stands.
    """
    stop, body = at.stop, capture.body
    bin_code = str(body.get("bin", stop.bin_code))
    lot_code = str(body.get("lot", stop.lot_code))
    if (bin_code, lot_code) == (stop.bin_code, stop.lot_code) or not stop.left or at.is_shared:
        return at
    place_id = session.execute(
        select(Place.id).where(
            Place.site_id == capture.site_id, Place.kind == BIN, Place.code == bin_code
        )
    ).scalar_one_or_none()
    lot_id = session.execute(
        select(Lot.id).where(Lot.item_id == stop.item_id, Lot.code == lot_code)
    ).scalar_one_or_none()
    if place_id is None or lot_id is None:
        return at
    line_id = _repin(session, changes, at, (place_id, stop.item_id, lot_id), stop.left)["pin"][
        "line"
    ]
    _begin(session, line_id, in_hand=min(stop.in_hand, stop.left), lot_seen=stop.lot_seen)
    return read_stop(session, actor, int(body["task"]), line_id)


def pin_back(
    session: Session, changes: ledger.Changes, actor: Actor, trip: Trip, pin: dict[str, Any]
) -> None:
    """Undo a swap: the line is pinned again to what was to give before.

    Raises:
        PromisedMeanwhile: that was promised to somebody else.
    """
    at = read_stop(session, actor, trip.lead_id, pin["line"])
    key = (pin["place"], at.stop.item_id, pin["lot"])
    on_hand, allocated, held = stock.balance_of(session, key)
    if on_hand - allocated - held < pin["units"]:
        code = session.execute(select(Place.code).where(Place.id == pin["place"])).scalar_one()
        raise PromisedMeanwhile(units=pin["units"], bin=code)
    ledger.release(session, changes, at.allocation_id, at.key, pin["units"])
    ledger.release(session, changes, pin["allocation"], key, -pin["units"])
    _pin_line(session, pin["line"], pin["allocation"], key)
    save_stop(session, replace(at.stop, at_bin=False, lot_seen=False, in_hand=0))


def _listed(session: Session, at: At, lot_code: str, in_hand: int) -> int | None:
    """Return an untouched line of the same task and bin that wants this lot, if there is one."""
    return session.execute(
        select(PickLine.id)
        .join(PickTask, PickTask.id == PickLine.task_id)
        .join(Lot, Lot.id == PickLine.lot_id)
        .where(
            PickTask.id == at.trip.task_id,
            PickLine.id != at.stop.line_id,
            PickLine.place_id == at.stop.place_id,
            PickLine.item_id == at.stop.item_id,
            PickLine.in_hand == 0,
            PickLine.wanted - PickLine.picked - PickLine.short >= max(in_hand, 1),
            Lot.code == lot_code.upper(),
        )
        .order_by(PickLine.sequence, PickLine.id)
        .limit(1)
    ).scalar_one_or_none()


def _first(session: Session, turn: ledger.Turn, capture: Capture, at: At, other: Stop) -> Told:
    """Go on at another line of the bin, whose lot was scanned, with what is in the hand."""
    note = undo_note(at.stop) | {"also": undo_note(replace(other, in_hand=0))}
    save_stop(session, replace(at.stop, at_bin=False, lot_seen=False, in_hand=0))
    save_stop(session, replace(other, at_bin=True, lot_seen=True))
    said = "It is on the list as well, and is taken first."
    told = accepted(f"Lot {other.lot_code}", said, undo=note)
    ledger.post(session, turn, capture, subject=subject_of(at.trip.lead_id), answer=told)
    return told


def _stand_ins(
    session: Session, capture: Capture, at: At, place_id: int, lot_code: str | None = None
) -> list[ledger.StandIn]:
    today = capture.received_at.date()
    return ledger.stand_ins(
        session,
        site_id=capture.site_id,
        wanted=at.key,
        place_id=place_id,
        today=today,
        fresh_until=orders.fresh_until(session, at.trip.order_id, today),
        lot_code=lot_code,
    )


def _repin(
    session: Session, changes: ledger.Changes, at: At, key: Key, units: int
) -> dict[str, Any]:
    """Pin units of a line to another bin or lot; returns how that is undone.

    A line that is pinned over as a whole stays itself; else the units become a line of their own.
    """
    stop = at.stop
    ledger.release(session, changes, at.allocation_id, at.key, units)
    allocated = ledger.pin(session, changes, at.order_line_id, key, units)
    line_id = stop.line_id
    if units == stop.wanted:
        _pin_line(session, line_id, allocated.id, key)
    else:
        part = Part(at.trip.order_id, at.order_line_id, allocated.id, units)
        line_id = add_stop(session, at.trip.task_id, key, [part])
        before = select(PickLine.sequence).where(PickLine.id == stop.line_id).scalar_subquery()
        session.execute(update(PickLine).where(PickLine.id == line_id).values(sequence=before))
        session.execute(
            update(PickLine)
            .where(PickLine.id == stop.line_id)
            .values(wanted=stop.wanted - units, at_bin=False, lot_seen=False, in_hand=0)
        )
    pinned = {
        "line": line_id,
        "place": stop.place_id,
        "lot": stop.lot_id,
        "allocation": at.allocation_id,
        "units": units,
    }
    return undo_note(stop) | {"pin": pinned}


def _begin(session: Session, line_id: int, *, in_hand: int, lot_seen: bool) -> None:
    """Go on at a line whose bin the picker stands at."""
    session.execute(
        update(PickLine)
        .where(PickLine.id == line_id)
        .values(at_bin=True, lot_seen=lot_seen, in_hand=in_hand)
    )


def _pin_line(session: Session, line_id: int, allocation_id: int, key: Key) -> None:
    session.execute(
        update(PickLine)
        .where(PickLine.id == line_id)
        .values(place_id=key[0], lot_id=key[2], allocation_id=allocation_id)
    )
