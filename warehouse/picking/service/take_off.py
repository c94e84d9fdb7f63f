"""Taking an order off the floor again, as long as nothing of it was picked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from warehouse.kernel.errors import NotYours
from warehouse.ledger import service as ledger
from warehouse.orders import service as orders
from warehouse.orders.models import OPEN as ORDER_OPEN
from warehouse.orders.service.containers import unbind_container
from warehouse.picking.errors import PickedAlready, TaskOver
from warehouse.picking.models import (
    BATCH,
    CANCELLED,
    CLAIMED,
    DONE,
    OPEN,
    PAUSED,
    PickLine,
    PickTask,
    subject_of,
)
from warehouse.picking.service.ends import Told, accepted
from warehouse.picking.service.shares import leave_batch, picked_for
from warehouse.web.guard import Actor


def take_off(session: Session, actor: Actor, task_id: int, *, now: datetime) -> Told:
    """End an order's tasks of which nothing was picked; it waits to be released, with its stock.

    Raises:
        NotYours: no such task at the actor's site.
        TaskOver: it ended already.
        PickedAlready: units are in the tote or in a picker's hand.
    """
    capture = ledger.own_capture(
        actor.site_id, "pick.take_off", {"task": task_id}, now=now, user_id=actor.user_id
    )
    turn = ledger.take_turn(session, capture)
    task = session.execute(
        select(PickTask.state, PickTask.order_id, PickTask.lead_id, PickTask.method).where(
            PickTask.id == task_id, PickTask.site_id == actor.site_id
        )
    ).one_or_none()
    if task is None:
        raise NotYours
    if task.state in (DONE, CANCELLED):
        raise TaskOver
    if task.method == BATCH:
        _check_untouched(picked_for(session, task.lead_id).get(task.order_id, 0))
        leave_batch(session, task.lead_id, task.order_id)
    else:
        _end_tasks(session, task.order_id)
    orders.mark(session, task.order_id, ORDER_OPEN)
    told = accepted("Taken off the floor", "The order waits to be released again.")
    ledger.post(session, turn, capture, subject=subject_of(task.lead_id), answer=told)
    return told


def _end_tasks(session: Session, order_id: int) -> None:
    parts = session.execute(
        select(PickTask.id, PickTask.tote_id, func.sum(PickLine.picked + PickLine.in_hand))
        .join(PickLine, PickLine.task_id == PickTask.id)
        .where(PickTask.order_id == order_id, PickTask.state.in_((OPEN, CLAIMED, PAUSED)))
        .group_by(PickTask.id, PickTask.tote_id)
    ).all()
    _check_untouched(sum(units for _, _, units in parts))
    for part_id, tote_id, _ in parts:
        session.execute(update(PickTask).where(PickTask.id == part_id).values(state=CANCELLED))
        if tote_id is not None:
            unbind_container(session, tote_id)


def _check_untouched(units: int) -> None:
    if units:
        raise PickedAlready(units=units)
