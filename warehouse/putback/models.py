"""Tasks to put goods back: out of a tote or carton, into the bins that they belong in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.db.base import Base, UtcDateTime

OPEN = "open"
CLAIMED = "claimed"
PAUSED = "paused"
DONE = "done"
CANCELLED = "cancelled"

UNDOABLE = ("back.scan", "back.quantity")
"""The events that can be taken back, one after the other."""


def subject_of(task_id: int) -> str:
    """Name the thread of events that tells a task's story."""
    return f"put_back:{task_id}"


class PutBackTask(Base):
    """Goods of one tote or carton that are not to leave, and why."""

    __tablename__ = "put_back_task"
    __table_args__ = (
        CheckConstraint(f"state IN {(OPEN, CLAIMED, PAUSED, DONE, CANCELLED)}", name="known_state"),
        Index("ix_put_back_task_site_id_state", "site_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"), index=True)
    container_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    reason: Mapped[str]
    """Why, in a sentence for whoever does it."""
    asked_by: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("ledger_event.id", deferrable=True, initially="DEFERRED"), index=True
    )
    """The event that it comes from."""
    for_user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    """Who is offered it first, as he has the goods at hand; anybody may do it."""
    state: Mapped[str] = mapped_column(default=OPEN)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    at_container: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When somebody last did something: the lease that a colleague may take over once stale."""
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PutBackLine(Base):
    """Units of one lot that go into one bin, and how far they are."""

    __tablename__ = "put_back_line"
    __table_args__ = (
        CheckConstraint("wanted > 0", name="wanted_positive"),
        CheckConstraint(
            "put >= 0 AND missing >= 0 AND in_hand >= 0 AND put + missing + in_hand <= wanted",
            name="parts_within_wanted",
        ),
        Index("ix_put_back_line_task_id_sequence", "task_id", "sequence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("put_back_task.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    allocation_id: Mapped[int | None] = mapped_column(ForeignKey("allocation.id"))
    """The promise by which they were picked, which is given up with each unit; none for units
    that were picked beyond it."""
    sequence: Mapped[int]
    wanted: Mapped[int]
    put: Mapped[int] = mapped_column(default=0)
    missing: Mapped[int] = mapped_column(default=0)
    lot_seen: Mapped[bool] = mapped_column(default=False)
    in_hand: Mapped[int] = mapped_column(default=0)
