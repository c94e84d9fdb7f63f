"""The papers of counting: the cut-over report, and sheets to count on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from warehouse.counting.rules.cutover import CutOverRow, totals
from warehouse.printing.table_sheet import Column, TableSheet

SIGN_HERE = "______________________________"
REPORT_COLUMNS = (
    Column("Bin", 1.6),
    Column("Item", 4.8),
    Column("Book", 1.2, "number"),
    Column("Counted", 1.2, "number"),
    Column("Off by", 1.1, "number"),
    Column("Book value", 1.7, "number"),
    Column("Difference", 1.7, "number"),
)
SHEET_COLUMNS = (
    Column("", 0.5, "number"),
    Column("Bin", 2.0, "strong"),
    Column("Scan the bin", 3.8, "code"),
    Column("What lies there", 5.6),
    Column("Counted", 1.2, "blank"),
)


@dataclass(frozen=True, slots=True)
class ReportHead:
    """Whose report it is, and who stands for it."""

    site: str
    what: str
    started_at: datetime
    closed_at: datetime | None
    started_by: str
    closed_by: str
    counters: Sequence[str]
    deciders: Sequence[str]
    bins: int
    counted: int


def cutover_sheet(head: ReportHead, rows: Sequence[CutOverRow]) -> TableSheet:
    """Return the accountant's report; it is a draft until the stock-take is closed."""
    sums = totals(rows)
    state = (
        f"closed {head.closed_at:%d %b %Y %H:%M} by {head.closed_by}"
        if head.closed_at
        else "DRAFT, the stock-take is open"
    )
    return TableSheet(
        title=f"Stock-take: {head.what}",
        facts=(
            ("Site", head.site),
            ("Time", f"started {head.started_at:%d %b %Y %H:%M} by {head.started_by}; {state}"),
            ("Bins", f"{head.counted} of {head.bins} counted, {sums.records} records"),
            *_values(rows),
            ("Counted by", ", ".join(head.counters) or "nobody yet"),
            ("Decided by", ", ".join(head.deciders) or "nobody: no variance, or within limits"),
            ("Signed for the warehouse", SIGN_HERE),
            ("Signed for the accounts", SIGN_HERE),
        ),
        columns=REPORT_COLUMNS,
        rows=[_report_row(row) for row in rows],
        foot=f"Stock-take · {head.site} · {head.what}",
    )


def _values(rows: Sequence[CutOverRow]) -> list[tuple[str, str]]:
    """Say what the records are worth, each currency by itself, and how many have no cost."""
    facts: list[tuple[str, str]] = []
    priced = [row for row in rows if row.unit_cost_minor]
    for currency in sorted({row.currency for row in priced}):
        sums = totals(row for row in priced if row.currency == currency)
        difference = sums.over_minor - sums.under_minor
        apart = f"over {_money(sums.over_minor)}, under {_money(sums.under_minor)}"
        facts += [
            ("Book value", f"{_money(sums.book_minor)} {currency}"),
            ("Counted value", f"{_money(sums.counted_minor)} {currency}"),
            ("Difference", f"{_money(difference)} {currency} ({apart})"),
            ("Not counted, by the book", f"{_money(sums.uncounted_minor)} {currency}"),
        ]
    unpriced = sum(1 for row in rows if row.sku and not row.unit_cost_minor)
    return [*facts, ("Without a cost", f"{unpriced} records, in no sum")] if unpriced else facts


def _report_row(row: CutOverRow) -> tuple[str, ...]:
    about = f"{row.item_name}\n{row.sku}" if row.sku else "empty by the book"
    if row.lot_code:
        about += f" · Lot {row.lot_code}"
    cost = row.unit_cost_minor
    value = _money(row.book_units * cost) if cost else "–" if row.sku else ""
    if row.counted_units is None:
        return (row.bin_code, about, str(row.book_units), "–", "", value, "not counted")
    if not row.sku:
        return (row.bin_code, "empty, as the book says", "0", "0", "", "", "")
    off = row.variance_units
    return (
        row.bin_code,
        about,
        f"{row.book_units:,}",
        f"{row.counted_units:,}",
        f"{off:+,}".replace("-", "−") if off else "",
        value,
        "" if not off else _money(off * cost) if cost else "–",
    )


def _money(minor: int) -> str:
    return f"{'−' if minor < 0 else ''}{abs(minor) // 100:,}.{abs(minor) % 100:02d}"


@dataclass(frozen=True, slots=True)
class PaperBin:
    """One bin on paper: its code as people say it and as its label prints it, and what it may hold.

    `things` are (name, lot) without any number: the count stays blind on paper, too.
    """

    number: int
    bin_code: str
    label_code: str
    things: Sequence[tuple[str, str]]


def count_sheet(
    *, sheet_id: int, site: str, printed_at: datetime, printed_by: str, bins: Sequence[PaperBin]
) -> TableSheet:
    """Return a sheet to count on: no quantities, a free line for what nobody expects."""
    rows: list[tuple[str, ...]] = []
    for one in bins:
        first = (str(one.number), one.bin_code, one.label_code)
        for name, lot in one.things:
            rows.append((*first, f"{name}\nLot {lot}" if lot else name, ""))
            first = ("", "", "")
        rows.append((*first, "Something else:" if one.things else "What lies there:", ""))
    return TableSheet(
        title=f"Count sheet {sheet_id}",
        facts=(
            ("Site", site),
            ("Printed", f"{printed_at:%d %b %Y %H:%M} by {printed_by}"),
            ("Counted by", SIGN_HERE),
            ("How", "0 where none is there; enter it at the desk"),
        ),
        columns=SHEET_COLUMNS,
        rows=rows,
        code=f"CS-{sheet_id}",
        foot=f"Count sheet {sheet_id} · {site}",
    )
