"""The generator's dice: the same seed throws the same warehouse."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


def dice(seed: int, what: str) -> random.Random:
    """Return dice of their own for each part, so that a change to one part leaves the others."""
    return random.Random(f"{seed} {what}")  # noqa: S311 - believable, not secret


def weighted(luck: random.Random, choices: Sequence[tuple[Thing, int]]) -> Thing:
    """Draw one of (thing, weight)."""
    things = [thing for thing, _ in choices]
    return luck.choices(things, weights=[weight for _, weight in choices])[0]
