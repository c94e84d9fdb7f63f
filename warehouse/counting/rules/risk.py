"""What is believed about a record before anybody looks: how likely its book is wrong.

A record is what the book says of one item and lot in one bin. Errors come with moves (a wrong
pick, a wrong put-away) and, slowly, with time (theft, breakage). How often a move goes wrong is
learnt from each record's own past counts, and where it has few, from its zone and class.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

A, B, C = "A", "B", "C"
CLASSES = (A, B, C)

PRIOR_ERRORS_A_MOVE = 0.005
"""Before anything was counted: one move in two hundred leaves a wrong book behind."""
PRIOR_WEIGHT = 0.5
"""κ: how many imagined errors a wider group lends to a narrower one."""
ERRORS_A_DAY = 0.0002
"""μ: what goes wrong in a record that nobody touches, a day."""
FLAGGED_BELIEF = 0.5
"""A flag is as good as a coin: a short pick or wrong scans there make a wrong book likely."""
MOST_BELIEF = 0.999_999
"""Never quite certain, so that its logarithm stays finite."""
IDLE_PICKS_A_DAY = 0.05
"""ε: a wrong record that nobody picks from still costs something, so that it is not forgotten."""
VALUE_PICKS_A_DAY = 0.5
"""What a record of average value costs besides, as picks a day: money that is not there."""
CHECKED_WITHIN_DAYS = 7
"""A bin that empties sooner gets its zero check for nothing, so that a count of it saves less."""


class Key(NamedTuple):
    """A record's name: bin, item, lot. Item and lot are 0 where the book says "empty"."""

    place_id: int
    item_id: int
    lot_id: int


@dataclass(frozen=True, slots=True)
class Record:
    """What planning knows of one record; its quantity is none of planning's business.

    Attributes:
        key: Bin, item and lot.
        zone: The zone of its bin.
        abc: Its item's class.
        picks_a_day: v, the moving average over 28 days.
        value_minor: Units by the book × cost, minor currency units; 0 where the cost is unknown.
        moves: m, moves into and out of it since it was last confirmed.
        confirmed_day: Ordinal of the day on which it was last confirmed by a count, or on which
            it came to be.
        was_counted: Whether that day was a count.
        past_moves: M, moves before it was last confirmed.
        errors: k, how often a count found it wrong.
        flags: Signs that something is amiss, in words, such as "a short pick".
        count_seconds: c, what counting it takes, walking included.
        stock_days: For how many days its units last at the rate at which they are picked.
    """

    key: Key
    zone: str
    abc: str
    picks_a_day: float
    value_minor: int
    moves: int
    confirmed_day: int
    was_counted: bool
    past_moves: int
    errors: int
    flags: tuple[str, ...]
    count_seconds: int
    stock_days: float

    @property
    def is_stocked(self) -> bool:
        """Whether the book says that something is there; a record of emptiness is never picked."""
        return self.key.item_id != 0


@dataclass(frozen=True, slots=True)
class ErrorRates:
    """Errors a move: of the site, and λ̄ of each zone and class."""

    site: float
    of_group: Mapping[tuple[str, str], float] = field(default_factory=dict)

    def of(self, record: Record) -> float:
        """λ of one record: its own errors a move, drawn to its group's while it has few.

        λ = (k + κ) / (M + κ/λ̄). It is λ̄ for a record without a past, and k/M in the long run.
        """
        group = self.of_group.get((record.zone, record.abc), self.site)
        return (record.errors + PRIOR_WEIGHT) / (record.past_moves + PRIOR_WEIGHT / group)


def learn_rates(records: Iterable[Record]) -> ErrorRates:
    """Return the errors a move that past counts have shown, each group drawn to its site."""
    past: dict[tuple[str, str], list[int]] = {}
    for record in records:
        group = past.setdefault((record.zone, record.abc), [0, 0])
        group[0] += record.errors
        group[1] += record.past_moves
    site = _drawn(
        sum(errors for errors, _ in past.values()),
        sum(moves for _, moves in past.values()),
        PRIOR_ERRORS_A_MOVE,
    )
    return ErrorRates(
        site=site,
        of_group={name: _drawn(errors, moves, site) for name, (errors, moves) in past.items()},
    )


def _drawn(errors: int, moves: int, wider: float) -> float:
    return (errors + PRIOR_WEIGHT) / (moves + PRIOR_WEIGHT / wider)


def belief_of_error(record: Record, rates: ErrorRates, today: int) -> float:
    """Return P, the probability that the record's book is wrong today.

    P = 1 − exp(−(λm + μt)), and at least 0.5 where something was noticed there.
    """
    days = max(0, today - record.confirmed_day)
    wrong = -math.expm1(-(rates.of(record) * record.moves + ERRORS_A_DAY * days))
    wrong = min(wrong, MOST_BELIEF)
    return max(wrong, FLAGGED_BELIEF) if record.flags else wrong


def harm_prevented(record: Record, belief: float, today: int, mean_value_minor: float) -> float:
    """Return what a count of the record today is worth, in picks on a wrong book.

    (v′ + ε′) · √t · (1 − (1 + x)·e⁻ˣ) / x, where x = −ln(1 − P) is what the belief has grown to
    in the t days since the record was confirmed; for small x about (v′ + ε′) · √t · P/2. v′ leaves
    out of v what the coming zero check would find anyway; ε′ = ε + half a pick for the square root
    of its value against the mean.

    P·v alone counts the fastest bins again and again: the day after a count nothing is won by
    another. The index of a machine that fails unseen (Whittle 1988) pays for the time that the
    failure would have lasted, which is t; zero checks and shorts end most errors sooner, and √t
    served best in the simulation (docs/decisions/0011-what-to-count.md).
    """
    days = max(1, today - record.confirmed_day)
    x = -math.log1p(-belief)
    grown = x / 2 if x < 1e-4 else (1 - (1 - belief) * (1 + x)) / x  # the limit, where they cancel
    value = record.value_minor / mean_value_minor if mean_value_minor else 0.0
    picks = record.picks_a_day * min(1.0, record.stock_days / CHECKED_WITHIN_DAYS)
    idle = IDLE_PICKS_A_DAY + VALUE_PICKS_A_DAY * math.sqrt(value)
    return (picks + idle) * math.sqrt(days) * grown


def classify(pick_value: Mapping[int, float]) -> dict[int, str]:
    """Give each item its class by its share of what is picked.

    Args:
        pick_value: Item → picks a day × cost (or picks alone where no cost is known).

    Returns:
        A for the items that make the first 80 % of the sum, B to 95 %, C for the rest and for
        what is not picked. The item that passes a limit still belongs to the better class.
    """
    total = sum(pick_value.values())
    classes: dict[int, str] = {}
    before = 0.0
    for item_id, value in sorted(pick_value.items(), key=lambda pair: (-pair[1], pair[0])):
        if value <= 0 or before >= 0.95 * total:
            classes[item_id] = C
        else:
            classes[item_id] = A if before < 0.80 * total else B
        before += value
    return classes
