"""What the templates of putting back are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from warehouse.putback.rules import Return, Step
from warehouse.web.signal import Signal


@dataclass(frozen=True, slots=True)
class PutBackRow:
    """One task in the picker's list or on the supervisor's desk."""

    task_id: int
    order_ref: str
    container: str
    reason: str
    state: str
    user_name: str | None
    lines: int
    units: int
    """Base units that are still to be put back."""
    created_at: datetime
    is_mine: bool
    """Whether the person who looks carries it, or is to be offered it first."""
    event_id: str


@dataclass(frozen=True, slots=True)
class PutBackScreen:
    """One instruction. `step` says which part of the template speaks."""

    template: ClassVar[str] = "putback/task.html"
    task_id: int
    order_ref: str
    container: str
    container_kind: str
    reason: str
    step: Step
    line: Return | None
    expires_on: date | None
    picture: str | None
    lines: int
    lines_done: int
    signal: Signal | None
    event_ids: tuple[str, ...]
    codes: list[tuple[str, str]]
    """The demo's codes of this step, as (label, code)."""

    @property
    def line_id(self) -> int:
        """The line that this screen is drawn for; 0 where the container or the end is."""
        return self.line.line_id if self.line else 0
