import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.counting.rules.charts import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    interval_chart,
    round_up,
    stacked_bars,
)

KINDS = (("A", "Class A"), ("B", "Class B"))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["1", "2"]), st.dictionaries(st.sampled_from("AB"), st.integers(0, 999))
        ),
        max_size=60,
    )
)
def test_bars_stay_in_their_box_and_stand_on_each_other(columns):
    chart = stacked_bars("x", columns, KINDS)
    for one in chart.rects:
        assert LEFT - 1 <= one.x <= one.x + one.width <= WIDTH - RIGHT + 1
        assert TOP - 1 <= one.y <= one.y + one.height <= HEIGHT - BOTTOM + 1
    assert len(chart.rects) == sum(1 for _, parts in columns for units in parts.values() if units)
    assert len(chart.x_ticks) <= 14


@pytest.mark.parametrize(
    ("most", "axis"), [(0, 4), (4, 4), (5, 8), (13, 20), (21, 40), (99, 120), (900, 1200)]
)
def test_an_axis_ends_at_a_number_with_four_even_steps(most, axis):
    assert round_up(most) == axis


def test_weeks_without_counts_leave_a_gap_and_the_axis_fits_the_intervals():
    chart = interval_chart("x", [("1", (0.82, 0.99), 0.95), ("2", None, None), ("3", (0.9, 1), 1)])
    assert len(chart.whiskers) == len(chart.line) == 2
    assert [tick.text for tick in chart.y_ticks] == ["80 %", "85 %", "90 %", "95 %", "100 %"]
    for one in chart.whiskers:
        assert TOP - 1 <= one.high <= one.middle <= one.low <= HEIGHT - BOTTOM + 1
