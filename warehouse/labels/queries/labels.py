"""What labels say: of bins, items, totes and badges, and on the demo's try-it sheet."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from warehouse.cartons.queries import boxes_of
from warehouse.catalog.models import Barcode, Item, Lot, Pack
from warehouse.labels.rules import gtin_of, printed_barcode
from warehouse.labels.screens import LabelsDesk
from warehouse.locations.models import BIN, PACKING, TOTE, Bin, Place, Zone
from warehouse.locations.queries import zones
from warehouse.locations.rules import check_digits
from warehouse.people.models import Membership, User
from warehouse.people.queries import demo_people
from warehouse.picking.models import CLAIMED, OPEN, PAUSED, PickLine, PickTask
from warehouse.printers.queries import printer_options
from warehouse.printing.labels import (
    BadgeLabel,
    BinLabel,
    CartonTypeLabel,
    ItemLabel,
    LotLabel,
    PackLabel,
    ToteLabel,
)
from warehouse.printing.tryit import TryItBadge, TryItItem, TryItSheet
from warehouse.scanning.rules import own_code
from warehouse.web.guard import Actor

MOST_LABELS = 2_000
"""More than that is a job for several files: a browser shows a PDF once it is whole."""
TASKS_TO_TRY = 3
TOTES_TO_TRY = 6
THINGS_TO_TRY = 20
EACH = 1


def labels_desk(session: Session, actor: Actor, *, shows_try_it: bool) -> LabelsDesk:
    """Return how many labels of each kind the site could print."""
    return LabelsDesk(
        zones=zones(session, actor.site_id),
        bins=_count(session, _places(actor.site_id, BIN)),
        items=_count(session, select(Item.id)),
        packs=_count(session, select(Pack.id).where(Pack.units > EACH)),
        lots=_count(session, select(Lot.id).where(Lot.is_serial.is_(False), Lot.code != "")),
        totes=_count(session, _places(actor.site_id, TOTE)),
        cartons=len(boxes_of(session, actor.site_id)),
        badges=_count(session, _people(actor.site_id)),
        printers=printer_options(session, actor),
        shows_try_it=shows_try_it,
    )


def bin_labels(
    session: Session, actor: Actor, *, zone: str, aisle: int | None, code: str
) -> list[BinLabel]:
    """Return the labels of the site's bins in walking order, as far as the three narrow them.

    Args:
        zone: Code of the only zone wanted, or "".
        aisle: Number of the only aisle wanted.
        code: How the bins' codes begin, or "".
    """
    wanted = (
        select(Place.code, Zone.name, Bin.level)
        .join(Bin, Bin.place_id == Place.id)
        .join(Zone, Zone.id == Bin.zone_id)
        .where(Place.site_id == actor.site_id, _begins(Place.code, code))
        .order_by(Zone.code, Bin.aisle, Bin.bay, Bin.level, Place.code)
        .limit(MOST_LABELS)
    )
    if zone:
        wanted = wanted.where(Zone.code == zone)
    if aisle is not None:
        wanted = wanted.where(Bin.aisle == aisle)
    return [
        BinLabel(row.code, row.name, str(row.level), _arrow(row.level), check_digits(row.code))
        for row in session.execute(wanted)
    ]


def _arrow(level: int) -> Literal["up", "down"]:
    """Say where a bin is from its label: the lowest hangs on the beam above it, others stand."""
    return "down" if level <= 1 else "up"


def item_labels(session: Session, *, sku: str) -> list[ItemLabel]:
    """Return a label for a single piece of each item whose SKU begins so, by SKU.

    It bears the piece's barcode, or the SKU itself where goods have none.
    """
    rows = session.execute(
        select(Item.sku, Item.name, func.min(Barcode.code).label("code"))
        .outerjoin(Pack, (Pack.item_id == Item.id) & (Pack.units == EACH))
        .outerjoin(Barcode, Barcode.pack_id == Pack.id)
        .where(_begins(Item.sku, sku))
        .group_by(Item.sku, Item.name)
        .order_by(Item.sku)
        .limit(MOST_LABELS)
    )
    return [
        ItemLabel(row.sku, row.name, printed_barcode(row.code) if row.code else row.sku)
        for row in rows
    ]


def pack_labels(session: Session, *, sku: str) -> list[PackLabel]:
    """Return a label for each pack of more than one piece of the items whose SKU begins so."""
    rows = session.execute(
        select(Item.sku, Item.name, Pack.name.label("pack"), Pack.units, func.min(Barcode.code))
        .join(Pack, (Pack.item_id == Item.id) & (Pack.units > EACH))
        .join(Barcode, Barcode.pack_id == Pack.id)
        .where(_begins(Item.sku, sku))
        .group_by(Item.sku, Item.name, Pack.id, Pack.name, Pack.units)
        .order_by(Item.sku, Pack.units)
        .limit(MOST_LABELS)
    )
    return [PackLabel(*row[:4], printed_barcode(row[4])) for row in rows]


def lot_labels(session: Session, *, sku: str) -> list[LotLabel]:
    """Return a label for each lot, newest first, of the items whose SKU begins so.

    It bears the GTIN of the single piece, where that has one, so that one scan says both.
    """
    gtin = (
        select(func.min(Barcode.code))
        .join(Pack, Pack.id == Barcode.pack_id)
        .where(Pack.item_id == Item.id, Pack.units == EACH)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Item.sku, Item.name, Lot.code, gtin, Lot.expires_on)
        .join(Lot, Lot.item_id == Item.id)
        .where(_begins(Item.sku, sku), Lot.is_serial.is_(False), Lot.code != "")
        .order_by(Item.sku, Lot.id.desc())
        .limit(MOST_LABELS)
    )
    return [LotLabel(row[0], row[1], row[2], gtin_of(row[3] or ""), row[4]) for row in rows]


def tote_labels(session: Session, actor: Actor, *, code: str) -> list[ToteLabel]:
    """Return the licence plates of the site's totes whose code begins so."""
    wanted = _places(actor.site_id, TOTE).where(_begins(Place.code, code))
    rows = session.execute(wanted.order_by(Place.code).limit(MOST_LABELS)).scalars()
    return [ToteLabel(own_code("tote", found)) for found in rows]


def carton_type_labels(session: Session, actor: Actor, *, code: str) -> list[CartonTypeLabel]:
    """Return the codes of the carton types in use at the site whose name begins so, by name."""
    start = code.upper().removeprefix("K-")
    return [
        CartonTypeLabel(box.code, box.sides)
        for box in boxes_of(session, actor.site_id)
        if box.code.startswith(start)
    ]


def badge_labels(session: Session, actor: Actor, *, name: str) -> list[BadgeLabel]:
    """Return the badges of the people who may sign in at the site and whose name begins so."""
    wanted = _people(actor.site_id).where(_begins(User.name, name))
    return [
        BadgeLabel(row.name, own_code("badge", row.badge), row.roles.replace(",", ", "))
        for row in session.execute(wanted.order_by(User.name).limit(MOST_LABELS))
    ]


def try_it_sheet(session: Session, actor: Actor, *, address: str) -> TryItSheet:
    """Return the demo on paper: who can be played, and what the next trips want scanned.

    Args:
        address: Where a phone finds the server.
    """
    lines = _lines_to_try(session, actor.site_id)
    bins = dict.fromkeys(bin_code for bin_code, _, _, _ in lines)
    packing = session.execute(_places(actor.site_id, PACKING).order_by(Place.code).limit(1))
    items = {
        sku: TryItItem(sku, name, printed_barcode(code) if code else sku)
        for _, sku, name, code in lines
    }
    totes = session.execute(
        _places(actor.site_id, TOTE)
        .where(Place.parent_id.is_(None))
        .order_by(Place.code)
        .limit(TOTES_TO_TRY)
    ).scalars()
    return TryItSheet(
        address=address,
        badges=tuple(_badge(*found) for found in demo_people(session)),
        totes=tuple(own_code("tote", code) for code in totes),
        bins=(*bins, *packing.scalars()),
        items=tuple(items.values()),
    )


def _badge(who: str, code: str, pin: str) -> TryItBadge:
    name, _, role = who.partition(" · ")
    return TryItBadge(name, role, code, pin)


def _lines_to_try(session: Session, site_id: int) -> list[tuple[str, str, str, str | None]]:
    """Return bin, SKU, name and barcode of the stops of the oldest trips, in walking order."""
    tasks = (
        select(PickTask.id)
        .where(PickTask.site_id == site_id, PickTask.state.in_((OPEN, CLAIMED, PAUSED)))
        .order_by(PickTask.id)
        .limit(TASKS_TO_TRY)
    )
    barcode = (
        select(func.min(Barcode.code))
        .join(Pack, Pack.id == Barcode.pack_id)
        .where(Pack.item_id == Item.id, Pack.units == EACH)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Place.code, Item.sku, Item.name, barcode)
        .select_from(PickLine)
        .join(Place, Place.id == PickLine.place_id)
        .join(Item, Item.id == PickLine.item_id)
        .where(PickLine.task_id.in_(tasks))
        .order_by(PickLine.task_id, PickLine.sequence, PickLine.id)
        .limit(THINGS_TO_TRY)
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def _places(site_id: int, kind: str) -> Select[str]:
    return select(Place.code).where(Place.site_id == site_id, Place.kind == kind)


def _people(site_id: int) -> Select[str, str, str]:
    return (
        select(User.name, User.badge, Membership.roles)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.site_id == site_id, User.is_active)
    )


def _count(session: Session, wanted: Any) -> int:
    return session.execute(select(func.count()).select_from(wanted.subquery())).scalar_one()


def _begins(text: InstrumentedAttribute[str], start: str) -> ColumnElement[bool]:
    return text.istartswith(start, autoescape=True)
