"""One turn at a site's ledger in which orders are decided, on somebody's behalf."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.ledger import service as ledger
from warehouse.locations.models import Site
from warehouse.orders.errors import NoSuchOrder
from warehouse.orders.models import Order


@dataclass(slots=True)
class OrderTurn:
    """The site's turn with what every decision about orders needs: the day, and who decides."""

    session: Session
    turn: ledger.Turn
    now: datetime
    today: date
    user_id: int | None

    @property
    def site_id(self) -> int:
        """The site whose turn it is."""
        return self.turn.site_id

    def post(
        self,
        order_id: int,
        kind: str,
        body: Mapping[str, Any],
        changes: ledger.Changes | None = None,
    ) -> None:
        """Write one event of an order's story, with what it does to allocations."""
        capture = ledger.own_capture(
            self.site_id, kind, {"order": order_id, **body}, now=self.now, user_id=self.user_id
        )
        ledger.post(self.session, self.turn, capture, subject=subject_of(order_id), changes=changes)


def subject_of(order_id: int) -> str:
    """Name the thread of events that tells an order's story."""
    return f"order:{order_id}"


def take_turn(session: Session, site_id: int, *, now: datetime, user_id: int | None) -> OrderTurn:
    """Wait for the site's turn; whatever is read afterwards cannot change before the commit."""
    capture = ledger.own_capture(site_id, "order.turn", {}, now=now, user_id=user_id)
    turn = ledger.take_turn(session, capture)
    zone = session.execute(select(Site.time_zone).where(Site.id == site_id)).scalar_one()
    return OrderTurn(session, turn, now, now.astimezone(ZoneInfo(zone)).date(), user_id)


def load_order(turn: OrderTurn, order_id: int) -> Order:
    """Return an order of the turn's site as it stands now.

    Raises:
        NoSuchOrder: It is not this site's.
    """
    order = turn.session.execute(
        select(Order)
        .where(Order.id == order_id, Order.site_id == turn.site_id)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if order is None:
        raise NoSuchOrder
    return order
