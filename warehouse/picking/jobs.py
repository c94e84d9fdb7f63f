"""Picking's answers to what other rooms ask through the outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from warehouse.orders.errors import AlreadyOver
from warehouse.picking import service


def call_off_order(session: Session, body: dict[str, Any], now: datetime) -> None:
    """Stop an order that its channel has cancelled while it is on the floor: site, order."""
    try:
        service.call_off(session, body["site"], body["order"], now=now, user_id=None)
    except AlreadyOver:
        return  # a supervisor was quicker, or it has left: then the doubt on the order says so


def run_rule(session: Session, body: dict[str, Any], now: datetime) -> None:
    """Release by a rule that is due: site, rule, due_at."""
    service.run_rule(session, body["site"], body["rule"], body["due_at"], now=now)


def follow_order(session: Session, body: dict[str, Any], now: datetime) -> None:
    """Let the floor follow what a channel has changed: site, order, and its lines."""
    service.follow(session, body["site"], body["order"], body["lines"], now=now)


HANDLERS = {
    "order.call_off": call_off_order,
    "order.follow": follow_order,
    "pick.rule": run_rule,
}
