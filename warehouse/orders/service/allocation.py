"""Promising stock to orders; what an open order wants and there is none of is a backorder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.ledger.queries.promises import Promised, promised, promised_by_line
from warehouse.orders.models import (
    EXCEPTION,
    OPEN,
    PACKED,
    PICKED,
    RELEASED,
    SHIPPED,
    Order,
    OrderLine,
)
from warehouse.orders.service.turns import OrderTurn, load_lines, load_order, take_turn

ON_THE_FLOOR = (RELEASED, PICKED, PACKED)
LINES_A_STATEMENT = 500


@dataclass(frozen=True, slots=True)
class Settled:
    """Base units that one settling promised and gave back."""

    allocated: int = 0
    released: int = 0


def wanted_units(line: OrderLine) -> int:
    """Return the units that a line wants in all, those that are picked already included."""
    return line.ordered_units - line.cancelled_units


def settle(
    turn: OrderTurn,
    order: Order,
    lines: Sequence[OrderLine],
    *,
    kind: str = "order.allocate",
    body: dict[str, Any] | None = None,
) -> Settled:
    """Make an order's allocations what its state and lines ask for, in one ledger event.

    An open order is given what it wants, as far as there is stock; one that waits for a repair
    keeps what it has; any other gives everything back. An order on the floor is left alone: its
    allocations are somebody's pick lines.

    Args:
        kind: What happened, for the order's story.
        body: More to tell of it; with it the event is written even if no stock is touched.
    """
    if order.state in (*ON_THE_FLOOR, SHIPPED):
        assert body is None or kind != "order.allocate", "the floor decides these allocations"
        if body is not None:
            turn.post(order.id, kind, {**body, "lines": []})
        return Settled()
    turn.session.flush()
    changes = ledger.Changes()
    promises = promised(turn.session, [line.id for line in lines])
    told, allocated, released = [], 0, 0
    for line in lines:
        promise = promises.get(line.id, Promised())
        target = _target(order, line, promise)
        given_back = _give_back(turn, changes, line, target) if promise.open_units else 0
        lacking = target - (promise.open_units - given_back)
        found = _find(turn, changes, line, lacking) if lacking > 0 and order.state == OPEN else 0
        if given_back or found:
            told.append(
                {"line": line.id, "item": line.item_id, "allocated": found, "released": given_back}
            )
        allocated, released = allocated + found, released + given_back
    if told or body is not None:
        turn.post(order.id, kind, {**(body or {}), "lines": told}, changes)
    return Settled(allocated, released)


def _target(order: Order, line: OrderLine, promise: Promised) -> int:
    """Return how many open units a line should hold."""
    if line.item_id is None:
        return 0
    unpicked = max(wanted_units(line) - promise.taken_units, 0)
    if order.state == OPEN:
        return unpicked
    return min(unpicked, promise.open_units) if order.state == EXCEPTION else 0


def _give_back(turn: OrderTurn, changes: ledger.Changes, line: OrderLine, target: int) -> int:
    """Release what exceeds `target`, newest first, and all that is pinned to another item."""
    kept = given_back = 0
    for row in stock.open_allocations(turn.session, [line.id]):
        keep = min(row.units, target - kept) if row.item_id == line.item_id else 0
        if keep < row.units:
            key = (row.place_id, row.item_id, row.lot_id)
            ledger.release(turn.session, changes, row.id, key, row.units - keep)
            given_back += row.units - keep
        kept += keep
    return given_back


def _find(turn: OrderTurn, changes: ledger.Changes, line: OrderLine, units: int) -> int:
    assert line.item_id is not None, "only a known item has a target"
    made = ledger.allocate(
        turn.session,
        changes,
        site_id=turn.site_id,
        order_line_id=line.id,
        item_id=line.item_id,
        units=units,
        today=turn.today,
    )
    return sum(one.units for one in made)


def allocate_orders(
    session: Session,
    site_id: int,
    order_ids: Sequence[int],
    *,
    now: datetime,
    user_id: int | None,
) -> int:
    """Allocate open orders in the given order; returns how many units were promised."""
    turn = take_turn(session, site_id, now=now, user_id=user_id)
    total = 0
    for order_id in order_ids:
        order = load_order(turn, order_id)
        total += settle(turn, order, load_lines(session, order_id)).allocated
    return total


def allocate_order(
    session: Session, site_id: int, order_id: int, *, now: datetime, user_id: int | None
) -> int:
    """Allocate one open order; returns how many units were promised."""
    return allocate_orders(session, site_id, [order_id], now=now, user_id=user_id)


def allocate_backorders(
    session: Session,
    site_id: int,
    item_ids: Collection[int] | None = None,
    *,
    now: datetime,
    user_id: int | None = None,
) -> int:
    """Try open orders that lack stock again, the earliest ship-by first.

    Called after stock has arrived, was let go, or turned up.

    Args:
        item_ids: Items of which there is more now; all if left out.

    Returns:
        How many units were promised.
    """
    if item_ids is not None and not item_ids:
        return 0
    turn = take_turn(session, site_id, now=now, user_id=user_id)
    lines_of = _lacking(session, site_id, item_ids)
    total = 0
    for order_id, line_ids in lines_of.items():
        order = load_order(turn, order_id)
        lines = [line for line in load_lines(session, order_id) if line.id in line_ids]
        total += settle(turn, order, lines).allocated
    return total


def _lacking(
    session: Session, site_id: int, item_ids: Collection[int] | None
) -> dict[int, set[int]]:
    """Return order → lines of open orders that lack stock, the most urgent order first."""
    given = promised_by_line()
    has = func.coalesce(given.c.open_units, 0) + func.coalesce(given.c.taken_units, 0)
    statement = (
        select(Order.id, OrderLine.id)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .outerjoin(given, given.c.order_line_id == OrderLine.id)
        .where(
            Order.site_id == site_id,
            Order.state == OPEN,
            OrderLine.item_id.is_not(None),
            OrderLine.ordered_units - OrderLine.cancelled_units > has,
        )
        .order_by(Order.ship_by.is_(None), Order.ship_by, Order.placed_at, Order.id, OrderLine.id)
    )
    if item_ids is not None:
        statement = statement.where(OrderLine.item_id.in_(item_ids))
    lines_of: dict[int, set[int]] = defaultdict(set)
    for order_id, line_id in session.execute(statement):
        lines_of[order_id].add(line_id)
    return dict(lines_of)
