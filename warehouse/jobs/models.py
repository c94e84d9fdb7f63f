"""The outbox: what is to be done outside the transaction that decided it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.db.base import Base, UtcDateTime

QUEUED = "queued"
DONE = "done"
FAILED = "failed"


class Job(Base):
    """One side effect, written in the transaction that wants it, done later by the worker."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'done', 'failed')", name="known_state"),
        Index(
            "ix_job_due",
            "run_after",
            "id",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    """The idempotency key: the same wish, written twice, is one job."""
    body: Mapped[str]
    """JSON; what the handler of `kind` needs."""
    state: Mapped[str] = mapped_column(default=QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    run_after: Mapped[datetime] = mapped_column(UtcDateTime)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None]
