"""Releasing what a plan showed, trip by trip, as far as nobody was quicker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.ledger import service as ledger
from warehouse.orders.models import OPEN, Order
from warehouse.picking.models import BATCH, CLUSTER
from warehouse.picking.service.release import release, release_batch, release_carts


def release_trip(  # noqa: PLR0913 - what is released, and how
    session: Session,
    site_id: int,
    order_ids: Sequence[int],
    *,
    method: str,
    now: datetime,
    user_id: int | None,
) -> list[int]:
    """Release what still waits of the orders of one planned trip.

    Each trip is a transaction of its own, so that scans go on between them.

    Returns:
        The ids of the trips' leading tasks; none where a colleague was quicker.

    Raises:
        NothingAllocated: an order lost its stock in the meantime.
    """
    body = {"method": method}
    ledger.take_turn(
        session, ledger.own_capture(site_id, "pick.wave", body, now=now, user_id=user_id)
    )
    waiting = set(
        session.execute(
            select(Order.id).where(
                Order.id.in_(order_ids), Order.site_id == site_id, Order.state == OPEN
            )
        ).scalars()
    )
    left = [order_id for order_id in order_ids if order_id in waiting]
    if not left:
        return []
    if method == BATCH:
        return release_batch(session, site_id, left, now=now, user_id=user_id)
    if method == CLUSTER:
        return release_carts(session, site_id, [left], now=now, user_id=user_id)
    return release(session, site_id, left, now=now, user_id=user_id, method=method)
