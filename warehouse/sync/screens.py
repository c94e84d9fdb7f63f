"""What the intake's desk pages are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case: what happened, who did it, and what he was told."""

    case_id: int
    who: str
    sentence: str
    doing: str
    raised_at: datetime
    may_post: bool


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """The open cases, oldest first."""

    template: ClassVar[str] = "sync/cases.html"
    cases: list[CaseRow]


@dataclass(frozen=True, slots=True)
class HealthRow:
    """How one device is doing, from what it last sent."""

    name: str
    state: str
    last_event_at: datetime | None
    numbers: str
    waited_s: int | None
    """How long its newest event had waited on the device, in seconds."""
    clock: str
    gaps: int


@dataclass(frozen=True, slots=True)
class HealthDesk:
    """The site's devices."""

    template: ClassVar[str] = "sync/health.html"
    devices: list[HealthRow]
