import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.counting.rules.accuracy import Accuracy, Variances, wilson


@pytest.mark.parametrize(
    ("right", "counted", "low", "high"),
    [  # Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)  # fmt: skip
def test_the_interval_is_that_of_the_published_examples(right, counted, low, high):
    assert wilson(right, counted) == (
        pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5)
    )  # fmt: skip


def test_without_counts_everything_is_possible():
    assert wilson(0, 0) == (0, 1)


@given(st.integers(1, 10**5), st.integers(0, 10**5))
def test_an_interval_holds_its_share_and_stays_within_bounds(counted, right):
    right = min(right, counted)
    low, high = wilson(right, counted)
    assert 0 <= low <= right / counted + 1e-9
    assert right / counted - 1e-9 <= high <= 1


def test_where_nothing_was_counted_no_share_is_claimed():
    assert Accuracy("A", 2, 3).share == pytest.approx(2 / 3)
    assert Accuracy("B", 0, 0).share is None


def test_an_over_never_pays_for_an_under():
    summed = Variances("A", 3, 5, 7, 500, 1000)
    assert (summed.gross_units, summed.net_units) == (12, -2)
    assert (summed.gross_value_minor, summed.net_value_minor) == (1500, -500)
