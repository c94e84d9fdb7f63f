"""Which bin gives what: rotation, reserve, zones, and the ways to choose among equals."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.ledger.rules.sources import (
    Choice,
    Pin,
    Policy,
    Reserve,
    Rotation,
    Source,
    choose_sources,
)

TODAY = date(2026, 6, 1)
SOON, LATER = TODAY + timedelta(days=10), TODAY + timedelta(days=90)


def given_by(sources, wanted, near=(), **policy):
    pins = choose_sources(sources, wanted, today=TODAY, policy=Policy(**policy), near=near)
    return [(pin.place_id, pin.units) for pin in pins]


def bin_of(place, units, *, lot=1, expires=None, **more):
    return Source(place, lot, expires, units, **more)


def test_what_expires_first_goes_first_and_the_rest_follows():
    shelf = [bin_of(1, 5, lot=1, expires=LATER), bin_of(2, 5, lot=2, expires=SOON)]
    assert given_by(shelf, 7) == [(2, 5), (1, 2)]


def test_what_came_first_goes_first_where_that_is_asked_for():
    shelf = [bin_of(1, 5, lot=2, expires=SOON), bin_of(2, 5, lot=1, expires=LATER)]
    assert given_by(shelf, 6, rotation=Rotation.FIFO) == [(2, 5), (1, 1)]


def test_expired_stock_never_goes_whatever_the_rotation():
    shelf = [bin_of(1, 5, expires=TODAY - timedelta(days=1)), bin_of(2, 5, expires=TODAY)]
    for rotation in Rotation:
        assert given_by(shelf, 9, rotation=rotation) == [(2, 5)]


def test_a_customer_who_wants_fresh_goods_gets_no_lot_that_expires_sooner():
    shelf = [bin_of(1, 5, lot=1, expires=SOON), bin_of(2, 5, lot=2, expires=LATER)]
    assert given_by(shelf, 7, fresh_until=SOON + timedelta(days=1)) == [(2, 5)]
    assert given_by(shelf, 7, fresh_until=SOON) == [(1, 5), (2, 2)]


def test_few_stops_take_the_emptiest_bin_that_suffices_alone():
    shelf = [bin_of(1, 2), bin_of(2, 9), bin_of(3, 6)]
    assert given_by(shelf, 5) == [(3, 5)]
    assert given_by(shelf, 11) == [(2, 9), (1, 2)]


def test_clearing_bins_empties_the_emptiest_first():
    shelf = [bin_of(1, 2), bin_of(2, 9), bin_of(3, 6)]
    assert given_by(shelf, 5, choice=Choice.CLEAR_BINS) == [(1, 2), (3, 3)]


def test_the_nearest_bin_is_nearest_to_the_tour_and_to_what_it_gives_itself():
    shelf = [
        bin_of(1, 2, spot=(0, 0)),
        bin_of(2, 2, spot=(3000, 0)),
        bin_of(3, 2, spot=(2000, 0)),
    ]
    near = [(4000, 0)]
    assert given_by(shelf, 4, near, choice=Choice.NEAREST) == [(2, 2), (3, 2)]
    assert given_by(shelf, 2, (), choice=Choice.NEAREST) == [(1, 2)]


def test_a_case_stays_whole_when_a_loose_bin_suffices():
    shelf = [bin_of(1, 12), bin_of(2, 14), bin_of(3, 4)]
    keep = {"choice": Choice.WHOLE_PACKS, "case_units": 6}
    assert given_by(shelf, 2, **keep) == [(2, 2)]
    assert given_by(shelf, 4, **keep) == [(3, 4)]
    assert given_by(shelf, 8, **keep) == [(2, 8)]


def test_a_case_is_broken_when_nothing_loose_is_left():
    keep = {"choice": Choice.WHOLE_PACKS, "case_units": 6}
    assert given_by([bin_of(1, 12)], 2, **keep) == [(1, 2)]


def test_loose_units_go_first_where_that_is_asked_for():
    shelf = [bin_of(1, 12), bin_of(2, 8), bin_of(3, 5)]
    assert given_by(shelf, 7, choice=Choice.LOOSE_FIRST, case_units=6) == [(2, 2), (3, 5)]


def test_reserve_gives_last_or_whole_cases_or_alike():
    shelf = [bin_of(1, 4), bin_of(2, 30, is_pick_face=False)]
    assert given_by(shelf, 3) == [(1, 3)]
    assert given_by(shelf, 16) == [(1, 4), (2, 12)]
    assert given_by(shelf, 16, reserve=Reserve.ALIKE) == [(2, 16)]
    assert given_by(shelf, 16, reserve=Reserve.WHOLE_PACKS, case_units=6) == [(2, 12), (1, 4)]


def test_zones_give_by_their_turn_and_each_in_its_own_way():
    shelf = [
        bin_of(1, 9, zone_id=1),
        bin_of(2, 3, zone_id=1),
        bin_of(3, 9, zone_id=2),
        bin_of(4, 2, zone_id=2),
    ]
    turns = {1: 2, 2: 1}
    assert given_by(shelf, 4, zone_turns=turns) == [(3, 4)]
    cleared = {2: Choice.CLEAR_BINS}
    assert given_by(shelf, 4, zone_turns=turns, zone_choices=cleared) == [(4, 2), (3, 2)]
    assert given_by(shelf, 13, zone_turns=turns)[-1] == (2, 2)


def test_the_rotation_goes_before_reserve_and_zone():
    shelf = [
        bin_of(1, 5, lot=1, expires=LATER, zone_id=1),
        bin_of(2, 5, lot=2, expires=SOON, zone_id=2, is_pick_face=False),
    ]
    assert given_by(shelf, 3, zone_turns={1: 1, 2: 2}) == [(2, 3)]


sources = st.lists(
    st.builds(
        Source,
        place_id=st.integers(1, 40),
        lot_id=st.integers(1, 4),
        expires_on=st.sampled_from([None, SOON, LATER, TODAY - timedelta(days=1)]),
        available=st.integers(0, 40),
        zone_id=st.integers(0, 3),
        is_pick_face=st.booleans(),
        spot=st.tuples(st.integers(0, 9), st.integers(0, 9)),
    ),
    unique_by=lambda source: (source.place_id, source.lot_id),
    max_size=8,
)
policies = st.builds(
    Policy,
    rotation=st.sampled_from(Rotation),
    choice=st.sampled_from(Choice),
    reserve=st.sampled_from(Reserve),
    zone_turns=st.dictionaries(st.integers(0, 3), st.integers(0, 3)),
    zone_choices=st.dictionaries(st.integers(0, 3), st.sampled_from(Choice)),
    case_units=st.sampled_from([1, 6, 12]),
    fresh_until=st.sampled_from([None, SOON]),
)


@given(sources, st.integers(1, 120), policies)
def test_every_policy_gives_all_it_can_and_nothing_that_is_not_there(shelf, wanted, policy):
    pins = choose_sources(shelf, wanted, today=TODAY, policy=policy)
    good_on = policy.fresh_until or TODAY
    good = {
        (s.place_id, s.lot_id): s.available
        for s in shelf
        if s.expires_on is None or s.expires_on >= good_on
    }
    assert len({(pin.place_id, pin.lot_id) for pin in pins}) == len(pins)
    assert all(0 < pin.units <= good[pin.place_id, pin.lot_id] for pin in pins)
    assert sum(pin.units for pin in pins) == min(wanted, sum(good.values()))
    assert pins == choose_sources(shelf, wanted, today=TODAY, policy=policy)


@pytest.mark.parametrize("choice", Choice)
def test_one_bin_that_is_alone_gives_whatever_the_choice(choice):
    assert choose_sources([bin_of(1, 5)], 3, today=TODAY, policy=Policy(choice=choice)) == [
        Pin(1, 1, 3)
    ]
