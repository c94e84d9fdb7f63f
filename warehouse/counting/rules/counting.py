"""What a scan, a number and a press mean while a bin is counted; see docs/scenarios/count.md."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from warehouse.counting.errors import (
    AnotherBin,
    BinFirst,
    HowMany,
    KitCounted,
    LotMissing,
    NotACount,
    NotALot,
    NotCountedYet,
    NotEmpty,
    SerialTwice,
    UnknownCode,
    WrongKind,
)
from warehouse.counting.rules.draft import UNTRACKED, Awaited, Draft, Key, Row
from warehouse.kernel.quantity import whole_number
from warehouse.scanning.rules.seen import Seen, SeenItem

MOST_UNITS = 9_999_999
LONGEST_LOT = 40


def scan_bin(draft: Draft, seen: Seen) -> Draft:
    """Decide what a scan means before the bin was proved.

    Raises:
        UnknownCode, WrongKind, AnotherBin: as they say, in this order.
    """
    todo = f"Scan the bin {draft.bin_code}."
    if seen.place is None and seen.item is None:
        raise UnknownCode(scanned=seen.shown, todo=todo)
    if seen.place is None or seen.place.kind != "bin":
        raise WrongKind(what=_named(seen), todo=todo)
    if seen.place.place_id != draft.place_id:
        raise AnotherBin(scanned=seen.place.code, wanted=draft.bin_code)
    return replace(draft, at_bin=True)


def scan_thing(draft: Draft, seen: Seen, *, lot_code: str | None) -> Draft:
    """Decide what a scan in the bin adds: an item's pack, a lot, or a code that nobody knows.

    Unknown codes are kept, not refused: the counter cannot help it, and somebody has to look.

    Args:
        lot_code: The lot that the scan names, as this warehouse writes it; None where none is.

    Raises:
        WrongKind, AnotherBin: a place, where goods are awaited.
        KitCounted: a kit, whose components are counted.
        LotMissing: another item, while the lot of the one before is open.
        HowMany: another item, while the number of the one before is open.
        NotALot, SerialTwice: as they say.
    """
    if draft.awaits is not None and seen.item is None:
        return _with_lot(draft, draft.awaits, lot_code or seen.scan.text.strip(" "))
    if seen.item is not None and seen.item.is_kit:
        raise KitCounted(item=seen.item.name)
    if seen.item is not None:
        return _with_item(draft, seen.item, lot_code, seen.scan.expires_on)
    if seen.place is not None:
        if seen.place.kind == "bin" and seen.place.place_id != draft.place_id:
            raise AnotherBin(scanned=seen.place.code, wanted=draft.bin_code)
        raise WrongKind(what=_named(seen), todo=f"Scan what lies in {draft.bin_code}.")
    return replace(draft, unknown=draft.unknown + 1, wants_done=False)


def _with_item(draft: Draft, item: SeenItem, lot: str | None, expires_on: date | None) -> Draft:
    awaits = Awaited(item.item_id, item.name, item.tracking, item.pack_units)
    if draft.awaits is not None and (draft.awaits.item_id != item.item_id or lot is None):
        raise LotMissing(item=draft.awaits.item_name)
    current = draft.rows.get(draft.current) if draft.current else None
    if item.tracking == UNTRACKED:
        lot = ""
    elif lot is None and current and current.item_id == item.item_id and not current.is_serial:
        lot = current.lot_code  # the next piece of the lot in hand
    if current and not current.is_settled and current.key != (item.item_id, lot):
        raise HowMany(item=current.item_name)
    if lot is None:
        return replace(draft, awaits=awaits, current=None, wants_done=False)
    return _add(draft, awaits, lot, expires_on)


def _with_lot(draft: Draft, awaits: Awaited, lot: str) -> Draft:
    if not 0 < len(lot) <= LONGEST_LOT or not lot.isprintable():
        raise NotALot(typed=lot[:LONGEST_LOT])
    return _add(draft, awaits, lot, None)


def _add(draft: Draft, what: Awaited, lot: str, expires_on: date | None) -> Draft:
    known = draft.rows.get((what.item_id, lot))
    if known is None:
        row = Row(what.item_id, what.item_name, what.tracking, lot, 0, expires_on=expires_on)
    else:
        row = known
    if row.is_serial:
        if known is not None:
            raise SerialTwice(serial=lot)
        return draft.put(replace(row, units=1, is_settled=True), current=False)
    units = row.units + what.units
    if units > MOST_UNITS:
        raise NotACount(typed=str(units), most=MOST_UNITS)
    return draft.put(replace(row, units=units, is_settled=known is not None), current=True)


def key_quantity(draft: Draft, key: Key, *, packs: str, loose: str, pack_units: int) -> Draft:
    """Set how many of a row are there in all: full packs and loose pieces.

    Args:
        packs: Typed; blank counts as none. So for `loose`; one of the two is needed.
        pack_units: Base units of one full pack.

    Raises:
        NotCountedYet: the item was not scanned: a number cannot stand for it.
        NotACount: not whole numbers, or far too many.
    """
    row = draft.rows.get(key)
    if not draft.at_bin or row is None or row.is_serial:
        raise NotCountedYet
    typed = (packs.strip(" "), loose.strip(" "))
    full, single = (whole_number(text or "0", digits=7) for text in typed)
    if full is None or single is None or not any(typed):
        raise NotACount(typed=" + ".join(filter(None, typed))[:20], most=MOST_UNITS)
    units = full * pack_units + single
    if units > MOST_UNITS:
        raise NotACount(typed=str(units), most=MOST_UNITS)
    return draft.put(replace(row, units=units, is_settled=True), current=False)


def say_empty(draft: Draft) -> Draft:
    """Say that nothing lies in the bin; that settles every row the book has.

    Raises:
        BinFirst: the bin was not scanned.
        NotEmpty: something was counted in it.
    """
    _check_at_bin(draft)
    if draft.rows:
        raise NotEmpty(item=next(iter(draft.rows.values())).item_name)
    return replace(draft, said_empty=True, wants_done=True)


def say_done(draft: Draft) -> Draft:
    """Say that there is nothing else in the bin.

    Raises:
        BinFirst, LotMissing, HowMany: something is still open.
        NotCountedYet: nothing was scanned, and the bin was not said to be empty.
    """
    _check_at_bin(draft)
    if draft.awaits is not None:
        raise LotMissing(item=draft.awaits.item_name)
    current = draft.rows.get(draft.current) if draft.current else None
    if current is not None and not current.is_settled:
        raise HowMany(item=current.item_name)
    if not draft.rows and not draft.unknown and not draft.said_empty:
        raise NotCountedYet
    return replace(draft, wants_done=True, current=None)


def _check_at_bin(draft: Draft) -> None:
    if not draft.at_bin:
        raise BinFirst(wanted=draft.bin_code)


def _named(seen: Seen) -> str:
    if seen.item is not None:
        return seen.item.name
    assert seen.place is not None, "only what is known is named"
    return f"{seen.place.kind} {seen.place.code}"
