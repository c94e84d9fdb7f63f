"""A floor and a walk on it as the map draws them: in decimetres, the front at the bottom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from warehouse.routing.rules.floor import Place
from warehouse.routing.rules.site import Ground
from warehouse.routing.rules.walk import walked_line
from warehouse.routing.screens import FloorMap, MapStop

MARGIN = 25
"""Decimetres round the floor, for the aisles' names."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A stop on the map: where it is, its bin's code, and whether it is done, now or next."""

    place: Place
    code: str
    state: str


def draw(ground: Ground, stops: Sequence[Shown]) -> FloorMap:
    """Draw a floor, and the walk from its start over the stops to its end.

    Stops at one spot share a number; the walk that is done already is not drawn again.
    """
    points = ground.floor.points
    left, right = min(p.x_cm for p in points), max(p.x_cm for p in points)
    front, back = min(p.y_cm for p in points), max(p.y_cm for p in points)

    def on_map(spot: tuple[int, int]) -> tuple[int, int]:
        return (spot[0] - left) // 10 + MARGIN, (back - spot[1]) // 10 + MARGIN

    def point_at(index: int) -> tuple[int, int]:
        return on_map((points[index].x_cm, points[index].y_cm))

    floor = ground.floor
    to_walk = [stop.place for stop in stops if stop.state != "done"]
    done = [stop.place for stop in stops if stop.state == "done"]
    line: list[tuple[int, int]] = []
    if to_walk:
        line = walked_line(ground, [done[-1] if done else floor.start, *to_walk, floor.end])
    return FloorMap(
        width=(right - left) // 10 + 2 * MARGIN,
        height=(back - front) // 10 + 2 * MARGIN,
        ways=[(*point_at(way.tail), *point_at(way.head), bool(way.aisle)) for way in floor.ways],
        aisles=_names(ground, point_at),
        line=" ".join(
            f"{'L' if index else 'M'}{x} {y}" for index, (x, y) in enumerate(map(on_map, line))
        ),
        stops=[
            MapStop(*on_map(spot), label, state, codes)
            for spot, label, state, codes in _numbered(ground, stops)
        ],
        start=point_at(floor.start),
        end=point_at(floor.end),
    )


def _names(
    ground: Ground, point_at: Callable[[int], tuple[int, int]]
) -> list[tuple[int, int, str]]:
    """Name each aisle at its front end."""
    found: dict[str, tuple[int, int]] = {}
    for way in ground.floor.ways:
        if way.aisle:
            front = max(point_at(way.tail), point_at(way.head), key=lambda spot: spot[1])
            known = found.get(way.aisle)
            if known is None or front[1] > known[1]:
                found[way.aisle] = front
    return [(x, y, name) for name, (x, y) in found.items()]


def _numbered(
    ground: Ground, stops: Sequence[Shown]
) -> list[tuple[tuple[int, int], str, str, str]]:
    """Number the spots in the order of walking; one number a spot, with the bins that are there."""
    found: dict[tuple[int, int], list[Shown]] = {}
    for stop in stops:
        found.setdefault(ground.spot_at(stop.place), []).append(stop)
    ranks = ("now", "next", "done")
    return [
        (
            spot,
            str(number),
            min((stop.state for stop in there), key=ranks.index),
            ", ".join(dict.fromkeys(stop.code for stop in there)),
        )
        for number, (spot, there) in enumerate(found.items(), start=1)
    ]
