"""Cartons, what was shipped in them, and the numbers that they carry."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.db.base import Base, UtcDateTime

OPEN = "open"
CLOSED = "closed"
SHIPPED = "shipped"


class Carton(Base):
    """A box of one order; its place in the ledger holds what was scanned into it."""

    __tablename__ = "carton"
    __table_args__ = (
        UniqueConstraint("order_id", "number"),
        CheckConstraint(f"state IN {(OPEN, CLOSED, SHIPPED)}", name="known_state"),
    )

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"))
    number: Mapped[int]
    """1, 2, 3 … within its order."""
    state: Mapped[str] = mapped_column(default=OPEN)
    sscc: Mapped[str | None] = mapped_column(unique=True)
    """18 digits, given when the carton is closed."""
    weight_g: Mapped[int | None]
    """Of the full carton: weighed, else as its items and itself say."""
    type_id: Mapped[int | None] = mapped_column(ForeignKey("carton_type.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    shipment_id: Mapped[int | None] = mapped_column(ForeignKey("shipment.id"))


class SsccSerial(Base):
    """The next serial reference of a site's SSCCs; a number is never used twice."""

    __tablename__ = "sscc_serial"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    next: Mapped[int] = mapped_column(default=1)


class Shipment(Base):
    """One hand-over of an order's closed cartons to a carrier."""

    __tablename__ = "shipment"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"), index=True)
    carrier: Mapped[str]
    ship_method: Mapped[str] = mapped_column(default="")
    tracking: Mapped[str]
    shipped_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ShipmentLine(Base):
    """Units of an order line that left with a shipment."""

    __tablename__ = "shipment_line"

    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipment.id"), primary_key=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"), primary_key=True)
    units: Mapped[int]


class SlipTemplate(Base):
    """What a channel's packing slips look like; the channel "" stands for all that have none."""

    __tablename__ = "slip_template"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    seller_name: Mapped[str] = mapped_column(default="")
    """"" for the site's name."""
    seller_address: Mapped[str] = mapped_column(default="")
    """Lines."""
    returns_text: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    """Of every slip; "" for that of the country that it goes to."""
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    """PNG, made anew by us from what was uploaded."""


class CartonPhoto(Base):
    """What an open carton looked like, if somebody took a picture; the newest one."""

    __tablename__ = "carton_photo"

    place_id: Mapped[int] = mapped_column(ForeignKey("carton.place_id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """JPEG, made anew by us from what was sent."""
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))


class CarrierLabel(Base):
    """The label that a carrier or marketplace gave for a carton, as a file; the newest counts."""

    __tablename__ = "carrier_label"

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("carton.place_id"), index=True)
    media: Mapped[str]
    """pdf, png or zpl."""
    content: Mapped[bytes] = mapped_column(LargeBinary)
    attached_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attached_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
