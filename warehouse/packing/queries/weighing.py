"""The carton that the put wall or the lane has just filled, on its way to the scales."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.kernel.ids import new_event_id
from warehouse.ledger import queries as stock
from warehouse.orders.models import PICKED, Order
from warehouse.packing.loading import expected_of
from warehouse.packing.models import OPEN, Carton
from warehouse.packing.rules.verify import Held
from warehouse.packing.screens import WeighPanel
from warehouse.web.guard import Actor


def weigh_panel(
    session: Session, actor: Actor, body: Mapping[str, Any], answer: Mapping[str, Any]
) -> WeighPanel | None:
    """Return the carton that waits for the scales after an event; None where none does.

    It goes on waiting for the device that filled it, whatever is scanned or refused meanwhile.
    """
    order_id = answer.get("order", body.get("order")) if answer.get("weigh") else 0
    if not order_id and not answer.get("packed"):
        order_id = body.get("weigh") or ("weight_g" in body and body.get("order"))
    if not order_id:
        return None
    order = session.execute(
        select(Order).where(
            Order.id == order_id, Order.site_id == actor.site_id, Order.state == PICKED
        )
    ).scalar_one_or_none()
    carton = session.execute(
        select(Carton)
        .where(Carton.order_id == (order.id if order else 0), Carton.state == OPEN)
        .order_by(Carton.number.desc())
        .limit(1)
    ).scalar_one_or_none()
    if order is None or carton is None:
        return None
    rows = stock.contents_of(session, [carton.place_id])
    expected = expected_of(session, carton, [Held.of(row) for row in rows if row.on_hand > 0])
    differed = answer.get("code") in {"wrong_weight", "second_look"}
    return WeighPanel(
        order_id=order.id,
        order_ref=order.channel_order_id,
        number=carton.number,
        box=expected.box,
        expected_g=expected.grams,
        weight_g=body.get("weight_g", body.get("code", "") if differed else ""),
        reason=body.get("reason", ""),
        asks_why=differed,
        event_id=str(new_event_id()),
    )
