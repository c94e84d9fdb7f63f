"""The end of a look: variances at the rows' positions, and what follows from all looks so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item
from warehouse.counting.models import (
    AGREED,
    AUTOMATIC,
    COUNTED,
    MOVED,
    OPEN,
    REVIEW,
    CountLimit,
    CountLine,
    CountLook,
    CountResult,
    CountRound,
    CountTask,
    CountUnknown,
    ItemClass,
)
from warehouse.counting.rules.deciding import DISPUTED_HOLD, EXPLAINED_HOLDS
from warehouse.counting.rules.draft import Key
from warehouse.counting.rules.judging import (
    Finding,
    Limit,
    LimitKey,
    Look,
    Verdict,
    judge,
    limit_for,
)
from warehouse.counting.service.posting import can_post, follow_up, post_variance
from warehouse.counting.service.request import close, with_reason
from warehouse.counting.service.rounds import Held, Told, accepted, lot_named, subject_of
from warehouse.db.base import table_of
from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.orders import service as orders


@dataclass(slots=True)
class Ending:
    """A finished look with all that deciding about it needs."""

    held: Held
    lines: list[CountLine]
    looks: list[Look]
    verdict: Verdict
    limits: dict[LimitKey, Limit]
    classes: dict[int, str]
    costs: dict[int, int]
    let_go: set[int]
    """Items of which units are free again, as their holds were lifted."""


def finish(session: Session, turn: ledger.Turn, capture: Capture, held: Held) -> Told:
    """End a look, judge it together with those before it, and post the event.

    The counter hears the same whatever came out of it: the next one counts blind as well.
    """
    session.flush()
    task = held.task
    lines = list(held.lines.values())
    _compare(session, turn, held, lines)
    held.round.done_at, held.round.done_pos = capture.received_at, turn.pos + 1
    told = accepted(f"{held.draft.bin_code} is counted")
    changes = ledger.Changes()
    if any(line.has_moved for line in lines):
        held.round.state, task.state = MOVED, OPEN
        task.reasons = with_reason(task.reasons, "moved while it was counted")
        told = {
            "signal": "look",
            "title": "Count it once more",
            "sentence": f"Something moved in {held.draft.bin_code} while you counted.",
        }
        ledger.post(session, turn, capture, subject=subject_of(task.id), answer=told)
        return told
    held.round.state = COUNTED
    session.flush()
    ending = _ending(session, held, lines)
    results = _settle(session, capture, ending, changes)
    ledger.post(session, turn, capture, subject=subject_of(task.id), changes=changes, answer=told)
    _post_within_limits(session, turn, capture, ending, results)
    _leave(session, capture, ending, results)
    return told


def _compare(session: Session, turn: ledger.Turn, held: Held, lines: Sequence[CountLine]) -> None:
    """Write each row's book at its own position: what is there now, less what came since."""
    place_id = held.task.place_id
    book = stock.on_hand_by_record(session, place_id)
    first = min((line.from_pos for line in lines), default=turn.pos)
    changes = stock.changes_since(session, place_id, first)
    for line in lines:
        if line.lot_id is None:
            lot = lot_named(session, line.item_id, line.lot_code)
            line.lot_id = lot.id if lot else None
        if line.lot_id is None:
            line.expected_units, line.variance_units = 0, line.counted_units
            continue
        record = (line.item_id, line.lot_id)
        own = [change for change in changes if change.record == record]
        since = [change for change in own if change.pos > line.pos]
        line.expected_units = book.get(record, 0) - sum(change.units for change in since)
        line.variance_units = line.counted_units - line.expected_units
        line.has_moved = any(line.from_pos < change.pos <= line.pos for change in own)
        if stock.came_late(session, since, before=line.captured_at):
            line.has_moved = True


def _ending(session: Session, held: Held, lines: list[CountLine]) -> Ending:
    task = held.task
    items = {line.item_id for line in lines}
    classes = {
        row.item_id: row.class_code
        for row in session.execute(
            select(ItemClass.item_id, ItemClass.class_code).where(
                ItemClass.site_id == task.site_id, ItemClass.item_id.in_(items)
            )
        )
    }
    costs = {
        row.id: row.cost_minor or 0
        for row in session.execute(select(Item.id, Item.cost_minor).where(Item.id.in_(items)))
    }
    limits = limits_of(session, task.site_id)
    looks = _looks(session, task, limits, classes)
    return Ending(held, lines, looks, judge(looks), limits, classes, costs, set())


def limits_of(session: Session, site_id: int) -> dict[LimitKey, Limit]:
    """Return the limits of a site by counter and class."""
    rows = session.execute(select(CountLimit).where(CountLimit.site_id == site_id)).scalars()
    return {
        (row.user_id, row.item_class): Limit(
            most_units=row.most_units,
            most_percent=row.most_percent,
            most_value_minor=row.most_value_minor,
            tolerance_units=row.tolerance_units,
            tolerance_percent=row.tolerance_percent,
        )
        for row in rows
    }


def _looks(
    session: Session, task: CountTask, limits: dict[LimitKey, Limit], classes: dict[int, str]
) -> list[Look]:
    rows = session.execute(
        select(CountRound.number, CountRound.user_id, CountLine)
        .outerjoin(CountLine, CountLine.round_id == CountRound.id)
        .where(CountRound.task_id == task.id, CountRound.state == COUNTED)
        .order_by(CountRound.number)
    )
    looks: dict[int, tuple[int, dict[Key, Finding]]] = {}
    for number, user_id, line in rows:
        findings = looks.setdefault(number, (user_id, {}))[1]
        if line is not None:
            expected = line.expected_units or 0
            item_class = classes.get(line.item_id, "C")
            limit = limit_for(limits, user_id=user_id, item_class=item_class)
            findings[line.item_id, line.lot_code] = Finding(
                expected, line.counted_units, limit.tolerance(expected)
            )
    return [Look(user_id, findings) for user_id, findings in looks.values()]


def _settle(
    session: Session, capture: Capture, ending: Ending, changes: ledger.Changes
) -> list[CountResult]:
    """Write what the count came to; nothing yet while another person has to look first."""
    if ending.verdict is Verdict.RECOUNT:
        return []
    results = [_result(capture, ending, line) for line in ending.lines]
    for result in results:
        session.add(result)
        if result.lot_id is None:
            continue
        key = (result.place_id, result.item_id, result.lot_id)
        if result.is_disputed and result.state == OPEN:
            _hold_disputed(session, capture, changes, key)
        elif result.state == AGREED and ledger.lift(
            session,
            changes,
            key,
            event_id=capture.id,
            reasons=(*EXPLAINED_HOLDS, DISPUTED_HOLD),
            upto_pos=result.pos,
        ):
            ending.let_go.add(result.item_id)
    session.flush()
    if ending.verdict is not Verdict.AGREED:
        _keep_looks(session, results)
    return results


def _keep_looks(session: Session, results: Sequence[CountResult]) -> None:
    """Write down of everybody who looked whether he found what stands in the end."""
    looks = (
        select(
            CountResult.id,
            CountRound.id,
            CountResult.site_id,
            CountRound.user_id,
            CountResult.settled_at,
            CountLine.variance_units == CountResult.variance_units,
        )
        .join(CountRound, CountRound.task_id == CountResult.task_id)
        .join(
            CountLine,
            (CountLine.round_id == CountRound.id)
            & (CountLine.item_id == CountResult.item_id)
            & (CountLine.lot_code == CountResult.lot_code),
        )
        .where(CountResult.id.in_([result.id for result in results]), CountRound.state == COUNTED)
    )
    columns = ("result_id", "round_id", "site_id", "user_id", "settled_at", "is_right")
    session.execute(insert(table_of(CountLook)).from_select(columns, looks))


def _hold_disputed(
    session: Session, capture: Capture, changes: ledger.Changes, key: tuple[int, int, int]
) -> None:
    on_hand, allocated, held = stock.balance_of(session, key)
    if on_hand - allocated - held > 0:
        units = on_hand - allocated - held
        ledger.hold(session, changes, key, units, reason=DISPUTED_HOLD, event_id=capture.id)


def _result(capture: Capture, ending: Ending, line: CountLine) -> CountResult:
    task = ending.held.task
    assert line.expected_units is not None, "every row was compared"
    assert line.variance_units is not None, "every row was compared"
    other = ending.looks[-2].user_id if ending.verdict is Verdict.SETTLED else None
    return CountResult(
        site_id=task.site_id,
        task_id=task.id,
        place_id=task.place_id,
        item_id=line.item_id,
        lot_id=line.lot_id,
        lot_code=line.lot_code,
        expires_on=line.expires_on,
        item_class=ending.classes.get(line.item_id, "C"),
        is_control=task.is_control,
        expected_units=line.expected_units,
        counted_units=line.counted_units,
        variance_units=line.variance_units,
        posted_units=0,
        value_minor=abs(line.variance_units) * ending.costs[line.item_id],
        pos=line.pos,
        from_pos=line.from_pos,
        settled_at=capture.received_at,
        captured_at=line.captured_at,
        counter_id=ending.looks[-1].user_id,
        other_counter_id=other,
        is_disputed=ending.verdict is Verdict.DISPUTED,
        state=OPEN if line.variance_units else AGREED,
    )


def _post_within_limits(
    session: Session,
    turn: ledger.Turn,
    capture: Capture,
    ending: Ending,
    results: Sequence[CountResult],
) -> None:
    """Post what the counter's limits allow, each variance as an event of its own.

    Of a first count only what is within the tolerance comes here; two who agree may post more.
    """
    for result in results:
        limit = limit_for(ending.limits, user_id=result.counter_id, item_class=result.item_class)
        allowed = limit.allows(
            variance=result.variance_units,
            expected=result.expected_units,
            value_minor=result.value_minor,
        )
        if result.state != OPEN or result.is_disputed or not allowed:
            continue
        if can_post(session, result, result.variance_units):
            post_variance(
                session,
                turn,
                result,
                result.variance_units,
                kind=AUTOMATIC,
                reason="unknown",
                note="Within the counter's limits.",
                decided_by=None,
                now=capture.received_at,
            )


def _leave(
    session: Session, capture: Capture, ending: Ending, results: Sequence[CountResult]
) -> None:
    """Say where the count goes from here, and give what it found to whom it was promised."""
    task, now = ending.held.task, capture.received_at
    if ending.verdict is Verdict.RECOUNT:
        task.state = OPEN
        task.reasons = with_reason(task.reasons, "recount by somebody else")
        return
    unknown = session.execute(
        select(CountUnknown.id).where(CountUnknown.round_id == ending.held.round.id).limit(1)
    ).first()
    if any(result.state == OPEN for result in results) or unknown:
        task.state = REVIEW
    else:
        close(session, task, now=now)
    follow_up(session, results, now=now, user_id=capture.user_id)
    if ending.let_go:
        orders.allocate_backorders(
            session, task.site_id, ending.let_go, now=now, user_id=capture.user_id
        )
