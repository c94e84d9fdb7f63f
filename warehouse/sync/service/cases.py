"""Cases: what happened on the floor and does not fit the plan, for a supervisor to decide."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.kernel.errors import NotYours
from warehouse.kernel.ids import new_event_id
from warehouse.ledger import queries as ledger_queries
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import QUARANTINED, Capture
from warehouse.sync.errors import CaseDecided
from warehouse.sync.models import FloorCase
from warehouse.sync.service.rooms import ROOMS
from warehouse.web.guard import Actor

DECISIONS = ("seen", "post", "reject")


def open_case(session: Session, capture: Capture, told: Mapping[str, Any]) -> None:
    """Lay an event before the supervisor, with what its author was told."""
    session.add(
        FloorCase(
            site_id=capture.site_id,
            event_id=capture.id,
            user_id=capture.user_id,
            code=told["code"],
            sentence=told["sentence"],
            raised_at=capture.received_at,
        )
    )


def decide(session: Session, actor: Actor, case_id: int, decision: str, *, now: datetime) -> None:
    """Close a case: seen, reject, or post what was quarantined, as an event of its own.

    Raises:
        NotYours: no such case at the actor's site.
        CaseDecided: another supervisor was quicker.
        Refusal: what was quarantined can no longer be posted as it was.
    """
    body = {"case": case_id, "decision": decision}
    made = ledger.own_capture(actor.site_id, "case.decide", body, now=now, user_id=actor.user_id)
    turn = ledger.take_turn(session, made)
    case = session.execute(
        select(FloorCase).where(FloorCase.id == case_id, FloorCase.site_id == actor.site_id)
    ).scalar_one_or_none()
    if case is None or decision not in DECISIONS:
        raise NotYours
    if case.decided_at is not None:
        raise CaseDecided
    case.decided_at, case.decided_by, case.decision = now, actor.user_id, decision
    event = ledger_queries.events_by_id(session, [case.event_id])[case.event_id]
    ledger.post(session, turn, made, subject=event.subject)
    if decision == "post" and event.outcome == QUARANTINED:
        _post_after_all(session, turn, event, actor, now)


def _post_after_all(
    session: Session,
    turn: ledger.Turn,
    event: ledger_queries.StoredEvent,
    actor: Actor,
    now: datetime,
) -> None:
    """Do what was quarantined in its author's name; the supervisor's event before it says why."""
    handlers, _, _ = ROOMS[event.kind.split(".")[0]]
    author = Actor(
        user_id=event.user_id or actor.user_id,
        name="",
        site_id=actor.site_id,
        site_code=actor.site_code,
        site_name=actor.site_name,
        roles=frozenset(),
        device_id=event.device_id or "",
    )
    capture = Capture(
        id=new_event_id(),
        site_id=actor.site_id,
        kind=event.kind,
        body=json.loads(event.body),
        received_at=now,
        user_id=author.user_id,
        device_id=event.device_id,
        captured_at=event.captured_at,
    )
    handlers[event.kind](session, turn, capture, author)
