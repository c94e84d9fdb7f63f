"""The desk's pages about orders: what each template is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from warehouse.ledger.screens import Paging
from warehouse.orders.rules.decisions import Repair
from warehouse.orders.rules.incoming import Recipient

STATE_WORDS = {
    "pending": ("plain", "Not paid yet"),
    "exception": ("refused", "To be repaired"),
    "open": ("look", "Open"),
    "released": ("busy", "Being picked"),
    "picked": ("busy", "Picked"),
    "packed": ("busy", "Packed"),
    "shipped": ("accepted", "Shipped"),
    "cancelled": ("plain", "Cancelled"),
    "channel_fulfilled": ("plain", "Shipped by the channel"),
}
"""Each state's colour and word."""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order on the list. Units are base units; `lacking` ones are backordered."""

    order_id: int
    ref: str
    channel: str
    state: str
    recipient: str
    lines: int
    wanted: int
    lacking: int
    ship_by: str
    is_late: bool

    @property
    def state_kind(self) -> str:
        """The colour that the state is shown in."""
        return STATE_WORDS[self.state][0]

    @property
    def state_word(self) -> str:
        """The state as people say it."""
        return STATE_WORDS[self.state][1]

    @property
    def can_release(self) -> bool:
        """Whether there is anything to pick for it."""
        return self.state == "open" and self.wanted > self.lacking


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many orders are in one state; `state` is "" for all."""

    state: str
    word: str
    count: int


@dataclass(frozen=True, slots=True)
class OrdersScreen:
    """Orders by state, the latest first."""

    template: ClassVar[str] = "orders/desk.html"
    state: str
    query: str
    counts: tuple[StateCount, ...]
    rows: tuple[OrderRow, ...]
    paging: Paging


@dataclass(frozen=True, slots=True)
class LineRow:
    """How far the units of one line are. `can_cancel` are wanted and not picked.

    A kit's line counts kits; its components follow it, with their units `per_kit`.
    """

    line_id: int
    sku: str
    title: str
    item_id: int | None
    item_sku: str
    per_kit: int
    ordered: int
    cancelled: int
    allocated: int
    picked: int
    packed: int
    shipped: int
    backordered: int
    can_cancel: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to be repaired, with the row as it came and the step that repairs it."""

    exception_id: int
    order_id: int
    ref: str
    channel: str
    title: str
    sentence: str
    raised_at: str
    repair: Repair
    can_dismiss: bool
    sku: str
    units: int
    address: Recipient
    raw: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StoryRow:
    """One event of an order's story, in words."""

    pos: int
    at: str
    what: str
    who: str


@dataclass(frozen=True, slots=True)
class OrderScreen:
    """One order: where it goes, how far its lines are, what is doubtful, what happened."""

    template: ClassVar[str] = "orders/order.html"
    row: OrderRow
    placed_at: str
    service_level: str
    gift_message: str
    note: str
    address: tuple[str, ...]
    contact: tuple[str, ...]
    lines: tuple[LineRow, ...]
    doubts: tuple[Doubt, ...]
    story: tuple[StoryRow, ...]
    can_cancel: bool
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class ExceptionsScreen:
    """Everything that waits for a repair, what was just done, or why it was not."""

    template: ClassVar[str] = "orders/exceptions.html"
    doubts: tuple[Doubt, ...]
    paging: Paging
    done: str = ""
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class TermsRow:
    """For how many days goods must still be good; `recipient_name` "" is the whole channel."""

    channel: str
    recipient_name: str
    days: int
    takes_substitutes: bool


@dataclass(frozen=True, slots=True)
class TermsScreen:
    """Whose goods must be good for how long."""

    template: ClassVar[str] = "orders/terms.html"
    rows: tuple[TermsRow, ...]
    saved: bool = False
    refusal: str | None = None
