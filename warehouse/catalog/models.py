"""What is stocked: items, the packs that they come in, barcodes, lots and serials; and kits."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.db.base import Base

NONE = "none"
LOT = "lot"
LOT_EXPIRY = "lot_expiry"
SERIAL = "serial"
TRACKING = (NONE, LOT, LOT_EXPIRY, SERIAL)


class Item(Base):
    """A stock keeping unit. Weights are grams, sizes millimetres, cost minor currency units."""

    __tablename__ = "item"
    __table_args__ = (CheckConstraint(f"tracking IN {TRACKING}", name="known_tracking"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    tracking: Mapped[str] = mapped_column(default=NONE)
    cost_minor: Mapped[int | None]
    currency: Mapped[str | None]
    weight_g: Mapped[int | None]
    length_mm: Mapped[int | None]
    width_mm: Mapped[int | None]
    height_mm: Mapped[int | None]
    supplier: Mapped[str | None]
    """Whom the goods are bought from, by name."""
    picture: Mapped[str | None]
    """The name of a drawing under static/pictures, without ending."""


class Pack(Base):
    """A unit of measure of one item: `units` base units under one name ("each", "case")."""

    __tablename__ = "pack"
    __table_args__ = (
        UniqueConstraint("item_id", "name"),
        CheckConstraint("units > 0", name="units_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    name: Mapped[str]
    units: Mapped[int]


class KitComponent(Base):
    """`units` base units of an item that one kit is picked as; the kit itself is never stocked.

    An item is a kit where it has components. A kit is neither its own component nor another's.
    """

    __tablename__ = "kit_component"
    __table_args__ = (
        CheckConstraint("units > 0", name="units_positive"),
        CheckConstraint("kit_id <> item_id", name="of_other_items"),
    )

    kit_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True, index=True)
    units: Mapped[int]


class Barcode(Base):
    """One printed code of a pack: a GTIN as 14 digits, or the seller's own text in capitals."""

    __tablename__ = "barcode"

    code: Mapped[str] = mapped_column(primary_key=True)
    pack_id: Mapped[int] = mapped_column(ForeignKey("pack.id"), index=True)


class Lot(Base):
    """A lot or one serial number of an item; every item has the lot "" for untracked stock.

    A serial is a lot of exactly one unit, so that one set of ledger rules serves both.
    """

    __tablename__ = "lot"
    __table_args__ = (UniqueConstraint("item_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    code: Mapped[str] = mapped_column(default="")
    expires_on: Mapped[date | None]
    is_serial: Mapped[bool] = mapped_column(default=False)
    is_blocked: Mapped[bool] = mapped_column(default=False)
