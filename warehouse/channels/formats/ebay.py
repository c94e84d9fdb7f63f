"""eBay's orders report: blank rows around the header, a summary row before a combined order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, tzinfo

from warehouse.channels.formats import headers
from warehouse.channels.formats.orders import (
    OrderRow,
    assemble,
    line_problems,
    read_id,
    read_recipient,
)
from warehouse.kernel import tabular
from warehouse.orders.rules.incoming import IncomingLine, IncomingOrder, LineState, OrderState

CHANNEL = "ebay"
REQUIRED = (
    "Order Number",
    "Ship To Name",
    "Ship To Address 1",
    "Ship To City",
    "Ship To Zip",
    "Ship To Country",
    "Item Number",
    "Item Title",
    "Custom Label",
    "Quantity",
    "Sold For",
    "Sale Date",
    "Paid On Date",
    "Ship By Date",
    "Transaction ID",
)
_ADDRESS = {
    "name": "Ship To Name",
    "address1": "Ship To Address 1",
    "address2": "Ship To Address 2",
    "city": "Ship To City",
    "region": "Ship To State",
    "postal_code": "Ship To Zip",
    "country": "Ship To Country",
    "phone": "Ship To Phone",
    "email": "Buyer Email",
    "buyer_name": "Buyer Name",
}
_FOOTER = re.compile(r"[0-9]+,? ?record\(s\) downloaded|Seller ID ?:", re.IGNORECASE)


def read_ebay(raw: bytes, *, zone: tzinfo = UTC) -> list[IncomingOrder]:
    """Read a report; `zone` is where its dates, which have no offset, are meant.

    A row without an item sums up a combined order: it gives the address and dates that the rows
    of its items leave blank, and is no line itself. A line's id is the item number and the
    transaction id, as eBay's own line ids are.

    Raises:
        TableErrors: The file is broken, or a row's ids, quantity, dates or price are.
    """
    report = tabular.Report()
    table = tabular.read_table(
        raw,
        delimiter="comma",
        required=REQUIRED,
        optional=[name for name in headers.EBAY if name not in REQUIRED],
        skip=_is_footer,
    )
    heads: dict[str, OrderRow] = {}
    rows = []
    for row in table.rows:
        number = row["Order Number"]
        is_summary = not (row["Item Number"] or row["Item Title"] or row["Custom Label"])
        if number not in heads:
            heads[number] = _head(report, row, zone)
        if is_summary:
            continue
        head = heads[number]
        own = head if row["Ship To Name"] == "" else _head(report, row, zone)
        line = _line(report, row)
        rows.append(replace(own, row=row, order=replace(own.order, lines=(line,))))
    return assemble(report, rows, line_column="Transaction ID", address=_ADDRESS)


def _is_footer(cells: Sequence[str]) -> bool:
    return _FOOTER.match(",".join(cell for cell in cells if cell)) is not None


def _head(report: tabular.Report, row: tabular.Row, zone: tzinfo) -> OrderRow:
    recipient, lacking = read_recipient(row, _ADDRESS)
    # A summary row may leave the single price blank; its total is in the same currency.
    priced = "Sold For" if row["Sold For"] else "Total Price"
    state: OrderState = "ready" if row["Paid On Date"] else "pending"

    def when(column: str, at: time = time.min) -> datetime | None:
        return report.read(row, column, tabular.moment(zone=zone, at=at), None)

    order = IncomingOrder(
        channel=CHANNEL,
        channel_order_id=read_id(report, row, "Order Number"),
        source=CHANNEL,
        state=state,
        placed_at=when("Sale Date"),
        paid_at=when("Paid On Date"),
        ship_by=when("Ship By Date", tabular.LAST_MOMENT),
        deliver_by=when("Maximum Estimated Delivery Date", tabular.LAST_MOMENT),
        service_level=row["Shipping Service"],
        recipient=recipient,
        currency=report.read(row, priced, tabular.priced, ("", 0))[0],
        gift_message="",
        note=row["Buyer Note"],
        lines=(),
    )
    return OrderRow(row, order, lacking)


def _line(report: tabular.Report, row: tabular.Row) -> IncomingLine:
    quantity = report.need(row, "Quantity", tabular.whole(least=1), 1)
    item = read_id(report, row, "Item Number")
    transaction = row["Transaction ID"]
    price = report.read(row, "Sold For", tabular.priced, None)
    line_state: LineState = "shipped" if row["Shipped On Date"] else "open"
    return IncomingLine(
        channel_line_id=f"{item}-{transaction}" if transaction else item,
        sku=row["Custom Label"],
        title=row["Item Title"],
        quantity=quantity if line_state == "open" else 0,
        ordered_quantity=quantity,
        state=line_state,
        unit_price_minor=price[1] if price else None,
        line_price_minor=price[1] * quantity if price else None,
        raw=row.cells,
        row=row.number,
        problems=line_problems(
            row, sku_column="Custom Label", quantity_column="Quantity", quantity=quantity
        ),
    )
