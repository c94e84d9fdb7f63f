"""The proven shortest walk on a floor that may be walked either way: a sweep over its points.

A shortest walk uses every way not at all, once or twice; one with stops it may also enter from one
end, or from both and turn round at the widest gap. Way after way is settled. Of all that was chosen
so far only this matters to the rest: which points on the edge of what is settled are used an even
and which an odd number of times, and which of them hang together. So the best past is kept for each
such state. Where the edge is too wide for a proof in time, there is none.

Source: H. D. Ratliff and A. S. Rosenthal, Order-picking in a rectangular warehouse, 1983, carried
from two cross-aisles to any graph as in H. Cambazard and N. Catusse, Fixed-parameter algorithms
for rectilinear Steiner tree and rectilinear traveling salesman problem in the plane, 2018.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from warehouse.routing.rules.floor import Floor, Spot

MOST_STATES = 250
"""States that are kept at most at one time; a floor of two blocks needs about fifty."""

State: TypeAlias = tuple[tuple[int, int, int], ...]
"""The used points on the edge, each with 1 where its use is odd so far, and its group."""
Node: TypeAlias = tuple[int, int]
"""A point as (its index, -1), or a spot as (its way, centimetres from the tail)."""
DONE: State = ((-1, 0, 0),)


@dataclass(frozen=True, slots=True)
class _Use:
    """One way to use a way: how often that touches its ends, and whether it joins them."""

    tail: int
    head: int
    joins: bool
    cost: int
    walked: tuple[tuple[int, int, int], ...]
    """Stretches as (from, to, how often), in centimetres from the tail."""


def shortest_walk(floor: Floor, start: int, end: int, spots: Iterable[Spot]) -> list[Node] | None:
    """Return the places of the shortest walk in their order; None where no proof is in reach.

    Args:
        floor: All of its ways may be walked either way, or there is no proof.
        start: The point where the walk begins.
        end: The point where it ends.
        spots: What must be visited; reaches are no part of the walk.
    """
    wanted: dict[int, set[int]] = {}
    for spot in spots:
        wanted.setdefault(spot.way, set()).add(spot.at_cm)
    if any(way.one_way for way in floor.ways) or not wanted:
        return None
    sweep = _Sweep(floor, start, end, wanted)
    return sweep.walk()


class _Sweep:
    """Settles way after way from one side of the floor to the other."""

    def __init__(self, floor: Floor, start: int, end: int, wanted: dict[int, set[int]]) -> None:
        self.floor = floor
        self.start, self.end = start, end
        self.wanted = wanted
        self.uses = {index: _uses(way.length_cm, sorted(wanted.get(index, ())))
                     for index, way in enumerate(floor.ways)}  # fmt: skip
        self.order, self.closing = self._narrowest()

    def _narrowest(self) -> tuple[list[int], list[list[int]]]:
        """Return the ways in the order in which fewest points are on the edge at once."""
        points, plans = self.floor.points, []
        for key in (
            lambda p: (points[p].x_cm, points[p].y_cm),
            lambda p: (points[p].y_cm, points[p].x_cm),
        ):
            rank = {p: nth for nth, p in enumerate(sorted(range(len(points)), key=key))}
            order = sorted(
                range(len(self.floor.ways)),
                key=lambda index: self._ranks(index, rank),
            )
            left = Counter(end for way in self.floor.ways for end in (way.tail, way.head))
            closing: list[list[int]] = []
            edge: set[int] = set()
            widest = 0
            for index in order:
                way = self.floor.ways[index]
                edge |= {way.tail, way.head}
                widest = max(widest, len(edge))
                left.subtract((way.tail, way.head))
                closing.append([end for end in (way.tail, way.head) if not left[end]])
                edge.difference_update(closing[-1])
            plans.append((widest, order, closing))
        _, order, closing = min(plans, key=lambda plan: plan[0])
        return order, closing

    def _ranks(self, index: int, rank: dict[int, int]) -> tuple[int, int, int]:
        way = self.floor.ways[index]
        one, two = sorted((rank[way.tail], rank[way.head]))
        return two, one, index

    def walk(self) -> list[Node] | None:
        """Return the walk; None where there are too many states, or no walk."""
        states: dict[State, int] = {(): 0}
        pasts: list[dict[State, tuple[State, _Use]]] = []
        spots_left = len(self.wanted)
        points_left = {self.start, self.end}
        for index, closing in zip(self.order, self.closing, strict=True):
            spots_left -= index in self.wanted
            points_left.difference_update(closing)
            states, past = self._settled(
                states, index, closing, may_end=not spots_left and not points_left
            )
            if not states or len(states) > MOST_STATES:
                return None
            pasts.append(past)
        return self._traced(pasts) if DONE in states else None

    def _settled(
        self, states: dict[State, int], index: int, closing: list[int], *, may_end: bool
    ) -> tuple[dict[State, int], dict[State, tuple[State, _Use]]]:
        way = self.floor.ways[index]
        found: dict[State, int] = {}
        past: dict[State, tuple[State, _Use]] = {}
        for state, cost in states.items():
            for use in self.uses[index]:
                if state is DONE or state == DONE:
                    new: State | None = None if use.cost else DONE
                else:
                    new = self._closed(_used(state, way.tail, way.head, use), closing, may_end)
                if new is None:
                    continue
                total = cost + use.cost
                if total < found.get(new, total + 1):
                    found[new] = total
                    past[new] = (state, use)
        return found, past

    def _closed(
        self,
        edge: dict[int, tuple[int, int]],
        closing: list[int],
        may_end: bool,  # noqa: FBT001
    ) -> State | None:
        """Take points off the edge; None where the walk could not be whole any more."""
        for point in closing:
            must = (point == self.start) != (point == self.end)
            if point not in edge:
                if point in (self.start, self.end):
                    return None
                continue
            odd, group = edge.pop(point)
            if odd != must:
                return None
            if all(other != group for _, other in edge.values()):
                return DONE if may_end and not edge else None
        names: dict[int, int] = {}
        return tuple(
            (point, odd, names.setdefault(group, len(names)))
            for point, (odd, group) in sorted(edge.items())
        )

    def _traced(self, pasts: list[dict[State, tuple[State, _Use]]]) -> list[Node]:
        """Follow the best past back, and walk what it uses in one go (Hierholzer)."""
        to: dict[Node, list[Node]] = {}
        state = DONE
        for index, past in zip(reversed(self.order), reversed(pasts), strict=True):
            state, use = past[state]
            for one_cm, two_cm, times in use.walked:
                one, two = self._node(index, one_cm), self._node(index, two_cm)
                for _ in range(times):
                    to.setdefault(one, []).append(two)
                    to.setdefault(two, []).append(one)
        for others in to.values():
            others.sort(reverse=True)
        walk: list[Node] = []
        stack: list[Node] = [(self.start, -1)]
        while stack:
            here = stack[-1]
            if to.get(here):
                other = to[here].pop()
                to[other].remove(here)
                stack.append(other)
            else:
                walk.append(stack.pop())
        return walk[::-1]

    def _node(self, index: int, at_cm: int) -> Node:
        """Name a place on a way; at its very ends stand the points, unless a bin does too."""
        way = self.floor.ways[index]
        if at_cm == -1:
            return way.tail, -1
        return (way.head, -1) if at_cm == -2 else (len(self.floor.points) + index, at_cm)


def _used(state: State, tail: int, head: int, use: _Use) -> dict[int, tuple[int, int]]:
    """Return the edge after a way was used; groups are joined where the way joins them."""
    edge = {point: (odd, group) for point, odd, group in state}
    for point, times in ((tail, use.tail), (head, use.head)):
        if times:
            odd, group = edge.get(point, (0, -point - 1))
            edge[point] = (odd ^ times & 1, group)
    if use.joins:
        one, two = edge[tail][1], edge[head][1]
        if one != two:
            edge = {
                point: (odd, one if group == two else group) for point, (odd, group) in edge.items()
            }
    return edge


def _uses(length: int, stops: list[int]) -> list[_Use]:
    """Return the ways to use a way; -1 and -2 stand for its ends."""
    line = [-1, *stops, -2]
    at = [0, *stops, length]
    through = tuple(pairwise(line))
    found = [
        _Use(1, 1, True, length, tuple((one, two, 1) for one, two in through)),
        _Use(2, 2, True, 2 * length, tuple((one, two, 2) for one, two in through)),
    ]
    if not stops:
        return [_Use(0, 0, False, 0, ()), *found]
    gaps = [two - one for one, two in pairwise(at)]
    inner = max(range(1, len(gaps) - 1), key=gaps.__getitem__, default=0)
    for gap in {0, inner, len(gaps) - 1}:
        walked = tuple((*through[part], 2) for part in range(len(gaps)) if part != gap)
        cost = 2 * (length - gaps[gap])
        found.append(_Use(2 * (gap > 0), 2 * (gap < len(gaps) - 1), False, cost, walked))
    return found
