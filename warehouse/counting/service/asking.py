"""A supervisor's wishes: many bins at once, in walking order, ahead of the day's plan."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item
from warehouse.counting.errors import NoSuchBin, NothingToCount
from warehouse.counting.service.planning import ask_for
from warehouse.db.base import table_of
from warehouse.ledger import queries as stock
from warehouse.locations.models import BIN, Bin, Place, Zone
from warehouse.web.guard import Actor

MOST_AT_ONCE = 500


def request_bins(session: Session, actor: Actor, what: str, value: str, *, now: datetime) -> int:
    """Have bins counted that a supervisor names; returns how many.

    Args:
        what: bin (its code), zone (its letter), item (its SKU: every bin with it), supplier (every
            bin with an item of theirs), empty (bins that the book says are empty; value may name
            a zone) or doubtful (bins that have promised or held more than they have).

    Raises:
        NoSuchBin: no such code.
        NothingToCount: no bin fits.
    """
    typed = value.strip(" ").upper()
    if what == "bin":
        place_ids = _places(session, actor, Place.code == typed.removeprefix("B-"))
        place_ids = place_ids or _places(session, actor, Place.code == typed)
        if not place_ids:
            raise NoSuchBin(typed=value[:40])
    else:
        place_ids = _matching(session, actor, what, typed)
    if not place_ids:
        raise NothingToCount
    reasons = {
        "bin": f"asked for by {actor.name}",
        "zone": f"zone {typed}, asked for by {actor.name}",
        "item": f"item {typed}, asked for by {actor.name}",
        "supplier": f"supplier {value.strip()}, asked for by {actor.name}",
        "empty": "empty by the book",
        "doubtful": "promised more than it has",
    }
    ask_for(
        session,
        actor.site_id,
        place_ids,
        reason=reasons[what],
        now=now,
        by=actor.user_id,
        at_once=True,
    )
    return len(place_ids)


def _matching(session: Session, actor: Actor, what: str, typed: str) -> list[int]:
    in_zone = exists().where(Bin.place_id == Place.id, Bin.zone_id == Zone.id, Zone.code == typed)
    if what == "zone":
        return _places(session, actor, in_zone)
    if what in ("item", "supplier"):
        named = Item.sku == typed if what == "item" else func.upper(Item.supplier) == typed
        items = session.execute(select(Item.id).where(named).limit(MOST_AT_ONCE)).scalars().all()
        return stock.places_with(session, actor.site_id, items)
    if what == "empty":
        empty = ~stock.has_stock(table_of(Place).c.id)
        return _places(session, actor, and_(empty, in_zone) if typed else empty)
    return stock.doubtful_bins(session, actor.site_id) if what == "doubtful" else []


def _places(session: Session, actor: Actor, condition: ColumnElement[bool]) -> list[int]:
    return list(
        session.execute(
            select(Place.id)
            .where(Place.site_id == actor.site_id, Place.kind == BIN, condition)
            .order_by(Place.code)
            .limit(MOST_AT_ONCE)
        ).scalars()
    )
