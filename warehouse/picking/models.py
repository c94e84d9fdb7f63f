"""Pick tasks, their lines, and what could not be found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.db.base import Base, UtcDateTime

OPEN = "open"
CLAIMED = "claimed"
PAUSED = "paused"
DONE = "done"
CANCELLED = "cancelled"

UNDOABLE = ("pick.scan", "pick.quantity", "pick.empty", "pick.tote_full")
"""The events that can be taken back, one after the other."""


def subject_of(task_id: int) -> str:
    """Name the thread of events that tells a task's story."""
    return f"pick_task:{task_id}"


def late_subject_of(task_id: int) -> str:
    """Name the thread of what was done to a task by somebody who did not carry it any more.

    Apart from its own thread, whose newest scan is the one that its picker takes back.
    """
    return f"pick_task:{task_id}:late"


SINGLE = "single"
CLUSTER = "cluster"
ZONE = "zone"
BATCH = "batch"
METHODS = (SINGLE, CLUSTER, ZONE, BATCH)


class PickTask(Base):
    """One order's part of a trip through the warehouse, with a tote of its own.

    A trip is all tasks with one `lead_id`: a single task, or those that ride on one cart. Of a
    batch the leading task alone has a tote and stops; the others say which orders share them.
    """

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
    lead_id: Mapped[int | None] = mapped_column(index=True)
    """The task by whose id the whole trip goes; its own, unless it rides on another's cart."""
    slot: Mapped[int] = mapped_column(default=0, server_default="0")
    """Where its tote stands on the cart, from 1; 0 where there is no cart."""
    method: Mapped[str] = mapped_column(default=SINGLE, server_default=SINGLE)
    zone_id: Mapped[int | None]
    """The zone that it is confined to, where an order is picked zone by zone."""
    state: Mapped[str] = mapped_column(default=OPEN)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    tote_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    route_cm: Mapped[int | None]
    """How far the walk was at release, from its start over all stops to its end."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its picker last did something: the lease that a colleague may take over once stale."""
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_by: Mapped[int | None]
    """A colleague who would go on with it, and since when he has asked."""
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    notice: Mapped[str] = mapped_column(default="", server_default="")
    """What changed about it while it was carried; its picker's device has not fetched it yet."""


class FullTote(Base):
    """A tote that a task has filled: its units stay in it, and it is put down with the others."""

    __tablename__ = "pick_full_tote"
    __table_args__ = (UniqueConstraint("task_id", "place_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("pick_task.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))


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
    asks_empty: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Its last units were also the bin's last by the book: is the bin empty now?"""


class PickShare(Base):
    """What one order line has in a stop that a batch makes for several orders.

    How far it is, its allocation says: units are taken for the lowest rank first, and missing
    ones are those of the highest.
    """

    __tablename__ = "pick_share"
    __table_args__ = (Index("ix_pick_share_order_line_id", "order_line_id"),)

    allocation_id: Mapped[int] = mapped_column(ForeignKey("allocation.id"), primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("pick_line.id"), index=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"))
    rank: Mapped[int]
    """By ship-by: 0 is what must leave first."""


WAIT = "wait"
SHIP_PART = "ship_part"
CANCEL_LINE = "cancel_line"
SUBSTITUTE = "substitute"


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
    """wait | ship_part | cancel_line | substitute"""
    decided_by: Mapped[int | None]


class CarrierCutOff(Base):
    """When a carrier's last lorry of a day is loaded, and which orders go with it."""

    __tablename__ = "carrier_cut_off"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    carrier: Mapped[str] = mapped_column(primary_key=True)
    minute: Mapped[int]
    """After midnight, on the clock of the site's walls."""
    service_word: Mapped[str] = mapped_column(default="")
    """What the service level of its orders says, such as "express"; empty for all orders."""


class ReleaseRule(Base):
    """What the worker releases by itself, when, and how; and what came of it last."""

    __tablename__ = "release_rule"
    __table_args__ = (UniqueConstraint("site_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    name: Mapped[str]
    is_on: Mapped[bool] = mapped_column(default=True)
    channel: Mapped[str] = mapped_column(default="")
    carrier: Mapped[str] = mapped_column(default="")
    urgent_only: Mapped[bool] = mapped_column(default=False)
    within_h: Mapped[int | None]
    """Orders that must ship within so many hours; None for all."""
    every_min: Mapped[int | None]
    lead_min: Mapped[int] = mapped_column(default=0)
    """How long before the carrier's cut-off it runs, where it has a carrier."""
    method: Mapped[str]
    slots: Mapped[int]
    lines: Mapped[int | None]
    units: Mapped[int | None]
    weight_g: Mapped[int | None]
    volume_ml: Mapped[int | None]
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ran_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ran_orders: Mapped[int] = mapped_column(default=0)
    ran_trips: Mapped[int] = mapped_column(default=0)
