"""What sites have posted to this central ledger, and where this one's sites post to."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.db.base import Base, UtcDateTime

Big = BigInteger().with_variant(Integer, "sqlite")

INSTANCE = "central"
WEBHOOK = "webhook"
FILES = "files"
TRYTON = "tryton"
KINDS = (INSTANCE, WEBHOOK, FILES, TRYTON)

ON = "on"
STOPPED = "stopped"  # an event was refused, or tried for days: somebody must look
OFF = "off"  # somebody switched it off
STATES = (ON, STOPPED, OFF)


class FarSite(Base):
    """A site of another installation whose ledger is posted to here; the row is its lock."""

    __tablename__ = "far_site"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    pos: Mapped[int] = mapped_column(Big, default=0)
    hash: Mapped[str] = mapped_column(default="")
    head_pos: Mapped[int] = mapped_column(Big, default=0)
    """Where the site said last that its ledger ends."""
    heard_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FarEvent(Base):
    """One event of a far site as it came; never changed."""

    __tablename__ = "far_event"
    __table_args__ = (UniqueConstraint("id"),)

    far_site_id: Mapped[int] = mapped_column(ForeignKey("far_site.id"), primary_key=True)
    pos: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    id: Mapped[UUID] = mapped_column(Uuid)
    kind: Mapped[str]
    prev_hash: Mapped[str]
    hash: Mapped[str]
    content: Mapped[str]
    """Canonical JSON of the event; "" where it was left out."""
    left_out: Mapped[str | None]
    """Why the site's administrator skipped it; its link keeps the chain whole."""
    taken_in_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FarMove(Base):
    """Base units of a far site's item that went from one of its places to another."""

    __tablename__ = "far_move"
    __table_args__ = (
        ForeignKeyConstraint(["far_site_id", "pos"], ["far_event.far_site_id", "far_event.pos"]),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index("ix_far_move_site_pos", "far_site_id", "pos"),
        Index("ix_far_move_site_item_pos", "far_site_id", "item_id", "pos"),
    )

    id: Mapped[int] = mapped_column(Big, primary_key=True)
    far_site_id: Mapped[int]
    pos: Mapped[int] = mapped_column(Big)
    item_id: Mapped[int]
    lot_id: Mapped[int]
    from_id: Mapped[int]
    to_id: Mapped[int]
    quantity: Mapped[int]


class FarItem(Base):
    """What a far site's number of an item means; the newest telling holds."""

    __tablename__ = "far_item"
    __table_args__ = (Index("ix_far_item_sku", "sku"),)

    far_site_id: Mapped[int] = mapped_column(ForeignKey("far_site.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sku: Mapped[str]
    name: Mapped[str]


class FarLot(Base):
    """What a far site's number of a lot means."""

    __tablename__ = "far_lot"

    far_site_id: Mapped[int] = mapped_column(ForeignKey("far_site.id"), primary_key=True)
    lot_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str]
    expires_on: Mapped[date | None]


class FarPlace(Base):
    """What a far site's number of a place means."""

    __tablename__ = "far_place"

    far_site_id: Mapped[int] = mapped_column(ForeignKey("far_site.id"), primary_key=True)
    place_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    code: Mapped[str]


class FarBalance(Base):
    """What a far site's real place has of an item and lot, by the moves that came."""

    __tablename__ = "far_balance"
    __table_args__ = (Index("ix_far_balance_item", "far_site_id", "item_id"),)

    far_site_id: Mapped[int] = mapped_column(ForeignKey("far_site.id"), primary_key=True)
    place_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    item_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    lot_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    on_hand: Mapped[int]


class PostingTarget(Base):
    """Another system that gets every event of a site, and how far it has got them."""

    __tablename__ = "posting_target"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="known_kind"),
        CheckConstraint(f"state IN {STATES}", name="known_state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str]
    """Where it is: https://…; "" for files."""
    authority: Mapped[str] = mapped_column(default="")
    """PEM of the authority that its certificate must come from; "" for the usual ones."""
    secret: Mapped[str] = mapped_column(default="")
    """Sealed: an instance's token, a webhook's signing secret, Tryton's `user:password`."""
    old_secret: Mapped[str] = mapped_column(default="")
    """Sealed: signs beside the new one until `old_secret_until`."""
    old_secret_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(default=ON)
    pos: Mapped[int] = mapped_column(Big, default=0)
    """The cursor: the last event that the target has, or that was skipped."""
    notes: Mapped[str] = mapped_column(default="{}")
    """JSON: what the kind remembers, such as how long a file was at the cursor."""
    attempts: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    run_after: Mapped[datetime] = mapped_column(UtcDateTime)
    last_error: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it last took something, or answered that it is there."""
    leased_by: Mapped[str] = mapped_column(default="")
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PostingSkip(Base):
    """An event that one target does not get, and who decided so for what reason."""

    __tablename__ = "posting_skip"
    __table_args__ = (UniqueConstraint("target_id", "pos"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("posting_target.id"))
    pos: Mapped[int] = mapped_column(Big)
    reason: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    skipped_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Reconciliation(Base):
    """One comparison of our balances with a target's, at a position that both have."""

    __tablename__ = "reconciliation"
    __table_args__ = (Index("ix_reconciliation_target_id_ran_at", "target_id", "ran_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("posting_target.id"))
    ran_at: Mapped[datetime] = mapped_column(UtcDateTime)
    pos: Mapped[int] = mapped_column(Big)
    compared: Mapped[int]
    differences: Mapped[int]
    report: Mapped[str]
    """JSON: a list of sentences, one for each difference; or why it could not be done."""
    failed: Mapped[bool] = mapped_column(default=False)
