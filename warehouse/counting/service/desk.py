"""The supervisor's decisions: approve, reject to a recount, correct a swap, take back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from warehouse.counting.errors import (
    CameLate,
    DecidedAlready,
    FourEyes,
    NoSwap,
    NothingChosen,
)
from warehouse.counting.models import (
    APPROVE,
    COUNTED,
    OPEN,
    REJECT,
    REJECTED,
    REVIEW,
    SWAP,
    CountDecision,
    CountLook,
    CountResult,
    CountRound,
    CountTask,
)
from warehouse.counting.rules.deciding import check_reason, part_of
from warehouse.counting.service.posting import (
    follow_up,
    lift_explained,
    lot_of,
    note_decision,
    post_variance,
)
from warehouse.counting.service.request import close, with_reason
from warehouse.counting.service.rounds import load_task, name_of, subject_of
from warehouse.kernel.errors import NotYours
from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Transfer
from warehouse.locations.models import Place
from warehouse.web.guard import Actor


@dataclass(frozen=True, slots=True)
class Chosen:
    """A variance as the supervisor saw it when he decided."""

    result_id: int
    left: int
    """Units of it that were not booked yet on his screen."""


def take_turn(session: Session, actor: Actor, kind: str, now: datetime) -> ledger.Turn:
    """Wait for the site's turn, in which the actor decides."""
    capture = ledger.own_capture(actor.site_id, kind, {}, now=now, user_id=actor.user_id)
    return ledger.take_turn(session, capture)


def approve(  # noqa: PLR0913 - a decision and its reasons
    session: Session,
    actor: Actor,
    chosen: Sequence[Chosen],
    *,
    reason: str,
    note: str,
    part: str = "",
    now: datetime,
) -> None:
    """Book variances, all of those chosen or none of them.

    Args:
        part: How many units of the one chosen are meant, as typed; blank means all that is left.
            The rest stays on the desk, for another reason.

    Raises:
        NothingChosen, NoReason: none of them, no reason from the list, or no note.
        NotYours, DecidedAlready, FourEyes, CameLate: of one of them.
        NotThatMuch: `part` is not a part of it.
        NotEnoughHere, SerialElsewhere: the book cannot take it; the bin has to be counted.
    """
    if not chosen:
        raise NothingChosen
    said = check_reason(reason, note)
    turn = take_turn(session, actor, "count.approve", now)
    results = [load_open(session, actor, one) for one in chosen]
    for result in results:
        check_not_late(session, result)
        units = part_of(result.variance_units - result.posted_units, part)
        post_variance(
            session,
            turn,
            result,
            units,
            kind=APPROVE,
            reason=reason,
            note=said,
            decided_by=actor.user_id,
            now=now,
        )
    _close_those_decided(session, results, now)
    follow_up(session, results, now=now, user_id=actor.user_id)


def load_open(session: Session, actor: Actor, chosen: Chosen) -> CountResult:
    """Load a variance that is to be decided, as it still must be.

    Raises:
        NotYours: no such variance at the actor's site.
        DecidedAlready: somebody else was quicker, with all of it or with a part.
        FourEyes: the actor counted it.
    """
    result = session.execute(
        select(CountResult).where(
            CountResult.id == chosen.result_id, CountResult.site_id == actor.site_id
        )
    ).scalar_one_or_none()
    if result is None:
        raise NotYours
    if result.state != OPEN or result.variance_units - result.posted_units != chosen.left:
        raise DecidedAlready(who=_decider(session, result.id))
    _check_four_eyes(session, actor, result)
    return result


def _decider(session: Session, result_id: int) -> str:
    user_id = session.execute(
        select(CountDecision.decided_by)
        .where(CountDecision.result_id == result_id)
        .order_by(CountDecision.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return name_of(session, user_id).capitalize() if user_id is None else name_of(session, user_id)


def _check_four_eyes(session: Session, actor: Actor, result: CountResult) -> None:
    counters = session.execute(
        select(CountRound.user_id).where(
            CountRound.task_id == result.task_id, CountRound.state == COUNTED
        )
    ).scalars()
    if actor.user_id in {*counters, result.counter_id, result.other_counter_id}:
        code = session.execute(select(Place.code).where(Place.id == result.place_id)).scalar_one()
        raise FourEyes(bin=code)


def check_not_late(session: Session, result: CountResult) -> None:
    """Refuse a variance that a late device may already have explained.

    Raises:
        CameLate: a move from before the count reached the ledger after it.
    """
    if result.lot_id is None:
        return
    since = [
        change
        for change in stock.changes_since(session, result.place_id, result.pos)
        if change.record == (result.item_id, result.lot_id)
    ]
    if stock.came_late(session, since, before=result.captured_at):
        code = session.execute(select(Place.code).where(Place.id == result.place_id)).scalar_one()
        raise CameLate(bin=code)


def _close_those_decided(session: Session, results: Sequence[CountResult], now: datetime) -> None:
    session.flush()
    for task_id in sorted({result.task_id for result in results}):
        still_open = session.execute(
            select(CountResult.id)
            .where(CountResult.task_id == task_id, CountResult.state == OPEN)
            .limit(1)
        ).first()
        task = session.get_one(CountTask, task_id)
        if still_open is None and task.state == REVIEW:
            close(session, task, now=now)


def reject(  # noqa: PLR0913 - a decision and its reasons
    session: Session, actor: Actor, result_id: int, *, reason: str, note: str, now: datetime
) -> None:
    """Believe none of what is still open of a variance's count, and have the bin counted anew.

    What was booked of it stays booked. The rounds so far count no more.

    Raises:
        NoReason: no reason from the list, or no note.
        NotYours: no such variance at the actor's site.
        DecidedAlready: it is not open any more.
        FourEyes: the actor counted it.
    """
    said = check_reason(reason, note)
    turn = take_turn(session, actor, "count.reject", now)
    chosen = session.get(CountResult, result_id)
    if chosen is None or chosen.site_id != actor.site_id:
        raise NotYours
    task_id = chosen.task_id
    task = load_task(session, actor, task_id)
    if chosen.state != OPEN or task.state != REVIEW:
        raise DecidedAlready(who=_decider(session, result_id))
    results = list(
        session.execute(
            select(CountResult).where(CountResult.task_id == task_id, CountResult.state == OPEN)
        ).scalars()
    )
    for result in results:
        _check_four_eyes(session, actor, result)
    body = {"task": task_id, "reason": reason, "note": said}
    made = ledger.own_capture(task.site_id, "count.reject", body, now=now, user_id=actor.user_id)
    ledger.post(session, turn, made, subject=subject_of(task_id))
    for result in results:
        note_decision(
            session,
            result,
            0,
            kind=REJECT,
            reason=reason,
            note=said,
            decided_by=actor.user_id,
            now=now,
            event_id=made.id,
        )
        result.state = REJECTED
    session.execute(
        update(CountRound)
        .where(CountRound.task_id == task_id, CountRound.state == COUNTED)
        .values(state=REJECTED)
    )
    of_task = select(CountResult.id).where(CountResult.task_id == task_id)
    session.execute(delete(CountLook).where(CountLook.result_id.in_(of_task)))
    task.state = OPEN
    for why in ("rejected by the supervisor", *filter(None, task.next_reasons.split("; "))):
        task.reasons = with_reason(task.reasons, why)
    task.next_reasons = ""


def swap(  # noqa: PLR0913 - two variances and why they are one mistake
    session: Session,
    actor: Actor,
    one: Chosen,
    other: Chosen,
    *,
    reason: str,
    note: str,
    now: datetime,
) -> None:
    """Correct goods that lie in the wrong one of two bins: a transfer, nothing written off.

    Raises:
        NoReason, NotYours, DecidedAlready, FourEyes, CameLate: as for approving, of either.
        NoSwap: another item or lot, or both miss units, or both have too many.
    """
    said = check_reason(reason, note)
    turn = take_turn(session, actor, "count.swap", now)
    pair = [load_open(session, actor, chosen) for chosen in (one, other)]
    first, second = pair
    lefts = [result.variance_units - result.posted_units for result in pair]
    same = (first.item_id, first.lot_code) == (second.item_id, second.lot_code)
    if not same or lefts[0] * lefts[1] >= 0 or first.place_id == second.place_id:
        raise NoSwap
    for result in pair:
        check_not_late(session, result)
    short, over = (first, second) if lefts[0] < 0 else (second, first)
    units = min(map(abs, lefts))
    body = {
        "results": [short.id, over.id],
        "tasks": [short.task_id, over.task_id],
        "units": units,
        "reason": reason,
        "note": said,
        "counted_by": sorted({short.counter_id, over.counter_id}),
    }
    made = ledger.own_capture(actor.site_id, "count.swap", body, now=now, user_id=actor.user_id)
    changes = ledger.Changes()
    for result in pair:
        lift_explained(session, changes, result, made.id)
    move = Transfer(short.item_id, lot_of(session, short), short.place_id, over.place_id, units)
    ledger.post(
        session, turn, made, subject=subject_of(short.task_id), moves=[move], changes=changes
    )
    for result, signed in ((short, -units), (over, units)):
        note_decision(
            session,
            result,
            signed,
            kind=SWAP,
            reason=reason,
            note=said,
            decided_by=actor.user_id,
            now=now,
            event_id=made.id,
        )
    _close_those_decided(session, pair, now)
    follow_up(session, pair, now=now, user_id=actor.user_id)
