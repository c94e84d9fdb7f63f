"""The supervisor's view of picking."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item
from warehouse.locations.models import Place
from warehouse.orders.models import Order
from warehouse.picking.models import CLAIMED, OPEN, PAUSED, PickTask, Shortage
from warehouse.picking.queries.tasks import task_rows
from warehouse.picking.rules import SHORT_REASONS
from warehouse.picking.screens import (
    ShortageDesk,
    ShortageRow,
    TaskDesk,
)
from warehouse.web.guard import Actor


def task_desk(session: Session, actor: Actor, state: str) -> TaskDesk:
    """Return the tasks in one state, or all that are not over where `state` is empty."""
    condition = PickTask.state == state if state else PickTask.state.in_((OPEN, CLAIMED, PAUSED))
    return TaskDesk(tasks=task_rows(session, actor, condition, 200), state=state)


def shortage_desk(session: Session, actor: Actor) -> ShortageDesk:
    """Return the open shortage cases of the actor's site."""
    rows = session.execute(
        select(Shortage, Order.channel_order_id, Item.sku, Item.name.label("item_name"), Place.code)
        .join(Order, Order.id == Shortage.order_id)
        .join(Item, Item.id == Shortage.item_id)
        .join(Place, Place.id == Shortage.place_id)
        .where(Shortage.site_id == actor.site_id, Shortage.decided_at.is_(None))
        .order_by(Shortage.raised_at, Shortage.id)
    )
    return ShortageDesk(
        cases=[
            ShortageRow(
                shortage_id=row[0].id,
                order_id=row[0].order_id,
                order_ref=row.channel_order_id,
                sku=row.sku,
                item_name=row.item_name,
                bin_code=row.code,
                units=row[0].units,
                reason=SHORT_REASONS[row[0].reason],
                raised_at=row[0].raised_at,
            )
            for row in rows
        ]
    )
