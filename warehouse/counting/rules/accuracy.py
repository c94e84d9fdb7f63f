"""How right the book is: record accuracy with its interval, and variances that never net out.

Accuracy is read from the control group alone. All other counts look where errors are expected,
so that they make the book look worse than it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Z_95 = 1.959_964
"""How many standard errors a 95 % interval reaches to each side."""


def wilson(right: int, counted: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, by Wilson's score; (0, 1) where nothing was counted.

    It stays within 0 and 1 and is honest for small groups and shares near 1, where the usual
    p ± 1.96·√(p(1−p)/n) shrinks to nothing. Source: E. B. Wilson, JASA 22 (1927), 209-212.
    """
    if counted <= 0:
        return 0.0, 1.0
    share, square = right / counted, Z_95 * Z_95 / counted
    centre = (share + square / 2) / (1 + square)
    half = Z_95 / (1 + square) * math.sqrt(share * (1 - share) / counted + square / counted / 4)
    return max(0.0, centre - half), min(1.0, centre + half)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Records within tolerance of records counted, in one group, with the 95 % interval."""

    name: str
    right: int
    counted: int

    @property
    def share(self) -> float | None:
        """Inventory record accuracy; None where nothing was counted."""
        return self.right / self.counted if self.counted else None

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share."""
        return wilson(self.right, self.counted)


@dataclass(frozen=True, slots=True)
class Variances:
    """Overs and unders of one group, apart: an over here never pays for an under there."""

    name: str
    records: int
    over_units: int
    under_units: int
    over_value_minor: int
    under_value_minor: int

    @property
    def gross_units(self) -> int:
        """Units that the book was off by, whichever way."""
        return self.over_units + self.under_units

    @property
    def net_units(self) -> int:
        """Units that the floor has more than the book had; negative: fewer."""
        return self.over_units - self.under_units

    @property
    def gross_value_minor(self) -> int:
        """The same in money, minor currency units."""
        return self.over_value_minor + self.under_value_minor

    @property
    def net_value_minor(self) -> int:
        """The same in money, minor currency units."""
        return self.over_value_minor - self.under_value_minor
