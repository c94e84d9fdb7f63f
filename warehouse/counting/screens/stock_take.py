"""Stock-takes and counts on paper, as their templates take them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class StockTakeRow:
    """One stock-take in the list."""

    stock_take_id: int
    what: str
    started_at: datetime
    started_by: str
    closed_at: datetime | None
    bins: int
    counted: int
    undecided: int


@dataclass(frozen=True, slots=True)
class StockTakes:
    """The stock-takes of a site, newest first, and the zones that one can be started of."""

    template: ClassVar[str] = "counting/stock_takes.html"
    rows: Sequence[StockTakeRow]
    zones: Sequence[tuple[str, str]]
    waiting: int
    """Bins that wait for a counter, and could be counted on paper."""
    sheets: Sequence[tuple[int, datetime, int, int]]
    """Printed sheets that are not entered yet: number, when, bins, bins entered."""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class AisleRow:
    """How far one aisle is; `undecided` bins are counted, and wait for the supervisor."""

    zone: str
    aisle: int
    bins: int
    counted: int
    undecided: int


@dataclass(frozen=True, slots=True)
class StockTakeDesk:
    """How far a stock-take is."""

    template: ClassVar[str] = "counting/stock_take.html"
    row: StockTakeRow
    closed_by: str
    aisles: Sequence[AisleRow]
    uncounted: Sequence[tuple[int, str, str]]
    """The first bins that nobody counted yet, in walking order: place, code, state of the count."""
    uncounted_more: int
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One bin of a sheet."""

    number: int
    bin_code: str
    state: str


@dataclass(frozen=True, slots=True)
class SheetScreen:
    """A printed sheet, to be entered bin by bin."""

    template: ClassVar[str] = "counting/sheet.html"
    sheet_id: int
    printed_at: datetime
    printed_by: str
    rows: Sequence[SheetRow]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One line of the paper as it was typed; `code` is fixed where the sheet names the item."""

    code: str = ""
    name: str = ""
    lot: str = ""
    needs_lot: bool = False
    units: str = ""


@dataclass(frozen=True, slots=True)
class EntryScreen:
    """The form in which one bin of a paper sheet is entered."""

    template: ClassVar[str] = "counting/entry.html"
    sheet_id: int
    number: int
    bin_code: str
    people: Sequence[tuple[str, str]]
    rows: Sequence[EntryRow]
    counter: str = ""
    is_empty: bool = False
    refusal: str = ""
    extra: Sequence[EntryRow] = field(default_factory=lambda: [EntryRow() for _ in range(4)])
