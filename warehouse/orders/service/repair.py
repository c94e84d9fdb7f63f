"""The one-step repairs: say the item, mend the address, confirm the quantity, or let it pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item, KitComponent
from warehouse.catalog.queries import parts_of_kits
from warehouse.ledger.queries.promises import promised
from warehouse.orders.errors import (
    AlreadyRepaired,
    BadQuantity,
    IncompleteAddress,
    NoSuchItem,
    NoSuchOrder,
    WrongRepair,
)
from warehouse.orders.loading import find_items, load_lines
from warehouse.orders.models import (
    EXCEPTION,
    OPEN,
    PENDING,
    ChannelSku,
    Order,
    OrderException,
    OrderLine,
)
from warehouse.orders.rules.address import address_faults
from warehouse.orders.rules.decisions import REPAIRS, TITLES
from warehouse.orders.rules.incoming import MOST_UNITS, Recipient
from warehouse.orders.service.allocation import settle
from warehouse.orders.service.exceptions import Docket, decide_state, told_state
from warehouse.orders.service.kits import say_item as say
from warehouse.orders.service.kits import take_apart
from warehouse.orders.service.turns import OrderTurn, load_order, take_turn

MOST_CONFIRMED = 100 * MOST_UNITS
ADDRESS_CODES = frozenset(code for code, repair in REPAIRS.items() if repair == "address")
QUANTITY_CODES = frozenset(code for code, repair in REPAIRS.items() if repair == "quantity")
ITEM_CODES = frozenset(code for code, repair in REPAIRS.items() if repair == "item")


def map_sku(  # noqa: PLR0913 - the repair, when and who
    session: Session,
    site_id: int,
    channel: str,
    sku: str,
    item_id: int,
    *,
    now: datetime,
    user_id: int | None,
) -> int:
    """Say for good which item a channel's SKU means; returns how many orders that repaired.

    Every line of the site that waits for this SKU is repaired at once, and orders of which it
    was the last exception are opened and allocated.
    """
    turn = take_turn(session, site_id, now=now, user_id=user_id)
    mapping = session.get(ChannelSku, (channel, sku))
    if mapping is None:
        session.add(ChannelSku(channel=channel, sku=sku, item_id=item_id))
    else:
        mapping.item_id = item_id
    session.flush()
    return _repair_lines(turn, {(channel, sku): item_id})


def repair_known_skus(session: Session, site_id: int, *, now: datetime, user_id: int | None) -> int:
    """Repair orders that waited for items which are known by now, as after an import of items."""
    turn = take_turn(session, site_id, now=now, user_id=user_id)
    waiting = session.execute(
        select(Order.channel, OrderLine.sku)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(OrderException, OrderException.order_line_id == OrderLine.id)
        .where(
            Order.site_id == site_id,
            OrderException.code == "unknown_sku",
            OrderException.repaired_at.is_(None),
        )
        .distinct()
    )
    return _repair_lines(turn, find_items(session, {(row[0], row[1]) for row in waiting}))


def take_waiting_kits_apart(
    session: Session, site_id: int, *, now: datetime, user_id: int | None
) -> int:
    """Take lines apart whose item has become a kit while they waited; returns how many orders.

    A kit has no stock, so that nothing is promised to them yet.
    """
    turn = take_turn(session, site_id, now=now, user_id=user_id)
    rows = session.execute(
        select(OrderLine)
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            Order.site_id == site_id,
            Order.state.in_((PENDING, EXCEPTION, OPEN)),
            OrderLine.item_id.in_(select(KitComponent.kit_id)),
        )
        .order_by(Order.ship_by.is_(None), Order.ship_by, Order.id)
    ).scalars()
    waiting = list(rows)
    begun = promised(session, [line.id for line in waiting])
    found = {line: line.item_id for line in waiting if line.item_id and line.id not in begun}
    return _say_items(turn, found, "made_a_kit")


def say_item(  # noqa: PLR0913 - the repair, when and who
    session: Session,
    site_id: int,
    exception_id: int,
    typed_sku: str,
    *,
    now: datetime,
    user_id: int | None,
) -> int:
    """Answer an exception with one of our SKUs; returns how many orders that repaired.

    A line that has a SKU of its channel teaches its meaning for good; one without is about
    itself only.

    Raises:
        NoSuchItem: No item has the typed SKU.
        AlreadyRepaired: Somebody was quicker.
        WrongRepair: It is not about an item.
    """
    turn = take_turn(session, site_id, now=now, user_id=user_id)
    exception, order = _load_exception(turn, exception_id)
    _check_repair(exception, ITEM_CODES)
    item_id = session.execute(
        select(Item.id).where(Item.sku == typed_sku.strip(" "))
    ).scalar_one_or_none()
    if item_id is None:
        raise NoSuchItem(typed=typed_sku)
    line = session.get_one(OrderLine, exception.order_line_id)
    if line.sku:
        return map_sku(session, site_id, order.channel, line.sku, item_id, now=now, user_id=user_id)
    say(line, item_id, parts_of_kits(session, [item_id]))
    _conclude(turn, order, ITEM_CODES, line.id, {"line": line.id, "item": item_id})
    return 1


def fix_address(  # noqa: PLR0913 - the repair, when and who
    session: Session,
    site_id: int,
    order_id: int,
    recipient: Recipient,
    *,
    now: datetime,
    user_id: int | None,
) -> None:
    """Replace an order's address; it stays until the channel tells another one.

    Raises:
        IncompleteAddress: It cannot be shipped to.
    """
    faults = address_faults(recipient)
    if faults:
        raise IncompleteAddress(what=" ".join(faults))
    turn = take_turn(session, site_id, now=now, user_id=user_id)
    order = load_order(turn, order_id)
    for name, value in asdict(recipient).items():
        if name != "buyer_name":
            setattr(order, "recipient_name" if name == "name" else name, value)
    _conclude(turn, order, ADDRESS_CODES, None, {})


def confirm_quantity(  # noqa: PLR0913 - the repair, when and who
    session: Session,
    site_id: int,
    exception_id: int,
    units: int,
    *,
    now: datetime,
    user_id: int | None,
) -> None:
    """Say how many units a doubtful line wants.

    Raises:
        BadQuantity: Less than 1, or more than anyone may confirm here.
        AlreadyRepaired: Somebody was quicker.
        WrongRepair: It is not about a quantity.
    """
    if not 1 <= units <= MOST_CONFIRMED:
        raise BadQuantity(typed=units, least=1, most=MOST_CONFIRMED)
    turn = take_turn(session, site_id, now=now, user_id=user_id)
    exception, order = _load_exception(turn, exception_id)
    _check_repair(exception, QUANTITY_CODES)
    line = session.get(OrderLine, exception.order_line_id) if exception.order_line_id else None
    if line is None:
        raise WrongRepair(title=TITLES.get(exception.code, exception.code))
    line.ordered_units, line.cancelled_units = units, 0
    body = {"line": line.id, "units": units}
    _conclude(turn, order, QUANTITY_CODES, line.id, body)


def dismiss(
    session: Session, site_id: int, exception_id: int, *, now: datetime, user_id: int | None
) -> None:
    """Let a doubt pass: ship the order as it stands.

    Raises:
        AlreadyRepaired: Somebody was quicker.
        WrongRepair: Without a repair nobody could ship it: an unknown item, a bad address.
    """
    turn = take_turn(session, site_id, now=now, user_id=user_id)
    exception, order = _load_exception(turn, exception_id)
    if REPAIRS.get(exception.code) in {"item", "address"}:
        raise WrongRepair(title=TITLES.get(exception.code, exception.code))
    _conclude(turn, order, {exception.code}, exception.order_line_id, {})


def _load_exception(turn: OrderTurn, exception_id: int) -> tuple[OrderException, Order]:
    exception = turn.session.get(OrderException, exception_id, populate_existing=True)
    if exception is None:
        raise NoSuchOrder
    order = load_order(turn, exception.order_id)
    if exception.repaired_at is not None:
        raise AlreadyRepaired
    return exception, order


def _check_repair(exception: OrderException, codes: Collection[str]) -> None:
    if exception.code not in codes:
        raise WrongRepair(title=TITLES.get(exception.code, exception.code))


def _conclude(
    turn: OrderTurn,
    order: Order,
    codes: Collection[str],
    line_id: int | None,
    body: dict[str, int],
) -> None:
    """Settle exceptions of one order; after the last one it is opened and allocated."""
    docket = Docket.load(turn.session, order, turn.now)
    docket.repair_codes(codes, line_id)
    lines = take_apart(turn.session, load_lines(turn.session, order.id))
    decide_state(docket, lines, told_state(order))
    told = {**body, "codes": sorted(codes), "state": order.state}
    settle(turn, order, lines, kind="order.repair", body=told)


def _repair_lines(turn: OrderTurn, items: dict[tuple[str, str], int]) -> int:
    """Give lines that wait for an item the one that their SKU means; returns orders repaired."""
    rows = turn.session.execute(
        select(OrderLine, Order.channel)
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            Order.site_id == turn.site_id,
            OrderLine.item_id.is_(None),
            OrderLine.kit_id.is_(None),
            OrderLine.sku.in_({sku for _, sku in items}),
        )
        .order_by(Order.ship_by.is_(None), Order.ship_by, Order.id)
    )
    found = {
        line: items[channel, line.sku] for line, channel in rows if (channel, line.sku) in items
    }
    return _say_items(turn, found, "unknown_sku")


def _say_items(turn: OrderTurn, found: Mapping[OrderLine, int], code: str) -> int:
    """Give each line its item, or take it apart, and conclude the orders; returns how many."""
    kits = parts_of_kits(turn.session, sorted(set(found.values())))
    lines_of: dict[int, list[OrderLine]] = defaultdict(list)
    for line, item_id in found.items():
        say(line, item_id, kits)
        lines_of[line.order_id].append(line)
    turn.session.flush()
    for order_id, lines in lines_of.items():
        order = load_order(turn, order_id)
        docket = Docket.load(turn.session, order, turn.now)
        for line in lines:
            docket.repair_codes(ITEM_CODES, line.id)
        all_lines = take_apart(turn.session, load_lines(turn.session, order_id), kits)
        decide_state(docket, all_lines, told_state(order))
        body = {"codes": [code], "state": order.state}
        settle(turn, order, all_lines, kind="order.repair", body=body)
    return len(lines_of)
