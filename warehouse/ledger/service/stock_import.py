"""Receiving opening stock from a file: SUPPLIER → bin, in ledger events that name the file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.catalog.models import LOT_EXPIRY, NONE, SERIAL, Item, KitComponent, Lot
from warehouse.kernel.tabular import CellError, TableErrors
from warehouse.kernel.tabular.refusals import cell_error
from warehouse.ledger.errors import SameFileAgain
from warehouse.ledger.models import Balance, LedgerEvent
from warehouse.ledger.rules import Transfer
from warehouse.ledger.service.turn import own_capture, post, take_turn
from warehouse.locations.models import BIN, SUPPLIER, Place

MOVES_AN_EVENT = 200
AT_ONCE = 500
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StockEntry:
    """Base units of one item in one bin; `lot` and `serial` are "" where there is none.

    `row` is where it stands in its file.
    """

    bin: str
    sku: str
    lot: str
    expires_on: date | None
    quantity: int
    serial: str
    row: int

    @property
    def lot_code(self) -> str:
        """The code of its lot here; a serial is a lot of one unit."""
        return self.serial or self.lot


@dataclass(frozen=True, slots=True)
class StockImported:
    """What a file brought: base units in so many rows, and of which items."""

    rows: int
    units: int
    lots_made: int
    item_ids: frozenset[int]


@dataclass(slots=True)
class Known:
    """Bins, items and lots as far as the file names them."""

    bins: dict[str, int]
    items: dict[str, Item]
    lots: dict[tuple[int, str], Lot]
    serials_here: set[int]
    """Lots that are serials with a unit on hand somewhere."""
    dates: dict[tuple[int, str], date] = field(default_factory=dict)
    """When each lot expires, by what is known and by the rows before."""
    kits: set[int] = field(default_factory=set)
    """Items that are never stocked, but picked as their components."""
    errors: list[CellError] = field(default_factory=list)

    def fault(self, entry: StockEntry, column: str, value: str, code: str, what: str) -> None:
        """Note what is wrong with a row."""
        self.errors.append(cell_error(entry.row, column, value, code, what))


def fingerprint(raw: bytes) -> str:
    """Return the SHA-256 of a file, as hex: how the same file is known again."""
    return hashlib.sha256(raw).hexdigest()


def import_stock(  # noqa: PLR0913 - the file, when and who
    session: Session,
    site_id: int,
    entries: Sequence[StockEntry],
    *,
    file_sha256: str,
    now: datetime,
    user_id: int | None,
    again: bool = False,
) -> StockImported:
    """Receive stock into bins, all of it or nothing; lots that are new are made.

    Args:
        session: The transaction; the site's turn is taken in it.
        site_id: Where.
        entries: The file's rows.
        file_sha256: The file's fingerprint, kept in every event.
        now: When.
        user_id: Who.
        again: Receive the very same file once more.

    Raises:
        SameFileAgain: It was imported before, and `again` is not said.
        TableErrors: A bin, item, lot or serial is not as the row says, with row and column.
    """
    subject = f"stock_import:{file_sha256}"
    turn = take_turn(session, own_capture(site_id, "stock.turn", {}, now=now, user_id=user_id))
    _refuse_the_same(session, site_id, subject, again=again)
    known = _load(session, site_id, entries)
    for entry in entries:
        _check(known, entry)
    if known.errors:
        raise TableErrors(sorted(known.errors, key=lambda error: error.row))
    lots_made = _make_lots(session, known, entries)
    supplier = session.execute(
        select(Place.id).where(Place.site_id == site_id, Place.kind == SUPPLIER)
    ).scalar_one()
    for start in range(0, len(entries), MOVES_AN_EVENT):
        part = entries[start : start + MOVES_AN_EVENT]
        body = {"file_sha256": file_sha256, "rows": [part[0].row, part[-1].row]}
        capture = own_capture(site_id, "stock.import", body, now=now, user_id=user_id)
        moves = [_move(known, supplier, entry) for entry in part]
        post(session, turn, capture, subject=subject, moves=moves)
    return StockImported(
        rows=len(entries),
        units=sum(entry.quantity for entry in entries),
        lots_made=lots_made,
        item_ids=frozenset(item.id for item in known.items.values()),
    )


def _refuse_the_same(session: Session, site_id: int, subject: str, *, again: bool) -> None:
    before = session.execute(
        select(LedgerEvent.received_at)
        .where(LedgerEvent.site_id == site_id, LedgerEvent.subject == subject)
        .order_by(LedgerEvent.pos)
        .limit(1)
    ).scalar_one_or_none()
    if before is not None and not again:
        raise SameFileAgain(day=f"{before:%Y-%m-%d}")


def _in_parts(values: set[T], read: Callable[[list[T]], None]) -> None:
    ordered = list(values)
    for start in range(0, len(ordered), AT_ONCE):
        read(ordered[start : start + AT_ONCE])


def _load(session: Session, site_id: int, entries: Sequence[StockEntry]) -> Known:
    known = Known({}, {}, {}, set())

    def bins(codes: list[str]) -> None:
        found = session.execute(
            select(Place.code, Place.id).where(
                Place.site_id == site_id, Place.kind == BIN, Place.code.in_(codes)
            )
        )
        known.bins.update((code, place_id) for code, place_id in found)

    def items(skus: list[str]) -> None:
        found = session.execute(select(Item).where(Item.sku.in_(skus))).scalars()
        known.items.update((item.sku, item) for item in found)

    def lots(item_ids: list[int]) -> None:
        found = session.execute(select(Lot).where(Lot.item_id.in_(item_ids))).scalars()
        known.lots.update(((lot.item_id, lot.code), lot) for lot in found)
        here = session.execute(
            select(Balance.lot_id).where(
                Balance.item_id.in_(item_ids), Balance.is_serial, Balance.on_hand > 0
            )
        ).scalars()
        known.serials_here.update(here)
        kits = select(KitComponent.kit_id).where(KitComponent.kit_id.in_(item_ids)).distinct()
        known.kits.update(session.execute(kits).scalars())

    _in_parts({entry.bin for entry in entries}, bins)
    _in_parts({entry.sku for entry in entries}, items)
    _in_parts({item.id for item in known.items.values()}, lots)
    return known


def _check(known: Known, entry: StockEntry) -> None:
    if entry.bin not in known.bins:
        what = f"there is no bin {entry.bin} at this site. Import the bins first."
        known.fault(entry, "bin", entry.bin, "unknown_bin", what)
    item = known.items.get(entry.sku)
    if item is None:
        what = f"there is no item {entry.sku}. Import the items first."
        known.fault(entry, "sku", entry.sku, "unknown_item", what)
        return
    if item.id in known.kits:
        what = f"{item.sku} is a kit, which is never stocked. Receive its components."
        known.fault(entry, "sku", entry.sku, "kit_is_not_stocked", what)
    elif item.tracking == SERIAL:
        _check_serial(known, entry, item)
    elif entry.serial:
        what = f"{item.sku} has no serial numbers. Leave the cell blank."
        known.fault(entry, "serial", entry.serial, "not_tracked", what)
    elif item.tracking == NONE and entry.lot:
        what = f"{item.sku} is not tracked by lot. Leave the cell blank."
        known.fault(entry, "lot", entry.lot, "not_tracked", what)
    elif item.tracking != NONE:
        _check_lot(known, entry, item)


def _check_serial(known: Known, entry: StockEntry, item: Item) -> None:
    if not entry.serial:
        what = f"{item.sku} is tracked by serial number. Write one row for each unit."
        known.fault(entry, "serial", "", "blank", what)
        return
    lot = known.lots.get((item.id, entry.serial))
    if lot is not None and lot.id in known.serials_here:
        what = f"serial {entry.serial} is in stock already. A serial is in one place."
        known.fault(entry, "serial", entry.serial, "serial_here", what)


def _check_lot(known: Known, entry: StockEntry, item: Item) -> None:
    if not entry.lot:
        what = f"{item.sku} is tracked by lot. Write the lot's code."
        known.fault(entry, "lot", "", "blank", what)
        return
    key = (item.id, entry.lot)
    lot = known.lots.get(key)
    known_date = lot.expires_on if lot and lot.expires_on else known.dates.get(key)
    if entry.expires_on is not None:
        known.dates.setdefault(key, entry.expires_on)
    if item.tracking == LOT_EXPIRY and known_date is None and entry.expires_on is None:
        what = f"{item.sku} expires. Write the date, as 2027-01-31."
        known.fault(entry, "expires_on", "", "blank", what)
    if known_date and entry.expires_on and known_date != entry.expires_on:
        what = f"lot {entry.lot} expires on {known_date}, not on {entry.expires_on}."
        known.fault(entry, "expires_on", str(entry.expires_on), "expiry_disagrees", what)


def _make_lots(session: Session, known: Known, entries: Sequence[StockEntry]) -> int:
    """Make the lots that are new, in the order of the file: a lower id came first."""
    made = 0
    for entry in entries:
        item = known.items[entry.sku]
        lot = known.lots.get((item.id, entry.lot_code))
        if lot is None:
            lot = Lot(item_id=item.id, code=entry.lot_code, is_serial=bool(entry.serial))
            session.add(lot)
            known.lots[item.id, entry.lot_code] = lot
            made += 1
        if entry.expires_on is not None:
            lot.expires_on = entry.expires_on
    session.flush()
    return made


def _move(known: Known, supplier: int, entry: StockEntry) -> Transfer:
    item = known.items[entry.sku]
    lot = known.lots[item.id, entry.lot_code]
    return Transfer(item.id, lot.id, supplier, known.bins[entry.bin], entry.quantity)
