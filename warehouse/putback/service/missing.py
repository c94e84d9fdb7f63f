"""Units that should be in the container and are not."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.jobs import service as jobs
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture, Transfer
from warehouse.locations.models import DISCREPANCY, Place
from warehouse.putback.models import subject_of
from warehouse.putback.rules import check_open
from warehouse.putback.service.loading import Told, load_carried, load_line, save, touch
from warehouse.putback.service.scan import give_up
from warehouse.web.guard import Actor


def missing(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Say that the rest of a line is not in the container. Body: task, line.

    The most likely reason is that somebody has put it back already. So the units leave the
    container for DISCREPANCY, and the bin is counted by somebody else, who finds them or not.
    """
    loaded = load_carried(session, actor, int(capture.body["task"]))
    line, allocation_id = load_line(session, loaded.task.id, int(capture.body["line"]))
    check_open(line)
    units = line.left - line.in_hand
    moves, changes = [], ledger.Changes()
    if units:
        nowhere = session.execute(
            select(Place.id).where(Place.site_id == actor.site_id, Place.kind == DISCREPANCY)
        ).scalar_one()
        moves = [Transfer(line.item_id, line.lot_id, loaded.task.container_id, nowhere, units)]
        give_up(session, changes, line, allocation_id, units)
        jobs.ask(
            session,
            "count.request",
            f"count:{line.place_id}:{capture.id.hex}",
            {
                "site": actor.site_id,
                "place": line.place_id,
                "reason": f"{units} to be put back were not in {loaded.container}",
                "not_by": actor.user_id,
            },
            now=capture.received_at,
        )
    save(session, replace(line, missing=line.missing + units))
    touch(loaded, capture.received_at)
    said = f"{units} were not in {loaded.container}. {line.bin_code} will be counted."
    if not units:
        said = "All of it is in your hand: bring it to the bin."
    told: Told = {"signal": "look", "title": "Noted", "sentence": said}
    subject = subject_of(loaded.task.id)
    ledger.post(session, turn, capture, subject=subject, moves=moves, changes=changes, answer=told)
    return told
