"""How far it is from each stop to each other on a floor: Dijkstra between points, then the spots.

Source: E. W. Dijkstra, A note on two problems in connexion with graphs, 1959.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence

from warehouse.routing.rules.floor import Floor, Place, Spot

NO_WAY = 10**9
"""Centimetres that no floor has: what cannot be walked."""

Matrix = list[list[int]]


class Distances:
    """Shortest walks on one floor; each point's are found once and kept."""

    def __init__(self, floor: Floor) -> None:
        """Keep the floor; nothing is computed before it is asked for."""
        self.floor = floor
        self._from: dict[int, list[int]] = {}

    def from_point(self, source: int) -> list[int]:
        """Return the centimetres from a point to every point; `NO_WAY` where none leads there."""
        known = self._from.get(source)
        if known is None:
            known = self._from[source] = _dijkstra(self.floor.arcs, source)
        return known

    def matrix(self, places: Sequence[Place]) -> Matrix:
        """Return the centimetres from each place to each other; `NO_WAY` where none leads there."""
        ends = [self._ends(place) for place in places]
        on_way: dict[int, list[int]] = {}
        for index, place in enumerate(places):
            if isinstance(place, Spot):
                on_way.setdefault(place.way, []).append(index)
        return [self._line(place, ends, places, on_way) for place in places]

    def _ends(self, place: Place) -> tuple[int, int, int, int, int]:
        """Return from which points a place is come to: each with its rest, and the reach there."""
        if isinstance(place, int):
            return place, 0, place, 0, 0
        way = self.floor.ways[place.way]
        back = NO_WAY if way.one_way else way.length_cm - place.at_cm
        return way.tail, place.at_cm, way.head, back, place.reach_cm

    def _line(
        self,
        one: Place,
        ends: Sequence[tuple[int, int, int, int, int]],
        places: Sequence[Place],
        on_way: Mapping[int, Sequence[int]],
    ) -> list[int]:
        """Return the centimetres from one place to each; only those on its own way are special."""
        row = self._row(one)
        up = one.reach_cm if isinstance(one, Spot) else 0
        line = [
            (ahead if (ahead := row[tail] + at) < (back := row[head] + rest) else back) + reach + up
            for tail, at, head, rest, reach in ends
        ]
        if max(line, default=0) > NO_WAY:
            line = [min(walk, NO_WAY) for walk in line]
        if isinstance(one, Spot):
            for index in on_way[one.way]:
                line[index] = self._between(row, one, places[index])
        return line

    def _row(self, place: Place) -> list[int]:
        """Return the centimetres from a place on the ground to every point."""
        if isinstance(place, int):
            return self.from_point(place)
        way = self.floor.ways[place.way]
        ahead = self.from_point(way.head)
        rest = way.length_cm - place.at_cm
        if way.one_way:
            return [rest + cm for cm in ahead]
        at = place.at_cm
        back = self.from_point(way.tail)
        return [min(rest + a, at + b) for a, b in zip(ahead, back, strict=True)]

    def _between(self, row: list[int], one: Spot, other: Place) -> int:
        """Return the centimetres between two spots of one way."""
        assert isinstance(other, Spot), "only spots are on ways"
        if one.at_cm == other.at_cm:
            return abs(one.reach_cm - other.reach_cm)
        way = self.floor.ways[other.way]
        walk = row[way.tail] + other.at_cm
        if not way.one_way:
            walk = min(walk, row[way.head] + way.length_cm - other.at_cm)
        if not way.one_way or one.at_cm < other.at_cm:
            walk = min(walk, abs(one.at_cm - other.at_cm))
        return min(walk + one.reach_cm + other.reach_cm, NO_WAY)


def _dijkstra(arcs: list[list[tuple[int, int]]], source: int) -> list[int]:
    found = [NO_WAY] * len(arcs)
    found[source] = 0
    heap = [(0, source)]
    while heap:
        so_far, point = heapq.heappop(heap)
        if so_far > found[point]:
            continue
        for to, length in arcs[point]:
            walked = so_far + length
            if walked < found[to]:
                found[to] = walked
                heapq.heappush(heap, (walked, to))
    return found
