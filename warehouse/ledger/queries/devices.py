"""What the ledger knows of single events, and of the devices that sent them."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from warehouse.ledger.models import LedgerEvent, Move
from warehouse.ledger.rules import POSTED
from warehouse.people.models import User


@dataclass(frozen=True, slots=True)
class NewestEvent:
    """The last thing that a device told: its epoch and number, when captured, when received."""

    device_id: str
    device_epoch: int
    device_seq: int
    captured_at: datetime
    received_at: datetime
    clock_offset_ms: int | None


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One event as it was written."""

    id: UUID
    kind: str
    subject: str
    body: str
    outcome: str
    user_id: int | None
    device_id: str | None
    captured_at: datetime


def events_by_id(session: Session, event_ids: Collection[UUID]) -> dict[UUID, StoredEvent]:
    """Return events by their ids."""
    rows = session.execute(
        select(
            LedgerEvent.id,
            LedgerEvent.kind,
            LedgerEvent.subject,
            LedgerEvent.body,
            LedgerEvent.outcome,
            LedgerEvent.user_id,
            LedgerEvent.device_id,
            LedgerEvent.captured_at,
        ).where(LedgerEvent.id.in_(event_ids))
    )
    return {row.id: StoredEvent(*row) for row in rows}


@dataclass(frozen=True, slots=True)
class Taking:
    """Who took units out of a place, and when by his own word."""

    user_name: str
    at: datetime


def last_taken(session: Session, subject: str, key: tuple[int, int, int]) -> Taking | None:
    """Return who last took units of (place, item, lot) in a thread of events, if anybody did."""
    row = session.execute(
        select(User.name, LedgerEvent.captured_at)
        .join(Move, Move.event_id == LedgerEvent.id)
        .join(User, User.id == LedgerEvent.user_id)
        .where(
            LedgerEvent.subject == subject,
            Move.from_id == key[0],
            Move.item_id == key[1],
            Move.lot_id == key[2],
        )
        .order_by(LedgerEvent.pos.desc())
        .limit(1)
    ).one_or_none()
    return Taking(*row) if row else None


def standing(
    session: Session, subject: str, kinds: Collection[str], most: int
) -> list[tuple[str, dict[str, Any]]]:
    """Return kind and answer of a thread's newest events that nobody took back, oldest first."""
    taken_back = aliased(LedgerEvent)
    reversed_ids = select(taken_back.reverses).where(
        taken_back.subject == subject, taken_back.reverses.is_not(None)
    )
    rows = session.execute(
        select(LedgerEvent.kind, LedgerEvent.answer)
        .where(
            LedgerEvent.subject == subject,
            LedgerEvent.kind.in_(kinds),
            LedgerEvent.outcome == POSTED,
            LedgerEvent.id.not_in(reversed_ids),
        )
        .order_by(LedgerEvent.pos.desc())
        .limit(most)
    ).all()
    return [(row.kind, json.loads(row.answer)) for row in reversed(rows)]


def has_number(
    session: Session, device_id: str | None, device_epoch: int | None, device_seq: int
) -> bool:
    """Tell whether an event of a device's epoch with that number is in the ledger."""
    return (
        session.execute(
            select(LedgerEvent.pos).where(
                LedgerEvent.device_id == device_id,
                LedgerEvent.device_epoch == device_epoch,
                LedgerEvent.device_seq == device_seq,
            )
        ).first()
        is not None
    )


def newest_of(session: Session, device_ids: Collection[str]) -> dict[str, NewestEvent]:
    """Return each device's newest event, by its own count: an index look-up a device."""
    other = aliased(LedgerEvent)
    epoch = (
        select(func.max(other.device_epoch))
        .where(other.device_id == LedgerEvent.device_id)
        .scalar_subquery()
    )
    number = (
        select(func.max(other.device_seq))
        .where(
            other.device_id == LedgerEvent.device_id,
            other.device_epoch == LedgerEvent.device_epoch,
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            LedgerEvent.device_id,
            LedgerEvent.device_epoch,
            LedgerEvent.device_seq,
            LedgerEvent.captured_at,
            LedgerEvent.received_at,
            LedgerEvent.clock_offset_ms,
        ).where(
            LedgerEvent.device_id.in_(device_ids),
            LedgerEvent.device_epoch == epoch,
            LedgerEvent.device_seq == number,
        )
    )
    found: list[Any] = list(rows)  # the columns may be empty in general, not in these rows
    return {row.device_id: NewestEvent(*row) for row in found}
