"""The order in which stops are walked. Everything that needs a route asks here.

`order_stops` gives the same order for the same question, on every machine: chance is seeded and
the search is bounded by kicks, never by a clock. How good it is stands in docs/performance.md, and
why no library does it in docs/decisions.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from warehouse.routing.rules import exact
from warehouse.routing.rules.distances import Matrix
from warehouse.routing.rules.nearness import near_stops
from warehouse.routing.rules.oneway import OneWaySearch
from warehouse.routing.rules.runs import as_one, chains
from warehouse.routing.rules.twoway import TwoWaySearch

THOROUGH = 1.0
QUICK = 0.1
"""Effort for the many tours of a batch plan, where each counts little."""
_KEEP = -(10**12)
"""A stretch that stays: from the end back to the start, where these are not the same."""


def order_stops(
    matrix: Matrix, start: int, end: int, stops: Sequence[int], *, effort: float = THOROUGH
) -> list[int]:
    """Return the stops in the order of the shortest walk from `start` over all of them to `end`.

    The order in which the stops are given makes no difference. Of two orders of one length the
    one is taken that passes no stop of the trip without stopping there, and
    where the walk may as well go the other way round, it begins with the nearer stop.

    Args:
        matrix: Shortest walks, [from][to], whole numbers; none is longer than by way of a third.
        start: Row of where the walk begins.
        end: Column of where it ends; may be the start.
        stops: Rows of the stops; one that is named twice is visited twice, at once.
        effort: 1 for the best that is known; less is quicker.
    """
    places = sorted(stops)
    inner = [[matrix[one][two] for two in places] for one in places]
    first = [matrix[start][place] for place in places]
    last = [matrix[place][end] for place in places]
    return [places[index] for index in order_path(inner, first, last, effort=effort)]


def order_groups(
    matrix: Matrix, start: int, end: int, groups: Sequence[Sequence[int]]
) -> list[int]:
    """Order the stops of each group, the groups one after the other: heavy first, fragile last.

    Each group's walk begins where the one before it ended, and ends where the next is near.
    """
    order: list[int] = []
    at = start
    wanted = [sorted(group) for group in groups if group]
    for index, group in enumerate(wanted):
        following = wanted[index + 1] if index + 1 < len(wanted) else [end]
        inner = [[matrix[one][two] for two in group] for one in group]
        first = [matrix[at][stop] for stop in group]
        last = [min(matrix[stop][to] for to in following) for stop in group]
        order += [group[index] for index in order_path(inner, first, last)]
        at = order[-1]
    return order


def length_of(matrix: Matrix, start: int, end: int, order: Sequence[int]) -> int:
    """Return how long the walk is from the start over the stops in their order to the end."""
    return sum(matrix[one][two] for one, two in pairwise([start, *order, end]))


def order_path(
    inner: Matrix, first: list[int], last: list[int], *, effort: float = THOROUGH
) -> list[int]:
    """Return the order of the shortest path over all rows of `inner`.

    Args:
        inner: Between stops, [from][to].
        first: From the start to each stop.
        last: From each stop to the end.
        effort: As in `order_stops`.
    """
    runs = as_one(inner)
    lean, lean_first, lean_last = _lean(runs, inner, first, last)
    if len(runs) <= exact.MOST_STOPS:
        order = exact.shortest(lean, lean_first, lean_last) if runs else []
    elif _is_symmetric(lean):
        order = _two_way(lean, lean_first, lean_last, effort)
    else:
        chained = chains(lean, lean_last)
        order = [
            stop
            for index in _one_way(*_lean(chained, lean, lean_first, lean_last), effort)
            for stop in chained[index]
        ]
    _tidy(order, lean, lean_first, lean_last)
    return [stop for index in order for stop in runs[index]]


def tidied(matrix: Matrix, start: int, end: int, order: Sequence[int]) -> list[int]:
    """Return a shortest order as `order_stops` would give it: the same walk, told one way."""
    inner = [[matrix[one][two] for two in order] for one in order]
    first = [matrix[start][stop] for stop in order]
    last = [matrix[stop][end] for stop in order]
    indexes = list(range(len(inner)))
    _tidy(indexes, inner, first, last)
    return [order[index] for index in indexes]


def _tidy(order: list[int], inner: Matrix, first: list[int], last: list[int]) -> None:
    """Walk the nearer end first where it is the same, and stop in passing."""
    if order and first == last and _is_symmetric(inner):
        ends = [(first[stop], stop) for stop in (order[0], order[-1])]
        if ends[1] < ends[0]:
            order.reverse()
    _stop_in_passing(order, inner, first, last)


def _lean(
    runs: list[list[int]], inner: Matrix, first: list[int], last: list[int]
) -> tuple[Matrix, list[int], list[int]]:
    """Return the lengths between runs of stops: from the last of one to the first of the next."""
    heads, tails = [run[0] for run in runs], [run[-1] for run in runs]
    return (
        [[inner[tail][head] for head in heads] for tail in tails],
        [first[head] for head in heads],
        [last[tail] for tail in tails],
    )


def _is_symmetric(inner: Matrix) -> bool:
    return all(
        list(column) == row for row, column in zip(inner, zip(*inner, strict=True), strict=True)
    )


def _two_way(inner: Matrix, first: list[int], last: list[int], effort: float) -> list[int]:
    count = len(inner)
    if first == last:
        lengths = [[*row, there] for row, there in zip(inner, first, strict=True)]
        lengths.append([*first, 0])
    else:
        lengths = [[*row, a, b] for row, a, b in zip(inner, first, last, strict=True)]
        lengths += [[*first, 0, _KEEP], [*last, _KEEP, 0]]
    tour = _nearest_first(inner, first)
    search = TwoWaySearch(
        lengths, near_stops(lengths), [*tour, *range(len(lengths) - 1, count - 1, -1)]
    )
    tour = search.improve(
        int(min(400 + 8 * count, 1_600) * effort), int((200 + 4 * count) * max(effort, 1))
    )
    at = tour.index(count)
    tour = tour[at + 1 :] + tour[:at]
    if first != last and tour[0] == count + 1:
        tour.reverse()
    return [stop for stop in tour if stop < count]


def _one_way(inner: Matrix, first: list[int], last: list[int], effort: float) -> list[int]:
    count = len(inner)
    if count <= exact.MOST_STOPS:
        return exact.shortest(inner, first, last)
    lengths = [[*row, to_end] for row, to_end in zip(inner, last, strict=True)]
    lengths.append([*first, 0])
    tour = [*_nearest_first(inner, first), count]
    tour = OneWaySearch(lengths, near_stops(lengths), tour).improve(
        int(min(1_000 + 20 * count, 3_500) * effort), int((600 + 10 * count) * max(effort, 1))
    )
    at = tour.index(count)
    return tour[at + 1 :] + tour[:at]


def _nearest_first(inner: Matrix, first: list[int]) -> list[int]:
    """Go from stop to nearest stop: where the search begins."""
    left = set(range(len(inner)))
    order: list[int] = []
    row = first
    while left:
        stop = min(left, key=lambda stop: (row[stop], stop))
        left.discard(stop)
        order.append(stop)
        row = inner[stop]
    return order


def _stop_in_passing(order: list[int], inner: Matrix, first: list[int], last: list[int]) -> None:
    """Move each stop to where the walk passes it first; the walk does not become longer."""
    row = first
    at = 0
    while at < len(order) - 1:
        to = order[at]
        passed = [
            later
            for later in range(at + 1, len(order))
            if row[order[later]] + inner[order[later]][to] <= row[to]
            and _is_free_to_go(order, later, inner, last)
        ]
        if passed:
            later = min(passed, key=lambda later: (row[order[later]], later))
            order.insert(at, order.pop(later))
        row = inner[order[at]]
        at += 1


def _is_free_to_go(order: list[int], index: int, inner: Matrix, last: list[int]) -> bool:
    """Tell whether the walk is no longer without the stop; `index` is not the first."""
    before, stop = order[index - 1], order[index]
    if index + 1 == len(order):
        return last[before] <= inner[before][stop] + last[stop]
    after = order[index + 1]
    return inner[before][after] <= inner[before][stop] + inner[stop][after]
