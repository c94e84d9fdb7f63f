"""Loading a trip and its stops, under the site's turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, exists, or_, select, update
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item, Lot
from warehouse.db.base import table_of
from warehouse.kernel.errors import NotYours
from warehouse.ledger import queries as stock
from warehouse.locations.models import Place, Site
from warehouse.orders.models import CANCELLED as ORDER_CANCELLED
from warehouse.orders.models import SHIPPED as ORDER_SHIPPED
from warehouse.orders.models import Order
from warehouse.people.models import User
from warehouse.picking.errors import AnswerFirst, NotYourTask, OrderCalledOff, TaskOver
from warehouse.picking.models import BATCH, CANCELLED, CLAIMED, DONE, PickLine, PickTask
from warehouse.picking.rules import Stop
from warehouse.web.guard import Actor

_TASK, _LINE = table_of(PickTask), table_of(PickLine)
_ITEM, _LOT, _PLACE, _USER = table_of(Item), table_of(Lot), table_of(Place), table_of(User)
_TOTE, _ORDER, _SITE = table_of(Place).alias("tote"), table_of(Order), table_of(Site)
_OTHER_TASK, _OTHER_LINE = _TASK.alias("other_task"), _LINE.alias("other_line")
_ASKED_BIN = table_of(Place).alias("asked_bin")


@dataclass(frozen=True, slots=True)
class Trip:
    """A pick task as its picker holds it; `lead_id` names the whole trip that it is part of."""

    lead_id: int
    task_id: int
    slot: int
    order_id: int
    state: str
    user_id: int | None
    user_name: str | None
    tote_id: int | None
    tote_code: str | None
    order_state: str
    order_ref: str
    asks_bin: str | None
    """The bin of the trip about which a question is open: is it empty now?"""
    has_news: bool
    """Whether the channel has changed an order of it, and the picker has not heard of it yet."""


_ASKS = (
    select(_ASKED_BIN.c.code)
    .select_from(
        _OTHER_LINE.join(_OTHER_TASK, _OTHER_TASK.c.id == _OTHER_LINE.c.task_id).join(
            _ASKED_BIN, _ASKED_BIN.c.id == _OTHER_LINE.c.place_id
        )
    )
    .where(_OTHER_TASK.c.lead_id == _TASK.c.lead_id, _OTHER_LINE.c.asks_empty)
    .limit(1)
    .scalar_subquery()
)
_HAS_NEWS = exists().where(_OTHER_TASK.c.lead_id == _TASK.c.lead_id, _OTHER_TASK.c.notice != "")
_TASK_COLUMNS = (
    _TASK.c.lead_id,
    _TASK.c.id.label("task_id"),
    _TASK.c.slot,
    _TASK.c.order_id,
    _TASK.c.state,
    _TASK.c.user_id,
    _USER.c.name.label("user_name"),
    _TASK.c.tote_id,
    _TOTE.c.code.label("tote_code"),
    _ORDER.c.state.label("order_state"),
    _ORDER.c.channel_order_id.label("order_ref"),
    _ASKS.label("asks_bin"),
    _HAS_NEWS.label("has_news"),
)
_WITH_PEOPLE = (
    _TASK.join(_ORDER, _ORDER.c.id == _TASK.c.order_id)
    .outerjoin(_USER, _USER.c.id == _TASK.c.user_id)
    .outerjoin(_TOTE, _TOTE.c.id == _TASK.c.tote_id)
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
    _LINE.c.asks_empty,
)
_TRIP = (
    select(*_TASK_COLUMNS)
    .select_from(_WITH_PEOPLE)
    .where(
        _TASK.c.lead_id == bindparam("task"),
        _TASK.c.site_id == bindparam("site"),
        or_(_TASK.c.method != BATCH, _TASK.c.id == _TASK.c.lead_id),
    )
    .order_by(_TASK.c.state == CANCELLED, _TASK.c.tote_id.is_not(None), _TASK.c.slot)
    .limit(1)
)
_TRIP_AND_STOP = (
    select(
        *_TASK_COLUMNS,
        _LINE.c.allocation_id,
        _LINE.c.order_line_id,
        stock.on_hand_of(_LINE.c.place_id, _LINE.c.item_id, _LINE.c.lot_id).label("on_hand"),
        _LOT.c.is_blocked,
        stock.on_hand_in(_LINE.c.place_id).label("in_bin"),
        _SITE.c.asks_if_empty,
        _TASK.c.method,
        *_STOP_COLUMNS,
    )
    .select_from(
        _WITH_PEOPLE.join(_LINE, _LINE.c.task_id == _TASK.c.id)
        .join(_PLACE, _PLACE.c.id == _LINE.c.place_id)
        .join(_ITEM, _ITEM.c.id == _LINE.c.item_id)
        .join(_LOT, _LOT.c.id == _LINE.c.lot_id)
        .join(_SITE, _SITE.c.id == _TASK.c.site_id)
    )
    .where(
        _TASK.c.lead_id == bindparam("task"),
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
    is_blocked: bool
    """Whether the lot must not leave."""
    in_bin: int
    """Base units of everything that the book has in the stop's bin."""
    asks_if_empty: bool
    """Whether the site has bins looked into that are empty by the book."""
    method: str

    @property
    def is_shared(self) -> bool:
        """Whether several orders have units in the stop."""
        return self.method == BATCH

    @property
    def key(self) -> tuple[int, int, int]:
        """The balance that the stop takes from."""
        return (self.stop.place_id, self.stop.item_id, self.stop.lot_id)


def load_trip(session: Session, actor: Actor, task_id: int) -> Trip:
    """Load a trip of the actor's site: of several tasks the first that has no tote yet.

    Raises:
        NotYours: no such trip there.
    """
    row: Any = session.execute(_TRIP, {"task": task_id, "site": actor.site_id}).one_or_none()
    if row is None:
        raise NotYours
    return Trip(*row)


def load_stop(session: Session, actor: Actor, task_id: int, line_id: int) -> At:
    """Load a trip that the actor carries, at one of its lines.

    Raises:
        NotYours: no such line there.
        OrderCalledOff, TaskOver, NotYourTask: the actor does not carry the task.
    """
    at = read_stop(session, actor, task_id, line_id)
    check_carried(at.trip, actor)
    return at


def read_stop(session: Session, actor: Actor, task_id: int, line_id: int) -> At:
    """Load a trip of the actor's site at one of its lines, whoever carries it now.

    Raises:
        NotYours: no such line there.
    """
    row: Any = session.execute(
        _TRIP_AND_STOP, {"task": task_id, "site": actor.site_id, "line": line_id}
    ).one_or_none()
    if row is None:
        raise NotYours
    stop = _WIDTH + 7
    return At(Trip(*row[:_WIDTH]), Stop(*row[stop:]), *row[_WIDTH:stop])


def check_carried(trip: Trip, actor: Actor) -> None:
    """Refuse whoever does not carry the task now."""
    check_not_over(trip)
    if trip.state != CLAIMED or trip.user_id != actor.user_id:
        raise NotYourTask(who=trip.user_name if trip.state == CLAIMED else "nobody")


def check_answered(trip: Trip) -> None:
    """Refuse whatever else is done while a question about a bin is open.

    Raises:
        AnswerFirst: it names the bin.
    """
    if trip.asks_bin is not None:
        raise AnswerFirst(bin=trip.asks_bin)


def check_not_over(trip: Trip) -> None:
    """Refuse a task that has ended, with a stop where its order was cancelled.

    Raises:
        OrderCalledOff, TaskOver: as they say.
    """
    if trip.state == CANCELLED and is_called_off(trip):
        raise called_off(trip)
    if trip.state in (DONE, CANCELLED):
        raise TaskOver


def is_called_off(trip: Trip) -> bool:
    """Tell whether the order was cancelled, or what was left of it after a first shipment."""
    was_shipped = trip.state == CANCELLED and trip.order_state == ORDER_SHIPPED
    return trip.order_state == ORDER_CANCELLED or was_shipped


def called_off(trip: Trip) -> OrderCalledOff:
    """Say what to do with an order that was cancelled while somebody carried it."""
    todo = "Put back what is in your hand, and choose another task."
    if trip.tote_code is not None:
        todo = (
            f"Put what is in your hand back into its bin, and leave in {trip.tote_code} what is "
            "in it: putting it back is a task in your list."
        )
    return OrderCalledOff(order=trip.order_ref, todo=todo)


_PROGRESS = (
    update(_LINE)
    .where(_LINE.c.id == bindparam("line"))
    .values(
        picked=bindparam("new_picked"),
        short=bindparam("new_short"),
        at_bin=bindparam("new_at_bin"),
        lot_seen=bindparam("new_lot_seen"),
        in_hand=bindparam("new_in_hand"),
        asks_empty=bindparam("new_asks_empty"),
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
            "new_asks_empty": stop.asks_empty,
        },
    )
