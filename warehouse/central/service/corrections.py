"""Corrections of stock from the central side: booked, or a count is asked for, by who is master."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item, Lot
from warehouse.jobs.service import ask
from warehouse.kernel.errors import NotYours
from warehouse.ledger import service as ledger
from warehouse.ledger.queries import balance_of
from warehouse.ledger.rules import Capture, Transfer
from warehouse.locations.models import DISCREPANCY, VIRTUAL, Place

KIND = "stock.correct"
POSTED = "posted"
COUNT_ASKED_FOR = "count_asked_for"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Units that a place has more (or, with a minus, fewer) than its book says."""

    id: UUID
    place_id: int
    sku: str
    lot: str
    units: int
    reason: str


def take_correction_in(  # noqa: PLR0913 - the wish, whose it is, and what it may do
    session: Session, site_id: int, wish: Correction, *, is_booked: bool, sender: str, now: datetime
) -> dict[str, Any]:
    """Take a correction in, once, however often it is sent; returns what was answered first.

    Whoever stands in the warehouse sees what is there. So unless the central side was made master
    of stock, a correction is a reason to count and moves nothing.

    Args:
        is_booked: Whether the central side is master of stock.
        sender: Whose token sent it, for the story.

    Raises:
        IdReuse: The id is another correction's.
        NotYours: The site has no such place, or nobody such an item or lot.
        NotEnoughHere: The place would have fewer than none.
    """
    capture = Capture(
        id=wish.id,
        site_id=site_id,
        kind=KIND,
        body={
            "place": wish.place_id, "sku": wish.sku, "lot": wish.lot, "units": wish.units,
            "reason": wish.reason,
        },
        received_at=now,
        device_id=sender,
    )  # fmt: skip
    turn = ledger.take_turn(session, capture)
    if turn.known is not None:
        return turn.known.answer
    item_id, lot_id = _looked_up(session, site_id, wish)
    subject = f"place:{wish.place_id}"
    key = (wish.place_id, item_id, lot_id)
    if not is_booked or wish.units == 0:
        answer: dict[str, Any] = {"outcome": COUNT_ASKED_FOR, "on_hand": None}
        ledger.post(session, turn, capture, subject=subject, answer=answer)
        body = {
            "site": site_id, "place": wish.place_id, "reason": f"central: {wish.reason}",
            "not_by": None,
        }  # fmt: skip
        ask(session, "count.request", f"count:{wish.id}", body, now=now)
        return answer
    on_hand = balance_of(session, key)[0] + wish.units
    answer = {"outcome": POSTED, "on_hand": on_hand}
    outside = session.execute(
        select(Place.id).where(Place.site_id == site_id, Place.kind == DISCREPANCY)
    ).scalar_one()
    way = (outside, wish.place_id) if wish.units > 0 else (wish.place_id, outside)
    move = Transfer(item_id, lot_id, *way, abs(wish.units))
    ledger.post(session, turn, capture, subject=subject, moves=[move], answer=answer)
    return answer


def _looked_up(session: Session, site_id: int, wish: Correction) -> tuple[int, int]:
    place = session.get(Place, wish.place_id)
    lot = session.execute(
        select(Item.id, Lot.id)
        .join(Lot, Lot.item_id == Item.id)
        .where(Item.sku == wish.sku, Lot.code == wish.lot)
    ).one_or_none()
    if place is None or place.site_id != site_id or place.kind in VIRTUAL or lot is None:
        raise NotYours
    return lot[0], lot[1]
