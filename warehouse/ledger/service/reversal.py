"""Taking an event back: the same moves the other way, in an event of its own."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.ledger.models import LedgerEvent, Move
from warehouse.ledger.rules import POSTED, Transfer


def moves_back(session: Session, event_id: UUID) -> list[Transfer]:
    """Return the moves that would undo an event, in the reverse order of its own."""
    rows = session.execute(
        select(Move).where(Move.event_id == event_id).order_by(Move.id.desc())
    ).scalars()
    return [Transfer(m.item_id, m.lot_id, m.from_id, m.to_id, m.quantity).back() for m in rows]


def last_undoable(
    session: Session,
    subject: str,
    kinds: tuple[str, ...],
    outcomes: tuple[str, ...] = (POSTED,),
) -> LedgerEvent | None:
    """Return the newest posted event of a subject that nobody has taken back, if there is one."""
    reversed_ids = select(LedgerEvent.reverses).where(
        LedgerEvent.subject == subject, LedgerEvent.reverses.is_not(None)
    )
    return session.execute(
        select(LedgerEvent)
        .where(
            LedgerEvent.subject == subject,
            LedgerEvent.kind.in_(kinds),
            LedgerEvent.outcome.in_(outcomes),
            LedgerEvent.id.not_in(reversed_ids),
        )
        .order_by(LedgerEvent.pos.desc())
        .limit(1)
    ).scalar_one_or_none()
