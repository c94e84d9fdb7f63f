"""Lists: what waits to be packed, and what waits for its carrier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from warehouse.kernel.ids import new_event_id
from warehouse.ledger import queries as stock
from warehouse.orders.models import PACKED, PICKED, Order
from warehouse.orders.queries.containers import Container, containers_of
from warehouse.packing.models import CLOSED, Carton
from warehouse.packing.screens import ShipRow, ShipScreen, StartScreen, WaitingRow, WallRow
from warehouse.web.guard import Actor
from warehouse.web.signal import Signal

LISTED = 50
CODES_SHOWN = 4


def start_screen(
    session: Session,
    actor: Actor,
    *,
    signal: Signal | None = None,
    show_codes: bool = False,
    only: Sequence[int] = (),
) -> StartScreen:
    """Return the orders that wait at packing.

    Args:
        signal: What the packer is told.
        show_codes: Whether to show codes for those who have no scanner.
        only: The orders to choose from, where a scan meant several.
    """
    wanted = _by_urgency(actor.site_id, PICKED).limit(LISTED)
    orders = list(session.execute(wanted.where(Order.id.in_(only)) if only else wanted).scalars())
    totes = containers_of(session, [order.id for order in orders])
    units = _units(session, totes)
    sharing = {tote.order_id for tote in totes if tote.is_shared} - set(only)
    rows = [
        _waiting(order, [t for t in totes if t.order_id == order.id], units)
        for order in orders
        if order.id not in sharing
    ]
    to_ship = session.execute(
        select(func.count()).where(Order.site_id == actor.site_id, Order.state == PACKED)
    ).scalar_one()
    codes = [(f"{tote.orders} orders", tote.tote) for tote in _walls(totes, units)]
    codes += [(row.order_ref, tote) for row in rows for tote in row.totes]
    return StartScreen(
        orders=rows,
        walls=[] if only else _walls(totes, units),
        is_choice=bool(only),
        to_ship=to_ship,
        signal=signal,
        event_id=str(new_event_id()),
        codes=codes[:CODES_SHOWN] if show_codes else [],
    )


def ship_screen(
    session: Session, actor: Actor, *, signal: Signal | None = None, show_codes: bool = False
) -> ShipScreen:
    """Return the packed orders of the actor's site, what must ship first before."""
    orders = list(session.execute(_by_urgency(actor.site_id, PACKED).limit(LISTED)).scalars())
    cartons = session.execute(
        select(Carton)
        .where(Carton.order_id.in_([order.id for order in orders]), Carton.state == CLOSED)
        .order_by(Carton.order_id, Carton.number)
    ).scalars()
    of: dict[int, list[Carton]] = {}
    for carton in cartons:
        of.setdefault(carton.order_id, []).append(carton)
    rows = [_shippable(order, of.get(order.id, [])) for order in orders]
    codes = [(row.order_ref, f"00{of[row.order_id][0].sscc}") for row in rows[:CODES_SHOWN]]
    return ShipScreen(
        orders=rows,
        signal=signal,
        event_id=str(new_event_id()),
        codes=codes if show_codes else [],
    )


def _by_urgency(site_id: int, state: str) -> Select[Any]:
    return (
        select(Order)
        .where(Order.site_id == site_id, Order.state == state)
        .order_by(Order.ship_by.is_(None), Order.ship_by, Order.id)
    )


def _units(session: Session, totes: list[Container]) -> dict[int, int]:
    """Return tote → units in it."""
    found: dict[int, int] = {}
    for row in stock.contents_of(session, list({tote.place_id for tote in totes})):
        found[row.place_id] = found.get(row.place_id, 0) + row.on_hand
    return found


def _walls(totes: list[Container], units: dict[int, int]) -> list[WallRow]:
    """Return the shared totes, each with how many of the listed orders it is for."""
    shared = {tote.place_id: tote for tote in totes if tote.is_shared}
    return [
        WallRow(
            place_id=place_id,
            tote=tote.code,
            orders=sum(other.place_id == place_id for other in totes),
            units=units.get(place_id, 0),
            stands_in=tote.stands_in,
        )
        for place_id, tote in shared.items()
    ]


def _waiting(order: Order, totes: list[Container], units: dict[int, int]) -> WaitingRow:
    return WaitingRow(
        order_id=order.id,
        order_ref=order.channel_order_id,
        channel=order.channel,
        ship_by=order.ship_by,
        units=sum(units.get(tote.place_id, 0) for tote in totes),
        totes=tuple(tote.code for tote in totes),
        stands_in=next((tote.stands_in for tote in totes if tote.stands_in), ""),
    )


def _shippable(order: Order, cartons: list[Carton]) -> ShipRow:
    return ShipRow(
        order_id=order.id,
        order_ref=order.channel_order_id,
        channel=order.channel,
        ship_by=order.ship_by,
        service_level=order.service_level,
        cartons=len(cartons),
        weight_g=sum(carton.weight_g or 0 for carton in cartons),
    )
