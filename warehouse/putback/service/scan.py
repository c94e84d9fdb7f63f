"""A scan or a keyed number while goods are put back: one event, at most one posting."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from warehouse.kernel.quantity import whole_number
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture, Transfer
from warehouse.putback.errors import NotAQuantity
from warehouse.putback.models import subject_of
from warehouse.putback.rules import (
    Return,
    Step,
    check_open,
    key_quantity,
    scan_bin,
    scan_container,
    scan_goods,
)
from warehouse.putback.service.loading import (
    Loaded,
    Told,
    accepted,
    load_carried,
    load_line,
    save,
    touch,
)
from warehouse.scanning.queries import resolve
from warehouse.scanning.rules.seen import Seen
from warehouse.web.guard import Actor


def scan(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Decide what a scan means on the line that the screen was drawn for, and post it.

    Body: task, line (0 where the container is asked for), code.
    """
    loaded = load_carried(session, actor, int(capture.body["task"]))
    seen = resolve(session, actor.site_id, str(capture.body["code"]))
    if not loaded.task.at_container or int(capture.body["line"]) == 0:
        scan_container(loaded.container, seen)
        loaded.task.at_container = True
        told = accepted(f"This is {loaded.container}", undo={"line": 0})
        return _post(session, turn, capture, loaded, told)
    line, allocation_id = load_line(session, loaded.task.id, int(capture.body["line"]))
    check_open(line)
    if seen.place is not None and line.step in (Step.MORE, Step.BIN) and seen.place.kind == "bin":
        return _into_bin(session, turn, capture, loaded, line, allocation_id, seen)
    return _progress(session, turn, capture, loaded, line, scan_goods(line, seen))


def quantity(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Set how many units are in the hand. Body: task, line, quantity."""
    loaded = load_carried(session, actor, int(capture.body["task"]))
    line, _ = load_line(session, loaded.task.id, int(capture.body["line"]))
    check_open(line)
    typed = str(capture.body["quantity"]).strip(" ")
    units = whole_number(typed)
    if units is None:
        raise NotAQuantity(typed=typed[:20], wanted=line.left)
    return _progress(session, turn, capture, loaded, line, key_quantity(line, units))


def _progress(  # noqa: PLR0913, PLR0917 - the event, the task, the line before and after
    session: Session,
    turn: ledger.Turn,
    capture: Capture,
    loaded: Loaded,
    before: Return,
    line: Return,
) -> Told:
    save(session, line)
    said = {
        Step.ITEM: "Back in there",
        Step.LOT: line.item_name,
        Step.MORE: f"{line.in_hand} of {line.left} in hand",
        Step.BIN: f"{line.in_hand} in hand",
    }[line.step]
    return _post(session, turn, capture, loaded, accepted(said, undo=_undo_note(before)))


def _into_bin(  # noqa: PLR0913, PLR0917 - the event, the task, the line and what was scanned
    session: Session,
    turn: ledger.Turn,
    capture: Capture,
    loaded: Loaded,
    line: Return,
    allocation_id: int | None,
    seen: Seen,
) -> Told:
    units = scan_bin(line, seen)
    changes = ledger.Changes()
    give_up(session, changes, line, allocation_id, units)
    done = replace(
        line, put=line.put + units, in_hand=0, lot_seen=line.lot_seen and not line.is_tracked
    )
    save(session, done)
    told = accepted(
        f"{units} in {line.bin_code}", line.item_name, undo=_undo_note(line) | {"units": units}
    )
    move = Transfer(line.item_id, line.lot_id, loaded.task.container_id, line.place_id, units)
    return _post(session, turn, capture, loaded, told, [move], changes)


def give_up(
    session: Session,
    changes: ledger.Changes,
    line: Return,
    allocation_id: int | None,
    units: int,
) -> None:
    """Let go of the promise by which units were picked; negative units take it up again."""
    if allocation_id is not None:
        key = (line.place_id, line.item_id, line.lot_id)
        steps = [(ledger.take, -units), (ledger.release, units)]
        # At no moment are more units taken and released than were promised.
        for step, change in steps if units > 0 else reversed(steps):
            step(session, changes, allocation_id, key, change)


def _undo_note(before: Return) -> dict[str, Any]:
    """What an undo needs to put a line back as it was."""
    return {
        "line": before.line_id,
        "lot_seen": before.lot_seen,
        "in_hand": before.in_hand,
        "units": 0,
    }


def _post(  # noqa: PLR0913, PLR0917 - an event's parts
    session: Session,
    turn: ledger.Turn,
    capture: Capture,
    loaded: Loaded,
    told: Told,
    moves: list[Transfer] | None = None,
    changes: ledger.Changes | None = None,
) -> Told:
    touch(loaded, capture.received_at)
    ledger.post(
        session,
        turn,
        capture,
        subject=subject_of(loaded.task.id),
        moves=moves or (),
        changes=changes,
        answer=told,
    )
    return told
