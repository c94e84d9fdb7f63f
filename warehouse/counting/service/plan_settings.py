"""Setting how much is counted each day, and of what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from warehouse.counting.errors import BadPlanSetting, SharesPassTheDay
from warehouse.counting.models import CountPlanSetting
from warehouse.counting.service.planning import ask_for_next_plan
from warehouse.counting.service.records import setting_of
from warehouse.kernel.quantity import whole_number

BOUNDS = {
    "minutes_a_day": ("minutes a day", 0, 10_000),
    "flagged_percent": ("the share of flagged bins", 0, 100),
    "control_percent": ("the share of the control group", 0, 100),
    "coverage_percent": ("the share of coverage", 0, 100),
    "days_a": ("the days of class A", 1, 3_650),
    "days_b": ("the days of class B", 1, 3_650),
    "days_c": ("the days of class C", 1, 3_650),
    "bin_seconds": ("seconds for a bin", 1, 3_600),
    "record_seconds": ("seconds for an item", 1, 3_600),
}
"""What each figure is called, and its least and most."""


def set_plan(
    session: Session, site_id: int, typed: Mapping[str, str], *, sets_classes: bool, now: datetime
) -> CountPlanSetting:
    """Take a site's settings as they were typed; they hold from the next plan on.

    Args:
        typed: The figures of `BOUNDS`, and hour: 0 to 23, or "" for no clock.

    Raises:
        BadPlanSetting: One is no whole number within its bounds; `field` names it.
        SharesPassTheDay: The three shares are more than the whole.
    """
    figures = {name: _figure(typed.get(name, ""), name) for name in BOUNDS}
    percent = sum(figures[f"{name}_percent"] for name in ("flagged", "control", "coverage"))
    if percent > 100:
        raise SharesPassTheDay(percent=percent, field="coverage_percent")
    said = typed.get("hour", "").strip(" ")
    hour = whole_number(said) if said else None
    if said and (hour is None or hour > 23):
        raise BadPlanSetting(typed=said[:20], what="the hour", least=0, most=23, field="hour")
    setting = setting_of(session, site_id)
    for name, value in figures.items():
        setattr(setting, name, value)
    setting.hour, setting.sets_classes = hour, sets_classes
    session.add(setting)
    session.flush()
    ask_for_next_plan(session, setting, now=now)
    return setting


def _figure(typed: str, name: str) -> int:
    what, least, most = BOUNDS[name]
    value = whole_number(typed.strip(" "))
    if value is None or not least <= value <= most:
        raise BadPlanSetting(typed=typed[:20], what=what, least=least, most=most, field=name)
    return value
