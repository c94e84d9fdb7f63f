"""The supervisor's view of picking."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from warehouse.catalog.models import Item
from warehouse.catalog.rules import kits_begun
from warehouse.locations.models import Place, Site
from warehouse.orders.models import Order, OrderLine
from warehouse.orders.queries.terms import substitutes_taken
from warehouse.people.models import PICKER, SUPERVISOR
from warehouse.people.queries import workers_of
from warehouse.picking.models import CLAIMED, OPEN, PAUSED, PickLine, PickTask, Shortage
from warehouse.picking.queries.tasks import task_rows
from warehouse.picking.rules import SHORT_REASONS
from warehouse.picking.screens import (
    ShortageDesk,
    ShortageRow,
    TaskDesk,
)
from warehouse.putback.queries import put_backs
from warehouse.web.guard import Actor


def task_desk(session: Session, actor: Actor, state: str, *, now: datetime) -> TaskDesk:
    """Return the tasks in one state, or all that are not over where `state` is empty."""
    condition = PickTask.state == state if state else PickTask.state.in_((OPEN, CLAIMED, PAUSED))
    tasks = task_rows(session, actor, condition, 200)
    return TaskDesk(
        tasks=tasks,
        places=_places(session, [task.task_id for task in tasks if task.state == CLAIMED]),
        pickers=workers_of(session, actor.site_id, (PICKER, SUPERVISOR)),
        now=now,
        put_backs=[] if state else put_backs(session, actor, offered=False),
        state=state,
        asks_if_empty=session.execute(
            select(Site.asks_if_empty).where(Site.id == actor.site_id)
        ).scalar_one(),
    )


def _places(session: Session, lead_ids: list[int]) -> dict[int, str]:
    """Return where trips stand: the first of their open lines, in the order of walking."""
    is_open = PickLine.wanted > PickLine.picked + PickLine.short
    rows = session.execute(
        select(PickTask.lead_id, PickLine.at_bin, PickLine.in_hand, Place.code, Item.name)
        .join(PickLine, PickLine.task_id == PickTask.id)
        .join(Place, Place.id == PickLine.place_id)
        .join(Item, Item.id == PickLine.item_id)
        .where(PickTask.lead_id.in_(lead_ids), PickTask.state == CLAIMED, is_open)
        .order_by(PickLine.at_bin.desc(), PickLine.sequence, PickLine.id)
    )
    places: dict[int, str] = {}
    for row in rows:
        said = f"at {row.code}, {row.name}" if row.at_bin else f"going to {row.code}, {row.name}"
        said += f", {row.in_hand} in hand" if row.in_hand else ""
        places.setdefault(row.lead_id, said)
    return dict.fromkeys(lead_ids, "every line done") | places


def shortage_desk(session: Session, actor: Actor) -> ShortageDesk:
    """Return the open shortage cases of the actor's site."""
    part, kit = aliased(OrderLine), aliased(OrderLine)
    rows = session.execute(
        select(
            Shortage,
            Order.channel_order_id,
            Item.sku,
            Item.name.label("item_name"),
            Place.code,
            substitutes_taken().label("takes_substitutes"),
            part.units_per_kit,
            kit.sku.label("kit_sku"),
            kit.title.label("kit_title"),
        )
        .join(part, part.id == Shortage.order_line_id)
        .outerjoin(kit, kit.id == part.kit_line_id)
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
                takes_substitutes=bool(row.takes_substitutes) and row.units_per_kit is None,
                kit=row.kit_title or row.kit_sku or "",
                kits=kits_begun([(row[0].units, row.units_per_kit or 1)]),
            )
            for row in rows
        ]
    )
