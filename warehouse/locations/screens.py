"""What the locations tell about bins and other places, for the pages that show them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BinRow:
    """One bin on a list."""

    place_id: int
    code: str
    zone_code: str
    zone_name: str
    aisle: int
    bay: int
    level: int
    is_pick_face: bool


@dataclass(frozen=True, slots=True)
class BinsFound:
    """One page of a search, and how many there are in all."""

    rows: tuple[BinRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """One zone, with the numbers of its aisles."""

    code: str
    name: str
    aisles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """One real place; `bin` where it is a bin, `stands_in` where it is a container."""

    place_id: int
    kind: str
    code: str
    bin: BinRow | None
    stands_in: tuple[str, str] | None
    """Kind and code of the place that a container stands in."""
