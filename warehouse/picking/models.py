"""Pick tasks, their lines, and what could not be found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.db.base import Base, UtcDateTime

OPEN = "open"
CLAIMED = "claimed"
PAUSED = "paused"
DONE = "done"
CANCELLED = "cancelled"


class PickTask(Base):
    """One trip through the warehouse; here for one order."""

    __tablename__ = "pick_task"
    __table_args__ = (
        CheckConstraint(f"state IN {(OPEN, CLAIMED, PAUSED, DONE, CANCELLED)}", name="known_state"),
        Index("ix_pick_task_site_id_state", "site_id", "state"),
        Index(
            "uq_pick_task_tote_in_use",
            "tote_id",
            unique=True,
            sqlite_where=text("state IN ('claimed', 'paused')"),
            postgresql_where=text("state IN ('claimed', 'paused')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"), index=True)
    state: Mapped[str] = mapped_column(default=OPEN)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    tote_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its picker last did something: the lease that a colleague may take over once stale."""
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PickLine(Base):
    """One stop: units of one lot in one bin, pinned by an allocation; and how far it is."""

    __tablename__ = "pick_line"
    __table_args__ = (
        CheckConstraint("wanted > 0", name="wanted_positive"),
        CheckConstraint(
            "picked >= 0 AND short >= 0 AND picked + short <= wanted", name="parts_within_wanted"
        ),
        CheckConstraint("in_hand >= 0 AND in_hand <= wanted - picked - short", name="in_hand"),
        Index("ix_pick_line_task_id_sequence", "task_id", "sequence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("pick_task.id"))
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"), index=True)
    allocation_id: Mapped[int] = mapped_column(ForeignKey("allocation.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    sequence: Mapped[int]
    """The order of walking; a skipped line moves behind all others."""
    wanted: Mapped[int]
    picked: Mapped[int] = mapped_column(default=0)
    short: Mapped[int] = mapped_column(default=0)
    pack_name: Mapped[str] = mapped_column(default="each")
    pack_units: Mapped[int] = mapped_column(default=1)
    """The largest pack that the wanted quantity fills, for "2 cases of 6 + 1"."""
    at_bin: Mapped[bool] = mapped_column(default=False)
    lot_seen: Mapped[bool] = mapped_column(default=False)
    in_hand: Mapped[int] = mapped_column(default=0)


class Shortage(Base):
    """Units of an order line that no bin could give: one open case a line, decided once."""

    __tablename__ = "shortage"
    __table_args__ = (
        Index(
            "uq_shortage_open",
            "order_line_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"))
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    units: Mapped[int]
    reason: Mapped[str]
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision: Mapped[str | None]
    """wait | ship_part | cancel_line"""
