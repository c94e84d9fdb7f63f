"""Shopify's export of orders: one row a line, the order's own cells only in its first row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo

from warehouse.channels.formats import headers
from warehouse.channels.formats.orders import (
    OrderRow,
    assemble,
    line_problems,
    problem,
    read_currency,
    read_id,
    read_price,
    read_recipient,
)
from warehouse.kernel import tabular
from warehouse.orders.rules.incoming import (
    IncomingLine,
    IncomingOrder,
    LineState,
    OrderState,
    Problem,
)

CHANNEL = "shopify"
REQUIRED = (
    "Name",
    "Financial Status",
    "Currency",
    "Created at",
    "Lineitem quantity",
    "Lineitem name",
    "Lineitem price",
    "Lineitem sku",
    "Shipping Name",
    "Shipping Address1",
    "Shipping City",
    "Shipping Zip",
    "Shipping Country",
)
_ADDRESS = {
    "name": "Shipping Name",
    "address1": "Shipping Address1",
    "address2": "Shipping Address2",
    "address3": "Shipping Company",
    "city": "Shipping City",
    "region": "Shipping Province",
    "postal_code": "Shipping Zip",
    "country": "Shipping Country",
    "phone": "Shipping Phone",
    "email": "Email",
    "buyer_name": "Billing Name",
}
# Money that was only promised does not release an order; money given back cancels it.
_STATES: Mapping[str, OrderState] = {
    "paid": "ready",
    "partially_refunded": "ready",
    "refunded": "cancelled",
    "voided": "cancelled",
    "expired": "cancelled",
    "pending": "pending",
    "authorized": "pending",
    "partially_paid": "pending",
    "unpaid": "pending",
    "": "pending",
}


def read_shopify(raw: bytes, *, zone: tzinfo = UTC) -> list[IncomingOrder]:
    """Read an export; `zone` is where moments without an offset are meant.

    An order is keyed by its Name ("#1001"), which stands in every row. Lines have no id of their
    own: the SKU serves, "~2" after it for a second line of the same SKU.

    Raises:
        TableErrors: The file is broken, an order's first row is missing or doubled, or a row's
            quantity, dates or price are no such thing.
    """
    report = tabular.Report()
    table = tabular.read_table(
        raw,
        delimiter="comma",
        required=REQUIRED,
        optional=[name for name in headers.SHOPIFY if name not in REQUIRED],
    )
    heads: dict[str, OrderRow] = {}
    seen: Counter[tuple[str, str]] = Counter()
    rows = []
    for row in table.rows:
        name = row["Name"]
        if row["Created at"]:
            if name in heads:
                what = f"order {name} begins in row {heads[name].row.number} already. "
                report.add(row, "Name", "doubled_order", what + "Remove one of the two.")
            heads[name] = _head(report, row, zone)
        if name not in heads:
            what = f"the first row of order {name or 'without a name'} is missing: it tells the "
            what += "date, payment and address. Export the orders again."
            report.add(row, "Created at", "no_first_row", what)
            continue
        head = heads[name]
        key = row["Lineitem sku"] or row["Lineitem name"]
        seen[name, key] += 1
        line_id = key if seen[name, key] == 1 else f"{key}~{seen[name, key]}"
        line = _line(report, row, head, line_id)
        rows.append(replace(head, row=row, order=replace(head.order, lines=(line,))))
    return assemble(report, rows, line_column="Lineitem sku", address=_ADDRESS)


def _head(report: tabular.Report, row: tabular.Row, zone: tzinfo) -> OrderRow:
    """Read what an order's first row says of the whole order."""
    status = row["Financial Status"].casefold()
    problems: tuple[Problem, ...] = ()
    if status not in _STATES:
        what = f"“{row['Financial Status']}” is not a known status. Look the order up at Shopify."
        problems = (problem(row, "Financial Status", "unknown_status", what),)
    if status == "partially_refunded":
        what = "a part of the order was refunded. Look up which lines, and confirm the rest."
        problems = (problem(row, "Financial Status", "partly_refunded", what),)
    state = "cancelled" if row["Cancelled at"] else _STATES.get(status, "pending")
    code, currency_problems = read_currency(row, "Currency")
    recipient, lacking = read_recipient(row, _ADDRESS)

    def when(column: str) -> datetime | None:
        return report.read(row, column, tabular.moment(zone=zone), None)

    order = IncomingOrder(
        channel=CHANNEL,
        channel_order_id=read_id(report, row, "Name"),
        source=CHANNEL,
        state=state,
        placed_at=when("Created at"),
        paid_at=when("Paid at"),
        ship_by=None,
        deliver_by=None,
        service_level=row["Shipping Method"],
        recipient=replace(recipient, phone=recipient.phone or row["Phone"]),
        currency=code,
        gift_message="",
        note=row["Notes"],
        lines=(),
        problems=(*problems, *currency_problems),
    )
    return OrderRow(row, order, lacking)


def _line(report: tabular.Report, row: tabular.Row, head: OrderRow, line_id: str) -> IncomingLine:
    least = 0 if head.order.state == "cancelled" else 1
    quantity = report.need(row, "Lineitem quantity", tabular.whole(least=least), 1)
    found = line_problems(
        row, sku_column="Lineitem sku", quantity_column="Lineitem quantity", quantity=quantity
    )
    fulfilment = row["Lineitem fulfillment status"].casefold()
    needs_shipping = report.read(row, "Lineitem requires shipping", tabular.flag, default=True)
    state: LineState = "open"
    if head.order.state == "cancelled":
        state = "cancelled"
    elif not needs_shipping:
        # A gift card or a download: there is nothing to pick, with or without a SKU.
        state, found = "no_shipping", ()
    elif fulfilment == "fulfilled" or head.row["Fulfillment Status"].casefold() == "fulfilled":
        state = "shipped"
    elif fulfilment == "partial":
        column = "Lineitem fulfillment status"
        what = "a part of the line was shipped, and the export does not say how many units. "
        what += "Confirm how many are still to ship."
        found = (*found, problem(row, column, "partly_shipped", what))
    price = read_price(report, row, "Lineitem price", head.order.currency)
    return IncomingLine(
        channel_line_id=line_id,
        sku=row["Lineitem sku"],
        title=row["Lineitem name"],
        quantity=quantity if state == "open" else 0,
        ordered_quantity=quantity,
        state=state,
        unit_price_minor=price,
        line_price_minor=None if price is None else price * quantity,
        raw=row.cells,
        row=row.number,
        problems=found,
    )
