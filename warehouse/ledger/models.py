"""The append-only ledger and what is kept beside it; only this slice touches these tables."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.db.base import Base, UtcDateTime

Big = BigInteger().with_variant(Integer, "sqlite")  # SQLite's rowid wants the plain word


class LedgerHead(Base):
    """The end of one site's chain; whoever writes that site's stock holds this row."""

    __tablename__ = "ledger_head"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    pos: Mapped[int] = mapped_column(Big, default=0)
    hash: Mapped[str] = mapped_column(default="")


class LedgerEvent(Base):
    """One thing that someone or something did, with its outcome; never changed."""

    __tablename__ = "ledger_event"
    __table_args__ = (
        UniqueConstraint("site_id", "pos"),
        UniqueConstraint("device_id", "device_epoch", "device_seq"),
        UniqueConstraint("reverses"),
        Index("ix_ledger_event_subject_pos", "subject", "pos"),
        Index(
            "ix_ledger_event_refused",
            "site_id",
            "pos",
            sqlite_where=text("outcome = 'rejected'"),
            postgresql_where=text("outcome = 'rejected'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    pos: Mapped[int] = mapped_column(Big)
    kind: Mapped[str]
    subject: Mapped[str]
    """What it is about, as "table:id"; the thread along which a task's or order's story reads."""
    body: Mapped[str]
    """Canonical JSON, as the device sent it."""
    body_sha256: Mapped[str]
    prev_hash: Mapped[str]
    hash: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    device_id: Mapped[str | None]
    device_epoch: Mapped[int | None]
    device_seq: Mapped[int | None]
    captured_at: Mapped[datetime] = mapped_column(UtcDateTime)
    clock_offset_ms: Mapped[int | None]
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str]
    answer: Mapped[str]
    """Canonical JSON: what the sender was told, and is told again on every retry."""
    reverses: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("ledger_event.id"))


class Move(Base):
    """`quantity` base units of one item leave one place and reach another; never changed."""

    __tablename__ = "stock_move"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("from_id <> to_id", name="goes_somewhere"),
        Index("ix_stock_move_from_id_pos", "from_id", "pos"),
        Index("ix_stock_move_to_id_pos", "to_id", "pos"),
        Index("ix_stock_move_item_id_pos", "item_id", "pos"),
    )

    id: Mapped[int] = mapped_column(Big, primary_key=True)
    event_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("ledger_event.id"), index=True)
    pos: Mapped[int] = mapped_column(Big)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    from_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    quantity: Mapped[int]


class Balance(Base):
    """What one real place has of one item and lot, kept in the transaction of its moves."""

    __tablename__ = "balance"
    __table_args__ = (
        CheckConstraint("on_hand >= 0", name="on_hand_not_negative"),
        CheckConstraint("allocated >= 0", name="allocated_not_negative"),
        CheckConstraint("held >= 0", name="held_not_negative"),
        CheckConstraint("NOT is_serial OR on_hand <= 1", name="serial_once"),
        Index("ix_balance_item_id", "item_id"),
        Index(
            "uq_balance_serial_in_one_place",
            "lot_id",
            unique=True,
            sqlite_where=text("is_serial AND on_hand > 0"),
            postgresql_where=text("is_serial AND on_hand > 0"),
        ),
    )

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), primary_key=True)
    is_serial: Mapped[bool]
    on_hand: Mapped[int]
    allocated: Mapped[int]
    held: Mapped[int]


class Allocation(Base):
    """Units promised to an order line and pinned to a place and lot.

    Open units = quantity - taken - released: taken by picks, released by shorts and cancellations.
    """

    __tablename__ = "allocation"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("taken >= 0 AND released >= 0", name="parts_not_negative"),
        CheckConstraint("taken + released <= quantity", name="parts_within_quantity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    quantity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    released: Mapped[int] = mapped_column(default=0)


class AllocationRule(Base):
    """How stock is given: of one item, out of one zone, or at the whole site where neither is set.

    An empty word leaves the decision to the site's rule, and that to `sources.Policy`.
    """

    __tablename__ = "allocation_rule"
    __table_args__ = (
        CheckConstraint("item_id IS NULL OR zone_id IS NULL", name="one_subject"),
        *(
            Index(
                f"uq_allocation_rule_{whose}",
                *columns,
                unique=True,
                sqlite_where=text(condition),
                postgresql_where=text(condition),
            )
            for whose, columns, condition in (
                ("site", ["site_id"], "item_id IS NULL AND zone_id IS NULL"),
                ("item", ["site_id", "item_id"], "item_id IS NOT NULL"),
                ("zone", ["site_id", "zone_id"], "zone_id IS NOT NULL"),
            )
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    zone_id: Mapped[int | None] = mapped_column(ForeignKey("zone.id"))
    rotation: Mapped[str] = mapped_column(default="")
    choice: Mapped[str] = mapped_column(default="")
    reserve: Mapped[str] = mapped_column(default="")
    turn: Mapped[int] = mapped_column(default=0)
    """For a zone: lower turns give first."""


class Hold(Base):
    """Units that are said to be present but must not be used until somebody has looked."""

    __tablename__ = "hold"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    quantity: Mapped[int]
    reason: Mapped[str]
    placed_by: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("ledger_event.id", deferrable=True, initially="DEFERRED")
    )
    lifted_by: Mapped[UUID | None] = mapped_column(
        Uuid, ForeignKey("ledger_event.id", deferrable=True, initially="DEFERRED")
    )
