"""What order lines were promised: open units, and those that picks have taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, Subquery, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from warehouse.ledger.models import Allocation

LINES_A_STATEMENT = 500


@dataclass(frozen=True, slots=True)
class Promised:
    """Base units of one order line: still open in bins, and taken by picks."""

    open_units: int = 0
    taken_units: int = 0

    @property
    def given_units(self) -> int:
        """Both together: what nobody else can be promised any more."""
        return self.open_units + self.taken_units


def promised_by_line() -> Subquery:
    """Return order_line_id, open_units and taken_units, to be joined to what asks for them."""
    return (
        select(
            Allocation.order_line_id,
            func.sum(Allocation.quantity - Allocation.taken - Allocation.released).label(
                "open_units"
            ),
            func.sum(Allocation.taken).label("taken_units"),
        )
        .group_by(Allocation.order_line_id)
        .subquery("promised")
    )


def promised_to(order_line: InstrumentedAttribute[int]) -> ScalarSelect[int]:
    """Return a column with the units, open or taken, of the order line in another column."""
    return (
        select(func.coalesce(func.sum(Allocation.quantity - Allocation.released), 0))
        .where(Allocation.order_line_id == order_line)
        .scalar_subquery()
    )


def promised(session: Session, order_line_ids: Sequence[int]) -> dict[int, Promised]:
    """Return what each of the given lines was promised; lines without any are left out."""
    found: dict[int, Promised] = {}
    for start in range(0, len(order_line_ids), LINES_A_STATEMENT):
        rows = session.execute(
            select(
                Allocation.order_line_id,
                func.sum(Allocation.quantity - Allocation.taken - Allocation.released),
                func.sum(Allocation.taken),
            )
            .where(Allocation.order_line_id.in_(order_line_ids[start : start + LINES_A_STATEMENT]))
            .group_by(Allocation.order_line_id)
        )
        found |= {line: Promised(int(still), int(taken)) for line, still, taken in rows}
    return found


def taken_lots(session: Session, order_line_ids: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return (order line, lot, units) that picks have taken for the given lines."""
    found: list[tuple[int, int, int]] = []
    for start in range(0, len(order_line_ids), LINES_A_STATEMENT):
        rows = session.execute(
            select(Allocation.order_line_id, Allocation.lot_id, func.sum(Allocation.taken))
            .where(
                Allocation.order_line_id.in_(order_line_ids[start : start + LINES_A_STATEMENT]),
                Allocation.taken > 0,
            )
            .group_by(Allocation.order_line_id, Allocation.lot_id)
        )
        found += [(line, lot, int(units)) for line, lot, units in rows]
    return found


def open_promises_from(session: Session, key: tuple[int, int, int]) -> list[tuple[int, int, int]]:
    """Return (allocation, order line, open units) pinned to a place and lot, the newest first."""
    still = Allocation.quantity - Allocation.taken - Allocation.released
    rows = session.execute(
        select(Allocation.id, Allocation.order_line_id, still)
        .where(
            Allocation.place_id == key[0],
            Allocation.item_id == key[1],
            Allocation.lot_id == key[2],
            still > 0,
        )
        .order_by(Allocation.id.desc())
    )
    return [(made, line, units) for made, line, units in rows]
