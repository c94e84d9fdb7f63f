"""Opening stock as a file brings it: how much of what lies in which bin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from warehouse.kernel import tabular

STOCK_COLUMNS = ("bin", "sku", "lot", "expires_on", "quantity", "serial")
REQUIRED_COLUMNS = ("bin", "sku", "quantity")
MOST_UNITS = 1_000_000


@dataclass(frozen=True, slots=True)
class StockRow:
    """Base units of one item in one bin. `lot` and `serial` are "" where there is none.

    Whether the item is tracked so, and whether bin and item exist, the catalog decides.
    """

    bin: str
    sku: str
    lot: str
    expires_on: date | None
    quantity: int
    serial: str
    row: int


def read_stock(raw: bytes) -> list[StockRow]:
    """Read stock from a comma (or semicolon, or tab) file, one row a bin, item and lot or serial.

    Raises:
        TableErrors: The file is broken, any row is wrong, two rows say the same bin, item and
            lot, or one serial stands twice.
    """
    table = tabular.read_table(
        raw,
        delimiter="auto",
        required=REQUIRED_COLUMNS,
        optional=[name for name in STOCK_COLUMNS if name not in REQUIRED_COLUMNS],
    )
    report = tabular.Report()
    first: dict[tuple[str, ...], int] = {}
    rows = []
    for row in table.rows:
        one = _stock(report, row)
        rows.append(one)
        # A serial is one unit wherever it lies; other stock is told apart by bin and lot.
        key = (one.sku, one.serial) if one.serial else (one.sku, one.bin, one.lot)
        column = "serial" if one.serial else "bin"
        if first.setdefault(key, row.number) != row.number:
            what = f"row {first[key]} says the same: {' / '.join(part for part in key if part)}. "
            report.add(row, column, "doubled_stock", what + "Join the two rows or remove one.")
    report.refuse_if_any()
    return rows


def _stock(report: tabular.Report, row: tabular.Row) -> StockRow:
    code = tabular.code(longest=64)
    lot = report.read(row, "lot", code, "")
    serial = report.read(row, "serial", code, "")
    expires_on = report.read(row, "expires_on", tabular.day, None)
    quantity = report.need(row, "quantity", tabular.whole(least=1, most=MOST_UNITS), 1)
    if serial and lot:
        what = "an item has lots or serials, not both. Leave one of the two cells blank."
        report.add(row, "serial", "lot_and_serial", what)
    if serial and quantity != 1:
        what = f"serial {serial} is one unit, not {quantity}. Write one row for each serial."
        report.add(row, "quantity", "serial_is_one_unit", what)
    if expires_on and not lot:
        report.add(row, "lot", "blank", "stock that expires needs its lot. Write the lot's code.")
    return StockRow(
        bin=report.need(row, "bin", code, "").upper(),
        sku=report.need(row, "sku", code, ""),
        lot=lot,
        expires_on=expires_on,
        quantity=quantity,
        serial=serial,
        row=row.number,
    )
