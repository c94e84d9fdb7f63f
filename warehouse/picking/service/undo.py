"""Taking back the last scan of a trip, as an event of its own."""

from __future__ import annotations

import json

from sqlalchemy import update
from sqlalchemy.orm import Session

from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.orders.service.containers import unbind_container
from warehouse.picking.errors import NothingToUndo
from warehouse.picking.models import PickLine, PickTask
from warehouse.picking.service.scan import Told, accepted, subject_of, touch
from warehouse.picking.service.trip import check_carried, load_stop, load_trip
from warehouse.web.guard import Actor

UNDOABLE = ("pick.scan", "pick.quantity")


def undo(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Reverse the newest scan of the task that still stands. Body: task.

    A short pick ends what can be taken back: its units may be promised to somebody else.
    """
    task_id = int(capture.body["task"])
    trip = load_trip(session, actor, task_id)
    check_carried(trip, actor)
    last = ledger.last_undoable(session, subject_of(task_id), (*UNDOABLE, "pick.short"))
    if last is None or last.kind not in UNDOABLE:
        raise NothingToUndo
    note = json.loads(last.answer)["undo"]
    changes = ledger.Changes()
    if note["line"] == 0:
        assert trip.tote_id is not None, "the scan that took the tote still stands"
        session.execute(update(PickTask).where(PickTask.id == task_id).values(tote_id=None))
        unbind_container(session, trip.tote_id)
        said = "The tote is free again."
    else:
        at = load_stop(session, actor, task_id, note["line"])
        if note["units"]:
            ledger.take(session, changes, at.allocation_id, at.key, -note["units"])
        session.execute(
            update(PickLine)
            .where(PickLine.id == note["line"])
            .values(
                picked=PickLine.picked - note["units"],
                at_bin=note["at_bin"],
                lot_seen=note["lot_seen"],
                in_hand=note["in_hand"],
            )
        )
        said = f"{at.stop.item_name} at {at.stop.bin_code} is as it was before."
    touch(session, task_id, capture.received_at)
    told = accepted("Taken back", said)
    ledger.post(
        session,
        turn,
        capture,
        subject=subject_of(task_id),
        moves=ledger.moves_back(session, last.id),
        changes=changes,
        answer=told,
        reverses=last.id,
    )
    return told
