from tests.support.counts import TODAY, record
from warehouse.counting.rules.plan_coverage import (
    PlanSettings,
    cover_classes,
    coverage_of,
    forecast,
)

HOUR = PlanSettings(seconds_a_day=3600)


def test_the_calendar_says_of_each_class_how_much_is_current():
    records = [
        record(1, abc="A", days=10), record(2, abc="A", days=70, counted=False),
        record(3, abc="B", days=10),
    ]  # fmt: skip
    kept = coverage_of(records, HOUR, TODAY)
    a, b, c = cover_classes(records, HOUR, kept, TODAY)
    assert (a.records, a.current, a.current_percent, a.never_counted, a.oldest_days) == (
        2, 1, 50, 1, 70,
    )  # fmt: skip
    assert (b.records, b.current_percent) == (1, 100)
    assert (c.records, c.current_percent, c.oldest_days) == (0, 100, 0)


def test_every_bin_has_its_turn_when_it_is_due_and_there_is_room():
    records = [record(place, days=59, abc="A") for place in range(1, 91)]
    seen = forecast(records, HOUR, coverage_of(records, HOUR, TODAY), TODAY)
    # 30 counts a day by coverage: due tomorrow, done in three days.
    assert seen.due_weeks == {0: {"A": 90}}
    assert seen.all_counted_day == TODAY + 3
    assert seen.first_round_day is None


def test_a_bin_waits_until_it_is_due():
    records = [record(1, abc="C", days=0, counted=False), record(2, abc="A", days=60)]
    seen = forecast(records, HOUR, coverage_of(records, HOUR, TODAY), TODAY)
    assert seen.all_counted_day == seen.first_round_day == TODAY + 365
    assert seen.due_weeks == {0: {"A": 1}, 52: {"C": 1}}


def test_a_bin_has_one_turn_for_all_its_records():
    records = [record(1, 1, abc="A", days=60), record(1, 2, abc="C", days=1)]
    seen = forecast(records, HOUR, coverage_of(records, HOUR, TODAY), TODAY)
    assert seen.due_weeks == {0: {"A": 1}}


def test_without_minutes_nobody_can_say_when():
    idle = PlanSettings(seconds_a_day=0)
    records = [record(1)]
    seen = forecast(records, idle, coverage_of(records, idle, TODAY), TODAY)
    assert (seen.due_weeks, seen.all_counted_day) == ({}, None)
