"""Finishing an order: the server, not the screen, says that every unit was verified."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.locations.models import Place
from warehouse.orders import service as orders
from warehouse.orders.models import PACKED
from warehouse.orders.service.containers import unbind_container
from warehouse.packing.errors import CartonsOpen, NotAllVerified, NothingPacked
from warehouse.packing.models import OPEN
from warehouse.packing.rules.cartons import missing_units
from warehouse.packing.rules.verify import check_packable
from warehouse.packing.service.table import OnTable, Told, accepted, load, subject_of
from warehouse.web.guard import Actor


def finish(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Say that an order is packed. Body: order, partial (1 to leave units for a later shipment).

    Empty totes are free from now on. With `partial`, a tote that still holds units stays the
    order's, which is packed on once this shipment has left.
    """
    at = load(session, actor, int(capture.body["order"]))
    check_packable(at.order.state, at.order.channel_order_id)
    missing = _check_verified(at, is_partial=bool(capture.body["partial"]))
    holding = {held.place_id for held in at.in_totes}
    for tote in at.totes:
        if tote.place_id not in holding:
            unbind_container(session, tote.place_id)
            session.execute(update(Place).where(Place.id == tote.place_id).values(parent_id=None))
    orders.mark(session, at.order.id, PACKED)
    left = sum(missing.values())
    said = f"{left} units stay behind for a later shipment." if left else "Print the labels."
    told = accepted(f"Order {at.order.channel_order_id} is packed", said, left=left)
    ledger.post(session, turn, capture, subject=subject_of(at.order.id), answer=told)
    return told


def _check_verified(at: OnTable, *, is_partial: bool) -> dict[int, int]:
    """Return the picked units that stay behind; there are some only by decision."""
    is_begun = [c.number for c in at.cartons if c.state == OPEN and at.inside(c)]
    if is_begun:
        raise CartonsOpen(numbers=" and ".join(map(str, is_begun)))
    if not at.inside(*at.full):
        raise NothingPacked(order=at.order.channel_order_id)
    missing = missing_units(at.wanted, at.inside(*at.full))
    if missing and not is_partial:
        items = ", ".join(f"{units} × {at.name_of(item)}" for item, units in missing.items())
        raise NotAllVerified(units=sum(missing.values()), items=items)
    return missing
