"""The order in which bins are walked to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a bin is."""

    place_id: int
    zone: str
    aisle: int
    bay: int
    level: int


def walking_order(spots: Iterable[Spot]) -> Sequence[int]:
    """Return the bins' ids: zone by zone, up one aisle and down the next, none walked twice."""
    ordered: list[int] = []
    upwards = True
    by_aisle = sorted(spots, key=lambda s: (s.zone, s.aisle, s.bay, s.level, s.place_id))
    for _, aisle in groupby(by_aisle, key=lambda s: (s.zone, s.aisle)):
        members = list(aisle)
        if not upwards:
            members.sort(key=lambda s: (-s.bay, s.level, s.place_id))
        ordered += [spot.place_id for spot in members]
        upwards = not upwards
    return ordered
