"""Cartons, what was shipped in them, and the numbers that they carry."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
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
