"""Beginning to pack: whose units stand behind a scanned tote, place, carton or order number."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.orders.models import PACKED, SHIPPED, Order
from warehouse.orders.queries.containers import is_shared, orders_in
from warehouse.packing.errors import NothingHere, UnknownCode, WrongKind
from warehouse.packing.models import Carton
from warehouse.packing.rules.verify import check_packable
from warehouse.packing.service.table import Told, accepted, subject_of
from warehouse.scanning.queries import resolve
from warehouse.scanning.rules.seen import Seen
from warehouse.web.guard import Actor

AWAITED = "Scan a tote, a packing place or an order number."


def open_order(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Find the order to pack. Body: code, of a tote, a packing place, a carton or an order.

    More than one order behind it is not refused: the packer chooses. Packed and shipped orders
    open too, for their labels. A tote of several orders opens its put wall.
    """
    seen = resolve(session, actor.site_id, str(capture.body["code"]))
    if seen.place is not None and is_shared(session, seen.place.place_id):
        told: Told = accepted(f"Put wall of {seen.place.code}", wall=seen.place.place_id)
        subject = f"wall:{seen.place.place_id}"
        ledger.post(session, turn, capture, subject=subject, answer=told)
        return told
    orders = _orders_behind(session, actor, seen)
    if len(orders) == 1:
        order = orders[0]
        if order.state not in (PACKED, SHIPPED):
            check_packable(order.state, order.channel_order_id)
        told = accepted(f"Order {order.channel_order_id}", order=order.id)
        subject = subject_of(order.id)
    else:
        told = {
            "signal": "look",
            "title": f"{len(orders)} orders",
            "sentence": f"{len(orders)} orders are behind that code. Choose one.",
        }
        subject = f"place:{seen.place.place_id}" if seen.place else subject_of(0)
    ledger.post(session, turn, capture, subject=subject, answer=told)
    return told


def _orders_behind(session: Session, actor: Actor, seen: Seen) -> list[Order]:
    ours = select(Order).where(Order.site_id == actor.site_id)
    if seen.place is None:
        by_number = ours.where(Order.channel_order_id == seen.scan.text).order_by(Order.id)
        found = list(session.execute(by_number).scalars())
        if not found and seen.item is not None:
            raise WrongKind(what=seen.item.name, todo=AWAITED)
        if not found:
            raise UnknownCode(scanned=seen.shown, todo=AWAITED)
        return found
    what = f"{seen.place.kind} {seen.place.code}"
    if seen.place.kind == "bin":
        raise WrongKind(what=what, todo=AWAITED)
    if seen.place.kind == "carton":
        behind = select(Carton.order_id).where(Carton.place_id == seen.place.place_id)
        return list(session.execute(ours.where(Order.id.in_(behind))).scalars())
    ids = orders_in(session, seen.place.place_id)
    if not ids:
        raise NothingHere(what=what)
    found = list(session.execute(ours.where(Order.id.in_(ids))).scalars())
    return sorted(found, key=lambda order: ids.index(order.id))
