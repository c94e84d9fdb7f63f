"""The walk along the ways of a floor: what is drawn on the map."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from warehouse.routing.rules.floor import Place
from warehouse.routing.rules.site import Ground


def walked_line(ground: Ground, places: Sequence[Place]) -> list[tuple[int, int]]:
    """Return the corners of the shortest walk from place to place, in centimetres on the plan."""
    line: list[tuple[int, int]] = []
    for one, two in pairwise(places):
        line += [ground.spot_at(one), *_between(ground, one, two), ground.spot_at(two)]
    return [spot for index, spot in enumerate(line) if index == 0 or line[index - 1] != spot]


def _between(ground: Ground, one: Place, two: Place) -> list[tuple[int, int]]:
    """Return the points on the way between two places; none where they share a stretch."""
    floor = ground.floor
    out = _doors(ground, one, leaving=True)
    into = _doors(ground, two, leaving=False)
    best: tuple[int, int, int] | None = None
    for door, cm in out:
        row = ground.distances.from_point(door)
        for other, more in into:
            reached = (cm + row[other] + more, door, other)
            best = reached if best is None or reached < best else best
    assert best is not None, "every place has a door"
    if not isinstance(one, int) and not isinstance(two, int) and one.way == two.way:
        ahead = two.at_cm - one.at_cm
        if (ahead >= 0 or not floor.ways[one.way].one_way) and abs(ahead) <= best[0]:
            return []
    _, door, at = best
    row = ground.distances.from_point(door)
    points = [at]
    while at != door:
        at = next(
            point
            for point, arcs in enumerate(floor.arcs)
            for to, cm in arcs
            if to == at and row[point] + cm == row[at]
        )
        points.append(at)
    return [(floor.points[point].x_cm, floor.points[point].y_cm) for point in reversed(points)]


def _doors(ground: Ground, place: Place, *, leaving: bool) -> list[tuple[int, int]]:
    """Return the points by which a place is left or entered, and how far it is to each."""
    if isinstance(place, int):
        return [(place, 0)]
    way = ground.floor.ways[place.way]
    ahead, back = (way.head, way.length_cm - place.at_cm), (way.tail, place.at_cm)
    if way.one_way:
        return [ahead if leaving else back]
    return [ahead, back]
