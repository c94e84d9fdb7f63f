"""What the API tells of items, places and stock. Quantities are base units, always whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from warehouse.kernel.shapes import LARGEST_POSITION, Text, Whole
from warehouse.ledger.wire import WireEvent

MOST_ROWS = 500
Limit = Annotated[int, Whole(1, MOST_ROWS), "How many at most."]
Number = Annotated[int, Whole(1)]
Next = Annotated[str | None, "Send it as `after` to go on; nothing where this was the last."]
KEY = r"[0-9]{1,10}\.[0-9]{1,10}\.[0-9]{1,10}"


@dataclass(frozen=True, slots=True)
class Pack:
    """A unit of measure of an item."""

    name: str
    units: Annotated[int, "Base units in one."]
    barcodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Component:
    """What a kit is picked as."""

    sku: str
    units: Annotated[int, "Base units in one kit."]


@dataclass(frozen=True, slots=True)
class Item:
    """What is stocked or, where it has components, sold as a kit and picked as these.

    Sizes in millimetres, weight in grams, cost in minor units of currency.
    """

    id: int
    sku: str
    name: str
    tracking: Annotated[str, "none, lot, lot_expiry or serial."]
    cost_minor: int | None
    currency: str | None
    weight_g: int | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    packs: tuple[Pack, ...]
    components: Annotated[tuple[Component, ...], "Of a kit, by SKU; empty for all that is stocked."]


@dataclass(frozen=True, slots=True)
class ItemQuery:
    """Which items, by SKU."""

    sku: Annotated[str | None, Text(64), "This SKU only."] = None
    barcode: Annotated[str | None, Text(48), "The item with this code on a pack."] = None
    after: Annotated[str | None, Text(64), "The SKU to go on after."] = None
    limit: Limit = 100


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Items by SKU."""

    items: tuple[Item, ...]
    next: Next


@dataclass(frozen=True, slots=True)
class Bin:
    """A storage location, and where a person stands to reach it."""

    id: Annotated[int, "Its number as a place."]
    code: str
    zone: str
    aisle: int
    bay: int
    level: int
    x_cm: int
    y_cm: int
    is_pick_face: bool


@dataclass(frozen=True, slots=True)
class PlaceQuery:
    """Which bins or containers, by code."""

    code: Annotated[str | None, Text(64), "This code only."] = None
    after: Annotated[int | None, Whole(1), "The number to go on after."] = None
    limit: Limit = 100


@dataclass(frozen=True, slots=True)
class BinPage:
    """Bins by number."""

    bins: tuple[Bin, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class Container:
    """A place that is no bin: tote, cart, carton, pallet, dock, packing place."""

    id: Annotated[int, "Its number as a place."]
    kind: str
    code: str
    stands_in: Annotated[int | None, "Number of the place that it stands in."]


@dataclass(frozen=True, slots=True)
class ContainerPage:
    """Containers by number."""

    containers: tuple[Container, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class BalanceQuery:
    """Which balances, now or as of a position."""

    sku: Annotated[str | None, Text(64), "Of this item only."] = None
    place_id: Annotated[int | None, Whole(1), "In this place only."] = None
    at: Annotated[int | None, Whole(0, LARGEST_POSITION), "As of this position of the ledger."] = (
        None
    )
    after: Annotated[str | None, Text(32, 0, KEY)] = None
    limit: Limit = 100


@dataclass(frozen=True, slots=True)
class Balance:
    """What one place has of one item and lot."""

    place_id: int
    place_kind: str
    place_code: str
    item_id: int
    sku: str
    lot_id: int
    lot: str
    on_hand: int
    allocated: Annotated[int | None, "Nothing for a position of the past."]
    held: Annotated[int | None, "Nothing for a position of the past."]
    available: Annotated[int | None, "on_hand − allocated − held"]


@dataclass(frozen=True, slots=True)
class BalancePage:
    """Balances by place, item and lot, as of one position."""

    site: str
    pos: Annotated[int, "The position that the figures belong to."]
    balances: tuple[Balance, ...]
    next: Next


@dataclass(frozen=True, slots=True)
class EventQuery:
    """From where in the ledger."""

    after: Annotated[int, Whole(0, LARGEST_POSITION), "The last position that is known."] = 0
    limit: Limit = 100


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events in the order of the ledger, without gaps."""

    site: str
    pos: Annotated[int, "Where the ledger ends."]
    hash: Annotated[str, "The link at its end."]
    events: tuple[WireEvent, ...]
    next: Annotated[int | None, "Send it as `after` to go on; nothing where this was the last."]


@dataclass(frozen=True, slots=True)
class MoveQuery:
    """Of which item or place; at least one of the two."""

    item_id: Annotated[int | None, Whole(1)] = None
    place_id: Annotated[int | None, Whole(1)] = None
    before: Annotated[int | None, Whole(1, LARGEST_POSITION), "Only from before this one."] = None
    limit: Limit = 100


@dataclass(frozen=True, slots=True)
class StockMove:
    """Base units that went from one place to another."""

    pos: int
    event_id: UUID
    at: datetime
    kind: str
    user_name: str
    sku: str
    lot: str
    from_kind: str
    from_code: str
    to_kind: str
    to_code: str
    quantity: int
    is_reversal: bool


@dataclass(frozen=True, slots=True)
class MovePage:
    """Moves, newest first; whole events only."""

    moves: tuple[StockMove, ...]
    next: Annotated[int | None, "Send it as `before` to go on; nothing where this was the last."]


@dataclass(frozen=True, slots=True)
class CountQuery:
    """Which counts."""

    state: Literal["open", "claimed", "paused", "review", "done", "cancelled"] | None = None
    after: Annotated[int | None, Whole(1), "The number to go on after."] = None
    limit: Limit = 100


@dataclass(frozen=True, slots=True)
class Count:
    """A wish to have one place counted. What the book expects there is told to nobody."""

    id: int
    state: str
    place_id: int
    place_kind: str
    place_code: str
    reasons: str
    asked_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class CountPage:
    """Counts by number."""

    counts: tuple[Count, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class Site:
    """A site of the token, and where its ledger ends."""

    code: str
    name: str
    pos: int
    hash: str


@dataclass(frozen=True, slots=True)
class Sites:
    """The sites that the token may see."""

    sites: tuple[Site, ...]
