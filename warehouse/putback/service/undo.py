"""Taking back the last scan of a put-back, as an event of its own."""

from __future__ import annotations

import json
from dataclasses import replace

from sqlalchemy.orm import Session

from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.putback.errors import NothingToUndo
from warehouse.putback.models import UNDOABLE, subject_of
from warehouse.putback.service.loading import Told, accepted, load_carried, load_line, save, touch
from warehouse.putback.service.scan import give_up
from warehouse.web.guard import Actor


def undo(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Reverse the newest scan of the task that still stands. Body: task.

    What was said to be missing ends what can be taken back: somebody may have counted since.
    """
    loaded = load_carried(session, actor, int(capture.body["task"]))
    subject = subject_of(loaded.task.id)
    last = ledger.last_undoable(session, subject, (*UNDOABLE, "back.missing"))
    if last is None or last.kind not in UNDOABLE:
        raise NothingToUndo
    note = json.loads(last.answer)["undo"]
    changes = ledger.Changes()
    if note["line"] == 0:
        loaded.task.at_container = False
        said = f"Scan {loaded.container} again."
    else:
        line, allocation_id = load_line(session, loaded.task.id, note["line"])
        give_up(session, changes, line, allocation_id, -note["units"])
        save(
            session,
            replace(
                line,
                put=line.put - note["units"],
                lot_seen=note["lot_seen"],
                in_hand=note["in_hand"],
            ),
        )
        said = f"{line.item_name} is as it was before."
    touch(loaded, capture.received_at)
    told = accepted("Taken back", said)
    ledger.post(
        session,
        turn,
        capture,
        subject=subject,
        moves=ledger.moves_back(session, last.id),
        changes=changes,
        answer=told,
        reverses=last.id,
    )
    return told
