"""Bringing the plan of a site's floor, and going back to what the bins say."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from warehouse.people.models import ADMINISTRATOR, SUPERVISOR
from warehouse.routing.models import FloorPlan
from warehouse.routing.rules.site import planned

ROLES = (SUPERVISOR, ADMINISTRATOR)


def bring_plan(session: Session, site_id: int, raw: bytes, *, now: datetime) -> int:
    """Take a floor plan, docs/routing.md's JSON, in the place of what was; returns its ways.

    Trips that were released keep their order until something about them changes.

    Raises:
        NotJson, BadQuestion: it cannot be read.
    """
    content = raw.decode("utf-8-sig", errors="replace")
    floor = planned(content).floor
    plan = session.get(FloorPlan, site_id)
    if plan is None:
        session.add(FloorPlan(site_id=site_id, content=content, changed_at=now))
    else:
        plan.content, plan.changed_at = content, now
    session.flush()
    return len(floor.ways)


def forget_plan(session: Session, site_id: int) -> None:
    """Derive the floor from the bins' coordinates again."""
    session.execute(delete(FloorPlan).where(FloorPlan.site_id == site_id))
