"""Counting's answers to what other rooms ask through the outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from warehouse.counting import service


def request(session: Session, body: dict[str, Any], now: datetime) -> None:
    """Queue a bin to be counted: body has site, place, reason and not_by (a user or none)."""
    service.request_count(
        session,
        site_id=body["site"],
        place_id=body["place"],
        reason=body["reason"],
        not_by_user_id=body["not_by"],
        now=now,
    )


HANDLERS = {"count.request": request}
