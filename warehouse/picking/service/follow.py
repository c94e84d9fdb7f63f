"""An order that its channel has changed while it is on the floor: stops and totes follow it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from warehouse.ledger import service as ledger
from warehouse.ledger.queries.promises import Promised, promised
from warehouse.ledger.rules import Capture
from warehouse.orders import service as orders
from warehouse.orders.loading import load_lines
from warehouse.orders.models import OPEN as ORDER_OPEN
from warehouse.orders.models import PICKED, RELEASED, Order, OrderLine
from warehouse.orders.service.allocation import settle
from warehouse.orders.service.exceptions import Docket, Doubt
from warehouse.orders.service.turns import OrderTurn, load_order, take_turn
from warehouse.picking.models import BATCH, CLAIMED, OPEN, PAUSED, PickLine, PickTask, Shortage
from warehouse.picking.service.call_off import call_off, contents_of_order, homeward, picked_lines
from warehouse.picking.service.shares import Part
from warehouse.picking.service.short import add_stop
from warehouse.picking.service.walking import resequence
from warehouse.putback import service as putback

UNDER_WAY = (OPEN, CLAIMED, PAUSED)


def follow(  # noqa: PLR0913 - which lines of which order, and how far
    session: Session,
    site_id: int,
    order_id: int,
    line_ids: Collection[int],
    *,
    now: datetime,
    at_most: Mapping[int, int] | None = None,
) -> None:
    """Make the trips of an order bring what its lines want by now.

    Less wanted: stops get shorter, and what is in a tote already is put back. More wanted: stops
    are added to the trip; where there is none any more the order waits to be released for the
    rest. Whoever carries the trip is told. What is packed is past following: a supervisor
    decides.

    Args:
        session: The transaction; the site's turn is taken in it.
        site_id: Whose order it is.
        order_id: The order.
        line_ids: Its lines whose figures have changed.
        now: When.
        at_most: Line → units that leave now, where that is less than it wants: of a component
            those that go into whole kits.

    Raises:
        NoSuchOrder: it is not this site's.
    """
    turn = take_turn(session, site_id, now=now, user_id=None)
    order = load_order(turn, order_id)
    every = load_lines(session, order_id)
    lines = [line for line in every if line.id in line_ids and line.item_id is not None]
    waits = order.state == ORDER_OPEN
    if waits:
        settle(turn, order, every)
    elif order.state not in (RELEASED, PICKED) or (
        any(line.wanted_units for line in every) and _rides_in_a_batch(session, order_id)
    ):
        _leave_to_a_supervisor(turn, order)
        return
    promises = promised(session, [line.id for line in lines])
    too_much = [one for one in lines if _taken(promises, one) > one.wanted_units]
    if waits and not too_much:
        return
    if not any(line.wanted_units for line in every):
        call_off(session, site_id, order_id, now=now, user_id=None)
        return
    wanted = {line.id: (at_most or {}).get(line.id, line.wanted_units) for line in lines}
    _bring(turn, order, too_much if waits else lines, wanted, promises)


def _taken(promises: Mapping[int, Promised], line: OrderLine) -> int:
    return promises.get(line.id, Promised()).taken_units


def _bring(
    turn: OrderTurn,
    order: Order,
    lines: Collection[OrderLine],
    wanted: Mapping[int, int],
    promises: Mapping[int, Promised],
) -> None:
    """Shorten and lengthen trips, and put back, so that of each line as much comes as is wanted."""
    session, changes = turn.session, ledger.Changes()
    surplus: dict[int, int] = {}
    said: list[str] = []
    joined = False
    for line in lines:
        promise = promises.get(line.id, Promised())
        more = wanted[line.id] - promise.given_units
        if more < 0:
            surplus[line.id] = _shorten(session, changes, line, -more)
            said.append(f"{-more} fewer {line.title or line.sku}")
        elif more > _missing(session, line):
            joined |= _lengthen(turn, changes, order, line, more - _missing(session, line))
            said.append(f"{more} more {line.title or line.sku}")
    if not said:
        return
    body = {"order": order.id, "line_ids": sorted(line.id for line in lines)}
    made = ledger.own_capture(turn.site_id, "order.follow", body, now=turn.now, user_id=None)
    ledger.post(session, turn.turn, made, subject=f"order:{order.id}", changes=changes)
    sentence = f"Order {order.channel_order_id}: {', '.join(said)}."
    _put_back(turn, order, lines, surplus, made, sentence)
    session.execute(
        update(PickTask)
        .where(PickTask.order_id == order.id, PickTask.state == CLAIMED)
        .values(notice=sentence)
    )
    if joined and order.state == PICKED:
        orders.mark(session, order.id, ORDER_OPEN)


def _leave_to_a_supervisor(turn: OrderTurn, order: Order) -> None:
    what = f"What is wanted of it has changed, but the order is {order.state} and cannot follow. "
    what += "Ship it as it is and dismiss this, or take the units out of its cartons by hand."
    docket = Docket.load(turn.session, order, turn.now)
    docket.put(Doubt("changed_on_the_floor", what, (), {}))


def _rides_in_a_batch(session: Session, order_id: int) -> bool:
    """Tell whether the order was picked in sum with others: its stops are theirs, too."""
    batches = select(PickTask.id).where(PickTask.order_id == order_id, PickTask.method == BATCH)
    return session.execute(batches.limit(1)).first() is not None


def _missing(session: Session, line: OrderLine) -> int:
    """Return the units of a line that are a shortage case already."""
    return (
        session.execute(
            select(Shortage.units).where(
                Shortage.order_line_id == line.id, Shortage.decided_at.is_(None)
            )
        ).scalar_one_or_none()
        or 0
    )


def _shorten(session: Session, changes: ledger.Changes, line: OrderLine, units: int) -> int:
    """Take units off the open stops of a line, the last ones first; returns those left over."""
    rows = session.execute(
        select(PickLine)
        .join(PickTask, PickTask.id == PickLine.task_id)
        .where(
            PickLine.order_line_id == line.id,
            PickTask.state.in_(UNDER_WAY),
            PickLine.wanted > PickLine.picked + PickLine.short,
        )
        .order_by(PickLine.in_hand, PickLine.sequence.desc(), PickLine.id.desc())
        .execution_options(populate_existing=True)
    ).scalars()
    for stop in rows.all():
        left = stop.wanted - stop.picked - stop.short
        cut = min(left, units)
        if cut == 0:
            break
        key = (stop.place_id, stop.item_id, stop.lot_id)
        ledger.release(session, changes, stop.allocation_id, key, cut)
        stop.in_hand = min(stop.in_hand, left - cut)
        if stop.wanted - cut >= max(stop.picked + stop.short, 1):
            stop.wanted -= cut
        else:
            stop.short += cut  # a stop that wants nothing stays, for what a device may still do
        units -= cut
    session.flush()
    return units


def _lengthen(
    turn: OrderTurn, changes: ledger.Changes, order: Order, line: OrderLine, units: int
) -> bool:
    """Pin more units to a line; they are stops of its trip where there is one.

    Returns:
        Whether units were found that no trip brings yet.
    """
    assert line.item_id is not None, "a line of an unknown item is not followed"
    session = turn.session
    task = session.execute(
        select(PickTask.id, PickTask.lead_id)
        .where(PickTask.order_id == order.id, PickTask.state.in_(UNDER_WAY))
        .order_by(PickTask.id)
        .limit(1)
    ).one_or_none()
    found = ledger.allocate(
        session,
        changes,
        site_id=turn.site_id,
        order_line_id=line.id,
        item_id=line.item_id,
        units=units,
        today=turn.today,
        fresh_until=orders.fresh_until(session, order.id, turn.today),
    )
    if task is None:
        return bool(found)
    for allocated in found:
        key = (allocated.place_id, allocated.item_id, allocated.lot_id)
        add_stop(session, task.id, key, [Part(order.id, line.id, allocated.id, allocated.units)])
    if found:
        resequence(session, turn.site_id, task.lead_id, since=_stands_at(session, task.lead_id))
    return False


def _stands_at(session: Session, lead_id: int) -> int | None:
    """Return the bin that a trip's picker stands at, if he stands at one."""
    return session.execute(
        select(PickLine.place_id)
        .join(PickTask, PickTask.id == PickLine.task_id)
        .where(PickTask.lead_id == lead_id, PickLine.at_bin)
        .order_by(PickLine.sequence.desc())
        .limit(1)
    ).scalar_one_or_none()


def _put_back(  # noqa: PLR0913, PLR0917 - what is too much, and why
    turn: OrderTurn,
    order: Order,
    lines: Collection[OrderLine],
    surplus: dict[int, int],
    made: Capture,
    reason: str,
) -> None:
    """Have units put back that are in a tote already and that nobody wants any more."""
    session = turn.session
    inside = contents_of_order(session, order.id)
    known = putback.asked_units(session, [row.place_id for row in inside])
    goods: dict[int, list[putback.Goods]] = {}
    for line in lines:
        asked = sum(units for key, units in known.items() if key[1] == line.item_id)
        left = surplus.get(line.id, 0) - asked
        picked = picked_lines(session, order.id, line.id)
        for row in inside:
            free = row.on_hand - known.get((row.place_id, row.item_id, row.lot_id), 0)
            units = min(left, free) if row.item_id == line.item_id else 0
            if units > 0:
                found = homeward(picked, row.item_id, row.lot_id, units)
                goods.setdefault(row.place_id, []).extend(found)
                left -= sum(part.units for part in found)
    carriers = dict(
        session.execute(
            select(PickTask.tote_id, PickTask.user_id).where(PickTask.order_id == order.id)
        ).all()
    )
    for place_id, parts in goods.items():
        putback.ask(
            session,
            site_id=turn.site_id,
            order_id=order.id,
            container_id=place_id,
            goods=parts,
            reason=reason,
            event_id=made.id,
            for_user_id=carriers.get(place_id),
            now=turn.now,
        )
