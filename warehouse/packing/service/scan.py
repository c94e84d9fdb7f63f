"""A scan at the packing table: units verified by moving them from tote to carton, or back."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.cartons.models import CartonType
from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture, Transfer
from warehouse.orders.models import Order
from warehouse.orders.queries.containers import orders_in
from warehouse.packing.errors import NoTote
from warehouse.packing.rules.verify import (
    Asked,
    Portion,
    Table,
    check_packable,
    read_box,
    read_scan,
)
from warehouse.packing.rules.weights import scanned_weight
from warehouse.packing.service.cartons import close_weighed, take_box
from warehouse.packing.service.table import (
    OnTable,
    Told,
    accepted,
    begin_carton,
    load,
    subject_of,
)
from warehouse.scanning.queries import resolve
from warehouse.scanning.rules.seen import Seen
from warehouse.web.guard import Actor


def scan(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Put scanned units into a carton. Body: order, carton (its number), code.

    Carton 0 is whichever is open, or else the first one, which is begun with this unit. A kind of
    carton may be scanned to take it, and the text or barcode of scales closes what they weighed.
    """
    at = load(session, actor, int(capture.body["order"]))
    check_packable(at.order.state, at.order.channel_order_id)
    number = int(capture.body["carton"])
    carton = at.carton(number) if number else at.newest_open()
    seen = resolve(session, actor.site_id, str(capture.body["code"]))
    asked = asked_for(session, capture, subject_of(at.order.id))
    if asked is None and seen.item is None and seen.place is None and not _is_lot(at, seen):
        box = read_box(seen)
        if box:
            return take_box(session, turn, capture, at, CartonType.code == box)
        weighed = scanned_weight(seen.scan)
        if weighed is not None and carton is not None:
            return close_weighed(session, turn, capture, actor, at, carton, weighed, "")
    table = Table(at.order.channel_order_id, "the tote", at.in_totes, at.boxed, at.wanted)
    decided = read_scan(table, seen, asked, whose=whose_is(session, actor.site_id, table, seen))
    if isinstance(decided, Asked):
        return ask(session, turn, capture, decided, subject_of(at.order.id))
    if carton is None:
        carton = begin_carton(session, at)
    moves = into(decided, carton.place_id)
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
    seen = resolve(session, actor.site_id, str(capture.body["code"]))
    asked = asked_for(session, capture, subject_of(at.order.id))
    decided = read_scan(table, seen, asked, whose=whose_is(session, actor.site_id, table, seen))
    if isinstance(decided, Asked):
        return ask(session, turn, capture, decided, subject_of(at.order.id))
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


def into(portion: Portion, place_id: int) -> list[Transfer]:
    """Return the moves that put units where they go."""
    return [
        Transfer(part.item_id, part.lot_id, part.place_id, place_id, part.units)
        for part in portion.taken
    ]


def asked_for(session: Session, capture: Capture, subject: str) -> Asked | None:
    """Return what this device was asked for by the last event of a thread, if it was."""
    last = stock.latest_posted(session, subject)
    if last is None or last.kind != capture.kind or last.device_id != capture.device_id:
        return None
    asks = last.answer.get("asks")
    return Asked(**asks) if asks else None


def ask(  # noqa: PLR0913, PLR0917 - the event, and what is asked
    session: Session,
    turn: ledger.Turn,
    capture: Capture,
    asked: Asked,
    subject: str,
    more: Told | None = None,
) -> Told:
    """Note that the next scan is to be the lot or serial of what was scanned now."""
    thing = "serial" if asked.is_serial else "lot"
    told: Told = {
        "signal": "look",
        "title": f"Scan the {thing}",
        "sentence": f"Which {thing} of {asked.item_name} is it?",
        "item": asked.item_id,
        "asks": asdict(asked),
        **(more or {}),
    }
    ledger.post(session, turn, capture, subject=subject, answer=told)
    return told


def _is_lot(at: OnTable, seen: Seen) -> bool:
    """Whether a text that could be a weight or a carton type is a lot on the table."""
    text = seen.scan.text.upper()
    return any(held.lot_code.upper() == text for held in at.held)


def whose_is(session: Session, site_id: int, table: Table, seen: Seen) -> str:
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
