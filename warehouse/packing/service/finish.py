"""Finishing an order: the server, not the screen, says that every unit was verified."""

from __future__ import annotations

from sqlalchemy.orm import Session

from warehouse.cartons.queries import services_of
from warehouse.cartons.rules import one_carton
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.packing.errors import CartonsOpen, NotAllVerified, NothingPacked, NotInParts
from warehouse.packing.models import OPEN
from warehouse.packing.rules.cartons import missing_units
from warehouse.packing.rules.verify import check_packable
from warehouse.packing.service.table import OnTable, Told, accepted, load, subject_of
from warehouse.packing.service.wrapping import wrap_up
from warehouse.web.guard import Actor


def finish(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Say that an order is packed. Body: order, partial (1 to leave units for a later shipment).

    Empty totes are free from now on. With `partial`, a tote that still holds units stays the
    order's, which is packed on once this shipment has left.
    """
    at = load(session, actor, int(capture.body["order"]))
    check_packable(at.order.state, at.order.channel_order_id)
    missing = check_verified(at, is_partial=bool(capture.body["partial"]))
    left, ref = sum(missing.values()), at.order.channel_order_id
    service = one_carton(services_of(session, actor.site_id), at.order.service_level)
    if left and service:
        raise NotInParts(service=service, units=left, order=ref)
    printing, _ = wrap_up(session, actor, at, is_whole=not left, now=capture.received_at)
    said = f"{left} units stay behind for a later shipment. " if left else ""
    said += "Its labels are printing." if printing else "Print the labels."
    told = accepted(f"Order {ref} is packed", said, left=left)
    ledger.post(session, turn, capture, subject=subject_of(at.order.id), answer=told)
    return told


def check_verified(at: OnTable, *, is_partial: bool) -> dict[int, int]:
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
