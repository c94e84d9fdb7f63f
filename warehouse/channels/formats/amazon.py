"""Amazon's order reports: unshipped (short and long form), new, and all orders."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, tzinfo

from warehouse.channels.formats import headers
from warehouse.channels.formats.orders import (
    OrderRow,
    assemble,
    divided,
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

CHANNEL = "amazon"
UNSHIPPED = "amazon_unshipped"
NEW = "amazon_new"
ALL = "amazon_all"

_ADDRESS = {
    "name": "recipient-name",
    "address1": "ship-address-1",
    "address2": "ship-address-2",
    "address3": "ship-address-3",
    "city": "ship-city",
    "region": "ship-state",
    "postal_code": "ship-postal-code",
    "country": "ship-country",
    "phone": "ship-phone-number",
    "email": "buyer-email",
    "buyer_name": "buyer-name",
}
_KEYS = ("order-id", "order-item-id", "purchase-date", "sku", "product-name")
_SHIP_TO = (
    "ship-service-level",
    "recipient-name",
    "ship-address-1",
    "ship-city",
    "ship-state",
    "ship-postal-code",
    "ship-country",
)
REQUIRED = {
    UNSHIPPED: (
        *_KEYS,
        "promise-date",
        "quantity-purchased",
        "quantity-shipped",
        "quantity-to-ship",
        *_SHIP_TO,
    ),
    NEW: (*_KEYS, "payments-date", "quantity-purchased", "currency", "item-price", *_SHIP_TO),
    ALL: (
        "amazon-order-id",
        "purchase-date",
        "order-status",
        "fulfillment-channel",
        "product-name",
        "sku",
        "quantity",
        "currency",
        "item-price",
    ),
}
COLUMNS = {
    UNSHIPPED: (*headers.AMAZON_UNSHIPPED, *headers.AMAZON_UNSHIPPED_MORE),
    NEW: headers.AMAZON_NEW,
    ALL: headers.AMAZON_ALL,
}
# Read where a report carries them, though Amazon's list of its columns does not.
_EXTRA = ("ship-phone-number", "fulfillment-channel", "gift-message-text", "buyer-name")


def read_amazon(raw: bytes, *, zone: tzinfo = UTC) -> list[IncomingOrder]:
    """Read whichever of Amazon's order reports this is, told by the columns that it has most of.

    Args:
        raw: The report as downloaded: tab-separated, unquoted.
        zone: Where moments without an offset are meant.

    Raises:
        TableErrors: The file is broken, or a row's ids, quantities, dates or prices are.
    """
    report, rows = tabular.Report(), []
    source = _kind_of(raw)
    table = tabular.read_table(
        raw,
        delimiter="tab",
        required=REQUIRED[source],
        optional=[name for name in (*COLUMNS[source], *_EXTRA) if name not in REQUIRED[source]],
    )
    seen: Counter[tuple[str, str]] = Counter()
    for row in table.rows:
        if source == UNSHIPPED:
            rows.append(_unshipped_row(report, row, zone))
        elif source == NEW:
            rows.append(_new_row(report, row, zone))
        else:
            rows.append(_status_row(report, row, zone, seen))
    return assemble(report, rows, line_column="order-item-id", address=_ADDRESS)


def _kind_of(raw: bytes) -> str:
    """Tell the report by the share of its columns that are there.

    The share, not one telling column: an unshipped report that lost quantity-to-ship must not
    pass for new orders, whose every unit is to be shipped.
    """
    known = list(dict.fromkeys(name for columns in COLUMNS.values() for name in columns))
    header = tabular.header_names(raw, delimiter="tab", known=known)
    shares = {
        UNSHIPPED: len(header & set(headers.AMAZON_UNSHIPPED)) / len(headers.AMAZON_UNSHIPPED),
        NEW: len(header & set(headers.AMAZON_NEW)) / len(headers.AMAZON_NEW),
        ALL: len(header & set(headers.AMAZON_ALL)) / len(headers.AMAZON_ALL),
    }
    likeliest = max(shares, key=lambda source: shares[source])
    # Of a file that is no order report at all, say what the picking source would have.
    return likeliest if shares[likeliest] > 0.4 else UNSHIPPED


def _unshipped_row(report: tabular.Report, row: tabular.Row, zone: tzinfo) -> OrderRow:
    """Read a row of the picking source. Amazon lists it because it may be shipped: it is ready."""
    purchased = report.need(row, "quantity-purchased", tabular.whole(least=1), 1)
    shipped = report.read(row, "quantity-shipped", tabular.whole(least=0), 0)
    # Amazon keeps a line listed for a while after its last unit was shipped; else 0 is no order.
    least = 0 if shipped >= purchased else 1
    to_ship = report.need(row, "quantity-to-ship", tabular.whole(least=least), 1)
    found = list(
        line_problems(row, sku_column="sku", quantity_column="quantity-to-ship", quantity=to_ship)
    )
    if to_ship + shipped > purchased:
        what = f"{to_ship} to ship and {shipped} shipped are more than {purchased} purchased. "
        what += "Look the order up at Amazon and confirm the quantity."
        found.append(problem(row, "quantity-to-ship", "quantities_disagree", what))
    column = "is-buyer-requested-cancellation"
    if report.read(row, column, tabular.flag, default=False):
        reason = row["buyer-requested-cancel-reason"] or "no reason given"
        what = f"the buyer asks to cancel ({reason}). Cancel the line, or ship it all the same."
        found.append(problem(row, column, "buyer_asks_to_cancel", what))
    state: OrderState = "channel_fulfilled" if _is_fulfilled_by_amazon(row) else "ready"
    line = _line(
        row,
        line_id=read_id(report, row, "order-item-id"),
        quantities=(to_ship, purchased),
        state=_line_state(state, is_shipped=to_ship == 0),
        price=None,
        problems=tuple(found),
    )
    return _order_row(report, row, UNSHIPPED, state, line, zone)


def _new_row(report: tabular.Report, row: tabular.Row, zone: tzinfo) -> OrderRow:
    """Read a new order's row; without a payments-date it is not paid, and must wait."""
    purchased = report.need(row, "quantity-purchased", tabular.whole(least=1), 1)
    state: OrderState = "ready" if row["payments-date"] else "pending"
    if _is_fulfilled_by_amazon(row):
        state = "channel_fulfilled"
    code, _ = read_currency(row, "currency")
    line = _line(
        row,
        line_id=read_id(report, row, "order-item-id"),
        quantities=(purchased, purchased),
        state=_line_state(state),
        price=read_price(report, row, "item-price", code),
        problems=line_problems(
            row, sku_column="sku", quantity_column="quantity-purchased", quantity=purchased
        ),
    )
    return _order_row(report, row, NEW, state, line, zone)


def _status_row(
    report: tabular.Report, row: tabular.Row, zone: tzinfo, seen: Counter[tuple[str, str]]
) -> OrderRow:
    """Read a row of all orders: it tells a state, and neither recipient nor line id."""
    status = row["order-status"].casefold()
    item_status = row["item-status"].casefold() or status
    problems: tuple[Problem, ...] = ()
    state: OrderState = "ready"
    if "cancelled" in (status, item_status) or "canceled" in (status, item_status):
        state = "cancelled"
    elif _is_fulfilled_by_amazon(row):
        state = "channel_fulfilled"
    elif status.startswith(("pending", "unpaid")):
        state = "pending"
    elif not status.startswith(("unshipped", "partiallyshipped", "shipp", "complete")):
        what = f"the status “{row['order-status']}” is not known. Look the order up at Amazon."
        state, problems = "pending", (problem(row, "order-status", "unknown_status", what),)
    least = 0 if state == "cancelled" else 1
    quantity = report.need(row, "quantity", tabular.whole(least=least), 1)
    order_id = read_id(report, row, "amazon-order-id")
    key = (order_id, row["sku"] or row["asin"])
    seen[key] += 1
    code, _ = read_currency(row, "currency")
    line = _line(
        row,
        line_id=f"sku:{key[1]}" if seen[key] == 1 else f"sku:{key[1]}~{seen[key]}",
        quantities=(quantity, quantity),
        state=_line_state(state, is_shipped=item_status.startswith(("shipp", "complete"))),
        price=read_price(report, row, "item-price", code),
        problems=line_problems(
            row, sku_column="sku", quantity_column="quantity", quantity=quantity
        ),
    )
    return _order_row(report, row, ALL, state, line, zone, problems)


def _is_fulfilled_by_amazon(row: tabular.Row) -> bool:
    return row["fulfillment-channel"].casefold().startswith(("amazon", "afn"))


def _line_state(state: OrderState, *, is_shipped: bool = False) -> LineState:
    if state == "cancelled":
        return "cancelled"
    if state == "channel_fulfilled":
        return "channel_fulfilled"
    return "shipped" if is_shipped else "open"


def _line(  # noqa: PLR0913 - the fields of one line, named at each call
    row: tabular.Row,
    *,
    line_id: str,
    quantities: tuple[int, int],
    state: LineState,
    price: int | None,
    problems: tuple[Problem, ...],
) -> IncomingLine:
    """Make a line. `quantities` are units to ship and units bought; `price` is for all bought."""
    to_ship, bought = quantities
    return IncomingLine(
        channel_line_id=line_id,
        sku=row["sku"],
        title=row["product-name"],
        quantity=to_ship if state == "open" else 0,
        ordered_quantity=bought,
        state=state,
        unit_price_minor=divided(price, bought),
        line_price_minor=price,
        raw=row.cells,
        row=row.number,
        problems=problems,
    )


def _order_row(  # noqa: PLR0913, PLR0917 - one private caller a report, all with the same six
    report: tabular.Report,
    row: tabular.Row,
    source: str,
    state: OrderState,
    line: IncomingLine,
    zone: tzinfo,
    problems: tuple[Problem, ...] = (),
) -> OrderRow:
    def when(column: str) -> datetime | None:
        return report.read(row, column, tabular.moment(zone=zone), None)

    def deadline(column: str) -> datetime | None:
        return report.read(row, column, tabular.moment(zone=zone, at=tabular.LAST_MOMENT), None)

    code, currency_problems = read_currency(row, "currency")
    recipient, lacking = read_recipient(row, _ADDRESS)
    recipient = replace(recipient, phone=recipient.phone or row["buyer-phone-number"])
    order = IncomingOrder(
        channel=CHANNEL,
        channel_order_id=row["amazon-order-id"]
        if source == ALL
        else read_id(report, row, "order-id"),
        source=source,
        state=state,
        placed_at=report.need(row, "purchase-date", tabular.moment(zone=zone), None),
        paid_at=when("payments-date"),
        ship_by=deadline("promise-date"),
        deliver_by=deadline("delivery-end-date"),
        service_level=row["ship-service-level"],
        recipient=None if source == ALL else recipient,
        currency=code,
        gift_message=row["gift-message-text"],
        note=row["delivery-Instructions"],
        lines=(line,),
        problems=(*problems, *currency_problems),
    )
    return OrderRow(row, order, () if source == ALL else lacking)
