"""What moved in a site's bins, record by record: for what is learnt from the ledger over time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from warehouse.ledger.models import Balance, LedgerEvent, LedgerHead, Move
from warehouse.locations.models import BIN, Place

PLACES_A_STATEMENT = 400
ROWS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class BinMove:
    """One move of which at least one end is a bin."""

    pos: int
    at: datetime
    kind: str
    item_id: int
    lot_id: int
    from_id: int
    from_kind: str
    to_id: int
    to_kind: str
    quantity: int


@dataclass(frozen=True, slots=True)
class BinBalance:
    """What the book says of one record of a bin."""

    place_id: int
    item_id: int
    lot_id: int
    on_hand: int
    allocated: int
    held: int


def head_pos(session: Session, site_id: int) -> int:
    """Return the site's newest position; 0 where nothing happened yet."""
    found = session.execute(select(LedgerHead.pos).where(LedgerHead.site_id == site_id))
    return found.scalar_one_or_none() or 0


def bin_moves(session: Session, site_id: int, *, after_pos: int) -> Iterator[BinMove]:
    """Yield the moves of a site's bins after a position, in their order."""
    statement = _moves().where(LedgerEvent.site_id == site_id, LedgerEvent.pos > after_pos)
    for row in session.execute(statement.execution_options(yield_per=ROWS_AT_ONCE)):
        yield BinMove(*row)


def moves_of_places(
    session: Session, place_ids: Collection[int], *, after_pos: int
) -> Iterator[BinMove]:
    """Yield the moves into and out of the given bins after a position.

    A move between two of them may come twice, once for each part of a long list of bins.
    """
    places = sorted(place_ids)
    for start in range(0, len(places), PLACES_A_STATEMENT):
        some = places[start : start + PLACES_A_STATEMENT]
        of_these = or_(Move.from_id.in_(some), Move.to_id.in_(some))
        for row in session.execute(_moves().where(Move.pos > after_pos, of_these)):
            yield BinMove(*row)


def bin_balances(session: Session, site_id: int) -> list[BinBalance]:
    """Return every record of the site's bins that has units, promises or holds."""
    rows = session.execute(
        select(
            Balance.place_id,
            Balance.item_id,
            Balance.lot_id,
            Balance.on_hand,
            Balance.allocated,
            Balance.held,
        )
        .join(Place, Place.id == Balance.place_id)
        .where(
            Place.site_id == site_id,
            Place.kind == BIN,
            or_(Balance.on_hand > 0, Balance.allocated > 0, Balance.held > 0),
        )
    )
    return [BinBalance(*row) for row in rows]


def _moves() -> Any:
    source, target = aliased(Place), aliased(Place)
    return (
        select(
            LedgerEvent.pos,
            LedgerEvent.received_at,
            LedgerEvent.kind,
            Move.item_id,
            Move.lot_id,
            Move.from_id,
            source.kind,
            Move.to_id,
            target.kind,
            Move.quantity,
        )
        .join(LedgerEvent, LedgerEvent.id == Move.event_id)
        .join(source, source.id == Move.from_id)
        .join(target, target.id == Move.to_id)
        .where(or_(source.kind == BIN, target.kind == BIN))
        .order_by(LedgerEvent.pos, Move.id)
    )
