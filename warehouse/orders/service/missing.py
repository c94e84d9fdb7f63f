"""What a count took out of the book cannot stay promised."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.ledger.queries.promises import open_promises_from
from warehouse.orders.loading import load_lines
from warehouse.orders.models import OPEN, Order, OrderLine
from warehouse.orders.service.allocation import settle
from warehouse.orders.service.turns import load_order, take_turn


def give_up_missing(
    session: Session,
    site_id: int,
    key: tuple[int, int, int],
    *,
    now: datetime,
    user_id: int | None,
) -> int:
    """Release what open orders were promised from a bin beyond what it has; the newest first.

    Orders on the floor keep theirs: the picker stands there and will say what is short.

    Args:
        key: The place, item and lot whose book has become smaller.

    Returns:
        How many units were released.
    """
    on_hand, allocated, held = stock.balance_of(session, key)
    lacking = allocated + held - on_hand
    if lacking <= 0:
        return 0
    turn = take_turn(session, site_id, now=now, user_id=user_id)
    released = 0
    touched: list[int] = []
    for allocation_id, line_id, units in open_promises_from(session, key):
        order_id = session.execute(
            select(Order.id)
            .join(OrderLine, OrderLine.order_id == Order.id)
            .where(OrderLine.id == line_id, Order.state == OPEN)
        ).scalar_one_or_none()
        if order_id is None or released >= lacking:
            continue
        given_back = min(units, lacking - released)
        changes = ledger.Changes()
        ledger.release(session, changes, allocation_id, key, given_back)
        told = {"line": line_id, "item": key[1], "allocated": 0, "released": given_back}
        turn.post(order_id, "order.allocate", {"lines": [told], "reason": "counted"}, changes)
        released += given_back
        touched.append(order_id)
    for order_id in dict.fromkeys(touched):
        lines = load_lines(session, order_id)
        if any(line.kit_line_id for line in lines):  # the rest of the kit is of no use alone
            settle(turn, load_order(turn, order_id), lines)
    return released
