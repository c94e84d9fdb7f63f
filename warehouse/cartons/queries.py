"""The site's carton types and limits, and what is suggested for given goods."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.cartons.models import CarrierService, CartonHabit, CartonType, PackingRule
from warehouse.cartons.rules import (
    Box,
    Choice,
    Goods,
    Limits,
    Service,
    allowed,
    choose,
    contents_key,
)
from warehouse.cartons.screens import CartonTypeRow, CartonTypesDesk
from warehouse.catalog.models import Item
from warehouse.web.signal import Signal


def limits_of(session: Session, site_id: int) -> Limits:
    """Return a site's limits of packing."""
    row = session.execute(
        select(
            PackingRule.tolerance_g,
            PackingRule.tolerance_percent,
            PackingRule.fill_percent,
            PackingRule.weighs_all,
        ).where(PackingRule.site_id == site_id)
    ).one_or_none()
    return Limits(*row) if row else Limits()


def boxes_of(session: Session, site_id: int) -> tuple[Box, ...]:
    """Return the carton types that a site uses, by code."""
    rows = session.execute(
        select(CartonType)
        .where(CartonType.site_id == site_id, CartonType.is_active)
        .order_by(CartonType.code)
    ).scalars()
    return tuple(
        Box(row.id, row.code, (row.length_mm, row.width_mm, row.height_mm), row.tare_g, row.most_g)
        for row in rows
    )


def services_of(session: Session, site_id: int) -> tuple[Service, ...]:
    """Return what a site said of carriers' services, by word."""
    rows = session.execute(
        select(CarrierService.word, CarrierService.is_one_carton, CarrierService.longest_mm)
        .where(CarrierService.site_id == site_id)
        .order_by(CarrierService.word)
    )
    return tuple(Service(*row) for row in rows)


def boxes_for(session: Session, site_id: int, service_level: str) -> tuple[Box, ...]:
    """Return the carton types that an order of this service level may leave in, by code."""
    boxes = boxes_of(session, site_id)
    return allowed(services_of(session, site_id), service_level, boxes) if boxes else ()


def suggest(session: Session, site_id: int, units: Mapping[int, int], service_level: str) -> Choice:
    """Say which cartons suit units of items: what was chosen before for the same, else by size.

    What the order's service does not take is not suggested.
    """
    boxes = boxes_for(session, site_id, service_level) if units else ()
    if not boxes:
        return Choice((), "")
    before = session.execute(
        select(CartonHabit.type_id).where(
            CartonHabit.site_id == site_id, CartonHabit.contents == contents_key(units)
        )
    ).scalar_one_or_none()
    known = [box for box in boxes if box.type_id == before]
    if known:
        return Choice((known[0],), "Chosen here before for the same goods.")
    return by_size(session, site_id, boxes, units)


def by_size(
    session: Session, site_id: int, boxes: tuple[Box, ...], units: Mapping[int, int]
) -> Choice:
    """Say which cartons suit by size and weight alone."""
    items = session.execute(
        select(
            Item.id, Item.name, Item.length_mm, Item.width_mm, Item.height_mm, Item.weight_g
        ).where(Item.id.in_(list(units)))
    )
    goods = []
    for row in items:
        sides = (row.length_mm or 0, row.width_mm or 0, row.height_mm or 0)
        known = sides if all(sides) else None
        goods.append(Goods(row.id, row.name, known, row.weight_g, units[row.id]))
    goods.sort(key=lambda one: one.item_id)
    return choose(boxes, tuple(goods), limits_of(session, site_id).fill_percent)


def types_desk(
    session: Session,
    site_id: int,
    *,
    typed: Mapping[str, str] | None = None,
    signal: Signal | None = None,
) -> CartonTypesDesk:
    """Return the page of carton types; `typed` is a form that was refused, or a type to change."""
    rows = session.execute(
        select(CartonType).where(CartonType.site_id == site_id).order_by(CartonType.code)
    ).scalars()
    habits = session.execute(
        select(func.count()).select_from(CartonHabit).where(CartonHabit.site_id == site_id)
    ).scalar_one()
    return CartonTypesDesk(
        types=[
            CartonTypeRow(row.id, row.code, row.length_mm, row.width_mm, row.height_mm, row.tare_g,
                          row.most_g, row.is_active)
            for row in rows
        ],
        limits=limits_of(session, site_id),
        services=services_of(session, site_id),
        habits=habits,
        typed=dict(typed or {}),
        signal=signal,
    )  # fmt: skip
