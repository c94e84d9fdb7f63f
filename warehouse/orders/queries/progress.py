"""How far the units of an order line are: wanted, promised, picked, packed, shipped."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.ledger import queries as stock
from warehouse.ledger.queries.promises import Promised, promised
from warehouse.orders.loading import kits_among, made_whole, promised_kits, shipped_units
from warehouse.orders.models import CARTON, OrderLine


@dataclass(frozen=True, slots=True)
class LineUnits:
    """Base units of one line; `packed` includes what was shipped, `picked` what was packed."""

    wanted: int
    allocated: int
    picked: int
    packed: int
    shipped: int

    @property
    def backordered(self) -> int:
        """Units that are wanted and promised to nobody else's satisfaction yet: they lack stock."""
        return max(self.wanted - self.allocated - self.picked, 0)


def _in_cartons(session: Session, order_id: int) -> dict[int, int]:
    """Return item → units that stand in the order's cartons and have not left."""
    places = list(
        session.execute(select(CARTON.c.place_id).where(CARTON.c.order_id == order_id)).scalars()
    )
    found: dict[int, int] = {}
    for row in stock.contents_of(session, places) if places else ():
        found[row.item_id] = found.get(row.item_id, 0) + row.on_hand
    return found


def line_units(
    session: Session, order_id: int, lines: Collection[OrderLine]
) -> dict[int, LineUnits]:
    """Return how far each line of one order is; of a kit, in whole kits.

    A carton knows items, not lines: where two lines ask for one item, the first is packed first.

    Args:
        lines: All lines of the order; of a kit, at least all of its components.
    """
    ids = [line.id for line in lines]
    promises, shipped = promised(session, ids), shipped_units(session, ids)
    boxed = _in_cartons(session, order_id)
    kits, found = kits_among(lines), {}
    for line in lines:
        if line.kit_id is not None:
            continue
        promise = promises.get(line.id, Promised())
        left = shipped.get(line.id, 0)
        here = min(boxed.get(line.item_id or 0, 0), max(promise.taken_units - left, 0))
        if line.item_id is not None:
            boxed[line.item_id] = boxed.get(line.item_id, 0) - here
        found[line.id] = _units(line, promise, left + here, left)
    for line in lines:
        if line.kit_id is not None:
            parts = kits.get(line.id, [])
            found[line.id] = _units(
                line,
                promised_kits(parts, promises),
                made_whole(parts, lambda part: found[part.id].packed),
                made_whole(parts, lambda part: found[part.id].shipped),
            )
    return found


def _units(line: OrderLine, promise: Promised, packed: int, shipped: int) -> LineUnits:
    return LineUnits(line.wanted_units, promise.open_units, promise.taken_units, packed, shipped)


def still_to_pack(line: OrderLine, picked: int, shipped: int) -> int:
    """Return how many units of a line are picked, still wanted, and not gone.

    What the channel took back after it was picked stays in the tote and is put back from there.
    """
    return max(min(picked, line.wanted_units) - shipped, 0)


def units_to_pack(lines: Iterable[OrderLine], units: Mapping[int, LineUnits]) -> dict[int, int]:
    """Return item → units that are still to be packed, see `still_to_pack`; nothing that is not."""
    found: dict[int, int] = {}
    for line in lines:
        here = still_to_pack(line, units[line.id].picked, units[line.id].shipped)
        if line.item_id is not None and here > 0:
            found[line.item_id] = found.get(line.item_id, 0) + here
    return found
