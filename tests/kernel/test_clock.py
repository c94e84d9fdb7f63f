from datetime import UTC, timedelta

from warehouse.kernel import clock


def test_the_clock_tells_moments_with_their_time_zone():
    moment = clock.now()
    assert moment.tzinfo is UTC
    assert moment.utcoffset() == timedelta(0)


def test_the_clock_does_not_go_backwards_by_itself():
    first, second = clock.now(), clock.now()
    assert timedelta(0) <= second - first < timedelta(minutes=1)
