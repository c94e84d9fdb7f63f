"""How far the units of an order line are: wanted, promised, picked, packed, shipped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.catalog.rules import whole_kits
from warehouse.ledger import queries as stock
from warehouse.ledger.queries.promises import Promised, promised
from warehouse.orders.models import CARTON, SHIPMENT_LINE, OrderLine


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


def _shipped(session: Session, line_ids: Sequence[int]) -> dict[int, int]:
    """Return how many units of each line of one order have left."""
    rows = session.execute(
        select(SHIPMENT_LINE.c.order_line_id, func.sum(SHIPMENT_LINE.c.units))
        .where(SHIPMENT_LINE.c.order_line_id.in_(line_ids))
        .group_by(SHIPMENT_LINE.c.order_line_id)
    )
    return {line: int(units) for line, units in rows}


def _in_cartons(session: Session, order_id: int) -> dict[int, int]:
    """Return item → units that stand in the order's cartons and have not left."""
    places = list(
        session.execute(select(CARTON.c.place_id).where(CARTON.c.order_id == order_id)).scalars()
    )
    found: dict[int, int] = {}
    for row in stock.contents_of(session, places) if places else ():
        found[row.item_id] = found.get(row.item_id, 0) + row.on_hand
    return found


def line_units(session: Session, order_id: int, lines: Iterable[OrderLine]) -> dict[int, LineUnits]:
    """Return how far each line of one order is; of a kit, in whole kits.

    A carton knows items, not lines: where two lines ask for one item, the first is packed first.

    Args:
        lines: All lines of the order; of a kit, at least all of its components.
    """
    lines = list(lines)
    ids = [line.id for line in lines]
    promises, shipped = promised(session, ids), _shipped(session, ids)
    boxed = _in_cartons(session, order_id)
    found = {}
    for line in lines:
        promise = promises.get(line.id, Promised())
        left = shipped.get(line.id, 0)
        here = min(boxed.get(line.item_id or 0, 0), max(promise.taken_units - left, 0))
        if line.item_id is not None:
            boxed[line.item_id] = boxed.get(line.item_id, 0) - here
        found[line.id] = LineUnits(
            wanted=line.ordered_units - line.cancelled_units,
            allocated=promise.open_units,
            picked=promise.taken_units,
            packed=left + here,
            shipped=left,
        )
    for line in lines:
        if line.kit_id is not None:
            parts = [part for part in lines if part.kit_line_id == line.id]
            found[line.id] = _kit_units(line, [(found[part.id], part) for part in parts])
    return found


def units_to_pack(lines: Iterable[OrderLine], units: Mapping[int, LineUnits]) -> dict[int, int]:
    """Return item → units that are picked, still wanted, and not gone.

    What the channel took back after it was picked stays in the tote and is put back from there.
    """
    found: dict[int, int] = {}
    for line in lines:
        one = units[line.id]
        here = min(one.picked, one.wanted) - one.shipped
        if line.item_id is not None and here > 0:
            found[line.item_id] = found.get(line.item_id, 0) + here
    return found


def _kit_units(line: OrderLine, parts: list[tuple[LineUnits, OrderLine]]) -> LineUnits:
    def whole(units: Callable[[LineUnits], int]) -> int:
        return whole_kits((units(one), part.units_per_kit or 1) for one, part in parts)

    picked = whole(lambda one: one.picked)
    return LineUnits(
        wanted=line.ordered_units - line.cancelled_units,
        allocated=whole(lambda one: one.allocated + one.picked) - picked,
        picked=picked,
        packed=whole(lambda one: one.packed),
        shipped=whole(lambda one: one.shipped),
    )
