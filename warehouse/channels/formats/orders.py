"""From the rows of any channel's file to the orders that `warehouse.orders` takes in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

from warehouse.kernel import tabular
from warehouse.kernel.tabular.codes import WITHOUT_POSTAL_CODE
from warehouse.kernel.tabular.refusals import excerpt
from warehouse.orders.rules.incoming import (
    MOST_UNITS,
    PROBLEM_CODES,
    IncomingOrder,
    OrderState,
    Problem,
    Recipient,
)

_read_id = tabular.code(longest=100)


@dataclass(frozen=True, slots=True)
class OrderRow:
    """What one row says: an order with a single line, and what its address lacks."""

    row: tabular.Row
    order: IncomingOrder
    address_problems: tuple[Problem, ...] = ()


def problem(row: tabular.Row, column: str, code: str, what: str) -> Problem:
    """Put row and column before what is wrong there."""
    assert code in PROBLEM_CODES, "every code is documented"
    return Problem(code, f"Row {row.number}, column {column}: {what}", column)


def read_id(report: tabular.Report, row: tabular.Row, column: str) -> str:
    """Return an id that a key is made of; an id that a spreadsheet rewrote is a fault."""
    return report.need(row, column, _read_id, "")


def read_recipient(
    row: tabular.Row, columns: Mapping[str, str]
) -> tuple[Recipient, tuple[Problem, ...]]:
    """Read an address, and say what it lacks to be shipped to.

    Args:
        row: The row that carries the address.
        columns: Which of the file's columns holds which field of `Recipient`.
    """
    found = {field: row[column] for field, column in columns.items()}
    # An apostrophe keeps a spreadsheet from eating leading zeros; it is not part of the value.
    for field in ("postal_code", "phone"):
        found[field] = found.get(field, "").removeprefix("'")
    problems: list[Problem] = []

    def lacks(field: str, what: str) -> None:
        problems.append(problem(row, columns[field], "bad_address", what))

    for field, words in (
        ("name", "the recipient's name"),
        ("address1", "the street or first address line"),
        ("city", "the city"),
        ("country", "the country"),
    ):
        if not found[field]:
            lacks(field, f"{words} is missing. Complete the address.")
    written = found["country"]
    try:
        found["country"] = tabular.country(written) if written else ""
    except tabular.CellFault as fault:
        found["country"] = ""
        lacks("country", fault.what)
    if not found["postal_code"] and found["country"] not in WITHOUT_POSTAL_CODE:
        lacks("postal_code", "the postal code is missing. Complete the address.")
    return Recipient(**found), tuple(problems)


def read_currency(row: tabular.Row, column: str) -> tuple[str, tuple[Problem, ...]]:
    """Return a currency's code, or "" and why it is not known; a blank cell is no problem."""
    written = row[column]
    try:
        return (tabular.currency(written) if written else ""), ()
    except tabular.CellFault as fault:
        return "", (problem(row, column, "unknown_currency", fault.what),)


def read_price(
    report: tabular.Report, row: tabular.Row, column: str, currency_code: str
) -> int | None:
    """Return an amount in minor units; None where it is blank or its currency unknown."""
    if not currency_code:
        return None
    return report.read(row, column, lambda value: tabular.minor_units(value, currency_code), None)


def line_problems(
    row: tabular.Row, *, sku_column: str, quantity_column: str, quantity: int
) -> tuple[Problem, ...]:
    """Say what keeps a line off the floor whatever its channel: no SKU, absurdly many units."""
    found = []
    if not row[sku_column]:
        what = "the SKU is missing. Say which item this line means."
        found.append(problem(row, sku_column, "missing_sku", what))
    if quantity > MOST_UNITS:
        what = f"{quantity:,} units are more than {MOST_UNITS:,}. Confirm or correct the quantity."
        found.append(problem(row, quantity_column, "absurd_quantity", what))
    return tuple(found)


def divided(total_minor: int | None, units: int) -> int | None:
    """Return the price of one unit, rounded half up."""
    if total_minor is None or units <= 0:
        return None
    return (2 * total_minor + units) // (2 * units)


def assemble(
    report: tabular.Report,
    rows: Sequence[OrderRow],
    *,
    line_column: str,
    address: Mapping[str, str],
) -> list[IncomingOrder]:
    """Join the rows of each order, in file order, and refuse the file if it has any fault.

    Args:
        report: Holds the faults of single cells; doubled lines are added to it.
        rows: What each row said.
        line_column: The column that tells an order's lines apart, for the sentence.
        address: As for `read_recipient`, to name the column where two rows disagree.

    Raises:
        TableErrors: Any cell was at fault, or two rows are the same line of the same order.
    """
    orders: dict[tuple[str, str], list[OrderRow]] = {}
    first_rows: dict[tuple[str, str, str], int] = {}
    for one in rows:
        line = one.order.lines[0]
        key = (one.order.channel, one.order.channel_order_id)
        orders.setdefault(key, []).append(one)
        first = first_rows.setdefault((*key, line.channel_line_id), line.row)
        if first != line.row:
            what = (
                f"line {excerpt(line.channel_line_id)} of order {excerpt(key[1])} stands in row "
                f"{first} already. Remove one of the two rows, or export the file again."
            )
            report.add(one.row, line_column, "doubled_line", what)
    report.refuse_if_any()
    return [_joined(of_one_order, address) for of_one_order in orders.values()]


def _joined(rows: Sequence[OrderRow], address: Mapping[str, str]) -> IncomingOrder:
    head = rows[0].order
    lines = tuple(line for one in rows for line in one.order.lines)
    state = _state_of([one.order.state for one in rows])
    found = [each for one in rows for each in one.order.problems]
    if state == "ready" and any(line.state == "open" for line in lines):
        if head.recipient is None:
            what = (
                "this report tells no recipient. Import the unshipped orders of the channel, too."
            )
            found.append(problem(rows[0].row, "recipient-name", "no_recipient", what))
        found.extend(rows[0].address_problems)
        found.extend(_disagreement(rows, address))
    return replace(
        head,
        state=state,
        lines=lines,
        gift_message=next((one.order.gift_message for one in rows if one.order.gift_message), ""),
        # Rows of one order repeat what is wrong with the order; each row counts once.
        problems=tuple(dict.fromkeys(found)),
    )


def _state_of(states: Sequence[OrderState]) -> OrderState:
    """One unpaid line keeps the whole order off the floor; cancelled lines do not count."""
    live = [state for state in states if state != "cancelled"]
    if not live:
        return "cancelled"
    if "pending" in live:
        return "pending"
    return "channel_fulfilled" if set(live) == {"channel_fulfilled"} else "ready"


def _disagreement(rows: Sequence[OrderRow], address: Mapping[str, str]) -> list[Problem]:
    """Two rows of one order that name two addresses: nobody can know where it should go."""
    head = rows[0].order.recipient
    for one in rows[1:]:
        other = one.order.recipient
        if head is None or other is None or other == head:
            continue
        for field in fields(Recipient):
            if field.name not in address:
                continue
            here, there = getattr(head, field.name), getattr(other, field.name)
            if there and here != there:
                what = f"“{excerpt(there)}” differs from “{excerpt(here)}” in row "
                what += f"{rows[0].row.number} of the same order. Choose the right address."
                return [problem(one.row, address[field.name], "rows_disagree", what)]
    return []
