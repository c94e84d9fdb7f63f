"""What planning remembers of each record, brought up to date move by move and count by count."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

AVERAGE_OVER = timedelta(days=28)
"""Over how long picks are averaged; older ones fade out."""


@dataclass(slots=True)
class Tally:
    """One record's past; see `risk.Record` for what the figures mean.

    Attributes:
        first_at: When something first moved there.
        confirmed_at: When a count last confirmed it; None: never.
        corrections: Changes of its book without a count since then.
        rated_at: The moment that the two rates are of.
    """

    first_at: datetime
    rated_at: datetime
    confirmed_at: datetime | None = None
    moves: int = 0
    past_moves: int = 0
    errors: int = 0
    corrections: int = 0
    picks_a_day: float = 0.0
    units_a_day: float = 0.0

    def note_move(self, at: datetime, *, picked_units: int = 0, corrects: bool = False) -> None:
        """Add a move; `picked_units` of it were picked, and `corrects` says that it was none."""
        if corrects:
            self.corrections += 1
            return
        self.moves += 1
        if picked_units:
            self.fade(at)
            days = AVERAGE_OVER / timedelta(days=1)
            self.picks_a_day += 1 / days
            self.units_a_day += picked_units / days

    def note_count(
        self, at: datetime, *, moves_since: int, corrections_since: int, was_wrong: bool
    ) -> None:
        """Add a count that confirmed the record, or set it right.

        Args:
            at: When it was counted; an older count than the last one says nothing new.
            moves_since: Moves after the count's position, as a count may be booked days later.
            corrections_since: Likewise.
            was_wrong: Whether the book was wrong.
        """
        if self.confirmed_at is not None and at <= self.confirmed_at:
            return
        self.past_moves = max(0, self.past_moves + self.moves - moves_since)
        self.moves, self.corrections = moves_since, corrections_since
        self.errors += was_wrong
        self.confirmed_at = at

    def fade(self, at: datetime) -> None:
        """Bring the rates to a moment: what was picked long ago counts less and less."""
        if at > self.rated_at:
            left = math.exp(-((at - self.rated_at) / AVERAGE_OVER))
            self.picks_a_day *= left
            self.units_a_day *= left
            self.rated_at = at
