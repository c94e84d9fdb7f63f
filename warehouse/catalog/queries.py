"""Looking items up."""

from __future__ import annotations

import re
from collections.abc import Collection

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Barcode, Item, KitComponent, Pack
from warehouse.catalog.screens import ItemCard, ItemRow, ItemsFound, PackRow, PartRow
from warehouse.kernel.errors import NotYours

BLANKS = "\r\n\t "
GTIN_LENGTHS = (8, 12, 13, 14)
GTIN_DIGITS = 14


def search_items(session: Session, text: str, *, page: int, size: int) -> ItemsFound:
    """Return one page of the items whose SKU, name or barcode matches, by SKU.

    Every word must be in the SKU or the name, in whatever case; a barcode must be whole.

    Args:
        page: Counted from 1.
        size: Items a page.
    """
    matches = _matches(text.replace("\x00", "␀"))  # which PostgreSQL takes in no text
    total = session.execute(select(func.count()).select_from(Item).where(matches)).scalar_one()
    rows = session.execute(
        select(Item.id, Item.sku, Item.name, Item.tracking, Item.picture)
        .where(matches)
        .order_by(Item.sku)
        .limit(size)
        .offset((page - 1) * size)
    )
    return ItemsFound(tuple(ItemRow(*row) for row in rows), total)


def item_card(session: Session, item_id: int) -> ItemCard:
    """Return one item with its packs, smallest first, and their barcodes.

    Raises:
        NotYours: There is no such item.
    """
    item = session.get(Item, item_id)
    if item is None:
        raise NotYours
    sides = (item.length_mm, item.width_mm, item.height_mm)
    length, width, height = (side or 0 for side in sides)
    return ItemCard(
        item_id=item.id,
        sku=item.sku,
        name=item.name,
        tracking=item.tracking,
        picture=item.picture,
        weight_g=item.weight_g,
        size_mm=(length, width, height) if all(sides) else None,
        packs=_packs(session, item_id),
        parts=parts_of_kits(session, [item_id]).get(item_id, ()),
    )


def parts_of_kits(
    session: Session, item_ids: Collection[int] | None
) -> dict[int, tuple[PartRow, ...]]:
    """Return the components, by SKU, of those of the given items that are kits.

    Args:
        item_ids: Which items; None for all of them.
    """
    statement = (
        select(KitComponent.kit_id, Item.id, Item.sku, Item.name, KitComponent.units)
        .join(Item, Item.id == KitComponent.item_id)
        .order_by(Item.sku)
    )
    if item_ids is not None:
        statement = statement.where(KitComponent.kit_id.in_(item_ids))
    found: dict[int, tuple[PartRow, ...]] = {}
    for kit_id, item_id, sku, name, units in session.execute(statement):
        found[kit_id] = (*found.get(kit_id, ()), PartRow(item_id, sku, name, units))
    return found


def _packs(session: Session, item_id: int) -> tuple[PackRow, ...]:
    rows = session.execute(
        select(Pack.id, Pack.name, Pack.units, Barcode.code)
        .outerjoin(Barcode, Barcode.pack_id == Pack.id)
        .where(Pack.item_id == item_id)
        .order_by(Pack.units, Pack.name, Barcode.code)
    )
    packs: dict[int, PackRow] = {}
    for pack_id, name, units, code in rows:
        known = packs.get(pack_id, PackRow(name, units, ()))
        packs[pack_id] = PackRow(name, units, (*known.barcodes, code) if code else ())
    return tuple(packs.values())


def _matches(text: str) -> ColumnElement[bool]:
    words = [word for word in re.split(f"[{BLANKS}]+", text) if word]
    by_words = [
        or_(Item.sku.icontains(word, autoescape=True), Item.name.icontains(word, autoescape=True))
        for word in words
    ]
    if not words:
        return ~false()
    scanned = (
        select(Pack.item_id)
        .join(Barcode, Barcode.pack_id == Pack.id)
        .where(Barcode.code.in_(barcode_forms(text)))
    )
    matched: ColumnElement[bool] = by_words[0]
    for further in by_words[1:]:
        matched = matched & further
    return or_(matched, Item.id.in_(scanned))


def barcode_forms(text: str) -> tuple[str, ...]:
    """Return how a typed or scanned barcode may be kept: GTINs with all their 14 digits."""
    code = text.strip(BLANKS).upper()
    if code.isascii() and code.isdigit() and len(code) in GTIN_LENGTHS:
        return (code, code.zfill(GTIN_DIGITS))
    return (code,)
