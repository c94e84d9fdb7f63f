"""The ledgers that sites have posted here: how far, what they have, how it came to be so."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, or_, select, tuple_, union_all
from sqlalchemy.orm import Session

from warehouse.central.errors import NoSuchSite
from warehouse.central.models import (
    FarBalance,
    FarEvent,
    FarItem,
    FarLot,
    FarMove,
    FarPlace,
    FarSite,
)
from warehouse.central.screens import far as answers

Key = tuple[int, int, int]


def far_sites(session: Session, *, now: datetime) -> tuple[answers.FarSiteCard, ...]:
    """Return every site that posts here, by code."""
    rows = session.execute(select(FarSite).order_by(FarSite.code)).scalars()
    return tuple(_card(row, now) for row in rows)


def far_site(session: Session, code: str, *, now: datetime) -> answers.FarSiteCard:
    """Return one site that posts here.

    Raises:
        NoSuchSite: None of that code does.
    """
    return _card(_site(session, code), now)


def _card(row: FarSite, now: datetime) -> answers.FarSiteCard:
    silent = now - row.heard_at if row.heard_at else None
    return answers.FarSiteCard(
        code=row.code,
        name=row.name,
        pos=row.pos,
        hash=row.hash,
        head=row.head_pos,
        behind=max(row.head_pos - row.pos, 0),
        heard_at=row.heard_at,
        silent_seconds=max(int(silent.total_seconds()), 0) if silent is not None else None,
    )


def _site(session: Session, code: str) -> FarSite:
    row = session.execute(select(FarSite).where(FarSite.code == code)).scalar_one_or_none()
    if row is None:
        raise NoSuchSite(site=code)
    return row


def balances(session: Session, code: str, query: answers.FarBalanceQuery) -> answers.FarBalances:
    """Return a far site's balances, now or as of a position; later moves are taken off again."""
    site = _site(session, code)
    wanted = (
        select(
            FarBalance.place_id, FarPlace.kind, FarPlace.code, FarBalance.item_id, FarItem.sku,
            FarBalance.lot_id, FarLot.code, FarBalance.on_hand,
        )
        .join(FarPlace, _same(FarPlace.place_id, FarBalance.place_id, FarPlace.far_site_id))
        .join(FarItem, _same(FarItem.item_id, FarBalance.item_id, FarItem.far_site_id))
        .join(FarLot, _same(FarLot.lot_id, FarBalance.lot_id, FarLot.far_site_id))
        .where(FarBalance.far_site_id == site.id)
        .order_by(FarBalance.place_id, FarBalance.item_id, FarBalance.lot_id)
        .limit(query.limit + 1)
    )  # fmt: skip
    if query.sku is not None:
        wanted = wanted.where(FarItem.sku == query.sku)
    if query.after is not None:
        place, item, lot = (min(int(part), 2**31 - 1) for part in query.after.split("."))
        key = tuple_(FarBalance.place_id, FarBalance.item_id, FarBalance.lot_id)
        wanted = wanted.where(key > tuple_(place, item, lot))
    rows: Iterable[Any] = session.execute(wanted)
    found = [answers.FarBalanceRow(*row) for row in rows]
    shown, has_more = found[: query.limit], len(found) > query.limit
    at = site.pos if query.at is None else min(query.at, site.pos)
    later = _moved_since(session, site.id, shown, at) if at < site.pos else {}
    as_of = (_at(row, later.get(row.key, 0)) for row in shown)
    return answers.FarBalances(
        code,
        at,
        tuple(row for row in as_of if row.on_hand),
        ".".join(map(str, shown[-1].key)) if has_more else None,
    )


def _same(number: Any, other: Any, far_site_id: Any) -> Any:
    return (number == other) & (far_site_id == FarBalance.far_site_id)


def _at(row: answers.FarBalanceRow, later: int) -> answers.FarBalanceRow:
    return answers.FarBalanceRow(
        row.place_id, row.place_kind, row.place_code, row.item_id, row.sku, row.lot_id, row.lot,
        row.on_hand - later,
    )  # fmt: skip


def _moved_since(
    session: Session, site_id: int, shown: Sequence[answers.FarBalanceRow], at: int
) -> dict[Key, int]:
    if not shown:
        return {}
    least, most = shown[0].place_id, shown[-1].place_id

    def flow(place: Any, sign: int) -> Any:
        return select(
            place.label("place_id"), FarMove.item_id, FarMove.lot_id,
            (sign * FarMove.quantity).label("units"),
        ).where(
            FarMove.far_site_id == site_id, FarMove.pos > at, place.between(least, most)
        )  # fmt: skip

    moved = union_all(flow(FarMove.to_id, 1), flow(FarMove.from_id, -1)).subquery().c
    rows = session.execute(
        select(moved.place_id, moved.item_id, moved.lot_id, func.sum(moved.units)).group_by(
            moved.place_id, moved.item_id, moved.lot_id
        )
    )
    return {(row[0], row[1], row[2]): int(row[3]) for row in rows}


def moves(session: Session, code: str, query: answers.FarMoveQuery) -> answers.FarMoves:
    """Return what moved one balance of a far site, one row an event."""
    site = _site(session, code)
    sign = func.sum(
        # What leaves is counted off; a move never leads to where it began.
        _if_arrives(query.place_id)
    )
    rows = session.execute(
        select(FarMove.pos, FarEvent.id, FarEvent.kind, sign)
        .join(
            FarEvent, (FarEvent.far_site_id == FarMove.far_site_id) & (FarEvent.pos == FarMove.pos)
        )
        .where(
            FarMove.far_site_id == site.id,
            FarMove.item_id == query.item_id,
            FarMove.lot_id == query.lot_id,
            or_(FarMove.from_id == query.place_id, FarMove.to_id == query.place_id),
            FarMove.pos > query.after,
            FarMove.pos <= query.upto,
        )
        .group_by(FarMove.pos, FarEvent.id, FarEvent.kind)
        .order_by(FarMove.pos)
        .limit(query.limit + 1)
    ).all()
    shown = rows[: query.limit]
    return answers.FarMoves(
        tuple(answers.FarMoveRow(pos, one, kind, int(units)) for pos, one, kind, units in shown),
        shown[-1][0] if len(rows) > query.limit else None,
    )


def _if_arrives(place_id: int) -> Any:
    return case((FarMove.to_id == place_id, FarMove.quantity), else_=-FarMove.quantity)


def events(session: Session, code: str, query: answers.FarEventQuery) -> answers.FarEvents:
    """Return a far site's events from a position on."""
    site = _site(session, code)
    rows = session.execute(
        select(FarEvent)
        .where(FarEvent.far_site_id == site.id, FarEvent.pos > query.after)
        .order_by(FarEvent.pos)
        .limit(query.limit)
    ).scalars()
    found = tuple(
        answers.FarEventRow(
            row.pos, row.id, row.kind, row.prev_hash, row.hash, row.left_out,
            json.loads(row.content) if row.content else None,
        )
        for row in rows
    )  # fmt: skip
    last = found[-1].pos if found else query.after
    return answers.FarEvents(code, site.pos, found, last if last < site.pos else None)


def totals(
    session: Session, query: answers.TotalQuery, codes: Sequence[str] | None
) -> answers.Totals:
    """Return consolidated stock by SKU.

    Args:
        codes: Of these far sites only; None for all.
    """
    items = select(FarItem.sku).join(FarSite, FarSite.id == FarItem.far_site_id).distinct()
    if codes is not None:
        items = items.where(FarSite.code.in_(codes))
    if query.sku is not None:
        items = items.where(FarItem.sku == query.sku)
    if query.after is not None:
        items = items.where(FarItem.sku > query.after)
    skus = session.execute(items.order_by(FarItem.sku).limit(query.limit + 1)).scalars().all()
    shown = skus[: query.limit]
    sums = (
        select(FarItem.sku, FarSite.code, func.sum(FarBalance.on_hand))
        .join(FarSite, FarSite.id == FarItem.far_site_id)
        .join(
            FarBalance,
            (FarBalance.far_site_id == FarItem.far_site_id)
            & (FarBalance.item_id == FarItem.item_id),
        )
        .where(FarItem.sku.in_(shown))
        .group_by(FarItem.sku, FarSite.code)
        .order_by(FarItem.sku, FarSite.code)
    )
    if codes is not None:
        sums = sums.where(FarSite.code.in_(codes))
    of_sku: dict[str, list[answers.SiteTotal]] = {}
    for sku, site, units in session.execute(sums):
        of_sku.setdefault(sku, []).append(answers.SiteTotal(site, int(units)))
    return answers.Totals(
        tuple(
            answers.ItemTotal(
                sku, sum(one.on_hand for one in of_sku.get(sku, ())), tuple(of_sku.get(sku, ()))
            )
            for sku in shown
        ),
        shown[-1] if len(skus) > query.limit else None,
    )
