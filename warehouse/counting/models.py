"""Bins that somebody is to count."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.db.base import Base, UtcDateTime


class CountTask(Base):
    """A wish to have one bin counted; wishes for the same bin are one task with all reasons."""

    __tablename__ = "count_task"
    __table_args__ = (
        Index(
            "uq_count_task_open",
            "place_id",
            unique=True,
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    reasons: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    """The last mover does not count alone what he moved."""
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
