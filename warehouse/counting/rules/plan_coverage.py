"""Seeing every bin in time: how old a confirmation may grow, and when each bin's turn comes.

Each class has a number of days after which a record is due, whatever is believed of it. Where
the day's minutes do not suffice for that, all classes are stretched alike and the plan says how
many counts a day are missing: a calendar that cannot be kept would be a lie.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from warehouse.counting.rules.risk import CLASSES, A, B, C, Record

DAYS_OF_CLASS: Mapping[str, int] = MappingProxyType({A: 60, B: 120, C: 365})


WEEKS_AHEAD = 4


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """How much a site counts each day, and of what.

    Attributes:
        seconds_a_day: The workload cap: what all planned counts of one day may take.
        flagged_percent: The most that flagged bins may take of it.
        control_percent: What the control group takes of it.
        coverage_percent: The most that overdue bins may take of it.
        days_of_class: After how many days a record of a class is due.
    """

    seconds_a_day: int
    flagged_percent: int = 30
    control_percent: int = 12
    coverage_percent: int = 50
    days_of_class: Mapping[str, int] = field(default_factory=lambda: DAYS_OF_CLASS)

    def share(self, percent: int) -> int:
        """Return that part of the day, in seconds."""
        return self.seconds_a_day * percent // 100


@dataclass(frozen=True, slots=True)
class Coverage:
    """How the classes' days can be kept.

    Attributes:
        stretch: By how much all days are stretched; 1.0 where the minutes suffice.
        missing_a_day: Counts a day that would have to be added to need no stretch; 0 if none.
        days_of_class: The days that will be kept, stretched.
    """

    stretch: float
    missing_a_day: int
    days_of_class: Mapping[str, int]


def coverage_of(records: Sequence[Record], settings: PlanSettings, today: int) -> Coverage:
    """Decide what the coverage share of the day can keep over the coming weeks.

    What is due by then, less what fits the share, is missing. Records that other counts and zero
    checks keep young ask for nothing. The days are stretched to where the oldest records, taken
    in the order of being due, use the share up.
    """
    days = settings.days_of_class
    then = today + WEEKS_AHEAD * 7
    due = sorted(
        (
            (ratio, record.count_seconds)
            for record in records
            if (ratio := overdue_ratio(record, days, then)) >= 1
        ),
        reverse=True,
    )
    room = settings.share(settings.coverage_percent) * WEEKS_AHEAD * 7
    needed = sum(seconds for _, seconds in due)
    if needed <= room:
        return Coverage(1.0, 0, dict(days))
    lacking = math.ceil((needed - room) * len(due) / needed / (WEEKS_AHEAD * 7))
    used, stretch = 0, 1.0
    for ratio, seconds in due:
        used += seconds
        stretch = ratio
        if used > room:
            break
    return Coverage(
        stretch, lacking, {abc: math.ceil(length * stretch) for abc, length in days.items()}
    )


def overdue_ratio(record: Record, days_of_class: Mapping[str, int], today: int) -> float:
    """Return how old the confirmation is in the days of its class: from 1.0 on it is due."""
    return (today - record.confirmed_day) / days_of_class[record.abc]


@dataclass(frozen=True, slots=True)
class ClassCoverage:
    """One class on the calendar.

    Attributes:
        abc: The class.
        days: After how many days its records are due, as set.
        kept_days: The same, stretched to what can be kept.
        records: How many records it has.
        current: How many of them are younger than `days`.
        never_counted: How many were never counted.
        oldest_days: How old the oldest confirmation is.
    """

    abc: str
    days: int
    kept_days: int
    records: int
    current: int
    never_counted: int
    oldest_days: int

    @property
    def current_percent(self) -> int:
        """Records younger than their days, in whole per cent, never rounded up to 100."""
        return self.current * 100 // self.records if self.records else 100


@dataclass(frozen=True, slots=True)
class Forecast:
    """When each bin's turn comes by coverage alone, if nobody counts it for another reason.

    Attributes:
        due_weeks: Week from today (0: the next seven days) → class → bins whose turn comes.
        first_round_day: Ordinal of the day by which the bins that were never counted will have
            been; None where there are none, or no minutes for them.
        all_counted_day: The same for every bin, from today on.
    """

    due_weeks: Mapping[int, Mapping[str, int]]
    first_round_day: int | None
    all_counted_day: int | None


def cover_classes(
    records: Iterable[Record], settings: PlanSettings, kept: Coverage, today: int
) -> list[ClassCoverage]:
    """Return the calendar's line of each class, best class first."""
    of_class: dict[str, list[Record]] = {abc: [] for abc in CLASSES}
    for record in records:
        of_class[record.abc].append(record)
    return [
        ClassCoverage(
            abc=abc,
            days=settings.days_of_class[abc],
            kept_days=kept.days_of_class[abc],
            records=len(members),
            current=sum(today - r.confirmed_day < settings.days_of_class[abc] for r in members),
            never_counted=sum(not r.was_counted for r in members),
            oldest_days=max((today - r.confirmed_day for r in members), default=0),
        )
        for abc, members in of_class.items()
    ]


def forecast(
    records: Iterable[Record], settings: PlanSettings, kept: Coverage, today: int
) -> Forecast:
    """Say when every bin will have been counted.

    Bins take their turns in the order of being due, none before it is due, as many a day as the
    coverage share has seconds for. A bin is due with its first record, and is of that one's class.
    """
    bins: dict[int, _Turn] = {}
    for record in records:
        ratio = overdue_ratio(record, kept.days_of_class, today)
        due = record.confirmed_day + kept.days_of_class[record.abc]
        turn = bins.setdefault(record.key.place_id, _Turn(ratio, due, record.abc))
        turn.seconds += record.count_seconds
        if ratio > turn.ratio:
            turn.ratio, turn.due, turn.abc = ratio, due, record.abc
        turn.is_first |= not record.was_counted
    share = settings.share(settings.coverage_percent)
    weeks: dict[int, dict[str, int]] = {}
    first_round, last, used = None, None, 0
    for turn in sorted(bins.values(), key=lambda t: (t.due, -t.ratio, t.abc)) if share else ():
        used = max(used, max(0, turn.due - today) * share) + turn.seconds
        last = today + (used - 1) // share
        first_round = last if turn.is_first else first_round
        week = weeks.setdefault((last - today) // 7, {})
        week[turn.abc] = week.get(turn.abc, 0) + 1
    return Forecast(weeks, first_round, last)


@dataclass(slots=True)
class _Turn:
    """One bin in the queue: how due it is by its most overdue record, and what it takes."""

    ratio: float
    due: int
    abc: str
    seconds: int = 0
    is_first: bool = False
