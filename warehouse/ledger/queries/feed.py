"""The ledger from outside: events in their order, balances at a position, moves of a thing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select, tuple_, union_all
from sqlalchemy.orm import Session, aliased

from warehouse.catalog.models import Item, Lot
from warehouse.ledger.models import Balance, LedgerEvent, LedgerHead, Move
from warehouse.ledger.wire import WireEvent, WireMove
from warehouse.locations.models import Place, Site
from warehouse.people.models import User

EVENTS_A_LOOK = 500

Key = tuple[int, int, int]
"""Place, item and lot."""


@dataclass(frozen=True, slots=True)
class SiteLedger:
    """A site of ours and the end of its chain."""

    site_id: int
    code: str
    name: str
    pos: int
    hash: str


@dataclass(frozen=True, slots=True)
class Holding:
    """What one real place has of one item and lot, now or at a position."""

    place_id: int
    place_kind: str
    place_code: str
    item_id: int
    sku: str
    lot_id: int
    lot: str
    on_hand: int
    allocated: int | None
    held: int | None

    @property
    def key(self) -> Key:
        """Place, item and lot, by their numbers."""
        return self.place_id, self.item_id, self.lot_id


def site_ledgers(session: Session, *, code: str | None = None) -> list[SiteLedger]:
    """Return our sites with the ends of their chains, by code; or the one of a code."""
    wanted = select(Site.id, Site.code, Site.name, LedgerHead.pos, LedgerHead.hash).join(
        LedgerHead, LedgerHead.site_id == Site.id
    )
    if code is not None:
        wanted = wanted.where(Site.code == code)
    return [SiteLedger(*row) for row in session.execute(wanted.order_by(Site.code))]


def head_of(session: Session, site_id: int) -> tuple[int, str]:
    """Return position and link of the end of a site's chain."""
    row = session.execute(
        select(LedgerHead.pos, LedgerHead.hash).where(LedgerHead.site_id == site_id)
    ).one()
    return row.pos, row.hash


def hash_at(session: Session, site_id: int, pos: int) -> str | None:
    """Return the link at a position; "" before the first, None beyond the last."""
    if pos == 0:
        return ""
    return session.execute(
        select(LedgerEvent.hash).where(LedgerEvent.site_id == site_id, LedgerEvent.pos == pos)
    ).scalar_one_or_none()


def feed(session: Session, site_id: int, *, after: int, limit: int) -> list[WireEvent]:
    """Return the events after a position, in order; at most `limit`, and at most 500."""
    events = session.execute(
        select(LedgerEvent, User.name, Site.code)
        .join(Site, Site.id == LedgerEvent.site_id)
        .outerjoin(User, User.id == LedgerEvent.user_id)
        .where(LedgerEvent.site_id == site_id, LedgerEvent.pos > after)
        .order_by(LedgerEvent.pos)
        .limit(min(limit, EVENTS_A_LOOK))
    ).all()
    moves: dict[Any, list[WireMove]] = {}
    for row in _named_moves(session, Move.event_id.in_([event.id for event, _, _ in events])):
        moves.setdefault(row[0], []).append(_wire_move(row))
    return [
        _wire_event(event, name or "", code, tuple(moves.get(event.id, ())))
        for event, name, code in events
    ]


def _wire_event(
    event: LedgerEvent, user_name: str, site: str, moves: tuple[WireMove, ...]
) -> WireEvent:
    return WireEvent(
        pos=event.pos,
        id=event.id,
        site=site,
        site_id=event.site_id,
        kind=event.kind,
        subject=event.subject,
        body=json.loads(event.body),
        body_sha256=event.body_sha256,
        prev_hash=event.prev_hash,
        hash=event.hash,
        user_id=event.user_id,
        user_name=user_name,
        device_id=event.device_id,
        device_epoch=event.device_epoch,
        device_seq=event.device_seq,
        captured_at=event.captured_at,
        clock_offset_ms=event.clock_offset_ms,
        received_at=event.received_at,
        outcome=event.outcome,  # type: ignore[arg-type]  # the ledger writes no other words
        answer=json.loads(event.answer),
        reverses=event.reverses,
        moves=moves,
    )


def _wire_move(row: Row[Any]) -> WireMove:
    return WireMove(
        item_id=row.item_id,
        sku=row.sku,
        item_name=row.item_name,
        lot_id=row.lot_id,
        lot=row.lot,
        expires_on=row.expires_on,
        from_id=row.from_id,
        from_kind=row.from_kind,
        from_code=row.from_code,
        to_id=row.to_id,
        to_kind=row.to_kind,
        to_code=row.to_code,
        quantity=row.quantity,
    )


def _named_moves(session: Session, which: ColumnElement[bool]) -> list[Row[Any]]:
    source, target = aliased(Place), aliased(Place)
    rows: Any = session.execute(
        select(
            Move.event_id,
            Move.pos,
            Move.item_id,
            Item.sku,
            Item.name.label("item_name"),
            Move.lot_id,
            Lot.code.label("lot"),
            Lot.expires_on,
            Move.from_id,
            source.kind.label("from_kind"),
            source.code.label("from_code"),
            Move.to_id,
            target.kind.label("to_kind"),
            target.code.label("to_code"),
            Move.quantity,
        )
        .join(Item, Item.id == Move.item_id)
        .join(Lot, Lot.id == Move.lot_id)
        .join(source, source.id == Move.from_id)
        .join(target, target.id == Move.to_id)
        .where(which)
        .order_by(Move.id)
    )
    return list(rows)


def moves_of_key(
    session: Session, key: Key, *, after: int, upto: int, limit: int
) -> list[tuple[int, Any, str, int]]:
    """Return what moved a balance within (after, upto]: position, event id, kind, units more."""
    place, item, lot = key
    rows = session.execute(
        select(Move.pos, Move.event_id, LedgerEvent.kind, Move.to_id, Move.quantity)
        .join(LedgerEvent, LedgerEvent.id == Move.event_id)
        .where(
            or_(Move.from_id == place, Move.to_id == place),
            Move.item_id == item,
            Move.lot_id == lot,
            Move.pos > after,
            Move.pos <= upto,
        )
        .order_by(Move.pos, Move.id)
        .limit(limit)
    )
    return [
        (pos, event_id, kind, quantity if to_id == place else -quantity)
        for pos, event_id, kind, to_id, quantity in rows
    ]


def holdings(  # noqa: PLR0913 - what to look for, and where to go on
    session: Session,
    site_id: int,
    *,
    item_id: int | None = None,
    place_id: int | None = None,
    at: int | None = None,
    after: Key | None = None,
    limit: int,
) -> list[Holding]:
    """Return balances by (place, item, lot), now or as of a position.

    As of a position only what was on hand is known: it is today's figure without the moves that
    came later, so that a recent position costs little however long the ledger is. Balances that
    were zero then are left out, but count towards `limit`; the last key read tells the next page,
    see `last_key`.
    """
    wanted = (
        select(
            Balance.place_id,
            Place.kind,
            Place.code,
            Balance.item_id,
            Item.sku,
            Balance.lot_id,
            Lot.code,
            Balance.on_hand,
            Balance.allocated,
            Balance.held,
        )
        .join(Place, Place.id == Balance.place_id)
        .join(Item, Item.id == Balance.item_id)
        .join(Lot, Lot.id == Balance.lot_id)
        .where(Place.site_id == site_id)
        .order_by(Balance.place_id, Balance.item_id, Balance.lot_id)
        .limit(limit)
    )
    if item_id is not None:
        wanted = wanted.where(Balance.item_id == item_id)
    if place_id is not None:
        wanted = wanted.where(Balance.place_id == place_id)
    if after is not None:
        key = tuple_(Balance.place_id, Balance.item_id, Balance.lot_id)
        wanted = wanted.where(key > tuple_(*after))
    rows: Any = session.execute(wanted)
    found = [Holding(*row) for row in rows]
    if at is None or not found:
        return found
    later = _moved_since(session, site_id, found, at)
    return [
        Holding(
            one.place_id, one.place_kind, one.place_code, one.item_id, one.sku, one.lot_id,
            one.lot, one.on_hand - later.get(one.key, 0), None, None,
        )
        for one in found
    ]  # fmt: skip


def _moved_since(
    session: Session, site_id: int, found: Sequence[Holding], at: int
) -> dict[Key, int]:
    """Return by how much the moves after a position changed the given balances.

    By way of the site's events, whose positions are indexed: what is read is what came since.
    """
    least, most = found[0].place_id, found[-1].place_id

    def flow(place: Any, sign: int) -> Any:
        return (
            select(
                place.label("place_id"),
                Move.item_id,
                Move.lot_id,
                (sign * Move.quantity).label("units"),
            )
            .join(LedgerEvent, LedgerEvent.id == Move.event_id)
            .where(LedgerEvent.site_id == site_id, LedgerEvent.pos > at)
            .where(place.between(least, most))
        )

    moved = union_all(flow(Move.to_id, 1), flow(Move.from_id, -1)).subquery()
    rows = session.execute(
        select(moved.c.place_id, moved.c.item_id, moved.c.lot_id, func.sum(moved.c.units)).group_by(
            moved.c.place_id, moved.c.item_id, moved.c.lot_id
        )
    )
    return {(row[0], row[1], row[2]): int(row[3]) for row in rows}
