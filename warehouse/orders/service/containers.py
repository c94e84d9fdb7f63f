"""Which tote stands for which orders, from its first unit until it is packed empty."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from warehouse.orders.models import OrderContainer


def bind_container(
    session: Session, place_id: int, order_id: int, *, is_shared: bool = False
) -> None:
    """Say that a tote holds an order's units from now on; asked twice, it is so once.

    The caller holds the site's turn and knows that the tote is free, or that it is the tote of a
    batch, which holds the units of several orders. An order that is in several shared totes has
    the same number on the put wall in each of them, as far as it is free there.

    Args:
        is_shared: Whether the tote may hold units of other orders, too.
    """
    known = {
        row.order_id: row.wall_no
        for row in session.execute(
            select(OrderContainer).where(OrderContainer.place_id == place_id)
        ).scalars()
    }
    if order_id in known:
        return
    assert is_shared or not known, "a tote was taken for a second order"
    elsewhere = session.execute(
        select(OrderContainer.wall_no)
        .where(OrderContainer.order_id == order_id)
        .order_by(OrderContainer.place_id)
    ).scalars()
    number = next(
        (number for number in elsewhere if number not in known.values()),
        max(known.values(), default=0) + 1,
    )
    session.add(OrderContainer(place_id=place_id, order_id=order_id, wall_no=number))
    session.flush()


def unbind_container(session: Session, place_id: int, order_id: int | None = None) -> None:
    """Set a tote free of one order, or for any order where none is named."""
    wanted = delete(OrderContainer).where(OrderContainer.place_id == place_id)
    if order_id is not None:
        wanted = wanted.where(OrderContainer.order_id == order_id)
    session.execute(wanted)
