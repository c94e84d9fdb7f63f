"""The one way in for what happens on the floor, online or not: each event is judged once."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from warehouse.db.uow import Database
from warehouse.kernel.errors import Refusal
from warehouse.ledger import service as ledger
from warehouse.ledger.errors import IdReuse
from warehouse.ledger.rules import POSTED, QUARANTINED, REJECTED, REVIEW, Capture
from warehouse.sync.errors import Held, NotYourJob, NumberReuse, ShutOut
from warehouse.sync.rules import UNREADABLE, BadEvent, Envelope
from warehouse.sync.service.cases import open_case
from warehouse.sync.service.flags import count_replay, flag, label
from warehouse.sync.service.rooms import ROOMS
from warehouse.sync.service.sequence import check_sequence, note_gap
from warehouse.web.guard import Actor
from warehouse.web.signal import refused

log = logging.getLogger("warehouse.sync")

HELD = "held"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an event; the same on every retry."""

    status: str
    """posted | review | quarantined | rejected | id_reuse | held; all but held are final"""
    answer: dict[str, Any]
    notices: tuple[str, ...] = ()
    """What else the person is told, about the device; said once, not on a retry."""

    @property
    def http_status(self) -> int:
        """200 for what was booked, else the refusal's own status."""
        return 200 if self.status in {POSTED, REVIEW} else int(self.answer["status"])


def take_in(
    database: Database, envelope: Envelope, actor: Actor, now: datetime, *, stands: bool = True
) -> Verdict:
    """Judge one event: known, posted or refused, in one transaction with its moves.

    A refusal rolls back whatever its handler had begun; it is then written down by itself, so
    that a retry hears the same and the approver of a count can see the wrong scans.

    Args:
        actor: Who did it, as of the capture.
        stands: Whether the person and the device are still trusted; else it is quarantined.
    """
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
            return database.decide(lambda s: _judge(s, capture, actor, stands=stands))
        except (IdReuse, Held):
            raise
        except Refusal as error:
            told = refused(error)
            if isinstance(error, NumberReuse):  # its number is another's, so it goes without one
                capture = replace(capture, device_epoch=None, device_seq=None)
            outcome = QUARANTINED if error.stops and capture.body.get("units") else REJECTED
            # Between the two transactions another content may have come in under the same id.
            return database.decide(lambda s: _write_down(s, capture, told, outcome))
    except Held as error:
        database.decide(lambda s: note_gap(s, capture))
        return Verdict(HELD, refused(error))
    except IdReuse as error:
        log.warning("event %s came from %s with other content", capture.id, actor.device_id)
        return Verdict("id_reuse", refused(error))


def _judge(session: Session, capture: Capture, actor: Actor, *, stands: bool) -> Verdict:
    turn = ledger.take_turn(session, capture)
    if turn.known is not None:
        count_replay(session, capture.device_id)
        return Verdict(turn.known.outcome, turn.known.answer)
    check_sequence(session, turn, capture)
    notices = flag(session, turn, capture)
    if capture.kind == UNREADABLE:
        raise BadEvent(why=capture.body["why"])
    handlers, roles, _ = ROOMS[capture.kind.split(".")[0]]
    if not stands:
        return replace(_quarantine(session, turn, capture), notices=notices)
    if not actor.may(*roles):
        raise NotYourJob
    told = handlers[capture.kind](session, turn, capture, actor)
    if "label" in told:
        label(session, capture, "parallel", told["label"])
    if "review" not in told:
        return Verdict(POSTED, told, notices)
    open_case(session, capture, told)
    return Verdict(REVIEW, told, notices)


def _quarantine(session: Session, turn: ledger.Turn, capture: Capture) -> Verdict:
    """Keep what somebody who was shut out, or a device taken out of use, still sent."""
    told = refused(ShutOut())
    ledger.record_without_moves(
        session, turn, capture, subject=_thread(capture), answer=told, outcome=QUARANTINED
    )
    open_case(session, capture, told)
    return Verdict(QUARANTINED, told)


def _write_down(session: Session, capture: Capture, told: dict[str, Any], outcome: str) -> Verdict:
    if "beside" in capture.body and outcome == REJECTED:
        return Verdict(outcome, told)  # the scan that it asks about is written down by itself
    turn = ledger.take_turn(session, capture)
    if turn.known is not None:
        return Verdict(turn.known.outcome, turn.known.answer)
    notices = flag(session, turn, capture)  # again: those of the refused try went with it
    ledger.record_without_moves(
        session, turn, capture, subject=_thread(capture), answer=told, outcome=outcome
    )
    if outcome == QUARANTINED:
        open_case(session, capture, told)
    return Verdict(outcome, told, notices)


def _thread(capture: Capture) -> str:
    room = ROOMS.get(capture.kind.split(".")[0])
    known = {"order": 0, "task": 0, **capture.body}  # a scanned tote or bin names none yet
    return room[2].format_map(known) if room else "unreadable:0"
