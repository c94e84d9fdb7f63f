"""Builders of what planning counts knows."""

from sqlalchemy import select

from tests.support.builders import post_moves
from tests.support.clock import NOON
from warehouse.catalog.models import Item
from warehouse.counting.models import (
    AGREED,
    APPROVE,
    DONE,
    OPEN,
    POSTED,
    CountDecision,
    CountResult,
    CountTask,
)
from warehouse.counting.rules.risk import Key, Record
from warehouse.ledger.models import LedgerHead

TODAY = 740_000


def record(
    place=1, item=1, *, zone="A", abc="C", picks=1.0, value=1000, moves=5, days=30, counted=True,
    past_moves=0, errors=0, flags=(), seconds=60, stock_days=30.0,
):  # fmt: skip
    """A record as planning sees it; `days` since it was last confirmed."""
    return Record(
        key=Key(place, item, item), zone=zone, abc=abc, picks_a_day=picks, value_minor=value,
        moves=moves, confirmed_day=TODAY - days, was_counted=counted, past_moves=past_moves,
        errors=errors, flags=tuple(flags), count_seconds=seconds, stock_days=stock_days,
    )  # fmt: skip


def settle(
    session, floor, sku, place, *, variance=0, expected=10, lot="", at=None, counter="Counter",
    control=False, abc="C", pos=None, decide=True, decide_only=False, reason="unknown", task=None,
):  # fmt: skip
    """Write what a count came to for one record, decided unless it was right; returns its position.

    With `decide_only`, decide the result that is there already.
    """
    if decide_only:
        result = session.execute(
            select(CountResult).where(CountResult.pos == pos, CountResult.state == OPEN)
        ).scalar_one()
        _decide(session, floor, result, reason, at or NOON)
        return pos
    at = at or NOON
    pos = pos or session.get_one(LedgerHead, floor.site).pos
    if task is None:
        task = CountTask(
            site_id=floor.site, place_id=floor.places[place], reasons="planned", asked_at=at,
            state=DONE, done_at=at,
        )  # fmt: skip
        session.add(task)
        session.flush()
    item = session.get_one(Item, floor.items[sku])
    result = CountResult(
        site_id=floor.site, task_id=task.id, place_id=floor.places[place], item_id=item.id,
        lot_id=floor.lots[sku, lot], lot_code=lot, item_class=abc, is_control=control,
        expected_units=expected, counted_units=expected + variance, variance_units=variance,
        posted_units=0, value_minor=abs(variance) * (item.cost_minor or 0), pos=pos, from_pos=pos,
        settled_at=at, captured_at=at, counter_id=floor.users[counter],
        state=OPEN if variance else AGREED,
    )  # fmt: skip
    session.add(result)
    session.flush()
    if variance and decide:
        _decide(session, floor, result, reason, at)
    return pos


def _decide(session, floor, result, reason, at):
    event = post_moves(session, floor, kind="count.approve")
    result.state, result.posted_units = POSTED, result.variance_units
    session.add(
        CountDecision(
            result_id=result.id,
            kind=APPROVE,
            units=result.variance_units,
            reason=reason,
            note="",
            decided_at=at,
            decided_by=floor.users["Supervisor"],
            counter_id=result.counter_id,
            event_id=event.id,
        )
    )
    session.flush()
