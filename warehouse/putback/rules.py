"""What a scan means while goods are put back; the states stand in docs/scenarios/put-back.md."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from warehouse.putback.errors import (
    LineDone,
    NothingInHand,
    TooManyBack,
    UnknownCode,
    WrongBin,
    WrongContainer,
    WrongItem,
    WrongKind,
    WrongLot,
)
from warehouse.scanning.rules.seen import Seen


class Step(StrEnum):
    """The one thing that the person is asked for."""

    CONTAINER = "container"
    ITEM = "item"
    LOT = "lot"
    MORE = "more"
    BIN = "bin"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Return:
    """One line with its progress: out of `container`, into `bin_code`. Units are base units."""

    line_id: int
    container: str
    item_id: int
    item_name: str
    sku: str
    tracking: str
    lot_id: int
    lot_code: str
    place_id: int
    bin_code: str
    wanted: int
    put: int
    missing: int
    lot_seen: bool
    in_hand: int

    @property
    def left(self) -> int:
        """Units that are neither back nor said to be missing."""
        return self.wanted - self.put - self.missing

    @property
    def is_tracked(self) -> bool:
        """Whether a lot or serial has to be seen."""
        return self.tracking != "none"

    @property
    def step(self) -> Step:
        """What is asked for next on this line, once the container was scanned."""
        if self.in_hand == 0:
            return Step.ITEM
        if self.is_tracked and not self.lot_seen:
            return Step.LOT
        return Step.MORE if self.in_hand < self.left else Step.BIN


def check_open(line: Return) -> None:
    """Refuse a submission that was drawn for a finished line, as after the browser's Back."""
    if line.left == 0:
        raise LineDone(item=line.item_name, bin=line.bin_code)


def scan_container(container: str, seen: Seen) -> None:
    """Decide whether a scan names the container that holds the goods.

    Raises:
        UnknownCode, WrongKind, WrongContainer: as they say, in this order.
    """
    todo = f"Scan {container}."
    if seen.place is None or seen.place.kind not in {"tote", "carton"}:
        raise _not_awaited(seen, todo)
    if seen.place.code != container:
        raise WrongContainer(scanned=f"{seen.place.kind} {seen.place.code}", wanted=container)


def scan_goods(line: Return, seen: Seen) -> Return:
    """Decide what the scan of an item or lot adds to what is in the hand.

    Raises:
        UnknownCode, WrongKind: neither an item nor the bin.
        WrongItem: looked at before the quantity, which would mean nothing.
        WrongLot: another lot or serial.
        TooManyBack: the pack has more units than are left.
    """
    if line.step is Step.LOT and (seen.item is None or seen.lot_code is not None):
        _check_lot(line, seen.lot_code or seen.scan.text)
        return replace(line, lot_seen=True)
    if seen.item is None:
        raise _not_awaited(seen, f"Scan {line.item_name}.")
    if seen.item.item_id != line.item_id:
        raise WrongItem(scanned=seen.item.name, wanted=line.item_name, container=line.container)
    lot_seen = line.lot_seen
    if line.is_tracked and seen.lot_code is not None:
        _check_lot(line, seen.lot_code)
        lot_seen = True
    in_hand = line.in_hand + seen.item.pack_units
    if in_hand > line.left:
        raise TooManyBack(units=in_hand, wanted=line.left)
    return replace(line, in_hand=in_hand, lot_seen=lot_seen)


def key_quantity(line: Return, units: int) -> Return:
    """Set how many units are in the hand, once the item itself was scanned.

    Raises:
        NothingInHand: the item was not scanned: a number cannot stand for it.
        TooManyBack: more than are left.
    """
    if line.in_hand == 0:
        raise NothingInHand
    if units > line.left:
        raise TooManyBack(units=units, wanted=line.left)
    return replace(line, in_hand=units, lot_seen=line.lot_seen and units > 0)


def scan_bin(line: Return, seen: Seen) -> int:
    """Return how many units go into the bin that was scanned: those in the hand.

    Raises:
        WrongBin: not the one on the screen.
        NothingInHand: no unit was scanned.
    """
    assert seen.place is not None, "only the scan of a place comes here"
    if seen.place.place_id != line.place_id:
        raise WrongBin(scanned=seen.place.code, wanted=line.bin_code)
    if line.in_hand == 0:
        raise NothingInHand
    return line.in_hand


def _check_lot(line: Return, code: str) -> None:
    if code.upper() != line.lot_code.upper():
        raise WrongLot(scanned=code, wanted=line.lot_code)


def _not_awaited(seen: Seen, todo: str) -> UnknownCode | WrongKind:
    if seen.item is not None:
        return WrongKind(what=seen.item.name, todo=todo)
    if seen.place is not None:
        return WrongKind(what=f"{seen.place.kind} {seen.place.code}", todo=todo)
    return UnknownCode(scanned=seen.shown, todo=todo)
