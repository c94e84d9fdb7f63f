"""Taking back the last thing done at the packing table, as an event of its own."""

from __future__ import annotations

import json

from sqlalchemy.orm import Session

from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.packing.errors import NothingToUndo
from warehouse.packing.rules.verify import check_packable
from warehouse.packing.service.cartons import reopen
from warehouse.packing.service.table import Told, accepted, load, subject_of
from warehouse.web.guard import Actor

UNDOABLE = ("pack.scan", "pack.take_back", "pack.close")
# What left in an earlier shipment is past taking back.
FINAL = ("pack.finish", "ship.confirm")


def undo(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Reverse the newest scan, taking back or closing of the order that stands. Body: order."""
    at = load(session, actor, int(capture.body["order"]))
    check_packable(at.order.state, at.order.channel_order_id)
    subject = subject_of(at.order.id)
    last = ledger.last_undoable(session, subject, (*UNDOABLE, *FINAL))
    if last is None or last.kind not in UNDOABLE:
        raise NothingToUndo
    moves = ledger.moves_back(session, last.id)
    answer = json.loads(last.answer)
    if last.kind == "pack.close":
        number = reopen(session, answer["undo"]["place"], answer["undo"]["learned"])
        told = accepted("Taken back", f"Carton {number} is open again; throw its label away.")
    elif moves:
        units = sum(move.quantity for move in moves)
        item_id = moves[0].item_id
        told = accepted("Taken back", f"{units} × {at.name_of(item_id)} is where it was before.",
                        item=item_id)  # fmt: skip
    else:
        told = accepted("Taken back", "No lot is asked for any more.")
    ledger.post(session, turn, capture, subject=subject, moves=moves, answer=told, reverses=last.id)
    return told
