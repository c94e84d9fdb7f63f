"""The look-up desks: where an item is, what a place holds, and how it came to be so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from warehouse.catalog.screens import ItemCard, ItemRow, PartRow
from warehouse.locations.screens import BinRow, PlaceCard, ZoneRow


@dataclass(frozen=True, slots=True)
class Paging:
    """Which rows of how many are shown; `page` counts from 1."""

    page: int
    size: int
    total: int

    @property
    def text(self) -> str:
        """What stands beside the buttons, such as "51 to 100 of 500"."""
        if self.total == 0:
            return "None"
        first = (self.page - 1) * self.size + 1
        if first > self.total:
            return f"{self.total} in all"
        return f"{first} to {min(self.page * self.size, self.total)} of {self.total}"

    @property
    def has_more(self) -> bool:
        """Whether there is a page after this one."""
        return self.page * self.size < self.total


@dataclass(frozen=True, slots=True)
class ItemsScreen:
    """Items, by SKU, name or barcode."""

    template: ClassVar[str] = "ledger/items.html"
    query: str
    rows: tuple[ItemRow, ...]
    paging: Paging


@dataclass(frozen=True, slots=True)
class BinsScreen:
    """Bins, by code, zone and aisle."""

    template: ClassVar[str] = "ledger/bins.html"
    query: str
    zone: str
    aisle: int | None
    zones: tuple[ZoneRow, ...]
    rows: tuple[BinRow, ...]
    paging: Paging


@dataclass(frozen=True, slots=True)
class Figures:
    """Base units of something, added up."""

    on_hand: int
    allocated: int
    held: int
    available: int


@dataclass(frozen=True, slots=True)
class StockLine:
    """Base units of one item and lot in one place, named as people name them."""

    place_id: int
    place: str
    item_id: int
    sku: str
    item_name: str
    lot: str
    expires: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One move, as it is told: when, what, how many, from where to where, by whom."""

    pos: int
    at: str
    kind: str
    who: str
    sku: str
    lot: str
    quantity: int
    origin: str
    target: str
    is_reversal: bool


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some moves, newest first; `older` is the position to go on before, if there are more."""

    moves: tuple[MoveLine, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class KitFigures:
    """How many kits the site could make up now, and of each component what is available."""

    available: int
    parts: tuple[tuple[PartRow, int], ...]


@dataclass(frozen=True, slots=True)
class ItemScreen:
    """One item: its packs, where it is, its figures at the site, its moves."""

    template: ClassVar[str] = "ledger/item.html"
    item: ItemCard
    figures: Figures
    kits: KitFigures | None
    """What can be sold of a kit; none for an item that is stocked."""
    stock: tuple[StockLine, ...]
    history: HistoryPage


@dataclass(frozen=True, slots=True)
class PlaceScreen:
    """One bin, tote or other place: what it holds, its moves."""

    template: ClassVar[str] = "ledger/bin.html"
    place: PlaceCard
    name: str
    stock: tuple[StockLine, ...]
    history: HistoryPage


@dataclass(frozen=True, slots=True)
class GivingRule:
    """What one rule says; empty words leave it to the site's."""

    name: str
    rotation: str = ""
    choice: str = ""
    reserve: str = ""
    turn: int = 0
    zone_id: int | None = None


@dataclass(frozen=True, slots=True)
class GivingScreen:
    """How stock is given: the site's rule, its zones', and the items that have their own.

    Attributes:
        rotations, choices, reserves: (word, what it means) for the lists.
    """

    template: ClassVar[str] = "ledger/giving.html"
    site: GivingRule
    zones: tuple[GivingRule, ...]
    items: tuple[GivingRule, ...]
    rotations: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, str], ...]
    reserves: tuple[tuple[str, str], ...]
    saved: bool = False
    refusal: str | None = None
