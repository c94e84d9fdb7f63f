"""Stock-takes: the list, how far one is, and its report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item, Lot
from warehouse.counting.models import (
    DONE,
    OPEN,
    REJECTED,
    REVIEW,
    CountDecision,
    CountResult,
    CountSheet,
    CountSheetBin,
    CountTask,
    StockTake,
    StockTakeBin,
)
from warehouse.counting.rules.cutover import COUNTED, UNCOUNTED, UNDECIDED, CutOverRow
from warehouse.counting.rules.paper import ReportHead
from warehouse.counting.screens.stock_take import (
    AisleRow,
    StockTakeDesk,
    StockTakeRow,
    StockTakes,
)
from warehouse.kernel.errors import NotYours
from warehouse.ledger.queries.records import bin_balances
from warehouse.locations.models import Bin, Place, Zone
from warehouse.locations.queries import time_zone_of
from warehouse.people.models import User
from warehouse.web.guard import Actor

MOST_TAKES = 50
MOST_UNCOUNTED = 60
COUNTED_STATES = (DONE, REVIEW)


def stock_takes(session: Session, site_id: int, *, refusal: str = "") -> StockTakes:
    """Return the site's newest stock-takes, its zones, and the sheets that are still to enter."""
    zones = session.execute(
        select(Zone.code, Zone.name).where(Zone.site_id == site_id).order_by(Zone.code)
    )
    waiting = session.execute(
        select(func.count())
        .select_from(CountTask)
        .where(CountTask.site_id == site_id, CountTask.state == OPEN)
    ).scalar_one()
    return StockTakes(
        rows=_rows(session, site_id),
        zones=[("", "The whole site"), *((code, f"{code} · {name}") for code, name in zones)],
        waiting=waiting,
        sheets=_open_sheets(session, site_id),
        refusal=refusal,
    )


def _rows(session: Session, site_id: int, stock_take_id: int | None = None) -> list[StockTakeRow]:
    zone = time_zone_of(session, site_id)
    statement = (
        select(
            StockTake.id,
            func.coalesce(Zone.name, "The whole site"),
            StockTake.started_at,
            User.name,
            StockTake.closed_at,
            func.count(StockTakeBin.place_id),
            func.sum(case((CountTask.state.in_(COUNTED_STATES), 1), else_=0)),
            func.sum(case((CountTask.state == REVIEW, 1), else_=0)),
        )
        .join(User, User.id == StockTake.started_by)
        .outerjoin(Zone, Zone.id == StockTake.zone_id)
        .outerjoin(StockTakeBin, StockTakeBin.stock_take_id == StockTake.id)
        .outerjoin(CountTask, CountTask.id == StockTakeBin.task_id)
        .where(StockTake.site_id == site_id)
        .group_by(StockTake.id, Zone.name, User.name)
        .order_by(StockTake.id.desc())
        .limit(MOST_TAKES)
    )
    if stock_take_id is not None:
        statement = statement.where(StockTake.id == stock_take_id)
    return [
        StockTakeRow(
            one, what, started.astimezone(zone), name, closed.astimezone(zone) if closed else None,
            bins, int(counted or 0), int(undecided or 0),
        )
        for one, what, started, name, closed, bins, counted, undecided in session.execute(statement)
    ]  # fmt: skip


def _open_sheets(session: Session, site_id: int) -> list[tuple[int, datetime, int, int]]:
    zone = time_zone_of(session, site_id)
    entered = func.sum(case((CountTask.state == OPEN, 0), else_=1))
    rows = session.execute(
        select(CountSheet.id, CountSheet.printed_at, func.count(), entered)
        .join(CountSheetBin, CountSheetBin.sheet_id == CountSheet.id)
        .join(CountTask, CountTask.id == CountSheetBin.task_id)
        .where(CountSheet.site_id == site_id)
        .group_by(CountSheet.id, CountSheet.printed_at)
        .having(entered < func.count())
        .order_by(CountSheet.id.desc())
        .limit(MOST_TAKES)
    )
    return [(one, at.astimezone(zone), bins, int(done)) for one, at, bins, done in rows]


def stock_take_row(session: Session, site_id: int, stock_take_id: int) -> StockTakeRow:
    """Return one stock-take.

    Raises:
        NotYours: The site has no such stock-take.
    """
    rows = _rows(session, site_id, stock_take_id)
    if not rows:
        raise NotYours
    return rows[0]


def stock_take_desk(
    session: Session, site_id: int, stock_take_id: int, *, refusal: str = ""
) -> StockTakeDesk:
    """Return how far a stock-take is, aisle by aisle, with the bins that nobody counted yet."""
    row = stock_take_row(session, site_id, stock_take_id)
    counted = case((CountTask.state.in_(COUNTED_STATES), 1), else_=0)
    undecided = case((CountTask.state == REVIEW, 1), else_=0)
    aisles = session.execute(
        select(Zone.name, Bin.aisle, func.count(), func.sum(counted), func.sum(undecided))
        .select_from(StockTakeBin)
        .join(CountTask, CountTask.id == StockTakeBin.task_id)
        .join(Bin, Bin.place_id == StockTakeBin.place_id)
        .join(Zone, Zone.id == Bin.zone_id)
        .where(StockTakeBin.stock_take_id == stock_take_id)
        .group_by(Zone.code, Zone.name, Bin.aisle)
        .order_by(Zone.code, Bin.aisle)
    )
    uncounted = session.execute(
        select(Place.id, Place.code, CountTask.state)
        .join(StockTakeBin, StockTakeBin.place_id == Place.id)
        .join(CountTask, CountTask.id == StockTakeBin.task_id)
        .where(
            StockTakeBin.stock_take_id == stock_take_id,
            CountTask.state.not_in(COUNTED_STATES),
        )
        .order_by(CountTask.sequence, Place.code)
        .limit(MOST_UNCOUNTED)
    ).all()
    closed_by = session.execute(
        select(User.name)
        .join(StockTake, StockTake.closed_by == User.id)
        .where(StockTake.id == stock_take_id)
    ).scalar_one_or_none()
    return StockTakeDesk(
        row=row,
        closed_by=closed_by or "",
        aisles=[AisleRow(zone, aisle, n, int(a), int(b)) for zone, aisle, n, a, b in aisles],
        uncounted=[(place_id, code, state) for place_id, code, state in uncounted],
        uncounted_more=row.bins - row.counted - len(uncounted),
        refusal=refusal,
    )


def cutover_rows(session: Session, site_id: int, stock_take_id: int) -> list[CutOverRow]:
    """Return every record of a stock-take in order of bin: as counted, or by the book alone.

    Raises:
        NotYours: The site has no such stock-take.
    """
    stock_take_row(session, site_id, stock_take_id)
    counts = session.execute(_counts(stock_take_id)).all()
    named = {row.place_id for row in counts if row.sku}
    rows = [
        CutOverRow(
            row.code, row.sku or "", row.name or "", row.lot_code or "", row.expected_units or 0,
            row.counted_units or 0, row.cost or 0, row.currency or "",
            UNDECIDED if row.state == REVIEW else COUNTED,
        )
        for row in counts
        if row.state in COUNTED_STATES and (row.sku or row.place_id not in named)
    ]  # fmt: skip
    uncounted = {row.place_id: row.code for row in counts if row.state not in COUNTED_STATES}
    rows += _by_the_book(session, site_id, uncounted)
    return sorted(rows, key=lambda row: (row.bin_code, row.sku, row.lot_code))


def _counts(stock_take_id: int) -> Any:
    stands = (CountResult.task_id == StockTakeBin.task_id) & (CountResult.state != REJECTED)
    return (
        select(
            StockTakeBin.place_id,
            Place.code,
            CountTask.state,
            Item.sku,
            Item.name,
            CountResult.lot_code,
            CountResult.expected_units,
            CountResult.counted_units,
            Item.cost_minor.label("cost"),
            Item.currency,
        )
        .join(CountTask, CountTask.id == StockTakeBin.task_id)
        .join(Place, Place.id == StockTakeBin.place_id)
        .outerjoin(CountResult, stands)
        .outerjoin(Item, Item.id == CountResult.item_id)
        .where(StockTakeBin.stock_take_id == stock_take_id)
    )


def _by_the_book(session: Session, site_id: int, bins: dict[int, str]) -> list[CutOverRow]:
    """Return what the book says of bins that nobody has counted."""
    if not bins:
        return []
    balances = [one for one in bin_balances(session, site_id) if one.place_id in bins]
    items = {
        row.id: row
        for row in session.execute(
            select(Item.id, Item.sku, Item.name, Item.cost_minor, Item.currency)
        )
    }
    lots = dict(session.execute(select(Lot.id, Lot.code).where(Lot.code != "")).all())
    rows = [
        CutOverRow(
            bins[one.place_id], items[one.item_id].sku, items[one.item_id].name,
            lots.get(one.lot_id, ""), one.on_hand, None, items[one.item_id].cost_minor or 0,
            items[one.item_id].currency or "", UNCOUNTED,
        )
        for one in balances
    ]  # fmt: skip
    known = {one.place_id for one in balances}
    rows += [
        CutOverRow(code, "", "", "", 0, None, 0, "", UNCOUNTED)
        for place_id, code in bins.items()
        if place_id not in known
    ]
    return rows


def people_of(session: Session, stock_take_id: int) -> tuple[Sequence[str], Sequence[str]]:
    """Return who counted for a stock-take, and who decided about its variances."""
    of_take = CountResult.task_id.in_(
        select(StockTakeBin.task_id).where(StockTakeBin.stock_take_id == stock_take_id)
    )
    counters = session.execute(
        select(User.name)
        .join(
            CountResult,
            or_(CountResult.counter_id == User.id, CountResult.other_counter_id == User.id),
        )
        .where(of_take)
        .distinct()
        .order_by(User.name)
    ).scalars()
    deciders = session.execute(
        select(User.name)
        .join(CountDecision, CountDecision.decided_by == User.id)
        .join(CountResult, CountResult.id == CountDecision.result_id)
        .where(of_take)
        .distinct()
        .order_by(User.name)
    ).scalars()
    return list(counters), list(deciders)


def report_head(session: Session, actor: Actor, stock_take_id: int) -> ReportHead:
    """Return whose report a stock-take's is, and who stands for it."""
    desk = stock_take_desk(session, actor.site_id, stock_take_id)
    counters, deciders = people_of(session, stock_take_id)
    return ReportHead(
        site=actor.site_name,
        what=desk.row.what,
        started_at=desk.row.started_at,
        closed_at=desk.row.closed_at,
        started_by=desk.row.started_by,
        closed_by=desk.closed_by,
        counters=counters,
        deciders=deciders,
        bins=desk.row.bins,
        counted=desk.row.counted,
    )
