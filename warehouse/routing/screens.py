"""What routing's templates are given: the floor as it is drawn, and a walk on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from warehouse.web.signal import Signal


@dataclass(frozen=True, slots=True)
class MapStop:
    """One stop on the map; `state` is done, now or next."""

    x: int
    y: int
    label: str
    state: str
    bin_codes: str


@dataclass(frozen=True, slots=True)
class FloorMap:
    """A floor in decimetres, front at the bottom, as an SVG draws it.

    `ways` are (x1, y1, x2, y2, is an aisle); `aisles` are (x, y, name); `line` is a path's d.
    """

    width: int
    height: int
    ways: list[tuple[int, int, int, int, bool]]
    aisles: list[tuple[int, int, str]]
    line: str
    stops: list[MapStop]
    start: tuple[int, int]
    end: tuple[int, int]


@dataclass(frozen=True, slots=True)
class FloorDesk:
    """The site's floor, and where it comes from."""

    template: ClassVar[str] = "routing/floor.html"
    map: FloorMap
    aisles: int
    changed_at: datetime | None
    """When the plan was brought; None where the floor is derived from the bins."""
    signal: Signal | None
