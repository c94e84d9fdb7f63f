"""The files that were made for the channels, and what each channel can sell."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from warehouse.catalog.queries import parts_of_kits
from warehouse.catalog.rules import whole_kits
from warehouse.channels.errors import NoSuchFile
from warehouse.channels.formats.amazon import CHANNEL as AMAZON
from warehouse.channels.formats.quantities import (
    fits_amazon,
    read_listings,
    write_amazon_quantities,
    write_quantities,
)
from warehouse.channels.formats.reading import READERS
from warehouse.channels.models import (
    CONFIRMATION,
    NOTICE,
    ChannelFile,
    ChannelNotice,
    ConfirmedShipment,
)
from warehouse.channels.screens import FileRow, FilesScreen
from warehouse.kernel.tabular.refusals import excerpt
from warehouse.ledger.queries import available_units
from warehouse.locations.models import Site
from warehouse.locations.queries import time_zone_of
from warehouse.orders.loading import find_items
from warehouse.orders.models import Order, OrderLine
from warehouse.orders.queries import channel_skus, shelf_days, waiting_units
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


@dataclass(frozen=True, slots=True)
class StockFigures:
    """SKU → units that can be sold, by SKU; and the SKUs by which no item here is meant."""

    units: dict[str, int]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StockFile:
    """A file of quantities with how many SKUs it holds; a sentence for each that it does not."""

    content: bytes
    skus: int
    left_out: tuple[str, ...]


def stock_figures(
    session: Session,
    site_id: int,
    channel: str,
    *,
    today: date,
    listings: Collection[str] | None = None,
) -> StockFigures:
    """Return what a site can sell of each SKU of a channel, as everything stands now.

    That is what its bins can still promise, of lots that are good for as long as the channel's
    customers want, less what orders of any channel wait for; of a kit, as many as its scarcest
    component makes. Never less than 0. Units are those in which the SKU is ordered: base units,
    or kits. Every SKU is told as if it were the only one that is sold of its item.

    Args:
        today: The site's day, from which the channel's days of freshness count.
        listings: The channel's SKUs; None for those that its orders named or that were mapped.
    """
    good_on = today + timedelta(days=shelf_days(session, site_id, channel))
    wanted = channel_skus(session, site_id, channel) if listings is None else set(listings)
    meant = {
        sku: item_id
        for (_, sku), item_id in find_items(session, {(channel, sku) for sku in wanted}).items()
    }
    kits = parts_of_kits(session, None)
    free = available_units(session, site_id, None, good_on=good_on)
    for item_id, units in waiting_units(session, site_id).items():
        free[item_id] = free.get(item_id, 0) - units

    def sellable(item_id: int) -> int:
        parts = kits.get(item_id)
        if parts is None:
            return max(free.get(item_id, 0), 0)
        return max(whole_kits((free.get(part.item_id, 0), part.units) for part in parts), 0)

    return StockFigures(
        units={sku: sellable(meant[sku]) for sku in sorted(wanted) if sku in meant},
        unknown=tuple(sorted(wanted - meant.keys())),
    )


def stock_file(  # noqa: PLR0913 - whose figures, when, and what the file says besides
    session: Session,
    site_id: int,
    channel: str,
    *,
    now: datetime,
    listings: bytes | None = None,
    handling_days: int | None = None,
) -> StockFile:
    """Write what a site can sell on a channel: Amazon's own file, or our table for any other.

    Args:
        listings: A table of the channel's SKUs, such as Amazon's report of open listings.
        handling_days: Days from order to shipment; only Amazon's file tells them.

    Raises:
        TableErrors: The table of SKUs is broken.
    """
    figures = stock_figures(
        session,
        site_id,
        channel,
        today=now.astimezone(time_zone_of(session, site_id)).date(),
        listings=None if listings is None else read_listings(listings),
    )
    left_out = [f"{excerpt(sku)}: no item here is meant by it." for sku in figures.unknown]
    if channel != AMAZON:
        return StockFile(write_quantities(figures.units.items()), len(figures.units), (*left_out,))
    told = {sku: units for sku, units in figures.units.items() if fits_amazon(sku)}
    unfit = [sku for sku in figures.units if sku not in told]
    left_out += [f"{excerpt(sku)}: such a SKU cannot stand in Amazon's file." for sku in unfit]
    content = write_amazon_quantities(told.items(), handling_days=handling_days)
    return StockFile(content, len(told), (*left_out,))
