"""What to count today: a pure function of the records, the settings and the date.

The day is filled in this order: what was flagged (up to 30 %), a control group by lot (12 %),
what is overdue by its class (up to 50 %), and the rest where a wrong book is likely to harm most
for the minutes that it takes. A bin that is opened is counted whole, so it is paid for once and
carries every reason that was found for it.

The control group is drawn from all records alike, counted lately or not: only so is the accuracy
that it measures the warehouse's, and not that of the bins which planning distrusts.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from warehouse.counting.rules.plan_coverage import (
    Coverage,
    PlanSettings,
    coverage_of,
    overdue_ratio,
)
from warehouse.counting.rules.plan_words import (
    Reason,
    Why,
    control_sentence,
    coverage_sentence,
    flagged_sentence,
    risk_sentence,
)
from warehouse.counting.rules.risk import (
    ErrorRates,
    Key,
    Record,
    belief_of_error,
    harm_prevented,
    learn_rates,
)


@dataclass(slots=True)
class PlannedBin:
    """One bin of the day: what it takes, and why it is counted."""

    place_id: int
    seconds: int
    reasons: list[Reason] = field(default_factory=list)
    is_open: bool = False
    """Whether somebody is to count it already; then the plan adds its reasons and no work."""


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The bins to count on one day, in the order in which they were chosen."""

    day: int
    bins: Sequence[PlannedBin]
    coverage: Coverage
    seconds: int
    """What the newly chosen bins take."""
    waiting_seconds: int
    """What was asked for before and is still to be counted; it is part of the day's work."""
    control: Sequence[Key]


def plan_day(
    records: Iterable[Record],
    settings: PlanSettings,
    *,
    today: int,
    seed: str,
    open_bins: Collection[int] = (),
) -> DayPlan:
    """Choose the bins to count.

    Args:
        records: Every record of the site.
        settings: The day's cap and its parts.
        today: Ordinal of the date.
        seed: What the lot is drawn with, besides the date: the site. The same day gives the same
            plan, however often it is asked for.
        open_bins: Bins that are to be counted already. They come first out of the day's cap.
    """
    known = sorted(records, key=_by_key)
    draft = _Draft(known, settings, today, open_bins)
    draft.take_flagged()
    draft.take_control(random.Random(f"{seed}:{today}"))  # noqa: S311 - a lot, not a secret
    draft.take_overdue()
    draft.take_riskiest()
    return DayPlan(
        day=today,
        bins=list(draft.chosen.values()),
        coverage=draft.coverage,
        seconds=draft.used - draft.waiting,
        waiting_seconds=draft.waiting,
        control=draft.control,
    )


def control_size(records: Sequence[Record], settings: PlanSettings) -> int:
    """Return how many records the control group has: its share of the day at the average count.

    The number is settled before the lot is drawn. Drawing until the minutes are used up would
    favour records that are quick to count, and the measured accuracy would be theirs.
    """
    if not records:
        return 0
    average = sum(record.count_seconds for record in records) / len(records)
    size = round(settings.share(settings.control_percent) / average)
    return min(len(records), max(1, size))


def _by_key(record: Record) -> Key:
    return record.key


class _Draft:
    """A day's plan while it is being filled."""

    def __init__(
        self,
        records: Sequence[Record],
        settings: PlanSettings,
        today: int,
        open_bins: Collection[int],
    ) -> None:
        self.records, self.settings, self.today = records, settings, today
        self.rates: ErrorRates = learn_rates(records)
        stocked = [record.value_minor for record in records if record.is_stocked]
        self.mean_value = sum(stocked) / len(stocked) if stocked else 0.0
        self.coverage = coverage_of(records, settings, today)
        self.open_bins = open_bins
        self.chosen: dict[int, PlannedBin] = {}
        self.control: list[Key] = []
        self.seconds_of: dict[int, int] = {}
        self.harm_of: dict[int, float] = {}
        self.leader: dict[int, tuple[float, Record, float]] = {}
        for record in records:
            self._weigh(record)
        self.waiting = sum(self.seconds_of.get(place, 0) for place in open_bins)
        self.used = self.waiting

    def _weigh(self, record: Record) -> None:
        """Add a record to what its bin takes and risks; the bin's worst record speaks for it."""
        place = record.key.place_id
        belief = belief_of_error(record, self.rates, self.today)
        at_stake = harm_prevented(record, belief, self.today, self.mean_value)
        self.seconds_of[place] = self.seconds_of.get(place, 0) + record.count_seconds
        self.harm_of[place] = self.harm_of.get(place, 0.0) + at_stake
        if place not in self.leader or at_stake > self.leader[place][0]:
            self.leader[place] = (at_stake, record, belief)

    def _worth(self, place: int) -> float:
        """What a second of counting there is worth."""
        return self.harm_of[place] / self.seconds_of[place]

    def _take(self, place: int, reason: Reason) -> int:
        """Choose a bin for a reason; returns the seconds that this adds to the day."""
        known = self.chosen.get(place)
        if known is None:
            is_open = place in self.open_bins
            seconds = self.seconds_of[place]
            known = self.chosen[place] = PlannedBin(place, seconds, is_open=is_open)
            added = 0 if is_open else seconds
        else:
            added = 0
        known.reasons.append(reason)
        self.used += added
        return added

    def _has_room(self, place: int, spent: int, cap: int) -> bool:
        seconds = self.seconds_of[place]
        return spent + seconds <= cap and self.used + seconds <= self.settings.seconds_a_day

    def _is_new(self, place: int) -> bool:
        return place not in self.chosen and place not in self.open_bins

    def take_flagged(self) -> None:
        """Take bins where something was noticed, the most harmful for their minutes first."""
        cap, spent = self.settings.share(self.settings.flagged_percent), 0
        flagged: dict[int, list[Record]] = {}
        for record in self.records:
            if record.flags and self._is_new(record.key.place_id):
                flagged.setdefault(record.key.place_id, []).append(record)
        for place in sorted(flagged, key=lambda one: (-self._worth(one), one)):
            if not self._has_room(place, spent, cap):
                continue
            for record in flagged[place]:
                spent += self._take(place, self._reason(record, Why.FLAGGED))

    def take_control(self, lot: random.Random) -> None:
        """Draw the control group; it is taken whole, even where the day is full."""
        stocked = [record for record in self.records if record.is_stocked]
        for record in lot.sample(stocked, control_size(stocked, self.settings)):
            self.control.append(record.key)
            self._take(record.key.place_id, self._reason(record, Why.CONTROL))

    def take_overdue(self) -> None:
        """Take bins that are older than their class's days, the most overdue first."""
        cap, spent = self.settings.share(self.settings.coverage_percent), 0
        days = self.coverage.days_of_class
        overdue = [
            (ratio, record)
            for record in self.records
            if (ratio := overdue_ratio(record, days, self.today)) >= 1
        ]
        overdue.sort(key=lambda pair: -pair[0])
        for _, record in overdue:
            place = record.key.place_id
            if self._is_new(place) and self._has_room(place, spent, cap):
                spent += self._take(place, self._reason(record, Why.COVERAGE))

    def take_riskiest(self) -> None:
        """Fill what is left where a wrong book would harm most for the minutes that it takes."""
        cap = self.settings.seconds_a_day
        least = min(self.seconds_of.values(), default=0)
        for place in sorted(self.seconds_of, key=lambda one: (-self._worth(one), one)):
            if self.used + least > cap:
                return
            if self._is_new(place) and self._has_room(place, 0, cap):
                _, record, belief = self.leader[place]
                self._take(
                    place, Reason(record.key, Why.RISK, risk_sentence(record, belief, self.today))
                )

    def _reason(self, record: Record, why: Why) -> Reason:
        if why is Why.FLAGGED:
            sentence = flagged_sentence(record)
        elif why is Why.CONTROL:
            sentence = control_sentence()
        else:
            kept = self.coverage.days_of_class[record.abc]
            sentence = coverage_sentence(record, self.today, kept)
        return Reason(record.key, why, sentence)
