"""A short form of `make simulate-counts`, with room for chance."""

import pytest

from tests.simulate import report
from tests.simulate.floor import COUNTS_A_DAY, Floor
from tests.simulate.policies import POLICIES, our_plan
from tests.simulate.world import build_world

DAYS = 240
SEEDS = (1, 2)


@pytest.fixture(scope="module")
def results():
    worlds = [build_world(seed, days=DAYS) for seed in SEEDS]
    return {
        name: [Floor(world).live(policy(world)) for world in worlds]
        for name, policy in POLICIES.items()
    }


def test_our_plan_keeps_more_wrong_records_from_pickers_than_any_other(results):
    assert report.ratio(results) < 0.65
    ours = sum(run.wrong_picks for run in results[report.OURS])
    for name, runs in results.items():
        assert name == report.OURS or ours < 0.7 * sum(run.wrong_picks for run in runs), name


def test_every_plan_counts_as_much(results):
    for runs in results.values():
        for run in runs:
            assert run.counts / run.days == pytest.approx(COUNTS_A_DAY, abs=0.5)


def test_the_control_group_measures_the_truth_where_all_counts_do_not(results):
    runs = results[report.OURS]
    for run in runs:
        low, high = report.wilson(run.control - run.control_wrong, run.control)
        assert low - 0.01 <= run.accuracy <= high + 0.01
    assert max(report.bias(runs, lambda run: run.counted_accuracy)) < -3


def test_the_same_seed_lives_the_same_days():
    first, second = (
        Floor(world).live(our_plan(world))
        for world in (build_world(7, records=200, days=120), build_world(7, records=200, days=120))
    )
    assert first == second


def test_the_table_has_its_place_on_the_page(results):
    page = report.PAGE.read_text(encoding="utf-8")
    assert report.BEGIN in page
    assert report.END in page
    for name in results:
        assert report.row(name, results[name]) in report.section(results)
