"""Looking up what a scan names at this site: one statement at most for each kind of code."""

from __future__ import annotations

from sqlalchemy import ColumnElement, bindparam, exists, select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Barcode, Item, KitComponent, Pack
from warehouse.db.base import table_of
from warehouse.locations.models import BIN, CARTON, DOCK, PACKING, RETURNS, Place
from warehouse.scanning.errors import visible
from warehouse.scanning.rules import Kind, parse
from warehouse.scanning.rules.seen import Seen, SeenItem, SeenPlace

LONGEST_OWN_BARCODE = 40
FIXED_PLACES = (BIN, DOCK, PACKING, RETURNS, "lane")

_ITEM_COLUMNS = (
    table_of(Item).c.id,
    table_of(Item).c.sku,
    table_of(Item).c.name,
    table_of(Item).c.tracking,
    table_of(Pack).c.name.label("pack_name"),
    table_of(Pack).c.units,
    exists().where(table_of(KitComponent).c.kit_id == table_of(Item).c.id).label("is_kit"),
)


def _item_where(condition: ColumnElement[bool]) -> object:
    barcode, pack, item = table_of(Barcode), table_of(Pack), table_of(Item)
    return (
        select(*_ITEM_COLUMNS)
        .select_from(
            barcode.join(pack, pack.c.id == barcode.c.pack_id).join(
                item, item.c.id == pack.c.item_id
            )
        )
        .where(condition)
    )


_BY_BARCODE = _item_where(table_of(Barcode).c.code.in_(bindparam("codes", expanding=True)))
_BY_SKU = (
    select(*_ITEM_COLUMNS)
    .select_from(
        table_of(Item).join(table_of(Pack), table_of(Pack).c.item_id == table_of(Item).c.id)
    )
    .where(table_of(Item).c.sku == bindparam("sku"), table_of(Pack).c.units == 1)
    .limit(1)
)
_PLACE = select(table_of(Place).c.id, table_of(Place).c.kind, table_of(Place).c.code).where(
    table_of(Place).c.site_id == bindparam("site"),
    table_of(Place).c.kind.in_(bindparam("kinds", expanding=True)),
    table_of(Place).c.code == bindparam("code"),
)


def resolve(session: Session, site_id: int, text: str) -> Seen:
    """Tell what a scanned text names at a site; an unknown code is an answer, not an error.

    A text that looks like one of our codes but names nothing here may be somebody's SKU or own
    barcode ("T-SHIRT"), and so may one that cannot be read as anything else.
    """
    scan = parse(text)
    seen = Seen(scan)
    if scan.kind is Kind.GTIN and scan.gtin:
        return Seen(scan, item=_item(session, (scan.gtin, *scan.also)))
    if scan.kind is Kind.BIN:
        seen = Seen(scan, place=_place(session, site_id, FIXED_PLACES, scan.code))
    elif scan.kind is Kind.CONTAINER:
        seen = Seen(scan, place=_place(session, site_id, (scan.container,), scan.code))
    elif scan.kind is Kind.SSCC and scan.sscc:
        seen = Seen(scan, place=_place(session, site_id, (CARTON,), scan.sscc))
    if seen.place is None and 0 < len(scan.text) <= LONGEST_OWN_BARCODE:
        own = visible(scan.text).upper()
        return Seen(scan, item=_item(session, (own,), sku=own))
    return seen


def _item(session: Session, codes: tuple[str, ...], sku: str | None = None) -> SeenItem | None:
    rows = session.execute(_BY_BARCODE, {"codes": codes}).all()  # type: ignore[call-overload]  # a Core select
    if not rows and sku is not None:
        rows = session.execute(_BY_SKU, {"sku": sku}).all()
    return SeenItem(*rows[0]) if len(rows) == 1 else None


def _place(
    session: Session, site_id: int, kinds: tuple[str | None, ...], code: str | None
) -> SeenPlace | None:
    row = session.execute(_PLACE, {"site": site_id, "kinds": kinds, "code": code}).one_or_none()
    return SeenPlace(*row) if row else None
