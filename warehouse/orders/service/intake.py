"""Taking orders in from a channel: new ones, changed ones, and those that told nothing new."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from warehouse.orders.models import PENDING, Order
from warehouse.orders.rules.changes import ToldLine, column_values, told_head
from warehouse.orders.rules.incoming import IncomingOrder
from warehouse.orders.service.allocation import settle
from warehouse.orders.service.exceptions import Docket, decide_state
from warehouse.orders.service.kits import take_apart
from warehouse.orders.service.revision import revise
from warehouse.orders.service.telling import (
    Book,
    TakenIn,
    fingerprint_of,
    load_book,
    new_line,
    note_waiting,
    raise_doubts,
    write_told,
)
from warehouse.orders.service.turns import OrderTurn, take_turn

ORDERS_A_CHUNK = 400


def take_in(
    session: Session,
    site_id: int,
    incoming: Sequence[IncomingOrder],
    *,
    now: datetime,
    user_id: int | None,
) -> TakenIn:
    """Take orders in, keyed by (site, channel, order id, line id); the same again changes nothing.

    Ready orders whose every line is understood are opened and allocated at once; what is
    doubtful becomes an exception with its raw row; pending, cancelled and channel-fulfilled
    orders are kept off the floor. Of known orders only what the channel says otherwise than
    before is changed, and only as far as it is not picked yet.
    """
    turn = take_turn(session, site_id, now=now, user_id=user_id)
    report = TakenIn()
    for start in range(0, len(incoming), ORDERS_A_CHUNK):
        chunk = incoming[start : start + ORDERS_A_CHUNK]
        book = load_book(turn, chunk)
        for order in chunk:
            known = book.orders.get((order.channel, order.channel_order_id))
            if known is not None:
                revise(turn, book, known, order, report)
            elif _has_nothing_for_us(order):
                report.passed_over += 1
            else:
                made = _take_in_new(turn, book, order, report)
                book.orders[order.channel, order.channel_order_id] = made
        session.flush()
    return report


def _has_nothing_for_us(order: IncomingOrder) -> bool:
    """Tell whether another system has finished an order before we ever heard of it."""
    if order.state != "ready":
        return False
    return not any(line.state == "open" for line in order.lines)


def _take_in_new(turn: OrderTurn, book: Book, told: IncomingOrder, report: TakenIn) -> Order:
    order = Order(
        site_id=turn.site_id,
        channel=told.channel,
        channel_order_id=told.channel_order_id,
        state=PENDING,
        taken_in_at=turn.now,
        told=write_told(
            told_head(told),
            {line.channel_line_id: ToldLine.of(line) for line in told.lines},
            fingerprint_of(told),
        ),
        **column_values(told_head(told)),
    )
    turn.session.add(order)
    turn.session.flush()
    lines = [new_line(order, line, book) for line in told.lines]
    turn.session.add_all(lines)
    turn.session.flush()
    docket = Docket(turn.session, order, turn.now)
    raise_doubts(docket, told, list(zip(told.lines, lines, strict=True)))
    lines = take_apart(turn.session, lines, book.kits)
    decide_state(docket, lines, told.state)
    report.new += 1
    report.allocated_units += settle(turn, order, lines).allocated
    note_waiting(docket, report)
    return order
