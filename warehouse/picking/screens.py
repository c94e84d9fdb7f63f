"""What picking's templates are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from warehouse.picking.rules import SHORT_REASONS, SHORTAGE_DECISIONS, Slot, Step, Stop, in_packs
from warehouse.picking.rules.waves import Trips, Waiting
from warehouse.putback.screens import PutBackRow
from warehouse.routing.screens import FloorMap
from warehouse.web.signal import Signal


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task in the picker's list or on the supervisor's desk."""

    task_id: int
    order_ref: str
    channel: str
    state: str
    metres: int | None
    user_name: str | None
    tote_code: str | None
    lines: int
    lines_done: int
    units: int
    orders: int
    zone: str
    first_bin: str
    ship_by: datetime | None
    seen_at: datetime | None
    is_mine: bool
    is_asked_for: bool
    """Whether the person who looks has asked its picker for it."""
    event_id: str


@dataclass(frozen=True, slots=True)
class TaskList:
    """What there is to pick: one's own first, then what must ship first; and what others carry."""

    template: ClassVar[str] = "picking/tasks.html"
    tasks: list[TaskRow]
    others: list[TaskRow]
    put_backs: list[PutBackRow]
    signal: Signal | None


@dataclass(frozen=True, slots=True)
class PickScreen:
    """One instruction. `step` says which part of the template speaks."""

    template: ClassVar[str] = "picking/pick.html"
    task_id: int
    order_ref: str
    slot: Slot | None
    tote_code: str | None
    totes: int
    step: Step
    stop: Stop | None
    pack_name: str
    pack_units: int
    expires_on: date | None
    picture: str | None
    next_bin: str | None
    next_item: str | None
    lines: int
    lines_done: int
    units_picked: int
    units_short: int
    signal: Signal | None
    event_ids: tuple[str, ...]
    codes: list[tuple[str, str]]
    """The demo's codes of this step, as (label, code)."""

    reasons: ClassVar[dict[str, str]] = SHORT_REASONS

    @property
    def line_id(self) -> int:
        """The line that this screen is drawn for; 0 where the task itself asks."""
        return self.stop.line_id if self.stop else 0

    @property
    def tote(self) -> str:
        """The tote that is meant; at the end of a cart's trip, how many there are."""
        if self.step is Step.DROP and self.totes > 1:
            return f"{self.totes} totes"
        return self.tote_code or ""

    @property
    def tote_name(self) -> str:
        """How the picker knows the tote from others: by its slot, where there is a cart."""
        if self.step is Step.DROP and self.totes > 1:
            return self.order_ref
        return f"{self.slot.letter} · {self.slot.colour.capitalize()}" if self.slot else "Grey tote"

    @property
    def slot_note(self) -> str:
        """Where an empty tote goes."""
        if self.slot is None:
            return "Scan it; it stays with you for this trip."
        return f"Scan it, and put it into {self.slot.name}."

    @property
    def quantity(self) -> str:
        """How many to take, in the packs that the hand takes."""
        assert self.stop is not None, "a quantity belongs to a stop"
        return in_packs(self.stop.left, self.pack_name, self.pack_units)


@dataclass(frozen=True, slots=True)
class TaskDesk:
    """The supervisor's view: who is where, on which line."""

    template: ClassVar[str] = "picking/desk.html"
    tasks: list[TaskRow]
    put_backs: list[PutBackRow]
    state: str
    asks_if_empty: bool
    """Whether the site has bins looked into that a pick empties by the book."""
    places: dict[int, str]
    """Where each trip under way stands, by its leading task: the bin and what is done there."""
    pickers: list[tuple[int, str]]
    now: datetime

    def ago(self, seen_at: datetime | None) -> str:
        """How long nothing was heard of a picker."""
        if seen_at is None:
            return ""
        minutes = int((self.now - seen_at).total_seconds() // 60)
        return "just now" if minutes < 1 else f"{minutes} min ago"


@dataclass(frozen=True, slots=True)
class ShortageRow:
    """One case: units of an order line that no bin could give."""

    shortage_id: int
    order_id: int
    order_ref: str
    sku: str
    item_name: str
    bin_code: str
    units: int
    reason: str
    raised_at: datetime
    takes_substitutes: bool
    """Whether the customer's terms allow another item; a component cannot be another one."""
    kit: str
    """The kit that it is a component of; "" for most lines."""
    kits: int
    """How many kits lack it: these are what is decided on."""


@dataclass(frozen=True, slots=True)
class ShortageDesk:
    """The open cases, oldest first."""

    template: ClassVar[str] = "picking/shortages.html"
    cases: list[ShortageRow]
    told: str = ""
    refusal: str | None = None

    decisions: ClassVar[dict[str, str]] = SHORTAGE_DECISIONS


@dataclass(frozen=True, slots=True)
class PlanScreen:
    """What a release would come to, before it is made.

    Attributes:
        carts: The orders that ride together, most urgent first, by their references.
        values: What the form holds, by field.
    """

    template: ClassVar[str] = "picking/plan.html"
    figures: Trips
    carts: list[list[Waiting]]
    channels: list[str]
    values: dict[str, str]
    refusal: str | None = None
    released: int | None = None

    methods: ClassVar[tuple[tuple[str, str], ...]] = (
        ("single", "One order a trip"),
        ("cluster", "Several orders on one cart"),
        ("batch", "Several orders in sum, sorted at packing"),
        ("zone", "Zone by zone, joined at packing"),
    )

    @property
    def channel_options(self) -> list[tuple[str, str]]:
        """The channels that have orders to release, for the list."""
        return [("", "All channels"), *((name, name.capitalize()) for name in self.channels)]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule of release in words, and what it did last."""

    rule_id: int
    name: str
    is_on: bool
    which: str
    when: str
    how: str
    due: str
    ran: str


@dataclass(frozen=True, slots=True)
class CutOffRow:
    """When a carrier's lorry is loaded, by the site's clock."""

    carrier: str
    at: str
    service_word: str


@dataclass(frozen=True, slots=True)
class RulesScreen:
    """What is released by itself; `values` holds what the form of a new rule said."""

    template: ClassVar[str] = "picking/rules.html"
    rules: list[RuleRow]
    cut_offs: list[CutOffRow]
    values: dict[str, str]
    refusal: str | None = None

    methods: ClassVar[tuple[tuple[str, str], ...]] = PlanScreen.methods

    @property
    def carriers(self) -> list[tuple[str, str]]:
        """The carriers with a cut-off, for the list."""
        return [("", "None: run every so often"), *((c.carrier, c.carrier) for c in self.cut_offs)]


@dataclass(frozen=True, slots=True)
class TripMap:
    """Where a trip leads, in the picker's hand."""

    template: ClassVar[str] = "picking/map.html"
    task_id: int
    order_ref: str
    metres: int | None
    """The whole walk as it was at release."""
    map: FloorMap


@dataclass(frozen=True, slots=True)
class TripRoute(TripMap):
    """The same on the desk."""

    template: ClassVar[str] = "picking/route.html"
