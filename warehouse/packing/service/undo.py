"""Taking back the last thing done at the packing table, as an event of its own."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.orm import Session

from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.orders import service as orders
from warehouse.orders.models import PACKED, PICKED
from warehouse.packing.errors import NothingToUndo, ToteTaken
from warehouse.packing.models import Carton
from warehouse.packing.rules.verify import check_packable
from warehouse.packing.service.cartons import reopen
from warehouse.packing.service.table import OnTable, Told, accepted, load, subject_of
from warehouse.packing.service.wrapping import bind_again
from warehouse.printers import service as printers
from warehouse.putback import service as putback
from warehouse.web.guard import Actor

UNDOABLE = ("pack.scan", "pack.take_back", "pack.close", "pack.single", "pack.put", "pack.weigh")
# What left in an earlier shipment is past taking back.
FINAL = ("pack.finish", "ship.confirm")


def undo(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Reverse the newest scan, taking back or closing of the order that stands. Body: order.

    A scan that packed the whole order is reversed whole: the order waits to be packed again.
    """
    at = load(session, actor, int(capture.body["order"]))
    subject = subject_of(at.order.id)
    last = ledger.last_undoable(session, subject, (*UNDOABLE, *FINAL))
    answer = json.loads(last.answer) if last else {}
    back = answer.get("undo") or {}
    if not (at.order.state == PACKED and back.get("finished")):
        check_packable(at.order.state, at.order.channel_order_id)
    if last is None or last.kind not in UNDOABLE:
        raise NothingToUndo
    if not putback.withdraw(session, last.id):
        raise NothingToUndo  # somebody is putting back what its last order left over
    moves = ledger.moves_back(session, last.id)
    if back:
        told = _open_again(session, at, back, capture)
    elif moves:
        units = sum(move.quantity for move in moves)
        item_id = moves[0].item_id
        told = accepted("Taken back", f"{units} × {at.name_of(item_id)} is where it was before.",
                        item=item_id)  # fmt: skip
    else:
        told = accepted("Taken back", "No lot is asked for any more.")
    ledger.post(session, turn, capture, subject=subject, moves=moves, answer=told, reverses=last.id)
    return told


def _open_again(session: Session, at: OnTable, back: dict[str, Any], capture: Capture) -> Told:
    """Open cartons again, and the order that was finished with them; paper not yet sent is not."""
    places = back.get("places") or [back["place"]]
    numbered = [carton for carton in at.cartons if carton.place_id in places]
    printers.withdraw(session, _keys_of(at, numbered), now=capture.received_at)
    numbers = [str(reopen(session, place_id, back["learned"])) for place_id in places]
    said = f"Carton {' and '.join(numbers)} is open again; throw its label away."
    if back.get("finished"):
        orders.mark(session, at.order.id, PICKED)
        taken = bind_again(session, at.order.id, back["totes"])
        if taken:
            raise ToteTaken(tote=taken)
        said = f"Order {at.order.channel_order_id} waits to be packed again. {said}"
    return accepted("Taken back", said, weigh="weighed" in back)


def _keys_of(at: OnTable, cartons: list[Carton]) -> list[str]:
    """Return the keys of the print jobs that finishing queued for cartons, see `paper`."""
    ssccs = [str(carton.sscc) for carton in cartons]
    together = "-".join(str(carton.sscc) for carton in at.full)
    return [f"carton_label:{sscc}" for sscc in ssccs] + [f"packing_slip:{at.order.id}:{together}"]
