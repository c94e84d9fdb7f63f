"""Planning counts: what is known of each record, the day's plan, stock-takes, paper sheets."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Double, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.db.base import Base, UtcDateTime


class CountPlanSetting(Base):
    """How much a site counts each day, and of what; a site without a row has the defaults."""

    __tablename__ = "count_plan_setting"
    __table_args__ = (
        CheckConstraint("hour IS NULL OR (hour >= 0 AND hour <= 23)", name="hour_of_a_day"),
        CheckConstraint(
            "flagged_percent + control_percent + coverage_percent <= 100", name="shares_of_a_day"
        ),
    )

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    minutes_a_day: Mapped[int] = mapped_column(default=120)
    flagged_percent: Mapped[int] = mapped_column(default=30)
    control_percent: Mapped[int] = mapped_column(default=12)
    coverage_percent: Mapped[int] = mapped_column(default=50)
    days_a: Mapped[int] = mapped_column(default=60)
    days_b: Mapped[int] = mapped_column(default=120)
    days_c: Mapped[int] = mapped_column(default=365)
    bin_seconds: Mapped[int] = mapped_column(default=45)
    """Walking to a bin and scanning it."""
    record_seconds: Mapped[int] = mapped_column(default=30)
    """Counting one item and lot in it."""
    hour: Mapped[int | None]
    """The hour of the site's clock at which the day is planned; None: when somebody asks."""
    sets_classes: Mapped[bool] = mapped_column(default=True)
    """Whether planning gives items their class by what is picked of them."""


class CountRecord(Base):
    """What the ledger and past counts say of one bin, item and lot: moves, errors, demand.

    Kept by adding what is new since the last plan, so that planning never reads all history.
    """

    __tablename__ = "count_record"
    __table_args__ = (Index("ix_count_record_site_id", "site_id"),)

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    moves: Mapped[int] = mapped_column(default=0)
    """Since it was last confirmed."""
    past_moves: Mapped[int] = mapped_column(default=0)
    """Before it was last confirmed."""
    errors: Mapped[int] = mapped_column(default=0)
    """How often a count found it wrong."""
    corrections: Mapped[int] = mapped_column(default=0)
    """Changes of the book without a count since it was last confirmed."""
    picks_a_day: Mapped[float] = mapped_column(Double, default=0.0)
    units_a_day: Mapped[float] = mapped_column(Double, default=0.0)
    rated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When the two rates were last brought up to date; they fade from then on."""


class CountDigest(Base):
    """Up to where a site's ledger and counts have gone into its records."""

    __tablename__ = "count_digest"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    pos: Mapped[int] = mapped_column(default=0)
    result_id: Mapped[int] = mapped_column(default=0)
    decision_id: Mapped[int] = mapped_column(default=0)


class CountDay(Base):
    """One day's plan of a site, as it was made."""

    __tablename__ = "count_day"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    planned_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    """None: the clock."""
    bins: Mapped[int]
    seconds: Mapped[int]
    waiting_seconds: Mapped[int]
    control: Mapped[int]
    stretch_percent: Mapped[int]
    missing_a_day: Mapped[int]


class CountPlanLine(Base):
    """One reason for which the day's plan has a record counted."""

    __tablename__ = "count_plan_line"
    __table_args__ = (
        Index("ix_count_plan_line_day", "site_id", "day"),
        Index("ix_count_plan_line_task_id", "task_id"),
        Index(
            "ix_count_plan_line_control",
            "site_id",
            "day",
            "task_id",
            sqlite_where=text("why = 'control'"),
            postgresql_where=text("why = 'control'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    day: Mapped[date]
    task_id: Mapped[int] = mapped_column(ForeignKey("count_task.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    """None: the bin is empty by the book."""
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"))
    why: Mapped[str]
    sentence: Mapped[str]


class StockTake(Base):
    """A full count of a zone or of the whole site, from its start to the accountant's report."""

    __tablename__ = "stock_take"
    __table_args__ = (Index("ix_stock_take_site_id", "site_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    zone_id: Mapped[int | None] = mapped_column(ForeignKey("zone.id"))
    """None: every bin of the site."""
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))


class StockTakeBin(Base):
    """One bin that a stock-take counts, and the count that does it."""

    __tablename__ = "stock_take_bin"
    __table_args__ = (Index("ix_stock_take_bin_task_id", "task_id"),)

    stock_take_id: Mapped[int] = mapped_column(ForeignKey("stock_take.id"), primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("count_task.id"))


class CountSheet(Base):
    """Counts on paper: what one printed sheet asks for, and the ledger's position at printing."""

    __tablename__ = "count_sheet"
    __table_args__ = (Index("ix_count_sheet_site_id", "site_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    printed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    printed_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    pos: Mapped[int]


class CountSheetBin(Base):
    """One bin on a sheet, in the order of walking."""

    __tablename__ = "count_sheet_bin"
    __table_args__ = (Index("ix_count_sheet_bin_task_id", "task_id"),)

    sheet_id: Mapped[int] = mapped_column(ForeignKey("count_sheet.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("count_task.id"))
