"""The order of places on a floor: proven where that is in reach, else the best that is known."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.routing.rules.distances import Distances
from warehouse.routing.rules.floor import Place, Spot
from warehouse.routing.rules.proven import shortest_walk
from warehouse.routing.rules.tour import order_stops, tidied

FEW_STOPS = 9
"""Beyond these `order_stops` proves nothing by itself."""


def order_places(
    distances: Distances, start: Place, end: Place, places: Sequence[Place]
) -> list[int]:
    """Return the indexes of the places in the order of the shortest walk over them.

    Args:
        distances: Of the floor.
        start: Where the walk begins.
        end: Where it ends.
        places: What is visited. The order in which bins are listed makes no difference to the walk.
    """
    rows = distances.matrix([start, end, *places])
    stops = range(2, len(rows))
    spots = [place for place in places if isinstance(place, Spot)]
    if len(spots) == len(places) >= FEW_STOPS and isinstance(start, int) and isinstance(end, int):
        walk = shortest_walk(distances.floor, start, end, spots)
        if walk is not None:
            ways = len(distances.floor.points)
            rank = {node: nth for nth, node in reversed(list(enumerate(walk)))}
            by_walk = sorted(
                stops, key=lambda row: (rank[ways + spots[row - 2].way, spots[row - 2].at_cm],
                                        spots[row - 2].reach_cm, row),
            )  # fmt: skip
            return [row - 2 for row in tidied(rows, 0, 1, by_walk)]
    return [row - 2 for row in order_stops(rows, 0, 1, stops)]
