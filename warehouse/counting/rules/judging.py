"""What the counts of one bin come to: variances, recounts, and what posts by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from warehouse.counting.rules.draft import Key

MOST_LOOKS = 3
"""So many people who do not agree: then the supervisor looks for himself."""


class Verdict(StrEnum):
    """What follows from the counts so far."""

    AGREED = "agreed"
    """The last count is what the book said."""
    SETTLED = "settled"
    """Two in a row found the same variances."""
    RECOUNT = "recount"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One record as it was counted, and the book at that very position. Units are base units."""

    expected: int
    counted: int
    tolerance: int = 0

    @property
    def variance(self) -> int:
        """Counted - book. Both are of one position, so later moves do not change it."""
        return self.counted - self.expected

    @property
    def is_off(self) -> bool:
        """Whether the variance is more than the item's tolerance."""
        return abs(self.variance) > self.tolerance


@dataclass(frozen=True, slots=True)
class Look:
    """One person's whole count of the bin."""

    user_id: int
    findings: Mapping[Key, Finding]

    def variance(self, key: Key) -> int:
        """The variance of a record; one that neither book nor counter had has none."""
        found = self.findings.get(key)
        return found.variance if found else 0


def judge(looks: Sequence[Look]) -> Verdict:
    """Decide what follows from the counts of a bin, in their order.

    Not the counted numbers are compared but the variances, as units may have been picked in
    between: expected 10, counted 8; three are picked; the recount expects 7 and finds 5. Both
    say -2. Source: docs/counting.md.

    Args:
        looks: Without those during which the bin moved: they prove nothing.
    """
    assert looks, "somebody has counted"
    last = looks[-1]
    if not any(finding.is_off for finding in last.findings.values()):
        return Verdict.AGREED
    if len(looks) == 1:
        return Verdict.RECOUNT
    before = looks[-2]
    keys = {*last.findings, *before.findings}
    same = all(last.variance(key) == before.variance(key) for key in keys)
    if same and last.user_id != before.user_id:
        return Verdict.SETTLED
    return Verdict.DISPUTED if len(looks) >= MOST_LOOKS else Verdict.RECOUNT


@dataclass(frozen=True, slots=True)
class Limit:
    """Up to where a variance posts by itself, and up to where it is none."""

    most_units: int = 0
    most_percent: int = 0
    most_value_minor: int = 0
    tolerance_units: int = 0
    tolerance_percent: int = 0

    def tolerance(self, expected: int) -> int:
        """Return how far off a count of a record may be, in units: the larger of the two."""
        return max(self.tolerance_units, expected * self.tolerance_percent // 100)

    def allows(self, *, variance: int, expected: int, value_minor: int) -> bool:
        """Tell whether a variance posts without anybody's approval: within all three figures."""
        off = abs(variance)
        return (
            off <= self.most_units
            and off * 100 <= self.most_percent * max(expected, 1)
            and value_minor <= self.most_value_minor
        )


NO_LIMIT = Limit()
"""Nothing posts by itself, and every difference is one: what holds until somebody says else."""

LimitKey = tuple[int | None, str]
"""Counter and class; None stands for everybody, "" for every class."""


def limit_for(limits: Mapping[LimitKey, Limit], *, user_id: int, item_class: str) -> Limit:
    """Return the limit that fits most closely: the counter's own before everybody's."""
    for key in ((user_id, item_class), (user_id, ""), (None, item_class), (None, "")):
        if key in limits:
            return limits[key]
    return NO_LIMIT
