"""Cancelling an order that is on the floor: its trips stop, and what was picked goes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, true, update
from sqlalchemy.orm import Session

from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.locations.models import Place
from warehouse.orders import service as orders
from warehouse.orders.models import CARTON, Order
from warehouse.orders.queries.containers import containers_of
from warehouse.orders.service.allocation import ON_THE_FLOOR
from warehouse.orders.service.cancel import cancel_on_the_floor
from warehouse.orders.service.containers import unbind_container
from warehouse.orders.service.turns import OrderTurn, load_order, take_turn
from warehouse.picking.models import (
    BATCH,
    CANCELLED,
    CLAIMED,
    OPEN,
    PAUSED,
    PickLine,
    PickTask,
    Shortage,
    subject_of,
)
from warehouse.picking.service.shares import leave_batch, picked_shares
from warehouse.putback import service as putback


def call_off(
    session: Session, site_id: int, order_id: int, *, now: datetime, user_id: int | None
) -> None:
    """Cancel an order wherever it is.

    Its tasks end; whoever carries one is told at the next scan. Each tote and carton that holds
    units of it becomes a task to put them back into the bins that they came from.

    Raises:
        NoSuchOrder: It is not this site's.
        AlreadyOver: It was shipped or cancelled in the meantime.
    """
    turn = take_turn(session, site_id, now=now, user_id=user_id)
    order = load_order(turn, order_id)
    inside = contents_of_order(session, order_id)
    if order.state not in ON_THE_FLOOR and not inside:
        orders.cancel_order(session, site_id, order_id, now=now, user_id=user_id)
        return
    carriers = _end_tasks(turn, order)
    cancel_on_the_floor(turn, order)
    made = ledger.own_capture(
        site_id, "order.call_off", {"order": order_id}, now=now, user_id=user_id
    )
    ledger.post(session, turn.turn, made, subject=f"order:{order_id}")
    _ask_for_put_backs(turn, order, inside, made.id, carriers)
    session.execute(
        update(Shortage)
        .where(Shortage.order_id == order_id, Shortage.decided_at.is_(None))
        .values(decided_at=now, decision="cancel_line")
    )


def _end_tasks(turn: OrderTurn, order: Order) -> dict[int, int | None]:
    """End the order's tasks; returns who carries which tote."""
    session = turn.session
    tasks = session.execute(
        select(PickTask.id, PickTask.lead_id, PickTask.tote_id, PickTask.user_id, PickTask.method)
        .where(PickTask.order_id == order.id, PickTask.state.in_((OPEN, CLAIMED, PAUSED)))
        .order_by(PickTask.id)
    ).all()
    carriers = {task.tote_id: task.user_id for task in tasks if task.tote_id is not None}
    for task in tasks:
        if task.method == BATCH:
            tote_id = leave_batch(session, task.lead_id, order.id)
            if tote_id is not None:
                carriers[tote_id] = task.user_id
        else:
            session.execute(update(PickTask).where(PickTask.id == task.id).values(state=CANCELLED))
        if task.method != BATCH and task.tote_id and stock.is_empty(session, task.tote_id):
            unbind_container(session, task.tote_id)
        made = ledger.own_capture(
            turn.site_id, "pick.call_off", {"task": task.id}, now=turn.now, user_id=turn.user_id
        )
        ledger.post(session, turn.turn, made, subject=subject_of(task.lead_id))
    return carriers


def contents_of_order(session: Session, order_id: int) -> list[stock.StockRow]:
    """Return what stands in the order's totes and cartons, as of one that waits for stock, too."""
    places = [tote.place_id for tote in containers_of(session, [order_id])]
    places += session.execute(
        select(CARTON.c.place_id).where(CARTON.c.order_id == order_id)
    ).scalars()
    return [row for row in stock.contents_of(session, places) if row.on_hand > 0]


def _ask_for_put_backs(
    turn: OrderTurn,
    order: Order,
    inside: Sequence[stock.StockRow],
    event_id: UUID,
    carriers: dict[int, int | None],
) -> None:
    session = turn.session
    asked = putback.asked_units(session, [row.place_id for row in inside])
    lines = picked_lines(session, order.id)
    for place_id in dict.fromkeys(row.place_id for row in inside):
        goods: list[putback.Goods] = []
        for row in inside:
            if row.place_id == place_id:
                known = asked.get((place_id, row.item_id, row.lot_id), 0)
                goods += homeward(lines, row.item_id, row.lot_id, row.on_hand - known)
        code = session.execute(select(Place.code).where(Place.id == place_id)).scalar_one()
        if goods:
            putback.ask(
                session,
                site_id=turn.site_id,
                order_id=order.id,
                container_id=place_id,
                goods=goods,
                reason=f"Order {order.channel_order_id} was cancelled: put back what is in {code}.",
                event_id=event_id,
                for_user_id=carriers.get(place_id),
                now=turn.now,
            )


def picked_lines(
    session: Session, order_id: int, order_line_id: int | None = None
) -> list[list[int]]:
    """Return what was picked for an order, newest first: item, lot, bin, allocation, units."""
    is_of_line = PickLine.order_line_id == order_line_id if order_line_id else true()
    rows = session.execute(
        select(
            PickLine.item_id,
            PickLine.lot_id,
            PickLine.place_id,
            PickLine.allocation_id,
            PickLine.picked,
        )
        .join(PickTask, PickTask.id == PickLine.task_id)
        .where(
            PickTask.order_id == order_id,
            PickTask.method != BATCH,
            PickLine.picked > 0,
            is_of_line,
        )
        .order_by(PickLine.id.desc())
    )
    return [list(row) for row in rows] + ([] if order_line_id else picked_shares(session, order_id))


def homeward(
    lines: Sequence[list[int]], item_id: int, lot_id: int, units: int
) -> list[putback.Goods]:
    """Share units out over the bins that they came from; what is shared is taken off `lines`."""
    goods = []
    for line in lines:
        part = min(units, line[4])
        if part > 0 and (line[0], line[1]) == (item_id, lot_id):
            goods.append(putback.Goods(item_id, lot_id, line[2], part, line[3]))
            line[4] -= part
            units -= part
    return goods
