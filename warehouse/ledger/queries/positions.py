"""The book at an earlier position, and what came after it: from indexes, never from all history."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select, union_all
from sqlalchemy.orm import Session

from warehouse.catalog.models import Lot
from warehouse.ledger.models import Balance, Hold, LedgerEvent, LedgerHead, Move
from warehouse.ledger.rules import REJECTED
from warehouse.locations.models import BIN, Place
from warehouse.people.models import User

Record = tuple[int, int]
"""Item and lot, in a place that is known from elsewhere."""

LATE = timedelta(minutes=1)
"""What reached us so long after it was done came from a device that had no network."""
MOST_REFUSED = 2_000
MOST_BINS = 500
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Change:
    """Units more (or fewer) of one item and lot in one place, at one position."""

    pos: int
    item_id: int
    lot_id: int
    units: int
    event_id: UUID

    @property
    def record(self) -> Record:
        """The item and lot that changed."""
        return (self.item_id, self.lot_id)


@dataclass(frozen=True, slots=True)
class RefusedScan:
    """Something that somebody tried and was told not to do."""

    at: datetime
    user_name: str
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class HoldRow:
    """Units of a place that were set aside, and whether they still are."""

    lot_id: int
    quantity: int
    reason: str
    at: datetime
    user_name: str
    is_lifted: bool


def position_of(session: Session, site_id: int) -> int:
    """Return the newest position of a site's ledger."""
    return session.execute(select(LedgerHead.pos).where(LedgerHead.site_id == site_id)).scalar_one()


def changes_since(session: Session, place_id: int, pos: int) -> list[Change]:
    """Return what came into and left a place after a position, oldest first.

    Two index ranges, as long as what moved there since; an event that takes out what it put in
    is two changes at one position.
    """
    arrived = select(Move.pos, Move.item_id, Move.lot_id, Move.quantity, Move.event_id).where(
        Move.to_id == place_id, Move.pos > pos
    )
    left = select(Move.pos, Move.item_id, Move.lot_id, -Move.quantity, Move.event_id).where(
        Move.from_id == place_id, Move.pos > pos
    )
    rows = session.execute(union_all(arrived, left)).all()
    return sorted((Change(*row) for row in rows), key=lambda change: change.pos)


def on_hand_by_record(session: Session, place_id: int) -> dict[Record, int]:
    """Return the units on hand of every item and lot that a place has by the book now."""
    rows = session.execute(
        select(Balance.item_id, Balance.lot_id, Balance.on_hand).where(
            Balance.place_id == place_id, Balance.on_hand > 0
        )
    )
    return {(row.item_id, row.lot_id): row.on_hand for row in rows}


def came_late(session: Session, changes: Collection[Change], *, before: datetime) -> set[Record]:
    """Return the records that were moved before a moment, though the ledger heard it later.

    A device without network brings what it did hours ago; whoever counted meanwhile saw the
    shelf after it, the book before it. The device's clock is corrected by what it was off.
    """
    ids = {change.event_id for change in changes}
    if not ids:
        return set()
    rows = session.execute(
        select(
            LedgerEvent.id,
            LedgerEvent.captured_at,
            LedgerEvent.clock_offset_ms,
            LedgerEvent.received_at,
        ).where(LedgerEvent.id.in_(ids))
    )
    late = set()
    for row in rows:
        done_at = row.captured_at + timedelta(milliseconds=row.clock_offset_ms or 0)
        if row.received_at - done_at > LATE and done_at <= before:
            late.add(row.id)
    return {change.record for change in changes if change.event_id in late}


def last_mover(session: Session, place_id: int) -> int | None:
    """Return who moved something into or out of a place last, counts left aside; None: nobody."""
    newest = [
        select(
            select(Move.event_id)
            .where(column == place_id)
            .order_by(Move.pos.desc())
            .limit(1)
            .scalar_subquery()
        )
        for column in (Move.from_id, Move.to_id)
    ]
    rows = session.execute(
        select(LedgerEvent.user_id, LedgerEvent.kind, LedgerEvent.pos).where(
            LedgerEvent.id.in_(union_all(*newest))
        )
    ).all()
    last = max(rows, key=lambda row: row.pos, default=None)
    return last.user_id if last is not None and not last.kind.startswith("count.") else None


def refused_about(session: Session, site_id: int, text: str, after_pos: int) -> list[RefusedScan]:
    """Return the refused scans whose scan or answer names a code, newest first.

    Looks at the newest refusals after a position only, by an index of refusals.
    """
    newest = (
        select(
            LedgerEvent.pos,
            LedgerEvent.received_at,
            LedgerEvent.user_id,
            LedgerEvent.body,
            LedgerEvent.answer,
        )
        .where(
            LedgerEvent.site_id == site_id,
            LedgerEvent.outcome == REJECTED,
            LedgerEvent.pos > after_pos,
        )
        .order_by(LedgerEvent.pos.desc())
        .limit(MOST_REFUSED)
        .subquery()
    )
    rows = session.execute(
        select(newest.c.received_at, User.name, newest.c.body, newest.c.answer)
        .outerjoin(User, User.id == newest.c.user_id)
        .where(
            newest.c.body.contains(text, autoescape=True)
            | newest.c.answer.contains(text, autoescape=True)
        )
        .order_by(newest.c.pos.desc())
        .limit(MOST_SHOWN * 3)
    )
    whole = re.compile(rf"(?<![0-9A-Za-z])(?:B-)?{re.escape(text)}(?![0-9A-Za-z]|-[0-9A-Za-z])")
    told = [_refused(row) for row in rows if whole.search(row.body + row.answer)]
    return told[:MOST_SHOWN]


def _refused(row: Any) -> RefusedScan:
    body, answer = json.loads(row.body), json.loads(row.answer)
    return RefusedScan(
        at=row.received_at,
        user_name=row.name or "the system",
        code=str(body.get("code", "")),
        sentence=str(answer.get("sentence", "")),
    )


def holds_of(session: Session, place_id: int, item_id: int) -> list[HoldRow]:
    """Return the holds of an item in a place, the newest first, those that were lifted too."""
    rows = session.execute(
        select(
            Hold.lot_id,
            Hold.quantity,
            Hold.reason,
            LedgerEvent.received_at,
            func.coalesce(User.name, "the system"),
            Hold.lifted_by.is_not(None),
        )
        .join(LedgerEvent, LedgerEvent.id == Hold.placed_by)
        .outerjoin(User, User.id == LedgerEvent.user_id)
        .where(Hold.place_id == place_id, Hold.item_id == item_id)
        .order_by(Hold.id.desc())
        .limit(20)
    )
    return [HoldRow(*row) for row in rows]


def has_stock(place: ColumnElement[int]) -> ColumnElement[bool]:
    """Tell whether anything is on hand in the place of another column."""
    return exists().where(Balance.place_id == place, Balance.on_hand > 0)


def places_with(session: Session, site_id: int, item_ids: Collection[int]) -> list[int]:
    """Return the bins of a site that have one of the items by the book, in order of their codes."""
    has_one = Balance.item_id.in_(item_ids) & (Balance.on_hand > 0)
    return _bins_where(session, site_id, has_one)


def doubtful_bins(session: Session, site_id: int) -> list[int]:
    """Return the bins that have promised and held more than they have: that cannot be right."""
    return _bins_where(session, site_id, Balance.allocated + Balance.held > Balance.on_hand)


def _bins_where(session: Session, site_id: int, condition: ColumnElement[bool]) -> list[int]:
    return list(
        session.execute(
            select(Place.id)
            .join(Balance, Balance.place_id == Place.id)
            .where(Place.site_id == site_id, Place.kind == BIN, condition)
            .group_by(Place.id, Place.code)
            .order_by(Place.code)
            .limit(MOST_BINS)
        ).scalars()
    )


def lot_code_of(session: Session, lot_id: int) -> str:
    """Return a lot's code, as it stands on the goods."""
    return session.execute(select(Lot.code).where(Lot.id == lot_id)).scalar_one()


def is_in_stock(session: Session, lot_id: int) -> bool:
    """Tell whether any place of any site has units of a lot or serial."""
    found = session.execute(
        select(Balance.place_id)
        .join(Lot, Lot.item_id == Balance.item_id)
        .where(Lot.id == lot_id, Balance.lot_id == lot_id, Balance.on_hand > 0)
        .limit(1)
    )
    return found.first() is not None
