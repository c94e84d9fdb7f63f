"""The floor as a directed graph: points, ways between them, and where each bin hangs on a way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Point:
    """Where ways meet or end; its place on the plan, in centimetres."""

    name: str
    x_cm: int
    y_cm: int


@dataclass(frozen=True, slots=True)
class Way:
    """One stretch of floor between two points, by their indexes.

    `one_way` means from `tail` to `head` only. `aisle` groups the ways of one aisle; "" is a
    cross-aisle or any other way without bins.
    """

    tail: int
    head: int
    length_cm: int
    one_way: bool = False
    aisle: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one stands for a bin: on a way, so far from its tail, reaching up to a level."""

    way: int
    at_cm: int
    reach_cm: int = 0
    """What reaching the bin costs, in centimetres of walking; once up and once down again."""


Place: TypeAlias = Spot | int
"""Somewhere to go: a bin's spot, or a point by its index."""


@dataclass(frozen=True)
class Floor:
    """Points, ways that can be walked (blocked ones are left out), and the bins on them."""

    points: tuple[Point, ...]
    ways: tuple[Way, ...]
    spots: dict[str, Spot]
    start: int
    end: int

    def place(self, name: str) -> Place:
        """Return where a bin or a point is; KeyError if the floor has neither of that name."""
        spot = self.spots.get(name)
        return self.named[name] if spot is None else spot

    @cached_property
    def named(self) -> dict[str, int]:
        """Index of each point by its name."""
        return {point.name: index for index, point in enumerate(self.points)}

    @cached_property
    def arcs(self) -> list[list[tuple[int, int]]]:
        """For each point, where one can walk to from it, and how far that is."""
        found: list[list[tuple[int, int]]] = [[] for _ in self.points]
        for way in self.ways:
            found[way.tail].append((way.head, way.length_cm))
            if not way.one_way:
                found[way.head].append((way.tail, way.length_cm))
        return found
