"""Asking for goods to be put back, in the transaction of the event that found them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.locations.models import Place
from warehouse.putback.models import CANCELLED, CLAIMED, OPEN, PAUSED, PutBackLine, PutBackTask


@dataclass(frozen=True, slots=True)
class Goods:
    """Base units of one lot, and the bin that they go into."""

    item_id: int
    lot_id: int
    place_id: int
    units: int
    allocation_id: int | None = None
    """The promise by which they were picked, if it is given up as they go back."""


def ask(  # noqa: PLR0913 - what, out of what, why, and who first
    session: Session,
    *,
    site_id: int,
    order_id: int,
    container_id: int,
    goods: Sequence[Goods],
    reason: str,
    event_id: UUID,
    for_user_id: int | None,
    now: datetime,
) -> int:
    """Make a task of goods in one tote or carton; returns its id.

    Args:
        reason: A sentence for whoever does it.
        event_id: The event that it comes from; it may be posted after this.
        for_user_id: Who is offered it first.
    """
    assert goods, "there is something to put back"
    task = PutBackTask(
        site_id=site_id,
        order_id=order_id,
        container_id=container_id,
        reason=reason,
        asked_by=event_id,
        for_user_id=for_user_id,
        created_at=now,
    )
    session.add(task)
    session.flush()
    codes = dict(
        session.execute(
            select(Place.id, Place.code).where(Place.id.in_([part.place_id for part in goods]))
        ).all()
    )
    for sequence, part in enumerate(sorted(goods, key=lambda part: codes[part.place_id])):
        session.add(
            PutBackLine(
                task_id=task.id,
                item_id=part.item_id,
                lot_id=part.lot_id,
                place_id=part.place_id,
                allocation_id=part.allocation_id,
                sequence=sequence,
                wanted=part.units,
            )
        )
    session.flush()
    return task.id


def asked_units(session: Session, container_ids: Sequence[int]) -> dict[tuple[int, int, int], int]:
    """Return container, item, lot → units that tasks under way already put back."""
    left = PutBackLine.wanted - PutBackLine.put - PutBackLine.missing
    rows = session.execute(
        select(PutBackTask.container_id, PutBackLine.item_id, PutBackLine.lot_id, func.sum(left))
        .join(PutBackLine, PutBackLine.task_id == PutBackTask.id)
        .where(
            PutBackTask.container_id.in_(container_ids),
            PutBackTask.state.in_((OPEN, CLAIMED, PAUSED)),
        )
        .group_by(PutBackTask.container_id, PutBackLine.item_id, PutBackLine.lot_id)
    )
    return {(container, item, lot): int(units) for container, item, lot, units in rows}


def withdraw(session: Session, event_id: UUID) -> bool:
    """Cancel the task that an event asked for, as it is taken back itself.

    Returns:
        False when somebody has begun it: then the event cannot be taken back any more.
    """
    tasks = (
        session.execute(select(PutBackTask).where(PutBackTask.asked_by == event_id)).scalars().all()
    )
    if any(task.state != OPEN for task in tasks):
        return False
    for task in tasks:
        task.state = CANCELLED
    session.flush()
    return True
