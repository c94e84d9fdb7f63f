"""The accountant's report of a stock-take: book, counted, variance and value of every record."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from warehouse.counting.rules.accuracy_file import money, safe

COLUMNS = (
    "bin", "sku", "item", "lot", "book_units", "counted_units", "variance_units", "unit_cost",
    "book_value", "counted_value", "variance_value", "currency", "state",
)  # fmt: skip
COUNTED, UNDECIDED, UNCOUNTED = "counted", "to be decided", "not counted"


@dataclass(frozen=True, slots=True)
class CutOverRow:
    """One record: what the book said at the count, and what was there.

    `counted_units` is None where nobody has counted; an empty bin has no item and no units.
    """

    bin_code: str
    sku: str
    item_name: str
    lot_code: str
    book_units: int
    counted_units: int | None
    unit_cost_minor: int
    currency: str
    state: str

    @property
    def variance_units(self) -> int:
        """Counted − book; 0 where nobody has counted."""
        return 0 if self.counted_units is None else self.counted_units - self.book_units


@dataclass(frozen=True, slots=True)
class CutOverTotals:
    """What a report comes to, in minor currency units; overs and unders apart."""

    records: int
    book_minor: int
    counted_minor: int
    over_minor: int
    under_minor: int
    uncounted_minor: int
    """Book value of what nobody has counted; it is part of neither sum."""


def totals(rows: Iterable[CutOverRow]) -> CutOverTotals:
    """Add a report up."""
    records = book = counted = over = under = uncounted = 0
    for row in rows:
        records += bool(row.sku)
        value = row.book_units * row.unit_cost_minor
        if row.counted_units is None:
            uncounted += value
            continue
        book += value
        counted += row.counted_units * row.unit_cost_minor
        difference = row.variance_units * row.unit_cost_minor
        over += max(0, difference)
        under += max(0, -difference)
    return CutOverTotals(records, book, counted, over, under, uncounted)


def cutover_csv(rows: Sequence[CutOverRow]) -> bytes:
    """Write the report as UTF-8 with a mark for spreadsheets, values in whole currency units."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        is_counted = row.counted_units is not None
        counted = row.counted_units or 0
        cost = row.unit_cost_minor
        writer.writerow(
            [
                safe(row.bin_code), safe(row.sku), safe(row.item_name), safe(row.lot_code),
                row.book_units, counted if is_counted else "",
                row.variance_units if is_counted else "", money(cost),
                money(row.book_units * cost), money(counted * cost) if is_counted else "",
                money(row.variance_units * cost) if is_counted else "", row.currency, row.state,
            ]
        )  # fmt: skip
    return text.getvalue().encode("utf-8-sig")
