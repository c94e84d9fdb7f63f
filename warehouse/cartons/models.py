"""The cartons that a site ships in, how far scales may differ, what services and packers want."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.db.base import Base


class CartonType(Base):
    """A kind of carton. Sizes are inner ones in millimetres, weights grams."""

    __tablename__ = "carton_type"
    __table_args__ = (
        UniqueConstraint("site_id", "code"),
        CheckConstraint("length_mm > 0 AND width_mm > 0 AND height_mm > 0", name="has_room"),
        CheckConstraint("tare_g >= 0 AND most_g > tare_g", name="carries_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    code: Mapped[str]
    """In capitals; what packers call it, and what its own barcode says behind `K-`."""
    length_mm: Mapped[int]
    width_mm: Mapped[int]
    height_mm: Mapped[int]
    tare_g: Mapped[int]
    """What it weighs empty."""
    most_g: Mapped[int]
    """What it may weigh full, itself included."""
    is_active: Mapped[bool] = mapped_column(default=True)


class PackingRule(Base):
    """A site's limits of packing; `rules.Limits` stands in where it said nothing."""

    __tablename__ = "packing_rule"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    tolerance_g: Mapped[int]
    tolerance_percent: Mapped[int]
    fill_percent: Mapped[int]
    weighs_all: Mapped[bool] = mapped_column(default=False, server_default=false())


class CarrierService(Base):
    """What a carrier's service allows of cartons; see `rules.Service`."""

    __tablename__ = "carrier_service"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)
    is_one_carton: Mapped[bool]
    longest_mm: Mapped[int | None]


class CartonHabit(Base):
    """The carton type that a packer chose last, against the suggestion, for the same contents."""

    __tablename__ = "carton_habit"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    contents: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of items and units, see `rules.contents_key`."""
    type_id: Mapped[int] = mapped_column(ForeignKey("carton_type.id"))
