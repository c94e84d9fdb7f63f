"""The desk of counts: what is to be decided, and what could explain it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from warehouse.counting.rules.deciding import REASONS
from warehouse.ledger.queries import HistoryRow, HoldRow, RefusedScan


def money(minor: int, currency: str) -> str:
    """Return an amount as people write it: 12.50 EUR; nothing where the cost is unknown."""
    whole, cents = divmod(minor, 100)
    return f"{whole:,}.{cents:02} {currency}".strip() if minor else "–"


@dataclass(frozen=True, slots=True)
class VarianceRow:
    """One variance on the desk. Units are base units; `left` is what is not booked of it yet."""

    result_id: int
    task_id: int
    place_id: int
    bin_code: str
    item_id: int
    item_name: str
    sku: str
    lot_code: str
    expected: int
    counted: int
    left: int
    value_minor: int
    currency: str
    state: str
    is_disputed: bool
    settled_at: datetime
    counter: str
    other_counter: str | None
    has_opposite: bool = False

    @property
    def value(self) -> str:
        """What the variance is worth, in words."""
        return money(self.value_minor, self.currency)

    @property
    def chosen(self) -> str:
        """The variance as a form names it: its id, and what was left of it on this screen."""
        return f"{self.result_id}:{self.left}"


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One bin that waits to be counted, and why."""

    task_id: int
    place_id: int
    bin_code: str
    reasons: str
    state: str
    asked_at: datetime
    who: str | None


@dataclass(frozen=True, slots=True)
class UnknownRow:
    """Codes that nobody knows, found in one bin."""

    task_id: int
    bin_code: str
    codes: tuple[tuple[str, str], ...]
    """Each with the scan before it."""
    counter: str
    at: datetime
    photos: list[int]


@dataclass(frozen=True, slots=True)
class CountDesk:
    """What is to be decided, the most valuable or the oldest first."""

    template: ClassVar[str] = "counting/desk.html"
    reasons: ClassVar[dict[str, str]] = REASONS
    rows: list[VarianceRow]
    order: str
    page: int
    to_decide: int
    to_count: int
    under_way: int
    unknown: list[UnknownRow]
    refusal: str | None = None

    @property
    def has_more(self) -> bool:
        """Whether there is a further page."""
        return self.page * PAGE_SIZE < self.to_decide


PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class WaitingDesk:
    """The bins that wait to be counted, and the form that asks for more."""

    template: ClassVar[str] = "counting/waiting.html"
    tasks: list[WaitingRow]
    page: int
    total: int
    asked: int | None = None
    refusal: str | None = None

    @property
    def has_more(self) -> bool:
        """Whether there is a further page."""
        return self.page * PAGE_SIZE < self.total


@dataclass(frozen=True, slots=True)
class LookRow:
    """What one person found of the record, and the book at that position."""

    number: int
    who: str
    at: datetime
    counted: int | None
    expected: int | None
    variance: int | None
    state: str


@dataclass(frozen=True, slots=True)
class SwapRow:
    """A bin nearby that has too many of what is missing here, or the other way round."""

    result_id: int
    bin_code: str
    left: int
    units: int
    """How many one transfer would put right."""
    chosen: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision that was made about the variance."""

    decision_id: int
    kind: str
    units: int
    reason: str
    note: str
    who: str
    at: datetime
    is_undone: bool


@dataclass(frozen=True, slots=True)
class ResultScreen:
    """One variance with all that could explain it, and what can be decided."""

    template: ClassVar[str] = "counting/result.html"
    reasons: ClassVar[dict[str, str]] = REASONS
    row: VarianceRow
    since: datetime | None
    """When the record was last counted and right."""
    looks: list[LookRow]
    moves: list[HistoryRow]
    refused: list[RefusedScan]
    holds: list[HoldRow]
    swaps: list[SwapRow]
    others: list[VarianceRow]
    """The other records of the same count."""
    unknown: list[str]
    photos: list[int]
    decisions: list[DecisionRow]
    counted_by_me: bool
    refusal: str | None = None

    @property
    def variance_text(self) -> str:
        """The variance with its sign."""
        return f"{self.row.left:+,}".replace("-", "−")


@dataclass(frozen=True, slots=True)
class LimitRow:
    """Up to where one counter's variances of one class post by themselves."""

    limit_id: int
    who: str
    item_class: str
    most_units: int
    most_percent: int
    most_value_minor: int
    tolerance_units: int
    tolerance_percent: int


@dataclass(frozen=True, slots=True)
class LimitDesk:
    """The limits of the site, and the form that sets one."""

    template: ClassVar[str] = "counting/limits.html"
    limits: list[LimitRow]
    people: list[tuple[int, str]]
    refusal: str | None = None
