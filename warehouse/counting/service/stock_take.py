"""A stock-take: every bin of a zone or of the site, counted once and closed for the accountant."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.counting.errors import StockTakeNotDone, StockTakeRuns
from warehouse.counting.models import DONE, REVIEW, CountTask, StockTake, StockTakeBin
from warehouse.counting.service.planning import ask_for, open_tasks
from warehouse.db.base import table_of
from warehouse.kernel.errors import NotYours
from warehouse.locations.models import Bin, Zone
from warehouse.locations.queries import time_zone_of
from warehouse.web.guard import Actor

REASON = "stock-take"


def start_stock_take(session: Session, actor: Actor, zone_code: str, *, now: datetime) -> StockTake:
    """Ask for a count of every bin of a zone, or of the site where no zone is named.

    Bins whose variances lie on the desk were counted just now: their decision is awaited.

    Raises:
        NotYours: The site has no such zone.
        StockTakeRuns: One of the same bins is open.
    """
    zone = None
    if zone_code:
        zone = session.execute(
            select(Zone).where(Zone.site_id == actor.site_id, Zone.code == zone_code)
        ).scalar_one_or_none()
        if zone is None:
            raise NotYours
    _check_alone(session, actor.site_id, zone.id if zone else None)
    bins = select(Bin.place_id).join(Zone, Zone.id == Bin.zone_id)
    wanted = bins.where(Zone.site_id == actor.site_id, *([Zone.id == zone.id] if zone else []))
    place_ids = list(session.execute(wanted.order_by(Bin.place_id)).scalars())
    on_desk = {
        place_id: task.id
        for place_id, task in open_tasks(session, place_ids).items()
        if task.state == REVIEW
    }
    others = [place_id for place_id in place_ids if place_id not in on_desk]
    tasks = on_desk | ask_for(
        session, actor.site_id, others, reason=REASON, now=now, by=actor.user_id
    )
    made = StockTake(
        site_id=actor.site_id,
        zone_id=zone.id if zone else None,
        started_at=now,
        started_by=actor.user_id,
    )
    session.add(made)
    session.flush()
    rows = [
        {"stock_take_id": made.id, "place_id": place_id, "task_id": task_id}
        for place_id, task_id in sorted(tasks.items())
    ]
    if rows:
        session.execute(table_of(StockTakeBin).insert(), rows)
    return made


def _check_alone(session: Session, site_id: int, zone_id: int | None) -> None:
    running = session.execute(
        select(StockTake, Zone.name)
        .outerjoin(Zone, Zone.id == StockTake.zone_id)
        .where(StockTake.site_id == site_id, StockTake.closed_at.is_(None))
    )
    zone = time_zone_of(session, site_id)
    for one, name in running:
        if zone_id is None or one.zone_id is None or one.zone_id == zone_id:
            since = one.started_at.astimezone(zone).strftime("%d %b %H:%M")
            raise StockTakeRuns(what=name or "the whole site", since=since)


def close_stock_take(
    session: Session, actor: Actor, stock_take_id: int, *, now: datetime
) -> StockTake:
    """Close a stock-take: from then on its report is final.

    Raises:
        NotYours: No such stock-take at the actor's site, or it is closed.
        StockTakeNotDone: Bins are not counted, or variances not decided.
    """
    made = session.get(StockTake, stock_take_id)
    if made is None or made.site_id != actor.site_id or made.closed_at is not None:
        raise NotYours
    states = dict(
        session.execute(
            select(CountTask.state, func.count())
            .join(StockTakeBin, StockTakeBin.task_id == CountTask.id)
            .where(StockTakeBin.stock_take_id == stock_take_id)
            .group_by(CountTask.state)
        ).all()
    )
    undecided = states.pop(REVIEW, 0)
    states.pop(DONE, 0)
    if states or undecided:
        raise StockTakeNotDone(uncounted=sum(states.values()), undecided=undecided)
    made.closed_at, made.closed_by = now, actor.user_id
    return made
