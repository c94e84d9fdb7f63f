"""What packing's templates are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from warehouse.kernel.slots import Slot
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
class WallRow:
    """A shared tote that stands at packing, to be sorted on the put wall."""

    place_id: int
    tote: str
    orders: int
    units: int
    stands_in: str


@dataclass(frozen=True, slots=True)
class StartScreen:
    """What there is to pack, what must ship first before; or the orders to choose from."""

    template: ClassVar[str] = "packing/start.html"
    orders: list[WaitingRow]
    walls: list[WallRow]
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
    replaces: str = ""
    """What was ordered, where this is sent in its place."""
    kit: str = ""
    """The kit that it is a component of, and how many of it are whole; "" for most items."""

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
    has_carrier_label: bool = False
    box: str = ""
    """The name of its carton type; "" where none is known."""
    has_photo: bool = False

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
    """What the carton and its items weigh; none where one of them has no known weight."""
    gift_message: str
    suggested: str
    """Which cartons to take; "" once one is begun, or where nothing is known."""
    why: str
    one_carton: str
    """The service of the order that takes one carton, all at once; "" where it may have several."""
    boxes: list[tuple[int, str]]
    """The site's carton types, as (id, name and inner size)."""
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
        """Whether a decision to leave the rest behind would leave something to ship, and may."""
        if self.one_carton:
            return False
        begun = any(carton.is_open and carton.units for carton in self.cartons)
        return self.left > 0 and not begun and any(not c.is_open for c in self.cartons)


@dataclass(frozen=True, slots=True)
class WeighPanel:
    """A carton that the put wall or the lane filled, and that is to be weighed now.

    Attributes:
        expected_g: What it should weigh; None where that is not known.
        weight_g: As typed or scanned, when it was refused; `asks_why` if it differed.
    """

    order_id: int
    order_ref: str
    number: int
    box: str
    expected_g: int | None
    weight_g: str
    reason: str
    asks_why: bool
    event_id: str


@dataclass(frozen=True, slots=True)
class WallPlace:
    """One order's place on the put wall.

    Attributes:
        state: picking | waiting | full | complete | cancelled
    """

    order_id: int
    order_ref: str
    slot: Slot
    state: str
    done: int
    wanted: int
    box: str
    gift_message: str
    is_lit: bool


@dataclass(frozen=True, slots=True)
class WallScreen:
    """The orders of a shared tote as places on a wall, and the one that the last unit goes to."""

    template: ClassVar[str] = "packing/wall.html"
    tote_id: int
    tote: str
    places: list[WallPlace]
    left: int
    """Units in the tote."""
    lit: WallPlace | None
    asks: str
    asked: int
    """The item whose lot or serial is to be scanned next; 0 for none."""
    undo_order: int
    """The order whose last scan can be taken back; 0 for none."""
    papers: bool
    """Whether the order that was completed last has to be printed from the browser."""
    weigh: WeighPanel | None
    signal: Signal | None
    event_ids: tuple[str, ...]
    codes: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class LaneRow:
    """Orders that wait for one unit of an item and nothing else."""

    name: str
    sku: str
    orders: int


@dataclass(frozen=True, slots=True)
class LanePacked:
    """The order that the last scan of the lane packed."""

    order_id: int
    order_ref: str
    item: str
    box: str
    gift_message: str
    place_id: int
    """Of its carton, for the label."""


@dataclass(frozen=True, slots=True)
class LaneScreen:
    """The lane of single items: what waits, and what was packed last."""

    template: ClassVar[str] = "packing/singles.html"
    rows: list[LaneRow]
    last: LanePacked | None
    asks: str
    asked_order: int
    papers: bool
    """Whether the last one's papers have to be printed from the browser."""
    weigh: WeighPanel | None
    signal: Signal | None
    event_ids: tuple[str, ...]
    codes: list[tuple[str, str]]


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
    gift_message: str
    carriers: tuple[str, ...]
    """Whom this site gave parcels to before, to choose from."""
    signal: Signal | None
    event_id: str
    scan_id: str


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


@dataclass(frozen=True, slots=True)
class SlipTemplates:
    """One channel's packing slip template as a form; channel "" is all that have none."""

    template: ClassVar[str] = "packing/slips.html"
    channel: str
    channels: list[tuple[str, str]]
    with_template: frozenset[str]
    seller_name: str
    seller_address: str
    returns_text: str
    note: str
    language: str
    languages: list[tuple[str, str]]
    has_logo: bool
    signal: Signal | None
