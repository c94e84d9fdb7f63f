"""The day's plan, the calendar of coverage and the settings, as their templates take them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from warehouse.counting.rules.charts import BarChart
from warehouse.counting.rules.plan_coverage import ClassCoverage


@dataclass(frozen=True, slots=True)
class PlanReason:
    """Why a record is in the plan: the kind, and the sentence about it."""

    why: str
    sku: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One bin of the day."""

    place_id: int
    bin_code: str
    zone: str
    minutes: int
    """0 where it was chosen on another day or is counted anyway."""
    state: str
    """Of its count; "" in a preview."""
    reasons: Sequence[PlanReason]


@dataclass(frozen=True, slots=True)
class PlanDesk:
    """Today's counts: planned, or as they would be planned."""

    template: ClassVar[str] = "counting/plan.html"
    day: date
    is_planned: bool
    planned_at: datetime | None
    planned_by: str
    rows: Sequence[PlanRow]
    shares: Sequence[tuple[str, int]]
    """Kind of reason, and how many bins it brought in first."""
    done: int
    minutes: int
    cap_minutes: int
    waiting_minutes: int
    control: int
    stretch_percent: int
    missing_a_day: int
    hour: int | None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class CoverageDesk:
    """How long ago each class was looked at, and when every bin's turn comes."""

    template: ClassVar[str] = "counting/coverage.html"
    day: date
    classes: Sequence[ClassCoverage]
    bins: int
    never_counted: int
    stretch_percent: int
    missing_a_day: int
    first_round_on: date | None
    all_counted_on: date | None
    past: BarChart
    coming: BarChart


@dataclass(frozen=True, slots=True)
class PlanSettingsScreen:
    """The figures that a site's plan follows."""

    template: ClassVar[str] = "counting/plan_settings.html"
    values: dict[str, str]
    sets_classes: bool
    done: bool = False
    refusal: str = ""
    wrong: str = ""
    """The field that the refusal is about."""
    hours: Sequence[tuple[str, str]] = field(
        default_factory=lambda: [
            ("", "When somebody asks"),
            *((str(hour), f"At {hour:02d}:00") for hour in range(24)),
        ]
    )
