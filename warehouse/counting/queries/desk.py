"""The desk of counts: lists by value and age, each from an index of what is still open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from warehouse.catalog.models import Item
from warehouse.counting.models import (
    CLAIMED,
    OPEN,
    PAUSED,
    REVIEW,
    CountLimit,
    CountResult,
    CountRound,
    CountTask,
    CountUnknown,
)
from warehouse.counting.queries.photo import photos_of
from warehouse.counting.screens import (
    PAGE_SIZE,
    CountDesk,
    LimitDesk,
    LimitRow,
    UnknownRow,
    VarianceRow,
    WaitingDesk,
    WaitingRow,
)
from warehouse.locations.models import Place
from warehouse.people.models import Membership, User

MOST_UNKNOWN = 20

_OTHER = aliased(User)


def variances() -> Any:
    """Return the columns of a variance row, to be narrowed down and ordered."""
    return (
        select(
            CountResult.id,
            CountResult.task_id,
            CountResult.place_id,
            Place.code,
            CountResult.item_id,
            Item.name,
            Item.sku,
            CountResult.lot_code,
            CountResult.expected_units,
            CountResult.counted_units,
            CountResult.variance_units - CountResult.posted_units,
            CountResult.value_minor,
            func.coalesce(Item.currency, ""),
            CountResult.state,
            CountResult.is_disputed,
            CountResult.settled_at,
            User.name.label("counter"),
            _OTHER.name.label("other_counter"),
        )
        .join(Place, Place.id == CountResult.place_id)
        .join(Item, Item.id == CountResult.item_id)
        .join(User, User.id == CountResult.counter_id)
        .outerjoin(_OTHER, _OTHER.id == CountResult.other_counter_id)
    )


def count_desk(session: Session, site_id: int, *, order: str = "value", page: int = 1) -> CountDesk:
    """Return a page of the variances to decide, with how much else there is to do.

    Args:
        order: value (what is worth most first) or age (the oldest first).
    """
    is_open = (CountResult.site_id == site_id, CountResult.state == OPEN)
    by = (
        (CountResult.id,)
        if order == "age"
        else (CountResult.value_minor.desc(), CountResult.id.desc())
    )
    rows = session.execute(
        variances().where(*is_open).order_by(*by).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    )
    to_decide = session.execute(
        select(func.count()).select_from(CountResult).where(*is_open)
    ).scalar_one()
    states = session.execute(
        select(CountTask.state, func.count().label("tasks"))
        .where(CountTask.site_id == site_id, CountTask.state.in_((OPEN, CLAIMED, PAUSED)))
        .group_by(CountTask.state)
    )
    waiting = {row.state: row.tasks for row in states}
    return CountDesk(
        rows=_with_opposites(session, site_id, [VarianceRow(*row) for row in rows]),
        order=order if order == "age" else "value",
        page=page,
        to_decide=to_decide,
        to_count=waiting.get(OPEN, 0) + waiting.get(PAUSED, 0),
        under_way=waiting.get(CLAIMED, 0),
        unknown=_unknown(session, site_id),
    )


def _with_opposites(session: Session, site_id: int, rows: list[VarianceRow]) -> list[VarianceRow]:
    """Mark the rows whose item and lot is off the other way round in another bin."""
    here, there = CountResult, aliased(CountResult)

    def lies_elsewhere(is_off: Any) -> Any:
        return exists().where(
            there.site_id == site_id,
            there.state == OPEN,
            there.item_id == here.item_id,
            there.lot_code == here.lot_code,
            there.place_id != here.place_id,
            is_off,
        )

    found = session.execute(
        select(here.id).where(
            here.id.in_([row.result_id for row in rows]),
            or_(
                and_(
                    here.variance_units < here.posted_units,
                    lies_elsewhere(there.variance_units > there.posted_units),
                ),
                and_(
                    here.variance_units > here.posted_units,
                    lies_elsewhere(there.variance_units < there.posted_units),
                ),
            ),
        )
    )
    marked = set(found.scalars())
    return [replace(row, has_opposite=row.result_id in marked) for row in rows]


def _unknown(session: Session, site_id: int) -> list[UnknownRow]:
    """Return the counts that wait only for a look at codes which nobody knows."""
    still_open = exists().where(CountResult.task_id == CountTask.id, CountResult.state == OPEN)
    tasks = session.execute(
        select(CountTask.id, Place.code, User.name, CountTask.seen_at)
        .join(Place, Place.id == CountTask.place_id)
        .join(User, User.id == CountTask.user_id)
        .where(
            CountTask.site_id == site_id,
            CountTask.state == REVIEW,
            ~still_open,
        )
        .order_by(CountTask.seen_at)
        .limit(MOST_UNKNOWN)
    ).all()
    task_ids = [task.id for task in tasks]
    codes, photos = codes_of(session, task_ids), photos_of(session, task_ids)
    return [
        UnknownRow(
            task.id, task.code, tuple(codes[task.id]), task.name, task.seen_at, photos[task.id]
        )
        for task in tasks
    ]


def codes_of(session: Session, task_ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """Return the codes that nobody knew, with the scan before each, by count."""
    rows = session.execute(
        select(CountRound.task_id, CountUnknown.code, CountUnknown.after_code)
        .join(CountRound, CountRound.id == CountUnknown.round_id)
        .where(CountRound.task_id.in_(task_ids))
        .order_by(CountUnknown.id)
    )
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        found[row.task_id].append((row.code, row.after_code))
    return found


def waiting_desk(session: Session, site_id: int, *, page: int = 1) -> WaitingDesk:
    """Return a page of the bins that wait to be counted, in the order in which they are offered."""
    is_waiting = (
        CountTask.site_id == site_id,
        CountTask.state.in_((OPEN, CLAIMED, PAUSED)),
    )
    rows = session.execute(
        select(
            CountTask.id,
            CountTask.place_id,
            Place.code,
            CountTask.reasons,
            CountTask.state,
            CountTask.asked_at,
            User.name,
        )
        .join(Place, Place.id == CountTask.place_id)
        .outerjoin(User, User.id == CountTask.user_id)
        .where(*is_waiting)
        .order_by(CountTask.sequence, CountTask.asked_at, CountTask.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    total = session.execute(
        select(func.count()).select_from(CountTask).where(*is_waiting)
    ).scalar_one()
    return WaitingDesk([WaitingRow(*row) for row in rows], page, total)


def limit_desk(session: Session, site_id: int) -> LimitDesk:
    """Return the limits of a site, everybody's first."""
    rows = session.execute(
        select(
            CountLimit.id,
            func.coalesce(User.name, "Everybody"),
            CountLimit.item_class,
            CountLimit.most_units,
            CountLimit.most_percent,
            CountLimit.most_value_minor,
            CountLimit.tolerance_units,
            CountLimit.tolerance_percent,
        )
        .outerjoin(User, User.id == CountLimit.user_id)
        .where(CountLimit.site_id == site_id)
        .order_by(CountLimit.user_id.is_not(None), User.name, CountLimit.item_class)
    )
    people = session.execute(
        select(User.id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.site_id == site_id, User.is_active)
        .order_by(User.name)
    )
    return LimitDesk([LimitRow(*row) for row in rows], [(row.id, row.name) for row in people])
