"""Planning with a floor's lengths: how far trips are, and which orders share a cart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from warehouse.routing.rules.batches import plan_carts
from warehouse.routing.rules.carts import Wanted
from warehouse.routing.rules.floor import Place, Spot
from warehouse.routing.rules.site import Ground
from warehouse.routing.rules.tour import QUICK, length_of, order_stops

START, END = 0, 1
SEED = 1


class Survey:
    """The walks between some bins of a floor. Bins above each other are one stop."""

    def __init__(self, ground: Ground, spots: Mapping[int, Place]) -> None:
        """Measure once between all the bins that are planned with, by their ids."""
        on_foot = {one: _at_ground(place) for one, place in spots.items()}
        rows = [ground.floor.start, ground.floor.end, *dict.fromkeys(on_foot.values())]
        row = {place: index for index, place in enumerate(rows) if index > END}
        self._row = {one: row[place] for one, place in on_foot.items()}
        self._reach = {
            one: place.reach_cm if isinstance(place, Spot) else 0 for one, place in spots.items()
        }
        self._matrix = ground.distances.matrix(rows)
        self._is_round = ground.floor.start == ground.floor.end
        self._walked: dict[frozenset[int], int] = {}

    def length_cm(self, bins: Sequence[int]) -> int:
        """Return how far a trip over bins is, from where trips start to where they end.

        What is reached up for counts as on any walk: up once and down once again at each stop.
        """
        reach: dict[int, int] = {}
        for one in bins:
            stop = self._row[one]
            reach[stop] = max(reach.get(stop, 0), self._reach[one])
        walk = self._walked.get(frozenset(reach))
        if walk is None:
            order = order_stops(self._matrix, START, END, list(reach), effort=QUICK)
            walk = length_of(self._matrix, START, END, order)
        return walk + 2 * sum(reach.values())

    def carts(
        self, orders: Sequence[tuple[Sequence[int], int]], capacity: int, *, seconds: float
    ) -> list[list[int]]:
        """Return which orders ride together, by their indexes, so that little is walked in sum.

        Args:
            orders: The oldest first, each as its bins and its size; a size above the capacity is
                taken for the capacity.
            capacity: Sum of sizes that a cart takes.
            seconds: As for `plan_carts`.
        """
        wanted = [
            Wanted(tuple(self._row[one] for one in bins), min(size, capacity))
            for bins, size in orders
        ]
        planned = plan_carts(self._matrix, START, wanted, capacity, seconds=seconds, seed=SEED)
        if self._is_round:  # carts are planned from where trips start back to there
            self._walked.update((frozenset(cart.route), cart.length) for cart in planned)
        return [cart.orders for cart in planned]


def _at_ground(place: Place) -> Place:
    return Spot(place.way, place.at_cm) if isinstance(place, Spot) else place
