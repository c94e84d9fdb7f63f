"""Sending another item where the ordered one is missing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item
from warehouse.ledger import service as ledger
from warehouse.orders import service as orders
from warehouse.orders.models import OPEN as ORDER_OPEN
from warehouse.orders.models import PICKED, Order
from warehouse.picking.errors import NoSubstitutes, NotASubstitute
from warehouse.picking.models import (
    BATCH,
    CLAIMED,
    OPEN,
    PAUSED,
    PickLine,
    PickShare,
    PickTask,
    Shortage,
)
from warehouse.picking.service.shares import Part
from warehouse.picking.service.short import add_stop
from warehouse.picking.service.walking import SKIPPED, resequence


def substitute(
    session: Session, case: Shortage, sku: str, changes: ledger.Changes, *, now: datetime
) -> int:
    """Promise another item in the place of missing units; all of them, or it is refused.

    Where the order is being walked, its trip gets the stops, ordered from where the picker is;
    else the order waits to be released for them.

    Returns:
        How many units are sent instead.

    Raises:
        NoSubstitutes: the customer takes none.
        NotASubstitute: the item is not another one, or is not there.
        PartOfAKit: a component is missing; another content would be another kit.
    """
    order = session.execute(
        select(Order.state, Order.channel_order_id).where(Order.id == case.order_id)
    ).one()
    if not orders.takes_substitutes(session, case.order_id):
        raise NoSubstitutes(order=order.channel_order_id)
    item = session.execute(select(Item).where(Item.sku == sku)).scalar_one_or_none()
    if item is None or item.id == case.item_id:
        raise NotASubstitute(typed=sku, units=case.units)
    line_id, units = orders.substitute(session, case.order_line_id, item, case.units)
    found = ledger.allocate(
        session,
        changes,
        site_id=case.site_id,
        order_line_id=line_id,
        item_id=item.id,
        units=units,
        today=now.date(),
        fresh_until=orders.fresh_until(session, case.order_id, now.date()),
    )
    lacking = units - sum(made.units for made in found)
    if lacking:
        raise NotASubstitute(typed=sku, units=lacking)
    if not _walk_to(session, case, line_id, found) and order.state in (ORDER_OPEN, PICKED):
        orders.mark(session, case.order_id, ORDER_OPEN)
    return units


def _walk_to(session: Session, case: Shortage, line_id: int, found: list[ledger.Allocated]) -> bool:
    """Add the stops to the order's trip, if one is under way; tells whether there was one."""
    task = session.execute(
        select(PickTask.id, PickTask.lead_id, PickTask.method)
        .where(PickTask.order_id == case.order_id, PickTask.state.in_((OPEN, CLAIMED, PAUSED)))
        .order_by(PickTask.id)
        .limit(1)
    ).one_or_none()
    if task is None:
        return False
    is_shared = task.method == BATCH
    rank = session.execute(
        select(func.max(PickShare.rank)).where(PickShare.order_id == case.order_id)
    ).scalar_one()
    for made in found:
        key = (made.place_id, made.item_id, made.lot_id)
        part = Part(case.order_id, line_id, made.id, made.units, rank or 0)
        stop_of = task.lead_id if is_shared else task.id
        add_stop(session, stop_of, key, [part], is_shared=is_shared)
    resequence(session, case.site_id, task.lead_id, since=_where(session, task.lead_id))
    return True


def _where(session: Session, lead_id: int) -> int | None:
    """Return the bin at which the trip is or was last; None if it has not begun."""
    is_begun = PickLine.at_bin | (PickLine.picked + PickLine.short > 0)
    return session.execute(
        select(PickLine.place_id)
        .join(PickTask, PickTask.id == PickLine.task_id)
        .where(PickTask.lead_id == lead_id, is_begun, PickLine.sequence < SKIPPED)
        .order_by(PickLine.sequence.desc())
        .limit(1)
    ).scalar_one_or_none()
