"""How right the book is, as its template and its file take it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from warehouse.counting.rules.accuracy import Accuracy, Variances
from warehouse.counting.rules.charts import IntervalChart

PERIODS = (30, 90, 365)
"""Days that the desk can look back."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason that variances were given, with what they came to, overs and unders together."""

    reason: str
    records: int
    units: int
    value_minor: int


@dataclass(frozen=True, slots=True)
class AccuracyDesk:
    """Accuracy from the control group; variances, causes and counters from all counts."""

    template: ClassVar[str] = "counting/accuracy.html"
    days: int
    since: date
    until: date
    currency: str
    overall: Accuracy
    drawn: int
    """Records drawn by lot in the period; those not counted yet are no part of the accuracy."""
    by_class: Sequence[Accuracy]
    by_zone: Sequence[Accuracy]
    over_time: Sequence[Accuracy]
    chart: IntervalChart
    variances: Variances
    counted: int
    """Records counted in the period, for whatever reason."""
    class_variances: Sequence[Variances]
    zone_variances: Sequence[Variances]
    causes: Sequence[Cause]
    counters: Sequence[Accuracy]
    """Of each counter: looks that a second person's look, or the decision, confirmed."""
    bins_counted: int
    bins: int
