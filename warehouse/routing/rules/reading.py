"""Reads questions about routes as JSON; of each wrong part it says where it is and why."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from warehouse.routing.errors import BadQuestion, NotJson
from warehouse.routing.rules.floor import Floor, Point, Spot, Way

MOST_CM = 10_000_000
"""A hundred kilometres: beyond any floor, and far below what counts as no way."""
MOST_NAME = 80
LEVELS_IN_REACH = 2
LEVEL_CM = 100
"""Where the floor does not say otherwise, each level above the second costs a metre up and down."""

Read = TypeVar("Read")


def read_json(raw: bytes) -> dict[str, Any]:
    """Read one JSON object.

    Raises:
        NotJson: it is not JSON, or no object.
    """
    try:
        found = json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise NotJson(why="it is not UTF-8 text") from error
    except RecursionError as error:
        raise NotJson(why="it is nested too deeply") from error
    except ValueError as error:
        raise NotJson(why=str(error)) from error
    if not isinstance(found, dict):
        raise NotJson(why="it is no object in braces")
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def wrong(where: str, why: str) -> BadQuestion:
    """Say which part is wrong, and why."""
    return BadQuestion(where=where, why=why)


def whole(value: Any, where: str, *, least: int = 0, most: int = MOST_CM) -> int:
    """Read a whole number within bounds."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise wrong(where, f"a whole number from {least} to {most} is needed, not {shown(value)}")
    return value


def number(value: Any, where: str) -> float | int:
    """Read a number that is not negative, whole or not."""
    fits = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not fits or not math.isfinite(value) or not 0 <= value <= MOST_CM:
        raise wrong(where, f"a number from 0 to {MOST_CM} is needed, not {shown(value)}")
    found: float | int = value
    return found


def text(value: Any, where: str) -> str:
    """Read a name."""
    if not isinstance(value, str) or not 0 < len(value) <= MOST_NAME:
        raise wrong(where, f"a name of 1 to {MOST_NAME} letters is needed, not {shown(value)}")
    return value


def flag(value: Any, where: str) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise wrong(where, f"true or false is needed, not {shown(value)}")
    return value


def a_list(value: Any, where: str) -> list[Any]:
    """Read a list."""
    if not isinstance(value, list):
        raise wrong(where, f"a list in brackets is needed, not {shown(value)}")
    return value


def an_object(value: Any, where: str, *, known: Iterable[str] | None = None) -> dict[str, Any]:
    """Read an object; with `known`, one that has no other fields, so that no slip goes unseen."""
    if not isinstance(value, dict):
        raise wrong(where, f"an object in braces is needed, not {shown(value)}")
    if known is not None:
        allowed = list(known)
        for name in value:
            if name not in allowed:
                raise wrong(
                    where, f"“{name[:40]}” is not known here; there are {', '.join(allowed)}"
                )
    return value


def shown(value: Any) -> str:
    """Show what was given, short."""
    written = json.dumps(value, ensure_ascii=False, default=str)
    return written if len(written) <= 40 else written[:39] + "…"


def read_floor(given: Any, where: str = "floor") -> Floor:
    """Read a floor; docs/routing.md describes the format.

    Raises:
        BadQuestion: a part is wrong, or names a point or way that is not there.
    """
    known = ("points", "ways", "bins", "levels", "start", "end", "name")
    floor = an_object(given, where, known=known)
    plan = _Plan(where)
    for name, at in an_object(floor.get("points"), f"{where}.points").items():
        plan.add_point(name, at)
    if not plan.points:
        raise wrong(f"{where}.points", "at least one point is needed")
    for index, way in enumerate(a_list(floor.get("ways", []), f"{where}.ways")):
        plan.add_way(index, way)
    levels = levels_of(floor, where)
    for name, at in an_object(floor.get("bins", {}), f"{where}.bins").items():
        plan.add_bin(name, at, levels)
    first = next(iter(plan.named))
    start = plan.point(floor.get("start", first), f"{where}.start")
    end = plan.point(floor["end"], f"{where}.end") if "end" in floor else start
    return Floor(tuple(plan.points), tuple(plan.ways), plan.spots, start, end)


def levels_of(floor: dict[str, Any], where: str) -> list[int]:
    """Read what reaching each level costs; empty where the floor does not say."""
    return [
        whole(cm, f"{where}.levels[{index}]")
        for index, cm in enumerate(a_list(floor.get("levels", []), f"{where}.levels"))
    ]


class _Plan:
    """Points, ways and bins as they are read; a blocked way becomes the pieces that are left."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.points: list[Point] = []
        self.named: dict[str, int] = {}
        self.ways: list[Way] = []
        self.pieces: list[list[tuple[int, int, int]]] = []
        """For each way as given: its pieces as (first cm, last cm, index of the way)."""
        self.spots: dict[str, Spot] = {}

    def point(self, name: Any, where: str) -> int:
        """Return the index of a point that is there."""
        if not isinstance(name, str) or name not in self.named:
            raise wrong(where, f"{shown(name)} is no point of this floor")
        return self.named[name]

    def add_point(self, name: str, at: Any) -> None:
        where = f"{self.where}.points[{shown(name)}]"
        text(name, where)
        x_cm, y_cm = _two(at, where)
        self.named[name] = len(self.points)
        self.points.append(Point(name, x_cm, y_cm))

    def add_way(self, index: int, given: Any) -> None:
        where = f"{self.where}.ways[{index}]"
        known = ("from", "to", "cm", "one_way", "aisle", "blocked", "blocked_at")
        way = an_object(given, where, known=known)
        tail = self.point(way.get("from"), f"{where}.from")
        head = self.point(way.get("to"), f"{where}.to")
        if tail == head:
            raise wrong(where, "a way leads from one point to another")
        one, other = self.points[tail], self.points[head]
        straight = round(math.hypot(one.x_cm - other.x_cm, one.y_cm - other.y_cm))
        length = whole(way.get("cm", straight), f"{where}.cm")
        one_way = flag(way.get("one_way", False), f"{where}.one_way")
        aisle = _optional(way, "aisle", where, text, "")
        self.pieces.append([])
        if flag(way.get("blocked", False), f"{where}.blocked"):
            return
        if "blocked_at" not in way:
            self._add_piece((0, length), Way(tail, head, length, one_way, aisle))
            return
        at = whole(way["blocked_at"], f"{where}.blocked_at", most=length)
        near = self._dead_end(index, "a", one, other, at / max(length, 1))
        far = self._dead_end(index, "b", one, other, at / max(length, 1))
        # A dead end has to be left the way it was entered: what was one-way can be walked back.
        self._add_piece((0, at), Way(tail, near, at, one_way=False, aisle=aisle))
        self._add_piece((at, length), Way(far, head, length - at, one_way=False, aisle=aisle))

    def _add_piece(self, part: tuple[int, int], way: Way) -> None:
        self.pieces[-1].append((*part, len(self.ways)))
        self.ways.append(way)

    def _dead_end(self, index: int, side: str, one: Point, other: Point, share: float) -> int:
        x_cm = round(one.x_cm + (other.x_cm - one.x_cm) * share)
        y_cm = round(one.y_cm + (other.y_cm - one.y_cm) * share)
        self.points.append(Point(f"way {index} {side}", x_cm, y_cm))
        return len(self.points) - 1

    def add_bin(self, name: str, given: Any, levels: list[int]) -> None:
        where = f"{self.where}.bins[{shown(name)}]"
        text(name, where)
        if name in self.named:
            raise wrong(where, "a point has the same name")
        spot = an_object(given, where, known=("way", "at", "level"))
        index = whole(spot.get("way"), f"{where}.way", most=max(len(self.pieces) - 1, 0))
        if not self.pieces:
            raise wrong(where, "the floor has no way for it")
        at = whole(spot.get("at"), f"{where}.at")
        level = whole(spot.get("level", 1), f"{where}.level", most=99)
        for first, last, way in self.pieces[index]:
            if first <= at <= last:
                self.spots[name] = Spot(way, at - first, reach_of(level, levels))
                return
        if self.pieces[index]:
            raise wrong(f"{where}.at", f"way {index} is {self.pieces[index][-1][1]} cm long")
        raise wrong(f"{where}.way", f"way {index} is blocked, so the bin cannot be reached")


def reach_of(level: int, levels: list[int]) -> int:
    """Return what reaching a level costs: as the floor says, else a metre from the third on.

    Args:
        level: Counted from 1; 0 counts as 1.
        levels: Centimetres of level 1, 2, …; the last stands for all above it.
    """
    if levels:
        return levels[min(max(level, 1), len(levels)) - 1]
    return max(0, level - LEVELS_IN_REACH) * LEVEL_CM


def _two(given: Any, where: str) -> tuple[int, int]:
    pair = a_list(given, where)
    if len(pair) != 2:
        raise wrong(where, "two numbers are needed: x and y in centimetres")
    x_cm, y_cm = (whole(cm, where, least=-MOST_CM) for cm in pair)
    return x_cm, y_cm


def _optional(
    given: dict[str, Any], name: str, where: str, read: Callable[[Any, str], Read], default: Read
) -> Read:
    return read(given[name], f"{where}.{name}") if name in given else default
