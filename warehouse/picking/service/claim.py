"""Taking a task, putting it off, skipping a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from warehouse.kernel.errors import NotYours
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.people.models import PICKER, SUPERVISOR, User
from warehouse.people.queries import member_of
from warehouse.picking.errors import NotAPicker, StillAtWork, TaskTaken, UnitsInHand
from warehouse.picking.models import (
    CLAIMED,
    OPEN,
    PAUSED,
    PickLine,
    PickTask,
    subject_of,
)
from warehouse.picking.rules import check_open
from warehouse.picking.service.ends import Told, accepted
from warehouse.picking.service.scan import touch
from warehouse.picking.service.trip import (
    Trip,
    check_answered,
    check_carried,
    check_not_over,
    load_stop,
    load_trip,
)
from warehouse.picking.service.walking import SKIPPED
from warehouse.web.guard import Actor

LEASE = timedelta(minutes=15)
"""After so long without a sign of its picker anybody may take a task over."""
GRACE = timedelta(minutes=3)
"""After so long whoever has asked for it may."""


def claim(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Take an open or paused task, or go on with one's own on another device. Body: task.

    Whether it is still free is looked at here, at the moment of claiming. A task whose picker
    has done nothing for `LEASE`, or for `GRACE` since the actor asked for it, may be taken over
    at its exact step.
    """
    task_id = int(capture.body["task"])
    trip = load_trip(session, actor, task_id)
    check_not_over(trip)
    if trip.state == CLAIMED and trip.user_id != actor.user_id:
        _check_quiet(session, capture, actor, trip)
    give(session, task_id, actor.user_id, capture.received_at)
    told = accepted("The task is yours")
    ledger.post(session, turn, capture, subject=subject_of(task_id), answer=told)
    return told


def _check_quiet(session: Session, capture: Capture, actor: Actor, trip: Trip) -> None:
    task = session.execute(
        select(PickTask.seen_at, PickTask.asked_by, PickTask.asked_at).where(
            PickTask.id == trip.task_id
        )
    ).one()
    quiet = capture.received_at - max(filter(None, (task.seen_at, task.asked_at)))
    if task.asked_by == actor.user_id and quiet < GRACE:
        raise StillAtWork(who=trip.user_name, minutes=int(GRACE.total_seconds() // 60))
    seen_at = task.seen_at or task.asked_at
    if task.asked_by != actor.user_id and capture.received_at - seen_at < LEASE:
        raise TaskTaken(who=trip.user_name)


def give(session: Session, lead_id: int, user_id: int, now: datetime) -> None:
    """Let somebody carry a trip from now on, at the step at which it is."""
    session.execute(
        update(PickTask)
        .where(PickTask.lead_id == lead_id, PickTask.state.in_((OPEN, CLAIMED, PAUSED)))
        .values(state=CLAIMED, user_id=user_id, seen_at=now, asked_by=None, asked_at=None)
    )


def ask(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Ask the picker of a task to hand it over; one that nobody carries is claimed. Body: task.

    He is told on his screen, and hands it over by pausing it.
    """
    task_id = int(capture.body["task"])
    trip = load_trip(session, actor, task_id)
    check_not_over(trip)
    if trip.state != CLAIMED or trip.user_id == actor.user_id:
        return claim(session, turn, capture, actor)
    session.execute(
        update(PickTask)
        .where(PickTask.lead_id == task_id, PickTask.state == CLAIMED)
        .values(asked_by=actor.user_id, asked_at=capture.received_at)
    )
    said = f"{trip.user_name} is told, and hands it over by pressing Pause."
    told = accepted("Asked", said) | {"signal": "look"}
    ledger.post(session, turn, capture, subject=subject_of(task_id), answer=told)
    return told


def pause(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Put a task off; anybody who may pick can go on with it where it stands. Body: task.

    If a colleague has asked for it, it is his from now on.
    """
    task_id = int(capture.body["task"])
    trip = load_trip(session, actor, task_id)
    check_carried(trip, actor)
    asked = session.execute(
        select(User.id, User.name)
        .join(PickTask, PickTask.asked_by == User.id)
        .where(PickTask.id == trip.task_id)
    ).one_or_none()
    if asked is not None:
        give(session, task_id, asked.id, capture.received_at)
        told = accepted("Handed over", f"{asked.name} goes on with it at this step.")
    else:
        session.execute(
            update(PickTask)
            .where(PickTask.lead_id == task_id, PickTask.state == CLAIMED)
            .values(state=PAUSED)
        )
        told = accepted("Paused", "It stays where it is until somebody goes on with it.")
    ledger.post(session, turn, capture, subject=subject_of(task_id), answer=told)
    return told


def hand_over(
    session: Session, actor: Actor, task_id: int, to_user_id: int, *, now: datetime
) -> Told:
    """Give a trip to a named picker at its exact step, as a supervisor decides.

    Raises:
        NotYours: no such task at the actor's site.
        TaskOver, OrderCalledOff: it ended already.
        NotAPicker: the named person may not pick here.
    """
    body = {"task": task_id, "to": to_user_id}
    capture = ledger.own_capture(
        actor.site_id, "pick.hand_over", body, now=now, user_id=actor.user_id
    )
    turn = ledger.take_turn(session, capture)
    trip = load_trip(session, actor, task_id)
    check_not_over(trip)
    member = member_of(session, to_user_id, actor.site_id)
    if member is None or not member[1] & {PICKER, SUPERVISOR}:
        raise NotAPicker
    give(session, trip.lead_id, to_user_id, now)
    told = accepted("Handed over", f"{member[0]} goes on with it where it is.")
    ledger.post(session, turn, capture, subject=subject_of(trip.lead_id), answer=told)
    return told


def still_here(session: Session, actor: Actor, task_id: int, *, now: datetime) -> Here:
    """Renew the lease of a trip that the actor carries, and fetch what he is to know of it.

    Nothing of it is an event: it says that somebody is there, not that something was done.

    Raises:
        NotYours: there is no such trip at this site.
    """
    task = session.execute(
        select(PickTask.notice, User.name)
        .outerjoin(User, User.id == PickTask.asked_by)
        .where(
            PickTask.lead_id == task_id,
            PickTask.site_id == actor.site_id,
            PickTask.state == CLAIMED,
            PickTask.user_id == actor.user_id,
        )
        .order_by(PickTask.notice.desc())
        .limit(1)
    ).one_or_none()
    if task is None:
        known = select(PickTask.id).where(PickTask.id == task_id, PickTask.site_id == actor.site_id)
        if session.execute(known).one_or_none() is None:
            raise NotYours
        return Here(is_yours=False)
    session.execute(
        update(PickTask)
        .where(PickTask.lead_id == task_id, PickTask.state == CLAIMED)
        .values(seen_at=now, notice="")
    )
    return Here(is_yours=True, asked_by=task.name or "", notice=task.notice)


@dataclass(frozen=True, slots=True)
class Here:
    """What whoever carries a trip is told while nothing is scanned."""

    is_yours: bool
    asked_by: str = ""
    notice: str = ""


def skip(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Move a line behind all others; it comes back last. Body: task, line.

    Units in hand go into the tote first: nothing may wait in a pocket.
    """
    task_id = int(capture.body["task"])
    at = load_stop(session, actor, task_id, int(capture.body["line"]))
    check_answered(at.trip)
    check_open(at.stop)
    if at.stop.in_hand:
        raise UnitsInHand(units=at.stop.in_hand)
    last = session.execute(
        select(func.max(PickLine.sequence))
        .join(PickTask, PickTask.id == PickLine.task_id)
        .where(PickTask.lead_id == task_id)
    ).scalar_one()
    session.execute(
        update(PickLine)
        .where(PickLine.id == at.stop.line_id)
        .values(sequence=max(last, SKIPPED) + 1, at_bin=False)
    )
    touch(session, task_id, capture.received_at)
    told = accepted("Skipped", f"{at.stop.bin_code} comes back last.")
    ledger.post(session, turn, capture, subject=subject_of(task_id), answer=told)
    return told
