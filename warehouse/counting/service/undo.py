"""Taking back what was last said in a count, as an event of its own."""

from __future__ import annotations

import json

from sqlalchemy.orm import Session

from warehouse.counting.errors import NothingToUndo
from warehouse.counting.service.rounds import (
    Told,
    accepted,
    load_held,
    put_back,
    subject_of,
)
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.web.guard import Actor

UNDOABLE = ("count.scan", "count.quantity", "count.done", "count.more")
BOUNDARIES = ("count.claim", "count.spot", "count.absent")
"""What ends the stack: a claim begins a look; an answer about the book cannot be unknown again."""


def undo(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Reverse the newest scan, number or "nothing else" of the look. Body: task, seen."""
    held = load_held(session, actor, int(capture.body["task"]))
    last = ledger.last_undoable(session, subject_of(held.task.id), (*UNDOABLE, *BOUNDARIES))
    note = json.loads(last.answer).get("undo") if last and last.kind in UNDOABLE else None
    if last is None or note is None or last.user_id != actor.user_id:
        raise NothingToUndo
    put_back(session, held, note)
    held.task.seen_at = capture.received_at
    told = accepted("Taken back")
    ledger.post(
        session,
        turn,
        capture,
        subject=subject_of(held.task.id),
        answer=told,
        reverses=last.id,
    )
    return told
