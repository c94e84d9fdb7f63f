"""The put wall: which of several orders a unit of their common tote goes to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from warehouse.kernel.slots import slot_of
from warehouse.packing.errors import OrderCancelled


@dataclass(frozen=True, slots=True)
class WallOrder:
    """One order of a shared tote, and how far it is.

    Attributes:
        number: Its place on the wall.
        wanted: Item → units picked for it, still wanted, and not gone; none of an item that was
            picked and is wanted no more.
        boxed: Item → units in its cartons.
        lots: Item and lot → units that were picked for it.
    """

    order_id: int
    order_ref: str
    number: int
    state: str
    wanted: Mapping[int, int]
    boxed: Mapping[int, int]
    lots: Mapping[tuple[int, int], int]

    def room(self, item_id: int) -> int:
        """Units of an item that it still waits for."""
        return max(self.wanted.get(item_id, 0) - self.boxed.get(item_id, 0), 0)

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be packed."""
        return self.state == "picked"

    @property
    def is_over(self) -> bool:
        """Whether it waits for nothing here any more; one that is still being picked does."""
        return self.state in ("cancelled", "packed", "shipped")

    @property
    def left(self) -> int:
        """Units that it still waits for."""
        return sum(self.room(item_id) for item_id in self.wanted)


def place_name(number: int) -> str:
    """Say a place on the wall by number, letter and colour."""
    slot = slot_of(number)
    assert slot is not None, "places on a wall count from 1"
    return f"{slot.number} · {slot.letter} · {slot.colour}"


def takers(orders: Sequence[WallOrder], item_id: int, units: int) -> list[WallOrder]:
    """Return the orders that wait for as many units of an item.

    Raises:
        OrderCancelled: Only an order that was cancelled asked for it: it stays in the tote.
    """
    found = [order for order in orders if order.is_waiting and order.room(item_id) >= units]
    gone = [order for order in orders if order.state == "cancelled" and item_id in order.wanted]
    if not found and gone:
        raise OrderCancelled(order=gone[0].order_ref)
    return found


def choose_taker(found: Sequence[WallOrder], item_id: int, lot_ids: Collection[int]) -> WallOrder:
    """Choose whose units these are: an order's own lot first, then one that they complete.

    A lot may have been promised to one customer for its shelf life, so it is not given to
    another as long as that one waits for it.
    """
    assert found, "somebody waits for it"

    def rank(order: WallOrder) -> tuple[bool, int, int]:
        own = any(order.lots.get((item_id, lot_id)) for lot_id in lot_ids)
        return (not own, order.left, order.number)

    return min(found, key=rank)
