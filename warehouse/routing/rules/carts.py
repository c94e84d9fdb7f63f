"""Carts as they are being filled: which orders are on each, and an estimate of its walk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from warehouse.routing.rules.distances import Matrix

NEAR = 12
"""How many neighbours of a stop are looked at for orders that may change carts."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One order to be put on a cart: its stops are rows of the matrix, its size fills the cart."""

    stops: tuple[int, ...]
    size: int


class Carts:
    """Carts with their estimated walks, while orders move between them."""

    def __init__(self, matrix: Matrix, depot: int, orders: Sequence[Wanted], capacity: int) -> None:
        places = sorted({stop for order in orders for stop in order.stops} - {depot})
        rows = [*places, depot]
        self.depot = len(places)
        self.lengths = [[matrix[one][two] for two in rows] for one in rows]
        self.towards = [list(column) for column in zip(*self.lengths, strict=True)]
        named = {place: index for index, place in enumerate(places)}
        self.stops = [
            tuple(named[stop] for stop in dict.fromkeys(order.stops) if stop != depot)
            for order in orders
        ]
        self.sizes = [order.size for order in orders]
        self.capacity = capacity
        self.members: list[list[int]] = []
        self.tours: list[list[int]] = []
        self.walks: list[int] = []

    @property
    def stops_a_cart(self) -> float:
        """How many stops the filled carts have on average."""
        return sum(len(tour) - 2 for tour in self.tours) / max(len(self.tours), 1)

    def fill(self) -> None:
        """Fill cart after cart: a seed, then always the order with the least extra walking."""
        lengths, depot = self.lengths, self.depot
        out = [
            max((lengths[depot][stop] + lengths[stop][depot] for stop in stops), default=0)
            for stops in self.stops
        ]
        left = sorted(range(len(self.stops)), key=lambda index: -out[index])
        while left:
            seed = left.pop(0)
            members, tour, room = [seed], [depot, depot], self.capacity - self.sizes[seed]
            extra = [lengths[depot][stop] + lengths[stop][depot] for stop in range(depot)]
            self._lengthen(tour, self.stops[seed], extra)
            while True:
                fitting = [index for index in left if self.sizes[index] <= room]
                if not fitting:
                    break
                chosen = min(fitting, key=lambda index: self._extra(index, extra))
                left.remove(chosen)
                members.append(chosen)
                room -= self.sizes[chosen]
                self._lengthen(tour, self.stops[chosen], extra)
            self.members.append(members)
            self.tours.append(tour)
            self.walks.append(self.walk(tour))

    def _extra(self, index: int, extra: list[int]) -> tuple[int, int]:
        return sum([extra[stop] for stop in self.stops[index]]), index

    def _lengthen(self, tour: list[int], stops: Sequence[int], extra: list[int]) -> None:
        """Insert stops, and learn for all others what inserting them costs now."""
        for stop in stops:
            if stop in tour:
                continue
            at = self.insert(tour, stop)
            for one, two in ((tour[at - 1], stop), (stop, tour[at + 1])):
                given_up = self.lengths[one][two]
                extra[:] = [
                    known if known <= (new := there + back - given_up) else new
                    for known, there, back in zip(
                        extra, self.lengths[one], self.towards[two], strict=False
                    )
                ]

    def insert(self, tour: list[int], stop: int) -> int:
        """Insert a stop where it lengthens the tour least; returns its index."""
        into, out_of, lengths = self.towards[stop], self.lengths[stop], self.lengths
        least, at = None, 0
        one = tour[0]
        for index in range(1, len(tour)):
            two = tour[index]
            cost = into[one] + out_of[two] - lengths[one][two]
            if least is None or cost < least:
                least, at = cost, index
            one = two
        tour.insert(at, stop)
        return at

    def walk(self, tour: list[int]) -> int:
        """Return the length of a tour."""
        lengths = self.lengths
        return sum([lengths[one][two] for one, two in pairwise(tour)])

    def changed(self, cart: int, gone: int | None, come: Sequence[int]) -> list[int]:
        """Return a cart's tour after an order left it (None: none did) and stops came to it."""
        tour = self.tours[cart]
        if gone is None:
            tour = tour[:]
        else:
            kept = {
                stop for index in self.members[cart] if index != gone for stop in self.stops[index]
            }
            tour = [stop for stop in tour if stop in kept or stop == self.depot]
        for stop in come:
            if stop not in tour:
                self.insert(tour, stop)
        return tour

    def near_orders(self) -> list[list[int]]:
        """Return for each order the orders that have stops near its own."""
        at: dict[int, list[int]] = {}
        for index, stops in enumerate(self.stops):
            for stop in stops:
                at.setdefault(stop, []).append(index)
        near: dict[int, list[int]] = {}
        by_number = sorted(at)
        for stop in at:
            closest = sorted(by_number, key=self.lengths[stop].__getitem__)[:NEAR]
            near[stop] = [index for to in closest for index in at[to]]
        found = []
        for index, stops in enumerate(self.stops):
            seen = Counter(other for stop in stops for other in near[stop])
            seen.pop(index, None)
            found.append(sorted(seen.elements()))
        return found
