"""Orders of any channel in our own comma file: telephone, a market stall, another shop."""

from __future__ import annotations

from datetime import UTC, tzinfo

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
from warehouse.orders.rules.incoming import IncomingLine, IncomingOrder, LineState, OrderState

SOURCE = "generic"
REQUIRED = (
    "order_id",
    "order_line_id",
    "sku",
    "quantity",
    "recipient_name",
    "address1",
    "city",
    "postal_code",
    "country",
)
STATES: dict[str, OrderState] = {
    "": "ready",
    "ready": "ready",
    "paid": "ready",
    "pending": "pending",
    "unpaid": "pending",
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "channel_fulfilled": "channel_fulfilled",
}
_LINE_STATES: dict[OrderState, LineState] = {
    "ready": "open",
    "pending": "open",
    "cancelled": "cancelled",
    "channel_fulfilled": "channel_fulfilled",
}
_ADDRESS = {
    "name": "recipient_name",
    "address1": "address1",
    "address2": "address2",
    "address3": "address3",
    "city": "city",
    "region": "region",
    "postal_code": "postal_code",
    "country": "country",
    "phone": "phone",
    "email": "email",
}


def read_generic(raw: bytes, *, zone: tzinfo = UTC) -> list[IncomingOrder]:
    """Read orders of the generic file; `zone` is where moments without an offset are meant.

    Raises:
        TableErrors: The file is broken, or a row's ids, status, quantity, dates or price are.
    """
    report = tabular.Report()
    table = tabular.read_table(
        raw,
        delimiter="comma",
        required=REQUIRED,
        optional=[name for name in headers.GENERIC if name not in REQUIRED],
    )
    rows = [_row(report, row, zone) for row in table.rows]
    return assemble(report, rows, line_column="order_line_id", address=_ADDRESS)


def _row(report: tabular.Report, row: tabular.Row, zone: tzinfo) -> OrderRow:
    words = [word for word in STATES if word]
    state = STATES[report.read(row, "status", tabular.choice(words), "")]
    moment = tabular.moment(zone=zone)
    deadline = tabular.moment(zone=zone, at=tabular.LAST_MOMENT)
    placed_at = report.read(row, "order_date", moment, None)
    code, currency_problems = read_currency(row, "currency")
    if row["unit_price"] and not row["currency"]:
        what = "the price has no currency. Write its three-letter code, such as EUR."
        currency_problems = (problem(row, "currency", "unknown_currency", what),)
    recipient, lacking = read_recipient(row, _ADDRESS)
    order = IncomingOrder(
        channel=report.read(row, "channel", tabular.text(longest=32), SOURCE).casefold(),
        channel_order_id=read_id(report, row, "order_id"),
        source=SOURCE,
        state=state,
        placed_at=placed_at,
        paid_at=placed_at if state == "ready" else None,
        ship_by=report.read(row, "ship_by", deadline, None),
        deliver_by=report.read(row, "deliver_by", deadline, None),
        service_level=row["service_level"],
        recipient=recipient,
        currency=code,
        gift_message=row["gift_message"],
        note=row["note"],
        lines=(_line(report, row, state, code),),
        problems=currency_problems,
    )
    return OrderRow(row, order, lacking)


def _line(
    report: tabular.Report, row: tabular.Row, state: OrderState, currency: str
) -> IncomingLine:
    least = 0 if state == "cancelled" else 1
    quantity = report.need(row, "quantity", tabular.whole(least=least), 1)
    price = read_price(report, row, "unit_price", currency)
    line_state = _LINE_STATES[state]
    return IncomingLine(
        channel_line_id=read_id(report, row, "order_line_id"),
        sku=row["sku"],
        title="",
        quantity=quantity if line_state == "open" else 0,
        ordered_quantity=quantity,
        state=line_state,
        unit_price_minor=price,
        line_price_minor=None if price is None else price * quantity,
        raw=row.cells,
        row=row.number,
        problems=line_problems(
            row, sku_column="sku", quantity_column="quantity", quantity=quantity
        ),
    )
