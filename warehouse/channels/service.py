"""Files in and out: orders and stock taken in, and each shipment told to its channel once."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from warehouse.catalog import service as catalog
from warehouse.channels.errors import NoConfirmations, UnknownChannel
from warehouse.channels.formats.amazon import CHANNEL as AMAZON
from warehouse.channels.formats.confirmation import (
    ConfirmationRow,
    UnwritableConfirmation,
    write_amazon_confirmation,
)
from warehouse.channels.formats.notices import NoticeRow, write_notices
from warehouse.channels.formats.reading import READERS, read_orders
from warehouse.channels.formats.stock import read_stock
from warehouse.channels.models import (
    CONFIRMATION,
    NOTICE,
    ChannelFile,
    ChannelNotice,
    ConfirmedShipment,
)
from warehouse.kernel.tabular import ImportReport
from warehouse.ledger.service import stock_import
from warehouse.locations.models import Site
from warehouse.orders import service as orders
from warehouse.orders.models import Order, OrderLine
from warehouse.packing.models import Shipment, ShipmentLine


def import_orders(  # noqa: PLR0913 - the file, when and who
    session: Session,
    site_id: int,
    channel: str,
    raw: bytes,
    *,
    now: datetime,
    user_id: int | None,
) -> orders.TakenIn:
    """Take a channel's file of orders in, all of it or nothing.

    Args:
        channel: How the file is written: amazon, generic, shopify or ebay. A generic file's
            orders belong to the channel that each row names.
        raw: The file.

    Raises:
        UnknownChannel: No such format.
        TableErrors: The file is broken; every fault has its row and column.
    """
    if channel not in READERS:
        raise UnknownChannel(channel=channel, known=", ".join(READERS))
    incoming = read_orders(channel, raw, zone=_zone_of(session, site_id))
    return orders.take_in(session, site_id, incoming, now=now, user_id=user_id)


def import_stock(  # noqa: PLR0913 - the file, when and who
    session: Session,
    site_id: int,
    raw: bytes,
    *,
    now: datetime,
    user_id: int | None,
    again: bool = False,
) -> stock_import.StockImported:
    """Receive a file of opening stock, and give it to the orders that wait for it.

    Args:
        raw: The file.
        again: Receive the very same file once more.

    Raises:
        TableErrors: The file is broken, or names a bin or item that is not known.
        SameFileAgain: It was imported before.
    """
    entries = [stock_import.StockEntry(**asdict(row)) for row in read_stock(raw)]
    report = stock_import.import_stock(
        session,
        site_id,
        entries,
        file_sha256=stock_import.fingerprint(raw),
        now=now,
        user_id=user_id,
        again=again,
    )
    orders.allocate_backorders(session, site_id, report.item_ids, now=now, user_id=user_id)
    return report


def import_items(
    session: Session, raw: bytes, *, now: datetime, user_id: int | None
) -> ImportReport:
    """Take a file of items in, and repair the orders of every site that waited for one of them.

    Raises:
        TableErrors: The file is broken, or contradicts the catalog.
    """
    report = catalog.import_items(session, raw)
    if report.created:
        for site_id in session.execute(select(Site.id).order_by(Site.id)).scalars().all():
            orders.repair_known_skus(session, site_id, now=now, user_id=user_id)
    return report


def import_kits(
    session: Session, raw: bytes, *, now: datetime, user_id: int | None
) -> ImportReport:
    """Take a file of kits in, and take kits apart on which orders of any site wait by now.

    Raises:
        TableErrors: The file is broken, or contradicts the catalog or the stock.
    """
    report = catalog.import_kits(session, raw)
    if report.created:
        for site_id in session.execute(select(Site.id).order_by(Site.id)).scalars().all():
            orders.take_waiting_kits_apart(session, site_id, now=now, user_id=user_id)
    return report


def export_confirmations(
    session: Session, site_id: int, channel: str, *, now: datetime
) -> ChannelFile | None:
    """Write the shipments that the channel was not told of yet into a file, and keep it.

    Two exports at once tell each shipment once: the second waits for the first, and what the
    first told is then told already. A shipment that cannot be written stays untold and holds
    none of the others up. None stands for nothing to tell.

    Raises:
        NoConfirmations: The channel takes no such file.
        UnwritableConfirmation: Nothing is left but shipments that cannot be written.
    """
    if channel != AMAZON:
        raise NoConfirmations(channel=channel, known="Amazon")
    # Weaker than FOR UPDATE: ledger events, which refer to the site, need not wait.
    session.execute(
        select(Site.id).where(Site.id == site_id).with_for_update(key_share=True)
    ).scalar_one()
    zone = _zone_of(session, site_id)
    rows: list[ConfirmationRow] = []
    told: list[int] = []
    refusal: UnwritableConfirmation | None = None
    for shipment_id, lines in _untold(session, zone, Shipment.site_id == site_id).items():
        try:
            write_amazon_confirmation(lines)
        except UnwritableConfirmation as error:
            refusal = refusal or error
            continue
        rows.extend(lines)
        told.append(shipment_id)
    if refusal is not None and not told:
        raise refusal
    if not told:
        return None
    made = ChannelFile(
        site_id=site_id,
        channel=channel,
        kind=CONFIRMATION,
        made_at=now,
        content=write_amazon_confirmation(rows),
    )
    session.add(made)
    session.flush()
    session.add_all(ConfirmedShipment(shipment_id=one, file_id=made.id) for one in told)
    session.flush()
    return made


def check_confirmation(session: Session, shipment_id: int) -> None:
    """See that a shipment can be told to its channel, while somebody can still put it right.

    Raises:
        UnwritableConfirmation: It cannot be written into the channel's file.
    """
    shipment = session.get_one(Shipment, shipment_id)
    zone = _zone_of(session, shipment.site_id)
    for lines in _untold(session, zone, Shipment.id == shipment_id).values():
        write_amazon_confirmation(lines)


def _untold(
    session: Session, zone: ZoneInfo, which: ColumnElement[bool]
) -> dict[int, list[ConfirmationRow]]:
    """Return Amazon's shipments that no file has told, in the order in which they left.

    What was sent in the place of a line counts as that line, the only one that Amazon knows; of
    components nothing is told, as the shipment has a line of the kits that it made whole.
    """
    replaced = aliased(OrderLine)
    rows = session.execute(
        select(
            Shipment.id,
            Shipment.carrier,
            Shipment.ship_method,
            Shipment.tracking,
            Shipment.shipped_at,
            Order.channel_order_id,
            func.coalesce(replaced.channel_line_id, OrderLine.channel_line_id).label(
                "channel_line_id"
            ),
            ShipmentLine.units,
        )
        .join(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .join(OrderLine, OrderLine.id == ShipmentLine.order_line_id)
        .outerjoin(replaced, replaced.id == OrderLine.replaces_id)
        .join(Order, Order.id == Shipment.order_id)
        .where(
            which,
            Order.channel == AMAZON,
            ShipmentLine.units > 0,
            OrderLine.kit_line_id.is_(None),
            ~exists().where(ConfirmedShipment.shipment_id == Shipment.id),
        )
        .order_by(Shipment.shipped_at, Shipment.id, OrderLine.id)
    )
    found: dict[int, list[ConfirmationRow]] = {}
    for row in rows:
        # Before the full report came, a line had no id of Amazon's: blank, it is refused.
        has_id = not row.channel_line_id.startswith("sku:")
        line = ConfirmationRow(
            order_id=row.channel_order_id,
            order_item_id=row.channel_line_id if has_id else "",
            quantity=row.units,
            ship_date=row.shipped_at.astimezone(zone).date(),
            carrier=row.carrier,
            tracking_number=row.tracking,
            ship_method=row.ship_method,
        )
        found.setdefault(row.id, []).append(line)
    return found


def _zone_of(session: Session, site_id: int) -> ZoneInfo:
    name = session.execute(select(Site.time_zone).where(Site.id == site_id)).scalar_one()
    return ZoneInfo(name)


def note(  # noqa: PLR0913 - one row's columns
    session: Session, site_id: int, line_id: int, *, action: str, units: int, now: datetime
) -> None:
    """Remember that a channel is to be told: `units` of a line are cancelled, or come later."""
    session.add(
        ChannelNotice(
            site_id=site_id, order_line_id=line_id, action=action, units=units, decided_at=now
        )
    )


def export_notices(session: Session, site_id: int, *, now: datetime) -> list[ChannelFile]:
    """Write what the channels were not told of yet into a file each; none where nothing waits."""
    session.execute(
        select(Site.id).where(Site.id == site_id).with_for_update(key_share=True)
    ).scalar_one()
    zone = _zone_of(session, site_id)
    rows = session.execute(
        select(ChannelNotice, Order.channel, Order.channel_order_id, OrderLine.channel_line_id)
        .join(OrderLine, OrderLine.id == ChannelNotice.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(ChannelNotice.site_id == site_id, ChannelNotice.file_id.is_(None))
        .order_by(Order.channel, ChannelNotice.id)
    ).all()
    made = []
    for channel in dict.fromkeys(row.channel for row in rows):
        told = [row for row in rows if row.channel == channel]
        content = write_notices(
            NoticeRow(
                row.channel_order_id,
                row.channel_line_id,
                row[0].action,
                row[0].units,
                row[0].decided_at.astimezone(zone).date(),
            )
            for row in told
        )
        file = ChannelFile(
            site_id=site_id, channel=channel, kind=NOTICE, made_at=now, content=content
        )
        session.add(file)
        session.flush()
        for row in told:
            row[0].file_id = file.id
        made.append(file)
    session.flush()
    return made
