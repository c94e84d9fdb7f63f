"""Proof that what far sites have posted here is whole, from the rows alone."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from warehouse.central.models import FarBalance, FarEvent, FarMove, FarPlace, FarSite
from warehouse.kernel.shapes import BadShape, read
from warehouse.ledger.queries import Finding
from warehouse.ledger.wire import WireEvent, broken_because
from warehouse.locations.models import VIRTUAL

ROWS_A_FETCH = 500


def verify_far(session: Session) -> list[Finding]:
    """Check each far site's chain, moves and balances; an empty list means that all hold."""
    sites = session.execute(select(FarSite).order_by(FarSite.id)).scalars().all()
    return [
        finding for site in sites for finding in (*_chain(session, site), *_sums(session, site))
    ]


def _chain(session: Session, site: FarSite) -> Iterator[Finding]:
    pos, link = 0, ""
    while pos < site.pos:
        rows = session.execute(
            select(FarEvent)
            .where(FarEvent.far_site_id == site.id, FarEvent.pos > pos)
            .order_by(FarEvent.pos)
            .limit(ROWS_A_FETCH)
        ).scalars()
        page = list(rows)
        if not page:
            break
        moves = _moves(session, site.id, page[0].pos, page[-1].pos)
        for event in page:
            name = f"event {event.pos} of far site {site.code}"
            if event.pos != pos + 1 or event.prev_hash != link:
                yield Finding("the chain is whole", f"{name} does not follow position {pos}")
            if event.left_out is None:
                yield from _content(event, moves.get(event.pos, []), name)
            pos, link = event.pos, event.hash
        session.expunge_all()
    if (site.pos, site.hash) != (pos, link):
        yield Finding("the head ends the chain", f"the head of far site {site.code}")


def _content(event: FarEvent, moves: list[tuple[int, ...]], name: str) -> Iterator[Finding]:
    try:
        told: WireEvent = read(WireEvent, json.loads(event.content))
    except (BadShape, ValueError):
        yield Finding("events never change", f"{name} cannot be read")
        return
    why = broken_because(told)
    if why or told.hash != event.hash or told.pos != event.pos or told.id != event.id:
        yield Finding("events never change", f"{name}: {why or 'it is another event'}")
    posted = [(one.item_id, one.lot_id, one.from_id, one.to_id, one.quantity) for one in told.moves]
    if posted != moves:
        yield Finding("events never change", f"the moves of {name} are not those that it tells")


def _moves(
    session: Session, site_id: int, first: int, last: int
) -> dict[int, list[tuple[int, ...]]]:
    found: dict[int, list[tuple[int, ...]]] = {}
    rows = session.execute(
        select(
            FarMove.pos, FarMove.item_id, FarMove.lot_id, FarMove.from_id, FarMove.to_id,
            FarMove.quantity,
        )
        .where(FarMove.far_site_id == site_id, FarMove.pos.between(first, last))
        .order_by(FarMove.id)
    )  # fmt: skip
    for pos, *rest in rows:
        found.setdefault(pos, []).append(tuple(rest))
    return found


def _sums(session: Session, site: FarSite) -> Iterator[Finding]:
    arrived = select(
        FarMove.to_id.label("place_id"),
        FarMove.item_id,
        FarMove.lot_id,
        FarMove.quantity.label("units"),
    ).where(FarMove.far_site_id == site.id)
    left = select(FarMove.from_id, FarMove.item_id, FarMove.lot_id, -FarMove.quantity).where(
        FarMove.far_site_id == site.id
    )
    flow = union_all(arrived, left).subquery().c
    rows = session.execute(
        select(flow.place_id, flow.item_id, flow.lot_id, func.sum(flow.units))
        .join(FarPlace, (FarPlace.place_id == flow.place_id) & (FarPlace.far_site_id == site.id))
        .where(FarPlace.kind.not_in(VIRTUAL))
        .group_by(flow.place_id, flow.item_id, flow.lot_id)
    )
    told = {(row[0], row[1], row[2]): int(row[3]) for row in rows}
    kept = {
        (row.place_id, row.item_id, row.lot_id): row.on_hand
        for row in session.execute(
            select(FarBalance).where(FarBalance.far_site_id == site.id)
        ).scalars()
    }
    for key in sorted(told.keys() | kept.keys()):
        if told.get(key, 0) != kept.get(key, 0):
            yield Finding(
                "a balance is the sum of its moves",
                f"far site {site.code}, place {key[0]}, item {key[1]}, lot {key[2]} shows "
                f"{kept.get(key, 0)}, its moves give {told.get(key, 0)}",
            )
