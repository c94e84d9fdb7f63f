"""The one place that reads the clock. The edge reads it once a request and passes `now` on."""

from collections.abc import Callable
from datetime import UTC, datetime


def of_the_machine() -> datetime:
    """Return what the machine's clock shows."""
    return datetime.now(UTC)  # noqa: TID251 - this is the clock


_source: Callable[[], datetime] = of_the_machine


def now() -> datetime:
    """Return the present moment, in UTC, with its time zone."""
    return _source()


def follow(source: Callable[[], datetime]) -> None:
    """Let something else than the machine say the time in this process, as a day that is played.

    Args:
        source: `of_the_machine` again, or what gives moments in UTC that never go back.
    """
    global _source  # noqa: PLW0603 - a process has one clock
    _source = source
