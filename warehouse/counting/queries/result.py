"""One variance, with all that could explain it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.counting.models import (
    AGREED,
    COUNTED,
    OPEN,
    POSTED,
    CountDecision,
    CountLine,
    CountResult,
    CountRound,
)
from warehouse.counting.queries.desk import codes_of, variances
from warehouse.counting.queries.photo import photos_of
from warehouse.counting.rules.deciding import REASONS, Spot, likely_swaps
from warehouse.counting.screens import (
    DecisionRow,
    LookRow,
    ResultScreen,
    SwapRow,
    VarianceRow,
)
from warehouse.kernel.errors import NotYours
from warehouse.ledger import queries as stock
from warehouse.locations.models import Bin, Place
from warehouse.people.models import User
from warehouse.web.guard import Actor

MOST_MOVES = 100
MOST_OPPOSITES = 50


def result_screen(session: Session, actor: Actor, result_id: int) -> ResultScreen:
    """Return a variance of the actor's site with its looks, moves, scans, holds and likely swap.

    Raises:
        NotYours: no such variance there.
    """
    result = session.get(CountResult, result_id)
    if result is None or result.site_id != actor.site_id:
        raise NotYours
    row = VarianceRow(*session.execute(variances().where(CountResult.id == result_id)).one())
    right_at, right_pos = _last_right(session, result)
    looks = _looks(session, result)
    others = session.execute(
        variances()
        .where(CountResult.task_id == result.task_id, CountResult.id != result_id)
        .order_by(CountResult.id)
        .limit(MOST_OPPOSITES)
    )
    return ResultScreen(
        row=row,
        since=right_at,
        looks=looks,
        moves=stock.history(
            session,
            actor.site_id,
            place_id=result.place_id,
            item_id=result.item_id,
            after_pos=right_pos,
            limit=MOST_MOVES,
        ),
        refused=stock.refused_about(session, actor.site_id, row.bin_code, right_pos),
        holds=stock.holds_of(session, result.place_id, result.item_id),
        swaps=_swaps(session, result, row),
        others=[VarianceRow(*other) for other in others],
        unknown=[code for code, _ in codes_of(session, [result.task_id])[result.task_id]],
        photos=photos_of(session, [result.task_id])[result.task_id],
        decisions=_decisions(session, result_id),
        counted_by_me=_counted_by(session, actor, result),
    )


def _last_right(session: Session, result: CountResult) -> tuple[datetime | None, int]:
    """Return when and at which position the record was last counted and right, or put right."""
    found = session.execute(
        select(CountResult.settled_at, CountResult.pos)
        .where(
            CountResult.place_id == result.place_id,
            CountResult.item_id == result.item_id,
            CountResult.lot_code == result.lot_code,
            CountResult.pos < result.pos,
            CountResult.state.in_((AGREED, POSTED)),
        )
        .order_by(CountResult.pos.desc())
        .limit(1)
    ).one_or_none()
    return (found.settled_at, found.pos) if found else (None, 0)


def _looks(session: Session, result: CountResult) -> list[LookRow]:
    rows = session.execute(
        select(
            CountRound.number,
            User.name,
            func.coalesce(CountRound.done_at, CountRound.started_at),
            CountLine.counted_units,
            CountLine.expected_units,
            CountLine.variance_units,
            CountRound.state,
        )
        .join(User, User.id == CountRound.user_id)
        .outerjoin(
            CountLine,
            (CountLine.round_id == CountRound.id)
            & (CountLine.item_id == result.item_id)
            & (CountLine.lot_code == result.lot_code),
        )
        .where(CountRound.task_id == result.task_id, CountRound.done_pos.is_not(None))
        .order_by(CountRound.number)
    )
    return [LookRow(*row) for row in rows]


def _swaps(session: Session, result: CountResult, row: VarianceRow) -> list[SwapRow]:
    if result.state != OPEN:
        return []
    left = CountResult.variance_units - CountResult.posted_units
    is_opposite = (
        CountResult.variance_units > CountResult.posted_units
        if row.left < 0
        else CountResult.variance_units < CountResult.posted_units
    )
    spots = (
        select(
            CountResult.id,
            CountResult.place_id,
            left,
            Bin.zone_id,
            Bin.x_cm,
            Bin.y_cm,
            Place.code,
        )
        .join(Bin, Bin.place_id == CountResult.place_id)
        .join(Place, Place.id == CountResult.place_id)
    )
    here = session.execute(spots.where(CountResult.id == result.id)).one_or_none()
    if here is None:
        return []
    others = session.execute(
        spots.where(
            CountResult.site_id == result.site_id,
            CountResult.state == OPEN,
            CountResult.item_id == result.item_id,
            CountResult.lot_code == result.lot_code,
            is_opposite,
        )
        .order_by(CountResult.id)
        .limit(MOST_OPPOSITES)
    ).all()
    codes = {other.id: other.code for other in others}
    return [
        SwapRow(
            result_id=spot.result_id,
            bin_code=codes[spot.result_id],
            left=spot.units,
            units=min(abs(spot.units), abs(row.left)),
            chosen=f"{spot.result_id}:{spot.units}",
        )
        for spot in likely_swaps(Spot(*here[:6]), [Spot(*other[:6]) for other in others])
    ]


def _decisions(session: Session, result_id: int) -> list[DecisionRow]:
    rows = session.execute(
        select(CountDecision, User.name)
        .outerjoin(User, User.id == CountDecision.decided_by)
        .where(CountDecision.result_id == result_id)
        .order_by(CountDecision.id.desc())
    )
    return [
        DecisionRow(
            decision_id=decision.id,
            kind=decision.kind,
            units=decision.units,
            reason=REASONS[decision.reason],
            note=decision.note,
            who=name or "by itself",
            at=decision.decided_at,
            is_undone=decision.undone_by is not None,
        )
        for decision, name in rows
    ]


def _counted_by(session: Session, actor: Actor, result: CountResult) -> bool:
    counters = session.execute(
        select(CountRound.user_id).where(
            CountRound.task_id == result.task_id, CountRound.state == COUNTED
        )
    ).scalars()
    return actor.user_id in {*counters, result.counter_id, result.other_counter_id}
