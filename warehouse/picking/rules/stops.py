"""What a scan means for a pick line; its states stand in docs/scenarios/single-order-pick.md."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from warehouse.kernel.slots import slot_of
from warehouse.picking.errors import (
    LineDone,
    NothingInHand,
    OverPick,
    UnknownCode,
    WrongBin,
    WrongItem,
    WrongKind,
    WrongLot,
    WrongTote,
)
from warehouse.scanning.rules.seen import Seen

SHORT_REASONS = {
    "too_few": "Too few",
    "none": "None there",
    "damaged": "Damaged",
    "cannot_reach": "Cannot reach",
}


SHORTAGE_DECISIONS = {
    "wait": "Wait for stock, ship as a whole",
    "ship_part": "Ship what is there",
    "cancel_line": "Cancel the missing units",
    "substitute": "Send another item instead",
}


class Step(StrEnum):
    """The one thing that the picker is asked for."""

    TAKE_TOTE = "take_tote"
    BIN = "bin"
    ITEM = "item"
    LOT = "lot"
    MORE = "more"
    TOTE = "tote"
    EMPTY = "empty"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Stop:
    """One pick line with its progress. Quantities are base units."""

    line_id: int
    place_id: int
    bin_code: str
    item_id: int
    item_name: str
    sku: str
    tracking: str
    lot_id: int
    lot_code: str
    wanted: int
    picked: int
    short: int
    at_bin: bool
    lot_seen: bool
    in_hand: int
    asks_empty: bool = False

    @property
    def left(self) -> int:
        """Units that are neither picked nor reported short."""
        return self.wanted - self.picked - self.short

    @property
    def is_tracked(self) -> bool:
        """Whether a lot or serial has to be seen."""
        return self.tracking != "none"

    @property
    def step(self) -> Step:
        """What the picker is asked for next on this line."""
        if self.asks_empty:
            return Step.EMPTY
        if not self.at_bin:
            return Step.BIN
        if self.in_hand == 0:
            return Step.ITEM
        if self.is_tracked and not self.lot_seen:
            return Step.LOT
        return Step.MORE if self.in_hand < self.left else Step.TOTE


def check_open(stop: Stop) -> None:
    """Refuse a submission that was drawn for a finished line, as after the browser's Back."""
    if stop.left == 0:
        raise LineDone(item=stop.item_name, bin=stop.bin_code)


def scan_at_bin(stop: Stop, seen: Seen) -> Stop:
    """Decide what a scan means while the picker walks to the bin.

    A bin proves the place only; it never stands for the item, even where it holds but one.

    Raises:
        UnknownCode, WrongKind, WrongBin: as they say, in this order.
    """
    todo = f"Scan the bin {stop.bin_code}."
    if seen.place is None:
        raise _not_awaited(seen, todo)
    if seen.place.kind == "tote":
        raise WrongKind(what=f"tote {seen.place.code}", todo=todo)
    if seen.place.place_id != stop.place_id:
        raise WrongBin(scanned=seen.place.code, wanted=stop.bin_code)
    return replace(stop, at_bin=True)


def scan_item(stop: Stop, seen: Seen, *, home: str) -> Stop:
    """Decide what an item's barcode adds: the units of its pack, and its lot if it bears one.

    Args:
        home: Where the scanned item lives, for the sentence about a wrong one.

    Raises:
        UnknownCode, WrongKind: not an item.
        WrongItem: checked before the quantity, which would mean nothing.
        WrongLot: the barcode bears another lot than the allocated one.
        OverPick: the pack has more units than are still wanted.
    """
    if seen.item is None:
        raise _not_awaited(seen, f"Scan {stop.item_name}.")
    if seen.item.item_id != stop.item_id:
        raise WrongItem(scanned=seen.item.name, home=home, wanted=stop.item_name, bin=stop.bin_code)
    lot_seen = stop.lot_seen
    if stop.is_tracked and seen.lot_code is not None:
        _check_lot(stop, seen.lot_code)
        lot_seen = True
    in_hand = stop.in_hand + seen.item.pack_units
    if in_hand > stop.left:
        raise OverPick(units=in_hand, wanted=stop.left)
    return replace(stop, in_hand=in_hand, lot_seen=lot_seen)


def scan_lot(stop: Stop, seen: Seen) -> Stop:
    """Decide what a scanned or typed lot or serial means.

    Raises:
        WrongLot: not the allocated one.
    """
    _check_lot(stop, seen.lot_code or seen.scan.text)
    return replace(stop, lot_seen=True)


def _check_lot(stop: Stop, code: str) -> None:
    if code.upper() != stop.lot_code.upper():
        raise WrongLot(scanned=code, wanted=stop.lot_code)


def key_quantity(stop: Stop, units: int) -> Stop:
    """Set how many units are in the picker's hand, once the item itself was scanned.

    Raises:
        NothingInHand: the item was not scanned: a number cannot stand for it.
        OverPick: more than are wanted.
    """
    if not stop.at_bin or stop.in_hand == 0:
        raise NothingInHand
    if units > stop.left:
        raise OverPick(units=units, wanted=stop.left)
    return replace(stop, in_hand=units, lot_seen=stop.lot_seen and units > 0)


def scan_tote(stop: Stop, seen: Seen, *, tote_id: int, tote_code: str, slot: int = 0) -> int:
    """Return how many units go into the tote: those in hand.

    Raises:
        UnknownCode, WrongKind: not a tote.
        WrongTote: not this trip's.
        NothingInHand: no unit was scanned.
    """
    there = slot_of(slot)
    todo = f"Scan your tote {tote_code}" + (f" in {there.name}." if there else ".")
    if seen.place is None:
        raise _not_awaited(seen, todo)
    if seen.place.kind != "tote":
        raise WrongKind(what=f"bin {seen.place.code}", todo=todo)
    if seen.place.place_id != tote_id:
        why = f"this goes into {tote_code}" if there else f"you carry {tote_code}"
        raise WrongTote(scanned=seen.place.code, why=why, todo=todo)
    if stop.in_hand == 0:
        raise NothingInHand
    return stop.in_hand


def _not_awaited(seen: Seen, todo: str) -> UnknownCode | WrongKind:
    if seen.item is not None:
        return WrongKind(what=seen.item.name, todo=todo)
    if seen.place is not None:
        return WrongKind(what=f"{seen.place.kind} {seen.place.code}", todo=todo)
    return UnknownCode(scanned=seen.shown, todo=todo)
