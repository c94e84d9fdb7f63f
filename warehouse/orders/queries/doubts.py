"""What waits for a repair, with the row as the channel sent it."""

from __future__ import annotations

import json

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.ledger.screens import Paging
from warehouse.orders.models import Order, OrderException, OrderLine
from warehouse.orders.queries.wording import moment_words, zone_of
from warehouse.orders.rules.decisions import REPAIRS, TITLES
from warehouse.orders.rules.incoming import Recipient
from warehouse.orders.screens import Doubt, ExceptionsScreen

PAGE_ROWS = 20


def exceptions_screen(
    session: Session, site_id: int, *, page: int = 1, done: str = "", refusal: str | None = None
) -> ExceptionsScreen:
    """Return a page of what waits for a repair, the order to ship first before the others."""
    total = session.execute(
        select(func.count())
        .select_from(OrderException)
        .join(Order, Order.id == OrderException.order_id)
        .where(Order.site_id == site_id, OrderException.repaired_at.is_(None))
    ).scalar_one()
    doubts = doubts_of(session, site_id, offset=(page - 1) * PAGE_ROWS)
    return ExceptionsScreen(tuple(doubts), Paging(page, PAGE_ROWS, total), done, refusal)


def doubts_of(
    session: Session, site_id: int, *, order_id: int | None = None, offset: int = 0
) -> list[Doubt]:
    """Return the open exceptions of a site, or of one of its orders."""
    statement = (
        select(OrderException, Order, OrderLine)
        .join(Order, Order.id == OrderException.order_id)
        .outerjoin(OrderLine, OrderLine.id == OrderException.order_line_id)
        .where(Order.site_id == site_id, OrderException.repaired_at.is_(None))
        .order_by(Order.ship_by.is_(None), Order.ship_by, OrderException.id)
        .limit(PAGE_ROWS)
        .offset(offset)
    )
    if order_id is not None:
        statement = statement.where(Order.id == order_id)
    zone = zone_of(session, site_id)
    return [
        _doubt(exception, order, line, moment_words(exception.raised_at, zone))
        for exception, order, line in session.execute(statement)
    ]


def _doubt(
    exception: OrderException, order: Order, line: OrderLine | None, raised_at: str
) -> Doubt:
    repair = REPAIRS.get(exception.code, "dismiss")
    # A doubt about a quantity that belongs to no line can only be let pass.
    if repair == "quantity" and line is None:
        repair = "dismiss"
    raw: dict[str, str] = json.loads(exception.raw)
    return Doubt(
        exception_id=exception.id,
        order_id=order.id,
        ref=order.channel_order_id,
        channel=order.channel,
        title=TITLES.get(exception.code, exception.code.replace("_", " ").capitalize()),
        sentence=exception.sentence,
        raised_at=raised_at,
        repair=repair,
        can_dismiss=repair in {"quantity", "dismiss"},
        sku=line.sku if line else "",
        units=line.ordered_units if line else 0,
        address=Recipient(
            name=order.recipient_name,
            address1=order.address1,
            address2=order.address2,
            address3=order.address3,
            city=order.city,
            region=order.region,
            postal_code=order.postal_code,
            country=order.country,
            phone=order.phone,
            email=order.email,
        ),
        raw=tuple((column, value) for column, value in raw.items() if value.strip(" ")),
    )
