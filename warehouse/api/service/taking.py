"""What other systems send, through the very services that take files in.

JSON is written as the table that it stands for: so every check of our files (numbers, check
digits, currencies, ids that a spreadsheet rewrote) holds here as well, and stands in one place.
A fault's row 2 is the first entry.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from warehouse.api.screens import orders as answers
from warehouse.channels import service as channels
from warehouse.channels.formats.headers import GENERIC
from warehouse.kernel.errors import NotYours
from warehouse.kernel.shapes import written
from warehouse.orders import service as orders
from warehouse.orders.models import CANCELLED, Order


def as_table(columns: Iterable[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    """Write entries as one of our comma files."""
    columns = tuple(columns)
    page = io.StringIO()
    table = csv.writer(page, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writerow(columns)
    for row in rows:
        found = (written(row.get(column)) for column in columns)
        table.writerow("" if value is None else value for value in found)
    return page.getvalue().encode()


def take_orders_in(
    session: Session, site_id: int, body: answers.IncomingOrders, *, now: datetime
) -> answers.OrdersTakenIn:
    """Take orders in as our generic file's.

    Raises:
        TableErrors: One cannot be read, so that none was taken in.
    """
    table = as_table(GENERIC, (row for one in body.orders for row in _rows(one)))
    taken = channels.import_orders(session, site_id, "generic", table, now=now, user_id=None)
    return answers.OrdersTakenIn(
        taken.new,
        taken.changed,
        taken.unchanged,
        taken.passed_over,
        taken.allocated_units,
        tuple(
            answers.Waiting(one.order_id, one.channel_order_id, one.sentences)
            for one in taken.waiting
        ),
    )


def _rows(order: answers.IncomingOrder) -> Iterable[Mapping[str, object]]:
    head = {name: getattr(order, name) for name in order.__slots__ if name != "lines"}
    for line in order.lines:
        yield {
            **head,
            "order_line_id": line.line_id,
            "sku": line.sku,
            "quantity": line.quantity,
            "unit_price": line.unit_price,
            "currency": order.currency if line.unit_price else "",
        }


def cancel_order(session: Session, site_id: int, order_id: int, *, now: datetime) -> None:
    """Cancel an order; one that is cancelled already stays so, as for a request sent twice.

    Raises:
        NotYours: It is not this site's.
        AlreadyOver: It was shipped.
        OnTheFloor: It is being picked or packed.
    """
    order = session.get(Order, order_id)
    if order is None or order.site_id != site_id:
        raise NotYours
    if order.state != CANCELLED:
        orders.cancel_order(session, site_id, order_id, now=now, user_id=None)
