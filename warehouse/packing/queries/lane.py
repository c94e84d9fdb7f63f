"""The lane of single items as the packer sees it: what waits, and what was packed last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from warehouse.cartons.models import CartonType
from warehouse.catalog.models import Item
from warehouse.kernel.ids import new_event_id
from warehouse.orders.models import PICKED, Order, OrderLine
from warehouse.orders.queries.containers import containers_of
from warehouse.packing.models import SHIPPED, Carton
from warehouse.packing.queries.codes import codes_in
from warehouse.packing.queries.weighing import weigh_panel
from warehouse.packing.screens import LanePacked, LaneRow, LaneScreen
from warehouse.web.guard import Actor
from warehouse.web.signal import Signal

FORMS_A_SCREEN = 2
LISTED = 12


def lane_screen(  # noqa: PLR0913 - the lane, and what was just done
    session: Session,
    actor: Actor,
    answer: Mapping[str, Any],
    body: Mapping[str, Any] | None = None,
    *,
    signal: Signal | None = None,
    show_codes: bool = False,
) -> LaneScreen:
    """Return what orders wait for alone, most of them first.

    Args:
        answer: What the packer was told last.
        body: What he did last.
    """
    wanted = OrderLine.ordered_units - OrderLine.cancelled_units
    alone = (
        select(Order.id)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(
            Order.site_id == actor.site_id,
            Order.state == PICKED,
            OrderLine.kit_id.is_(None),
            ~exists().where(Carton.order_id == Order.id, Carton.state != SHIPPED),
        )
        .group_by(Order.id)
        .having(func.sum(wanted) == 1)
    )
    rows = session.execute(
        select(Item.name, Item.sku, func.count())
        .join(OrderLine, OrderLine.item_id == Item.id)
        .where(OrderLine.order_id.in_(alone), wanted == 1)
        .group_by(Item.id, Item.name, Item.sku)
        .order_by(func.count().desc(), Item.name)
        .limit(LISTED)
    )
    asks = answer.get("asks") or {}
    packed = bool(answer.get("packed"))
    return LaneScreen(
        rows=[LaneRow(*row) for row in rows],
        last=_packed(session, int(answer["order"])) if packed else None,
        asks=asks.get("item_name", ""),
        asked_order=int(answer.get("order", 0)) if asks else 0,
        papers=packed and not answer.get("printing"),
        weigh=weigh_panel(session, actor, body or {}, answer),
        signal=signal,
        event_ids=tuple(str(new_event_id()) for _ in range(FORMS_A_SCREEN)),
        codes=_codes(session, alone, asks) if show_codes else [],
    )


def _packed(session: Session, order_id: int) -> LanePacked | None:
    row = session.execute(
        select(
            Order.id, Order.channel_order_id, Item.name, CartonType.code, Order.gift_message,
            Carton.place_id,
        )
        .join(Carton, Carton.order_id == Order.id)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Item, Item.id == OrderLine.item_id)
        .outerjoin(CartonType, CartonType.id == Carton.type_id)
        .where(Order.id == order_id, Carton.state != SHIPPED)
        .limit(1)
    ).one_or_none()  # fmt: skip
    return LanePacked(row[0], row[1], row[2], row[3] or "", row[4], row[5]) if row else None


def _codes(session: Session, alone: Any, asks: Mapping[str, Any]) -> list[tuple[str, str]]:
    ids = list(session.execute(alone.limit(LISTED)).scalars())
    totes = [tote.place_id for tote in containers_of(session, ids)]
    return codes_in(session, totes, asks)
