"""What the catalog tells about items, for the pages that show them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item on a list."""

    item_id: int
    sku: str
    name: str
    tracking: str
    picture: str | None


@dataclass(frozen=True, slots=True)
class ItemsFound:
    """One page of a search, and how many there are in all."""

    rows: tuple[ItemRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class PackRow:
    """One unit of measure of an item, with its barcodes."""

    name: str
    units: int
    barcodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartRow:
    """What one kit is picked as: `units` base units of another item."""

    item_id: int
    sku: str
    name: str
    units: int


@dataclass(frozen=True, slots=True)
class ItemCard:
    """All that the catalog knows of one item; weights in grams, sizes in millimetres."""

    item_id: int
    sku: str
    name: str
    tracking: str
    picture: str | None
    weight_g: int | None
    size_mm: tuple[int, int, int] | None
    packs: tuple[PackRow, ...]
    parts: tuple[PartRow, ...] = ()
    """The components of a kit; empty for an item that is stocked."""
