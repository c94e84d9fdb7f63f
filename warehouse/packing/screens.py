"""What packing's templates are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from warehouse.web.signal import Signal

Mode = Literal["scan", "back", "close"]


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """An order whose tote stands at packing."""

    order_id: int
    order_ref: str
    channel: str
    ship_by: datetime | None
    units: int
    totes: tuple[str, ...]
    stands_in: str


@dataclass(frozen=True, slots=True)
class StartScreen:
    """What there is to pack, what must ship first before; or the orders to choose from."""

    template: ClassVar[str] = "packing/start.html"
    orders: list[WaitingRow]
    is_choice: bool
    to_ship: int
    """Packed orders that wait for a carrier."""
    signal: Signal | None
    event_id: str
    codes: list[tuple[str, str]]
    """The demo's codes of this step, as (label, code)."""


@dataclass(frozen=True, slots=True)
class VerifyRow:
    """One item of the order: units in cartons of the units picked."""

    item_id: int
    name: str
    sku: str
    done: int
    wanted: int
    lots: str
    """Lots or serials that are still in the tote; "" where the item has none."""
    picture: str | None
    is_now: bool

    @property
    def left(self) -> int:
        """Units that are still to be scanned."""
        return max(self.wanted - self.done, 0)


@dataclass(frozen=True, slots=True)
class CartonRow:
    """One carton of the order."""

    place_id: int
    number: int
    state: str
    units: int
    sscc: str | None
    weight_g: int | None

    @property
    def is_open(self) -> bool:
        """Whether things can be scanned into it."""
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class VerifyScreen:
    """The packing table of one order."""

    template: ClassVar[str] = "packing/verify.html"
    order_id: int
    order_ref: str
    totes: tuple[str, ...]
    rows: list[VerifyRow]
    cartons: list[CartonRow]
    now: CartonRow | None
    """The carton that is scanned into; none before the first unit."""
    mode: Mode
    asks: str
    """The item whose lot or serial is to be scanned next; "" where none is."""
    expected_g: int | None
    """What the carton's items weigh; none where one of them has no known weight."""
    weight_g: str
    """As typed, when the closing was refused."""
    reason: str
    signal: Signal | None
    event_ids: tuple[str, ...]
    codes: list[tuple[str, str]]

    @property
    def done(self) -> int:
        """Units in cartons."""
        return sum(row.done for row in self.rows)

    @property
    def wanted(self) -> int:
        """Units that were picked."""
        return sum(row.wanted for row in self.rows)

    @property
    def left(self) -> int:
        """Units that are still to be scanned."""
        return sum(row.left for row in self.rows)

    @property
    def is_ready(self) -> bool:
        """Whether every unit is in a closed carton."""
        full = sum(carton.units for carton in self.cartons if not carton.is_open)
        return self.left == 0 and full == self.done > 0

    @property
    def can_ship_part(self) -> bool:
        """Whether a decision to leave the rest behind would leave something to ship."""
        begun = any(carton.is_open and carton.units for carton in self.cartons)
        return self.left > 0 and not begun and any(not c.is_open for c in self.cartons)


@dataclass(frozen=True, slots=True)
class Handover:
    """How a shipment left."""

    carrier: str
    tracking: str
    shipped_at: datetime


@dataclass(frozen=True, slots=True)
class PackedScreen:
    """A finished order: its labels, its slip, and the form that ships it."""

    template: ClassVar[str] = "packing/packed.html"
    order_id: int
    order_ref: str
    ship_to: str
    service_level: str
    cartons: list[CartonRow]
    handover: Handover | None
    carrier: str
    tracking: str
    method: str
    carriers: tuple[str, ...]
    """Whom this site gave parcels to before, to choose from."""
    signal: Signal | None
    event_id: str


@dataclass(frozen=True, slots=True)
class ShipRow:
    """A packed order that waits for its carrier."""

    order_id: int
    order_ref: str
    channel: str
    ship_by: datetime | None
    service_level: str
    cartons: int
    weight_g: int


@dataclass(frozen=True, slots=True)
class ShipScreen:
    """Everything that is packed and has not left."""

    template: ClassVar[str] = "packing/ship.html"
    orders: list[ShipRow]
    signal: Signal | None
    event_id: str
    codes: list[tuple[str, str]]
