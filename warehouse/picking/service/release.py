"""Releasing orders to the floor: allocations become the stops of a trip."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.orders import service as orders
from warehouse.orders.models import OPEN, RELEASED, Order, OrderLine
from warehouse.picking.errors import AlreadyReleased, NothingAllocated
from warehouse.picking.models import PickTask
from warehouse.picking.service.scan import subject_of
from warehouse.picking.service.short import add_line, resequence


def release(
    session: Session,
    site_id: int,
    order_ids: Sequence[int],
    *,
    now: datetime,
    user_id: int | None,
) -> list[int]:
    """Make a pick task for each order, in the given order; all of them or none.

    Raises:
        AlreadyReleased: an order is not (or no longer) waiting to be released.
        NothingAllocated: an order has no stock to pick.
    """
    return [_release_one(session, site_id, order_id, now, user_id) for order_id in order_ids]


def _release_one(
    session: Session, site_id: int, order_id: int, now: datetime, user_id: int | None
) -> int:
    capture = ledger.own_capture(
        site_id, "pick.release", {"order": order_id}, now=now, user_id=user_id
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
    task = PickTask(site_id=site_id, order_id=order_id, created_at=now)
    session.add(task)
    session.flush()
    for row in allocations:
        allocated = ledger.Allocated(row.id, row.place_id, row.item_id, row.lot_id, row.units)
        add_line(session, task.id, row.order_line_id, allocated)
    resequence(session, task.id)
    orders.mark(session, order_id, RELEASED)
    ledger.post(session, turn, capture, subject=subject_of(task.id), answer={"task": task.id})
    return task.id
