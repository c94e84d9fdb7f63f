import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.counts import TODAY, record
from warehouse.counting.rules.risk import (
    ERRORS_A_DAY,
    PRIOR_ERRORS_A_MOVE,
    ErrorRates,
    belief_of_error,
    classify,
    harm_prevented,
    learn_rates,
)

USUAL = ErrorRates(PRIOR_ERRORS_A_MOVE)


def test_a_record_without_a_past_is_believed_as_wrong_as_its_zone_and_class():
    rates = ErrorRates(0.001, {("A", "B"): 0.02})
    assert rates.of(record(zone="A", abc="B")) == pytest.approx(0.02)
    assert rates.of(record(zone="C", abc="B")) == pytest.approx(0.001)


def test_a_long_past_outweighs_the_group():
    rates = ErrorRates(0.001, {("A", "B"): 0.001})
    assert rates.of(record(abc="B", past_moves=10_000, errors=300)) == pytest.approx(0.03, rel=0.06)


def test_the_belief_is_that_of_the_formula():
    seen = record(moves=40, days=10)
    expected = 1 - math.exp(-(PRIOR_ERRORS_A_MOVE * 40 + ERRORS_A_DAY * 10))
    assert belief_of_error(seen, USUAL, TODAY) == pytest.approx(expected)


def test_a_record_that_was_confirmed_just_now_is_believed_right():
    assert belief_of_error(record(moves=0, days=0), USUAL, TODAY) == 0


def test_what_was_noticed_there_makes_a_wrong_book_as_likely_as_not():
    assert belief_of_error(record(moves=1, days=1, flags=("a short pick",)), USUAL, TODAY) == 0.5


@given(st.integers(0, 10**6), st.integers(0, 10**4), st.integers(0, 10**6), st.integers(0, 10**3))
def test_a_belief_is_a_probability_and_grows_with_moves_and_days(moves, days, past, errors):
    seen = record(moves=moves, days=days, past_moves=past, errors=errors)
    belief = belief_of_error(seen, USUAL, TODAY)
    assert 0 <= belief < 1
    busier = record(moves=moves + 1, days=days + 1, past_moves=past, errors=errors)
    assert belief_of_error(busier, USUAL, TODAY) >= belief
    worse = record(moves=moves, days=days, past_moves=past, errors=errors + 1)
    assert belief_of_error(worse, USUAL, TODAY) >= belief
    assert harm_prevented(seen, belief, TODAY, 100.0) >= 0


def test_a_group_without_counts_is_believed_like_its_site():
    rates = learn_rates([record(zone="A", past_moves=1000, errors=50), record(zone="B")])
    assert rates.of_group["B", "C"] == pytest.approx(rates.site)
    assert rates.of_group["A", "C"] > 0.04


def test_a_site_without_counts_is_believed_like_any_other():
    assert learn_rates([record()]).site == pytest.approx(PRIOR_ERRORS_A_MOVE)
    assert learn_rates([]).site == pytest.approx(PRIOR_ERRORS_A_MOVE)


def test_a_count_is_worth_more_where_more_is_picked_and_where_more_money_lies():
    quiet, busy = record(picks=0.1), record(picks=9.0)
    assert harm_prevented(busy, 0.2, TODAY, 1.0) > harm_prevented(quiet, 0.2, TODAY, 1.0)
    cheap, dear = record(value=1), record(value=100)
    assert harm_prevented(dear, 0.2, TODAY, 10.0) > harm_prevented(cheap, 0.2, TODAY, 10.0)


def test_a_bin_that_will_be_empty_tomorrow_is_checked_for_nothing():
    soon, later = (record(picks=5.0, value=0, stock_days=days) for days in (1.0, 30.0))
    assert harm_prevented(soon, 0.2, TODAY, 1.0) < harm_prevented(later, 0.2, TODAY, 1.0) / 3


def test_items_that_make_four_fifths_of_what_is_picked_are_class_a():
    assert classify({1: 70.0, 2: 15.0, 3: 11.0, 4: 3.0, 5: 1.0, 6: 0.0}) == {
        1: "A", 2: "A", 3: "B", 4: "C", 5: "C", 6: "C",
    }  # fmt: skip


def test_where_nothing_is_picked_everything_is_class_c():
    assert classify({1: 0.0, 2: 0.0}) == {1: "C", 2: "C"}
    assert classify({}) == {}
