"""The carton for given goods: the smallest that holds them, or as few as are needed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.cartons.errors import BadCartonType
from warehouse.cartons.rules import (
    MOST_PIECES,
    Box,
    Goods,
    Limits,
    check_limits,
    check_type,
    choose,
    contents_key,
)
from warehouse.cartons.rules.spaces import place

S = Box(1, "S", (200, 150, 100), 100, 2_000)
M = Box(2, "M", (300, 200, 200), 200, 10_000)
L = Box(3, "L", (600, 400, 400), 500, 30_000)
TUBE = Box(4, "TUBE", (1000, 100, 100), 150, 5_000)
ALL = (S, M, L, TUBE)


def goods(*sides, units=1, weight=100, item=1):
    return Goods(item, f"Item {item}", sides, weight, units)


def codes(*things, boxes=ALL, fill=100):
    return [box.code for box in choose(boxes, things, fill).boxes]


def test_the_smallest_carton_that_holds_all_is_chosen_and_says_so():
    choice = choose(ALL, (goods(100, 100, 90, units=2),), 100)
    assert [box.code for box in choice.boxes] == ["S"]
    assert choice.reason == "The smallest that holds all; 60 % full."


def test_things_are_turned_to_fit():
    assert codes(goods(90, 950, 60)) == ["TUBE"]
    assert codes(goods(100, 150, 200)) == ["S"]
    assert codes(goods(100, 150, 201)) == ["M"]


@pytest.mark.parametrize(
    ("room", "sides", "units"),
    [((200, 200, 300), (65, 66, 83), 27), ((90, 40, 30), (40, 30, 30), 3),
     ((300, 200, 100), (100, 50, 50), 24)],
)  # fmt: skip
def test_a_full_grid_of_equal_things_fits(room, sides, units):
    box = Box(1, "BOX", room, 0, 99_999)
    assert codes(goods(*sides, units=units), boxes=(box,)) == ["BOX"]


@given(st.lists(st.tuples(*[st.integers(1, 120)] * 3), min_size=1, max_size=14))
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
def test_nothing_overlaps_and_nothing_sticks_out(things):
    """Each thing is put where nothing is: into one free space, that none before it fills."""
    spaces, solids = [(0, 0, 0, 200, 160, 120)], []
    for sides in things:
        placed = place(spaces, sides)
        if placed is None:
            continue
        solid, spaces = placed
        assert sorted(solid[3:]) == sorted(sides)
        ends = [solid[n] + solid[n + 3] for n in range(3)]
        assert all(end <= most for end, most in zip(ends, (200, 160, 120), strict=True))
        for other in solids:
            apart = [ends[n] <= other[n] or other[n] + other[n + 3] <= solid[n] for n in range(3)]
            assert any(apart), (solid, other)
        solids.append(solid)


def test_a_volume_that_would_do_is_not_enough_where_the_shape_does_not():
    assert codes(goods(160, 160, 10), boxes=(S, M)) == ["M"]


def test_padding_needs_room():
    full = goods(200, 150, 90)
    assert codes(full, fill=100) == ["S"]
    assert codes(full, fill=85) == ["M"]


def test_a_carton_carries_no_more_than_it_may():
    assert codes(goods(50, 50, 50, weight=1_901), boxes=(S, M)) == ["M"]
    assert codes(goods(50, 50, 50, weight=1_900), boxes=(S, M)) == ["S"]


def test_several_cartons_are_taken_where_none_holds_all():
    choice = choose(ALL, (goods(400, 400, 400, units=2), goods(100, 90, 50, item=2)), 100)
    assert [box.code for box in choice.boxes] == ["L", "L"]
    assert choice.reason == "No carton holds all; 2 do."


def test_what_fits_nowhere_and_what_has_no_size_is_said():
    assert choose(ALL, (goods(1_900, 50, 50),), 85).reason.startswith("Something is too large")
    unknown = Goods(1, "Mug, red", None, 100, 1)
    assert choose(ALL, (unknown,), 85).reason == "No size is known of Mug, red."
    assert choose((), (goods(1, 1, 1),), 85).reason == ""


def test_very_many_pieces_are_compared_by_volume():
    many = goods(50, 50, 50, units=MOST_PIECES * 3)
    assert codes(many, fill=85) == ["L"]


def test_the_order_of_scans_does_not_name_contents_otherwise():
    assert contents_key({1: 2, 3: 4}) == contents_key({3: 4, 1: 2})
    assert contents_key({1: 2}) != contents_key({2: 1})


@pytest.mark.parametrize(
    ("code", "sides", "tare", "most"),
    [("", (1, 1, 1), 0, 1), ("x y", (1, 1, 1), 0, 1), ("M", (0, 1, 1), 0, 1),
     ("M", (None, 1, 1), 0, 1), ("M", (1, 1, 1), 5, 5), ("M", (1, 1, 1), None, 5)],
)  # fmt: skip
def test_what_is_no_carton_type_is_refused(code, sides, tare, most):
    with pytest.raises(BadCartonType):
        check_type(code, sides, tare, most)


@pytest.mark.parametrize("limits", [Limits(10_001), Limits(50, 101), Limits(50, 10, 9)])
def test_limits_that_cannot_be_meant_are_refused(limits):
    with pytest.raises(BadCartonType):
        check_limits(limits)
