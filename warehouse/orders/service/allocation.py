"""Promising stock to orders; what an open order wants and there is none of is a backorder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.ledger.queries.promises import Promised, promised, promised_by_line
from warehouse.orders.loading import kits_among, load_lines, made_whole, promised_kits
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
from warehouse.orders.service.terms import fresh_until
from warehouse.orders.service.turns import OrderTurn, load_order, take_turn

ON_THE_FLOOR = (RELEASED, PICKED, PACKED)
LINES_A_STATEMENT = 500


@dataclass(frozen=True, slots=True)
class Settled:
    """Base units that one settling promised and gave back."""

    allocated: int = 0
    released: int = 0


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

    A kit is promised whole or not at all: of its components no more than go together.

    Args:
        lines: All lines, or some; of a kit, all of its components or none.
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
    given_back, found = dict[int, int](), dict[int, int]()
    tour: list[int] = []
    targets = {line.id: _target(order, line, promises.get(line.id, Promised())) for line in lines}
    if order.state == OPEN:
        _ask_for_whole_kits(turn, lines, promises, targets)
    for line in lines:  # first of all lines, as what one gives back another may want
        if line.id in promises and promises[line.id].open_units:
            given_back[line.id] = _give_back(turn, changes, line, targets[line.id])
    for line in lines:
        kept = promises.get(line.id, Promised()).open_units - given_back.get(line.id, 0)
        if targets[line.id] > kept and order.state == OPEN:
            found[line.id] = _find(turn, changes, line, targets[line.id] - kept, tour)
    if order.state == OPEN:
        _keep_kits_whole(turn, changes, lines, given_back, found)
    told = [
        {
            "line": line.id,
            "item": line.item_id,
            "allocated": found.get(line.id, 0),
            "released": given_back.get(line.id, 0),
        }
        for line in lines
        if found.get(line.id) or given_back.get(line.id)
    ]
    allocated, released = sum(found.values()), sum(given_back.values())
    if told or body is not None:
        turn.post(order.id, kind, {**(body or {}), "lines": told}, changes)
    return Settled(allocated, released)


def _target(order: Order, line: OrderLine, promise: Promised) -> int:
    """Return how many open units a line should hold."""
    if line.item_id is None:
        return 0
    unpicked = max(line.wanted_units - promise.taken_units, 0)
    if order.state == OPEN:
        return unpicked
    return min(unpicked, promise.open_units) if order.state == EXCEPTION else 0


def _ask_for_whole_kits(
    turn: OrderTurn,
    lines: Sequence[OrderLine],
    promises: Mapping[int, Promised],
    targets: dict[int, int],
) -> None:
    """Ask of components for no more than the stock of the others makes use of."""
    kits = kits_among(lines)
    if not kits:
        return
    items = sorted({part.item_id for parts in kits.values() for part in parts if part.item_id})
    free = stock.available_units(turn.session, turn.site_id, items)

    def units(part: OrderLine) -> int:
        given = promises.get(part.id, Promised()).given_units
        return given + free.get(part.item_id or 0, 0)

    for parts in kits.values():
        whole = made_whole(parts, units)
        for part in parts:
            taken = promises.get(part.id, Promised()).taken_units
            most = max(whole * part.per_kit - taken, 0)
            targets[part.id] = min(targets[part.id], most)


def _keep_kits_whole(
    turn: OrderTurn,
    changes: ledger.Changes,
    lines: Sequence[OrderLine],
    given_back: dict[int, int],
    found: dict[int, int],
) -> None:
    """Let components go that others of their kit are missing for, first those found just now.

    What is available may still not be given, as goods that expire too soon for the customer.
    """
    kits = kits_among(lines)
    promises = promised(turn.session, [part.id for parts in kits.values() for part in parts])
    for parts in kits.values():
        whole = promised_kits(parts, promises).given_units
        for part in parts:
            one = promises.get(part.id, Promised())
            most = max(whole * part.per_kit - one.taken_units, 0)
            if one.open_units > most:
                let_go = _give_back(turn, changes, part, most)
                unmade = min(let_go, found.get(part.id, 0))
                found[part.id] = found.get(part.id, 0) - unmade
                given_back[part.id] = given_back.get(part.id, 0) + let_go - unmade


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


def _find(
    turn: OrderTurn, changes: ledger.Changes, line: OrderLine, units: int, tour: list[int]
) -> int:
    """Pin units to a line; the bins that give them are added to the order's tour."""
    assert line.item_id is not None, "only a known item has a target"
    made = ledger.allocate(
        turn.session,
        changes,
        site_id=turn.site_id,
        order_line_id=line.id,
        item_id=line.item_id,
        units=units,
        today=turn.today,
        fresh_until=fresh_until(turn.session, line.order_id, turn.today),
        beside=tour,
    )
    tour.extend(one.place_id for one in made)
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
        every = load_lines(session, order_id)
        kits = {line.kit_line_id for line in every if line.id in line_ids} - {None}
        lines = [line for line in every if line.id in line_ids or line.kit_line_id in kits]
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
