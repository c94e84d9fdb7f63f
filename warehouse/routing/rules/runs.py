"""Stops that follow each other in some shortest walk whatever else it does: they become one."""

from __future__ import annotations

from warehouse.routing.rules.distances import Matrix

LOOKED_AT = 4


def as_one(inner: Matrix) -> list[list[int]]:
    """Group the stops that are at one spot: no step lies between them, there or back."""
    groups: dict[int, list[int]] = {}
    done: set[int] = set()
    for stop, row in enumerate(inner):
        if stop not in done:
            groups[stop] = [stop] + [
                other
                for other in range(stop + 1, len(inner))
                if row[other] == 0 == inner[other][stop] and other not in done
            ]
            done.update(groups[stop])
    return list(groups.values())


def chains(inner: Matrix, last: list[int]) -> list[list[int]]:
    """Chain stops that come one behind the other in a one-way aisle.

    Where the shortest walk from a stop to every other one, and to the end, leads over a second
    stop, the second may follow the first at once: taken out of wherever it stands the walk is no
    longer (lengths are those of shortest walks), and behind the first it costs nothing.
    """
    stops = range(len(inner))
    follower: dict[int, int] = {}
    leader: dict[int, int] = {}
    for stop in stops:
        row = inner[stop]
        near = sorted(stops, key=lambda to: (row[to], to))[: LOOKED_AT + 1]
        for to in near:
            if to == stop or to in leader or _begins(leader, stop) == to:
                continue
            step, onward = row[to], inner[to]
            if step + last[to] == last[stop] and all(
                step + onward[other] == row[other] for other in stops if other not in (stop, to)
            ):
                follower[stop], leader[to] = to, stop
                break
    found = []
    for stop in stops:
        if stop not in leader:
            chain = [stop]
            while chain[-1] in follower:
                chain.append(follower[chain[-1]])
            found.append(chain)
    return found


def _begins(leader: dict[int, int], stop: int) -> int:
    while stop in leader:
        stop = leader[stop]
    return stop
