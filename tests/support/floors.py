"""Trips on made-up floors, and the orders that people walk them in without a computer."""

import random
from dataclasses import dataclass

from warehouse.routing.rules.distances import Distances
from warehouse.routing.rules.floor import Floor
from warehouse.routing.rules.generate import Plan, make_floor
from warehouse.routing.rules.onfloor import order_places
from warehouse.routing.rules.tour import length_of, order_stops


@dataclass
class Trip:
    """A floor, the bins to visit, and the lengths between them: row 0 is the start, 1 the end."""

    floor: Floor
    bins: list[str]
    matrix: list[list[int]]
    start: int
    end: int

    @property
    def stops(self):
        return range(2, len(self.matrix))

    def length(self, order):
        return length_of(self.matrix, self.start, self.end, order)

    def best(self, effort=1.0):
        return order_stops(self.matrix, self.start, self.end, self.stops, effort=effort)

    def on_floor(self):
        """The order that the floor itself gives, proven where that is in reach."""
        places = [self.floor.spots[name] for name in self.bins]
        distances = Distances(self.floor)
        order = order_places(distances, self.floor.start, self.floor.end, places)
        return [index + 2 for index in order]

    def by_code(self):
        """In the order of the bins' codes, as most programs have it."""
        return sorted(self.stops, key=lambda stop: self.bins[stop - 2])

    def s_shape(self):
        """Through every aisle with a stop from end to end, block after block from the back."""
        by_aisle = {}
        for stop in self.stops:
            aisle, block, bay, _side = self.bins[stop - 2].split("-")[:4]
            by_aisle.setdefault((int(block), int(aisle)), []).append((int(bay), stop))
        order, upward = [], True
        for nth, block in enumerate(sorted({block for block, _ in by_aisle}, reverse=True)):
            aisles = sorted((aisle for b, aisle in by_aisle if b == block), reverse=nth % 2 == 1)
            for aisle in aisles:
                stops = sorted(by_aisle[block, aisle], reverse=not upward)
                order += [stop for _, stop in stops]
                upward = not upward
        return order


def trip(plan, stops, seed):
    """Make a trip to so many bins of the floor of a plan; the same seed makes the same one."""
    floor = make_floor(plan, seed)
    bins = random.Random(seed).sample(sorted(floor.spots), stops)
    places = [floor.start, floor.end, *(floor.spots[name] for name in bins)]
    end = 0 if floor.start == floor.end else 1
    return Trip(floor, bins, Distances(floor).matrix(places), 0, end)


def kinds(aisles=(10, 20, 50), blocks=(1, 2, 3, 4)):
    """Plans of every kind: two-way and one-way, with and without obstacles, start ≠ end."""
    return [
        Plan(
            n_aisles,
            n_blocks,
            one_way=one_way,
            obstacles=obstacles,
            apart=apart,
        )
        for n_aisles in aisles
        for n_blocks in blocks
        for one_way in (False, True)
        for obstacles, apart in ((0, False), (n_aisles // 5, True))
    ]
