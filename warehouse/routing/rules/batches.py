"""Which orders go together on a cart, so that all carts together walk little.

A cart begins with the order that is farthest out and is filled with those that lengthen its walk
least. Then orders are moved and exchanged between carts, at first also where that costs a little
(annealing), as many times as the seconds that are allowed stand for. The walk of a cart is
estimated by cheapest insertion meanwhile; in the end `order_stops` orders each.

Source: the seeds after the survey of R. de Koster, E. S. van der Poort and M. Wolters, Efficient
orderbatching methods in warehouses, 1999; annealing: S. Kirkpatrick and others, 1983.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.routing.rules.annealing import anneal
from warehouse.routing.rules.carts import Carts, Wanted
from warehouse.routing.rules.distances import Matrix
from warehouse.routing.rules.tour import QUICK, length_of, order_stops

STEPS_A_SECOND = 8_000
"""Moves tried for each second allowed, on carts of `USUAL_STOPS`: about half of what the cores of
docs/performance.md do, so that a slower machine keeps the time too."""
ORDERS_A_SECOND = 350
"""Orders that are put on carts and routed in a second, before and after the moves."""
USUAL_STOPS = 30


@dataclass(frozen=True, slots=True)
class Cart:
    """Orders that are picked together, by their indexes, and the walk over all their stops."""

    orders: list[int]
    route: list[int]
    length: int


def plan_carts(  # noqa: PLR0913 - the question as it is asked
    matrix: Matrix,
    depot: int,
    orders: Sequence[Wanted],
    capacity: int,
    *,
    seconds: float,
    seed: int,
) -> list[Cart]:
    """Put each order on one cart; the same question always has the same answer.

    The carts come in the order of the oldest order on each: orders are given oldest first, and
    whoever takes carts from the front leaves none behind.

    Args:
        matrix: Shortest walks, [from][to].
        depot: Where every cart begins and ends.
        orders: The oldest first; each fits on a cart.
        capacity: Sum of sizes that a cart takes.
        seconds: How long may be searched, turned into a number of steps.
        seed: Another number, other chances.
    """
    filled = Carts(matrix, depot, orders, capacity)
    filled.fill()
    spare = max(seconds - len(orders) / ORDERS_A_SECOND, seconds / 8)
    steps = STEPS_A_SECOND * spare * USUAL_STOPS / max(filled.stops_a_cart, USUAL_STOPS / 3)
    luck = random.Random(seed)  # noqa: S311 - chance that repeats, not a secret
    carts = []
    for members in anneal(filled, int(steps), luck):
        stops = sorted({stop for index in members for stop in orders[index].stops} - {depot})
        route = order_stops(matrix, depot, depot, stops, effort=QUICK)
        carts.append(Cart(sorted(members), route, length_of(matrix, depot, depot, route)))
    return sorted(carts, key=lambda cart: cart.orders)
