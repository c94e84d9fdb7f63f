"""What picking's templates are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from warehouse.picking.rules import SHORT_REASONS, Step, Stop, in_packs
from warehouse.web.signal import Signal


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task in the picker's list or on the supervisor's desk."""

    task_id: int
    order_ref: str
    channel: str
    state: str
    user_name: str | None
    tote_code: str | None
    lines: int
    lines_done: int
    units: int
    first_bin: str
    ship_by: datetime | None
    seen_at: datetime | None
    is_mine: bool
    event_id: str


@dataclass(frozen=True, slots=True)
class TaskList:
    """What there is to pick: one's own first, then what must ship first."""

    template: ClassVar[str] = "picking/tasks.html"
    tasks: list[TaskRow]
    signal: Signal | None


@dataclass(frozen=True, slots=True)
class PickScreen:
    """One instruction. `step` says which part of the template speaks."""

    template: ClassVar[str] = "picking/pick.html"
    task_id: int
    order_ref: str
    tote_code: str | None
    step: Step
    stop: Stop | None
    pack_name: str
    pack_units: int
    expires_on: date | None
    picture: str | None
    next_bin: str | None
    next_item: str | None
    lines: int
    lines_done: int
    units_picked: int
    units_short: int
    signal: Signal | None
    event_ids: tuple[str, ...]
    codes: list[tuple[str, str]]
    """The demo's codes of this step, as (label, code)."""

    reasons: ClassVar[dict[str, str]] = SHORT_REASONS

    @property
    def line_id(self) -> int:
        """The line that this screen is drawn for; 0 where the task itself asks."""
        return self.stop.line_id if self.stop else 0

    @property
    def quantity(self) -> str:
        """How many to take, in the packs that the hand takes."""
        assert self.stop is not None, "a quantity belongs to a stop"
        return in_packs(self.stop.left, self.pack_name, self.pack_units)


@dataclass(frozen=True, slots=True)
class TaskDesk:
    """The supervisor's view: who is where, on which line."""

    template: ClassVar[str] = "picking/desk.html"
    tasks: list[TaskRow]
    state: str


@dataclass(frozen=True, slots=True)
class ShortageRow:
    """One case: units of an order line that no bin could give."""

    shortage_id: int
    order_id: int
    order_ref: str
    sku: str
    item_name: str
    bin_code: str
    units: int
    reason: str
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class ShortageDesk:
    """The open cases, oldest first."""

    template: ClassVar[str] = "picking/shortages.html"
    cases: list[ShortageRow]
