"""A short pick: hold what the book claims, look elsewhere at once, else open a case."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from warehouse.catalog.models import Pack
from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.locations.models import Bin
from warehouse.picking.errors import BadReason
from warehouse.picking.models import PickLine, Shortage
from warehouse.picking.rules import (
    SHORT_REASONS,
    Spot,
    check_open,
    largest_pack,
    walking_order,
)
from warehouse.picking.service.scan import Told, ask_for_count, subject_of
from warehouse.picking.service.trip import At, load_stop, save_stop
from warehouse.web.guard import Actor


def short(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Report that a bin cannot give what is still wanted. Body: task, line, reason.

    Units in hand stay in hand and go into the tote next. What the book still says is in the bin
    is held, not written off; the bin is counted by somebody else; the missing units are
    allocated elsewhere and come later in this trip, or become one case on the supervisor's desk.
    """
    reason = str(capture.body["reason"])
    if reason not in SHORT_REASONS:
        raise BadReason
    at = load_stop(session, actor, int(capture.body["task"]), int(capture.body["line"]))
    check_open(at.stop)
    missing = at.stop.left - at.stop.in_hand
    changes = ledger.Changes()
    if missing:
        save_stop(session, replace(at.stop, short=at.stop.short + missing))
        ledger.release(session, changes, at.allocation_id, at.key, missing)
        on_hand, allocated, held = stock.balance_of(session, at.key)
        claimed = on_hand - (allocated - missing) - held
        if claimed > 0:
            ledger.hold(
                session, changes, at.key, claimed, reason=f"short: {reason}", event_id=capture.id
            )
        ask_for_count(session, capture, at.stop.place_id, f"short pick: {reason}")
    elsewhere = _elsewhere(session, capture, at, missing, changes) if missing else 0
    told: Told = {"signal": "look", "title": "Noted", "sentence": _sentence(missing, elsewhere)}
    ledger.post(
        session,
        turn,
        capture,
        subject=subject_of(at.trip.task_id),
        changes=changes,
        answer=told,
    )
    return told


def _sentence(missing: int, elsewhere: int) -> str:
    if not missing:
        return "All wanted units are in your hand: scan the tote."
    if elsewhere == missing:
        return f"{missing} short here; another bin gives them later in this trip."
    if elsewhere:
        return f"{missing} short here; {elsewhere} come from another bin, the supervisor is told."
    return f"{missing} short, and no other bin has them. The supervisor is told."


def _elsewhere(
    session: Session, capture: Capture, at: At, missing: int, changes: ledger.Changes
) -> int:
    found = ledger.allocate(
        session,
        changes,
        site_id=capture.site_id,
        order_line_id=at.order_line_id,
        item_id=at.stop.item_id,
        units=missing,
        today=capture.received_at.date(),
        without=(at.stop.place_id,),
    )
    for allocated in found:
        add_line(session, at.trip.task_id, at.order_line_id, allocated)
    if found:
        resequence(session, at.trip.task_id)
    units = sum(allocated.units for allocated in found)
    if units < missing:
        _open_case(session, capture, at, missing - units)
    return units


def _open_case(session: Session, capture: Capture, at: At, units: int) -> None:
    case = session.execute(
        select(Shortage).where(
            Shortage.order_line_id == at.order_line_id, Shortage.decided_at.is_(None)
        )
    ).scalar_one_or_none()
    if case is not None:
        case.units += units
        return
    session.add(
        Shortage(
            site_id=capture.site_id,
            order_id=at.trip.order_id,
            order_line_id=at.order_line_id,
            item_id=at.stop.item_id,
            place_id=at.stop.place_id,
            units=units,
            reason=str(capture.body["reason"]),
            raised_at=capture.received_at,
        )
    )


def add_line(
    session: Session, task_id: int, order_line_id: int, allocated: ledger.Allocated
) -> None:
    """Add a stop for an allocation; `resequence` gives it its place in the walk."""
    packs = session.execute(
        select(Pack.name, Pack.units).where(Pack.item_id == allocated.item_id)
    ).all()
    name, units = largest_pack([(p.name, p.units) for p in packs], allocated.units)
    session.add(
        PickLine(
            task_id=task_id,
            order_line_id=order_line_id,
            allocation_id=allocated.id,
            place_id=allocated.place_id,
            item_id=allocated.item_id,
            lot_id=allocated.lot_id,
            sequence=0,
            wanted=allocated.units,
            picked=0,
            short=0,
            pack_name=name,
            pack_units=units,
            at_bin=False,
            lot_seen=False,
            in_hand=0,
        )
    )
    session.flush()


def resequence(session: Session, task_id: int) -> None:
    """Put the stops that are not begun in walking order, behind those that are."""
    rows = session.execute(
        select(PickLine.id, Bin.aisle, Bin.x_cm, Bin.y_cm)
        .join(Bin, Bin.place_id == PickLine.place_id)
        .where(
            PickLine.task_id == task_id,
            PickLine.wanted > PickLine.picked + PickLine.short,
            ~PickLine.at_bin,
        )
        .order_by(PickLine.id)
    ).all()
    spots = [Spot(row.aisle, row.x_cm, row.y_cm) for row in rows]
    for sequence, n in enumerate(walking_order(spots), start=1_000):
        session.execute(update(PickLine).where(PickLine.id == rows[n].id).values(sequence=sequence))
