"""Deciding about variances: reasons, parts of one, and which two are likely one mistake."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from warehouse.counting.errors import NoReason, NotThatMuch
from warehouse.kernel.quantity import whole_number

REASONS = {
    "mis_pick": "Mis-pick",
    "mis_ship": "Mis-ship",
    "put_away_wrongly": "Put away wrongly",
    "receiving_error": "Receiving error",
    "unit_of_measure": "Unit-of-measure error",
    "damaged": "Damaged",
    "expired": "Expired",
    "theft_suspected": "Theft suspected",
    "found": "Found",
    "supplier_short": "Supplier short",
    "label_wrong": "Label wrong",
    "data_entry": "Data entry",
    "own_use": "Sample or own use",
    "unknown": "Unknown",
}
DISPUTED_HOLD = "count: disputed"
EXPLAINED_HOLDS = ("short: too_few", "short: none", "short: cannot_reach")
"""Holds that a count lifts. Goods held as damaged were seen by the picker and stay held."""
LONGEST_NOTE = 500
SHORTEST_NOTE = 3


def check_reason(reason: str, note: str) -> str:
    """Return the note as it is kept.

    Raises:
        NoReason: no reason from the list, or a note that says nothing.
    """
    said = " ".join(note.split())[:LONGEST_NOTE]
    if reason not in REASONS or len(said) < SHORTEST_NOTE:
        raise NoReason
    return said


def part_of(left: int, typed: str) -> int:
    """Return how much of a variance is meant, with its sign; blank means all of it.

    Raises:
        NotThatMuch: no number, none, or more than is left.
    """
    text = typed.strip(" ").lstrip("+-−")
    units = abs(left) if not text else whole_number(text)
    if units is None or not 0 < units <= abs(left):
        raise NotThatMuch(typed=typed[:20], left=abs(left), most=abs(left))
    return units if left > 0 else -units


@dataclass(frozen=True, slots=True)
class Spot:
    """An open variance of the same item and lot, and where its bin is reached from."""

    result_id: int
    place_id: int
    units: int
    zone_id: int
    x_cm: int
    y_cm: int


def likely_swaps(here: Spot, others: Iterable[Spot], *, most: int = 3) -> list[Spot]:
    """Return the variances that may be the other half of this one, the likeliest first.

    What is missing here and too much there was put into the wrong one of two bins: exactly as
    many before other numbers, the same zone before another, then the nearer.
    """
    opposite = [
        other
        for other in others
        if other.place_id != here.place_id and (other.units > 0) != (here.units > 0)
    ]

    def rank(other: Spot) -> tuple[bool, bool, int, int]:
        metres = abs(other.x_cm - here.x_cm) + abs(other.y_cm - here.y_cm)
        return (other.units != -here.units, other.zone_id != here.zone_id, metres, other.result_id)

    return sorted(opposite, key=rank)[:most]
