from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.counts import TODAY, record
from warehouse.counting.rules.plan import control_size, plan_day
from warehouse.counting.rules.plan_coverage import PlanSettings, coverage_of
from warehouse.counting.rules.plan_words import Why

HOUR = PlanSettings(seconds_a_day=3600)


def plan(records, given=HOUR, **more):
    return plan_day(records, given, today=TODAY, seed="HQ", **more)


def whys(made):
    return {one.place_id: [reason.why for reason in one.reasons] for one in made.bins}


FLOORS = st.lists(
    st.builds(
        record,
        place=st.integers(1, 60),
        item=st.integers(0, 4),
        zone=st.sampled_from("AB"),
        abc=st.sampled_from("ABC"),
        picks=st.floats(0, 50),
        value=st.integers(0, 10**6),
        moves=st.integers(0, 1000),
        days=st.integers(0, 900),
        counted=st.booleans(),
        past_moves=st.integers(0, 5000),
        errors=st.integers(0, 40),
        flags=st.sampled_from([(), (), (), ("a short pick",)]),
        seconds=st.integers(10, 600),
        stock_days=st.floats(0, 500),
    ),
    max_size=80,
    unique_by=lambda one: one.key,
)
CAPS = st.builds(PlanSettings, seconds_a_day=st.integers(0, 20_000))


@given(FLOORS, CAPS, st.sets(st.integers(1, 60), max_size=6))
@settings(max_examples=150, deadline=None)
def test_a_day_keeps_its_cap_and_its_shares(records, given_settings, open_bins):
    made = plan(records, given_settings, open_bins=open_bins)
    seconds = Counter()
    for one in records:
        seconds[one.key.place_id] += one.count_seconds
    new = [one for one in made.bins if one.place_id not in open_bins]

    def taken(*which):
        return sum(one.seconds for one in new if one.reasons[0].why in which)

    assert all(one.seconds == seconds[one.place_id] for one in made.bins)
    assert len({one.place_id for one in made.bins}) == len(made.bins)
    assert made.seconds == sum(one.seconds for one in new)
    assert made.waiting_seconds == sum(seconds[place] for place in open_bins)
    assert taken(Why.FLAGGED) <= given_settings.share(30)
    assert taken(Why.COVERAGE) <= given_settings.share(50)
    # Only the control group may pass the cap: a sample that is cut short is none.
    chance = sum(one.seconds for one in new if one.reasons[0].why is Why.CONTROL)
    others = made.seconds - chance
    assert others == 0 or others + made.waiting_seconds <= given_settings.seconds_a_day
    stocked = [one for one in records if one.is_stocked]
    assert len(made.control) == len(set(made.control)) == control_size(stocked, given_settings)
    for one in made.bins:
        assert one.reasons
        assert all(reason.sentence for reason in one.reasons)
        assert all(reason.key.place_id == one.place_id for reason in one.reasons)
        assert one.is_open == (one.place_id in open_bins)
    for place in {one.place_id for one in made.bins} & open_bins:
        assert set(whys(made)[place]) == {Why.CONTROL}


@given(FLOORS, CAPS, st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_same_day_gives_the_same_plan_in_whatever_order_records_come(records, cap, luck):
    shuffled = list(records)
    luck.shuffle(shuffled)
    assert plan(records, cap) == plan(shuffled, cap)


def test_the_control_group_is_drawn_from_all_records_alike():
    records = [
        record(place, days=place % 90, picks=place, flags=("a short pick",) if place < 9 else ())
        for place in range(1, 51)
    ]
    drawn = Counter()
    for day in range(4000):
        made = plan_day(records, HOUR, today=TODAY + day, seed="HQ")
        drawn.update(key.place_id for key in made.control)
    assert sum(drawn.values()) == 4000 * 7  # 12 % of 60 counts
    # 560 expected of each; five standard deviations of a binomial are about 110.
    assert set(drawn) == set(range(1, 51))
    assert max(drawn.values()) < 670
    assert min(drawn.values()) > 450


def test_two_sites_and_two_days_draw_other_groups():
    records = [record(place) for place in range(1, 200)]
    groups = {
        tuple(plan_day(records, HOUR, today=TODAY + day, seed=site).control)
        for day in range(5)
        for site in ("HQ", "B")
    }
    assert len(groups) == 10


def test_flagged_bins_come_first_and_leave_room_for_the_rest():
    records = [record(place, flags=("a short pick",)) for place in range(1, 100)]
    made = plan(records)
    first = [one for one in made.bins if one.reasons[0].why is Why.FLAGGED]
    assert len(first) == 18  # 30 % of 60 counts
    assert made.bins[: len(first)] == first
    assert first[0].reasons[0].sentence == "Noticed: a short pick."


def test_a_bin_is_counted_once_whatever_reasons_it_has():
    records = [
        record(1, 1, flags=("a short pick",)), record(1, 2, days=900), record(1, 3, flags=("x",)),
    ]  # fmt: skip
    made = plan(records)
    assert len(made.bins) == 1
    assert made.bins[0].seconds == made.seconds == 180
    assert whys(made)[1][:2] == [Why.FLAGGED, Why.FLAGGED]
    assert Why.CONTROL in whys(made)[1]


def test_what_is_overdue_comes_most_overdue_first_by_the_days_of_its_class():
    settings_ = PlanSettings(seconds_a_day=600, control_percent=0)
    records = [
        record(1, abc="C", days=400), record(2, abc="A", days=119), record(3, abc="A", days=59),
        *(record(place, days=1, moves=0) for place in range(4, 20)),
    ]  # fmt: skip
    made = plan(records, settings_)
    coverage = [place for place, why in whys(made).items() if why[0] is Why.COVERAGE]
    assert [place for place in coverage if place in {1, 2}] == [2, 1]
    assert 3 not in coverage
    sentence = next(one for one in made.bins if one.place_id == 2).reasons[-1].sentence
    assert sentence in {
        "Class A: counted 119 days ago; due every 60 days.", "Drawn by lot, to measure accuracy.",
    }  # fmt: skip


def test_days_that_cannot_be_kept_are_stretched_and_the_plan_says_what_is_missing():
    records = [record(place, abc="A", days=200) for place in range(1, 1001)]
    kept = coverage_of(records, HOUR, TODAY)
    assert kept.stretch > 3  # (200 + 28) / 60: all are alike
    assert kept.days_of_class["A"] > 60
    # 1,000 are due within 28 days, and half an hour a day has room for 840.
    assert kept.missing_a_day == 6
    roomy = PlanSettings(seconds_a_day=36_000)
    assert coverage_of(records, roomy, TODAY).stretch == 1
    assert coverage_of(records, roomy, TODAY).missing_a_day == 0


def test_what_zero_checks_keep_young_needs_no_coverage():
    records = [record(place, abc="A", days=3) for place in range(1, 10_001)]
    assert coverage_of(records, HOUR, TODAY).missing_a_day == 0


def test_the_rest_goes_where_a_wrong_book_harms_most():
    records = [record(place, days=10, picks=0.1) for place in range(1, 200)]
    records.append(record(500, days=10, picks=40.0, moves=400))
    made = plan(records)
    risk = [one for one in made.bins if one.reasons[-1].why is Why.RISK]
    assert risk[0].place_id == 500
    assert risk[0].reasons[-1].sentence == (
        "86 % likely wrong: 400 moves since it was confirmed, counted 10 days ago, "
        "40.0 picks a day."
    )


def test_what_waits_from_yesterday_is_part_of_todays_work():
    records = [record(place) for place in range(1, 201)]
    made = plan(records, open_bins=range(1, 51))
    assert made.waiting_seconds == 3000
    assert made.seconds <= 600 + 7 * 60
    whole = plan(records, open_bins=range(1, 201))
    assert {why for one in whole.bins for why in whys(whole)[one.place_id]} == {Why.CONTROL}


def test_records_of_emptiness_are_covered_and_never_measure_accuracy():
    records = [record(place, item=0, days=900, counted=False) for place in range(1, 30)]
    made = plan(records)
    assert made.control == []
    assert made.bins[0].reasons[0].sentence == (
        "Empty by the book: never counted in 900 days; due every 365 days."
    )


@pytest.mark.parametrize("cap", [0, 59])
def test_a_day_without_minutes_still_measures_accuracy(cap):
    made = plan([record(place) for place in range(1, 9)], PlanSettings(seconds_a_day=cap))
    assert [reason.why for one in made.bins for reason in one.reasons] == [Why.CONTROL]


def test_a_site_without_records_has_nothing_to_count():
    assert plan([]).bins == []
