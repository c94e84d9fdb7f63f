"""What could be scanned now, for those who try the demo without a scanner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Barcode, Item, Pack
from warehouse.ledger import queries as stock
from warehouse.packing.rules.cartons import units_by_item
from warehouse.packing.rules.verify import Held

CODES_SHOWN = 6


def codes_in(
    session: Session, place_ids: Sequence[int], asks: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Return codes of what places hold."""
    held = [Held.of(row) for row in stock.contents_of(session, place_ids) if row.on_hand > 0]
    return codes_of(session, held, asks)


def codes_of(
    session: Session, held: Sequence[Held], asks: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Return what could be scanned now, for those who try the demo without a scanner."""
    if asks:
        named = [one for one in held if one.item_id == asks["item_id"]]
        return [(one.item_name, one.lot_code) for one in named][:CODES_SHOWN]
    left = units_by_item(held)
    packs = session.execute(
        select(Pack.item_id, Pack.name, Pack.units, Item.name.label("item_name"), Barcode.code)
        .join(Barcode, Barcode.pack_id == Pack.id)
        .join(Item, Item.id == Pack.item_id)
        .where(Pack.item_id.in_(list(left)))
        .order_by(Item.name, Pack.units.desc(), Barcode.code)
    ).all()
    fitting = [pack for pack in packs if pack.units <= left[pack.item_id]]
    codes: dict[str, str] = {}
    for pack in fitting:
        size = "" if pack.units == 1 else f" · {pack.name} of {pack.units}"
        codes.setdefault(f"{pack.item_name}{size}", pack.code)
    return list(codes.items())[:CODES_SHOWN]
