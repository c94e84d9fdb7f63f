"""Carriers' labels: which file counts for a carton, and the file itself."""

from __future__ import annotations

from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.kernel.errors import NotYours
from warehouse.orders.models import CANCELLED, Order
from warehouse.packing.errors import OrderCancelled
from warehouse.packing.models import CarrierLabel, Carton, SlipTemplate
from warehouse.packing.screens import SlipTemplates
from warehouse.printing.document import Foreign, Media
from warehouse.printing.slip_words import LANGUAGES
from warehouse.web.signal import Signal


def carrier_file(session: Session, site_id: int, label_id: int) -> Foreign:
    """Return a carrier's file to be printed.

    Raises:
        NotYours: No such label at the site.
        OrderCancelled: Nothing of it may leave.
    """
    row = session.execute(
        select(CarrierLabel, Carton.number, Order)
        .join(Carton, Carton.place_id == CarrierLabel.place_id)
        .join(Order, Order.id == Carton.order_id)
        .where(CarrierLabel.id == label_id, Order.site_id == site_id)
    ).one_or_none()
    if row is None:
        raise NotYours
    label, number, order = row
    if order.state == CANCELLED:
        raise OrderCancelled(order=order.channel_order_id)
    title = f"Carrier label of carton {number}, {order.channel_order_id}"
    return Foreign(title, label.content, cast("Media", label.media))


def newest_carrier_labels(session: Session, place_ids: list[int]) -> dict[int, int]:
    """Return the label that counts, by its carton: the newest of each."""
    rows = session.execute(
        select(CarrierLabel.place_id, func.max(CarrierLabel.id))
        .where(CarrierLabel.place_id.in_(place_ids))
        .group_by(CarrierLabel.place_id)
    )
    return {row[0]: row[1] for row in rows}


def templates(session: Session, site_id: int, channel: str, *, signal: Signal | None = None
              ) -> SlipTemplates:  # fmt: skip
    """Return a channel's template to be changed, and the channels that could have one."""
    known = set(session.execute(
        select(Order.channel).where(Order.site_id == site_id).distinct()
    ).scalars())  # fmt: skip
    own = {
        row.channel: row
        for row in session.execute(
            select(SlipTemplate).where(SlipTemplate.site_id == site_id)
        ).scalars()
    }
    shown = own.get(channel)
    return SlipTemplates(
        channel=channel,
        channels=[("", "All channels without one of their own")]
        + [(name, name.replace("_", " ").capitalize()) for name in sorted(known | set(own) - {""})],
        with_template=frozenset(own),
        seller_name=shown.seller_name if shown else "",
        seller_address=shown.seller_address if shown else "",
        returns_text=shown.returns_text if shown else "",
        note=shown.note if shown else "",
        language=shown.language if shown else "",
        languages=[("", "That of the country it goes to")]
        + [(code, said.name) for code, said in LANGUAGES.items()],
        has_logo=bool(shown and shown.logo),
        signal=signal,
    )
