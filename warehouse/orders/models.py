"""Demand: orders taken in from the channels, their lines, and what is wrong with them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    column,
    false,
    table,
)
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.db.base import Base, UtcDateTime

PENDING = "pending"  # not paid yet: known, not picked
EXCEPTION = "exception"  # something must be repaired first
OPEN = "open"  # ready to be released to the floor
RELEASED = "released"  # a pick task exists
PICKED = "picked"
PACKED = "packed"
SHIPPED = "shipped"
CANCELLED = "cancelled"
CHANNEL_FULFILLED = "channel_fulfilled"  # the channel ships it from its own stock
STATES = (
    PENDING, EXCEPTION, OPEN, RELEASED, PICKED, PACKED, SHIPPED, CANCELLED, CHANNEL_FULFILLED,
)  # fmt: skip

# Packing stands above orders and keeps its tables to itself. They are read by name, and never
# written, because only they say how much of a line is boxed and how much has left.
SHIPMENT_LINE = table("shipment_line", column("order_line_id"), column("units"))
CARTON = table("carton", column("place_id"), column("order_id"))


class Order(Base):
    """One order of one channel; the channel's own id is its key, so a re-import finds it."""

    __tablename__ = "sales_order"
    __table_args__ = (
        UniqueConstraint("site_id", "channel", "channel_order_id"),
        CheckConstraint(f"state IN {STATES}", name="known_state"),
        Index("ix_sales_order_site_id_state_ship_by", "site_id", "state", "ship_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    channel: Mapped[str]
    channel_order_id: Mapped[str]
    state: Mapped[str]
    placed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ship_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deliver_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_in_at: Mapped[datetime] = mapped_column(UtcDateTime)
    service_level: Mapped[str] = mapped_column(default="")
    currency: Mapped[str] = mapped_column(default="")
    recipient_name: Mapped[str] = mapped_column(default="")
    address1: Mapped[str] = mapped_column(default="")
    address2: Mapped[str] = mapped_column(default="")
    address3: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="")
    postal_code: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    gift_message: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    told: Mapped[str] = mapped_column(default="{}")
    """JSON: what the channel said last, so that only what it says otherwise changes the order."""


class OrderLine(Base):
    """Base units of one item that an order asks for; cancelled ones are no longer wanted."""

    __tablename__ = "order_line"
    __table_args__ = (
        UniqueConstraint("order_id", "channel_line_id"),
        CheckConstraint("ordered_units >= 0", name="ordered_not_negative"),
        CheckConstraint("cancelled_units BETWEEN 0 AND ordered_units", name="cancelled_within"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"))
    channel_line_id: Mapped[str]
    sku: Mapped[str]
    """As the channel calls it; `item_id` is what it means here: none while unknown, or a kit."""
    title: Mapped[str] = mapped_column(default="")
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)
    ordered_units: Mapped[int]
    cancelled_units: Mapped[int] = mapped_column(default=0)
    unit_price_minor: Mapped[int | None]
    replaces_id: Mapped[int | None]
    """The line in whose place a supervisor sends this one; the channel knows that one alone."""
    kit_id: Mapped[int | None]
    """The item, where it is a kit: the line counts kits, and its components are what is picked."""
    kit_line_id: Mapped[int | None]
    """The kit's line that this component belongs to; the channel knows that one alone."""
    units_per_kit: Mapped[int | None]

    @property
    def is_unknown(self) -> bool:
        """Whether nobody has said yet what the channel's SKU means here."""
        return self.item_id is None and self.kit_id is None

    @property
    def wanted_units(self) -> int:
        """Units that the line wants in all, those that are picked already included."""
        return self.ordered_units - self.cancelled_units

    @property
    def per_kit(self) -> int:
        """Units of a component that go into one kit; 1 of a line that is no component."""
        return self.units_per_kit or 1


class OrderException(Base):
    """Why an order cannot be picked yet, with the row as it came and one way to repair it."""

    __tablename__ = "order_exception"
    __table_args__ = (UniqueConstraint("order_id", "order_line_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"))
    order_line_id: Mapped[int | None] = mapped_column(ForeignKey("order_line.id"))
    code: Mapped[str]
    sentence: Mapped[str]
    raw: Mapped[str]
    """The file's row, as JSON of header → cell."""
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    repaired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ChannelSku(Base):
    """What a channel's SKU means here, where it is not the item's own SKU."""

    __tablename__ = "channel_sku"

    channel: Mapped[str] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))


class OrderContainer(Base):
    """A tote that holds an order's picked units until they are packed; then it is free again.

    The tote of a batch holds the summed units of several orders, which packing tells apart.
    """

    __tablename__ = "order_container"
    __table_args__ = (
        UniqueConstraint("place_id", "wall_no"),
        CheckConstraint("wall_no > 0", name="wall_no_positive"),
    )

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    order_id: Mapped[int] = mapped_column(
        ForeignKey("sales_order.id"), primary_key=True, index=True
    )
    wall_no: Mapped[int] = mapped_column(default=1)
    """1, 2, 3 …: the order's place on the put wall, where the tote is shared."""


class CustomerTerms(Base):
    """What a customer, of a channel or one recipient there, is promised beyond the order itself.

    Days that goods must still be good count from the day of allocation.
    """

    __tablename__ = "customer_terms"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    recipient_name: Mapped[str] = mapped_column(primary_key=True, default="")
    """Empty for everybody on the channel."""
    minimum_shelf_days: Mapped[int]
    takes_substitutes: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether another item may be sent where the ordered one is missing."""
