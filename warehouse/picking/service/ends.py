"""Both ends of a trip: a tote for each order, and the place where they are put down."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, case, func, select, update
from sqlalchemy.orm import Session

from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.locations.models import Place
from warehouse.orders import service as orders
from warehouse.orders.models import Order
from warehouse.orders.queries.containers import containers_of, orders_in
from warehouse.orders.service.containers import bind_container, unbind_container
from warehouse.picking.errors import LinesLeft, UnknownCode, WrongKind, WrongTote
from warehouse.picking.models import (
    BATCH,
    CANCELLED,
    CLAIMED,
    DONE,
    OPEN,
    PAUSED,
    WAIT,
    FullTote,
    PickLine,
    PickTask,
    Shortage,
    subject_of,
)
from warehouse.picking.rules import slot_of
from warehouse.picking.service.shares import picked_for
from warehouse.picking.service.trip import Trip
from warehouse.scanning.rules.seen import Seen, SeenPlace

Told = dict[str, Any]


def accepted(title: str, sentence: str = "", **more: Any) -> Told:
    """Say yes: the words of the accepting signal."""
    return {"signal": "accepted", "title": title, "sentence": sentence, **more}


def take_tote(
    session: Session, turn: ledger.Turn, capture: Capture, trip: Trip, seen: Seen
) -> Told:
    """Give a task of the trip its tote; on a cart, the one whose slot is next."""
    todo = "Scan an empty tote."
    tote = _awaited(seen, "tote", todo)
    other = session.execute(
        select(PickTask.lead_id, PickTask.slot).where(
            PickTask.tote_id == tote.place_id, PickTask.state.in_((CLAIMED, PAUSED))
        )
    ).first()
    if other is not None:
        there = slot_of(other.slot) if other.lead_id == trip.lead_id else None
        why = f"it stands in {there.name} already" if there else "another trip uses it"
        raise WrongTote(scanned=tote.code, why=why, todo=todo)
    if not stock.is_empty(session, tote.place_id):
        raise WrongTote(scanned=tote.code, why="it is not empty", todo=todo)
    others = [held for held in orders_in(session, tote.place_id) if held != trip.order_id]
    if others:
        packed = session.get_one(Order, others[0])
        why = f"order {packed.channel_order_id} is being packed from it"
        raise WrongTote(scanned=tote.code, why=why, todo=todo)
    session.execute(
        update(PickTask).where(PickTask.id == trip.task_id).values(tote_id=tote.place_id)
    )
    session.execute(update(Place).where(Place.id == tote.place_id).values(parent_id=None))
    bind_tote(session, trip, tote.place_id)
    slot = slot_of(trip.slot)
    told = accepted(
        f"Tote {tote.code} is yours" if slot is None else f"Tote {tote.code} in {slot.name}",
        undo={"line": 0, "units": 0, "task": trip.task_id},
    )
    ledger.post(session, turn, capture, subject=subject_of(trip.lead_id), answer=told)
    return told


def bind_tote(session: Session, trip: Trip, tote_id: int) -> None:
    """Say whose units the tote holds: the order's, or those of all orders of a batch."""
    riders = session.execute(
        select(PickTask.order_id)
        .join(Order, Order.id == PickTask.order_id)
        .where(
            PickTask.lead_id == trip.lead_id, PickTask.method == BATCH, PickTask.state != CANCELLED
        )
        .order_by(Order.ship_by.is_(None), Order.ship_by, PickTask.order_id)
    ).scalars()
    shared = list(riders)
    for order_id in shared or [trip.order_id]:
        bind_container(session, tote_id, order_id, is_shared=bool(shared))


def put_down(session: Session, turn: ledger.Turn, capture: Capture, trip: Trip, seen: Seen) -> Told:
    """End the trip: its totes are left at a packing place.

    An order is picked once none of its tasks is under way any more; one of which nothing was
    found waits to be released again.
    """
    parts = _parts(session, trip.lead_id)
    left = sum(part.open_lines for part in parts)
    if left:
        raise LinesLeft(open=left)
    place = _awaited(seen, "packing", "Take the tote to packing and scan the place there.")
    full = session.execute(
        select(FullTote.place_id).where(FullTote.task_id.in_([part.id for part in parts]))
    )
    totes = {part.tote_id for part in parts} | set(full.scalars())
    session.execute(update(Place).where(Place.id.in_(totes)).values(parent_id=place.place_id))
    session.execute(
        update(PickTask)
        .where(PickTask.lead_id == trip.lead_id, PickTask.state == CLAIMED)
        .values(state=DONE, finished_at=capture.received_at)
    )
    for part in parts:
        if part.method == BATCH:
            _leave_to_the_wall(session, part, totes)
            continue
        if not part.picked and part.tote_id is not None:
            unbind_container(session, part.tote_id)
        _settle_order(session, part.order_id)
    said = f"Tote {trip.tote_code} stands" if len(totes) == 1 else f"{len(totes)} totes stand"
    told = accepted("Trip finished", f"{said} at {place.code}.")
    ledger.post(session, turn, capture, subject=subject_of(trip.lead_id), answer=told)
    return told


def _leave_to_the_wall(session: Session, part: Row[Any], totes: set[int]) -> None:
    """Say of each order of a batch whether the totes, full ones and the last, hold some for it."""
    picked = picked_for(session, part.id)
    orders_of = select(PickTask.order_id).where(PickTask.lead_id == part.id, PickTask.state == DONE)
    for order_id in session.execute(orders_of.order_by(PickTask.id)).scalars().all():
        for tote_id in () if picked.get(order_id) else totes:
            unbind_container(session, tote_id, order_id)
        _settle_order(session, order_id)


def _awaited(seen: Seen, kind: str, todo: str) -> SeenPlace:
    """Return the scanned place, if it is of the kind that is asked for."""
    if seen.place is not None and seen.place.kind == kind:
        return seen.place
    if seen.place is not None:
        raise WrongKind(what=f"{seen.place.kind} {seen.place.code}", todo=todo)
    if seen.item is not None:
        raise WrongKind(what=seen.item.name, todo=todo)
    raise UnknownCode(scanned=seen.shown, todo=todo)


def _parts(session: Session, lead_id: int) -> list[Row[Any]]:
    """Return the tasks of a trip that are under way, each with what is open and picked of it."""
    is_open = PickLine.wanted > PickLine.picked + PickLine.short
    return list(
        session.execute(
            select(
                PickTask.id,
                PickTask.order_id,
                PickTask.tote_id,
                PickTask.method,
                func.sum(case((is_open, 1), else_=0)).label("open_lines"),
                func.sum(PickLine.picked).label("picked"),
            )
            .join(PickLine, PickLine.task_id == PickTask.id)
            .where(PickTask.lead_id == lead_id, PickTask.state == CLAIMED)
            .group_by(PickTask.id, PickTask.order_id, PickTask.tote_id, PickTask.method)
        )
    )


def _settle_order(session: Session, order_id: int) -> None:
    """Say that an order is picked, unless another task of it is still under way."""
    under_way = session.execute(
        select(PickTask.id)
        .where(PickTask.order_id == order_id, PickTask.state.in_((OPEN, CLAIMED, PAUSED)))
        .limit(1)
    ).first()
    if under_way is None:
        found_any = bool(containers_of(session, [order_id]))
        orders.end_trips(
            session, order_id, found_any=found_any, waits=is_to_wait(session, order_id)
        )


def is_to_wait(session: Session, order_id: int) -> bool:
    """Whether a supervisor decided that an order leaves only as a whole."""
    waits = select(Shortage.id).where(Shortage.order_id == order_id, Shortage.decision == WAIT)
    return session.execute(waits.limit(1)).first() is not None
