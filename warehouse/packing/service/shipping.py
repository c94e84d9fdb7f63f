"""Handing cartons to a carrier: their stock leaves for the customer, once."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.cartons.queries import services_of
from warehouse.cartons.rules import one_carton
from warehouse.jobs import service as jobs
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture, Transfer
from warehouse.locations.models import CUSTOMER, Place
from warehouse.orders import service as orders
from warehouse.orders.loading import kits_among, load_lines, made_whole, shipped_units
from warehouse.orders.models import CANCELLED, OPEN, PACKED, PICKED
from warehouse.orders.models import SHIPPED as ORDER_SHIPPED
from warehouse.orders.queries.progress import line_units
from warehouse.packing.errors import (
    NothingPacked,
    NotInParts,
    NotPackedYet,
    OrderCancelled,
    SeveralCartons,
    ShippedAlready,
)
from warehouse.packing.models import SHIPPED, Shipment, ShipmentLine
from warehouse.packing.rules.cartons import (
    missing_units,
    read_carrier,
    read_method,
    read_tracking,
    share_out,
)
from warehouse.packing.rules.verify import Held
from warehouse.packing.service.table import OnTable, Told, accepted, load, subject_of
from warehouse.scanning.rules import parse
from warehouse.web.guard import Actor


def confirm(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Ship an order's closed cartons. Body: order, carrier, tracking, method (may be "").

    The tracking number may come from a scanner: its AIM identifier is no part of the number.
    """
    at = load(session, actor, int(capture.body["order"]))
    _check_packed(at)
    carrier = read_carrier(str(capture.body["carrier"]))
    tracking = read_tracking(parse(str(capture.body["tracking"])).text)
    method = read_method(str(capture.body["method"]))
    full = at.full
    inside = at.inside(*full)
    if not inside:
        raise NothingPacked(order=at.order.channel_order_id)
    _check_carrier(session, at, carrier, method)
    shipment = Shipment(
        site_id=actor.site_id,
        order_id=at.order.id,
        carrier=carrier,
        ship_method=method,
        tracking=tracking,
        shipped_at=capture.received_at,
    )
    session.add(shipment)
    session.flush()
    units: dict[int, int] = {}
    for share in share_out(at.rooms, inside):
        units[share.order_line_id] = units.get(share.order_line_id, 0) + share.units
    units |= _kits_made_whole(session, at.order.id, units)
    session.add_all(ShipmentLine(shipment_id=shipment.id, order_line_id=line, units=count)
                    for line, count in units.items())  # fmt: skip
    for carton in full:
        carton.state, carton.shipment_id = SHIPPED, shipment.id
    moves = _to_customer(session, actor.site_id, inside)
    told = accepted(f"Order {at.order.channel_order_id} has left", f"{carrier} {tracking}.",
                    shipment=shipment.id)  # fmt: skip
    ledger.post(session, turn, capture, subject=subject_of(at.order.id), moves=moves, answer=told)
    orders.mark(session, at.order.id, _state_after(session, at, inside))
    jobs.ask(
        session,
        "channel.confirm",
        f"confirm:{shipment.id}",
        {"shipment": shipment.id},
        now=capture.received_at,
    )
    return told


def _check_packed(at: OnTable) -> None:
    ref, state = at.order.channel_order_id, at.order.state
    if state == CANCELLED:
        raise OrderCancelled(order=ref)
    if state == ORDER_SHIPPED:
        raise ShippedAlready(order=ref)
    if state != PACKED:
        raise NotPackedYet(order=ref, state=state.replace("_", " "))


def _check_carrier(session: Session, at: OnTable, carrier: str, method: str) -> None:
    """Refuse several cartons, or a part, where carrier or service takes an order in one."""
    service = one_carton(services_of(session, at.order.site_id), carrier, method)
    if not service:
        return
    ref, left = at.order.channel_order_id, missing_units(at.wanted, at.inside(*at.full))
    if len(at.full) > 1:
        raise SeveralCartons(service=service, order=ref, cartons=len(at.full))
    if left:
        raise NotInParts(service=service, units=sum(left.values()), order=ref)


def _kits_made_whole(session: Session, order_id: int, units: dict[int, int]) -> dict[int, int]:
    """Return kit line → kits that are whole once so many units of each line have left, too."""
    kits = kits_among(load_lines(session, order_id))
    ids = [part.id for parts in kits.values() for part in parts]
    before = shipped_units(session, ids) if ids else {}
    found = {}
    for head_id, parts in kits.items():
        was = made_whole(parts, lambda part: before.get(part.id, 0))
        now = made_whole(parts, lambda part: before.get(part.id, 0) + units.get(part.id, 0))
        if now > was:
            found[head_id] = now - was
    return found


def _to_customer(session: Session, site_id: int, inside: list[Held]) -> list[Transfer]:
    customer = session.execute(
        select(Place.id).where(Place.site_id == site_id, Place.kind == CUSTOMER)
    ).scalar_one()
    return [
        Transfer(held.item_id, held.lot_id, held.place_id, customer, held.units) for held in inside
    ]


def _state_after(session: Session, at: OnTable, shipped: list[Held]) -> str:
    """Say what an order is after a shipment: packed on, waiting for stock, or done.

    Units that are still in its tote are packed next; units that were never found or never
    picked wait for stock as a backorder; nothing left means shipped.
    """
    session.flush()
    if missing_units(at.wanted, shipped):
        return PICKED
    units = line_units(session, at.order.id, load_lines(session, at.order.id)).values()
    return OPEN if any(line.wanted > line.shipped for line in units) else ORDER_SHIPPED
