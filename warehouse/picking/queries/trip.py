"""A trip as the handheld takes it along: all that it needs to go on without the server."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Barcode, Item, Lot, Pack
from warehouse.db.base import table_of
from warehouse.kernel.errors import NotYours
from warehouse.ledger import queries as stock
from warehouse.locations.models import BIN, PACKING, TOTE, Place, Site
from warehouse.orders.models import Order, OrderContainer
from warehouse.picking.errors import NotYourTask
from warehouse.picking.models import (
    BATCH,
    CANCELLED,
    CLAIMED,
    PAUSED,
    UNDOABLE,
    FullTote,
    PickLine,
    PickTask,
    subject_of,
)
from warehouse.picking.queries.tasks import trip_name
from warehouse.picking.rules import slot_of
from warehouse.web.guard import Actor

MOST_BARCODES = 5_000
MOST_BINS = 5_000
MOST_TOTES = 200
MOST_UNDONE = 500
SERVER_ONLY = {"pin", "also"}
"""Notes that only the server can take back: what a swap has set free may be promised by then."""


def trip(session: Session, actor: Actor, task_id: int) -> dict[str, Any]:
    """Return the snapshot of a task that the actor carries, as JSON values.

    Barcodes and homes of other items come along as far as they fit, so that a wrong scan can be
    explained without the server; those of the trip's own items always do.

    Raises:
        NotYours: no such task at the actor's site.
        NotYourTask: somebody else carries it, or nobody.
    """
    parts = _parts(session, actor.site_id, task_id)
    if not parts:
        raise NotYours
    if parts[0].state != CLAIMED or parts[0].user_id != actor.user_id:
        raise NotYourTask(who="somebody else")
    full = _full_totes(session, [part.id for part in parts])
    lines = _lines(session, task_id)
    own_items = {line["item"] for line in lines}
    barcodes = _barcodes(session, own_items)
    items = {item for item, _, _ in barcodes.values()} | own_items
    return {
        "task": task_id,
        "user": actor.user_id,
        "user_name": actor.name,
        "order": trip_name(task_id, parts[0].method, parts[0].channel_order_id),
        "totes": [_tote(part, full[part.id]) for part in parts],
        "lines": lines,
        "barcodes": barcodes,
        "items": _items(session, actor.site_id, items),
        "totes_free": _free_totes(session, actor.site_id),
        "places": _codes(session, actor.site_id, PACKING, MOST_TOTES),
        "bins": _codes(session, actor.site_id, BIN, MOST_BINS),
        "undo": _undo_notes(session, task_id),
    }


def _parts(session: Session, site_id: int, lead_id: int) -> list[Row[Any]]:
    tote = select(Place.code).where(Place.id == PickTask.tote_id).scalar_subquery()
    return list(
        session.execute(
            select(
                PickTask.id,
                PickTask.state,
                PickTask.user_id,
                PickTask.slot,
                PickTask.method,
                Order.channel_order_id,
                tote.label("tote"),
            )
            .join(Order, Order.id == PickTask.order_id)
            .where(
                PickTask.lead_id == lead_id,
                PickTask.site_id == site_id,
                PickTask.state != CANCELLED,
                or_(PickTask.method != BATCH, PickTask.id == PickTask.lead_id),
            )
            .order_by(PickTask.slot)
        )
    )


def _full_totes(session: Session, task_ids: list[int]) -> dict[int, list[str]]:
    """Return the totes that each task has filled before its present one."""
    full: dict[int, list[str]] = {task_id: [] for task_id in task_ids}
    rows = session.execute(
        select(FullTote.task_id, Place.code)
        .join(Place, Place.id == FullTote.place_id)
        .where(FullTote.task_id.in_(task_ids))
        .order_by(FullTote.id)
    )
    for task_id, code in rows:
        full[task_id].append(code)
    return full


def _tote(part: Row[Any], full: list[str]) -> dict[str, Any]:
    """Return one task's tote, where it stands on the cart, and which ones it has filled."""
    slot = slot_of(part.slot)
    return {
        "task": part.id,
        "code": part.tote,
        "full": full,
        "slot": part.slot,
        "letter": slot.letter if slot else "",
        "colour": slot.colour if slot else "grey",
    }


def _undo_notes(session: Session, task_id: int) -> list[dict[str, Any] | None]:
    """Return what each scan that can be taken back changed, oldest first.

    A short pick ends what can be taken back. None stands for what is older than the list.
    """
    kinds = (*UNDOABLE, "pick.short")
    events = stock.standing(session, subject_of(task_id), kinds, MOST_UNDONE)
    notes: list[dict[str, Any] | None] = [None] if len(events) == MOST_UNDONE else []
    for kind, answer in events:
        if kind == "pick.short":
            notes.clear()
        else:
            note = answer["undo"]
            notes.append(None if note.keys() & SERVER_ONLY else note)
    return notes


def _lines(session: Session, lead_id: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(
            PickLine,
            Place.code,
            Item,
            Lot.code.label("lot"),
            Lot.expires_on,
            stock.on_hand_in(table_of(PickLine).c.place_id),
            Site.asks_if_empty,
        )
        .join(Place, Place.id == PickLine.place_id)
        .join(Item, Item.id == PickLine.item_id)
        .join(Lot, Lot.id == PickLine.lot_id)
        .join(PickTask, PickTask.id == PickLine.task_id)
        .join(Site, Site.id == PickTask.site_id)
        .where(PickTask.lead_id == lead_id, PickTask.state != CANCELLED)
        .order_by(PickLine.sequence, PickLine.id)
    )
    lines = list(rows)
    wanted: Counter[int] = Counter()
    for row in lines:
        wanted[row[0].place_id] += row[0].wanted - row[0].picked - row[0].short
    return [
        {
            "line": line.id,
            "task": line.task_id,
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
            "asks_empty": line.asks_empty,
            "empties": asks and in_bin == wanted[line.place_id],
            "pack_name": line.pack_name,
            "pack_units": line.pack_units,
            "sequence": line.sequence,
        }
        for line, bin_code, item, lot, expires_on, in_bin, asks in lines
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
        .where(
            Place.site_id == site_id,
            Place.kind == TOTE,
            Place.id.not_in(in_use),
            Place.id.not_in(select(OrderContainer.place_id)),
        )
        .order_by(Place.code)
    ).all()
    filled = {row.place_id for row in stock.contents_of(session, [tote.id for tote in totes])}
    return [tote.code for tote in totes if tote.id not in filled][:MOST_TOTES]
