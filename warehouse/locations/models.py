"""Where stock can be: sites, zones, and places (bins, containers, lanes, virtual places)."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.db.base import Base

BIN = "bin"
TOTE = "tote"
CARTON = "carton"
DOCK = "dock"
PACKING = "packing"
RETURNS = "returns"
# The virtual places: where stock comes from and goes to outside the building's shelves.
SUPPLIER = "supplier"
CUSTOMER = "customer"
DISCREPANCY = "discrepancy"
SCRAP = "scrap"
ASSEMBLY = "assembly"
VIRTUAL = (SUPPLIER, CUSTOMER, DISCREPANCY, SCRAP, ASSEMBLY)
KINDS = (BIN, TOTE, "cart", CARTON, "pallet", "lane", DOCK, PACKING, RETURNS, *VIRTUAL)


class Site(Base):
    """One building with stock, its own ledger and its own settings."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    time_zone: Mapped[str] = mapped_column(default="UTC")
    gs1_prefix: Mapped[str] = mapped_column(default="")
    """GS1 company prefix for SSCCs; empty until the administrator enters the seller's own."""
    asks_if_empty: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Zero check: whoever takes a bin's last units by the book is asked whether it is empty."""


class Zone(Base):
    """An area of a site worked by one picker; its letter begins the codes of its bins."""

    __tablename__ = "zone"
    __table_args__ = (UniqueConstraint("site_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    code: Mapped[str]
    name: Mapped[str]


class Place(Base):
    """Anywhere stock can be. `code` is what its label prints after the kind's prefix letter."""

    __tablename__ = "place"
    __table_args__ = (
        UniqueConstraint("site_id", "kind", "code"),
        CheckConstraint(f"kind IN {KINDS}", name="known_kind"),
        # Bins stand in nothing: few rows, and no look-up of what stands alone is led here.
        Index(
            "ix_place_parent_id",
            "parent_id",
            sqlite_where=text("parent_id IS NOT NULL"),
            postgresql_where=text("parent_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    kind: Mapped[str]
    code: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    """For a container: the place that it stands in."""


class Bin(Base):
    """The smallest storage location, and where a person stands to reach it."""

    __tablename__ = "bin"

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    zone_id: Mapped[int] = mapped_column(ForeignKey("zone.id"), index=True)
    aisle: Mapped[int]
    bay: Mapped[int]
    level: Mapped[int]
    x_cm: Mapped[int]
    y_cm: Mapped[int]
    is_pick_face: Mapped[bool] = mapped_column(default=True)
