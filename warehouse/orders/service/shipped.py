"""How much of a line has left the building; what has left is past changing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.orders.models import SHIPMENT_LINE


def shipped_units(session: Session, line_ids: Sequence[int]) -> dict[int, int]:
    """Return how many units of each line of one order have left; lines without any are left out."""
    rows = session.execute(
        select(SHIPMENT_LINE.c.order_line_id, func.sum(SHIPMENT_LINE.c.units))
        .where(SHIPMENT_LINE.c.order_line_id.in_(line_ids))
        .group_by(SHIPMENT_LINE.c.order_line_id)
    )
    return {line: int(units) for line, units in rows}
