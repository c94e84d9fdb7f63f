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
    may_reverse: bool
    """Whether goods were moved, so that they can be had put back."""
    is_open: bool
    """Whether nothing was booked yet; otherwise there is nothing to decide but to have seen it."""


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A word about something that was posted and that nobody has to decide about."""

    who: str
    device: str
    doing: str
    sentence: str
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """The open cases, oldest first, and the newest labels."""

    template: ClassVar[str] = "sync/cases.html"
    cases: list[CaseRow]
    labels: list[LabelRow]


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
    epochs_lost: int
    """How often it lost its storage and began to count anew."""
    replays: int
    """Events that it sent again and that booked nothing."""
    release: str
    """The release whose scripts it ran, in short; "" where it has not said."""
    is_behind: bool
    """Whether the server runs another release by now."""
    queue: str
    """How much waited when it last told, and how old the oldest was."""
    battery_pct: int | None


@dataclass(frozen=True, slots=True)
class HealthDesk:
    """The site's devices."""

    template: ClassVar[str] = "sync/health.html"
    devices: list[HealthRow]
