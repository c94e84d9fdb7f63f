"""What the desk is shown of the plan: today's list, and the calendar of coverage."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item
from warehouse.counting.models import (
    DONE,
    CountDay,
    CountPlanLine,
    CountPlanSetting,
    CountResult,
    CountTask,
)
from warehouse.counting.rules.charts import stacked_bars
from warehouse.counting.rules.plan import DayPlan
from warehouse.counting.rules.plan_coverage import (
    PlanSettings,
    cover_classes,
    forecast,
)
from warehouse.counting.rules.plan_words import Why
from warehouse.counting.rules.risk import CLASSES, Record
from warehouse.counting.screens.planning import (
    CoverageDesk,
    PlanDesk,
    PlanReason,
    PlanRow,
    PlanSettingsScreen,
)
from warehouse.locations.models import Bin, Place, Zone
from warehouse.locations.queries import time_zone_of
from warehouse.people.models import User

IDS_A_STATEMENT = 500
PAST_WEEKS = 13
COMING_WEEKS = 53
CLASS_WORDS = tuple((abc, f"Class {abc}") for abc in CLASSES)
FIGURES = (
    "minutes_a_day", "flagged_percent", "control_percent", "coverage_percent", "days_a", "days_b",
    "days_c", "bin_seconds", "record_seconds",
)  # fmt: skip


def day_made(session: Session, site_id: int, day: date) -> CountDay | None:
    """Return the plan of a day, if it was made."""
    return session.get(CountDay, (site_id, day))


def planned_desk(
    session: Session, made: CountDay, setting: CountPlanSetting, *, refusal: str = ""
) -> PlanDesk:
    """Return a day's plan as it was made, with what is done of it."""
    zone = time_zone_of(session, made.site_id)
    lines = session.execute(
        select(CountPlanLine, CountTask.state, Item.sku)
        .join(CountTask, CountTask.id == CountPlanLine.task_id)
        .outerjoin(Item, Item.id == CountPlanLine.item_id)
        .where(CountPlanLine.site_id == made.site_id, CountPlanLine.day == made.day)
        .order_by(CountTask.sequence, CountPlanLine.id)
    ).all()
    names = _bins(session, {line.place_id for line, _, _ in lines})
    reasons: dict[int, list[PlanReason]] = defaultdict(list)
    states: dict[int, str] = {}
    for line, state, sku in lines:
        reasons[line.place_id].append(PlanReason(line.why, sku or "", line.sentence))
        states[line.place_id] = state
    rows = [
        PlanRow(place_id, *names[place_id], 0, states[place_id], said)
        for place_id, said in reasons.items()
    ]
    name = session.execute(select(User.name).where(User.id == made.planned_by)).scalar_one_or_none()
    return PlanDesk(
        day=made.day,
        is_planned=True,
        planned_at=made.planned_at.astimezone(zone),
        planned_by=name or "the clock",
        rows=rows,
        shares=_shares(row.reasons[0].why for row in rows),
        done=sum(state == DONE for state in states.values()),
        minutes=made.seconds // 60,
        cap_minutes=setting.minutes_a_day,
        waiting_minutes=made.waiting_seconds // 60,
        control=made.control,
        stretch_percent=made.stretch_percent,
        missing_a_day=made.missing_a_day,
        hour=setting.hour,
        refusal=refusal,
    )


def preview_desk(session: Session, day: date, plan: DayPlan, setting: CountPlanSetting) -> PlanDesk:
    """Return the plan that would be made now."""
    names = _bins(session, {one.place_id for one in plan.bins})
    items = {reason.key.item_id for one in plan.bins for reason in one.reasons}
    skus = _skus(session, items)
    rows = [
        PlanRow(
            one.place_id,
            *names[one.place_id],
            0 if one.is_open else max(1, round(one.seconds / 60)),
            "",
            [
                PlanReason(reason.why.value, skus.get(reason.key.item_id, ""), reason.sentence)
                for reason in one.reasons
            ],
        )
        for one in plan.bins
    ]
    return PlanDesk(
        day=day,
        is_planned=False,
        planned_at=None,
        planned_by="",
        rows=rows,
        shares=_shares(row.reasons[0].why for row in rows),
        done=0,
        minutes=plan.seconds // 60,
        cap_minutes=setting.minutes_a_day,
        waiting_minutes=plan.waiting_seconds // 60,
        control=len(plan.control),
        stretch_percent=round(100 * plan.coverage.stretch),
        missing_a_day=plan.coverage.missing_a_day,
        hour=setting.hour,
    )


def coverage_desk(
    session: Session,
    site_id: int,
    records: list[Record],
    plan: DayPlan,
    settings: PlanSettings,
) -> CoverageDesk:
    """Return how long ago each class was looked at, and when every bin's turn comes."""
    seen = forecast(records, settings, plan.coverage, plan.day)
    today = date.fromordinal(plan.day)
    coming = [
        ((today + timedelta(weeks=week)).strftime("%d %b"), seen.due_weeks.get(week, {}))
        for week in range(COMING_WEEKS)
    ]
    bins = {record.key.place_id for record in records}
    looked = {record.key.place_id for record in records if record.was_counted}
    return CoverageDesk(
        day=today,
        classes=cover_classes(records, settings, plan.coverage, plan.day),
        bins=len(bins),
        never_counted=len(bins - looked),
        stretch_percent=round(100 * plan.coverage.stretch),
        missing_a_day=plan.coverage.missing_a_day,
        first_round_on=_date(seen.first_round_day),
        all_counted_on=_date(seen.all_counted_day),
        past=stacked_bars("Counted by week", _past_weeks(session, site_id, today), CLASS_WORDS),
        coming=stacked_bars("Due by week", coming, CLASS_WORDS),
    )


def _date(ordinal: int | None) -> date | None:
    return date.fromordinal(ordinal) if ordinal else None


def _past_weeks(session: Session, site_id: int, today: date) -> list[tuple[str, dict[str, int]]]:
    """Return the records counted in each of the past weeks, by class; today ends the last."""
    zone = time_zone_of(session, site_id)
    ends = [
        today - timedelta(weeks=PAST_WEEKS - n) + timedelta(days=1) for n in range(PAST_WEEKS + 1)
    ]
    weeks: list[tuple[str, dict[str, int]]] = []
    for first, last in pairwise(ends):
        rows = session.execute(
            select(CountResult.item_class, func.count())
            .where(
                CountResult.site_id == site_id,
                CountResult.settled_at >= datetime.combine(first, time(), zone),
                CountResult.settled_at < datetime.combine(last, time(), zone),
            )
            .group_by(CountResult.item_class)
        )
        weeks.append((first.strftime("%d %b"), dict(rows.all())))
    return weeks


def settings_screen(setting: CountPlanSetting, *, done: bool = False) -> PlanSettingsScreen:
    """Return a site's settings, to be changed."""
    values = {name: str(getattr(setting, name)) for name in FIGURES}
    values["hour"] = "" if setting.hour is None else str(setting.hour)
    return PlanSettingsScreen(values, sets_classes=setting.sets_classes, done=done)


def _shares(first: Iterable[str]) -> list[tuple[str, int]]:
    counts = Counter(first)
    return [(why.value, counts[why.value]) for why in Why if counts[why.value]]


def _bins(session: Session, place_ids: set[int]) -> dict[int, tuple[str, str]]:
    names: dict[int, tuple[str, str]] = {}
    for some in _parts(place_ids):
        rows = session.execute(
            select(Place.id, Place.code, Zone.name)
            .join(Bin, Bin.place_id == Place.id)
            .join(Zone, Zone.id == Bin.zone_id)
            .where(Place.id.in_(some))
        )
        names |= {place_id: (code, name) for place_id, code, name in rows}
    return names


def _skus(session: Session, item_ids: set[int]) -> dict[int, str]:
    names: dict[int, str] = {}
    for some in _parts(item_ids):
        names |= dict(session.execute(select(Item.id, Item.sku).where(Item.id.in_(some))).all())
    return names


def _parts(ids: set[int]) -> Iterable[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), IDS_A_STATEMENT):
        yield ordered[start : start + IDS_A_STATEMENT]
