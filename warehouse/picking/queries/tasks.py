"""Lists of tasks: what a picker is offered, and what the desk looks through."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Subquery, case, func, select
from sqlalchemy.orm import Session

from warehouse.db.base import table_of
from warehouse.kernel.ids import new_event_id
from warehouse.locations.models import Place
from warehouse.orders.models import Order
from warehouse.people.models import User
from warehouse.picking.models import CLAIMED, OPEN, PAUSED, PickLine, PickTask
from warehouse.picking.screens import (
    TaskList,
    TaskRow,
)
from warehouse.web.guard import Actor
from warehouse.web.signal import Signal

TASKS_OFFERED = 30

_TOTE = table_of(Place).alias("tote")


def _work() -> Subquery:
    return (
        select(
            PickLine.task_id,
            func.count().label("lines"),
            func.sum(case((PickLine.wanted == PickLine.picked + PickLine.short, 1), else_=0)).label(
                "done"
            ),
            func.sum(PickLine.wanted).label("units"),
            func.min(PickLine.sequence).label("first"),
        )
        .group_by(PickLine.task_id)
        .subquery()
    )


def task_rows(session: Session, actor: Actor, condition: Any, limit: int) -> list[TaskRow]:
    """Return the tasks that a condition finds, with how far they are, the most urgent first."""
    work = _work()
    mine = case((PickTask.user_id == actor.user_id, 0), else_=1)
    started = case((PickTask.state == CLAIMED, 0), (PickTask.state == PAUSED, 1), else_=2)
    rows = session.execute(
        select(
            PickTask, Order.channel_order_id, Order.channel, Order.ship_by, User.name, _TOTE.c.code,
            work.c.lines, work.c.done, work.c.units, Place.code.label("first_bin"),
        )
        .join(Order, Order.id == PickTask.order_id)
        .join(work, work.c.task_id == PickTask.id)
        .outerjoin(
            PickLine,
            (PickLine.task_id == PickTask.id) & (PickLine.sequence == work.c.first),
        )
        .outerjoin(Place, Place.id == PickLine.place_id)
        .outerjoin(User, User.id == PickTask.user_id)
        .outerjoin(_TOTE, _TOTE.c.id == PickTask.tote_id)
        .where(PickTask.site_id == actor.site_id, condition)
        .order_by(
            case((PickTask.state == OPEN, 1), else_=mine), started,
            Order.ship_by.is_(None), Order.ship_by, PickTask.id,
        )
        .limit(limit)
    )  # fmt: skip
    seen: dict[int, TaskRow] = {}
    for row in rows:
        task = row[0]
        seen.setdefault(
            task.id,
            TaskRow(
                task_id=task.id,
                order_ref=row.channel_order_id,
                channel=row.channel,
                state=task.state,
                user_name=row.name,
                tote_code=row.code,
                lines=row.lines,
                lines_done=int(row.done),
                units=int(row.units),
                first_bin=row.first_bin or "",
                ship_by=row.ship_by,
                seen_at=task.seen_at,
                is_mine=task.user_id == actor.user_id and task.state != OPEN,
                event_id=str(new_event_id()),
            ),
        )
    return list(seen.values())


def task_list(session: Session, actor: Actor, *, signal: Signal | None = None) -> TaskList:
    """Return the actor's started tasks, then paused and open ones, what ships first before."""
    offered = PickTask.state.in_((OPEN, PAUSED)) | (
        (PickTask.state == CLAIMED) & (PickTask.user_id == actor.user_id)
    )
    return TaskList(tasks=task_rows(session, actor, offered, TASKS_OFFERED), signal=signal)
