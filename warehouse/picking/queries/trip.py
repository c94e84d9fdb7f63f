"""A trip as the handheld takes it along: all that it needs to go on without the server."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Barcode, Item, Lot, Pack
from warehouse.kernel.errors import NotYours
from warehouse.ledger import queries as stock
from warehouse.locations.models import BIN, PACKING, TOTE, Place
from warehouse.orders.models import Order
from warehouse.picking.errors import NotYourTask
from warehouse.picking.models import CLAIMED, PAUSED, PickLine, PickTask
from warehouse.web.guard import Actor

MOST_BARCODES = 5_000
MOST_BINS = 5_000
MOST_TOTES = 200


def trip(session: Session, actor: Actor, task_id: int) -> dict[str, Any]:
    """Return the snapshot of a task that the actor carries, as JSON values.

    Barcodes and homes of other items come along as far as they fit, so that a wrong scan can be
    explained without the server; those of the trip's own items always do.

    Raises:
        NotYours: no such task at the actor's site.
        NotYourTask: somebody else carries it, or nobody.
    """
    tote = select(Place.code).where(Place.id == PickTask.tote_id).scalar_subquery()
    row = session.execute(
        select(PickTask.state, PickTask.user_id, Order.channel_order_id, tote.label("tote"))
        .join(Order, Order.id == PickTask.order_id)
        .where(PickTask.id == task_id, PickTask.site_id == actor.site_id)
    ).one_or_none()
    if row is None:
        raise NotYours
    if row.state != CLAIMED or row.user_id != actor.user_id:
        raise NotYourTask(who="somebody else")
    lines = _lines(session, task_id)
    own_items = {line["item"] for line in lines}
    barcodes = _barcodes(session, own_items)
    items = {item for item, _, _ in barcodes.values()} | own_items
    return {
        "task": task_id,
        "order": row.channel_order_id,
        "tote": row.tote,
        "lines": lines,
        "barcodes": barcodes,
        "items": _items(session, actor.site_id, items),
        "totes_free": _free_totes(session, actor.site_id),
        "places": _codes(session, actor.site_id, PACKING, MOST_TOTES),
        "bins": _codes(session, actor.site_id, BIN, MOST_BINS),
    }


def _lines(session: Session, task_id: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(PickLine, Place.code, Item, Lot.code.label("lot"), Lot.expires_on)
        .join(Place, Place.id == PickLine.place_id)
        .join(Item, Item.id == PickLine.item_id)
        .join(Lot, Lot.id == PickLine.lot_id)
        .where(PickLine.task_id == task_id)
        .order_by(PickLine.sequence, PickLine.id)
    )
    return [
        {
            "line": line.id,
            "bin": bin_code,
            "item": item.id,
            "name": item.name,
            "sku": item.sku,
            "picture": item.picture,
            "tracking": item.tracking,
            "lot": lot,
            "expires": expires_on.isoformat() if expires_on else None,
            "wanted": line.wanted,
            "picked": line.picked,
            "short": line.short,
            "at_bin": line.at_bin,
            "lot_seen": line.lot_seen,
            "in_hand": line.in_hand,
            "pack_name": line.pack_name,
            "pack_units": line.pack_units,
            "sequence": line.sequence,
        }
        for line, bin_code, item, lot, expires_on in rows
    ]


def _barcodes(session: Session, own_items: set[int]) -> dict[str, tuple[int, int, str]]:
    codes = select(Barcode.code, Pack.item_id, Pack.units, Pack.name).join(
        Pack, Pack.id == Barcode.pack_id
    )
    total = session.execute(select(func.count()).select_from(Barcode)).scalar_one()
    if total > MOST_BARCODES:
        codes = codes.where(Pack.item_id.in_(own_items))
    return {row.code: (row.item_id, row.units, row.name) for row in session.execute(codes)}


def _items(session: Session, site_id: int, item_ids: set[int]) -> dict[int, tuple[str, str]]:
    names = session.execute(select(Item.id, Item.name).where(Item.id.in_(item_ids)))
    homes = stock.homes_of(session, site_id, item_ids)
    return {row.id: (row.name, homes.get(row.id, "no bin")) for row in names}


def _codes(session: Session, site_id: int, kind: str, most: int) -> list[str]:
    return list(
        session.execute(
            select(Place.code)
            .where(Place.site_id == site_id, Place.kind == kind)
            .order_by(Place.code)
            .limit(most)
        ).scalars()
    )


def _free_totes(session: Session, site_id: int) -> list[str]:
    in_use = select(PickTask.tote_id).where(
        PickTask.tote_id.is_not(None), PickTask.state.in_((CLAIMED, PAUSED))
    )
    totes = session.execute(
        select(Place.code, Place.id)
        .where(Place.site_id == site_id, Place.kind == TOTE, Place.id.not_in(in_use))
        .order_by(Place.code)
    ).all()
    filled = {row.place_id for row in stock.contents_of(session, [tote.id for tote in totes])}
    return [tote.code for tote in totes if tote.id not in filled][:MOST_TOTES]
