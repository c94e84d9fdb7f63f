"""Which stops may follow which: the few that a search looks at."""

from __future__ import annotations

from itertools import pairwise

from warehouse.routing.rules.distances import Matrix

NEAREST = 6
DIRECT = 5
BEYOND = 3
"""Stops behind either end of an aisle that its turning points are joined to."""


def near_stops(lengths: Matrix) -> Matrix:
    """Return for each stop those that may follow it, nearest first.

    These are the nearest; the nearest that are reached without passing another; and, as all of
    these may be in the same aisle, for the stops of an aisle at which one turns round, those
    behind its ends.
    """
    direct = [_direct(lengths, stop) for stop in range(len(lengths))]
    chosen = []
    for stop, row in enumerate(lengths):
        nearest = sorted(
            (to for to in range(len(lengths)) if to != stop and row[to] >= 0), key=row.__getitem__
        )
        chosen.append({*direct[stop][:DIRECT], *nearest[:NEAREST]})
    for line in _lines(direct):
        _join_turning_points(lengths, direct, line, chosen)
    return [
        sorted(found, key=lambda to: (lengths[stop][to], to)) for stop, found in enumerate(chosen)
    ]


def _direct(lengths: Matrix, stop: int) -> list[int]:
    """Return up to one more than `DIRECT` stops that are reached without passing another."""
    row = lengths[stop]
    found: list[int] = []
    for to in sorted(range(len(row)), key=row.__getitem__):
        if to == stop or row[to] < 0:
            continue
        if all(row[between] + lengths[between][to] > row[to] for between in found):
            found.append(to)
            if len(found) > DIRECT:
                break
    return found


def _lines(direct: Matrix) -> list[list[int]]:
    """Return the stops of each aisle in their order: chains in which each has two neighbours."""
    inside = {stop for stop, near in enumerate(direct) if len(near) == 2}
    lines = []
    done: set[int] = set()
    for stop in sorted(inside):
        if stop in done:
            continue
        line = [stop]
        for grow_at, ahead in ((-1, direct[stop][0]), (0, direct[stop][1])):
            before, at = stop, ahead
            while True:
                line.insert(len(line) if grow_at else 0, at)
                if at not in inside or at in done or at == stop:
                    break
                done.add(at)
                one, other = direct[at]
                before, at = at, (other if one == before else one)
        done.add(stop)
        lines.append(line)
    return lines


def _join_turning_points(
    lengths: Matrix, direct: Matrix, line: list[int], chosen: list[set[int]]
) -> None:
    """Join the ends of an aisle, and both sides of its widest gap, to what is behind the ends.

    A shortest walk through an aisle leaves out one stretch at most, and then the widest gap:
    nobody turns round anywhere else.
    """
    members = set(line)
    behind = [
        [to for to in direct[end] if to not in members][:BEYOND] for end in (line[0], line[-1])
    ]
    gaps = [lengths[one][two] for one, two in pairwise(line)]
    widest = gaps.index(max(gaps))
    for turning, side in (
        (line[-1], 0), (line[widest], 0), (line[0], 1), (line[widest + 1], 1),
    ):  # fmt: skip
        for to in behind[side]:
            if to != turning:
                chosen[turning].add(to)
                chosen[to].add(turning)
