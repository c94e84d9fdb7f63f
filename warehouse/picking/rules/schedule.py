"""When a rule releases next: every so many minutes, or before a carrier's cut-off."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_MIN = 24 * 60


def next_due(
    now: datetime, zone: ZoneInfo, *, every_min: int | None, cut_off_min: int | None, lead_min: int
) -> datetime:
    """Return the next moment at which a rule is due, later than `now`.

    Args:
        now: The present moment.
        zone: Of the site's walls: a cut-off is a time on its clock, summer or winter.
        every_min: Minutes between two runs; None where a cut-off decides.
        cut_off_min: The carrier's cut-off in minutes after midnight.
        lead_min: How many minutes before the cut-off the rule runs.
    """
    if cut_off_min is None:
        assert every_min, "a rule runs every so often, or before a cut-off"
        return now + timedelta(minutes=every_min)
    today = now.astimezone(zone).date()
    at = time(cut_off_min // 60, cut_off_min % 60)
    for days in range(3):
        cut_off = datetime.combine(today + timedelta(days=days), at, zone).astimezone(UTC)
        if (due := cut_off - timedelta(minutes=lead_min)) > now:
            return due
    raise AssertionError("a cut-off comes every day")


def read_clock_time(text: str) -> int | None:
    """Return the minutes after midnight of a time such as 16:30; None if it is none."""
    hours, colon, minutes = text.strip(" ").partition(":")
    if not (colon and hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2):
        return None
    found = int(hours) * 60 + int(minutes)
    return found if int(minutes) < 60 and found < DAY_MIN else None
