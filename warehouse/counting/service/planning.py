"""The day's plan: choosing what to count, asking for it, and remembering why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from warehouse.counting.errors import AlreadyPlanned
from warehouse.counting.models import (
    CLAIMED,
    OPEN,
    PAUSED,
    REVIEW,
    CountDay,
    CountDigest,
    CountPlanLine,
    CountPlanSetting,
    CountRecord,
    CountTask,
    ItemClass,
)
from warehouse.counting.rules.plan import DayPlan, plan_day
from warehouse.counting.rules.plan_words import COUNTERS_WORD
from warehouse.counting.rules.risk import Key, Record
from warehouse.counting.rules.walk import Spot, walking_order
from warehouse.counting.service.records import (
    Digest,
    known_records,
    plan_settings,
    read_digest,
    setting_of,
)
from warehouse.counting.service.request import with_reason
from warehouse.db.base import table_of
from warehouse.jobs import service as jobs
from warehouse.locations.models import Bin, Place, Zone
from warehouse.locations.queries import time_zone_of
from warehouse.routing import queries as routing

PLAN_JOB = "count.plan"
ROWS_A_STATEMENT = 500
MOST_IN_A_WALK = 150
UNDER_WAY = (OPEN, CLAIMED, PAUSED, REVIEW)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A day's plan before anybody is asked to count, and what it was made of."""

    day: date
    plan: DayPlan
    records: list[Record]
    digest: Digest
    classes: Mapping[int, str]


def draft_day(session: Session, site_id: int, *, now: datetime) -> Drafted:
    """Choose what would be counted today; nothing is written."""
    setting = setting_of(session, site_id)
    digest = read_digest(session, site_id, now=now)
    known = known_records(session, site_id, digest, setting, now=now)
    day = now.astimezone(time_zone_of(session, site_id)).date()
    waiting = session.execute(
        select(CountTask.place_id).where(
            CountTask.site_id == site_id, CountTask.state.in_(UNDER_WAY)
        )
    ).scalars()
    plan = plan_day(
        known.records,
        plan_settings(setting),
        today=day.toordinal(),
        seed=f"site {site_id}",
        open_bins=set(waiting),
    )
    return Drafted(day, plan, known.records, digest, known.classes)


def plan_today(session: Session, site_id: int, *, now: datetime, by: int | None) -> CountDay:
    """Make the day's plan and ask for its counts, in walking order.

    Args:
        by: Who wanted it; None for the clock.

    Raises:
        AlreadyPlanned: The site's day has its plan: a second one would pass the day's minutes.
    """
    draft = draft_day(session, site_id, now=now)
    before = session.get(CountDay, (site_id, draft.day))
    if before is not None:
        raise AlreadyPlanned(day=draft.day.strftime("%d %b"), bins=before.bins)
    _keep(session, site_id, draft)
    control = set(draft.plan.control)
    tasks = ask_for(
        session,
        site_id,
        [one.place_id for one in draft.plan.bins],
        reason=COUNTERS_WORD,
        day=draft.day,
        control={key.place_id for key in control},
        now=now,
    )
    lines = [
        {
            "site_id": site_id,
            "day": draft.day,
            "task_id": tasks[one.place_id],
            "place_id": reason.key.place_id,
            "item_id": reason.key.item_id or None,
            "lot_id": reason.key.lot_id or None,
            "why": reason.why.value,
            "sentence": reason.sentence,
        }
        for one in draft.plan.bins
        for reason in one.reasons
    ]
    if lines:
        session.execute(table_of(CountPlanLine).insert(), lines)
    made = CountDay(
        site_id=site_id,
        day=draft.day,
        planned_at=now,
        planned_by=by,
        bins=len(draft.plan.bins),
        seconds=draft.plan.seconds,
        waiting_seconds=draft.plan.waiting_seconds,
        control=len(control),
        stretch_percent=round(100 * draft.plan.coverage.stretch),
        missing_a_day=draft.plan.coverage.missing_a_day,
    )
    session.add(made)
    session.flush()
    return made


def ask_for(  # noqa: PLR0913 - a wish for many bins
    session: Session,
    site_id: int,
    place_ids: Iterable[int],
    *,
    reason: str,
    now: datetime,
    day: date | None = None,
    control: Iterable[int] = (),
    by: int | None = None,
    at_once: bool = False,
) -> dict[int, int]:
    """Have many bins counted in walking order; returns each bin's one open task.

    A bin that is to be counted already keeps its place in the order and gets one reason more.

    Args:
        control: Bins with a record of the control group.
        at_once: Ahead of what is planned.
    """
    wanted, chance = list(place_ids), set(control)
    known = open_tasks(session, wanted)
    for sequence, place_id in enumerate(walk(session, site_id, wanted), start=1):
        task = known.get(place_id)
        if task is None:
            task = CountTask(
                site_id=site_id,
                place_id=place_id,
                reasons=reason,
                asked_at=now,
                requested_by=by,
                sequence=0 if at_once else sequence,
                planned_on=day,
                is_control=place_id in chance,
            )
            session.add(task)
            known[place_id] = task
        else:
            _merge(task, reason, day=day, is_control=place_id in chance)
    session.flush()
    return {place_id: task.id for place_id, task in known.items()}


def _merge(task: CountTask, reason: str, *, day: date | None, is_control: bool) -> None:
    if task.state == REVIEW:
        task.next_reasons = with_reason(task.next_reasons, reason)
        return
    task.reasons = with_reason(task.reasons, reason)
    task.planned_on = day or task.planned_on
    task.is_control = task.is_control or is_control


def open_tasks(session: Session, place_ids: list[int]) -> dict[int, CountTask]:
    """Return the open counts of the given bins."""
    found: dict[int, CountTask] = {}
    for start in range(0, len(place_ids), ROWS_A_STATEMENT):
        some = place_ids[start : start + ROWS_A_STATEMENT]
        rows = session.execute(
            select(CountTask).where(CountTask.place_id.in_(some), CountTask.done_at.is_(None))
        ).scalars()
        found |= {task.place_id: task for task in rows}
    return found


def walk(session: Session, site_id: int, place_ids: list[int]) -> list[int]:
    """Return bins in the order in which they are walked to.

    A day's plan is one walk, and gets the shortest. Nobody counts more bins than that in one go:
    those of a stock-take are listed aisle by aisle.
    """
    if len(place_ids) <= MOST_IN_A_WALK:
        return routing.route(session, site_id, [place_ids]).places if place_ids else []
    spots: list[Spot] = []
    for start in range(0, len(place_ids), ROWS_A_STATEMENT):
        rows = session.execute(
            select(Place.id, Zone.code, Bin.aisle, Bin.bay, Bin.level)
            .join(Bin, Bin.place_id == Place.id)
            .join(Zone, Zone.id == Bin.zone_id)
            .where(Place.id.in_(place_ids[start : start + ROWS_A_STATEMENT]))
        )
        spots += [Spot(*row) for row in rows]
    return list(walking_order(spots))


def _keep(session: Session, site_id: int, draft: Drafted) -> None:
    """Write down what was learnt since the last plan, and the classes that follow from it."""
    digest = draft.digest
    kept = session.get(CountDigest, site_id)
    if kept is None:
        kept = CountDigest(site_id=site_id, started_at=digest.started_at)
        session.add(kept)
    kept.pos, kept.result_id, kept.decision_id = digest.pos, digest.result_id, digest.decision_id
    session.flush()
    known = {
        Key(row.place_id, row.item_id, row.lot_id): row
        for row in session.execute(
            select(CountRecord).where(CountRecord.site_id == site_id)
        ).scalars()
    }
    for key in sorted(digest.changed):
        row = known.get(key)
        if row is None:
            row = CountRecord(**key._asdict(), site_id=site_id)
            session.add(row)
        tally = digest.tallies[key]
        for name in (
            "first_at", "confirmed_at", "moves", "past_moves", "errors", "corrections",
            "picks_a_day", "units_a_day", "rated_at",
        ):  # fmt: skip
            setattr(row, name, getattr(tally, name))
    if setting_of(session, site_id).sets_classes:
        _keep_classes(session, site_id, draft.classes)


def _keep_classes(session: Session, site_id: int, classes: Mapping[int, str]) -> None:
    rows = session.execute(
        select(ItemClass.item_id, ItemClass.class_code).where(ItemClass.site_id == site_id)
    )
    before = dict(rows.all())
    changed = [item for item, code in classes.items() if before.get(item) != code]
    for start in range(0, len(changed), ROWS_A_STATEMENT):
        some = changed[start : start + ROWS_A_STATEMENT]
        session.execute(
            delete(ItemClass).where(ItemClass.site_id == site_id, ItemClass.item_id.in_(some))
        )
        session.execute(
            table_of(ItemClass).insert(),
            [{"site_id": site_id, "item_id": one, "class_code": classes[one]} for one in some],
        )


def ask_for_next_plan(session: Session, setting: CountPlanSetting, *, now: datetime) -> None:
    """Have the worker plan at the site's next planning hour, if it has one."""
    if setting.hour is None:
        return
    zone = time_zone_of(session, setting.site_id)
    here = now.astimezone(zone)
    due = datetime.combine(here.date(), time(setting.hour), zone)
    if due <= here:
        due = datetime.combine(here.date() + timedelta(days=1), time(setting.hour), zone)
    key = f"{PLAN_JOB}:{setting.site_id}:{due.date()}:{setting.hour}"
    body = {"site": setting.site_id, "hour": setting.hour}
    jobs.ask(session, PLAN_JOB, key, body, now=now, due_at=due)


def plan_on_time(session: Session, site_id: int, hour: int, *, now: datetime) -> None:
    """Plan because the hour has come, and ask for the next day's plan.

    Does nothing where the hour was changed meanwhile: the new one has its own job.
    """
    setting = setting_of(session, site_id)
    if setting.hour != hour:
        return
    day = now.astimezone(time_zone_of(session, site_id)).date()
    if session.get(CountDay, (site_id, day)) is None:
        plan_today(session, site_id, now=now, by=None)
    ask_for_next_plan(session, setting, now=now)
