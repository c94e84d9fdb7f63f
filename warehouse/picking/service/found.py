"""What is noted beside a pick: units beyond the book, bins to count, what an undo needs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.jobs import service as jobs
from warehouse.ledger.rules import Capture, Transfer
from warehouse.locations.models import DISCREPANCY, Place
from warehouse.picking.models import PickLine
from warehouse.picking.rules import Stop
from warehouse.picking.service.trip import At


def undo_note(before: Stop) -> dict[str, Any]:
    """What an undo needs to put a stop back as it was."""
    return {
        "line": before.line_id,
        "at_bin": before.at_bin,
        "lot_seen": before.lot_seen,
        "in_hand": before.in_hand,
        "asks_empty": before.asks_empty,
        "units": 0,
    }


def found_more(session: Session, capture: Capture, at: At, units: int) -> list[Transfer]:
    """Believe the picker: what the book lacks comes from DISCREPANCY, and the bin is counted."""
    lacking = units - at.on_hand
    if lacking <= 0:
        return []
    source = session.execute(
        select(Place.id).where(Place.site_id == capture.site_id, Place.kind == DISCREPANCY)
    ).scalar_one()
    ask_for_count(session, capture, at.stop.place_id, "more was found than the book says")
    return [Transfer(at.stop.item_id, at.stop.lot_id, source, at.stop.place_id, lacking)]


def count_bin_of(session: Session, capture: Capture, line_id: int) -> None:
    """Have the bin of a line counted, as what was done there is not believed."""
    place_id = session.execute(
        select(PickLine.place_id).where(PickLine.id == line_id)
    ).scalar_one_or_none()
    if place_id is not None:
        ask_for_count(session, capture, place_id, "a pick from here was rejected")


def ask_for_count(
    session: Session, capture: Capture, place_id: int, reason: str, *, by_anybody: bool = False
) -> None:
    """Have a bin counted, by somebody else where it checks somebody's word."""
    jobs.ask(
        session,
        "count.request",
        f"count:{place_id}:{capture.id.hex}",
        {
            "site": capture.site_id,
            "place": place_id,
            "reason": reason,
            "not_by": None if by_anybody else capture.user_id,
        },
        now=capture.received_at,
    )
