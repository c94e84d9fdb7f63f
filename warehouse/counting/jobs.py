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


def proved_empty(session: Session, body: dict[str, Any], now: datetime) -> None:
    """Note a zero check: body has site, place, item, lot, pos (of the ledger), user and at."""
    service.prove_empty(
        session,
        site_id=body["site"],
        place_id=body["place"],
        item_id=body["item"],
        lot_id=body["lot"],
        pos=body["pos"],
        user_id=body["user"],
        at=datetime.fromisoformat(body["at"]),
        now=now,
    )


def plan(session: Session, body: dict[str, Any], now: datetime) -> None:
    """Plan a site's day at the hour that was set; body has site and hour."""
    service.plan_on_time(session, body["site"], body["hour"], now=now)


HANDLERS = {
    "count.request": request,
    "count.proved_empty": proved_empty,
    service.PLAN_JOB: plan,
}
