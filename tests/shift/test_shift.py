"""A short day of the simulated shift; `make shift` plays the long one."""

import pytest

from tests.shift.day import Size
from tests.shift.floor import METHODS
from tests.shift.run import play


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_short_day_ends_with_every_order_shipped_or_in_a_named_case(db, database_url, tmp_path):
    size = Size(
        pickers=4, packers=2, orders=48, hours=1.5, aisles=4, bays=10, totes=60,
        short_share=0.1, wrong_scan_share=0.05, pause_share=0.05, lost_share=0.03, gone_share=0.04,
    )  # fmt: skip
    day = play(db, database_url, tmp_path, size)
    assert sum(day.cases.values()) == size.orders
    assert [fate for fate in day.cases if "unexplained" in fate] == []
    assert day.cases["shipped"] > size.orders * 0.8
    for what in ("short", "wrong scan", "paused", "device lost", "taken over", "counted"):
        assert day.events[what], what
    assert [name for name in day.events if name.startswith("refused")] == []
    assert all(day.done[method].lines for method in METHODS)
