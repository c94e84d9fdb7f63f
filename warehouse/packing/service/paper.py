"""Paper of an order, queued in the transaction that finishes it: no printer is waited for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.kernel.errors import NotYours
from warehouse.orders.models import CANCELLED, PACKED, Order
from warehouse.packing.errors import NotPackedYet, OrderCancelled, ShippedAlready
from warehouse.packing.models import (
    CLOSED,
    SHIPPED,
    CarrierLabel,
    Carton,
    CartonPhoto,
    SlipTemplate,
)
from warehouse.printers import service as printers
from warehouse.printers.models import PrintJob
from warehouse.printing.carrier_files import read_carrier_label
from warehouse.printing.pictures import read_logo
from warehouse.printing.slip_words import LANGUAGES
from warehouse.web.guard import Actor

LONGEST = {"seller_name": 80, "seller_address": 400, "returns_text": 2000, "note": 500}


def queue_papers(session: Session, actor: Actor, order_id: int, *, now: datetime) -> int:
    """Queue what a packed order needs: labels of its closed cartons, carriers' labels, the slip.

    Each is queued once, however often this is asked; what has no printer is left to the browser.

    Returns:
        How many papers have a printer.

    Raises:
        NotYours: No such order at the actor's site.
        NotPackedYet: It is not finished, or has left.
    """
    order = session.get(Order, order_id)
    if order is None or order.site_id != actor.site_id:
        raise NotYours
    session.refresh(order)
    if order.state != PACKED:
        raise NotPackedYet(order=order.channel_order_id, state=order.state.replace("_", " "))
    cartons = list(
        session.execute(
            select(Carton)
            .where(Carton.order_id == order_id, Carton.state == CLOSED)
            .order_by(Carton.number)
        ).scalars()
    )
    ref = order.channel_order_id
    newest = (
        select(CarrierLabel.place_id, func.max(CarrierLabel.id))
        .where(CarrierLabel.place_id.in_([carton.place_id for carton in cartons]))
        .group_by(CarrierLabel.place_id)
    )
    carriers = {row[0]: row[1] for row in session.execute(newest)}
    asked = []
    for carton in cartons:
        subject = {"carton": carton.place_id}
        asked.append(
            printers.ask(
                session, actor, "carton_label", subject, now=now,
                title=f"Carton {carton.number} of {ref}", key=f"carton_label:{carton.sscc}",
            )
        )  # fmt: skip
        if carton.place_id in carriers:
            asked.append(_ask_carrier(session, actor, carriers[carton.place_id], ref, now))
    # A later shipment of the order has other cartons, and a slip of its own.
    parts = "-".join(str(carton.sscc) for carton in cartons)
    asked.append(
        printers.ask(
            session, actor, "packing_slip", {"order": order_id}, now=now,
            title=f"Packing slip {ref}", key=f"packing_slip:{order_id}:{parts}",
        )
    )  # fmt: skip
    return sum(job is not None for job in asked)


def attach_carrier_label(
    session: Session, actor: Actor, place_id: int, content: bytes, *, now: datetime
) -> int:
    """Keep a carrier's file for a carton; a newer one replaces it.

    It is printed when its order is finished, or at once where that has happened.

    Raises:
        NotYours: No such carton at the actor's site.
        OrderCancelled, ShippedAlready: The carton does not leave, or has left.
        BadCarrierLabel: The file cannot be printed.
    """
    row = session.execute(
        select(Carton, Order)
        .join(Order, Order.id == Carton.order_id)
        .where(Carton.place_id == place_id, Order.site_id == actor.site_id)
    ).one_or_none()
    if row is None:
        raise NotYours
    carton, order = row
    if order.state == CANCELLED:
        raise OrderCancelled(order=order.channel_order_id)
    if carton.state == SHIPPED:
        raise ShippedAlready(order=order.channel_order_id)
    label = CarrierLabel(
        place_id=place_id,
        media=read_carrier_label(content),
        content=content,
        attached_at=now,
        attached_by=actor.user_id or None,
    )
    session.add(label)
    session.flush()
    if order.state == PACKED:
        _ask_carrier(session, actor, label.id, order.channel_order_id, now)
    return label.id


def save_template(  # noqa: PLR0913 - the form's fields
    session: Session,
    actor: Actor,
    channel: str,
    texts: dict[str, str],
    *,
    language: str,
    logo: bytes | None,
    drops_logo: bool,
) -> None:
    """Keep what a channel's packing slips look like; "" stands for channels without a template.

    Args:
        texts: By the names of `LONGEST`; longer ones are cut.
        language: One of `LANGUAGES`, or "" for the language of the country.
        logo: A new picture, or None to keep the present one.

    Raises:
        BadPicture: The logo is no picture that can be printed.
    """
    template = session.get(SlipTemplate, (actor.site_id, channel))
    if template is None:
        template = SlipTemplate(site_id=actor.site_id, channel=channel)
        session.add(template)
    for name, longest in LONGEST.items():
        setattr(template, name, texts.get(name, "").replace("\r\n", "\n").strip("\n ")[:longest])
    template.language = language if language in LANGUAGES else ""
    if logo:
        template.logo = read_logo(logo)
    elif drops_logo:
        template.logo = None


def _ask_carrier(
    session: Session, actor: Actor, label_id: int, ref: str, now: datetime
) -> PrintJob | None:
    return printers.ask(
        session, actor, "carrier_label", {"label": label_id}, now=now,
        title=f"Carrier label of {ref}", key=f"carrier_label:{label_id}",
    )  # fmt: skip


def keep_photo(
    session: Session, actor: Actor, place_id: int, content: bytes, *, now: datetime
) -> None:
    """Keep what an open carton of the actor's site looks like; a newer photo replaces it.

    Args:
        content: As `pictures.read_photo` made it, before the site's turn was taken.
    """
    kept = session.get(CartonPhoto, place_id)
    if kept is None:
        kept = CartonPhoto(place_id=place_id)
        session.add(kept)
    kept.content, kept.taken_at, kept.taken_by = content, now, actor.user_id or None
    session.flush()
