"""One run: a world's days under one way of planning."""

import random
from dataclasses import dataclass, field

from tests.simulate.world import MISCOUNT, WARM_UP
from warehouse.counting.rules.risk import Key, Record, classify

COUNT_SECONDS = 60
COUNTS_A_DAY = 25
SPREAD_DAYS = 28
FIRST_DAY = 739_000
"""An ordinal like any other: the day on which the simulated warehouse opens."""


@dataclass
class Figures:
    """What one run showed, after the warm-up."""

    days: int = 0
    picks: int = 0
    wrong_picks: int = 0
    wrong_records: int = 0
    error_days_minor: int = 0
    counts: int = 0
    counts_wrong: int = 0
    control: int = 0
    control_wrong: int = 0
    records: int = 0
    zero_checks: int = 0
    wrong_by_day: list[int] = field(default_factory=list)

    @property
    def wrong_picks_a_day(self):
        return self.wrong_picks / self.days

    @property
    def accuracy(self):
        return 1 - self.wrong_records / (self.days * self.records)

    @property
    def accuracy_of_picks(self):
        return 1 - self.wrong_picks / self.picks

    @property
    def error_days_a_day(self):
        """Value that the books are off by, each day, in whole currency units."""
        return self.error_days_minor / self.days / 100

    @property
    def control_accuracy(self):
        return 1 - self.control_wrong / self.control

    @property
    def counted_accuracy(self):
        return 1 - self.counts_wrong / self.counts


class Floor:
    """The books and the truth, and what planning may know of them."""

    def __init__(self, world):
        self.goods, self.days = world.goods, world.days
        size = len(self.goods)
        self.truth = [one.refill for one in self.goods]
        self.book = list(self.truth)
        for number in world.first_wrong:
            self.truth[number] += 1
        self.moves, self.past, self.errors = [0] * size, [0] * size, [0] * size
        self.confirmed = [FIRST_DAY - number % 120 for number in range(size)]
        self.noticed = set()
        self.rate = [one.picks_a_day for one in self.goods]
        self.day = FIRST_DAY
        self.figures = Figures(records=size)
        self.changed = set(range(size))
        self.known = [None] * size
        worth = {n: one.picks_a_day * one.cost_minor for n, one in enumerate(self.goods)}
        classes = classify(worth)
        self.classes = [classes[number] for number in range(size)]

    def records(self):
        """What planning is given; the truth is not in it, nor any quantity."""
        for number in self.changed:
            self.known[number] = self._record(number)
        self.changed.clear()
        return self.known

    def _record(self, number):
        return Record(
            key=Key(number + 1, 1, 1),
            zone=self.goods[number].zone,
            abc=self.classes[number],
            picks_a_day=self.rate[number],
            value_minor=self.book[number] * self.goods[number].cost_minor,
            moves=self.moves[number],
            confirmed_day=self.confirmed[number],
            was_counted=True,
            past_moves=self.past[number],
            errors=self.errors[number],
            flags=("wrong scans",) if number in self.noticed else (),
            count_seconds=COUNT_SECONDS,
            stock_days=self.book[number] / self.rate[number],
        )

    def live(self, choose):
        """Go through all days; `choose(floor)` gives the day's records and its control group."""
        for number, day in enumerate(self.days):
            measured = number >= WARM_UP
            if measured:
                self._note_state()
            self._count(*choose(self), measured=measured)
            self._pick(day, measured=measured)
            self._refill(random.Random(day.refill_luck))
            for record in day.lost:
                self.truth[record] = max(0, self.truth[record] - 1)
            self.day += 1
        return self.figures

    def _note_state(self):
        figures = self.figures
        wrong = [n for n, units in enumerate(self.book) if units != self.truth[n]]
        figures.days += 1
        figures.wrong_records += len(wrong)
        figures.wrong_by_day.append(len(wrong))
        figures.error_days_minor += sum(
            abs(self.book[n] - self.truth[n]) * self.goods[n].cost_minor for n in wrong
        )

    def _count(self, chosen, control, *, measured):
        figures = self.figures
        if measured:
            figures.counts += len(chosen)
            figures.counts_wrong += sum(self.book[n] != self.truth[n] for n in chosen)
            figures.control += len(control)
            figures.control_wrong += sum(self.book[n] != self.truth[n] for n in control)
        for number in chosen:
            self.confirm(number)

    def confirm(self, number):
        """Somebody looked: the book is the truth, and its past is one count longer."""
        self.errors[number] += self.book[number] != self.truth[number]
        self.book[number] = self.truth[number]
        self.past[number] += self.moves[number]
        self.moves[number] = 0
        self.confirmed[number] = self.day
        self.noticed.discard(number)
        self.changed.add(number)

    def _pick(self, day, *, measured):
        book, truth, moves, goods = self.book, self.truth, self.moves, self.goods
        wrong_picks = zero_checks = 0
        for n, record in enumerate(day.picks):
            wrong_picks += book[record] != truth[record]
            moves[record] += 1
            if book[record] <= 0 or truth[record] <= 0:
                self.confirm(record)  # nothing there, or nothing booked: a short is looked into
                continue
            book[record] -= 1
            error = day.gone_wrong.get(n)
            if error is None:
                truth[record] -= 1
            elif error == MISCOUNT:
                truth[record] = max(0, truth[record] - 2)
            else:
                beside = goods[record].neighbour
                truth[beside] = max(0, truth[beside] - 1)
            if n in day.noticed:
                self.noticed.add(record)
            if book[record] == 0:
                zero_checks += 1
                self.confirm(record)
        self.changed.update(day.picks)
        if measured:
            self.figures.picks += len(day.picks)
            self.figures.wrong_picks += wrong_picks
            self.figures.zero_checks += zero_checks

    def _refill(self, luck):
        for record, units in enumerate(self.book):
            if units > 0:
                continue
            one = self.goods[record]
            self.book[record] += one.refill
            put_into = record
            error = luck.random() < one.errors_a_move
            if error and luck.random() < 0.5:
                put_into = one.neighbour
            self.truth[put_into] += one.refill - (error and put_into == record)
            self.moves[record] += 1
            self.changed.add(record)
