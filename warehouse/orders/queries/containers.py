"""Looking up whose units stand in a tote, and where an order's totes are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from warehouse.locations.models import Place
from warehouse.orders.models import Order, OrderContainer


@dataclass(frozen=True, slots=True)
class Container:
    """One tote of an order, and the place that it was put down at, if it was.

    Attributes:
        wall_no: The order's place on the put wall, where the tote is shared.
        is_shared: Whether the tote holds units of other orders, too.
    """

    order_id: int
    place_id: int
    code: str
    stands_in_id: int | None
    stands_in: str
    wall_no: int = 1
    is_shared: bool = False


def orders_in(session: Session, place_id: int) -> list[int]:
    """Return the orders whose units stand in a tote, or in the totes that stand at a place.

    What must ship first comes first.
    """
    rows = session.execute(
        select(Order.id)
        .join(OrderContainer, OrderContainer.order_id == Order.id)
        .join(Place, Place.id == OrderContainer.place_id)
        .where(or_(Place.id == place_id, Place.parent_id == place_id))
        .group_by(Order.id, Order.ship_by)
        .order_by(Order.ship_by.is_(None), Order.ship_by, Order.id)
    )
    return list(rows.scalars())


def containers_of(session: Session, order_ids: Sequence[int]) -> list[Container]:
    """Return the totes of the given orders, by code."""
    lane, other = aliased(Place), aliased(OrderContainer)
    sharing = (
        select(other.order_id)
        .where(other.place_id == OrderContainer.place_id, other.order_id != OrderContainer.order_id)
        .exists()
    )
    rows = session.execute(
        select(
            OrderContainer.order_id, Place.id, Place.code, lane.id.label("lane_id"),
            lane.code.label("lane_code"), OrderContainer.wall_no, sharing,
        )
        .join(Place, Place.id == OrderContainer.place_id)
        .outerjoin(lane, lane.id == Place.parent_id)
        .where(OrderContainer.order_id.in_(order_ids))
        .order_by(Place.code)
    )  # fmt: skip
    return [Container(*row[:4], row[4] or "", *row[5:]) for row in rows]


def is_shared(session: Session, place_id: int) -> bool:
    """Tell whether a tote holds the units of several orders."""
    holds = select(func.count()).where(OrderContainer.place_id == place_id)
    return session.execute(holds).scalar_one() > 1
