"""Lists on paper: the trips, for when no handheld works, and what a carrier takes along."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Barcode, Item, Lot, Pack
from warehouse.kernel.errors import NotYours
from warehouse.labels.rules import printed_barcode
from warehouse.locations.models import Place
from warehouse.orders.models import Order
from warehouse.packing.models import Carton, Shipment
from warehouse.picking.models import CLAIMED, OPEN, PAUSED, PickLine, PickTask
from warehouse.printing.carton_label import weight_text
from warehouse.printing.table_sheet import Column, TableSheet
from warehouse.scanning.rules import own_code
from warehouse.web.guard import Actor

MOST_TRIPS = 200
MOST_SHIPMENTS = 2_000
EACH = 1
PICK_COLUMNS = (
    Column("", 0.5, "number"),
    Column("Bin", 2.0, "strong"),
    Column("Scan the bin", 4.2, "code"),
    Column("Item", 3.4),
    Column("Scan the item", 4.0, "code"),
    Column("Take", 1.0, "number"),
    Column("Taken", 1.2, "blank"),
)
MANIFEST_COLUMNS = (
    Column("", 0.5, "number"),
    Column("Order", 2.6),
    Column("To", 3.2),
    Column("Tracking", 5.2, "code"),
    Column("Cartons", 0.9, "number"),
    Column("Weight", 1.4, "number"),
    Column("Taken", 1.0, "blank"),
)


def pick_lists(session: Session, actor: Actor, task_id: int | None) -> list[TableSheet]:
    """Return the open trips of the site as lists, each stop in the order of walking.

    Args:
        task_id: A task of the only trip wanted; None for all, the oldest first.

    Raises:
        NotYours: No such task at the actor's site.
    """
    wanted = select(PickTask.lead_id).where(PickTask.site_id == actor.site_id)
    if task_id is not None:
        wanted = wanted.where(PickTask.id == task_id)
    else:
        wanted = wanted.where(PickTask.state.in_((OPEN, CLAIMED, PAUSED)))
    leads = list(dict.fromkeys(session.execute(wanted.order_by(PickTask.id)).scalars()))
    if task_id is not None and not leads:
        raise NotYours
    return [_pick_list(session, lead) for lead in leads[:MOST_TRIPS]]


def _pick_list(session: Session, lead_id: int | None) -> TableSheet:
    rows = session.execute(
        select(PickLine, PickTask.slot, Place.code, Item.sku, Item.name, Lot.code, _barcode(),
               Order.channel_order_id)
        .join(PickTask, PickTask.id == PickLine.task_id)
        .join(Order, Order.id == PickTask.order_id)
        .join(Place, Place.id == PickLine.place_id)
        .join(Item, Item.id == PickLine.item_id)
        .join(Lot, Lot.id == PickLine.lot_id)
        .where(PickTask.lead_id == lead_id)
        .order_by(PickLine.sequence, PickLine.id)
    ).all()  # fmt: skip
    orders = list(dict.fromkeys(row[7] for row in rows))
    found = []
    for number, (line, slot, bin_code, sku, name, lot, code, _) in enumerate(rows, start=1):
        about = [name, sku, f"Lot {lot}" if lot else "", f"Slot {slot}" if slot else ""]
        left = line.wanted - line.picked - line.short
        found.append((
            str(number), bin_code, own_code("bin", bin_code), "\n".join(filter(None, about)),
            printed_barcode(code) if code else sku, str(left), "",
        ))  # fmt: skip
    return TableSheet(
        title="Pick list",
        facts=(
            ("Orders", ", ".join(orders)),
            (
                "Stops",
                f"{len(found)}; write down what you take, and enter it when a handheld works",
            ),
        ),
        columns=PICK_COLUMNS,
        rows=found,
        code=orders[0] if len(orders) == 1 else "",
        foot=f"Pick list · {', '.join(orders)}",
    )


def manifest(session: Session, actor: Actor, *, carrier: str, now: datetime) -> TableSheet:
    """Return what left with a carrier in the last 24 hours, to be signed by its driver.

    Args:
        carrier: Its name, or "" for all.
    """
    wanted = (
        select(Shipment, Order.channel_order_id, Order.recipient_name, Order.postal_code,
               Order.country, func.count(Carton.place_id), func.sum(Carton.weight_g))
        .join(Order, Order.id == Shipment.order_id)
        .outerjoin(Carton, Carton.shipment_id == Shipment.id)
        .where(Shipment.site_id == actor.site_id, Shipment.shipped_at > now - timedelta(hours=24))
        .group_by(Shipment.id, Order.id)
        .order_by(Shipment.carrier, Shipment.id)
        .limit(MOST_SHIPMENTS)
    )  # fmt: skip
    if carrier:
        wanted = wanted.where(Shipment.carrier == carrier)
    rows = session.execute(wanted).all()
    cartons = sum(row[5] for row in rows)
    grams = sum(int(row[6] or 0) for row in rows)
    return TableSheet(
        title=f"Manifest {carrier}".strip(" "),
        facts=(
            ("From", actor.site_name),
            ("Printed", f"{now:%d %b %Y %H:%M} UTC"),
            ("In all", f"{len(rows)} shipments, {cartons} cartons, {weight_text(grams)}"),
            ("Taken over by", "______________________________"),
        ),
        columns=MANIFEST_COLUMNS,
        rows=[
            (str(number), ref, f"{name}\n{postal} {country}", shipment.tracking, str(count),
             weight_text(int(weight)) if weight is not None else "–", "")
            for number, (shipment, ref, name, postal, country, count, weight)
            in enumerate(rows, start=1)
        ],
        foot=f"Manifest · {actor.site_name}",
    )  # fmt: skip


def _barcode() -> ScalarSelect[str]:
    return (
        select(func.min(Barcode.code))
        .join(Pack, Pack.id == Barcode.pack_id)
        .where(Pack.item_id == Item.id, Pack.units == EACH)
        .scalar_subquery()
    )
