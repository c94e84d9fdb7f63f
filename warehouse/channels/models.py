"""Files that were made for the channels, and what each of them told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.db.base import Base, UtcDateTime

CONFIRMATION = "shipping_confirmation"
NOTICE = "cancellations_and_delays"


class ChannelFile(Base):
    """One file for one channel, kept as it was handed out, so that it can be fetched again."""

    __tablename__ = "channel_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    channel: Mapped[str]
    kind: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ConfirmedShipment(Base):
    """Says which file told a shipment; a shipment is told once."""

    __tablename__ = "confirmed_shipment"

    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipment.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("channel_file.id"))


class ChannelNotice(Base):
    """What a channel is to be told of an order line: units that are cancelled, or come later."""

    __tablename__ = "channel_notice"
    __table_args__ = (Index("ix_channel_notice_site_id_file_id", "site_id", "file_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"))
    action: Mapped[str]
    """cancel | delay"""
    units: Mapped[int]
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("channel_file.id"))
    """The file that told it; none yet."""
