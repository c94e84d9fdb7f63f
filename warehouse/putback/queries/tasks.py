"""Lists of tasks: what a picker is offered, and what the desk looks through."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from warehouse.kernel.ids import new_event_id
from warehouse.locations.models import Place
from warehouse.orders.models import Order
from warehouse.people.models import User
from warehouse.putback.models import CLAIMED, OPEN, PAUSED, PutBackLine, PutBackTask
from warehouse.putback.screens import PutBackRow
from warehouse.web.guard import Actor

MOST_ROWS = 100


def put_backs(session: Session, actor: Actor, *, offered: bool) -> list[PutBackRow]:
    """Return the tasks that are not over, those that concern the actor first, then the oldest.

    Args:
        offered: Leave out those that somebody else carries.
    """
    left = PutBackLine.wanted - PutBackLine.put - PutBackLine.missing
    concerns = _concerns(actor)
    theirs = (PutBackTask.state == CLAIMED) & (PutBackTask.user_id != actor.user_id)
    conditions: list[Any] = [
        PutBackTask.site_id == actor.site_id,
        PutBackTask.state.in_((OPEN, CLAIMED, PAUSED)),
    ]
    if offered:
        conditions.append(~theirs)
    rows = session.execute(
        select(
            PutBackTask, Order.channel_order_id, Place.code, User.name,
            func.count().label("lines"), func.sum(left).label("units"), concerns.label("mine"),
        )
        .join(PutBackLine, PutBackLine.task_id == PutBackTask.id)
        .join(Order, Order.id == PutBackTask.order_id)
        .join(Place, Place.id == PutBackTask.container_id)
        .outerjoin(User, User.id == PutBackTask.user_id)
        .where(*conditions)
        .group_by(PutBackTask.id, Order.channel_order_id, Place.code, User.name)
        .order_by(concerns.desc(), PutBackTask.id)
        .limit(MOST_ROWS)
    )  # fmt: skip
    return [
        PutBackRow(
            task_id=row[0].id,
            order_ref=row.channel_order_id,
            container=row.code,
            reason=row[0].reason,
            state=row[0].state,
            user_name=row.name,
            lines=row.lines,
            units=int(row.units),
            created_at=row[0].created_at,
            is_mine=bool(row.mine),
            event_id=str(new_event_id()),
        )
        for row in rows
    ]


def _concerns(actor: Actor) -> Any:
    carried = (PutBackTask.state == CLAIMED) & (PutBackTask.user_id == actor.user_id)
    return case((carried, 1), (PutBackTask.for_user_id == actor.user_id, 1), else_=0)
