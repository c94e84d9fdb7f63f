"""Moving and exchanging orders between carts, at first also where that costs a little.

Source: S. Kirkpatrick, C. D. Gelatt and M. P. Vecchi, Optimization by simulated annealing, 1983.
"""

from __future__ import annotations

import math
import random

from warehouse.routing.rules.carts import Carts

WARMTH, COLDNESS = 0.08, 0.002
"""First and last temperature, in parts of the mean walk of a cart."""


def anneal(carts: Carts, steps: int, luck: random.Random) -> list[list[int]]:
    """Return the orders of each cart as they were when all walks together were shortest.

    Args:
        carts: Filled ones; they are changed.
        steps: Moves to try.
        luck: Seeded.
    """
    best = [members[:] for members in carts.members]
    if len(best) < 2:
        return best
    moves = _Moves(carts, luck)
    total = lowest = sum(carts.walks)
    mean = total / len(best)
    cooling = math.log(COLDNESS / WARMTH)
    for step in range(steps):
        total += moves.attempt(mean * WARMTH * math.exp(cooling * step / steps))
        if total < lowest:
            lowest = total
            best = [members[:] for members in carts.members]
    return best


class _Moves:
    """One order goes to a cart with a stop near its own; perhaps one of that cart comes back."""

    def __init__(self, carts: Carts, luck: random.Random) -> None:
        self.carts = carts
        self.chance = luck.random
        self.near = carts.near_orders()
        self.home = {order: cart for cart, members in enumerate(carts.members) for order in members}
        self.load = [sum(carts.sizes[order] for order in members) for members in carts.members]

    def attempt(self, heat: float) -> int:
        """Try one move; returns by how much all walks together became longer, 0 if not taken."""
        chance, carts = self.chance, self.carts
        order = int(chance() * len(self.near))
        others = self.near[order]
        other = others[int(chance() * len(others))] if others else int(chance() * len(self.near))
        one, two = self.home[order], self.home[other]
        if one == two:
            return 0
        change = carts.sizes[order]
        back: int | None = None
        if self.load[two] + change > carts.capacity or chance() < 0.5:
            back = carts.members[two][int(chance() * len(carts.members[two]))]
            change -= carts.sizes[back]
            if max(self.load[two] + change, self.load[one] - change) > carts.capacity:
                return 0
        elif len(carts.members[one]) == 1:
            return 0  # an empty cart would be walked for nothing
        tours = (
            carts.changed(one, order, () if back is None else carts.stops[back]),
            carts.changed(two, back, carts.stops[order]),
        )
        walks = carts.walk(tours[0]), carts.walk(tours[1])
        longer = walks[0] + walks[1] - carts.walks[one] - carts.walks[two]
        if longer > 0 and chance() >= math.exp(-longer / heat):
            return 0
        self._carry(order, one, two)
        if back is not None:
            self._carry(back, two, one)
        carts.tours[one], carts.tours[two] = tours
        carts.walks[one], carts.walks[two] = walks
        return longer

    def _carry(self, order: int, one: int, two: int) -> None:
        self.carts.members[one].remove(order)
        self.carts.members[two].append(order)
        self.home[order] = two
        self.load[one] -= self.carts.sizes[order]
        self.load[two] += self.carts.sizes[order]
