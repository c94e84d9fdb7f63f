"""The one way in for what happens on the floor, online or not: each event is judged once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from warehouse.db.uow import Database
from warehouse.kernel.errors import Refusal
from warehouse.ledger import service as ledger
from warehouse.ledger.errors import IdReuse
from warehouse.ledger.rules import POSTED, REJECTED, Capture
from warehouse.packing import service as packing
from warehouse.picking import service as picking
from warehouse.sync.rules import Envelope
from warehouse.web.guard import Actor
from warehouse.web.signal import refused

log = logging.getLogger("warehouse.sync")

Handler = Callable[[Session, ledger.Turn, Capture, Actor], dict[str, Any]]

# The first word of a kind says whose it is: its handlers, who may, and the thread it belongs to.
ROOMS: dict[str, tuple[Mapping[str, Handler], tuple[str, ...], str]] = {
    "pick": (picking.HANDLERS, picking.ROLES, "pick_task:{task}"),
    "pack": (packing.HANDLERS, packing.ROLES, "order:{order}"),
    "ship": (packing.SHIPPING, packing.ROLES, "order:{order}"),
}


class NotYourJob(Refusal):
    """The person's roles do not include this work."""

    code = "not_your_job"
    sentence = "Your badge does not allow this work. Ask a supervisor."
    status = 403


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an event; the same on every retry."""

    status: str
    """posted | rejected | id_reuse"""
    answer: dict[str, Any]

    @property
    def http_status(self) -> int:
        """200 for what was booked, else the refusal's own status."""
        return 200 if self.status == POSTED else int(self.answer["status"])


def take_in(database: Database, envelope: Envelope, actor: Actor, now: datetime) -> Verdict:
    """Judge one event: known, posted or refused, in one transaction with its moves.

    A refusal rolls back whatever its handler had begun; it is then written down by itself, so
    that a retry hears the same and the approver of a count can see the wrong scans.

    Raises:
        NotYourJob: the actor may not do this kind of thing; nothing is written.
    """
    handlers, roles, thread = ROOMS[envelope.kind.split(".")[0]]
    if not actor.may(*roles):
        raise NotYourJob
    capture = Capture(
        id=envelope.id,
        site_id=actor.site_id,
        kind=envelope.kind,
        body=envelope.body,
        received_at=now,
        user_id=actor.user_id,
        device_id=actor.device_id,
        device_epoch=envelope.device_epoch,
        device_seq=envelope.device_seq,
        captured_at=envelope.captured_at,
        clock_offset_ms=envelope.clock_offset_ms,
    )
    try:
        try:
            return database.decide(lambda s: _judge(s, capture, actor, handlers[envelope.kind]))
        except IdReuse:
            raise
        except Refusal as error:
            told = refused(error)
            known = {"order": 0, **envelope.body}  # a scanned tote names no order yet
            subject = thread.format_map(known)
            # Between the two transactions another content may have come in under the same id.
            return database.decide(lambda s: _write_down(s, capture, subject, told))
    except IdReuse as error:
        log.warning("event %s came from %s with other content", capture.id, actor.device_id)
        return Verdict("id_reuse", refused(error))


def _judge(session: Session, capture: Capture, actor: Actor, handler: Handler) -> Verdict:
    turn = ledger.take_turn(session, capture)
    if turn.known is not None:
        return Verdict(turn.known.outcome, turn.known.answer)
    return Verdict(POSTED, handler(session, turn, capture, actor))


def _write_down(session: Session, capture: Capture, subject: str, told: dict[str, Any]) -> Verdict:
    turn = ledger.take_turn(session, capture)
    if turn.known is not None:
        return Verdict(turn.known.outcome, turn.known.answer)
    ledger.record_rejection(session, turn, capture, subject=subject, answer=told)
    return Verdict(REJECTED, told)
