"""The one place that reads the clock. The edge reads it once a request and passes `now` on."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, in UTC, with its time zone."""
    return datetime.now(UTC)  # noqa: TID251 - this is the clock
