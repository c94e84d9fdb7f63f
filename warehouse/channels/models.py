"""Files that were made for the channels, and what each of them told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.db.base import Base, UtcDateTime


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
