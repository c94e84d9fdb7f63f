"""What planning knows of a site: its settings, and every record with its past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item
from warehouse.counting.models import (
    AGREED,
    DONE,
    REJECT,
    CountDecision,
    CountDigest,
    CountPlanSetting,
    CountRecord,
    CountResult,
    CountTask,
    ItemClass,
)
from warehouse.counting.rules.plan_coverage import PlanSettings
from warehouse.counting.rules.risk import CLASSES, A, B, C, Key, Record, classify
from warehouse.counting.rules.tally import Tally
from warehouse.db.base import table_of
from warehouse.ledger.queries import records as ledger
from warehouse.locations.models import BIN, DISCREPANCY, TOTE, Bin, Place, Zone
from warehouse.locations.queries import time_zone_of

COUNTING = "count."
"""How the kinds of counting's own events begin: they set books right, they do not put at risk."""
INTO_HAND = (TOTE, "cart", "carton")
HELD = "units on hold"
PROMISED = "more promised than it has"
CORRECTED = "its book was corrected without a count"
ALL_TIME_DAYS = 36_500.0


@dataclass(slots=True)
class Digest:
    """Every record's past, and up to where it was read."""

    tallies: dict[Key, Tally]
    pos: int
    result_id: int
    decision_id: int
    started_at: datetime
    changed: set[Key]
    """Records whose past is not what the tables say yet."""


def setting_of(session: Session, site_id: int) -> CountPlanSetting:
    """Return the site's settings; the defaults, not stored, where nobody has set them."""
    return session.get(CountPlanSetting, site_id) or CountPlanSetting(
        site_id=site_id, minutes_a_day=120, flagged_percent=30, control_percent=12,
        coverage_percent=50, days_a=60, days_b=120, days_c=365, bin_seconds=45, record_seconds=30,
        hour=None, sets_classes=True,
    )  # fmt: skip


def plan_settings(setting: CountPlanSetting) -> PlanSettings:
    """Return a site's settings as planning takes them."""
    return PlanSettings(
        seconds_a_day=setting.minutes_a_day * 60,
        flagged_percent=setting.flagged_percent,
        control_percent=setting.control_percent,
        coverage_percent=setting.coverage_percent,
        days_of_class={A: setting.days_a, B: setting.days_b, C: setting.days_c},
    )


def read_digest(session: Session, site_id: int, *, now: datetime) -> Digest:
    """Return every record's past: what is kept, and what happened since it was."""
    kept = session.get(CountDigest, site_id)
    digest = Digest(
        tallies={
            Key(row.place_id, row.item_id, row.lot_id): _tally(row)
            for row in session.execute(
                select(*table_of(CountRecord).c).where(CountRecord.site_id == site_id)
            )
        },
        pos=kept.pos if kept else 0,
        result_id=kept.result_id if kept else 0,
        decision_id=kept.decision_id if kept else 0,
        started_at=kept.started_at if kept else now,
        changed=set(),
    )
    for move in ledger.bin_moves(session, site_id, after_pos=digest.pos):
        for key in _ends(move):
            _tally_move(digest, key, move)
        digest.pos = move.pos
    digest.pos = max(digest.pos, ledger.head_pos(session, site_id))
    _add_counts(session, site_id, digest)
    return digest


def _tally(row: Any) -> Tally:
    return Tally(
        first_at=row.first_at,
        rated_at=row.rated_at,
        confirmed_at=row.confirmed_at,
        moves=row.moves,
        past_moves=row.past_moves,
        errors=row.errors,
        corrections=row.corrections,
        picks_a_day=row.picks_a_day,
        units_a_day=row.units_a_day,
    )


def _ends(move: ledger.BinMove) -> Iterable[Key]:
    if move.from_kind == BIN:
        yield Key(move.from_id, move.item_id, move.lot_id)
    if move.to_kind == BIN:
        yield Key(move.to_id, move.item_id, move.lot_id)


def _tally_move(digest: Digest, key: Key, move: ledger.BinMove) -> None:
    tally = digest.tallies.setdefault(key, Tally(first_at=move.at, rated_at=move.at))
    digest.changed.add(key)
    if move.kind.startswith(COUNTING):
        return
    picked = move.quantity if key.place_id == move.from_id and move.to_kind in INTO_HAND else 0
    tally.note_move(move.at, picked_units=picked, corrects=_corrects(move))


def _corrects(move: ledger.BinMove) -> bool:
    return DISCREPANCY in {move.from_kind, move.to_kind}


def _add_counts(session: Session, site_id: int, digest: Digest) -> None:
    """Add the counts that were agreed or decided since, each at its own position."""
    counted = _counts(session, site_id, digest)
    if not counted:
        return
    since: dict[Key, dict[int, bool]] = {}
    first = min(row.pos for row in counted)
    for move in ledger.moves_of_places(session, {row.place_id for row in counted}, after_pos=first):
        if not move.kind.startswith(COUNTING):
            for key in _ends(move):
                since.setdefault(key, {})[move.pos] = _corrects(move)
    for row in counted:
        key = Key(row.place_id, row.item_id, row.lot_id)
        tally = digest.tallies.setdefault(
            key, Tally(first_at=row.captured_at, rated_at=row.captured_at)
        )
        later = [corrects for pos, corrects in since.get(key, {}).items() if pos > row.pos]
        tally.note_count(
            row.captured_at,
            moves_since=len(later) - sum(later),
            corrections_since=sum(later),
            was_wrong=row.variance_units != 0,
        )
        digest.changed.add(key)


def _counts(session: Session, site_id: int, digest: Digest) -> list[Any]:
    """Return the results that came to stand since the last digest, oldest first."""
    wanted = (
        CountResult.id,
        CountResult.place_id,
        CountResult.item_id,
        CountResult.lot_id,
        CountResult.pos,
        CountResult.captured_at,
        CountResult.variance_units,
    )
    # Written so that no index leads from the site to all its counts: what is new is little.
    of_site = CountResult.site_id + 0 == site_id
    agreed = session.execute(
        select(*wanted).where(
            of_site,
            CountResult.state == AGREED,
            CountResult.id > digest.result_id,
            CountResult.lot_id.is_not(None),
        )
    ).all()
    decided = session.execute(
        select(*wanted, CountDecision.id.label("decision_id"))
        .join(CountDecision, CountDecision.result_id == CountResult.id)
        .where(
            of_site,
            CountDecision.id > digest.decision_id,
            CountDecision.kind != REJECT,
            CountDecision.undone_by.is_(None),
            CountResult.lot_id.is_not(None),
        )
    ).all()
    digest.result_id = max((row.id for row in agreed), default=digest.result_id)
    digest.decision_id = max((row.decision_id for row in decided), default=digest.decision_id)
    return sorted([*agreed, *decided], key=lambda row: (row.captured_at, row.id))


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that planning is given, with the classes that it was given by."""

    records: list[Record]
    classes: Mapping[int, str]


def known_records(
    session: Session, site_id: int, digest: Digest, setting: CountPlanSetting, *, now: datetime
) -> Known:
    """Return every record of the site's bins: what the book has, and the empty bins."""
    zone = time_zone_of(session, site_id)
    costs = dict(session.execute(select(Item.id, func.coalesce(Item.cost_minor, 0))).all())
    for tally in digest.tallies.values():
        tally.fade(now)
    classes = item_classes(session, site_id, digest, costs, setting)
    by_bin: dict[int, list[ledger.BinBalance]] = {}
    for balance in ledger.bin_balances(session, site_id):
        by_bin.setdefault(balance.place_id, []).append(balance)
    counted_at = (
        select(func.max(CountTask.done_at))
        .where(CountTask.place_id == Place.id, CountTask.state == DONE)
        .scalar_subquery()
    )
    bins = session.execute(
        select(Place.id, Zone.code, counted_at)
        .join(Bin, Bin.place_id == Place.id)
        .join(Zone, Zone.id == Bin.zone_id)
        .where(Place.site_id == site_id)
    )
    records: list[Record] = []
    for place_id, zone_code, counted in bins:
        inside = by_bin.get(place_id, [])
        walk = setting.bin_seconds // max(1, len(inside))
        seconds = setting.record_seconds + walk
        for balance in inside:
            key = Key(place_id, balance.item_id, balance.lot_id)
            tally = digest.tallies.get(key) or Tally(digest.started_at, now)
            abc = classes.get(balance.item_id, C)
            cost = costs.get(balance.item_id, 0)
            records.append(_record(key, zone_code, abc, tally, balance, cost, seconds, zone))
        if not inside:
            empty = Tally(digest.started_at, now, confirmed_at=counted)
            key = Key(place_id, 0, 0)
            records.append(_record(key, zone_code, C, empty, None, 0, setting.bin_seconds, zone))
    return Known(records, classes)


def _record(  # noqa: PLR0913, PLR0917 - a record's sides
    key: Key,
    zone_code: str,
    abc: str,
    tally: Tally,
    balance: ledger.BinBalance | None,
    cost_minor: int,
    seconds: int,
    zone: tzinfo,
) -> Record:
    units = balance.on_hand if balance else 0
    flags = [
        *([HELD] if balance and balance.held else []),
        *([PROMISED] if balance and balance.allocated + balance.held > units else []),
        *([CORRECTED] if tally.corrections else []),
    ]
    rate = tally.units_a_day
    return Record(
        key=key,
        zone=zone_code,
        abc=abc,
        picks_a_day=tally.picks_a_day,
        value_minor=units * cost_minor,
        moves=tally.moves,
        confirmed_day=(tally.confirmed_at or tally.first_at).astimezone(zone).toordinal(),
        was_counted=tally.confirmed_at is not None,
        past_moves=tally.past_moves,
        errors=tally.errors,
        flags=tuple(flags),
        count_seconds=seconds,
        stock_days=min(ALL_TIME_DAYS, units / rate) if rate > 0 else ALL_TIME_DAYS,
    )


def item_classes(
    session: Session,
    site_id: int,
    digest: Digest,
    costs: Mapping[int, int],
    setting: CountPlanSetting,
) -> dict[int, str]:
    """Return each item's class: as set, or by what is picked of it where planning sets them."""
    if not setting.sets_classes:
        rows = session.execute(
            select(ItemClass.item_id, ItemClass.class_code).where(ItemClass.site_id == site_id)
        )
        return {item: code for item, code in rows if code in CLASSES}
    worth: dict[int, float] = {}
    for key, tally in digest.tallies.items():
        rate = tally.picks_a_day * max(1, costs.get(key.item_id, 0))
        worth[key.item_id] = worth.get(key.item_id, 0.0) + rate
    return classify(worth)
