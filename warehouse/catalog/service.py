"""Taking items and kits in from files: new ones are made, known ones brought up to date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import column, delete, or_, select, table
from sqlalchemy.orm import Session

from warehouse.catalog.models import Barcode, Item, KitComponent, Lot, Pack
from warehouse.catalog.rules import ItemRow, KitRow, PackRow, read_items, read_kits
from warehouse.kernel.tabular import CellError, ImportReport, TableErrors
from warehouse.kernel.tabular.refusals import cell_error

# The ledger stands above the catalog. It is only asked, by name, whether an item ever moved, as how
# stock is tracked cannot change once there is any; and what is there of it, as kits have no stock.
_STOCK_MOVE = table("stock_move", column("item_id"))
_BALANCE = table("balance", column("item_id"), column("on_hand"))

T = TypeVar("T")

AT_ONCE = 500
_MEASURES = (
    "name", "cost_minor", "currency", "weight_g", "length_mm", "width_mm", "height_mm", "picture",
    "supplier",
)  # fmt: skip


@dataclass(slots=True)
class Shelf:
    """The catalog as far as a file touches it."""

    items: dict[str, Item] = field(default_factory=dict)
    packs: dict[int, dict[str, Pack]] = field(default_factory=dict)
    barcodes: dict[str, Barcode] = field(default_factory=dict)
    item_of_pack: dict[int, int] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)


def import_items(session: Session, raw: bytes) -> ImportReport:
    """Take a file of items in, all of it or nothing; known by SKU, a second time it updates.

    Cells left blank leave a known item's value alone. Packs and barcodes are added or changed,
    never taken away: stock that is labelled with them may still be on the floor.

    Raises:
        TableErrors: The file is broken, gives an item's barcode to another item, or changes the
            tracking of an item that has moved.
    """
    rows = read_items(raw)
    shelf = _load(session, rows)
    errors = [error for row in rows for error in _conflicts(shelf, row)]
    if errors:
        raise TableErrors(errors)
    created = changed = 0
    for row in rows:
        known = shelf.items.get(row.sku)
        if known is None:
            _create(session, shelf, row)
            created += 1
        elif _update(session, shelf, known, row):
            changed += 1
    session.flush()
    return ImportReport(created, changed, len(rows) - created - changed)


def _load(session: Session, rows: Sequence[ItemRow]) -> Shelf:
    shelf = Shelf()
    for part in _parts([row.sku for row in rows]):
        for item in session.execute(select(Item).where(Item.sku.in_(part))).scalars():
            shelf.items[item.sku] = item
    ids = [item.id for item in shelf.items.values()]
    for some in _parts(ids):
        for pack in session.execute(select(Pack).where(Pack.item_id.in_(some))).scalars():
            shelf.packs.setdefault(pack.item_id, {})[pack.name] = pack
        moved = session.execute(
            select(_STOCK_MOVE.c.item_id).where(_STOCK_MOVE.c.item_id.in_(some)).distinct()
        )
        shelf.moved |= set(moved.scalars())
    codes = [code for row in rows for pack in row.packs for code in pack.barcodes]
    for part in _parts(codes):
        for barcode, item_id in session.execute(
            select(Barcode, Pack.item_id)
            .join(Pack, Pack.id == Barcode.pack_id)
            .where(Barcode.code.in_(part))
        ):
            shelf.barcodes[barcode.code] = barcode
            shelf.item_of_pack[barcode.pack_id] = item_id
    return shelf


def _parts(values: Sequence[T]) -> Iterable[Sequence[T]]:
    return (values[at : at + AT_ONCE] for at in range(0, len(values), AT_ONCE))


def _conflicts(shelf: Shelf, row: ItemRow) -> list[CellError]:
    """Say what the file would break in the catalog."""
    known = shelf.items.get(row.sku)
    errors = []
    if known is not None and known.tracking != row.tracking and known.id in shelf.moved:
        what = f"{row.sku} is tracked by “{known.tracking}” and has moved already. Write "
        what += f"{known.tracking}, or give the goods a new SKU."
        errors.append(cell_error(row.row, "tracking", row.tracking, "tracking_fixed", what))
    for pack in row.packs:
        for code in pack.barcodes:
            barcode = shelf.barcodes.get(code)
            owner = shelf.item_of_pack[barcode.pack_id] if barcode else None
            if owner is not None and (known is None or owner != known.id):
                what = f"{code} is on another item already. A barcode names one pack of one item."
                errors.append(cell_error(row.row, "barcode", code, "barcode_taken", what))
    return errors


def _create(session: Session, shelf: Shelf, row: ItemRow) -> None:
    item = Item(
        sku=row.sku, tracking=row.tracking, **{name: getattr(row, name) for name in _MEASURES}
    )
    session.add(item)
    session.flush()
    session.add(Lot(item_id=item.id, code=""))
    shelf.items[row.sku] = item
    for pack in row.packs:
        _put_pack(session, shelf, item, pack)


def _update(session: Session, shelf: Shelf, item: Item, row: ItemRow) -> bool:
    """Bring an item up to date; tells whether anything was otherwise."""
    is_changed = False
    for name in ("tracking", *_MEASURES):
        value = getattr(row, name)
        if value is not None and getattr(item, name) != value:
            setattr(item, name, value)
            is_changed = True
    for pack in row.packs:
        is_changed = _put_pack(session, shelf, item, pack) or is_changed
    return is_changed


def _put_pack(session: Session, shelf: Shelf, item: Item, row: PackRow) -> bool:
    pack = shelf.packs.setdefault(item.id, {}).get(row.name)
    is_changed = pack is None or pack.units != row.units
    if pack is None:
        pack = Pack(item_id=item.id, name=row.name, units=row.units)
        session.add(pack)
        shelf.packs[item.id][row.name] = pack
    pack.units = row.units
    session.flush()
    for code in row.barcodes:
        barcode = shelf.barcodes.get(code)
        if barcode is None:
            session.add(Barcode(code=code, pack_id=pack.id))
            is_changed = True
        elif barcode.pack_id != pack.id:
            barcode.pack_id = pack.id
            is_changed = True
    return is_changed


def import_kits(session: Session, raw: bytes) -> ImportReport:
    """Take a file of kits in, all of it or nothing; its rows are all components of their kit.

    Orders that were taken apart before keep the components that they have.

    Raises:
        TableErrors: The file is broken, names an unknown item, makes a kit part of another, or
            makes a kit of an item that there is stock of.
    """
    rows = read_kits(raw)
    items: dict[str, int] = {}
    for part in _parts(sorted({sku for row in rows for sku in (row.kit, row.component)})):
        found = session.execute(select(Item.sku, Item.id).where(Item.sku.in_(part)))
        items.update((sku, item_id) for sku, item_id in found)
    before: dict[int, dict[int, int]] = {}
    parts: set[int] = set()
    stocked: set[int] = set()
    for some in _parts(sorted(items.values())):
        known = select(KitComponent).where(
            or_(KitComponent.kit_id.in_(some), KitComponent.item_id.in_(some))
        )
        for one in session.execute(known).scalars():
            before.setdefault(one.kit_id, {})[one.item_id] = one.units
            parts.add(one.item_id)
        here = select(_BALANCE.c.item_id).where(
            _BALANCE.c.item_id.in_(some), _BALANCE.c.on_hand > 0
        )
        stocked |= set(session.execute(here.distinct()).scalars())
    errors = [error for row in rows for error in _kit_faults(row, items, before, parts, stocked)]
    if errors:
        raise TableErrors(errors)
    wanted: dict[int, dict[int, int]] = {}
    for row in rows:
        wanted.setdefault(items[row.kit], {})[items[row.component]] = row.units
    created = changed = 0
    for kit_id, components in wanted.items():
        if before.get(kit_id) == components:
            continue
        created += kit_id not in before
        changed += kit_id in before
        session.execute(delete(KitComponent).where(KitComponent.kit_id == kit_id))
        session.add_all(
            KitComponent(kit_id=kit_id, item_id=item_id, units=units)
            for item_id, units in components.items()
        )
    session.flush()
    return ImportReport(created, changed, len(wanted) - created - changed)


def _kit_faults(
    row: KitRow,
    items: dict[str, int],
    kits: dict[int, dict[int, int]],
    parts: set[int],
    stocked: set[int],
) -> Iterable[CellError]:
    for name, sku in (("kit", row.kit), ("component", row.component)):
        if sku not in items:
            what = f"there is no item {sku}. Import the items first."
            yield cell_error(row.row, name, sku, "unknown_item", what)
    if items.get(row.kit) in parts:
        what = f"{row.kit} is a component of another kit. A kit is picked as items only."
        yield cell_error(row.row, "kit", row.kit, "kit_in_kit", what)
    if items.get(row.kit) in stocked:
        what = (
            f"there is stock of {row.kit}, and kits are never stocked. Count it down to 0 first, "
        )
        yield cell_error(row.row, "kit", row.kit, "kit_in_stock", what + "or take another SKU.")
    if items.get(row.component) in kits:
        what = f"{row.component} is a kit. Name what it is picked as instead."
        yield cell_error(row.row, "component", row.component, "kit_in_kit", what)
