"""A scan at the packing table: units verified by moving them from tote to carton, or back."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture, Transfer
from warehouse.locations.models import CARTON, Place
from warehouse.orders.models import Order
from warehouse.orders.queries.containers import orders_in
from warehouse.packing.errors import NoTote
from warehouse.packing.models import Carton
from warehouse.packing.rules.verify import (
    Asked,
    Portion,
    Table,
    check_packable,
    read_scan,
)
from warehouse.packing.service.table import OnTable, Told, accepted, load, subject_of
from warehouse.scanning.queries import resolve
from warehouse.scanning.rules.seen import Seen
from warehouse.web.guard import Actor


def scan(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Put scanned units into a carton. Body: order, carton (its number), code.

    Carton 0 is whichever is open, or else the first one, which is begun with this unit.
    """
    at = load(session, actor, int(capture.body["order"]))
    check_packable(at.order.state, at.order.channel_order_id)
    number = int(capture.body["carton"])
    carton = at.carton(number) if number else at.newest_open()
    table = Table(at.order.channel_order_id, "the tote", at.in_totes, at.boxed, at.wanted)
    decided = _decide(session, capture, actor, table)
    if isinstance(decided, Asked):
        return _ask(session, turn, capture, decided)
    if carton is None:
        carton = begin_carton(session, at)
    moves = [
        Transfer(part.item_id, part.lot_id, part.place_id, carton.place_id, part.units)
        for part in decided.taken
    ]
    done = sum(held.units for held in at.boxed if held.item_id == decided.item_id) + decided.units
    told = accepted(
        f"{done} of {at.wanted[decided.item_id]}",
        f"{decided.item_name} is in carton {carton.number}.",
        item=decided.item_id,
        carton=carton.number,
    )
    ledger.post(session, turn, capture, subject=subject_of(at.order.id), moves=moves, answer=told)
    return told


def take_back(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Put scanned units from an open carton back into the tote. Body: order, carton, code."""
    at = load(session, actor, int(capture.body["order"]))
    check_packable(at.order.state, at.order.channel_order_id)
    carton = at.carton(int(capture.body["carton"]))
    if not at.totes:
        raise NoTote(order=at.order.channel_order_id)
    tote = at.totes[0]
    table = Table(at.order.channel_order_id, f"carton {carton.number}", at.inside(carton))
    decided = _decide(session, capture, actor, table)
    if isinstance(decided, Asked):
        return _ask(session, turn, capture, decided)
    moves = [
        Transfer(part.item_id, part.lot_id, carton.place_id, tote.place_id, part.units)
        for part in decided.taken
    ]
    told = accepted(
        "Taken out",
        f"{decided.units} × {decided.item_name} back into tote {tote.code}.",
        item=decided.item_id,
    )
    ledger.post(session, turn, capture, subject=subject_of(at.order.id), moves=moves, answer=told)
    return told


def _decide(session: Session, capture: Capture, actor: Actor, table: Table) -> Portion | Asked:
    seen = resolve(session, actor.site_id, str(capture.body["code"]))
    whose = _whose(session, actor.site_id, table, seen)
    return read_scan(table, seen, _asked(session, capture), whose=whose)


def _asked(session: Session, capture: Capture) -> Asked | None:
    """Return what this device was asked for by the last event of the order, if it was."""
    last = stock.latest_posted(session, subject_of(int(capture.body["order"])))
    if last is None or last.kind != capture.kind or last.device_id != capture.device_id:
        return None
    asks = last.answer.get("asks")
    return Asked(**asks) if asks else None


def _ask(session: Session, turn: ledger.Turn, capture: Capture, asked: Asked) -> Told:
    """Note that the next scan is to be the lot or serial of what was scanned now."""
    thing = "serial" if asked.is_serial else "lot"
    told: Told = {
        "signal": "look",
        "title": f"Scan the {thing}",
        "sentence": f"Which {thing} of {asked.item_name} is it?",
        "item": asked.item_id,
        "asks": {
            "item_id": asked.item_id,
            "item_name": asked.item_name,
            "units": asked.units,
            "is_serial": asked.is_serial,
        },
    }
    subject = subject_of(int(capture.body["order"]))
    ledger.post(session, turn, capture, subject=subject, answer=told)
    return told


def _whose(session: Session, site_id: int, table: Table, seen: Seen) -> str:
    """Say where an item belongs that is not in this order; nothing for one that is."""
    if seen.item is None or table.of_item(seen.item.item_id):
        return ""
    for row in stock.stock_of_item(session, site_id, seen.item.item_id):
        orders = orders_in(session, row.place_id) if row.place_kind == "tote" else []
        if orders and row.on_hand:
            ref = session.execute(
                select(Order.channel_order_id).where(Order.id == orders[0])
            ).scalar_one()
            return f"It belongs to order {ref}, in tote {row.place_code}: put it there."
    home = stock.home_of(session, site_id, seen.item.item_id)
    return f"It lives in {home}: put it back there."


def begin_carton(session: Session, at: OnTable) -> Carton:
    """Open the order's next carton, standing where its tote stands."""
    # Cartons that left with an earlier shipment keep their numbers.
    known = select(func.max(Carton.number)).where(Carton.order_id == at.order.id)
    number = (session.execute(known).scalar_one() or 0) + 1
    place = Place(
        site_id=at.order.site_id,
        kind=CARTON,
        code=working_code(at.order.id, number),
        parent_id=at.totes[0].stands_in_id if at.totes else None,
    )
    session.add(place)
    session.flush()
    carton = Carton(place_id=place.id, order_id=at.order.id, number=number)
    session.add(carton)
    session.flush()
    return carton


def working_code(order_id: int, number: int) -> str:
    """Return what a carton is called until its SSCC names it."""
    return f"CTN-{order_id}-{number}"
