"""The zero check: whether a bin is empty that is so by the book."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import update
from sqlalchemy.orm import Session

from warehouse.jobs import service as jobs
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.locations.models import Site
from warehouse.picking.errors import LineDone, NotAnAnswer
from warehouse.picking.models import subject_of
from warehouse.picking.service.ends import Told, accepted
from warehouse.picking.service.found import ask_for_count, undo_note
from warehouse.picking.service.trip import At, load_stop, save_stop
from warehouse.web.guard import Actor

REASON = "zero check"


def empty(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Take the answer of whoever stands at the bin. Body: task, line, empty (yes or no).

    Yes proves the bin empty, which counting is told. No has it counted: what is left was never
    a number on anybody's screen.

    Raises:
        LineDone: nothing is asked about this line's bin.
        NotAnAnswer: neither yes nor no.
    """
    at = load_stop(session, actor, int(capture.body["task"]), int(capture.body["line"]))
    if not at.stop.asks_empty:
        raise LineDone(item=at.stop.item_name, bin=at.stop.bin_code)
    answer = str(capture.body["empty"])
    if answer == "yes":
        told = accepted(f"{at.stop.bin_code} is empty", undo=undo_note(at.stop))
    elif answer == "no":
        said = f"What is left in {at.stop.bin_code} will be counted."
        told = accepted("Noted", said, undo=undo_note(at.stop)) | {"signal": "look"}
        ask_for_count(session, capture, at.stop.place_id, REASON, by_anybody=True)
    else:
        raise NotAnAnswer(bin=at.stop.bin_code)
    save_stop(session, replace(at.stop, asks_empty=False))
    ledger.post(session, turn, capture, subject=subject_of(at.trip.lead_id), answer=told)
    if answer == "yes":
        _tell_counting(session, turn, capture, at)
    return told


def ask_if_empty(session: Session, site_id: int, *, asks: bool) -> None:
    """Switch the zero check of a site on or off; questions that are open stay."""
    session.execute(update(Site).where(Site.id == site_id).values(asks_if_empty=asks))


def _tell_counting(session: Session, turn: ledger.Turn, capture: Capture, at: At) -> None:
    jobs.ask(
        session,
        "count.proved_empty",
        f"empty:{capture.id.hex}",
        {
            "site": capture.site_id,
            "place": at.stop.place_id,
            "item": at.stop.item_id,
            "lot": at.stop.lot_id,
            "pos": turn.pos,
            "user": capture.user_id,
            "at": (capture.captured_at or capture.received_at).isoformat(),
        },
        now=capture.received_at,
    )
