"""Taking a count, putting it off, and counting a bin on one's own initiative."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.counting.errors import (
    CountOver,
    CountTaken,
    SomebodyElse,
    UnknownCode,
    WrongKind,
)
from warehouse.counting.models import (
    CLAIMED,
    COUNTED,
    OPEN,
    PAUSED,
    REJECTED,
    REVIEW,
    CountRound,
    CountTask,
)
from warehouse.counting.service.request import request_count
from warehouse.counting.service.rounds import (
    Told,
    accepted,
    load_held,
    load_task,
    name_of,
    subject_of,
)
from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.locations.models import BIN, Place
from warehouse.scanning.queries import resolve
from warehouse.web.guard import Actor

LEASE = timedelta(minutes=15)


def claim(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Take an open or paused count, or go on with one's own on another device. Body: task.

    A count whose counter has done nothing for `LEASE` may be taken over. It begins anew then:
    two people's looks are never mixed into one.
    """
    task = load_task(session, actor, int(capture.body["task"]))
    _take(session, capture, actor, task)
    told = accepted("The count is yours", task=task.id)
    ledger.post(session, turn, capture, subject=subject_of(task.id), answer=told)
    return told


def _take(session: Session, capture: Capture, actor: Actor, task: CountTask) -> None:
    if task.state not in (OPEN, CLAIMED, PAUSED):
        raise CountOver
    taken = task.state == CLAIMED and task.user_id != actor.user_id
    if taken and task.seen_at is not None and capture.received_at - task.seen_at < LEASE:
        raise CountTaken(who=name_of(session, task.user_id))
    under_way = session.execute(
        select(CountRound).where(CountRound.task_id == task.id, CountRound.state == OPEN)
    ).scalar_one_or_none()
    if under_way is None or under_way.user_id != actor.user_id:
        check_independent(session, actor, task)
        if under_way is not None:
            under_way.state, under_way.done_at = REJECTED, capture.received_at
            session.flush()
        _begin(session, capture, actor, task)
    task.state, task.user_id, task.seen_at = CLAIMED, actor.user_id, capture.received_at


def _begin(session: Session, capture: Capture, actor: Actor, task: CountTask) -> None:
    number = session.execute(
        select(func.coalesce(func.max(CountRound.number), 0)).where(CountRound.task_id == task.id)
    ).scalar_one()
    session.add(
        CountRound(
            task_id=task.id,
            number=number + 1,
            user_id=actor.user_id,
            started_at=capture.received_at,
        )
    )
    session.flush()


def check_independent(session: Session, actor: Actor, task: CountTask) -> None:
    """Refuse whoever would check himself: the last mover first, the last counter in a recount.

    Raises:
        SomebodyElse: with the reason why.
    """
    before = session.execute(
        select(CountRound.user_id)
        .where(
            CountRound.task_id == task.id,
            CountRound.state.in_((COUNTED, REJECTED)),
            CountRound.done_pos.is_not(None),
        )
        .order_by(CountRound.number.desc())
        .limit(1)
    ).scalar_one_or_none()
    why = ""
    if before == actor.user_id:
        why = "you counted it last"
    elif before is None and task.not_by_user_id == actor.user_id:
        why = "it checks what you reported"
    elif before is None and stock.last_mover(session, task.place_id) == actor.user_id:
        why = "you moved something there last"
    if why:
        code = session.execute(select(Place.code).where(Place.id == task.place_id)).scalar_one()
        raise SomebodyElse(bin=code, why=why)


def pause(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Put a count off; its counter finds it as it stands, anybody else begins anew. Body: task."""
    held = load_held(session, actor, int(capture.body["task"]))
    held.task.state, held.task.seen_at = PAUSED, capture.received_at
    told = accepted("Paused", "It stays as it is until you go on with it.")
    ledger.post(session, turn, capture, subject=subject_of(held.task.id), answer=told)
    return told


def spot(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Count the bin that was scanned, asked for or not. Body: code.

    Raises:
        UnknownCode, WrongKind: no bin.
        CountOver: its variances lie on the desk: they are decided first.
    """
    todo = "Scan the bin that you want to count."
    seen = resolve(session, actor.site_id, str(capture.body["code"]))
    if seen.place is None and seen.item is None:
        raise UnknownCode(scanned=seen.shown, todo=todo)
    if seen.place is None or seen.place.kind != BIN:
        what = seen.item.name if seen.item else f"{seen.place.kind} {seen.place.code}"  # type: ignore[union-attr]  # one of the two is set
        raise WrongKind(what=what, todo=todo)
    task = request_count(
        session,
        site_id=actor.site_id,
        place_id=seen.place.place_id,
        reason=f"spot count by {actor.name}",
        not_by_user_id=None,
        now=capture.received_at,
        requested_by=actor.user_id,
    )
    if task.state == REVIEW:
        raise CountOver
    session.flush()
    _take(session, capture, actor, task)
    told = accepted(f"Counting {seen.place.code}", task=task.id)
    ledger.post(session, turn, capture, subject=subject_of(task.id), answer=told)
    return told
