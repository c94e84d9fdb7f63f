"""Which tote stands for which order, from its first unit until it is packed empty."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from warehouse.orders.models import OrderContainer


def bind_container(session: Session, place_id: int, order_id: int) -> None:
    """Say that a tote holds an order's units from now on; asked twice, it is so once.

    The caller holds the site's turn and knows that the tote is free: a tote never holds the
    units of two orders.
    """
    known = session.execute(
        select(OrderContainer).where(OrderContainer.place_id == place_id)
    ).scalar_one_or_none()
    if known is None:
        session.add(OrderContainer(place_id=place_id, order_id=order_id))
    else:
        assert known.order_id == order_id, "a tote was taken for a second order"
    session.flush()


def unbind_container(session: Session, place_id: int) -> None:
    """Set a tote free for any order."""
    session.execute(delete(OrderContainer).where(OrderContainer.place_id == place_id))
