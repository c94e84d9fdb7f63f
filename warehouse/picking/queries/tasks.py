"""Lists of tasks: what a picker is offered, and what the desk looks through."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Subquery, case, func, select
from sqlalchemy.orm import Session, aliased

from warehouse.db.base import table_of
from warehouse.kernel.ids import new_event_id
from warehouse.locations.models import Place, Zone
from warehouse.orders.models import Order
from warehouse.people.models import User
from warehouse.picking.models import (
    BATCH,
    CANCELLED,
    CLAIMED,
    CLUSTER,
    OPEN,
    PAUSED,
    PickLine,
    PickTask,
)
from warehouse.picking.screens import (
    TaskList,
    TaskRow,
)
from warehouse.putback.queries import put_backs
from warehouse.web.guard import Actor
from warehouse.web.signal import Signal

TASKS_OFFERED = 30

_TOTE = table_of(Place).alias("tote")


def trip_name(lead_id: int, method: str, order_ref: str) -> str:
    """Return what a trip is called: by its order, or as a cart or batch."""
    if method in (CLUSTER, BATCH):
        return f"{'Cart' if method == CLUSTER else 'Batch'} {lead_id}"
    return order_ref


def _trips(site_id: int, condition: Any) -> Subquery:
    """Return the trips whose tasks a condition finds, each with its first task and its figures."""
    line = aliased(PickLine)
    part = aliased(PickTask)
    trips = (
        select(
            PickTask.lead_id,
            func.min(PickTask.id).label("task_id"),
            func.count().label("lines"),
            func.sum(case((PickLine.wanted == PickLine.picked + PickLine.short, 1), else_=0)).label(
                "done"
            ),
            func.sum(PickLine.wanted).label("units"),
        )
        .join(PickTask, PickTask.id == PickLine.task_id)
        .where(PickTask.site_id == site_id, condition)
        .group_by(PickTask.lead_id)
        .subquery()
    )
    first = (
        select(Place.code)
        .join(line, line.place_id == Place.id)
        .join(part, part.id == line.task_id)
        .where(part.lead_id == trips.c.lead_id)
        .order_by(line.sequence, line.id)
        .limit(1)
        .scalar_subquery()
    )
    rider = aliased(PickTask)
    orders = (
        select(func.count())
        .where(rider.lead_id == trips.c.lead_id, rider.state != CANCELLED)
        .scalar_subquery()
    )
    return select(trips, first.label("first_bin"), orders.label("orders")).subquery()


def task_rows(session: Session, actor: Actor, condition: Any, limit: int) -> list[TaskRow]:
    """Return the trips whose tasks a condition finds, the most urgent first."""
    trips = _trips(actor.site_id, condition)
    mine = case((PickTask.user_id == actor.user_id, 0), else_=1)
    started = case((PickTask.state == CLAIMED, 0), (PickTask.state == PAUSED, 1), else_=2)
    rows = session.execute(
        select(
            PickTask, Order.channel_order_id, Order.channel, Order.ship_by, User.name, _TOTE.c.code,
            trips.c.lines, trips.c.done, trips.c.units, trips.c.orders, trips.c.first_bin,
            Zone.code.label("zone"),
        )
        .join(trips, trips.c.task_id == PickTask.id)
        .join(Order, Order.id == PickTask.order_id)
        .outerjoin(Zone, Zone.id == PickTask.zone_id)
        .outerjoin(User, User.id == PickTask.user_id)
        .outerjoin(_TOTE, _TOTE.c.id == PickTask.tote_id)
        .order_by(
            case((PickTask.state == OPEN, 1), else_=mine), started,
            Order.ship_by.is_(None), Order.ship_by, PickTask.id,
        )
        .limit(limit)
    )  # fmt: skip
    return [_task_row(row, actor) for row in rows]


def _task_row(row: Row[Any], actor: Actor) -> TaskRow:
    task = row[0]
    return TaskRow(
        task_id=task.lead_id,
        order_ref=trip_name(task.lead_id, task.method, row.channel_order_id),
        channel=row.channel,
        state=task.state,
        metres=None if task.route_cm is None else round(task.route_cm / 100),
        user_name=row.name,
        tote_code=row.code,
        lines=row.lines,
        lines_done=int(row.done),
        units=int(row.units),
        orders=row.orders,
        zone=row.zone or "",
        first_bin=row.first_bin or "",
        ship_by=row.ship_by,
        seen_at=task.seen_at,
        is_mine=task.user_id == actor.user_id and task.state != OPEN,
        is_asked_for=task.asked_by == actor.user_id,
        event_id=str(new_event_id()),
    )


def task_list(session: Session, actor: Actor, *, signal: Signal | None = None) -> TaskList:
    """Return the actor's started tasks, then paused and open ones, what ships first before.

    What is to be put back comes along.
    """
    offered = PickTask.state.in_((OPEN, PAUSED)) | (
        (PickTask.state == CLAIMED) & (PickTask.user_id == actor.user_id)
    )
    others = (PickTask.state == CLAIMED) & (PickTask.user_id != actor.user_id)
    return TaskList(
        tasks=task_rows(session, actor, offered, TASKS_OFFERED),
        others=task_rows(session, actor, others, TASKS_OFFERED),
        put_backs=put_backs(session, actor, offered=True),
        signal=signal,
    )
