"""The files that were made for the channels."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from warehouse.channels.errors import NoSuchFile
from warehouse.channels.formats.amazon import CHANNEL as AMAZON
from warehouse.channels.formats.reading import READERS
from warehouse.channels.models import (
    CONFIRMATION,
    NOTICE,
    ChannelFile,
    ChannelNotice,
    ConfirmedShipment,
)
from warehouse.channels.screens import FileRow, FilesScreen
from warehouse.locations.models import Site
from warehouse.orders.models import Order, OrderLine
from warehouse.packing.models import Shipment, ShipmentLine

NEWEST = 200
KINDS = {CONFIRMATION: "Shipments", NOTICE: "Cancellations and delays"}
LABELS = {
    "amazon": "Amazon (unshipped, new or all orders)",
    "generic": "Our own table of orders",
    "shopify": "Shopify",
    "ebay": "eBay",
}


@dataclass(frozen=True, slots=True)
class Download:
    """A file to hand out, under a name that tells what it is."""

    name: str
    content: bytes


def channel_choices() -> tuple[tuple[str, str], ...]:
    """Return (name, label) of every format of orders that can be read."""
    return tuple((name, LABELS.get(name, name)) for name in READERS)


def files_screen(
    session: Session, site_id: int, *, done: str = "", refusal: str | None = None
) -> FilesScreen:
    """Return the newest files, each with how many shipments it told."""
    zone = ZoneInfo(session.execute(select(Site.time_zone).where(Site.id == site_id)).scalar_one())
    rows = session.execute(
        select(
            ChannelFile.id,
            ChannelFile.channel,
            ChannelFile.kind,
            ChannelFile.made_at,
            func.count(ConfirmedShipment.shipment_id),
            func.length(ChannelFile.content),
        )
        .outerjoin(ConfirmedShipment, ConfirmedShipment.file_id == ChannelFile.id)
        .where(ChannelFile.site_id == site_id)
        .group_by(ChannelFile.id)
        .order_by(ChannelFile.id.desc())
        .limit(NEWEST)
    )
    return FilesScreen(
        rows=tuple(
            FileRow(
                file_id,
                channel,
                KINDS[kind],
                made_at.astimezone(zone).strftime("%d %b %Y %H:%M"),
                shipments,
                size,
            )
            for file_id, channel, kind, made_at, shipments, size in rows
        ),
        untold=count_untold(session, site_id),
        notices=_count_notices(session, site_id),
        done=done,
        refusal=refusal,
    )


def _count_notices(session: Session, site_id: int) -> int:
    waiting = ChannelNotice.site_id == site_id, ChannelNotice.file_id.is_(None)
    return session.execute(select(func.count()).where(*waiting)).scalar_one()


def count_untold(session: Session, site_id: int, channel: str = AMAZON) -> int:
    """Return how many shipments the channel has not been told of."""
    return session.execute(
        select(func.count())
        .select_from(Shipment)
        .join(Order, Order.id == Shipment.order_id)
        .where(
            Shipment.site_id == site_id,
            Order.channel == channel,
            # One that left with some components only, and no kit whole, has nothing to tell.
            exists().where(
                ShipmentLine.shipment_id == Shipment.id,
                ShipmentLine.order_line_id == OrderLine.id,
                OrderLine.kit_line_id.is_(None),
            ),
            ~exists().where(ConfirmedShipment.shipment_id == Shipment.id),
        )
    ).scalar_one()


def download(session: Session, site_id: int, file_id: int) -> Download:
    """Return a file as it was made.

    Raises:
        NoSuchFile: It is not this site's.
    """
    row = session.execute(
        select(ChannelFile).where(ChannelFile.id == file_id, ChannelFile.site_id == site_id)
    ).scalar_one_or_none()
    if row is None:
        raise NoSuchFile
    moment = row.made_at.strftime("%Y%m%dT%H%M%SZ")
    ending = "csv" if row.kind == NOTICE else "txt"
    kind = row.kind.replace("_", "-")
    return Download(f"{row.channel}-{kind}-{moment}-{row.id}.{ending}", row.content)
