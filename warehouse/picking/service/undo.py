"""Taking back the last scan of a trip, as an event of its own."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from warehouse.ledger import service as ledger
from warehouse.ledger.rules import POSTED, REVIEW, Capture
from warehouse.orders.service.containers import unbind_container
from warehouse.picking.errors import NothingToUndo
from warehouse.picking.models import (
    CLAIMED,
    UNDOABLE,
    PickLine,
    PickTask,
    late_subject_of,
    subject_of,
)
from warehouse.picking.service.ends import Told, accepted
from warehouse.picking.service.found import ask_for_count
from warehouse.picking.service.full import open_again
from warehouse.picking.service.instead import pin_back
from warehouse.picking.service.scan import touch
from warehouse.picking.service.shares import take_units
from warehouse.picking.service.trip import (
    check_carried,
    load_stop,
    load_trip,
    read_stop,
    save_stop,
)
from warehouse.putback import service as putback
from warehouse.web.guard import Actor


def undo(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Reverse the newest scan of the task that still stands. Body: task.

    A short pick ends what can be taken back: its units may be promised to somebody else.
    """
    task_id = int(capture.body["task"])
    trip = load_trip(session, actor, task_id)
    if trip.state != CLAIMED or trip.user_id != actor.user_id:
        late = _late(session, actor, task_id)
        if late is not None:
            return _undo_late(session, turn, capture, actor, late)
    check_carried(trip, actor)
    last = ledger.last_undoable(session, subject_of(task_id), (*UNDOABLE, "pick.short"))
    if last is None or last.kind not in UNDOABLE:
        raise NothingToUndo
    note = json.loads(last.answer)["undo"]
    changes = ledger.Changes()
    if "full" in note:
        open_again(session, task_id, note["place"])
        said = f"Tote {note['full']} is used again."
    elif note["line"] == 0:
        _give_tote_back(session, note.get("task", task_id))
        said = "The tote is free again."
    else:
        if "pin" in note:
            pin_back(session, changes, actor, trip, note["pin"])
        if "also" in note:
            _restore(session, note["also"])
        at = load_stop(session, actor, task_id, note["line"])
        if note["units"]:
            take_units(session, changes, at, -note["units"])
        _restore(session, note)
        if last.kind == "pick.empty":  # counting may have been told already: let it look
            ask_for_count(session, capture, at.stop.place_id, "zero check taken back")
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


def _restore(session: Session, note: dict[str, Any]) -> None:
    session.execute(
        update(PickLine)
        .where(PickLine.id == note["line"])
        .values(
            picked=PickLine.picked - note["units"],
            at_bin=note["at_bin"],
            lot_seen=note["lot_seen"],
            in_hand=note["in_hand"],
            asks_empty=note.get("asks_empty", False),
        )
    )


def _late(session: Session, actor: Actor, task_id: int) -> Any:
    """Return what the actor did last to a task that he did not carry any more, if he may undo it.

    What others have begun to put back is theirs.
    """
    kinds, outcomes = ("pick.scan",), (POSTED, REVIEW)
    last = ledger.last_undoable(session, late_subject_of(task_id), kinds, outcomes)
    if last is None or last.user_id != actor.user_id or "undo" not in json.loads(last.answer):
        return None
    return last if putback.withdraw(session, last.id) else None


def _undo_late(
    session: Session, turn: ledger.Turn, capture: Capture, actor: Actor, last: Any
) -> Told:
    note = json.loads(last.answer)["undo"]
    at = read_stop(session, actor, int(capture.body["task"]), note["line"])
    changes = ledger.Changes()
    if note["units"]:
        take_units(session, changes, at, -note["units"])
        save_stop(session, replace(at.stop, picked=at.stop.picked - note["units"]))
    told = accepted("Taken back", f"Put {at.stop.item_name} back in {at.stop.bin_code}.")
    ledger.post(
        session,
        turn,
        capture,
        subject=late_subject_of(at.trip.lead_id),
        moves=ledger.moves_back(session, last.id),
        changes=changes,
        answer=told,
        reverses=last.id,
    )
    return told


def _give_tote_back(session: Session, task_id: int) -> None:
    tote_id = session.execute(select(PickTask.tote_id).where(PickTask.id == task_id)).scalar_one()
    assert tote_id is not None, "the scan that took the tote still stands"
    session.execute(update(PickTask).where(PickTask.id == task_id).values(tote_id=None))
    unbind_container(session, tote_id)
