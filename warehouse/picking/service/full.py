"""A tote that is full: it stays with the trip, and the order gets a second one."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.picking.errors import ToteEmpty
from warehouse.picking.models import FullTote, PickLine, PickTask, subject_of
from warehouse.picking.rules import check_open
from warehouse.picking.service.ends import Told, accepted
from warehouse.picking.service.trip import check_answered, load_stop
from warehouse.web.guard import Actor


def tote_full(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Close the tote of a line's task; what is in it stays, and an empty one is asked for.

    Body: task, line. Units in the hand go into the next tote. Where several orders share the
    tote it is full for all of them.

    Raises:
        ToteEmpty: nothing was put into it.
    """
    at = load_stop(session, actor, int(capture.body["task"]), int(capture.body["line"]))
    check_answered(at.trip)
    check_open(at.stop)
    tote_id, code = at.trip.tote_id, at.trip.tote_code or "?"
    of_trip = PickTask.lead_id == at.trip.lead_id
    filled = select(func.sum(PickLine.picked)).join(PickTask, PickTask.id == PickLine.task_id)
    carried = PickTask.tote_id == tote_id
    if tote_id is None or not session.execute(filled.where(of_trip, carried)).scalar_one():
        raise ToteEmpty(tote=code)
    tasks = session.execute(select(PickTask.id).where(of_trip, carried)).scalars().all()
    session.execute(
        insert(FullTote), [{"task_id": task_id, "place_id": tote_id} for task_id in tasks]
    )
    session.execute(update(PickTask).where(PickTask.id.in_(tasks)).values(tote_id=None))
    note = {"line": 0, "units": 0, "task": at.trip.task_id, "full": code, "place": tote_id}
    told = accepted(f"Tote {code} is full", "It stays with you. Take a second one.", undo=note)
    ledger.post(session, turn, capture, subject=subject_of(at.trip.lead_id), answer=told)
    return told


def open_again(session: Session, lead_id: int, place_id: int) -> None:
    """Undo that a tote is full: its tasks go on with it."""
    of_trip = select(PickTask.id).where(PickTask.lead_id == lead_id)
    rows = FullTote.place_id == place_id, FullTote.task_id.in_(of_trip)
    tasks = list(session.execute(select(FullTote.task_id).where(*rows)).scalars())
    session.execute(delete(FullTote).where(*rows))
    session.execute(update(PickTask).where(PickTask.id.in_(tasks)).values(tote_id=place_id))
