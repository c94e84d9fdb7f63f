"""Routes are as short as can be, the same each time, and jump about in no aisle."""

import random
from itertools import permutations

import pytest

from tests.support.floors import kinds, trip
from tests.support.one_block import shortest_tour
from warehouse.routing.rules.distances import Distances
from warehouse.routing.rules.generate import AISLE_CM, BAY_CM, CROSS_CM, Plan, make_floor
from warehouse.routing.rules.tour import length_of, order_groups, order_stops


def one_block_length(tour_trip, plan):
    """What the exact programme says of a trip on a floor of one block."""
    by_aisle = [[] for _ in range(plan.aisles)]
    for name in tour_trip.bins:
        spot = tour_trip.floor.spots[name]
        aisle = int(tour_trip.floor.ways[spot.way].aisle)
        by_aisle[aisle].append(spot.at_cm)
    return shortest_tour(by_aisle, plan.bays * BAY_CM + CROSS_CM, AISLE_CM, 0)


def shortest_of_all(matrix, start, end, stops):
    return min(length_of(matrix, start, end, order) for order in permutations(stops))


def test_from_the_lengths_alone_one_block_is_walked_all_but_as_the_exact_programme_says():
    longer = []
    for seed in range(20):
        luck = random.Random(seed)
        plan = Plan(aisles=luck.randint(3, 25), bays=luck.randint(5, 30))
        walk = trip(plan, luck.randint(2, 60), seed)
        longer.append(walk.length(walk.best()) / one_block_length(walk, plan) - 1)
    assert min(longer) == 0
    assert sum(longer) / len(longer) <= 0.0005


@pytest.mark.parametrize("seed", range(40))
def test_on_a_floor_of_one_block_the_walk_is_that_of_the_exact_programme(seed):
    luck = random.Random(seed)
    plan = Plan(aisles=luck.randint(3, 50), bays=luck.randint(5, 30))
    walk = trip(plan, luck.randint(2, min(200, plan.aisles * plan.bays)), seed)
    assert walk.length(walk.on_floor()) == one_block_length(walk, plan)


@pytest.mark.parametrize("plan", kinds(aisles=(10, 30), blocks=(1, 2, 3)), ids=str)
def test_no_search_finds_a_shorter_walk_than_the_proven_one(plan):
    walk = trip(plan, 45, 9)
    proven = walk.length(walk.on_floor())
    assert proven <= walk.length(walk.best())
    assert sorted(walk.on_floor()) == list(walk.stops)


@pytest.mark.parametrize("seed", range(20))
def test_the_exact_programme_itself_agrees_with_trying_all_orders(seed):
    luck = random.Random(seed)
    plan = Plan(aisles=luck.randint(2, 6), bays=8)
    walk = trip(plan, luck.randint(1, 6), seed)
    assert one_block_length(walk, plan) == shortest_of_all(walk.matrix, 0, 0, walk.stops)


@pytest.mark.parametrize("plan", kinds(aisles=(5,), blocks=(1, 2)), ids=str)
def test_few_stops_are_walked_in_the_shortest_of_all_orders(plan):
    for seed in range(4):
        walk = trip(plan, 5, seed)
        shortest = shortest_of_all(walk.matrix, walk.start, walk.end, walk.stops)
        assert walk.length(walk.best()) == shortest


@pytest.mark.parametrize("plan", kinds(aisles=(10, 30), blocks=(1, 3)), ids=str)
def test_a_route_is_never_longer_than_the_s_shape_or_the_order_of_codes(plan):
    for seed, stops in ((1, 12), (2, 40)):
        walk = trip(plan, stops, seed)
        length = walk.length(walk.best())
        assert length <= walk.length(walk.s_shape())
        assert length <= walk.length(walk.by_code())


@pytest.mark.parametrize("plan", kinds(aisles=(10,), blocks=(3,)), ids=str)
def test_the_same_question_has_the_same_route_however_its_stops_are_listed(plan):
    walk = trip(plan, 40, 5)
    order = walk.best()
    listed = list(walk.stops)
    random.Random(1).shuffle(listed)
    assert order_stops(walk.matrix, walk.start, walk.end, listed) == order
    assert sorted(order) == list(walk.stops)


def test_ten_times_the_effort_wins_less_than_half_a_per_cent():
    gaps = []
    for plan in kinds(aisles=(20,), blocks=(2,)):
        walk = trip(plan, 60, 3)
        longest = walk.length(walk.best(effort=5))
        gaps.append(walk.length(walk.best()) / longest - 1)
    assert sum(gaps) / len(gaps) <= 0.005


@pytest.mark.parametrize("plan", kinds(aisles=(10,), blocks=(1, 2)), ids=str)
def test_no_stop_is_passed_that_is_still_to_come(plan):
    walk = trip(plan, 50, 8)
    order = walk.best()
    for at, (one, two) in enumerate(zip([walk.start, *order], order, strict=False)):
        if walk.matrix[one][two] == 0:
            continue
        for later in order[at + 1 :]:
            passed = walk.matrix[one][later] + walk.matrix[later][two] == walk.matrix[one][two]
            at_two = walk.matrix[later][two] == 0
            assert (
                not passed
                or at_two
                or walk.length([s for s in order if s != later]) > (walk.length(order) - 1)
            )


def test_a_stop_that_is_named_twice_is_visited_twice_at_once():
    walk = trip(Plan(), 6, 1)
    order = order_stops(walk.matrix, 0, 0, [2, 3, 4, 3])
    assert sorted(order) == [2, 3, 3, 4]
    assert abs(order.index(3) - (len(order) - 1 - order[::-1].index(3))) == 1


def test_without_stops_there_is_nothing_to_order():
    walk = trip(Plan(apart=True), 3, 1)
    assert order_stops(walk.matrix, 0, 1, []) == []


def test_bins_above_each_other_are_reached_one_after_the_other():
    floor = make_floor(Plan(levels=4), 1)
    bins = ["03-1-05-L-4", "03-1-05-L-1", "03-1-06-L-4", "03-1-06-L-3"]
    matrix = Distances(floor).matrix([floor.start, *(floor.spots[name] for name in bins)])
    order = order_stops(matrix, 0, 0, [1, 2, 3, 4])
    assert abs(order.index(3) - order.index(4)) == 1, "the two high bins of bay 6, at one reach"
    assert length_of(matrix, 0, 0, order) == 2 * (3 * AISLE_CM + 150 + 500) + 2 * 200 + 2 * 200


def test_heavy_stops_come_before_the_others_and_fragile_ones_after():
    walk = trip(Plan(blocks=2), 30, 4)
    heavy, plain, fragile = range(2, 10), range(10, 25), range(25, 32)
    order = order_groups(walk.matrix, 0, 0, [heavy, plain, [], fragile])
    assert sorted(order[:8]) == list(heavy)
    assert sorted(order[8:23]) == list(plain)
    assert sorted(order[23:]) == list(fragile)
    assert walk.length(walk.best()) <= walk.length(order)


def test_lengths_that_follow_no_floor_still_give_a_complete_route():
    luck = random.Random(7)
    matrix = [[0 if i == j else luck.randint(1, 99) for j in range(40)] for i in range(40)]
    order = order_stops(matrix, 0, 1, range(2, 40))
    assert sorted(order) == list(range(2, 40))
    assert length_of(matrix, 0, 1, order) < 20 * 38
