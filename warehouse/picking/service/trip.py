"""Loading a trip and its stops, under the site's turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item, Lot
from warehouse.db.base import table_of
from warehouse.kernel.errors import NotYours
from warehouse.ledger import queries as stock
from warehouse.locations.models import Place
from warehouse.people.models import User
from warehouse.picking.errors import NotYourTask, TaskOver
from warehouse.picking.models import CANCELLED, CLAIMED, DONE, PickLine, PickTask
from warehouse.picking.rules import Stop
from warehouse.web.guard import Actor

_TASK, _LINE = table_of(PickTask), table_of(PickLine)
_ITEM, _LOT, _PLACE, _USER = table_of(Item), table_of(Lot), table_of(Place), table_of(User)
_TOTE = table_of(Place).alias("tote")


@dataclass(frozen=True, slots=True)
class Trip:
    """A pick task as its picker holds it."""

    task_id: int
    order_id: int
    state: str
    user_id: int | None
    user_name: str | None
    tote_id: int | None
    tote_code: str | None


_TASK_COLUMNS = (
    _TASK.c.id.label("task_id"),
    _TASK.c.order_id,
    _TASK.c.state,
    _TASK.c.user_id,
    _USER.c.name.label("user_name"),
    _TASK.c.tote_id,
    _TOTE.c.code.label("tote_code"),
)
_WITH_PEOPLE = _TASK.outerjoin(_USER, _USER.c.id == _TASK.c.user_id).outerjoin(
    _TOTE, _TOTE.c.id == _TASK.c.tote_id
)
_STOP_COLUMNS = (
    _LINE.c.id,
    _LINE.c.place_id,
    _PLACE.c.code,
    _LINE.c.item_id,
    _ITEM.c.name,
    _ITEM.c.sku,
    _ITEM.c.tracking,
    _LINE.c.lot_id,
    _LOT.c.code,
    _LINE.c.wanted,
    _LINE.c.picked,
    _LINE.c.short,
    _LINE.c.at_bin,
    _LINE.c.lot_seen,
    _LINE.c.in_hand,
)
_TRIP = (
    select(*_TASK_COLUMNS)
    .select_from(_WITH_PEOPLE)
    .where(_TASK.c.id == bindparam("task"), _TASK.c.site_id == bindparam("site"))
)
_TRIP_AND_STOP = (
    select(
        *_TASK_COLUMNS,
        _LINE.c.allocation_id,
        _LINE.c.order_line_id,
        stock.on_hand_of(_LINE.c.place_id, _LINE.c.item_id, _LINE.c.lot_id).label("on_hand"),
        *_STOP_COLUMNS,
    )
    .select_from(
        _WITH_PEOPLE.join(_LINE, _LINE.c.task_id == _TASK.c.id)
        .join(_PLACE, _PLACE.c.id == _LINE.c.place_id)
        .join(_ITEM, _ITEM.c.id == _LINE.c.item_id)
        .join(_LOT, _LOT.c.id == _LINE.c.lot_id)
    )
    .where(
        _TASK.c.id == bindparam("task"),
        _TASK.c.site_id == bindparam("site"),
        _LINE.c.id == bindparam("line"),
    )
)
_WIDTH = len(_TASK_COLUMNS)


@dataclass(frozen=True, slots=True)
class At:
    """A trip at one of its stops, with what posting needs to know."""

    trip: Trip
    stop: Stop
    allocation_id: int
    order_line_id: int
    on_hand: int
    """Base units that the book has in the stop's bin, of its lot."""

    @property
    def key(self) -> tuple[int, int, int]:
        """The balance that the stop takes from."""
        return (self.stop.place_id, self.stop.item_id, self.stop.lot_id)


def load_trip(session: Session, actor: Actor, task_id: int) -> Trip:
    """Load a task of the actor's site.

    Raises:
        NotYours: no such task there.
    """
    row = session.execute(_TRIP, {"task": task_id, "site": actor.site_id}).one_or_none()
    if row is None:
        raise NotYours
    return Trip(*row)


def load_stop(session: Session, actor: Actor, task_id: int, line_id: int) -> At:
    """Load a task that the actor carries, at one of its lines.

    Raises:
        NotYours: no such line there.
        TaskOver, NotYourTask: the actor does not carry the task.
    """
    row: Row[Any] | None = session.execute(
        _TRIP_AND_STOP, {"task": task_id, "site": actor.site_id, "line": line_id}
    ).one_or_none()
    if row is None:
        raise NotYours
    at = At(Trip(*row[:_WIDTH]), Stop(*row[_WIDTH + 3 :]), *row[_WIDTH : _WIDTH + 3])
    check_carried(at.trip, actor)
    return at


def check_carried(trip: Trip, actor: Actor) -> None:
    """Refuse whoever does not carry the task now."""
    if trip.state in (DONE, CANCELLED):
        raise TaskOver
    if trip.state != CLAIMED or trip.user_id != actor.user_id:
        raise NotYourTask(who=trip.user_name if trip.state == CLAIMED else "nobody")


_PROGRESS = (
    update(_LINE)
    .where(_LINE.c.id == bindparam("line"))
    .values(
        picked=bindparam("new_picked"),
        short=bindparam("new_short"),
        at_bin=bindparam("new_at_bin"),
        lot_seen=bindparam("new_lot_seen"),
        in_hand=bindparam("new_in_hand"),
    )
)


def save_stop(session: Session, stop: Stop) -> None:
    """Write a stop's progress."""
    session.execute(
        _PROGRESS,
        {
            "line": stop.line_id,
            "new_picked": stop.picked,
            "new_short": stop.short,
            "new_at_bin": stop.at_bin,
            "new_lot_seen": stop.lot_seen,
            "new_in_hand": stop.in_hand,
        },
    )
