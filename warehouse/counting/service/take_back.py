"""Taking a booked decision back, and closing what needed only a look."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.counting.errors import DecidedAlready, NewerCount
from warehouse.counting.models import DONE, OPEN, REVIEW, CountDecision, CountResult, CountTask
from warehouse.counting.service.desk import take_turn
from warehouse.counting.service.posting import follow_up
from warehouse.counting.service.request import close
from warehouse.counting.service.rounds import load_task, subject_of
from warehouse.kernel.errors import NotYours
from warehouse.ledger import service as ledger
from warehouse.ledger.errors import AlreadyUndone
from warehouse.locations.models import Place
from warehouse.web.guard import Actor


def take_back(session: Session, actor: Actor, decision_id: int, *, now: datetime) -> list[int]:
    """Reverse a booked decision; its variance lies on the desk again. Returns the results' ids.

    Holds that were lifted stay lifted.

    Raises:
        NotYours: no such decision at the actor's site, or one that booked nothing.
        AlreadyUndone: it was taken back before.
        NewerCount: the bin is being counted again.
        NotEnoughHere: the units have left since.
    """
    turn = take_turn(session, actor, "count.take_back", now)
    event_id = session.execute(
        select(CountDecision.event_id)
        .join(CountResult, CountResult.id == CountDecision.result_id)
        .where(
            CountDecision.id == decision_id,
            CountDecision.units != 0,
            CountResult.site_id == actor.site_id,
        )
    ).scalar_one_or_none()
    if event_id is None:
        raise NotYours
    decided = session.execute(
        select(CountDecision, CountResult)
        .join(CountResult, CountResult.id == CountDecision.result_id)
        .where(CountDecision.event_id == event_id)
        .order_by(CountDecision.id)
    ).all()
    results = [result for _, result in decided]
    if any(decision.undone_by for decision, _ in decided):
        raise AlreadyUndone
    for result in results:
        _open_again(session, result)
    made = _reverse(session, turn, actor, results[0], event_id, now)
    for decision, result in decided:
        decision.undone_by = made
        result.posted_units -= decision.units
        result.state = OPEN
    session.flush()
    follow_up(session, results, now=now, user_id=actor.user_id)
    return [result.id for result in results]


def _open_again(session: Session, result: CountResult) -> None:
    task = session.get_one(CountTask, result.task_id)
    newer = session.execute(
        select(CountTask.id).where(
            CountTask.place_id == task.place_id,
            CountTask.done_at.is_(None),
            CountTask.id != task.id,
        )
    ).first()
    if newer is not None or task.state not in (REVIEW, DONE):
        code = session.execute(select(Place.code).where(Place.id == task.place_id)).scalar_one()
        raise NewerCount(bin=code)
    task.state, task.done_at = REVIEW, None


def _reverse(  # noqa: PLR0913, PLR0917 - an event and what it takes back
    session: Session,
    turn: ledger.Turn,
    actor: Actor,
    result: CountResult,
    event_id: UUID,
    now: datetime,
) -> UUID:
    made = ledger.own_capture(
        actor.site_id,
        "count.take_back",
        {"result": result.id, "task": result.task_id},
        now=now,
        user_id=actor.user_id,
    )
    ledger.post(
        session,
        turn,
        made,
        subject=subject_of(result.task_id),
        moves=ledger.moves_back(session, event_id),
        reverses=event_id,
    )
    return made.id


def close_unknown(session: Session, actor: Actor, task_id: int, *, now: datetime) -> None:
    """Note that the codes which nobody knew in a count were looked into.

    Raises:
        NotYours: no such count at the actor's site.
        DecidedAlready: it was closed, or variances of it are still to be decided.
    """
    turn = take_turn(session, actor, "count.looked_into", now)
    task = load_task(session, actor, task_id)
    still_open = session.execute(
        select(CountResult.id).where(CountResult.task_id == task_id, CountResult.state == OPEN)
    ).first()
    if task.state != REVIEW or still_open:
        raise DecidedAlready(who="Somebody")
    made = ledger.own_capture(
        task.site_id, "count.looked_into", {"task": task_id}, now=now, user_id=actor.user_id
    )
    ledger.post(session, turn, made, subject=subject_of(task_id))
    close(session, task, now=now)
