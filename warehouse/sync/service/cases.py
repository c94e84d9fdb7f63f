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
from warehouse.ledger.errors import SerialElsewhere
from warehouse.ledger.rules import QUARANTINED, Capture
from warehouse.picking import service as picking
from warehouse.sync.errors import CaseDecided
from warehouse.sync.models import FloorCase
from warehouse.sync.service.rooms import ROOMS
from warehouse.web.guard import Actor

DECISIONS = ("seen", "post", "reverse", "reject")


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
    """Close a case, as an event of its own.

    Seen: what was booked stays as it is. Post: what was kept back is done now, in its author's
    name. Reverse: the goods that it moved are booked where they are, and put back by a task.
    Reject: it is not believed; where goods were moved, their bin is counted.

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
    body = json.loads(event.body)
    is_open = event.outcome == QUARANTINED or case.code == SerialElsewhere.code
    if decision in {"post", "reverse"} and is_open:
        _do_after_all(session, turn, event, actor, decision, now)
    elif decision == "reject" and body.get("units"):
        picking.count_bin_of(session, made, int(body["line"]))


def _do_after_all(  # noqa: PLR0913, PLR0917 - the decision and what it is about
    session: Session,
    turn: ledger.Turn,
    event: ledger_queries.StoredEvent,
    actor: Actor,
    decision: str,
    now: datetime,
) -> None:
    """Do what was kept back in its author's name; the supervisor's event before it says why."""
    body = json.loads(event.body)
    handlers, _, _ = ROOMS[event.kind.split(".")[0]]
    handler = picking.AFTER_ALL[decision] if body.get("units") else handlers[event.kind]
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
        body=body,
        received_at=now,
        user_id=author.user_id,
        device_id=event.device_id,
        captured_at=event.captured_at,
    )
    handler(session, turn, capture, author)
