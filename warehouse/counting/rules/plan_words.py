"""Why a bin is in the plan, in words for the desk.

Counters are not shown these: whoever knew that a count measures accuracy would count with other
care, and a figure on a counter's screen could be taken for the expected one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from warehouse.counting.rules.risk import Key, Record

COUNTERS_WORD = "planned"
"""The one word that a counter sees for every planned count."""


class Why(StrEnum):
    """What brought a record into the plan."""

    FLAGGED = "flagged"
    CONTROL = "control"
    COVERAGE = "coverage"
    RISK = "risk"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for counting one record, with the sentence that the desk is shown."""

    key: Key
    why: Why
    sentence: str


def flagged_sentence(record: Record) -> str:
    """Name what was noticed."""
    return f"Noticed: {', '.join(record.flags)}."


def control_sentence() -> str:
    """Say that chance chose it."""
    return "Drawn by lot, to measure accuracy."


def coverage_sentence(record: Record, today: int, kept_days: int) -> str:
    """Say how old the last look is, and how old it may grow."""
    name = f"Class {record.abc}" if record.is_stocked else "Empty by the book"
    return f"{name}: {_last_look(record, today)}; due every {_days(kept_days)}."


def risk_sentence(record: Record, belief: float, today: int) -> str:
    """Say how likely the book is wrong, and what that rests on."""
    return (
        f"{_percent(belief)} likely wrong: {_count(record.moves, 'move')} since it was confirmed, "
        f"{_last_look(record, today)}, {record.picks_a_day:.1f} picks a day."
    )


def _last_look(record: Record, today: int) -> str:
    days = today - record.confirmed_day
    if not record.was_counted:
        return f"never counted in {_days(days)}"
    return "counted today" if days <= 0 else f"counted {_days(days)} ago"


def _percent(share: float) -> str:
    return "under 1 %" if share < 0.01 else f"{100 * share:.0f} %"


def _days(days: int) -> str:
    return _count(days, "day")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
