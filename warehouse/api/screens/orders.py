"""What the API tells and takes of orders and shipments. Quantities are base units of our items."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from warehouse.api.screens.stock import Limit
from warehouse.kernel.shapes import Many, Text, Whole

ORDERS_AT_ONCE = 100
LINES_AT_ONCE = 500
MOST_UNITS = 1_000_000


@dataclass(frozen=True, slots=True)
class OrderQuery:
    """Which orders."""

    state: (
        Literal[
            "pending", "exception", "open", "released", "picked", "packed", "shipped",
            "cancelled", "channel_fulfilled",
        ]
        | None
    ) = None  # fmt: skip
    channel: Annotated[str | None, Text(64)] = None
    order_id: Annotated[str | None, Text(100), "The channel's own number."] = None
    after: Annotated[int | None, Whole(1), "The number to go on after."] = None
    limit: Limit = 100


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line, and how far it is. A kit's line counts kits; its components are lines, too."""

    id: int
    line_id: Annotated[str, "The channel's own number of the line."]
    sku: Annotated[str, "As the channel calls it."]
    item_id: Annotated[int | None, "What it means here; nothing while that is unknown."]
    kit_line: Annotated[int | None, "Of a kit's component: the `id` of the kit's line."]
    title: str
    ordered_units: int
    cancelled_units: int
    allocated_units: Annotated[int, "Promised in bins, not yet picked."]
    picked_units: Annotated[int, "Picked, packed and shipped ones."]
    unit_price_minor: int | None


@dataclass(frozen=True, slots=True)
class OrderException:
    """Why an order waits for a repair at the desk."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Order:
    """One order of one channel."""

    id: int
    channel: str
    order_id: Annotated[str, "The channel's own number."]
    state: str
    placed_at: datetime | None
    ship_by: datetime | None
    deliver_by: datetime | None
    taken_in_at: datetime
    service_level: str
    currency: str
    recipient_name: str
    address1: str
    address2: str
    address3: str
    city: str
    region: str
    postal_code: str
    country: str
    phone: str
    email: str
    gift_message: str
    note: str
    lines: tuple[OrderLine, ...]
    exceptions: tuple[OrderException, ...]


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Orders by number."""

    orders: tuple[Order, ...]
    next: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingLine:
    """One line of an order that is taken in."""

    line_id: Annotated[str, Text(100, 1), "The same on every telling."]
    sku: Annotated[str, Text(100)] = ""
    quantity: Annotated[int, Whole(0, MOST_UNITS), "What is still to be shipped."]
    unit_price: Annotated[str, Text(20), "As 12.50; then with a currency."] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingOrder:
    """An order that is taken in; told again with the same numbers it is changed."""

    channel: Annotated[str, Text(32, 1)]
    order_id: Annotated[str, Text(100, 1)]
    status: Literal["ready", "pending", "cancelled", "channel_fulfilled"] = "ready"
    order_date: datetime | None = None
    ship_by: datetime | None = None
    deliver_by: datetime | None = None
    service_level: Annotated[str, Text(100)] = ""
    currency: Annotated[str, Text(3)] = ""
    recipient_name: Annotated[str, Text(200)] = ""
    address1: Annotated[str, Text(200)] = ""
    address2: Annotated[str, Text(200)] = ""
    address3: Annotated[str, Text(200)] = ""
    city: Annotated[str, Text(200)] = ""
    region: Annotated[str, Text(200)] = ""
    postal_code: Annotated[str, Text(40)] = ""
    country: Annotated[str, Text(60)] = ""
    phone: Annotated[str, Text(60)] = ""
    email: Annotated[str, Text(200)] = ""
    gift_message: Annotated[str, Text(1000)] = ""
    note: Annotated[str, Text(1000)] = ""
    lines: Annotated[tuple[IncomingLine, ...], Many(LINES_AT_ONCE)]


@dataclass(frozen=True, slots=True)
class IncomingOrders:
    """Orders that are taken in together: all, or none where one cannot be read."""

    orders: Annotated[tuple[IncomingOrder, ...], Many(ORDERS_AT_ONCE)]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order that was taken in and waits for a repair."""

    id: int
    order_id: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrdersTakenIn:
    """What became of them; each is counted once."""

    new: int
    changed: int
    unchanged: int
    passed_over: Annotated[int, "Never known here, and nothing left to ship."]
    allocated_units: int
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class ShipmentQuery:
    """Which shipments."""

    after: Annotated[int | None, Whole(1), "The number to go on after."] = None
    limit: Limit = 100


@dataclass(frozen=True, slots=True)
class ShippedLine:
    """Units of a line that left."""

    order_line_id: int
    line_id: str
    sku: str
    units: int


@dataclass(frozen=True, slots=True)
class ShippedCarton:
    """A box that left."""

    number: int
    sscc: str | None
    weight_g: int | None


@dataclass(frozen=True, slots=True)
class Shipment:
    """One hand-over of an order's cartons to a carrier."""

    id: int
    channel: str
    order_id: str
    carrier: str
    ship_method: str
    tracking: str
    shipped_at: datetime
    lines: tuple[ShippedLine, ...]
    cartons: tuple[ShippedCarton, ...]


@dataclass(frozen=True, slots=True)
class ShipmentPage:
    """Shipments by number."""

    shipments: tuple[Shipment, ...]
    next: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingEvent:
    """One event of the floor, as a device sends it."""

    id: Annotated[UUID, "Made before sending, and sent again on every retry."]
    kind: Annotated[str, Text(40)]
    body: dict[str, Any]
    device_epoch: Annotated[int | None, Whole()] = None
    device_seq: Annotated[int | None, Whole(1)] = None
    captured_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class IncomingEvents:
    """Events that are judged in order, each by itself."""

    events: Annotated[tuple[IncomingEvent, ...], Many(50)]
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of an event."""

    id: UUID
    status: Annotated[str, "posted, review, quarantined, rejected, id_reuse or held."]
    answer: dict[str, Any]


@dataclass(frozen=True, slots=True)
class JudgedEvents:
    """What became of each event, the same on every retry but for those held."""

    events: tuple[Judged, ...]
