"""Taking a task, putting it off, skipping a line."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.picking.errors import TaskOver, TaskTaken, UnitsInHand
from warehouse.picking.models import CANCELLED, CLAIMED, DONE, PAUSED, PickLine, PickTask
from warehouse.picking.rules import check_open
from warehouse.picking.service.scan import Told, accepted, subject_of, touch
from warehouse.picking.service.trip import check_carried, load_stop, load_trip
from warehouse.web.guard import Actor

LEASE = timedelta(minutes=15)


def claim(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Take an open or paused task, or go on with one's own on another device. Body: task.

    Whether it is still free is looked at here, at the moment of claiming. A task whose picker
    has done nothing for `LEASE` may be taken over at its exact step.
    """
    task_id = int(capture.body["task"])
    trip = load_trip(session, actor, task_id)
    if trip.state in (DONE, CANCELLED):
        raise TaskOver
    if trip.state == CLAIMED and trip.user_id != actor.user_id:
        seen_at = session.execute(
            select(PickTask.seen_at).where(PickTask.id == task_id)
        ).scalar_one()
        if seen_at is not None and capture.received_at - seen_at < LEASE:
            raise TaskTaken(who=trip.user_name)
    session.execute(
        update(PickTask)
        .where(PickTask.id == task_id)
        .values(state=CLAIMED, user_id=actor.user_id, seen_at=capture.received_at)
    )
    told = accepted("The task is yours")
    ledger.post(session, turn, capture, subject=subject_of(task_id), answer=told)
    return told


def pause(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Put a task off; anybody who may pick can go on with it where it stands. Body: task."""
    task_id = int(capture.body["task"])
    trip = load_trip(session, actor, task_id)
    check_carried(trip, actor)
    session.execute(update(PickTask).where(PickTask.id == task_id).values(state=PAUSED))
    told = accepted("Paused", "It stays where it is until somebody goes on with it.")
    ledger.post(session, turn, capture, subject=subject_of(task_id), answer=told)
    return told


def skip(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Move a line behind all others; it comes back last. Body: task, line.

    Units in hand go into the tote first: nothing may wait in a pocket.
    """
    task_id = int(capture.body["task"])
    at = load_stop(session, actor, task_id, int(capture.body["line"]))
    check_open(at.stop)
    if at.stop.in_hand:
        raise UnitsInHand(units=at.stop.in_hand)
    last = session.execute(
        select(func.max(PickLine.sequence)).where(PickLine.task_id == task_id)
    ).scalar_one()
    session.execute(
        update(PickLine)
        .where(PickLine.id == at.stop.line_id)
        .values(sequence=last + 1, at_bin=False)
    )
    touch(session, task_id, capture.received_at)
    told = accepted("Skipped", f"{at.stop.bin_code} comes back last.")
    ledger.post(session, turn, capture, subject=subject_of(task_id), answer=told)
    return told
