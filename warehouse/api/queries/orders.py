"""Orders and shipments, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.api.screens import orders as answers
from warehouse.kernel.errors import NotYours
from warehouse.ledger.queries.promises import Promised, promised
from warehouse.orders.loading import kits_among, lines_of, promised_kits
from warehouse.orders.models import Order, OrderException, OrderLine
from warehouse.packing.models import Carton, Shipment, ShipmentLine

_HEAD = (
    "channel", "state", "placed_at", "ship_by", "deliver_by", "taken_in_at",
    "service_level", "currency", "recipient_name", "address1", "address2", "address3", "city",
    "region", "postal_code", "country", "phone", "email", "gift_message", "note",
)  # fmt: skip


def orders(session: Session, site_id: int, query: answers.OrderQuery) -> answers.OrderPage:
    """Return the site's orders by number."""
    wanted = select(Order).where(Order.site_id == site_id)
    if query.state is not None:
        wanted = wanted.where(Order.state == query.state)
    if query.channel is not None:
        wanted = wanted.where(Order.channel == query.channel)
    if query.order_id is not None:
        wanted = wanted.where(Order.channel_order_id == query.order_id)
    if query.after is not None:
        wanted = wanted.where(Order.id > query.after)
    rows = session.execute(wanted.order_by(Order.id).limit(query.limit + 1)).scalars().all()
    shown = rows[: query.limit]
    return answers.OrderPage(
        tuple(_whole(session, shown)), shown[-1].id if len(rows) > query.limit else None
    )


def order(session: Session, site_id: int, order_id: int) -> answers.Order:
    """Return one order of the site.

    Raises:
        NotYours: There is no such order there.
    """
    row = session.get(Order, order_id)
    if row is None or row.site_id != site_id:
        raise NotYours
    return next(iter(_whole(session, [row])))


def _whole(session: Session, rows: Sequence[Order]) -> Iterable[answers.Order]:
    ids = [row.id for row in rows]
    lines = lines_of(session, ids)
    promises = promised(session, [line.id for of_one in lines.values() for line in of_one])
    doubts: dict[int, list[answers.OrderException]] = {}
    for doubt in session.execute(
        select(OrderException)
        .where(OrderException.order_id.in_(ids), OrderException.repaired_at.is_(None))
        .order_by(OrderException.id)
    ).scalars():
        told = answers.OrderException(doubt.code, doubt.sentence)
        doubts.setdefault(doubt.order_id, []).append(told)
    for row in rows:
        yield answers.Order(
            id=row.id,
            order_id=row.channel_order_id,
            lines=_lines(lines[row.id], promises),
            exceptions=tuple(doubts.get(row.id, ())),
            **{name: getattr(row, name) for name in _HEAD},
        )


def _lines(
    lines: Sequence[OrderLine], promises: dict[int, Promised]
) -> tuple[answers.OrderLine, ...]:
    kits = kits_among(lines).items()
    found = promises | {line_id: promised_kits(parts, promises) for line_id, parts in kits}
    return tuple(
        answers.OrderLine(
            line.id, line.channel_line_id, line.sku, line.item_id or line.kit_id, line.kit_line_id,
            line.title, line.ordered_units, line.cancelled_units,
            found.get(line.id, Promised()).open_units, found.get(line.id, Promised()).taken_units,
            line.unit_price_minor,
        )
        for line in lines
    )  # fmt: skip


def shipments(session: Session, site_id: int, query: answers.ShipmentQuery) -> answers.ShipmentPage:
    """Return the site's shipments by number."""
    wanted = (
        select(Shipment, Order.channel, Order.channel_order_id)
        .join(Order, Order.id == Shipment.order_id)
        .where(Shipment.site_id == site_id)
    )
    if query.after is not None:
        wanted = wanted.where(Shipment.id > query.after)
    rows = session.execute(wanted.order_by(Shipment.id).limit(query.limit + 1)).all()
    shown = rows[: query.limit]
    ids = [row[0].id for row in shown]
    lines = _shipped_lines(session, ids)
    cartons = _shipped_cartons(session, [row[0].order_id for row in shown])
    return answers.ShipmentPage(
        tuple(
            answers.Shipment(
                one.id, channel, order_id, one.carrier, one.ship_method, one.tracking,
                one.shipped_at, tuple(lines.get(one.id, ())), tuple(cartons.get(one.id, ())),
            )
            for one, channel, order_id in shown
        ),
        ids[-1] if len(rows) > query.limit else None,
    )  # fmt: skip


def _shipped_lines(session: Session, ids: Sequence[int]) -> dict[int, list[answers.ShippedLine]]:
    found: dict[int, list[answers.ShippedLine]] = {}
    rows: Iterable[Any] = session.execute(
        select(
            ShipmentLine.shipment_id, OrderLine.id, OrderLine.channel_line_id, OrderLine.sku,
            ShipmentLine.units,
        )
        .join(OrderLine, OrderLine.id == ShipmentLine.order_line_id)
        .where(ShipmentLine.shipment_id.in_(ids))
        .order_by(OrderLine.id)
    )  # fmt: skip
    for shipment_id, *rest in rows:
        found.setdefault(shipment_id, []).append(answers.ShippedLine(*rest))
    return found


def _shipped_cartons(
    session: Session, order_ids: Sequence[int]
) -> dict[int | None, list[answers.ShippedCarton]]:
    found: dict[int | None, list[answers.ShippedCarton]] = {}
    rows: Iterable[Any] = session.execute(
        select(Carton.shipment_id, Carton.number, Carton.sscc, Carton.weight_g)
        .where(Carton.order_id.in_(order_ids))
        .order_by(Carton.number)
    )
    for shipment_id, *rest in rows:
        found.setdefault(shipment_id, []).append(answers.ShippedCarton(*rest))
    return found
