"""What a scan at the packing table means. See docs/scenarios/pack.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.packing.errors import (
    NotInThere,
    NotPickedYet,
    OrderCancelled,
    PackedAlready,
    PackedLot,
    ShippedAlready,
    TooMany,
    TwoItemsOneLot,
    UnknownCode,
    WrongKind,
    WrongLot,
    WrongOrder,
)
from warehouse.scanning.rules.seen import Seen, SeenItem

SERIAL = "serial"
UNTRACKED = "none"


@dataclass(frozen=True, slots=True)
class Held:
    """Base units of one item and lot in one tote or carton."""

    place_id: int
    item_id: int
    item_name: str
    lot_id: int
    lot_code: str
    units: int

    @classmethod
    def of(cls, row: Any) -> Held:
        """Keep of a ledger's stock row what packing decides on."""
        return cls(row.place_id, row.item_id, row.item_name, row.lot_id, row.lot_code, row.on_hand)


@dataclass(frozen=True, slots=True)
class Asked:
    """An item was scanned, and only its lot or serial can say which units are meant."""

    item_id: int
    item_name: str
    units: int
    is_serial: bool


@dataclass(frozen=True, slots=True)
class Portion:
    """Units of one item, taken lot by lot from the places that hold them."""

    item_id: int
    item_name: str
    taken: tuple[Held, ...]

    @property
    def units(self) -> int:
        """Base units in all."""
        return sum(held.units for held in self.taken)


@dataclass(frozen=True, slots=True)
class Table:
    """What lies before the packer: where units come from, what is packed, what may be.

    Attributes:
        where: The source in words, for sentences: "the tote", "carton 1".
        held: What the source holds.
        boxed: What is in the order's cartons; nothing when units are taken back.
        wanted: Item → units picked for the order that have not left; None when taking back.
    """

    order_ref: str
    where: str
    held: Sequence[Held]
    boxed: Sequence[Held] = ()
    wanted: Mapping[int, int] | None = None

    def of_item(self, item_id: int) -> list[Held]:
        """Return what the source holds of one item."""
        return [held for held in self.held if held.item_id == item_id]


def check_packable(state: str, order_ref: str) -> None:
    """Refuse to pack an order that is not picked, or is past packing.

    Raises:
        OrderCancelled, ShippedAlready, PackedAlready, NotPickedYet: as they say.
    """
    if state == "cancelled":
        raise OrderCancelled(order=order_ref)
    if state == "shipped":
        raise ShippedAlready(order=order_ref)
    if state == "packed":
        raise PackedAlready(order=order_ref)
    if state != "picked":
        raise NotPickedYet(order=order_ref, state=state.replace("_", " "))


def read_scan(table: Table, seen: Seen, asked: Asked | None, *, whose: str) -> Portion | Asked:
    """Decide which units a scan means: each adds its pack's units and never takes any away.

    Args:
        asked: The item whose lot or serial the packer was just asked for, if any.
        whose: Where a foreign item belongs, for the sentence about it.

    Raises:
        WrongKind, UnknownCode: neither an item nor a lot of this order.
        WrongOrder: checked before the quantity, which would mean nothing.
        TooMany: more than was picked.
        NotInThere, WrongLot, TwoItemsOneLot, PackedLot: as they say.
    """
    answered = asked is not None and _lots_named(table.of_item(asked.item_id), _code_of(seen))
    if seen.item is not None and not answered:
        return _of_item(table, seen, seen.item, whose)
    if asked is None and seen.place is not None:
        what = f"{seen.place.kind} {seen.place.code}"
        raise WrongKind(what=what, todo=f"Scan what lies in {table.where}.")
    return _of_lot(table, seen, asked)


def read_box(seen: Seen) -> str:
    """Return the name of the carton type that a scan names, in capitals; "" where it names none."""
    text = seen.scan.text.upper()
    return text.removeprefix("K-") if text.startswith("K-") else ""


def _of_item(table: Table, seen: Seen, item: SeenItem, whose: str) -> Portion | Asked:
    here = table.of_item(item.item_id)
    if table.wanted is not None and item.item_id not in table.wanted and not here:
        raise WrongOrder(scanned=item.name, order=table.order_ref, whose=whose)
    _check_room(table, item.item_id, item.name, item.pack_units)
    if item.tracking == UNTRACKED:
        return _take(table, here, item.item_id, item.name, item.pack_units)
    is_serial = item.tracking == SERIAL
    units = 1 if is_serial else item.pack_units
    if seen.lot_code is not None:
        named = _lots_named(here, seen.lot_code)
        if not named:
            raise _no_such_lot(table, seen.lot_code, item.item_id, item.name)
        return _take(table, named, item.item_id, item.name, units)
    if is_serial or len({held.lot_id for held in here}) > 1:
        return Asked(item.item_id, item.name, units, is_serial)
    return _take(table, here, item.item_id, item.name, units)


def _of_lot(table: Table, seen: Seen, asked: Asked | None) -> Portion:
    code = _code_of(seen)
    named = _lots_named(table.of_item(asked.item_id) if asked else table.held, code)
    if not named and asked is not None:
        raise _no_such_lot(table, code, asked.item_id, asked.item_name)
    if not named:
        packed = _lots_named(table.boxed, code)
        if packed:
            raise PackedLot(scanned=code, item=packed[0].item_name)
        raise UnknownCode(scanned=seen.shown, todo=f"Scan what lies in {table.where}.")
    first, names = named[0], sorted({held.item_name for held in named})
    if len(names) > 1:
        raise TwoItemsOneLot(scanned=code, items=" and on ".join(names))
    units = asked.units if asked else 1
    _check_room(table, first.item_id, first.item_name, units)
    return _take(table, named, first.item_id, first.item_name, units)


def _check_room(table: Table, item_id: int, name: str, units: int) -> None:
    if table.wanted is None:
        return
    packed = sum(held.units for held in table.boxed if held.item_id == item_id)
    wanted = table.wanted.get(item_id, 0)
    if packed + units > wanted:
        raise TooMany(item=name, units=packed + units, wanted=wanted)


def _take(table: Table, sources: Sequence[Held], item_id: int, name: str, units: int) -> Portion:
    have, left, taken = sum(held.units for held in sources), units, []
    if units > have:
        where = table.where[:1].upper() + table.where[1:]
        raise NotInThere(where=where, have=have, item=name, units=units)
    for held in sources:
        part = min(left, held.units)
        if part:
            taken.append(Held(held.place_id, item_id, name, held.lot_id, held.lot_code, part))
        left -= part
    return Portion(item_id, name, tuple(taken))


def _code_of(seen: Seen) -> str:
    return seen.lot_code or seen.scan.text


def _lots_named(held: Iterable[Held], code: str) -> list[Held]:
    """Return what bears a lot or serial; capitals do not matter, as people type them too."""
    return [one for one in held if one.lot_code and one.lot_code.upper() == code.upper()]


def _no_such_lot(table: Table, code: str, item_id: int, name: str) -> PackedLot | WrongLot:
    if _lots_named((held for held in table.boxed if held.item_id == item_id), code):
        return PackedLot(scanned=code, item=name)
    lots = ", ".join(sorted({held.lot_code for held in table.of_item(item_id)})) or "none"
    return WrongLot(scanned=code, item=name, where=table.where, lots=lots)
