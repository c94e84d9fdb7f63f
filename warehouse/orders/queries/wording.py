"""Moments and events in words, as the desk reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.locations.models import Site


def zone_of(session: Session, site_id: int) -> ZoneInfo:
    """Return the time zone of the site's walls."""
    name = session.execute(select(Site.time_zone).where(Site.id == site_id)).scalar_one()
    return ZoneInfo(name)


def moment_words(moment: datetime | None, zone: ZoneInfo) -> str:
    """Write a moment as the site's clock shows it; "" where there is none."""
    return moment.astimezone(zone).strftime("%d %b %Y %H:%M") if moment else ""


def short_moment_words(moment: datetime | None, zone: ZoneInfo) -> str:
    """Write a moment without its year, for lists of what is current."""
    return moment.astimezone(zone).strftime("%d %b %H:%M") if moment else ""


def event_words(kind: str, body: Mapping[str, Any]) -> str:
    """Say what one event of an order's story did."""
    lines = body.get("lines", [])
    allocated = sum(line.get("allocated", 0) for line in lines)
    released = sum(line.get("released", 0) for line in lines)
    said = {
        "order.change": "The channel changed it",
        "order.repair": "Repaired: " + ", ".join(body.get("codes", [])).replace("_", " "),
        "order.cancel": f"Cancelled: {body.get('units', 0)} units are no longer wanted",
        "order.follow": "Changed by the channel; the floor follows",
        "order.call_off": "Called off on the floor; what was picked is put back",
        "order.cancel_line": f"{body.get('units', 0)} units of a line were cancelled",
    }.get(kind, "" if kind == "order.allocate" else kind.replace(".", " ").capitalize())
    parts = [
        said,
        f"{allocated} units allocated" if allocated else "",
        f"{released} units given back" if released else "",
    ]
    return "; ".join(part for part in parts if part) or "Looked at"
