"""Loading a task and its lines, under the site's turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from warehouse.catalog.models import Item, Lot
from warehouse.kernel.errors import NotYours
from warehouse.locations.models import Place
from warehouse.people.models import User
from warehouse.putback.errors import NotYourTask, TaskOver
from warehouse.putback.models import CANCELLED, CLAIMED, DONE, PutBackLine, PutBackTask
from warehouse.putback.rules import Return
from warehouse.web.guard import Actor

Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A task as somebody carries it, and the name of who does."""

    task: PutBackTask
    container: str
    user_name: str | None


def accepted(title: str, sentence: str = "", **more: Any) -> Told:
    """Say yes: the words of the accepting signal."""
    return {"signal": "accepted", "title": title, "sentence": sentence, **more}


def load(session: Session, actor: Actor, task_id: int) -> Loaded:
    """Load a task of the actor's site.

    Raises:
        NotYours: no such task there.
    """
    row = session.execute(
        select(PutBackTask, Place.code, User.name)
        .join(Place, Place.id == PutBackTask.container_id)
        .outerjoin(User, User.id == PutBackTask.user_id)
        .where(PutBackTask.id == task_id, PutBackTask.site_id == actor.site_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotYours
    return Loaded(*row)


def load_carried(session: Session, actor: Actor, task_id: int) -> Loaded:
    """Load a task that the actor carries.

    Raises:
        NotYours, TaskOver, NotYourTask: as they say.
    """
    loaded = load(session, actor, task_id)
    if loaded.task.state in (DONE, CANCELLED):
        raise TaskOver
    if loaded.task.state != CLAIMED or loaded.task.user_id != actor.user_id:
        raise NotYourTask(who=loaded.user_name if loaded.task.state == CLAIMED else "nobody")
    return loaded


def load_line(session: Session, task_id: int, line_id: int) -> tuple[Return, int | None]:
    """Load a line of a task, and the allocation that its units came by.

    Raises:
        NotYours: no such line of that task.
    """
    container = aliased(Place)
    row: Any = session.execute(
        select(
            PutBackLine.allocation_id,
            PutBackLine.id, container.code, PutBackLine.item_id, Item.name, Item.sku,
            Item.tracking, PutBackLine.lot_id, Lot.code, PutBackLine.place_id, Place.code,
            PutBackLine.wanted, PutBackLine.put, PutBackLine.missing, PutBackLine.lot_seen,
            PutBackLine.in_hand,
        )
        .join(PutBackTask, PutBackTask.id == PutBackLine.task_id)
        .join(container, container.id == PutBackTask.container_id)
        .join(Place, Place.id == PutBackLine.place_id)
        .join(Item, Item.id == PutBackLine.item_id)
        .join(Lot, Lot.id == PutBackLine.lot_id)
        .where(PutBackLine.id == line_id, PutBackLine.task_id == task_id)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotYours
    return Return(*row[1:]), row[0]


def save(session: Session, line: Return) -> None:
    """Write a line's progress."""
    session.execute(
        update(PutBackLine)
        .where(PutBackLine.id == line.line_id)
        .values(put=line.put, missing=line.missing, lot_seen=line.lot_seen, in_hand=line.in_hand)
    )


def touch(loaded: Loaded, now: datetime) -> None:
    """Renew the lease on a task."""
    loaded.task.seen_at = now
