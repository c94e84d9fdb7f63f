"""The administrator's list of printers, who prints where, and every print job with its fate."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.db.base import Base, UtcDateTime

QUEUED = "queued"
SENDING = "sending"
SENT = "sent"
FAILED = "failed"
CANCELLED = "cancelled"
STATES = (QUEUED, SENDING, SENT, FAILED, CANCELLED)


class PrintAgent(Base):
    """A program near printers that the server cannot reach; only its token's SHA-256 is kept."""

    __tablename__ = "print_agent"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_revoked: Mapped[bool] = mapped_column(default=False)


class Printer(Base):
    """One printer; nothing is ever sent to an address that stands in no such row."""

    __tablename__ = "printer"
    __table_args__ = (UniqueConstraint("site_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    code: Mapped[str]
    """What its own label says behind `X-`."""
    name: Mapped[str]
    connection: Mapped[str]
    address: Mapped[str]
    language: Mapped[str]
    dpi: Mapped[int]
    media: Mapped[str]
    answers: Mapped[bool]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("print_agent.id"))
    is_active: Mapped[bool] = mapped_column(default=True)
    condition: Mapped[str] = mapped_column(default="")
    """What was heard of it last, as a sentence; "" before the first job."""
    is_ready: Mapped[bool] = mapped_column(default=True)
    heard_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PrinterChoice(Base):
    """Where one kind of paper is printed: for one device, or for the site (device "")."""

    __tablename__ = "printer_choice"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    device_id: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[str] = mapped_column(primary_key=True)
    printer_id: Mapped[int] = mapped_column(ForeignKey("printer.id"))


class PrintJob(Base):
    """One wish for paper, written in the transaction that wants it.

    Pages before `sent` are surely printed; those up to `begun` may be, so that whoever tries
    again marks them as copies. What it says is composed when it is sent, from `subject`.
    """

    __tablename__ = "print_job"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="known_state"),
        CheckConstraint("sent <= begun AND begun_before <= begun", name="sent_was_begun"),
        Index(
            "ix_print_job_due",
            "rank",
            "id",
            sqlite_where=text("state IN ('queued', 'sending')"),
            postgresql_where=text("state IN ('queued', 'sending')"),
        ),
        Index("ix_print_job_site_id_state_id", "site_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    printer_id: Mapped[int] = mapped_column(ForeignKey("printer.id"))
    document: Mapped[str]
    subject: Mapped[str]
    """JSON: what the composer of `document` needs."""
    title: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    """The idempotency key: the same wish, written twice, is one job."""
    rank: Mapped[int] = mapped_column(default=0)
    """0 for what somebody waits for, 1 for many labels at once."""
    state: Mapped[str] = mapped_column(default=QUEUED)
    pages: Mapped[int] = mapped_column(default=0)
    """0 until it was composed the first time."""
    sent: Mapped[int] = mapped_column(default=0)
    begun: Mapped[int] = mapped_column(default=0)
    begun_before: Mapped[int] = mapped_column(default=0)
    """`begun` before the attempt that is under way."""
    attempts: Mapped[int] = mapped_column(default=0)
    token: Mapped[str] = mapped_column(default="")
    """Names the attempt under way; a report of an older one is not listened to."""
    run_after: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    reason: Mapped[str] = mapped_column(default="")
    """Why it was printed again; "" for the first time."""
    reprint_of: Mapped[int | None] = mapped_column(ForeignKey("print_job.id"))
