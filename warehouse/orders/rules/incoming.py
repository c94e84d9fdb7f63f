"""Orders as they come in from any channel, before a database has seen them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

OrderState = Literal["ready", "pending", "cancelled", "channel_fulfilled"]
LineState = Literal["open", "shipped", "cancelled", "channel_fulfilled", "no_shipping"]

MOST_UNITS = 10_000
"""More units than this on one line are taken in, but held until somebody confirms them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an order or line must not reach the floor until somebody has repaired it.

    `code` is one of PROBLEM_CODES; `sentence` names row and column; `column` is the file's.
    """

    code: str
    sentence: str
    column: str


PROBLEM_CODES = (
    "missing_sku",
    "absurd_quantity",
    "quantities_disagree",
    "buyer_asks_to_cancel",
    "partly_shipped",
    "partly_refunded",
    "bad_address",
    "no_recipient",
    "rows_disagree",
    "unknown_currency",
    "unknown_status",
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom and where to ship to. `country` is an ISO 3166 code, or "" where it is unreadable."""

    name: str = ""
    address1: str = ""
    address2: str = ""
    address3: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    phone: str = ""
    email: str = ""
    buyer_name: str = ""


@dataclass(frozen=True, slots=True)
class IncomingLine:
    """One line of an order. Quantities are in units of the channel's SKU, kits not taken apart.

    `quantity` is what is still to be shipped: 0 exactly where `state` is not "open".
    `line_price_minor` is for all `ordered_quantity` units; `unit_price_minor` is that divided
    and rounded half up. `raw` is the row exactly as in the file, `row` its number there.
    """

    channel_line_id: str
    sku: str
    title: str
    quantity: int
    ordered_quantity: int
    state: LineState
    unit_price_minor: int | None
    line_price_minor: int | None
    raw: Mapping[str, str]
    row: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class IncomingOrder:
    """One order of a channel. Moments are in UTC; `currency` is "" where unknown or not told.

    `source` names the format. "amazon_all" orders carry no recipient and no line ids of
    Amazon's (theirs are made of the SKU): they tell the state of orders known otherwise.
    """

    channel: str
    channel_order_id: str
    source: str
    state: OrderState
    placed_at: datetime | None
    paid_at: datetime | None
    ship_by: datetime | None
    deliver_by: datetime | None
    service_level: str
    recipient: Recipient | None
    currency: str
    gift_message: str
    note: str
    lines: tuple[IncomingLine, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def raw(self) -> Mapping[str, str]:
        """The first of its rows as it came, header → cell; empty where it has none."""
        return self.lines[0].raw if self.lines else {}
