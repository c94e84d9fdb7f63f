"""What the API takes of items, bins and stock: the columns of our files, see docs/files.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from warehouse.kernel.shapes import Many, Text, Whole

AT_ONCE = 500
MOST_UNITS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingItem:
    """An item with one pack and barcode; further ones are further entries of the same SKU."""

    sku: Annotated[str, Text(64, 1)]
    name: Annotated[str, Text(200, 1)]
    tracking: Literal["none", "lot", "lot_expiry", "serial"] = "none"
    cost: Annotated[str, Text(20), "Of one base unit, as 12.50; then with a currency."] = ""
    currency: Annotated[str, Text(3)] = ""
    weight_g: Annotated[int | None, Whole(1, 100_000_000)] = None
    length_mm: Annotated[int | None, Whole(1, 100_000_000)] = None
    width_mm: Annotated[int | None, Whole(1, 100_000_000)] = None
    height_mm: Annotated[int | None, Whole(1, 100_000_000)] = None
    barcode: Annotated[str, Text(48)] = ""
    pack: Annotated[str, Text(32)] = ""
    units: Annotated[int | None, Whole(1, 100_000)] = None


@dataclass(frozen=True, slots=True)
class IncomingItems:
    """Items that are taken in together, all or none."""

    items: Annotated[tuple[IncomingItem, ...], Many(AT_ONCE)]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingBin:
    """A bin; known by its code, told again it is changed."""

    code: Annotated[str, Text(24, 1)]
    zone: Annotated[str, Text(8, 1)]
    aisle: Annotated[int, Whole(0, 9_999)]
    bay: Annotated[int, Whole(0, 9_999)]
    level: Annotated[int, Whole(0, 9_999)]
    x_cm: Annotated[int, Whole(-1_000_000, 1_000_000)]
    y_cm: Annotated[int, Whole(-1_000_000, 1_000_000)]
    kind: Literal["pick", "reserve"] = "pick"


@dataclass(frozen=True, slots=True)
class IncomingBins:
    """Bins that are taken in together, all or none."""

    bins: Annotated[tuple[IncomingBin, ...], Many(AT_ONCE)]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many were made, changed, and found as they were."""

    created: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingCorrection:
    """Units that a place has more or fewer than its book says."""

    id: Annotated[UUID, "Made before sending, and sent again on every retry."]
    place_id: Annotated[int, Whole(1)]
    sku: Annotated[str, Text(64, 1)]
    lot: Annotated[str, Text(100)] = ""
    units: Annotated[int, Whole(-MOST_UNITS, MOST_UNITS), "More, or with a minus fewer."]
    reason: Annotated[str, Text(200, 1)]


@dataclass(frozen=True, slots=True)
class CorrectionTakenIn:
    """What became of a correction, the same on every retry."""

    id: UUID
    outcome: Literal["posted", "count_asked_for"]
    on_hand: Annotated[int | None, "By the book, after a posted one."]
