"""Taking a task, putting it off, and ending it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.locations.models import TOTE, Place
from warehouse.orders.models import PICKED, RELEASED, Order
from warehouse.orders.service.containers import unbind_container
from warehouse.putback.errors import LinesLeft, TaskOver, TaskTaken
from warehouse.putback.models import (
    CANCELLED,
    CLAIMED,
    DONE,
    PAUSED,
    PutBackLine,
    PutBackTask,
    subject_of,
)
from warehouse.putback.service.loading import Told, accepted, load, load_carried
from warehouse.web.guard import Actor

LEASE = timedelta(minutes=15)


def claim(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Take an open or paused task, or go on with one's own on another device. Body: task.

    A task whose owner has done nothing for `LEASE` may be taken over at its exact step.
    """
    task_id = int(capture.body["task"])
    loaded = load(session, actor, task_id)
    task = loaded.task
    if task.state in (DONE, CANCELLED):
        raise TaskOver
    is_theirs = task.state == CLAIMED and task.user_id != actor.user_id
    if is_theirs and task.seen_at is not None and capture.received_at - task.seen_at < LEASE:
        raise TaskTaken(who=loaded.user_name)
    task.state, task.user_id, task.seen_at = CLAIMED, actor.user_id, capture.received_at
    told = accepted("The task is yours", task.reason)
    ledger.post(session, turn, capture, subject=subject_of(task_id), answer=told)
    return told


def pause(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Put a task off; anybody can go on with it where it stands. Body: task."""
    task_id = int(capture.body["task"])
    load_carried(session, actor, task_id).task.state = PAUSED
    told = accepted("Paused", "It stays where it is until somebody goes on with it.")
    ledger.post(session, turn, capture, subject=subject_of(task_id), answer=told)
    return told


def finish(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """End a task once nothing is left of it; an empty tote that no trip uses is free. Body: task.

    Raises:
        LinesLeft: something is still to be put back.
    """
    task_id = int(capture.body["task"])
    loaded = load_carried(session, actor, task_id)
    left = session.execute(
        select(func.count())
        .select_from(PutBackLine)
        .where(
            PutBackLine.task_id == task_id,
            PutBackLine.wanted > PutBackLine.put + PutBackLine.missing,
        )
    ).scalar_one()
    if left:
        raise LinesLeft(open=left)
    loaded.task.state, loaded.task.finished_at = DONE, capture.received_at
    is_free = _set_free(session, loaded.task)
    said = f"{loaded.container} is empty and free." if is_free else ""
    told = accepted("Everything is back", said)
    ledger.post(session, turn, capture, subject=subject_of(task_id), answer=told)
    return told


def _set_free(session: Session, task: PutBackTask) -> bool:
    """Free a tote that is empty, unless its order is still being picked or waits to be packed."""
    kind = session.execute(select(Place.kind).where(Place.id == task.container_id)).scalar_one()
    state = session.execute(select(Order.state).where(Order.id == task.order_id)).scalar_one()
    if (
        kind != TOTE
        or state in (RELEASED, PICKED)
        or not stock.is_empty(session, task.container_id)
    ):
        return False
    unbind_container(session, task.container_id)
    session.execute(update(Place).where(Place.id == task.container_id).values(parent_id=None))
    return True
