"""Cancelling at the desk: what is not picked is no longer wanted, and its stock is free again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from warehouse.ledger.queries.promises import Promised, promised
from warehouse.orders.errors import AlreadyOver, NoSuchOrder, NotThatMany, OnTheFloor, PartOfAKit
from warehouse.orders.loading import load_lines
from warehouse.orders.models import CANCELLED, SHIPPED, Order, OrderLine
from warehouse.orders.service.allocation import ON_THE_FLOOR, settle
from warehouse.orders.service.exceptions import Docket, decide_state, told_state
from warehouse.orders.service.kits import figures_of, take_apart
from warehouse.orders.service.turns import OrderTurn, load_order, take_turn


def cancel_order(
    session: Session, site_id: int, order_id: int, *, now: datetime, user_id: int | None
) -> None:
    """Cancel all that is still wanted of an order; what has left before stays as it is.

    Raises:
        NoSuchOrder: It is not this site's.
        AlreadyOver: It was shipped or cancelled in the meantime.
        OnTheFloor: It has a pick task or is packed; whoever may takes that back first, which
            marks the order open again.
    """
    turn = take_turn(session, site_id, now=now, user_id=user_id)
    order = load_order(turn, order_id)
    lines = load_lines(session, order_id)
    promises = _check_at_the_desk(turn, order, lines)
    cancelled = 0
    for line in lines:
        if line.kit_line_id is None:
            free = line.wanted_units - promises.get(line.id, Promised()).taken_units
            line.cancelled_units += max(free, 0)
            cancelled += max(free, 0)
    take_apart(session, lines)
    docket = Docket.load(session, order, now)
    docket.repair(lambda _row: True)
    order.state = CANCELLED
    settle(turn, order, lines, kind="order.cancel", body={"units": cancelled})
    if any(promise.taken_units for promise in promises.values()):
        order.state = SHIPPED  # a part has left before; only the rest is cancelled


def cancel_on_the_floor(turn: OrderTurn, order: Order) -> None:
    """Cancel what has not left of an order on the floor; called by the floor, in its own turn.

    Stock that was promised and not picked is free again. What was picked keeps its promise until
    it is back in its bin.
    """
    lines = load_lines(turn.session, order.id)
    _, shipped = figures_of(turn.session, lines)
    cancelled = 0
    for line in lines:
        if line.kit_line_id is not None:
            continue
        free = max(line.wanted_units - shipped.get(line.id, 0), 0)
        line.cancelled_units += free
        cancelled += free
    take_apart(turn.session, lines)
    Docket.load(turn.session, order, turn.now).repair(lambda _row: True)
    order.state = CANCELLED
    settle(turn, order, lines, kind="order.cancel", body={"units": cancelled})
    if any(shipped.values()):
        order.state = SHIPPED  # a part has left before; only the rest is cancelled
    turn.session.flush()


def cancel_line(  # noqa: PLR0913 - what, how many, when and who
    session: Session,
    site_id: int,
    line_id: int,
    units: int,
    *,
    now: datetime,
    user_id: int | None,
) -> None:
    """Cancel some units of a line.

    Raises:
        NoSuchOrder: The line is not this site's.
        AlreadyOver: The order was shipped or cancelled in the meantime.
        OnTheFloor: The order has a pick task or is packed.
        PartOfAKit: It is a component, which follows its kit.
        NotThatMany: Fewer units are wanted and not yet picked.
    """
    turn = take_turn(session, site_id, now=now, user_id=user_id)
    line = session.get(OrderLine, line_id, populate_existing=True)
    if line is None:
        raise NoSuchOrder
    order = load_order(turn, line.order_id)
    lines = load_lines(session, order.id)
    if line.kit_line_id is not None:
        raise PartOfAKit(sku=line.sku)
    promises = _check_at_the_desk(turn, order, lines)
    left = line.wanted_units - promises.get(line.id, Promised()).taken_units
    if not 0 < units <= left:
        raise NotThatMany(typed=units, left=max(left, 0), sku=line.sku)
    line.cancelled_units += units
    take_apart(session, lines)
    docket = Docket.load(session, order, now)
    if line.wanted_units == 0:
        docket.repair(lambda row: row.order_line_id == line.id)
    decide_state(docket, lines, told_state(order))
    body = {"line": line.id, "units": units}
    settle(turn, order, lines, kind="order.cancel_line", body=body)


def _check_at_the_desk(
    turn: OrderTurn, order: Order, lines: list[OrderLine]
) -> dict[int, Promised]:
    if order.state in ON_THE_FLOOR:
        taken = promised(turn.session, [line.id for line in lines]).values()
        picked = sum(promise.taken_units for promise in taken)
        raise OnTheFloor(order=order.channel_order_id, state=order.state, picked=picked)
    if order.state in (SHIPPED, CANCELLED):
        raise AlreadyOver(order=order.channel_order_id, state=order.state)
    return figures_of(turn.session, lines)[0]
