"""What a carton's label and an order's packing slip say; and when there is none yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item, Lot
from warehouse.kernel.errors import NotYours
from warehouse.ledger import queries as stock
from warehouse.locations.models import Site
from warehouse.orders.loading import kits_among, load_lines, made_whole
from warehouse.orders.models import CANCELLED, PACKED, PICKED, Order, OrderLine
from warehouse.orders.queries.progress import LineUnits, line_units, units_to_pack
from warehouse.packing.errors import NoLabelYet, OrderCancelled
from warehouse.packing.models import (
    CLOSED,
    OPEN,
    SHIPPED,
    Carton,
    Shipment,
    ShipmentLine,
    SlipTemplate,
)
from warehouse.packing.rules.cartons import LineRoom, Share, missing_units, share_out
from warehouse.packing.rules.verify import Held
from warehouse.printing.carton_label import CartonLabel
from warehouse.printing.slip_table import SlipLine
from warehouse.printing.slip_words import language_of
from warehouse.printing.slips import PackingSlip, SlipCarton

LABEL = "carton label"
SLIP = "packing slip"


def carton_label(session: Session, site_id: int, place_id: int) -> CartonLabel:
    """Return the label of a closed carton, once every unit of its order is verified.

    Raises:
        NotYours: no such carton at the site.
        OrderCancelled: nothing of it may leave.
        NoLabelYet: the carton is open, or picked units are in no closed carton.
    """
    row = session.execute(
        select(Carton, Order)
        .join(Order, Order.id == Carton.order_id)
        .where(Carton.place_id == place_id, Order.site_id == site_id)
    ).one_or_none()
    if row is None:
        raise NotYours
    carton, order = row
    if carton.state == OPEN:
        raise _not_yet(LABEL, order, f"carton {carton.number} is still open")
    if carton.state == CLOSED:
        _check_whole(session, order, LABEL)
    together = _cartons_of(session, order.id, carton.shipment_id)
    assert carton.sscc is not None, "a closed carton has its number"
    return CartonLabel(
        sscc=carton.sscc,
        ship_to=address_lines(order),
        order_ref=order.channel_order_id,
        carton_no=1 + [other.place_id for other in together].index(place_id),
        cartons=len(together),
        weight_g=carton.weight_g,
        carrier=_carrier(session, carton.shipment_id) or order.service_level,
    )


def packing_slip(session: Session, site_id: int, order_id: int) -> PackingSlip:
    """Return the slip of a packed order, or of the last shipment of one that has left.

    Raises:
        NotYours: no such order at the site.
        OrderCancelled: nothing of it may leave.
        NoLabelYet: it is not finished.
    """
    order = session.execute(
        select(Order).where(Order.id == order_id, Order.site_id == site_id)
    ).scalar_one_or_none()
    if order is None:
        raise NotYours
    last = session.execute(
        select(func.max(Shipment.id)).where(Shipment.order_id == order_id)
    ).scalar_one()
    shipment_id = None if order.state == PACKED else last
    if order.state == CANCELLED:
        raise OrderCancelled(order=order.channel_order_id)
    if shipment_id is None and order.state != PACKED:
        raise _not_yet(SLIP, order, "it is not finished")
    site = session.execute(select(Site).where(Site.id == order.site_id)).scalar_one()
    cartons = _cartons_of(session, order_id, shipment_id)
    template = slip_template(session, site_id, order.channel)
    return PackingSlip(
        order_ref=order.channel_order_id,
        channel=order.channel.replace("_", " ").capitalize(),
        placed_on=_day(order, site),
        seller_name=template.seller_name or site.name,
        seller_address=tuple(template.seller_address.splitlines()),
        returns_text=template.returns_text,
        ship_to=address_lines(order),
        lines=_slip_lines(session, order, cartons, shipment_id),
        cartons=tuple(SlipCarton(c.sscc or "", c.weight_g) for c in cartons),
        gift_message=order.gift_message,
        note="\n".join(text for text in (order.note, template.note) if text),
        language=template.language or language_of(order.country),
        logo=template.logo,
    )


def slip_template(session: Session, site_id: int, channel: str) -> SlipTemplate:
    """Return what a channel's slips look like: its own template, the site's, or an empty one."""
    found = {
        row.channel: row
        for row in session.execute(
            select(SlipTemplate).where(
                SlipTemplate.site_id == site_id, SlipTemplate.channel.in_((channel, ""))
            )
        ).scalars()
    }
    empty = SlipTemplate(
        site_id=site_id, channel="", seller_name="", seller_address="", returns_text="", note="",
        language="",
    )  # fmt: skip
    return found.get(channel) or found.get("") or empty


def address_lines(order: Order) -> tuple[str, ...]:
    """Return name and address as lines, the country last, blank ones left out."""
    town = " ".join(part for part in (order.city, order.region, order.postal_code) if part)
    lines = (order.recipient_name, order.address1, order.address2, order.address3, town,
             order.country)  # fmt: skip
    return tuple(line for line in lines if line)


def _not_yet(paper: str, order: Order, why: str) -> NoLabelYet:
    return NoLabelYet(paper=paper, order=order.channel_order_id, why=why)


def _check_whole(session: Session, order: Order, paper: str) -> None:
    """Refuse while units that are picked and still wanted are unverified.

    Of a finished order it was decided.
    """
    if order.state == CANCELLED:
        raise OrderCancelled(order=order.channel_order_id)
    if order.state != PICKED:
        return
    lines = load_lines(session, order.id)
    wanted = units_to_pack(lines, line_units(session, order.id, lines))
    closed = _cartons_of(session, order.id, None)
    missing = sum(missing_units(wanted, _inside(session, closed)).values())
    if missing:
        raise _not_yet(paper, order, f"{missing} picked units are not in a closed carton")


def _cartons_of(session: Session, order_id: int, shipment_id: int | None) -> list[Carton]:
    """Return a shipment's cartons; those that are closed and wait, where it is none."""
    wanted = select(Carton).where(Carton.order_id == order_id).order_by(Carton.number)
    if shipment_id is None:
        wanted = wanted.where(Carton.state == CLOSED)
    else:
        wanted = wanted.where(Carton.state == SHIPPED, Carton.shipment_id == shipment_id)
    return list(session.execute(wanted).scalars())


def _inside(session: Session, cartons: list[Carton]) -> list[Held]:
    """Return what stands in cartons now; what has left is asked of the moves that took it away."""
    here = [carton.place_id for carton in cartons if carton.state != SHIPPED]
    gone = [carton.place_id for carton in cartons if carton.state == SHIPPED]
    held = [Held.of(row) for row in stock.contents_of(session, here) if row.on_hand > 0]
    sent = stock.sent_from(session, gone)
    return held + [
        Held(r.place_id, r.item_id, r.item_name, r.lot_id, r.lot_code, int(r.units)) for r in sent
    ]


def _slip_lines(
    session: Session, order: Order, cartons: list[Carton], shipment_id: int | None
) -> tuple[SlipLine, ...]:
    every = load_lines(session, order.id)
    figures = line_units(session, order.id, every)
    lines = [(line, figures[line.id]) for line in every]
    shares = share_out(_rooms(session, lines, shipment_id), _inside(session, cartons))
    boxed = {share.order_line_id for share in shares}
    lines = [pair for pair in lines if pair[1].wanted or pair[1].shipped or pair[0].id in boxed]
    serials = _serial_lots(session, {share.lot_id for share in shares})
    items = select(Item).where(Item.id.in_({line.item_id or line.kit_id for line, _ in lines}))
    known = {item.id: item for item in session.execute(items).scalars()}
    here = {line.id: 0 for line, _ in lines}
    for share in shares:
        here[share.order_line_id] += share.units
    gone = {
        line.id: units.shipped + (here[line.id] if shipment_id is None else 0)
        for line, units in lines
    }
    for head_id, parts in kits_among(line for line, _ in lines).items():
        gone[head_id] = made_whole(parts, lambda part: gone[part.id])
        before = made_whole(parts, lambda part: gone[part.id] - here[part.id])
        here[head_id] = gone[head_id] - before
    found = []
    for line, units in sorted(lines, key=lambda pair: pair[0].kit_line_id or pair[0].id):
        mine = [share for share in shares if share.order_line_id == line.id]
        item = known.get(line.item_id or line.kit_id or 0)
        found.append(
            SlipLine(
                sku=item.sku if item else line.sku,
                name=line.title or (item.name if item else line.sku),
                ordered=units.wanted,
                shipped=here[line.id],
                backordered=max(units.wanted - gone[line.id], 0),
                lots=_codes(share for share in mine if share.lot_id not in serials),
                serials=_codes(share for share in mine if share.lot_id in serials),
                is_part=line.kit_line_id is not None,
            )
        )
    return tuple(found)


def _rooms(
    session: Session, lines: list[tuple[OrderLine, LineUnits]], shipment_id: int | None
) -> list[LineRoom]:
    """Return how many units each line may have: as was shipped, else as is about to be."""
    if shipment_id is None:
        units = {line.id: found.picked - found.shipped for line, found in lines}
    else:
        rows = session.execute(
            select(ShipmentLine.order_line_id, ShipmentLine.units).where(
                ShipmentLine.shipment_id == shipment_id
            )
        )
        units = {row.order_line_id: row.units for row in rows}
    return [
        LineRoom(line.id, line.item_id, units.get(line.id, 0))
        for line, _ in lines
        if line.item_id is not None
    ]


def _codes(shares: Iterable[Share]) -> tuple[str, ...]:
    return tuple(sorted({share.lot_code for share in shares if share.lot_code}))


def _serial_lots(session: Session, lot_ids: set[int]) -> set[int]:
    rows = session.execute(select(Lot.id).where(Lot.id.in_(lot_ids), Lot.is_serial))
    return set(rows.scalars())


def _carrier(session: Session, shipment_id: int | None) -> str | None:
    return session.execute(
        select(Shipment.carrier).where(Shipment.id == shipment_id)
    ).scalar_one_or_none()


def _day(order: Order, site: Site) -> date | None:
    """Return the day of the order where the seller is."""
    if order.placed_at is None:
        return None
    try:
        return order.placed_at.astimezone(ZoneInfo(site.time_zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        return order.placed_at.date()
