"""Stock as it stands, and how it came to stand so."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, ScalarSelect, func, or_, select
from sqlalchemy.orm import Session, aliased

from warehouse.catalog.models import Item, Lot
from warehouse.db.base import table_of
from warehouse.ledger.models import Allocation, Balance, LedgerEvent, Move
from warehouse.ledger.rules import POSTED
from warehouse.locations.models import BIN, CUSTOMER, Place
from warehouse.people.models import User


@dataclass(frozen=True, slots=True)
class StockRow:
    """Base units of one item and lot in one place."""

    place_id: int
    place_kind: str
    place_code: str
    item_id: int
    sku: str
    item_name: str
    lot_id: int
    lot_code: str
    is_serial: bool
    expires_on: date | None
    on_hand: int
    allocated: int
    held: int

    @property
    def available(self) -> int:
        """Units that can be promised."""
        return self.on_hand - self.allocated - self.held


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One move, in the words of the people who look it up."""

    pos: int
    at: datetime
    event_id: UUID
    kind: str
    user_name: str
    sku: str
    lot_code: str
    from_kind: str
    from_code: str
    to_kind: str
    to_code: str
    quantity: int
    is_reversal: bool


def _stock() -> Any:
    return (
        select(
            Balance.place_id,
            Place.kind.label("place_kind"),
            Place.code.label("place_code"),
            Balance.item_id,
            Item.sku,
            Item.name.label("item_name"),
            Balance.lot_id,
            Lot.code.label("lot_code"),
            Lot.is_serial,
            Lot.expires_on,
            Balance.on_hand,
            Balance.allocated,
            Balance.held,
        )
        .join(Place, Place.id == Balance.place_id)
        .join(Item, Item.id == Balance.item_id)
        .join(Lot, Lot.id == Balance.lot_id)
        .where(or_(Balance.on_hand != 0, Balance.allocated != 0, Balance.held != 0))
    )


def stock_of_item(session: Session, site_id: int, item_id: int) -> list[StockRow]:
    """Return where an item is, bins first, in order of code."""
    rows = session.execute(
        _stock()
        .where(Balance.item_id == item_id, Place.site_id == site_id)
        .order_by(Place.kind, Place.code, Lot.code)
    )
    return [StockRow(*row) for row in rows]


def available_units(
    session: Session,
    site_id: int,
    item_ids: Sequence[int] | None,
    *,
    good_on: date | None = None,
) -> dict[int, int]:
    """Return item → base units in the site's bins that could be promised to somebody now.

    Args:
        item_ids: Which items; None for all of them.
        good_on: Leave out lots that expire before this day; None counts every lot.
    """
    statement = (
        select(Balance.item_id, func.sum(Balance.on_hand - Balance.allocated - Balance.held))
        .join(Place, Place.id == Balance.place_id)
        .join(Lot, Lot.id == Balance.lot_id)
        .where(Place.site_id == site_id, Place.kind == BIN, ~Lot.is_blocked)
        .group_by(Balance.item_id)
    )
    if item_ids is not None:
        statement = statement.where(Balance.item_id.in_(item_ids))
    if good_on is not None:
        statement = statement.where(or_(Lot.expires_on.is_(None), Lot.expires_on >= good_on))
    return {item_id: int(units) for item_id, units in session.execute(statement)}


def contents_of(session: Session, place_ids: Sequence[int]) -> list[StockRow]:
    """Return what stands in the given places."""
    rows = session.execute(
        _stock().where(Balance.place_id.in_(place_ids)).order_by(Place.code, Item.sku, Lot.code)
    )
    return [StockRow(*row) for row in rows]


def sent_from(session: Session, place_ids: Sequence[int]) -> list[Row[Any]]:
    """Return what left the given places for the customer: place, item, lot, units."""
    target = aliased(Place)
    return list(
        session.execute(
            select(
                Move.from_id.label("place_id"),
                Move.item_id,
                Item.name.label("item_name"),
                Move.lot_id,
                Lot.code.label("lot_code"),
                func.sum(Move.quantity).label("units"),
            )
            .join(target, target.id == Move.to_id)
            .join(Item, Item.id == Move.item_id)
            .join(Lot, Lot.id == Move.lot_id)
            .where(Move.from_id.in_(place_ids), target.kind == CUSTOMER)
            .group_by(Move.from_id, Move.item_id, Item.name, Move.lot_id, Lot.code)
            .order_by(Move.from_id, Move.item_id, Move.lot_id)
        )
    )


def open_allocations(session: Session, order_line_ids: Sequence[int]) -> list[Row[Any]]:
    """Return the open allocations of order lines: id, line, place, item, lot, open units."""
    open_units = Allocation.quantity - Allocation.taken - Allocation.released
    return list(
        session.execute(
            select(
                Allocation.id,
                Allocation.order_line_id,
                Allocation.place_id,
                Allocation.item_id,
                Allocation.lot_id,
                open_units.label("units"),
            )
            .where(Allocation.order_line_id.in_(order_line_ids), open_units > 0)
            .order_by(Allocation.id)
        )
    )


def taken_of(session: Session, allocation_ids: Sequence[int]) -> dict[int, int]:
    """Return how many units of each allocation were picked."""
    rows = session.execute(
        select(Allocation.id, Allocation.taken).where(Allocation.id.in_(allocation_ids))
    )
    return {row.id: row.taken for row in rows}


def history(  # noqa: PLR0913 - what to look up, and where to go on
    session: Session,
    site_id: int,
    *,
    place_id: int | None = None,
    item_id: int | None = None,
    before_pos: int | None = None,
    after_pos: int | None = None,
    limit: int = 50,
) -> list[HistoryRow]:
    """Return the newest moves of a place, an item or both, newest first.

    Args:
        before_pos: Where to go on.
        after_pos: Where to end, as at the last count that was right.
    """
    source, target = aliased(Place), aliased(Place)
    statement = (
        select(
            LedgerEvent.pos,
            LedgerEvent.received_at,
            LedgerEvent.id,
            LedgerEvent.kind,
            User.name,
            Item.sku,
            Lot.code,
            source.kind,
            source.code,
            target.kind,
            target.code,
            Move.quantity,
            LedgerEvent.reverses.is_not(None),
        )
        .join(LedgerEvent, LedgerEvent.id == Move.event_id)
        .join(Item, Item.id == Move.item_id)
        .join(Lot, Lot.id == Move.lot_id)
        .join(source, source.id == Move.from_id)
        .join(target, target.id == Move.to_id)
        .outerjoin(User, User.id == LedgerEvent.user_id)
        .where(LedgerEvent.site_id == site_id)
        .order_by(Move.pos.desc(), Move.id.desc())
        .limit(limit)
    )
    if place_id is not None:
        statement = statement.where(or_(Move.from_id == place_id, Move.to_id == place_id))
    if item_id is not None:
        statement = statement.where(Move.item_id == item_id)
    if before_pos is not None:
        statement = statement.where(Move.pos < before_pos)
    if after_pos is not None:
        statement = statement.where(Move.pos > after_pos)
    rows: list[Any] = list(session.execute(statement))
    return [
        HistoryRow(*(*row[:4], row[4] or "the system", *row[5:]))  # an import has no user
        for row in rows
    ]


def story(session: Session, site_id: int, subjects: Sequence[str]) -> list[dict[str, Any]]:
    """Return every event about the given subjects in order, refused ones too."""
    rows = session.execute(
        select(LedgerEvent, User.name)
        .outerjoin(User, User.id == LedgerEvent.user_id)
        .where(LedgerEvent.site_id == site_id, LedgerEvent.subject.in_(subjects))
        .order_by(LedgerEvent.pos)
    )
    return [
        {
            "pos": event.pos,
            "at": event.received_at,
            "kind": event.kind,
            "outcome": event.outcome,
            "user_name": name or "the system",
            "body": json.loads(event.body),
            "answer": json.loads(event.answer),
            "is_reversal": event.reverses is not None,
        }
        for event, name in rows
    ]


@dataclass(frozen=True, slots=True)
class PostedEvent:
    """What was done last on one thread of events, and what its sender was told."""

    kind: str
    device_id: str | None
    answer: dict[str, Any]


def latest_posted(session: Session, subject: str) -> PostedEvent | None:
    """Return the newest event about a subject that was not refused, if there is one."""
    row = session.execute(
        select(LedgerEvent.kind, LedgerEvent.device_id, LedgerEvent.answer)
        .where(LedgerEvent.subject == subject, LedgerEvent.outcome == POSTED)
        .order_by(LedgerEvent.pos.desc())
        .limit(1)
    ).one_or_none()
    return PostedEvent(row.kind, row.device_id, json.loads(row.answer)) if row else None


def authors_of(session: Session, subject: str, kinds: Sequence[str]) -> set[int]:
    """Return who did such things about a subject, or tried to."""
    rows = session.execute(
        select(LedgerEvent.user_id)
        .where(LedgerEvent.subject == subject, LedgerEvent.kind.in_(kinds))
        .distinct()
    ).scalars()
    return {user_id for user_id in rows if user_id is not None}


def on_hand_of(
    place: ColumnElement[int], item: ColumnElement[int], lot: ColumnElement[int]
) -> ScalarSelect[int]:
    """Return a column with the units on hand of the place, item and lot in other columns.

    Of the table, not of the model: a statement that it stands in stays a plain Core one.
    """
    balance = table_of(Balance).c
    return (
        select(func.coalesce(func.sum(balance.on_hand), 0))
        .where(balance.place_id == place, balance.item_id == item, balance.lot_id == lot)
        .scalar_subquery()
    )


def on_hand_in(place: ColumnElement[int]) -> ScalarSelect[int]:
    """Return a column with all base units on hand of the place in another column."""
    balance = table_of(Balance).c
    return (
        select(func.coalesce(func.sum(balance.on_hand), 0))
        .where(balance.place_id == place)
        .scalar_subquery()
    )


def balance_of(session: Session, key: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return (on hand, allocated, held) of (place, item, lot)."""
    row = session.execute(
        select(Balance.on_hand, Balance.allocated, Balance.held).where(
            Balance.place_id == key[0], Balance.item_id == key[1], Balance.lot_id == key[2]
        )
    ).one_or_none()
    return (row.on_hand, row.allocated, row.held) if row else (0, 0, 0)


def whereabouts(session: Session, item_id: int, lot_id: int) -> tuple[int, str] | None:
    """Return id and code of a place that has a lot: of a serial, the only one there can be."""
    row = session.execute(
        select(Place.id, Place.code)
        .join(Balance, Balance.place_id == Place.id)
        .where(Balance.item_id == item_id, Balance.lot_id == lot_id, Balance.on_hand > 0)
        .order_by(Place.id)
        .limit(1)
    ).one_or_none()
    return (row.id, row.code) if row else None


def home_of(session: Session, site_id: int, item_id: int) -> str:
    """Return the bin that has most of an item, for "it lives in …"; "no bin" where none has."""
    return (
        session.execute(
            select(Place.code)
            .join(Balance, Balance.place_id == Place.id)
            .where(
                Place.site_id == site_id,
                Place.kind == BIN,
                Balance.item_id == item_id,
                Balance.on_hand > 0,
            )
            .order_by(Balance.on_hand.desc(), Place.code)
            .limit(1)
        ).scalar_one_or_none()
        or "no bin"
    )


def is_empty(session: Session, place_id: int) -> bool:
    """Tell whether nothing is on hand in a place."""
    return (
        session.execute(
            select(Balance.place_id)
            .where(Balance.place_id == place_id, Balance.on_hand > 0)
            .limit(1)
        ).scalar_one_or_none()
        is None
    )


def homes_of(session: Session, site_id: int, item_ids: Collection[int]) -> dict[int, str]:
    """Return for each item the bin that has most of it; items that no bin has are left out."""
    rows = session.execute(
        select(Balance.item_id, Place.code)
        .join(Place, Place.id == Balance.place_id)
        .where(
            Place.site_id == site_id,
            Place.kind == BIN,
            Balance.item_id.in_(item_ids),
            Balance.on_hand > 0,
        )
        .order_by(Balance.item_id, Balance.on_hand, Place.code.desc())
    )
    return {row.item_id: row.code for row in rows}  # the last one of an item has most
