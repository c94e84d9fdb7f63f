"""Taking an order off the floor again, as long as nothing of it was picked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from warehouse.kernel.errors import NotYours
from warehouse.ledger import service as ledger
from warehouse.orders import service as orders
from warehouse.orders.models import OPEN
from warehouse.orders.service.containers import unbind_container
from warehouse.picking.errors import PickedAlready, TaskOver
from warehouse.picking.models import CANCELLED, DONE, PickLine, PickTask
from warehouse.picking.service.scan import Told, accepted, subject_of
from warehouse.web.guard import Actor


def take_off(session: Session, actor: Actor, task_id: int, *, now: datetime) -> Told:
    """End a task of which nothing was picked; its order waits to be released, with its stock.

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
        select(PickTask.state, PickTask.order_id, PickTask.tote_id).where(
            PickTask.id == task_id, PickTask.site_id == actor.site_id
        )
    ).one_or_none()
    if task is None:
        raise NotYours
    if task.state in (DONE, CANCELLED):
        raise TaskOver
    touched = session.execute(
        select(func.sum(PickLine.picked + PickLine.in_hand)).where(PickLine.task_id == task_id)
    ).scalar_one()
    if touched:
        raise PickedAlready(units=touched)
    session.execute(update(PickTask).where(PickTask.id == task_id).values(state=CANCELLED))
    if task.tote_id is not None:
        unbind_container(session, task.tote_id)
    orders.mark(session, task.order_id, OPEN)
    told = accepted("Taken off the floor", "The order waits to be released again.")
    ledger.post(session, turn, capture, subject=subject_of(task_id), answer=told)
    return told
