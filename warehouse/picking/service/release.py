"""Releasing orders to the floor: allocations become the stops of a trip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.locations.models import Bin
from warehouse.orders import service as orders
from warehouse.orders.models import OPEN, RELEASED, Order, OrderLine
from warehouse.picking.errors import AlreadyReleased, NothingAllocated
from warehouse.picking.models import BATCH, CLUSTER, SINGLE, ZONE, PickTask, subject_of
from warehouse.picking.rules import MOST_SLOTS
from warehouse.picking.service.shares import Part
from warehouse.picking.service.short import add_stop
from warehouse.picking.service.walking import settle


def release(  # noqa: PLR0913 - what is released, and how
    session: Session,
    site_id: int,
    order_ids: Sequence[int],
    *,
    now: datetime,
    user_id: int | None,
    method: str = SINGLE,
) -> list[int]:
    """Make the trips of orders, in the given order; all of them or none.

    Args:
        method: SINGLE: a trip an order. ZONE: a trip for each zone that an order has stops in,
            joined at packing.

    Returns:
        The ids of the trips' leading tasks.

    Raises:
        AlreadyReleased: an order is not (or no longer) waiting to be released.
        NothingAllocated: an order has no stock to pick.
    """
    assert method in (SINGLE, ZONE), "carts are released as such"
    releasing = _Releasing(session, site_id, now, user_id, method)
    trips = [task for order_id in order_ids for task in _release_one(releasing, order_id)]
    for lead_id in trips:
        settle(session, site_id, lead_id)
    return trips


def release_carts(
    session: Session,
    site_id: int,
    carts: Sequence[Sequence[int]],
    *,
    now: datetime,
    user_id: int | None,
) -> list[int]:
    """Make a trip of each cart's orders, a slot and a tote for each; all of them or none.

    Returns:
        The ids of the trips' leading tasks.

    Raises:
        AlreadyReleased, NothingAllocated: as for `release`.
    """
    releasing = _Releasing(session, site_id, now, user_id, CLUSTER)
    trips = []
    for cart in carts:
        assert len(cart) <= MOST_SLOTS, "a cart has no more slots than colours"
        lead_id: int | None = None
        for slot, order_id in enumerate(cart, start=1):
            made = _release_one(releasing, order_id, slot=slot, lead_id=lead_id)
            lead_id = lead_id or made[0]
        if lead_id is not None:
            settle(session, site_id, lead_id)
            trips.append(lead_id)
    return trips


def release_batch(
    session: Session,
    site_id: int,
    order_ids: Sequence[int],
    *,
    now: datetime,
    user_id: int | None,
) -> list[int]:
    """Make one trip of several orders that are picked in sum and sorted at packing.

    Stops of the same bin, item and lot become one. What must ship first is served first where
    units are missing.

    Returns:
        The id of the trip's leading task.

    Raises:
        AlreadyReleased, NothingAllocated: as for `release`.
    """
    by_date = select(Order.id).where(Order.id.in_(order_ids))
    by_date = by_date.order_by(Order.ship_by.is_(None), Order.ship_by, Order.id)
    ranked = list(session.execute(by_date).scalars())
    releasing = _Releasing(session, site_id, now, user_id, BATCH)
    lead_id: int | None = None
    for rank, order_id in enumerate(ranked):
        made = _release_one(releasing, order_id, rank=rank, lead_id=lead_id)
        lead_id = lead_id or made[0]
    assert lead_id is not None, "a batch has orders"
    for key, parts in releasing.shared.items():
        add_stop(session, lead_id, key, parts, is_shared=True)
    settle(session, site_id, lead_id)
    return [lead_id]


@dataclass(frozen=True, slots=True)
class _Releasing:
    """What all orders of one release have in common."""

    session: Session
    site_id: int
    now: datetime
    user_id: int | None
    method: str
    shared: dict[tuple[int, int, int], list[Part]] = field(default_factory=dict)
    """Of a batch: what its orders want of each bin, item and lot."""


def _release_one(
    releasing: _Releasing,
    order_id: int,
    *,
    slot: int = 0,
    rank: int = 0,
    lead_id: int | None = None,
) -> list[int]:
    session, site_id = releasing.session, releasing.site_id
    capture = ledger.own_capture(
        site_id,
        "pick.release",
        {"order": order_id, "method": releasing.method},
        now=releasing.now,
        user_id=releasing.user_id,
    )
    turn = ledger.take_turn(session, capture)
    order = session.execute(
        select(Order.state, Order.channel_order_id).where(
            Order.id == order_id, Order.site_id == site_id
        )
    ).one_or_none()
    if order is None or order.state != OPEN:
        raise AlreadyReleased(order=order.channel_order_id if order else order_id)
    lines = session.execute(select(OrderLine.id).where(OrderLine.order_id == order_id))
    allocations = stock.open_allocations(session, list(lines.scalars()))
    if not allocations:
        raise NothingAllocated(order=order.channel_order_id)
    made: dict[int | None, int] = {}
    zones = _zones_of(session, [row.place_id for row in allocations])
    for row in allocations:
        zone_id = zones[row.place_id] if releasing.method == ZONE else None
        if zone_id not in made:
            made[zone_id] = _add_task(releasing, order_id, slot, lead_id, zone_id)
        key = (row.place_id, row.item_id, row.lot_id)
        part = Part(order_id, row.order_line_id, row.id, row.units, rank)
        if releasing.method == BATCH:
            releasing.shared.setdefault(key, []).append(part)
        else:
            add_stop(session, made[zone_id], key, [part])
    orders.mark(session, order_id, RELEASED)
    tasks = list(made.values())
    subject = subject_of(lead_id or tasks[0])
    ledger.post(session, turn, capture, subject=subject, answer={"tasks": tasks})
    return tasks


def _add_task(
    releasing: _Releasing, order_id: int, slot: int, lead_id: int | None, zone_id: int | None
) -> int:
    task = PickTask(
        site_id=releasing.site_id,
        order_id=order_id,
        lead_id=lead_id,
        slot=slot,
        method=releasing.method,
        zone_id=zone_id,
        created_at=releasing.now,
    )
    releasing.session.add(task)
    releasing.session.flush()
    task.lead_id = lead_id or task.id
    releasing.session.flush()
    return task.id


def _zones_of(session: Session, place_ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(select(Bin.place_id, Bin.zone_id).where(Bin.place_id.in_(place_ids)))
    return {row.place_id: row.zone_id for row in rows}
