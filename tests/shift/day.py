"""A day that is played: people act one after the other, each at their moment of it."""

import heapq
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

MORNING = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


@dataclass
class Done:
    """What one method came to."""

    orders: int = 0
    trips: int = 0
    lines: int = 0
    units: int = 0
    walked_cm: int = 0
    worked_s: float = 0.0
    """From a claim to putting the totes down or leaving them, of all pickers."""


class Day:
    """The clock of the simulation, and what happens when."""

    def __init__(self):
        self.now = MORNING
        self._waiting, self._order = [], count()
        self.done = defaultdict(Done)
        self.events = Counter()
        """How often what happened: shorts, wrong scans, pauses and so on; refusals by code."""

    def begin(self, person, after_s=0.0):
        """Let a person, a generator of seconds to wait, act from then on."""
        at = self.now + timedelta(seconds=after_s)
        heapq.heappush(self._waiting, (at, next(self._order), person))

    def play(self, until):
        """Let everybody act in turn until the moment; nobody may wait in between."""
        while self._waiting and self._waiting[0][0] <= until:
            self.now, _, person = heapq.heappop(self._waiting)
            wait_s = next(person, None)
            if wait_s is not None:
                self.begin(person, wait_s)
        self.now = max(self.now, until)


@dataclass(frozen=True)
class Size:
    """How large a day is played."""

    pickers: int = 30
    packers: int = 10
    orders: int = 3_000
    hours: float = 8.0
    aisles: int = 10
    bays: int = 20
    seed: int = 1
    short_share: float = 0.02
    wrong_scan_share: float = 0.01
    pause_share: float = 0.01
    lost_share: float = 0.005
    gone_share: float = 0.005
    """Stops at which a picker puts the trip off; loses the device and takes another; or leaves."""
    totes: int = 400
