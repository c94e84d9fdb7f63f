"""What the intake remembers besides the ledger: holes in a device's numbers, and cases."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.db.base import Base, UtcDateTime


class SequenceGap(Base):
    """An event came whose predecessor had not; its followers wait a while for it."""

    __tablename__ = "sequence_gap"

    device_id: Mapped[str] = mapped_column(primary_key=True)
    device_epoch: Mapped[int] = mapped_column(primary_key=True)
    after_seq: Mapped[int] = mapped_column(primary_key=True)
    """The last number that had come."""
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    passed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the wait ended and the followers were let through without it."""


class DeviceTally(Base):
    """What a device's way of sending is judged by, and how it last said that it was doing."""

    __tablename__ = "device_tally"

    device_id: Mapped[str] = mapped_column(primary_key=True)
    replays: Mapped[int] = mapped_column(default=0)
    """Events that came again, were answered as before and booked nothing."""
    epochs: Mapped[int] = mapped_column(default=0)
    """How often it began to count anew; more than once means that it lost its storage."""
    clock: Mapped[str] = mapped_column(default="")
    """What was last odd about its clock, in words, so that the same is said once."""
    release: Mapped[str] = mapped_column(default="", server_default="")
    """Which release's scripts it ran when it last told how it was doing; as for the rest here."""
    unsent: Mapped[int | None]
    oldest_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    battery_pct: Mapped[int | None]
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FloorLabel(Base):
    """A word about an event that was posted and that nobody has to decide about."""

    __tablename__ = "floor_label"
    __table_args__ = (Index("ix_floor_label_site_id_id", "site_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    event_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("ledger_event.id", deferrable=True, initially="DEFERRED")
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    device_id: Mapped[str | None]
    code: Mapped[str]
    """parallel | gap | new_epoch | clock"""
    sentence: Mapped[str]
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FloorCase(Base):
    """Something that happened and does not fit the plan: laid before a supervisor, decided once."""

    __tablename__ = "floor_case"
    __table_args__ = (Index("ix_floor_case_site_id_decided_at", "site_id", "decided_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    event_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("ledger_event.id", deferrable=True, initially="DEFERRED"), unique=True
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    code: Mapped[str]
    sentence: Mapped[str]
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    decision: Mapped[str | None]
    """seen | post | reject"""
