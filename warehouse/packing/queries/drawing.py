"""Which of packing's screens follows, by where the order is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.cartons.models import CartonType
from warehouse.kernel.errors import NotYours, Refusal
from warehouse.kernel.ids import new_event_id
from warehouse.orders.models import PACKED, PICKED, SHIPPED, Order
from warehouse.orders.queries.containers import orders_in
from warehouse.packing.models import CLOSED, Carton, CartonPhoto, Shipment
from warehouse.packing.models import SHIPPED as LEFT
from warehouse.packing.queries.carrier import newest_carrier_labels
from warehouse.packing.queries.lane import lane_screen
from warehouse.packing.queries.paper import address_lines
from warehouse.packing.queries.verify import View, verify_screen
from warehouse.packing.queries.waiting import ship_screen, start_screen
from warehouse.packing.queries.wall import wall_screen
from warehouse.packing.rules.verify import check_packable
from warehouse.packing.screens import (
    CartonRow,
    Handover,
    LaneScreen,
    PackedScreen,
    ShipScreen,
    StartScreen,
    VerifyScreen,
    WallScreen,
)
from warehouse.scanning.queries import resolve
from warehouse.web.guard import Actor
from warehouse.web.signal import Signal, refused

CARRIERS_SHOWN = 8

OrderScreen = VerifyScreen | PackedScreen | StartScreen


def order_screen(  # noqa: PLR0913 - the order, and how it is looked at
    session: Session,
    actor: Actor,
    order_id: int,
    view: View | None = None,
    *,
    signal: Signal | None = None,
    show_codes: bool = False,
) -> OrderScreen:
    """Return the packing table of a picked order, the papers of a packed one, else the list.

    Raises:
        NotYours: no such order at the actor's site.
    """
    order = _order(session, actor, order_id)
    if order.state == PICKED:
        return verify_screen(
            session, actor, order, view or View(), signal=signal, show_codes=show_codes
        )
    if order.state in (PACKED, SHIPPED):
        return packed_screen(session, actor, order, {}, signal=signal)
    if signal is None:
        try:
            check_packable(order.state, order.channel_order_id)
        except Refusal as why:
            signal = Signal.of(refused(why))
    return start_screen(session, actor, signal=signal, show_codes=show_codes)


def after_pack(
    session: Session,
    actor: Actor,
    body: Mapping[str, Any],
    answer: Mapping[str, Any],
    show_codes: bool,  # noqa: FBT001 - the intake hands it on
) -> OrderScreen | WallScreen | LaneScreen:
    """Return the screen that follows an event of packing."""
    signal = Signal.of(answer)
    wall = body.get("tote") or body.get("at") or answer.get("wall")
    if wall:
        return wall_screen(session, actor, wall, answer, body, signal=signal, show_codes=show_codes)
    if "at" in body or ("order" in body and "code" in body and "carton" not in body):
        return lane_screen(session, actor, answer, body, signal=signal, show_codes=show_codes)
    if "order" not in body:
        return _opened(session, actor, body, answer, show_codes=show_codes)
    closes = "weight_g" in body or answer.get("code") == "wrong_weight"  # scanned from the scales
    is_refused_closing = closes and signal.kind == "refused"
    view = View(
        carton=body.get("carton", 0),
        mode="close" if is_refused_closing else "scan",
        weight_g=body.get("weight_g", body.get("code", "")) if is_refused_closing else "",
        reason=body.get("reason", "") if is_refused_closing else "",
    )
    return order_screen(session, actor, body["order"], view, signal=signal, show_codes=show_codes)


def _opened(
    session: Session,
    actor: Actor,
    body: Mapping[str, Any],
    answer: Mapping[str, Any],
    *,
    show_codes: bool,
) -> OrderScreen:
    """Return what a scan opened: one order, several to choose from, or the list again."""
    signal = Signal.of(answer)
    opens = signal.kind != "refused" and "printer" not in answer
    orders = _meant(session, actor, body["code"]) if opens else []
    if not opens and body.get("packed"):
        orders = [body["packed"]]
    if len(orders) == 1:
        return order_screen(session, actor, orders[0], signal=signal, show_codes=show_codes)
    return start_screen(session, actor, signal=signal, show_codes=show_codes, only=orders)


def after_ship(
    session: Session,
    actor: Actor,
    body: Mapping[str, Any],
    answer: Mapping[str, Any],
    show_codes: bool,  # noqa: FBT001 - the intake hands it on
) -> PackedScreen | ShipScreen:
    """Return what else there is to ship; or the same form again, when it was refused."""
    signal = Signal.of(answer)
    order = _order(session, actor, body["order"])
    if order.state == PACKED and signal.kind == "refused":
        return packed_screen(session, actor, order, body, signal=signal)
    return ship_screen(session, actor, signal=signal, show_codes=show_codes)


def packed_screen(
    session: Session, actor: Actor, order: Order, typed: Mapping[str, Any], *, signal: Signal | None
) -> PackedScreen:
    """Return a finished order's papers and its form.

    Args:
        typed: What was typed into the form, when it was refused.
    """
    carriers = _carriers(session, actor.site_id)
    return PackedScreen(
        order_id=order.id,
        order_ref=order.channel_order_id,
        ship_to=", ".join(address_lines(order)),
        service_level=order.service_level,
        cartons=_cartons(session, order),
        handover=_handover(session, order) if order.state == SHIPPED else None,
        carrier=typed.get("carrier", carriers[0] if carriers else ""),
        tracking=typed.get("tracking", ""),
        method=typed.get("method", ""),
        gift_message=order.gift_message,
        carriers=carriers,
        signal=signal,
        event_id=str(new_event_id()),
        scan_id=str(new_event_id()),
    )


def _order(session: Session, actor: Actor, order_id: int) -> Order:
    order = session.execute(
        select(Order).where(Order.id == order_id, Order.site_id == actor.site_id)
    ).scalar_one_or_none()
    if order is None:
        raise NotYours
    return order


def _meant(session: Session, actor: Actor, code: str) -> list[int]:
    """Return the orders that a scan meant: one to be shown, or several to choose from."""
    seen = resolve(session, actor.site_id, code)
    if seen.place is not None and seen.place.kind == "carton":
        of = select(Carton.order_id).where(Carton.place_id == seen.place.place_id)
        return list(session.execute(of).scalars())
    if seen.place is not None:
        return orders_in(session, seen.place.place_id)
    by_number = select(Order.id).where(
        Order.site_id == actor.site_id, Order.channel_order_id == seen.scan.text
    )
    return list(session.execute(by_number).scalars())


def _cartons(session: Session, order: Order) -> list[CartonRow]:
    state = LEFT if order.state == SHIPPED else CLOSED
    rows = session.execute(
        select(Carton)
        .where(Carton.order_id == order.id, Carton.state == state)
        .order_by(Carton.number)
    ).scalars()
    cartons = list(rows)
    ids = [carton.place_id for carton in cartons]
    labelled = newest_carrier_labels(session, ids)
    shown = set(
        session.execute(select(CartonPhoto.place_id).where(CartonPhoto.place_id.in_(ids))).scalars()
    )
    types = select(CartonType.id, CartonType.code).where(CartonType.site_id == order.site_id)
    boxes: dict[int | None, str] = {row.id: row.code for row in session.execute(types)}
    return [
        CartonRow(c.place_id, c.number, c.state, 0, c.sscc, c.weight_g, c.place_id in labelled,
                  boxes.get(c.type_id, ""), c.place_id in shown)
        for c in cartons
    ]  # fmt: skip


def _handover(session: Session, order: Order) -> Handover | None:
    row = session.execute(
        select(Shipment.carrier, Shipment.tracking, Shipment.shipped_at)
        .where(Shipment.order_id == order.id)
        .order_by(Shipment.id.desc())
        .limit(1)
    ).one_or_none()
    return Handover(*row) if row else None


def _carriers(session: Session, site_id: int) -> tuple[str, ...]:
    """Return the carriers of the site's newest shipments, the last one first."""
    rows = session.execute(
        select(Shipment.carrier)
        .where(Shipment.site_id == site_id)
        .order_by(Shipment.id.desc())
        .limit(200)
    ).scalars()
    return tuple(dict.fromkeys(rows))[:CARRIERS_SHOWN]


def order_of(session: Session, actor: Actor, place_id: int) -> int:
    """Return whose carton it is. Raises NotYours."""
    order_id = session.execute(
        select(Order.id)
        .join(Carton, Carton.order_id == Order.id)
        .where(Carton.place_id == place_id, Order.site_id == actor.site_id)
    ).scalar_one_or_none()
    if order_id is None:
        raise NotYours
    return order_id


def photo(session: Session, actor: Actor, place_id: int) -> bytes:
    """Return the photo of a carton of the actor's site as JPEG. Raises NotYours."""
    content = session.execute(
        select(CartonPhoto.content)
        .join(Carton, Carton.place_id == CartonPhoto.place_id)
        .join(Order, Order.id == Carton.order_id)
        .where(CartonPhoto.place_id == place_id, Order.site_id == actor.site_id)
    ).scalar_one_or_none()
    if content is None:
        raise NotYours
    return content
