"""Where the floor says that an order is."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.orders.errors import NoSuchOrder, WrongStep
from warehouse.orders.models import EXCEPTION, OPEN, Order
from warehouse.orders.rules.decisions import NEXT
from warehouse.orders.service.exceptions import count_open


def mark(session: Session, order_id: int, state: str) -> None:
    """Move an order on, or back; called by the floor, which holds the site's turn.

    `open` stands for "to be released again": after a task was taken back, or for what a partial
    shipment left over. An order with exceptions waits for their repair then.

    Raises:
        NoSuchOrder: There is none.
        WrongStep: It is not in a state that `state` may follow.
    """
    order = session.execute(
        select(Order).where(Order.id == order_id).execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if order is None:
        raise NoSuchOrder
    if state == order.state:
        return
    if state not in NEXT.get(order.state, frozenset()):
        raise WrongStep(order=order.channel_order_id, state=order.state, wanted=state)
    order.state = EXCEPTION if state == OPEN and count_open(session, order_id) else state
    session.flush()
