"""How right the book is: summed by the database, so that a year opens as fast as a week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item
from warehouse.counting.models import (
    REJECT,
    REJECTED,
    CountDecision,
    CountLimit,
    CountLook,
    CountPlanLine,
    CountResult,
)
from warehouse.counting.rules.accuracy import Accuracy, Variances
from warehouse.counting.rules.charts import interval_chart
from warehouse.counting.rules.deciding import REASONS
from warehouse.counting.rules.plan_words import Why
from warehouse.counting.rules.risk import CLASSES
from warehouse.counting.screens.accuracy import AccuracyDesk, Cause
from warehouse.locations.models import BIN, Bin, Place, Zone
from warehouse.locations.queries import time_zone_of
from warehouse.people.models import User

TIMES = 12
"""Into how many parts a period is divided over time."""


@dataclass(frozen=True, slots=True)
class ControlGroup:
    """Records that chance chose and somebody counted, alike in these three.

    Attributes:
        part: Which part of the period they were counted in, from 0; `TIMES` after its end.
    """

    part: int
    abc: str
    zone: str
    counted: int
    right: int


def accuracy_desk(session: Session, site_id: int, *, days: int, now: datetime) -> AccuracyDesk:
    """Return the accuracy of a site's book over so many days, today included."""
    zone = time_zone_of(session, site_id)
    today = now.astimezone(zone).date()
    since = today - timedelta(days=days - 1)
    start = datetime.combine(since, time(), zone)
    ends = [since + timedelta(days=days * n // TIMES) for n in range(TIMES + 1)]
    groups = _control_groups(session, site_id, ends, zone)
    parts = [
        _accuracy(first.strftime("%d %b"), [one for one in groups if one.part == n])
        for n, first in enumerate(ends[:-1])
    ]
    sums = _sums(session, site_id, start)
    return AccuracyDesk(
        days=days,
        since=since,
        until=today,
        currency=_currency(session),
        overall=_accuracy("All", groups),
        drawn=_drawn(session, site_id, since),
        by_class=[_accuracy(abc, [one for one in groups if one.abc == abc]) for abc in CLASSES],
        by_zone=[
            _accuracy(name, [one for one in groups if one.zone == name])
            for name in sorted({one.zone for one in groups})
        ],
        over_time=parts,
        chart=interval_chart(
            "Accuracy over time",
            [(one.name, one.interval if one.counted else None, one.share) for one in parts],
        ),
        variances=_folded("All", sums),
        counted=sum(row.counted for row in sums),
        class_variances=[
            _folded(abc, [row for row in sums if row.item_class == abc]) for abc in CLASSES
        ],
        zone_variances=[
            _folded(name, [row for row in sums if row.zone == name])
            for name in sorted({row.zone for row in sums})
        ],
        causes=_causes(session, site_id, start),
        counters=_counters(session, site_id, start),
        bins_counted=_bins_counted(session, site_id, start),
        bins=session.execute(
            select(func.count())
            .select_from(Place)
            .where(Place.site_id == site_id, Place.kind == BIN)
        ).scalar_one(),
    )


def _counted_since(site_id: int, start: datetime) -> Any:
    return and_(
        CountResult.site_id == site_id,
        CountResult.settled_at >= start,
        CountResult.state != REJECTED,
    )


def _control_groups(
    session: Session, site_id: int, ends: Sequence[date], zone: tzinfo
) -> list[ControlGroup]:
    """Return what the counts of the control group's own records came to.

    Only the record that was drawn counts, not what else its bin held: a bin with many items
    would weigh more than one with few.

    Args:
        ends: The first day of each part of the period, and the day after the last.
    """
    first, *later = [datetime.combine(day, time(), zone) for day in ends]
    found = (
        select(
            case(
                *((CountResult.settled_at < end, n) for n, end in enumerate(later)), else_=TIMES
            ).label("part"),
            CountResult.item_class.label("abc"),
            select(Bin.zone_id)
            .where(Bin.place_id == CountResult.place_id)
            .scalar_subquery()
            .label("zone_id"),
            case((_is_within_tolerance(session, site_id), 1), else_=0).label("is_right"),
        )
        .join(
            CountPlanLine,
            and_(
                CountPlanLine.task_id == CountResult.task_id,
                CountPlanLine.item_id == CountResult.item_id,
                CountPlanLine.lot_id == CountResult.lot_id,
                CountPlanLine.why == Why.CONTROL.value,
            ),
        )
        .where(_counted_since(site_id, first))
        .subquery()
        .c
    )
    by = (found.part, found.abc, found.zone_id)
    groups = (
        select(*by, func.count().label("counted"), func.sum(found.is_right).label("right"))
        .group_by(*by)
        .subquery()
        .c
    )
    rows = session.execute(
        select(groups.part, groups.abc, Zone.name, groups.counted, groups.right).join(
            Zone, Zone.id == groups.zone_id
        )
    )
    return [ControlGroup(*row) for row in rows]


def _is_within_tolerance(session: Session, site_id: int) -> Any:
    """Match a result that is right by its class's tolerance, else by every class's, else 0."""
    tolerances = {
        row.item_class: row
        for row in session.execute(
            select(CountLimit).where(CountLimit.site_id == site_id, CountLimit.user_id.is_(None))
        ).scalars()
    }

    def within(limit: CountLimit | None) -> Any:
        off = func.abs(CountResult.variance_units)
        if limit is None:
            return off == 0
        percent = CountResult.expected_units * limit.tolerance_percent
        return or_(off <= limit.tolerance_units, off * 100 <= percent)

    every = tolerances.get("")
    return case(
        *((CountResult.item_class == abc, within(tolerances.get(abc) or every)) for abc in CLASSES),
        else_=within(every),
    )


def _accuracy(name: str, groups: Sequence[ControlGroup]) -> Accuracy:
    return Accuracy(name, sum(int(one.right) for one in groups), sum(one.counted for one in groups))


def _drawn(session: Session, site_id: int, since: date) -> int:
    return session.execute(
        select(func.count())
        .select_from(CountPlanLine)
        .where(
            CountPlanLine.site_id == site_id,
            CountPlanLine.day >= since,
            CountPlanLine.why == Why.CONTROL.value,
        )
    ).scalar_one()


def _sums(session: Session, site_id: int, start: datetime) -> list[Any]:
    """Return the variances summed by class and zone, overs and unders apart."""
    units, value = CountResult.variance_units, CountResult.value_minor

    def summed(condition: Any, what: Any) -> Any:
        return func.coalesce(func.sum(case((condition, what), else_=0)), 0)

    groups = (
        select(
            CountResult.item_class,
            Bin.zone_id,
            func.count().label("counted"),
            summed(units != 0, 1).label("records"),
            summed(units > 0, units).label("over_units"),
            summed(units < 0, -units).label("under_units"),
            summed(units > 0, value).label("over_value"),
            summed(units < 0, value).label("under_value"),
        )
        .join(Bin, Bin.place_id == CountResult.place_id)
        .where(_counted_since(site_id, start))
        .group_by(CountResult.item_class, Bin.zone_id)
        .subquery()
    )
    named = select(groups, Zone.name.label("zone")).join(Zone, Zone.id == groups.c.zone_id)
    return list(session.execute(named))


def _folded(name: str, sums: Iterable[Any]) -> Variances:
    total = Variances(name, 0, 0, 0, 0, 0)
    for row in sums:
        total = replace(
            total,
            records=total.records + int(row.records),
            over_units=total.over_units + int(row.over_units),
            under_units=total.under_units + int(row.under_units),
            over_value_minor=total.over_value_minor + int(row.over_value),
            under_value_minor=total.under_value_minor + int(row.under_value),
        )
    return total


def _causes(session: Session, site_id: int, start: datetime) -> list[Cause]:
    share = CountResult.value_minor * func.abs(CountDecision.units)
    # Written so that no index leads from the site to all its counts: only the time narrows down.
    of_site = CountResult.site_id + 0 == site_id
    rows = session.execute(
        select(
            CountDecision.reason,
            func.count(),
            func.sum(func.abs(CountDecision.units)),
            func.sum(share / func.abs(CountResult.variance_units)),
        )
        .join(CountResult, CountResult.id == CountDecision.result_id)
        .where(
            of_site,
            CountDecision.decided_at >= start,
            CountDecision.kind != REJECT,
            CountDecision.undone_by.is_(None),
            CountResult.variance_units != 0,
        )
        .group_by(CountDecision.reason)
    )
    found = [
        Cause(REASONS.get(reason, reason), n, int(units), int(value))
        for reason, n, units, value in rows
    ]
    return sorted(found, key=lambda one: (-one.value_minor, -one.units, one.reason))


def _counters(session: Session, site_id: int, start: datetime) -> list[Accuracy]:
    """Return how often each counter's look was confirmed, where a second person looked as well."""

    def looks(*, is_right: bool) -> Any:
        return (
            select(func.count())
            .where(
                CountLook.site_id == site_id,
                CountLook.user_id == User.id,
                CountLook.is_right.is_(is_right),
                CountLook.settled_at >= start,
            )
            .scalar_subquery()
        )

    rows = session.execute(
        select(User.name, looks(is_right=True), looks(is_right=False)).order_by(User.name)
    )
    return [Accuracy(name, right, right + wrong) for name, right, wrong in rows if right + wrong]


def _bins_counted(session: Session, site_id: int, start: datetime) -> int:
    return session.execute(
        select(func.count(func.distinct(CountResult.place_id))).where(
            _counted_since(site_id, start)
        )
    ).scalar_one()


def _currency(session: Session) -> str:
    """Return the currency of most items' cost; "" where none is known."""
    return (
        session.execute(
            select(Item.currency)
            .where(Item.cost_minor.is_not(None), Item.currency.is_not(None))
            .group_by(Item.currency)
            .order_by(func.count().desc(), Item.currency)
            .limit(1)
        ).scalar_one_or_none()
        or ""
    )
