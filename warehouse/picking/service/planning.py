"""Planning a release: what waits, who rides with whom, and what it comes to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item
from warehouse.ledger import queries as stock
from warehouse.locations.models import Bin
from warehouse.orders.models import OPEN, Order, OrderLine
from warehouse.picking.models import BATCH, CLUSTER, SINGLE, ZONE, CarrierCutOff
from warehouse.picking.rules.waves import (
    Caps,
    Trips,
    Waiting,
    by_zone,
    fill_carts,
    goes_with,
    is_due,
    sum_up,
)
from warehouse.routing import queries as routing

MOST_ORDERS = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """Which orders are meant, and how they are to be picked."""

    method: str = SINGLE
    channel: str = ""
    carrier: str = ""
    within: timedelta | None = None
    urgent_only: bool = False
    caps: Caps = Caps()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class Plan:
    """Orders in the order of release, the first of each trip's ids apart, and their figures."""

    carts: list[list[Waiting]]
    figures: Trips


def plan_release(session: Session, site_id: int, asked: Asked, *, now: datetime) -> Plan:
    """Return what releasing the asked orders would come to, the most urgent first."""
    word = _service_word(session, site_id, asked.carrier)
    orders = [
        order
        for order in _waiting(session, site_id, asked.channel)
        if is_due(order, now, asked.within)
        and (order.is_urgent or not asked.urgent_only)
        and goes_with(order, word)
    ]
    survey = routing.survey(
        session, site_id, [place_id for order in orders for place_id in order.bins]
    )
    if asked.method in (CLUSTER, BATCH):
        carts = fill_carts(orders, asked.caps, survey)
        walks = [[place_id for order in cart for place_id in order.bins] for cart in carts]
    if asked.method == BATCH:
        walks = [list(dict.fromkeys(walk)) for walk in walks]
    elif asked.method != CLUSTER:
        carts = [[order] for order in orders]
        zoned = asked.method == ZONE
        walks = [
            list(walk)
            for order in orders
            for walk in (by_zone(order) if zoned else [list(order.bins)])
        ]
    return Plan(carts, sum_up(orders, walks, survey))


def _service_word(session: Session, site_id: int, carrier: str) -> str:
    """Return what the service level of a carrier's orders says; "" takes all orders."""
    return (
        session.execute(
            select(CarrierCutOff.service_word).where(
                CarrierCutOff.site_id == site_id, CarrierCutOff.carrier == carrier
            )
        ).scalar_one_or_none()
        or ""
    )


def channels_waiting(session: Session, site_id: int) -> list[str]:
    """Return the channels that have orders to release."""
    return list(
        session.execute(
            select(Order.channel)
            .where(Order.site_id == site_id, Order.state == OPEN)
            .distinct()
            .order_by(Order.channel)
        ).scalars()
    )


def _waiting(session: Session, site_id: int, channel: str) -> list[Waiting]:
    chosen = select(Order).where(Order.site_id == site_id, Order.state == OPEN)
    if channel:
        chosen = chosen.where(Order.channel == channel)
    orders = list(
        session.execute(
            chosen.order_by(Order.ship_by.is_(None), Order.ship_by, Order.id).limit(MOST_ORDERS)
        ).scalars()
    )
    stops = _stops(session, [order.id for order in orders])
    return [_told(order, stops[order.id]) for order in orders if stops[order.id]]


def _stops(session: Session, order_ids: list[int]) -> dict[int, list[Any]]:
    """Return the allocated stops of orders, each with its item's figures and its bin."""
    lines = dict(
        session.execute(
            select(OrderLine.id, OrderLine.order_id).where(OrderLine.order_id.in_(order_ids))
        ).all()
    )
    pinned = stock.open_allocations(session, list(lines))
    bins = {
        row.place_id: row
        for row in session.execute(
            select(Bin.place_id, Bin.zone_id).where(
                Bin.place_id.in_({row.place_id for row in pinned})
            )
        )
    }
    items = {
        row.id: row
        for row in session.execute(
            select(Item.id, Item.weight_g, Item.length_mm, Item.width_mm, Item.height_mm).where(
                Item.id.in_({row.item_id for row in pinned})
            )
        )
    }
    found: dict[int, list[Any]] = defaultdict(list)
    for row in pinned:
        found[lines[row.order_line_id]].append((row.units, items[row.item_id], bins[row.place_id]))
    return found


def _told(order: Order, stops: list[Any]) -> Waiting:
    return Waiting(
        order_id=order.id,
        ref=order.channel_order_id,
        channel=order.channel,
        ship_by=order.ship_by,
        service_level=order.service_level,
        units=sum(units for units, _, _ in stops),
        weight_g=sum(units * (item.weight_g or 0) for units, item, _ in stops),
        volume_ml=sum(units * _volume_ml(item) for units, item, _ in stops),
        bins=tuple(shelf.place_id for _, _, shelf in stops),
        zones=tuple(shelf.zone_id for _, _, shelf in stops),
    )


def _volume_ml(item: Any) -> int:
    sides = (item.length_mm, item.width_mm, item.height_mm)
    if None in sides:
        return 0
    cubic_mm: int = sides[0] * sides[1] * sides[2]
    return -(-cubic_mm // 1000)
