"""Carts walk less than those that are filled as orders come."""

import random

from tests.support.floors import trip
from warehouse.routing.rules.batches import plan_carts
from warehouse.routing.rules.carts import Wanted
from warehouse.routing.rules.generate import Plan
from warehouse.routing.rules.tour import QUICK, length_of, order_stops

ON_A_CART = 6


def orders_on_a_floor(count, seed):
    """Orders of one to three bins each, and the lengths between all of these."""
    luck = random.Random(seed)
    sizes = [luck.randint(1, 3) for _ in range(count)]
    walk = trip(Plan(aisles=20, blocks=2), sum(sizes), seed)
    rows = iter(walk.stops)
    return walk.matrix, [Wanted(tuple(next(rows) for _ in range(size)), 1) for size in sizes]


def as_they_come(matrix, orders):
    total = 0
    for first in range(0, len(orders), ON_A_CART):
        stops = [stop for order in orders[first : first + ON_A_CART] for stop in order.stops]
        total += length_of(matrix, 0, 0, order_stops(matrix, 0, 0, stops, effort=QUICK))
    return total


def planned(matrix, orders, seconds):
    return plan_carts(matrix, 0, orders, ON_A_CART, seconds=seconds, seed=1)


def test_a_first_answer_walks_a_sixth_less_on_few_orders_and_more_time_wins_more():
    matrix, orders = orders_on_a_floor(100, 1)
    first_come = as_they_come(matrix, orders)
    at_once = sum(cart.length for cart in planned(matrix, orders, 0.5))
    later = sum(cart.length for cart in planned(matrix, orders, 2))
    assert at_once <= 5 / 6 * first_come
    assert later <= 0.8 * first_come
    assert later <= at_once


def test_each_order_is_on_one_cart_and_every_length_is_that_of_its_route():
    matrix, orders = orders_on_a_floor(40, 2)
    carts = planned(matrix, orders, 0.2)
    assert sorted(index for cart in carts for index in cart.orders) == list(range(40))
    for cart in carts:
        assert len(cart.orders) <= ON_A_CART
        assert cart.length == length_of(matrix, 0, 0, cart.route)
        assert set(cart.route) == {s for index in cart.orders for s in orders[index].stops}


def test_carts_taken_from_the_front_leave_no_old_order_behind():
    matrix, orders = orders_on_a_floor(40, 3)
    oldest = [min(cart.orders) for cart in planned(matrix, orders, 0.2)]
    assert oldest == sorted(oldest)


def test_one_large_order_fills_its_cart_alone():
    matrix, orders = orders_on_a_floor(6, 5)
    orders.append(Wanted(orders[0].stops, ON_A_CART))
    carts = planned(matrix, orders, 0.2)
    assert [6] in [cart.orders for cart in carts]
