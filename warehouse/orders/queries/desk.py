"""The list of orders, one order, and what the floor may be given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item
from warehouse.ledger import queries as stock
from warehouse.ledger.queries.promises import Promised, promised, promised_by_line
from warehouse.ledger.screens import Paging
from warehouse.orders.errors import NoSuchOrder
from warehouse.orders.loading import lines_of
from warehouse.orders.models import (
    CANCELLED,
    CHANNEL_FULFILLED,
    EXCEPTION,
    OPEN,
    PENDING,
    SHIPPED,
    STATES,
    Order,
    OrderLine,
)
from warehouse.orders.queries.doubts import doubts_of
from warehouse.orders.queries.progress import line_units
from warehouse.orders.queries.wording import (
    event_words,
    moment_words,
    short_moment_words,
    zone_of,
)
from warehouse.orders.screens import (
    STATE_WORDS,
    LineRow,
    OrderRow,
    OrderScreen,
    OrdersScreen,
    StateCount,
    StoryRow,
)

PAGE_ROWS = 50
FINISHED = (SHIPPED, CANCELLED, CHANNEL_FULFILLED)
AT_THE_DESK = (PENDING, EXCEPTION, OPEN)


@dataclass(frozen=True, slots=True)
class Releasable:
    """An open order with stock to pick; `units` are allocated, `lacking` would stay behind."""

    order_id: int
    ref: str
    ship_by: datetime | None
    units: int
    lacking: int


def releasable(session: Session, site_id: int, limit: int = 500) -> list[Releasable]:
    """Return open orders that have stock to pick, the most urgent first."""
    given = promised_by_line()
    allocated = func.coalesce(func.sum(given.c.open_units), 0)
    taken = func.coalesce(func.sum(given.c.taken_units), 0)
    wanted = func.sum(OrderLine.ordered_units - OrderLine.cancelled_units)
    rows = session.execute(
        select(Order.id, Order.channel_order_id, Order.ship_by, allocated, wanted - taken)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .outerjoin(given, given.c.order_line_id == OrderLine.id)
        .where(Order.site_id == site_id, Order.state == OPEN, OrderLine.kit_id.is_(None))
        .group_by(Order.id, Order.channel_order_id, Order.ship_by)
        .having(allocated > 0)
        .order_by(Order.ship_by.is_(None), Order.ship_by, Order.id)
        .limit(limit)
    )
    return [
        Releasable(order_id, ref, ship_by, int(units), int(left) - int(units))
        for order_id, ref, ship_by, units, left in rows
    ]


def orders_screen(  # noqa: PLR0913 - the list's filters
    session: Session, site_id: int, *, state: str, query: str, page: int, now: datetime
) -> OrdersScreen:
    """Return a page of the list: what is to ship first stands first."""
    matches: list[ColumnElement[bool]] = [Order.site_id == site_id]
    if query:
        matches.append(
            or_(
                Order.channel_order_id.icontains(query, autoescape=True),
                Order.recipient_name.icontains(query, autoescape=True),
            )
        )
    counts: dict[str, int] = dict(
        session.execute(
            select(Order.state, func.count()).where(*matches).group_by(Order.state)
        ).all()
    )
    state = state if state in STATES else ""
    if state:
        matches.append(Order.state == state)
    found = list(
        session.execute(
            select(Order)
            .where(*matches)
            # What is over stands last when everything is shown.
            .order_by(Order.state.in_(FINISHED), Order.ship_by.is_(None), Order.ship_by, Order.id)
            .limit(PAGE_ROWS)
            .offset((page - 1) * PAGE_ROWS)
        ).scalars()
    )
    words = [StateCount("", "All", sum(counts.values()))] + [
        StateCount(name, STATE_WORDS[name][1], counts[name]) for name in STATES if name in counts
    ]
    total = counts.get(state, 0) if state else sum(counts.values())
    return OrdersScreen(
        state=state,
        query=query,
        counts=tuple(words),
        rows=tuple(_rows(session, site_id, found, now)),
        paging=Paging(page, PAGE_ROWS, total),
    )


def _rows(session: Session, site_id: int, found: Sequence[Order], now: datetime) -> list[OrderRow]:
    zone = zone_of(session, site_id)
    lines = lines_of(session, [order.id for order in found])
    given = promised(session, [line.id for of_one in lines.values() for line in of_one])
    rows = []
    for order in found:
        wanted = lacking = 0
        for line in lines[order.id]:
            if line.kit_id is not None:
                continue  # its components are counted
            wanted += line.wanted_units
            lacking += max(line.wanted_units - given.get(line.id, Promised()).given_units, 0)
        rows.append(
            OrderRow(
                order_id=order.id,
                ref=order.channel_order_id,
                channel=order.channel,
                state=order.state,
                recipient=order.recipient_name,
                lines=sum(line.kit_line_id is None for line in lines[order.id]),
                wanted=wanted,
                lacking=lacking,
                ship_by=short_moment_words(order.ship_by, zone),
                is_late=order.ship_by is not None
                and order.ship_by < now
                and order.state not in FINISHED,
            )
        )
    return rows


def order_screen(
    session: Session, site_id: int, order_id: int, *, now: datetime, refusal: str | None = None
) -> OrderScreen:
    """Return one order with its lines, doubts and story.

    Raises:
        NoSuchOrder: It is not this site's.
    """
    order = session.execute(
        select(Order).where(Order.id == order_id, Order.site_id == site_id)
    ).scalar_one_or_none()
    if order is None:
        raise NoSuchOrder
    zone = zone_of(session, site_id)
    town = " ".join(part for part in (order.postal_code, order.city, order.region) if part)
    address = (
        order.recipient_name, order.address1, order.address2, order.address3, town, order.country,
    )  # fmt: skip
    return OrderScreen(
        row=_rows(session, site_id, [order], now)[0],
        placed_at=moment_words(order.placed_at, zone),
        service_level=order.service_level,
        gift_message=order.gift_message,
        note=order.note,
        address=tuple(part for part in address if part),
        contact=tuple(part for part in (order.phone, order.email) if part),
        lines=tuple(_line_rows(session, order)),
        doubts=tuple(doubts_of(session, site_id, order_id=order_id)),
        story=tuple(
            StoryRow(
                event["pos"],
                moment_words(event["at"], zone),
                event_words(event["kind"], event["body"]),
                event["user_name"],
            )
            for event in stock.story(session, site_id, [f"order:{order_id}"])
        ),
        can_cancel=order.state in AT_THE_DESK,
        refusal=refusal,
    )


def _line_rows(session: Session, order: Order) -> list[LineRow]:
    lines = list(
        session.execute(
            select(OrderLine, Item.sku)
            .outerjoin(Item, Item.id == func.coalesce(OrderLine.item_id, OrderLine.kit_id))
            .where(OrderLine.order_id == order.id)
            .order_by(func.coalesce(OrderLine.kit_line_id, OrderLine.id), OrderLine.id)
        )
    )
    units = line_units(session, order.id, [line for line, _ in lines])
    at_the_desk = order.state in AT_THE_DESK
    return [
        LineRow(
            line_id=line.id,
            sku=line.sku,
            title=line.title,
            item_id=line.item_id or line.kit_id,
            per_kit=line.units_per_kit or 0,
            item_sku=item_sku or "",
            ordered=line.ordered_units,
            cancelled=line.cancelled_units,
            allocated=units[line.id].allocated,
            picked=units[line.id].picked,
            packed=units[line.id].packed,
            shipped=units[line.id].shipped,
            backordered=units[line.id].backordered,
            can_cancel=units[line.id].wanted - units[line.id].picked
            if at_the_desk and line.kit_line_id is None
            else 0,
        )
        for line, item_sku in lines
    ]
