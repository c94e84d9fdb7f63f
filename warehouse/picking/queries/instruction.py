"""The one instruction of a task, and the codes that the demo shows for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, bindparam, case, func, select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Barcode, Item, Lot, Pack
from warehouse.db.base import table_of
from warehouse.kernel.errors import NotYours
from warehouse.kernel.ids import new_event_id
from warehouse.locations.models import PACKING, TOTE, Place
from warehouse.orders.models import Order
from warehouse.picking.models import CANCELLED, CLAIMED, PAUSED, FullTote, PickLine, PickTask
from warehouse.picking.queries.tasks import task_list, trip_name
from warehouse.picking.rules import MOST_SLOTS, Step, Stop, slot_of
from warehouse.picking.screens import (
    PickScreen,
    TaskList,
)
from warehouse.scanning.rules import own_code
from warehouse.web.guard import Actor
from warehouse.web.signal import Signal

FORMS_A_SCREEN = 8

_TASK, _LINE, _ORDER = table_of(PickTask), table_of(PickLine), table_of(Order)
_ITEM, _LOT, _PLACE = table_of(Item), table_of(Lot), table_of(Place)
_TOTE = table_of(Place).alias("tote")
_HAS_TOTE = case((_TASK.c.tote_id.is_(None), _TASK.c.slot), else_=MOST_SLOTS + 1)
_DONE = case((_LINE.c.wanted == _LINE.c.picked + _LINE.c.short, 1), else_=0)

_INSTRUCTION = (
    select(
        _ORDER.c.channel_order_id,
        _TASK.c.state,
        _TASK.c.user_id,
        _TASK.c.slot,
        _TASK.c.method,
        _TOTE.c.code.label("tote_code"),
        func.count().over().label("lines"),
        func.sum(_DONE).over().label("lines_done"),
        func.sum(_LINE.c.picked).over().label("units_picked"),
        func.sum(_LINE.c.short).over().label("units_short"),
        _LINE.c.pack_name,
        _LINE.c.pack_units,
        _LOT.c.expires_on,
        _ITEM.c.picture,
        _LINE.c.id,
        _LINE.c.place_id,
        _PLACE.c.code,
        _LINE.c.item_id,
        _ITEM.c.name,
        _ITEM.c.sku,
        _ITEM.c.tracking,
        _LINE.c.lot_id,
        _LOT.c.code.label("lot_code"),
        _LINE.c.wanted,
        _LINE.c.picked,
        _LINE.c.short,
        _LINE.c.at_bin,
        _LINE.c.lot_seen,
        _LINE.c.in_hand,
        _LINE.c.asks_empty,
    )
    .select_from(
        _TASK.join(_ORDER, _ORDER.c.id == _TASK.c.order_id)
        .join(_LINE, _LINE.c.task_id == _TASK.c.id)
        .join(_PLACE, _PLACE.c.id == _LINE.c.place_id)
        .join(_ITEM, _ITEM.c.id == _LINE.c.item_id)
        .join(_LOT, _LOT.c.id == _LINE.c.lot_id)
        .outerjoin(_TOTE, _TOTE.c.id == _TASK.c.tote_id)
    )
    .where(
        _TASK.c.lead_id == bindparam("task"),
        _TASK.c.site_id == bindparam("site"),
        _TASK.c.state != CANCELLED,
    )
    .order_by(
        _LINE.c.asks_empty.desc(),
        _HAS_TOTE,
        _DONE,
        _LINE.c.at_bin.desc(),
        _LINE.c.sequence,
        _LINE.c.id,
    )
    .limit(2)
)
_FIRST_STOP_COLUMN = 14


def pick_screen(
    session: Session,
    actor: Actor,
    task_id: int,
    *,
    signal: Signal | None = None,
    show_codes: bool = False,
) -> PickScreen | TaskList:
    """Return the instruction of a task that the actor carries, else the list of tasks.

    Raises:
        NotYours: no such task at the actor's site.
    """
    rows = session.execute(_INSTRUCTION, {"task": task_id, "site": actor.site_id}).all()
    if not rows:
        raise NotYours
    now = rows[0]
    if now.state != CLAIMED or now.user_id != actor.user_id:
        return task_list(session, actor, signal=signal)
    stop = Stop(*now[_FIRST_STOP_COLUMN:])
    asked: Stop | None = stop
    if stop.asks_empty:
        step = stop.step
    elif now.tote_code is None:
        step, asked = Step.TAKE_TOTE, None
    elif stop.left == 0:
        step, asked = Step.DROP, None
    else:
        step = stop.step
    following = (
        rows[1] if len(rows) > 1 and rows[1].wanted > rows[1].picked + rows[1].short else None
    )
    return PickScreen(
        task_id=task_id,
        order_ref=trip_name(task_id, now.method, now.channel_order_id),
        slot=slot_of(now.slot) if step is not Step.DROP else None,
        tote_code=now.tote_code,
        totes=_totes(session, task_id) if step is Step.DROP else 1,
        step=step,
        stop=asked,
        pack_name=now.pack_name,
        pack_units=now.pack_units,
        expires_on=now.expires_on,
        picture=now.picture,
        next_bin=following.code if following else None,
        next_item=following.name if following else None,
        lines=now.lines,
        lines_done=int(now.lines_done),
        units_picked=int(now.units_picked),
        units_short=int(now.units_short),
        signal=signal,
        event_ids=tuple(str(new_event_id()) for _ in range(FORMS_A_SCREEN)),
        codes=_codes(session, actor, step, asked, now)
        if show_codes and step is not Step.EMPTY
        else [],
    )


def _totes(session: Session, lead_id: int) -> int:
    carried = PickTask.lead_id == lead_id, PickTask.state == CLAIMED
    full = select(FullTote.place_id).join(PickTask, PickTask.id == FullTote.task_id)
    every = select(PickTask.tote_id).where(*carried).union(full.where(*carried))
    return session.execute(select(func.count()).select_from(every.subquery())).scalar_one()


def _codes(
    session: Session, actor: Actor, step: Step, stop: Stop | None, now: Row[Any]
) -> list[tuple[str, str]]:
    """Return what could be scanned now, for those who try the demo without a scanner."""
    if step is Step.TAKE_TOTE:
        return [("An empty tote", _free_tote(session, actor.site_id))]
    if step is Step.DROP:
        place = session.execute(
            select(Place.code).where(Place.site_id == actor.site_id, Place.kind == PACKING)
            .order_by(Place.code).limit(1)
        ).scalar_one()  # fmt: skip
        return [("The packing place", own_code("bin", place))]
    assert stop is not None, "every other step belongs to a stop"
    if step is Step.BIN:
        return [("This bin", own_code("bin", stop.bin_code))]
    if step is Step.LOT:
        return [("This lot", stop.lot_code)]
    tote = ("Your tote", now.tote_code)
    if step is Step.TOTE:
        return [tote]
    packs = session.execute(
        select(Pack.name, Pack.units, Barcode.code)
        .join(Barcode, Barcode.pack_id == Pack.id)
        .where(Pack.item_id == stop.item_id, Pack.units <= stop.left - stop.in_hand)
        .order_by(Pack.units.desc(), Barcode.code)
        .limit(2)
    ).all()
    codes = [("1 piece" if p.units == 1 else f"{p.name} of {p.units}", p.code) for p in packs]
    return [*codes, tote] if step is Step.MORE else codes


def _free_tote(session: Session, site_id: int) -> str:
    in_use = select(PickTask.tote_id).where(
        PickTask.tote_id.is_not(None), PickTask.state.in_((CLAIMED, PAUSED))
    )
    return (
        session.execute(
            select(Place.code)
            .where(
                Place.site_id == site_id,
                Place.kind == TOTE,
                Place.parent_id.is_(None),
                Place.id.not_in(in_use),
            )
            .order_by(Place.code)
            .limit(1)
        ).scalar_one_or_none()
        or "no tote is free"
    )
