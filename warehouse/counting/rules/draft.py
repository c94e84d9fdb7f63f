"""A count under way, as its counter has told it so far; see docs/scenarios/count.md."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

SERIAL = "serial"
UNTRACKED = "none"

Key = tuple[int, str]
"""Item and lot code: what one row is about."""


class Step(StrEnum):
    """The one thing that the counter is asked for."""

    BIN = "bin"
    FIRST = "first"
    LOT = "lot"
    QUANTITY = "quantity"
    MORE = "more"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Row:
    """What was found of one item and lot. Units are base units."""

    item_id: int
    item_name: str
    tracking: str
    lot_code: str = ""
    units: int = 0
    is_settled: bool = False
    expires_on: date | None = None

    @property
    def key(self) -> Key:
        """The item and lot of the row."""
        return (self.item_id, self.lot_code)

    @property
    def is_serial(self) -> bool:
        """Whether the row is one piece with a number of its own."""
        return self.tracking == SERIAL


@dataclass(frozen=True, slots=True)
class Awaited:
    """An item that was scanned and whose lot or serial comes next."""

    item_id: int
    item_name: str
    tracking: str
    units: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A count under way: what its counter has said so far."""

    place_id: int
    bin_code: str
    at_bin: bool = False
    said_empty: bool = False
    wants_done: bool = False
    rows: dict[Key, Row] = field(default_factory=dict)
    current: Key | None = None
    awaits: Awaited | None = None
    unknown: int = 0
    """How many codes were kept that nobody knows."""

    @property
    def step(self) -> Step:
        """What the counter is asked for next."""
        if not self.at_bin:
            return Step.BIN
        if self.wants_done:
            return Step.ABSENT
        if self.awaits is not None:
            return Step.LOT
        if self.current is not None:
            return Step.QUANTITY
        return Step.MORE if self.rows or self.unknown else Step.FIRST

    def put(self, row: Row, *, current: bool) -> Draft:
        """Return the draft with a row, which is the current one or not."""
        rows = {**self.rows, row.key: row}
        return replace(
            self, rows=rows, current=row.key if current else None, awaits=None, wants_done=False
        )
