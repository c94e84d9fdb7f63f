"""`warehouse route` and `warehouse batch` read JSON and answer JSON, or say what is wrong."""

import json

import pytest
from click.testing import CliRunner

from tests.support.floors import trip
from warehouse.cli import main
from warehouse.routing.rules.generate import Plan

SQUARE = [[0, 10, 20, 10], [10, 0, 10, 20], [20, 10, 0, 10], [10, 20, 10, 0]]
FLOOR = {
    "points": {"front": [0, 0], "back": [0, 1000], "side": [500, 0]},
    "ways": [
        {"from": "front", "to": "back", "aisle": "A1"},
        {"from": "front", "to": "side", "cm": 600},
    ],
    "bins": {
        "A1-01": {"way": 0, "at": 200},
        "A1-02": {"way": 0, "at": 800, "level": 3},
        "S-01": {"way": 1, "at": 300},
    },
    "start": "front",
}


def ask(command, question):
    given = question if isinstance(question, str | bytes) else json.dumps(question)
    return CliRunner().invoke(main, [command], input=given)


def answer(command, question):
    result = ask(command, question)
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_stops_of_a_matrix_come_in_the_shortest_order():
    asked = {"matrix": SQUARE, "start": 0, "end": 0, "stops": [2, 1, 3]}
    assert answer("route", asked) == {"order": [1, 2, 3], "length": 40}


def test_the_end_may_be_elsewhere():
    asked = {"matrix": SQUARE, "start": 0, "end": 3, "stops": [2, 1]}
    assert answer("route", asked) == {"order": [1, 2], "length": 30}


def test_stops_of_a_floor_come_by_their_names_and_high_bins_cost_more():
    asked = {"floor": FLOOR, "stops": ["A1-02", "S-01", "A1-01"]}
    found = answer("route", asked)
    assert found["order"].index("A1-02") == found["order"].index("A1-01") + 1
    assert found["length"] == 2 * 300 + 2 * 800 + 2 * 100


def test_a_trip_may_end_at_another_point_than_it_starts():
    asked = {"floor": FLOOR, "stops": ["A1-01"], "start": "back", "end": "side"}
    assert answer("route", asked) == {"order": ["A1-01"], "length": 1600}


def test_an_obstacle_is_walked_round_or_turned_at():
    ways = [
        {"from": "front", "to": "back", "blocked_at": 500},
        FLOOR["ways"][1],
        {"from": "side", "to": "back", "cm": 900},
    ]
    asked = {"floor": FLOOR | {"ways": ways}, "stops": ["A1-01", "A1-02"]}
    assert answer("route", asked)["length"] == 2 * 200 + 2 * (600 + 900 + 200) + 2 * 100


def test_lengths_need_not_be_whole():
    asked = {"matrix": [[0, 1.5], [2.25, 0]], "start": 0, "end": 0, "stops": [1]}
    assert answer("route", asked) == {"order": [1], "length": 3.75}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("", "This is not JSON"),
        ("[1, 2", "This is not JSON"),
        ("[" * 100_000, "This is not JSON"),
        (b"\xff\xfe{", "it is not UTF-8 text"),
        ("[]", "it is no object"),
        ({"stops": [1]}, "matrix: a list in brackets is needed, not null"),
        ({"matrix": [], "stops": []}, "matrix: it has no rows"),
        ({"matrix": [[0, 1], [1]], "stops": []}, "matrix[1]: it has 1 numbers"),
        ({"matrix": [[0, -1], [1, 0]], "stops": []}, "matrix[0][1]: a number from 0"),
        ({"matrix": [[0, True], [1, 0]], "stops": []}, "matrix[0][1]: a number from 0"),
        ('{"matrix": [[0, NaN], [1, 0]], "stops": []}', "NaN is no number"),
        ({"matrix": SQUARE, "stops": [4]}, "stops[0]: a whole number from 0 to 3 is needed, not 4"),
        ({"matrix": SQUARE, "stops": 4}, "stops: a list in brackets"),
        ({"matrix": SQUARE, "start": "0", "stops": [1]}, "start: a whole number"),
        ({"matrix": SQUARE, "stop": [1]}, "“stop” is not known here"),
        ({"matrix": [[0, None], [1, 0]], "stops": [1]}, "No way leads from the start over 1"),
        ({"floor": {}, "stops": []}, "floor.points: an object in braces is needed"),
        ({"floor": FLOOR, "stops": ["B"]}, 'stops[0]: "B" is no bin and no point of this floor'),
        (
            {"floor": FLOOR | {"ways": [{"from": "front", "to": "top"}]}, "stops": []},
            'floor.ways[0].to: "top" is no point of this floor',
        ),
        (
            {"floor": FLOOR | {"ways": FLOOR["ways"][:1]}, "stops": []},
            'floor.bins["S-01"].way: a whole number from 0 to 0 is needed, not 1',
        ),
        (
            {"floor": FLOOR | {"ways": [FLOOR["ways"][0] | {"blocked": True}, FLOOR["ways"][1]]},
             "stops": []},
            "way 0 is blocked, so the bin cannot be reached",
        ),
        (
            {"floor": {"points": {"a": [0, 0], "b": [9, 0]}, "ways": []}, "stops": ["b"]},
            "No way leads from the start over b",
        ),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_meant_is_refused_in_a_sentence(question, said):
    result = ask("route", question)
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output


def plan_of(matrix, orders, **more):
    return {"matrix": matrix, "depot": 0, "orders": orders, "capacity": 2, "seconds": 1} | more


ORDERS = [
    {"id": "a", "stops": [1], "size": 1},
    {"id": "b", "stops": [3], "size": 1},
    {"id": "c", "stops": [1, 2], "size": 1},
    {"id": 7, "stops": [3], "size": 1},
]


def test_orders_that_lie_together_share_a_cart_and_the_oldest_is_in_the_first():
    found = answer("batch", plan_of(SQUARE, ORDERS))
    assert found == {
        "carts": [
            {"orders": ["a", "c"], "route": [1, 2], "length": 40},
            {"orders": ["b", 7], "route": [3], "length": 20},
        ],
        "length": 60,
    }


def test_a_floor_may_stand_in_place_of_the_matrix():
    orders = [{"id": 1, "stops": ["A1-01"]}, {"id": 2, "stops": ["S-01"]}]
    asked = {"floor": FLOOR, "orders": orders, "capacity": 5}
    found = answer("batch", asked)
    assert [cart["orders"] for cart in found["carts"]] == [[1, 2]]
    assert found["length"] == 2 * 200 + 2 * 300


def test_the_same_seed_gives_the_same_carts():
    walk = trip(Plan(blocks=2), 60, 3)
    orders = [{"id": n, "stops": [2 + n, 32 + n], "size": 1 + n % 3} for n in range(30)]
    asked = plan_of(walk.matrix, orders, capacity=12, seconds=2, seed=5)
    found = answer("batch", asked)
    assert found == answer("batch", asked)
    assert sorted(name for cart in found["carts"] for name in cart["orders"]) == list(range(30))
    for cart in found["carts"]:
        assert sum(1 + name % 3 for name in cart["orders"]) <= 12
        assert set(cart["route"]) == {s for n in cart["orders"] for s in (2 + n, 32 + n)}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"capacity": 0}, "capacity: a whole number from 1"),
        ({"seconds": -1}, "seconds: a number from 0"),
        ({"seed": 1.5}, "seed: a whole number"),
        ({"orders": [{"id": "a", "stops": [1], "size": 3}]}, "Order a has size 3; a cart takes 2"),
        ({"orders": [ORDERS[0], ORDERS[0]]}, 'orders[1].id: "a" is given twice'),
        ({"orders": [{"id": "a", "stops": [9]}]}, "orders[0].stops[0]: a whole number"),
        ({"floor": FLOOR}, "give a floor or a matrix, not both"),
    ],
)
def test_a_plan_that_cannot_be_meant_is_refused_in_a_sentence(change, said):
    result = ask("batch", plan_of(SQUARE, ORDERS) | change)
    assert result.exit_code == 1
    assert said in result.output


def test_without_orders_there_are_no_carts():
    assert answer("batch", plan_of(SQUARE, [])) == {"carts": [], "length": 0}
