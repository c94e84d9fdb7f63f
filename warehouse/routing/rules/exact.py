"""The shortest order of a few stops, proven: every set of stops with every last one.

Source: M. Held and R. M. Karp, A dynamic programming approach to sequencing problems, 1962.
"""

from __future__ import annotations

from warehouse.routing.rules.distances import Matrix

MOST_STOPS = 8
"""Beyond these the sets become too many: 8 stops take some 10 ms."""


def shortest(inner: Matrix, first: list[int], last: list[int]) -> list[int]:
    """Return the order of the stops whose walk is the shortest of all.

    Args:
        inner: Centimetres between stops, [from][to].
        first: From the start to each stop.
        last: From each stop to the end.
    """
    count = len(inner)
    layers: list[dict[tuple[int, int], tuple[int, int]]] = [
        {(1 << stop, stop): (first[stop], -1) for stop in range(count)}
    ]
    for _ in range(count - 1):
        grown: dict[tuple[int, int], tuple[int, int]] = {}
        for (visited, at), (walked, _before) in layers[-1].items():
            for stop in range(count):
                if visited >> stop & 1:
                    continue
                key = (visited | 1 << stop, stop)
                reached = (walked + inner[at][stop], at)
                if key not in grown or reached < grown[key]:
                    grown[key] = reached
        layers.append(grown)
    final = {key: walked + last[key[1]] for key, (walked, _) in layers[-1].items()}
    visited, at = min(final, key=lambda key: (final[key], key))
    order = []
    for layer in reversed(layers):
        order.append(at)
        before = layer[visited, at][1]
        visited, at = visited & ~(1 << at), before
    return order[::-1]
