"""What counting's templates are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class CountRow:
    """One bin that waits to be counted, and why."""

    place_id: int
    bin_code: str
    reasons: str
    asked_at: datetime
    not_by: str | None


@dataclass(frozen=True, slots=True)
class CountDesk:
    """The bins to count, oldest wish first."""

    template: ClassVar[str] = "counting/desk.html"
    tasks: list[CountRow]
