"""A site's own floor: from its plan, or derived from where its bins are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from warehouse.routing.rules.distances import Distances
from warehouse.routing.rules.floor import Floor, Place, Point, Spot, Way
from warehouse.routing.rules.reading import levels_of, reach_of, read_floor, read_json

EDGE_CM = 150
"""How far beyond its last bin an aisle goes on to the cross-aisle."""
AISLE_CM = 300
BAY_CM = 100


@dataclass(frozen=True, slots=True)
class Aisle:
    """One aisle as its bins tell it: the box around where people stand for them."""

    name: str
    least_x_cm: int
    most_x_cm: int
    least_y_cm: int
    most_y_cm: int


@dataclass(frozen=True, slots=True)
class Stand:
    """One bin and where a person stands for it."""

    code: str
    aisle: str
    level: int
    x_cm: int
    y_cm: int


class Ground:
    """A floor with its lengths, which are found once and kept as long as the floor is the same."""

    def __init__(self, floor: Floor, levels: Iterable[int] = ()) -> None:
        """Keep the floor and what its levels cost."""
        self.floor = floor
        self.levels = list(levels)
        self.distances = Distances(floor)

    def place(self, stand: Stand) -> Place:
        """Return where a bin hangs: as the plan says, else on the nearest way, of its aisle first.

        A plan without any way leads everywhere from its first point: then all is one place.
        """
        planned = self.floor.spots.get(stand.code)
        if planned is not None:
            return planned
        ways = self._ways_of.get(stand.aisle) or range(len(self.floor.ways))
        if not ways:
            return self.floor.start
        (_, way), at = min((self._nearest(way, stand), at) for way, at in (
            (way, self._along(way, stand)) for way in ways
        ))  # fmt: skip
        return Spot(way, at, reach_of(stand.level, self.levels))

    @cached_property
    def _ways_of(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for index, way in enumerate(self.floor.ways):
            if way.aisle:
                found.setdefault(way.aisle, []).append(index)
        return found

    def _along(self, index: int, stand: Stand) -> int:
        """Return how far from a way's tail the stand is, set square onto the way."""
        way = self.floor.ways[index]
        tail, head = self.floor.points[way.tail], self.floor.points[way.head]
        run_x, run_y = head.x_cm - tail.x_cm, head.y_cm - tail.y_cm
        square = run_x * run_x + run_y * run_y
        if not square:
            return 0
        share = ((stand.x_cm - tail.x_cm) * run_x + (stand.y_cm - tail.y_cm) * run_y) / square
        return round(way.length_cm * min(max(share, 0.0), 1.0))

    def _nearest(self, index: int, stand: Stand) -> tuple[int, int]:
        x_cm, y_cm = self.spot_at(Spot(index, self._along(index, stand)))
        return (x_cm - stand.x_cm) ** 2 + (y_cm - stand.y_cm) ** 2, index

    def spot_at(self, place: Place) -> tuple[int, int]:
        """Return the coordinates of a place on the plan."""
        if isinstance(place, int):
            point = self.floor.points[place]
            return point.x_cm, point.y_cm
        way = self.floor.ways[place.way]
        tail, head = self.floor.points[way.tail], self.floor.points[way.head]
        share = place.at_cm / way.length_cm if way.length_cm else 0
        return (
            round(tail.x_cm + (head.x_cm - tail.x_cm) * share),
            round(tail.y_cm + (head.y_cm - tail.y_cm) * share),
        )


@lru_cache(maxsize=8)
def planned(content: str) -> Ground:
    """Return the ground of a plan; the same text has the same one, with its lengths.

    Raises:
        NotJson, BadQuestion: the plan cannot be read.
    """
    given = read_json(content.encode())
    return Ground(read_floor(given), levels_of(given, "floor"))


@lru_cache(maxsize=8)
def derived(aisles: tuple[Aisle, ...]) -> Ground:
    """Derive a floor from the aisles: blocks of aisles between cross-aisles.

    Aisles run along the axis on which their bins lie apart. Those whose bins lie side by side are
    a block; before the first block, between blocks and behind the last is a cross-aisle. Trips
    start and end in the middle of the first.
    """
    wide = sum(aisle.most_x_cm - aisle.least_x_cm for aisle in aisles)
    deep = sum(aisle.most_y_cm - aisle.least_y_cm for aisle in aisles)
    turned = wide > deep
    lines = sorted(_line(aisle, turned=turned) for aisle in aisles) or [(0, 0, 0, "")]
    blocks: list[list[tuple[int, int, int, str]]] = []
    reached = None
    for line in lines:
        if reached is None or line[0] > reached:
            blocks.append([])
            reached = line[1]
        blocks[-1].append(line)
        reached = max(reached, line[1])
    rows = [min(line[0] for line in blocks[0]) - EDGE_CM]
    rows += [
        (max(line[1] for line in one) + min(line[0] for line in two)) // 2
        for one, two in pairwise(blocks)
    ]
    rows.append(max(line[1] for line in blocks[-1]) + EDGE_CM)
    return Ground(_built(blocks, rows, turned=turned))


def _line(aisle: Aisle, *, turned: bool) -> tuple[int, int, int, str]:
    """Return an aisle as (from, to, across, name) along the direction in which aisles run."""
    across = (aisle.least_x_cm + aisle.most_x_cm) // 2, (aisle.least_y_cm + aisle.most_y_cm) // 2
    if turned:
        return aisle.least_x_cm, aisle.most_x_cm, across[1], aisle.name
    return aisle.least_y_cm, aisle.most_y_cm, across[0], aisle.name


def _built(
    blocks: list[list[tuple[int, int, int, str]]], rows: list[int], *, turned: bool
) -> Floor:
    points: list[Point] = []
    at: dict[tuple[int, int], int] = {}
    ways: list[Way] = []
    for row, along in enumerate(rows):
        beside = [line[2] for block in blocks[max(row - 1, 0) : row + 1] for line in block]
        crossings = sorted(set(beside))
        for across in crossings:
            x_cm, y_cm = (along, across) if turned else (across, along)
            at[row, across] = len(points)
            points.append(Point(f"{row + 1}.{len(points) + 1}", x_cm, y_cm))
        ways += [Way(at[row, one], at[row, two], two - one) for one, two in pairwise(crossings)]
    done = set()
    for row, block in enumerate(blocks):
        for _, _, across, name in block:
            if (row, across, name) not in done:
                done.add((row, across, name))
                length = rows[row + 1] - rows[row]
                ways.append(Way(at[row, across], at[row + 1, across], length, aisle=name))
    front = sorted(across for row, across in at if row == 0)
    start = at[0, front[(len(front) - 1) // 2]]
    return Floor(tuple(points), tuple(ways), {}, start, start)
