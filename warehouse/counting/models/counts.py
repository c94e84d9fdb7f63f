"""Counts: bins that somebody is to count, what was found, and what was decided about it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.db.base import Base, UtcDateTime

OPEN = "open"
CLAIMED = "claimed"
PAUSED = "paused"
REVIEW = "review"
DONE = "done"
CANCELLED = "cancelled"
STATES = (OPEN, CLAIMED, PAUSED, REVIEW, DONE, CANCELLED)

COUNTED = "counted"
MOVED = "moved"
REJECTED = "rejected"
ROUND_STATES = (OPEN, COUNTED, MOVED, REJECTED)

AGREED = "agreed"
POSTED = "posted"
RESULT_STATES = (OPEN, AGREED, POSTED, REJECTED)

AUTOMATIC = "automatic"
APPROVE = "approve"
SWAP = "swap"
REJECT = "reject"
DECISIONS = (AUTOMATIC, APPROVE, SWAP, REJECT)

CLASSES = ("A", "B", "C")


class CountTask(Base):
    """A wish to have one bin counted; wishes for the same bin are one task with all reasons.

    States: open (waits for a counter, also for a recount), claimed, paused, review (its
    variances lie on the desk), done, cancelled. `done_at` is set with the last two only.
    """

    __tablename__ = "count_task"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="known_state"),
        Index("ix_count_task_site_id_state", "site_id", "state", "sequence", "asked_at"),
        Index(
            "uq_count_task_open",
            "place_id",
            unique=True,
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        Index(
            "ix_count_task_counted",
            "place_id",
            "done_at",
            sqlite_where=text("state = 'done'"),
            postgresql_where=text("state = 'done'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    reasons: Mapped[str]
    """Why, shown to everybody: "short pick: none; control group"."""
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    """Who asked, where a person did; None for the plan and for what the floor reports."""
    not_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    """Whose word this count checks: somebody else counts first."""
    state: Mapped[str] = mapped_column(default=OPEN)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    """Who carries it while it is claimed, and who last did."""
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its counter last did something: the lease that a colleague may take over once stale."""
    sequence: Mapped[int] = mapped_column(default=0)
    """The order of walking within a day's plan; wishes from the floor are 0 and come first."""
    planned_on: Mapped[date | None]
    """The day whose plan asked for it."""
    is_control: Mapped[bool] = mapped_column(default=False)
    """Chosen by chance alone: only such counts tell how accurate the book is."""
    next_reasons: Mapped[str] = mapped_column(default="")
    """Wishes that came while its variances lay on the desk: they ask for the next count."""
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CountRound(Base):
    """One person's look at one bin, from its scan to "done"; the second is the first recount.

    States: open, counted, moved (the bin moved meanwhile, so it proves nothing), rejected.
    """

    __tablename__ = "count_round"
    __table_args__ = (
        UniqueConstraint("task_id", "number"),
        CheckConstraint(f"state IN {ROUND_STATES}", name="known_state"),
        Index(
            "uq_count_round_open",
            "task_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("count_task.id"))
    number: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    state: Mapped[str] = mapped_column(default=OPEN)
    from_pos: Mapped[int] = mapped_column(default=0)
    """The ledger position that the device had seen when it scanned the bin."""
    at_bin: Mapped[bool] = mapped_column(default=False)
    said_empty: Mapped[bool] = mapped_column(default=False)
    wants_done: Mapped[bool] = mapped_column(default=False)
    """The counter said that there is nothing else; what the book knows besides is asked about."""
    line_id: Mapped[int | None]
    """The row that is being counted now, if there is one."""
    asks_lot_of: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    """The item that was scanned and whose lot or serial comes next."""
    asks_units: Mapped[int] = mapped_column(default=0)
    """The units of that item's pack, which go to the lot's row."""
    last_code: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_pos: Mapped[int | None]


class CountLine(Base):
    """What one round found of one item and lot, and what the book said at that position.

    `expected_units` and `variance_units` are written when the round is done, and never leave
    the server towards whoever counts.
    """

    __tablename__ = "count_line"
    __table_args__ = (
        UniqueConstraint("round_id", "item_id", "lot_code"),
        CheckConstraint("counted_units >= 0", name="counted_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("count_round.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"))
    """None for a lot or serial that was never received here; it is made when it is posted."""
    lot_code: Mapped[str] = mapped_column(default="")
    expires_on: Mapped[date | None]
    """What the label said, for a lot that is new."""
    counted_units: Mapped[int] = mapped_column(default=0)
    is_settled: Mapped[bool] = mapped_column(default=False)
    """A number was keyed or more than one piece scanned; one scan alone says what, not how many."""
    is_absent: Mapped[bool] = mapped_column(default=False)
    """The book has it, the counter said that none is there."""
    from_pos: Mapped[int]
    """What the device had seen of the ledger when this row was begun."""
    pos: Mapped[int]
    """The ledger position at which the row was last counted."""
    captured_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expected_units: Mapped[int | None]
    variance_units: Mapped[int | None]
    has_moved: Mapped[bool] = mapped_column(default=False)
    """Units moved between `from_pos` and `pos`: whether they were counted, nobody knows."""


class CountUnknown(Base):
    """A code that was found in a bin and that nothing here has, with the scan before it."""

    __tablename__ = "count_unknown"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("count_round.id"), index=True)
    code: Mapped[str]
    after_code: Mapped[str] = mapped_column(default="")
    captured_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CountResult(Base):
    """What a count came to for one record (bin, item, lot): zero variances too, for accuracy.

    States: agreed (nothing to book), open (on the desk), posted, rejected (counted anew).
    """

    __tablename__ = "count_result"
    __table_args__ = (
        CheckConstraint(f"state IN {RESULT_STATES}", name="known_state"),
        Index("ix_count_result_record", "place_id", "item_id", "pos"),
        Index("ix_count_result_site_id_settled_at", "site_id", "settled_at"),
        Index("ix_count_result_task_id", "task_id"),
        Index(
            "ix_count_result_on_desk",
            "site_id",
            "value_minor",
            "id",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "ix_count_result_by_age",
            "site_id",
            "id",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        *(
            Index(
                f"ix_count_result_{name}",
                "item_id",
                "lot_code",
                "place_id",
                sqlite_where=text(f"state = 'open' AND variance_units {sign} posted_units"),
                postgresql_where=text(f"state = 'open' AND variance_units {sign} posted_units"),
            )
            for name, sign in (("over", ">"), ("under", "<"))
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("count_task.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"))
    lot_code: Mapped[str] = mapped_column(default="")
    expires_on: Mapped[date | None]
    item_class: Mapped[str] = mapped_column(default="C")
    """The item's class when it was counted."""
    is_control: Mapped[bool] = mapped_column(default=False)
    expected_units: Mapped[int]
    """The book at `pos`."""
    counted_units: Mapped[int]
    variance_units: Mapped[int]
    """counted - expected, at the same position of the ledger."""
    posted_units: Mapped[int] = mapped_column(default=0)
    """How much of the variance is in the book by now."""
    value_minor: Mapped[int]
    """What the variance is worth, without its sign, in minor units; 0 where the cost is unknown."""
    pos: Mapped[int]
    from_pos: Mapped[int]
    settled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    captured_at: Mapped[datetime] = mapped_column(UtcDateTime)
    counter_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    other_counter_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    """Whose count before agreed with it."""
    is_disputed: Mapped[bool] = mapped_column(default=False)
    """Three people did not agree; the units are held until it is decided."""
    state: Mapped[str]


class CountLook(Base):
    """Whether one person's look at a record was right, where a second person looked as well.

    Written with the result that stands in the end, gone when it is rejected: counters' accuracy
    over a year is read from here, not from every row of every look.
    """

    __tablename__ = "count_look"
    __table_args__ = (
        Index("ix_count_look_counter", "site_id", "user_id", "is_right", "settled_at"),
    )

    result_id: Mapped[int] = mapped_column(ForeignKey("count_result.id"), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("count_round.id"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    settled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_right: Mapped[bool]
    """It found the variance that the result says."""


class CountDecision(Base):
    """One decision about one result: posted as one event, by somebody who did not count it."""

    __tablename__ = "count_decision"
    __table_args__ = (
        CheckConstraint(f"kind IN {DECISIONS}", name="known_kind"),
        CheckConstraint(
            "decided_by IS NULL OR (decided_by <> counter_id"
            " AND (other_counter_id IS NULL OR decided_by <> other_counter_id))",
            name="four_eyes",
        ),
        Index("ix_count_decision_result_id", "result_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    result_id: Mapped[int] = mapped_column(ForeignKey("count_result.id"))
    kind: Mapped[str]
    units: Mapped[int]
    """How much of the variance it put into the book, with its sign; 0 for a rejection."""
    reason: Mapped[str]
    note: Mapped[str]
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    """None where it was within the counter's limits and posted by itself."""
    counter_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    other_counter_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    event_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("ledger_event.id", deferrable=True, initially="DEFERRED"), index=True
    )
    undone_by: Mapped[UUID | None] = mapped_column(
        Uuid, ForeignKey("ledger_event.id", deferrable=True, initially="DEFERRED")
    )


class CountLimit(Base):
    """Up to where a variance posts by itself, and up to where it is none: by counter and class.

    A variance posts by itself within all three of the `most_` figures. Within the tolerance no
    recount is asked for: meant for bulk goods only, so both are zero until somebody says so.
    """

    __tablename__ = "count_limit"
    __table_args__ = (
        UniqueConstraint("site_id", "user_id", "item_class"),
        Index(
            "uq_count_limit_everybody",
            "site_id",
            "item_class",
            unique=True,
            sqlite_where=text("user_id IS NULL"),
            postgresql_where=text("user_id IS NULL"),
        ),
        CheckConstraint(f"item_class IN {('', *CLASSES)}", name="known_class"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    """None: everybody who has no limit of their own."""
    item_class: Mapped[str] = mapped_column(default="")
    """"": every class that has none of its own."""
    most_units: Mapped[int] = mapped_column(default=0)
    most_percent: Mapped[int] = mapped_column(default=0)
    most_value_minor: Mapped[int] = mapped_column(default=0)
    tolerance_units: Mapped[int] = mapped_column(default=0)
    tolerance_percent: Mapped[int] = mapped_column(default=0)


class ItemClass(Base):
    """How much an item matters at a site: A, B or C; what has no row is C."""

    __tablename__ = "item_class"
    __table_args__ = (CheckConstraint(f"class_code IN {CLASSES}", name="known_class"),)

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    class_code: Mapped[str]


class CountPhoto(Base):
    """A picture of what was found, small, taken with the handheld."""

    __tablename__ = "count_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("count_task.id"), index=True)
    taken_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
