"""A device's events in the order of its own count: none is missing, none is taken twice."""

from __future__ import annotations

from sqlalchemy.orm import Session

from warehouse.ledger import queries as ledger_queries
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.sync.errors import Held, NumberReuse
from warehouse.sync.models import SequenceGap
from warehouse.sync.rules import HOLD


def check_sequence(session: Session, turn: ledger.Turn, capture: Capture) -> None:
    """Let an event through when its number is next, or when waiting for its elders is over.

    Events without a number, from plain forms, come as they come.

    Raises:
        Held: a number before it is missing, and the wait has not ended.
        NumberReuse: another event has its number.
    """
    if capture.device_seq is None or capture.device_seq == turn.last_seq + 1:
        return
    if capture.device_seq <= turn.last_seq:
        if ledger_queries.has_number(
            session, capture.device_id, capture.device_epoch, capture.device_seq
        ):
            raise NumberReuse
        return  # it was given up, its followers went through, and now it has come after all
    gap = session.get(SequenceGap, (capture.device_id, capture.device_epoch, turn.last_seq))
    if gap is None or capture.received_at - gap.since < HOLD:
        raise Held


def note_gap(session: Session, capture: Capture) -> None:
    """Remember since when a device's events wait for a missing one."""
    turn = ledger.take_turn(session, capture)
    key = (capture.device_id, capture.device_epoch, turn.last_seq)
    if session.get(SequenceGap, key) is None:
        session.add(
            SequenceGap(
                device_id=key[0], device_epoch=key[1], after_seq=key[2], since=capture.received_at
            )
        )
