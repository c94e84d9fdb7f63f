"""The put wall as the packer sees it: places by number, letter and colour, one of them lit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.cartons.models import CartonType
from warehouse.kernel.errors import NotYours
from warehouse.kernel.ids import new_event_id
from warehouse.kernel.slots import slot_of
from warehouse.locations.models import TOTE, Place
from warehouse.orders.models import Order
from warehouse.packing.loading import Wall, load_wall
from warehouse.packing.models import SHIPPED, Carton
from warehouse.packing.queries.codes import codes_of
from warehouse.packing.queries.weighing import weigh_panel
from warehouse.packing.rules.wall import WallOrder
from warehouse.packing.screens import WallPlace, WallScreen
from warehouse.web.guard import Actor
from warehouse.web.signal import Signal

FORMS_A_SCREEN = 2
STATES = {
    "picked": "waiting", "packed": "complete", "shipped": "complete", "cancelled": "cancelled",
}  # fmt: skip


def wall_screen(  # noqa: PLR0913 - the wall, and what was just done
    session: Session,
    actor: Actor,
    place_id: int,
    answer: Mapping[str, Any],
    body: Mapping[str, Any] | None = None,
    *,
    signal: Signal | None = None,
    show_codes: bool = False,
) -> WallScreen:
    """Return the put wall of a tote; empty once its last order is packed.

    Args:
        answer: What the packer was told last; it says which place is lit.
        body: What he did last.

    Raises:
        NotYours: No such tote at the actor's site.
    """
    place = session.execute(
        select(Place).where(Place.id == place_id, Place.site_id == actor.site_id)
    ).scalar_one_or_none()
    if place is None or place.kind != TOTE:
        raise NotYours
    wall = load_wall(session, place_id)
    lit = int(answer.get("order", 0)) if "wall_no" in answer else 0
    places = _places(session, wall, answer)
    asks = answer.get("asks") or {}
    loose = [held for held in wall.held if held.place_id == place_id]
    return WallScreen(
        tote_id=place_id,
        tote=place.code,
        places=places,
        left=sum(held.units for held in loose),
        lit=next((one for one in places if one.is_lit), None),
        asks=asks.get("item_name", ""),
        asked=asks.get("item_id", 0),
        undo_order=lit,
        papers=bool(answer.get("packed")) and not answer.get("printing"),
        weigh=weigh_panel(session, actor, body or {}, answer),
        signal=signal,
        event_ids=tuple(str(new_event_id()) for _ in range(FORMS_A_SCREEN)),
        codes=codes_of(session, loose, asks) if show_codes else [],
    )


def _state(order: WallOrder) -> str:
    """Say how far an order is; one that is full waits for the scales, or to be closed."""
    return "full" if order.is_waiting and not order.left else STATES.get(order.state, "picking")


def _places(session: Session, wall: Wall, answer: Mapping[str, Any]) -> list[WallPlace]:
    """Return the places of orders that wait, and of the one that was just completed."""
    lit, number = int(answer.get("order", 0)), int(answer.get("wall_no", 0))
    ids = [order.order_id for order in wall.orders]
    done = number and lit not in ids
    rows = session.execute(
        select(Order.id, Order.channel_order_id, Order.gift_message, CartonType.code)
        .outerjoin(Carton, (Carton.order_id == Order.id) & (Carton.state != SHIPPED))
        .outerjoin(CartonType, CartonType.id == Carton.type_id)
        .where(Order.id.in_([*ids, lit] if done else ids))
        .order_by(Carton.number)
    ).all()
    known = {row.id: row for row in rows}
    places = []
    for order in wall.orders:
        slot = slot_of(order.number)
        assert slot is not None, "places on a wall count from 1"
        places.append(
            WallPlace(
                order_id=order.order_id,
                order_ref=order.order_ref,
                slot=slot,
                state=_state(order),
                done=sum(order.boxed.values()),
                wanted=sum(order.wanted.values()),
                box=known[order.order_id].code or "",
                gift_message=known[order.order_id].gift_message,
                is_lit=order.order_id == lit and bool(number),
            )
        )
    slot = slot_of(number)
    if done and slot is not None and lit in known:
        row = known[lit]
        places.append(WallPlace(lit, row.channel_order_id, slot, "complete", 1, 1, row.code or "",
                                row.gift_message, is_lit=True))  # fmt: skip
    return sorted(places, key=lambda one: one.slot.number)
