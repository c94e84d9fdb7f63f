"""Labels on goods: single pieces, packs such as a case of 12, and lots with their dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from warehouse.printing import gs1
from warehouse.printing.captions import caption
from warehouse.printing.drawing import Align, Drawing, Mark, Page, Room, Words
from warehouse.printing.errors import SymbolTooWide
from warehouse.printing.fonts import Face
from warehouse.printing.symbols import (
    Symbol,
    SymbolKind,
    code128,
    gs1_datamatrix,
    itf14,
    product_symbol,
    qr,
)
from warehouse.printing.typesetting import fitted_size, shorten, wrap

RETAIL_BARS = 18.375  # mm: what an EAN-13 needs at least, on the grid of 203 dpi
CASE_BARS = 32.0  # mm: what GS1 asks of ITF-14 on cases
LOWEST_BARS = 12.0


@dataclass(frozen=True, slots=True)
class ItemLabel:
    """The label on a piece of goods that came without a readable barcode."""

    sku: str
    name: str
    barcode_text: str


@dataclass(frozen=True, slots=True)
class PackLabel:
    """The label on a pack: `pack` as people call it, `units` single pieces in it."""

    sku: str
    name: str
    pack: str
    units: int
    barcode_text: str


@dataclass(frozen=True, slots=True)
class LotLabel:
    """The label on goods of one lot.

    Attributes:
        gtin: 14 digits; "" where the item has none, and the symbol says the lot alone.
        expires_on: Last day of use; None where the lot has no such day.
    """

    sku: str
    name: str
    lot: str
    gtin: str = ""
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class CartonTypeLabel:
    """The code of a kind of carton, for its shelf: scanned to take it. Inner sides in mm."""

    name: str
    sides: tuple[int, int, int]

    @property
    def code(self) -> str:
        """What a scan of it says."""
        return f"K-{self.name}"


def draw_item(label: ItemLabel, page: Page) -> Drawing:
    """Set an item label: name, SKU and barcode; a QR code where bars would be too fine."""
    symbol = product_symbol(label.barcode_text)
    width, height, grown = page.width, page.height, _grown(page)
    bars = RETAIL_BARS if symbol.kind is not SymbolKind.CODE_128 else LOWEST_BARS * grown
    room = Room(0.0, height - 4.75 - bars, width, bars)
    try:
        placed = page.place(symbol, room, widest=0.375 * grown)
    except SymbolTooWide:
        beneath = "" if label.sku == symbol.text else symbol.text
        return _draw_square(page, qr(label.barcode_text), label.name, [label.sku], beneath)
    edge, inner, size = 2.0 * grown, width - 4.0 * grown, 3.2 * grown
    rows = max(1, int((room.y - 4.4 * grown) / (1.2 * size)))
    name = wrap(label.name, Face.BOLD, size, inner, rows)
    marks: list[Mark] = [
        Words(line, edge, 1.25 * size + place * 1.2 * size, size, Face.BOLD)
        for place, line in enumerate(name)
    ]
    if label.sku != symbol.text:
        sku = shorten(label.sku, Face.REGULAR, 2.8 * grown, inner)
        marks.append(Words(sku, edge, room.y - 1.2 * grown, 2.8 * grown))
    marks += [placed, caption(symbol.text, placed.centre, height - 1.6, width - 30.0)]
    return page.drawing(marks, copy_at=(1.0, height - 4.2))


def _grown(page: Page) -> float:
    """Return how much larger type and modules are than on the usual 57 × 32 mm."""
    return 1.0 if page.width < 80.0 else 1.5


def draw_pack(label: PackLabel, page: Page) -> Drawing:
    """Set a pack's label: how many are in it largest of all, because that is what goes wrong.

    A GTIN-14 is an ITF-14 with its bearer bars, as on cartons from the trade.
    """
    width, height, edge = page.width, page.height, 4.0
    is_case = len(label.barcode_text) == 14 and gs1.is_digits(label.barcode_text)
    symbol = itf14(label.barcode_text) if is_case else product_symbol(label.barcode_text)
    bars = CASE_BARS if is_case else RETAIL_BARS
    # The bearer bars stand outside the height of the bars, above and below.
    room = Room(0.0, height - 7.5 - bars, width, bars)
    try:
        placed = page.place(symbol, room, widest=0.5)
    except SymbolTooWide:
        text = f"{label.pack} of {label.units}"
        return _draw_square(page, qr(label.barcode_text), label.name, [text, label.sku], "")
    count = f"× {label.units}"
    size = fitted_size(count, Face.BOLD, 26.0, largest=7.0, smallest=4.0)
    inner = width - 2 * edge - 30.0
    name = shorten(label.name, Face.BOLD, 3.4, inner)
    sku = shorten(f"{label.pack} · {label.sku}", Face.REGULAR, 2.8, inner)
    marks: list[Mark] = [
        Words(name, edge, 4.6, 3.4, Face.BOLD),
        Words(sku, edge, 8.2, 2.8),
        Words(count, width - edge, 7.6, size, Face.BOLD, Align.RIGHT),
        placed,
        caption(symbol.text, placed.centre, height - 1.4, width - 36.0),
    ]
    return page.drawing(marks, copy_at=(edge, height - 4.4))


def draw_lot(label: LotLabel, page: Page) -> Drawing:
    """Set a lot's label: GS1 DataMatrix with GTIN, date and lot; Code 128 of a lot without GTIN.

    Source: GS1 General Specifications, section 3: (01) GTIN, (17) last day of use, (10) lot.
    """
    until = f"until {label.expires_on.isoformat()}" if label.expires_on else ""
    facts = [text for text in (label.sku, f"Lot {label.lot}", until) if text]
    if label.gtin:
        elements = [("01", label.gtin)]
        if label.expires_on:
            elements.append(("17", label.expires_on.strftime("%y%m%d")))
        symbol = gs1_datamatrix([*elements, ("10", label.lot)])
        return _draw_square(page, symbol, label.name, facts, symbol.text)
    bars, grown = code128(label.lot), _grown(page)
    try:
        room = Room(0.0, 16.0 * grown, page.width, page.height - 16.0 * grown - 5.0)
        placed = page.place(bars, room, widest=0.375 * grown)
    except SymbolTooWide:
        return _draw_square(page, qr(label.lot), label.name, facts, "")
    inner = page.width - 4.0
    about = shorten(" · ".join(facts), Face.REGULAR, 2.8 * grown, inner)
    marks: list[Mark] = [
        Words(line, 2.0, (4.2 + place * 3.8) * grown, 3.2 * grown, Face.BOLD)
        for place, line in enumerate(wrap(label.name, Face.BOLD, 3.2 * grown, inner, 2))
    ]
    marks += [
        Words(about, 2.0, 13.6 * grown, 2.8 * grown),
        placed,
        caption(bars.text, placed.centre, page.height - 1.6, page.width - 30.0),
    ]
    return page.drawing(marks, copy_at=(1.0, page.height - 4.2))


def draw_carton_type(label: CartonTypeLabel, page: Page) -> Drawing:
    """Set a carton type's label: its name as large as there is room, its inner size, its code."""
    bars, grown, inner = code128(label.code), _grown(page), page.width - 4.0
    size = "Inside " + " × ".join(map(str, label.sides)) + " mm"
    try:
        room = Room(0.0, 15.0 * grown, page.width, page.height - 15.0 * grown - 5.0)
        placed = page.place(bars, room, widest=0.375 * grown)
    except SymbolTooWide:
        return _draw_square(page, qr(label.code), label.name, ["Carton", size], "")
    letters = fitted_size(label.name, Face.BOLD, inner, largest=9.0 * grown, smallest=3.2 * grown)
    marks: list[Mark] = [
        Words(shorten(label.name, Face.BOLD, letters, inner), 2.0, 8.6 * grown, letters, Face.BOLD),
        Words(shorten(f"Carton · {size}", Face.REGULAR, 2.8 * grown, inner), 2.0, 13.0 * grown,
              2.8 * grown),
        placed,
        caption(bars.text, placed.centre, page.height - 1.6, page.width - 30.0),
    ]  # fmt: skip
    return page.drawing(marks, copy_at=(1.0, page.height - 4.2))


def _draw_square(
    page: Page, symbol: Symbol, name: str, facts: Iterable[str], beneath: str
) -> Drawing:
    """Set a label around a matrix symbol at the left, its words at the right.

    Args:
        beneath: What the symbol says, small, where the words above do not say it.
    """
    height, grown = page.height, _grown(page)
    side = min(height, page.width / 2)
    room = Room(0.0, (height - side) / 2, side, side)
    placed = page.place(symbol, room, align=Align.LEFT, widest=0.625 * grown)
    left = placed.x + placed.width + max(symbol.quiet_left * placed.module_mm, 2.0)
    inner = page.width - left - 2.0
    marks: list[Mark] = [placed]
    small, y = 2.4 * grown, 4.5 * grown
    code = wrap(beneath, Face.REGULAR, small, inner, 3)
    first = height - 6.0 - max(len(code) - 1, 0) * small * 1.25
    last = first - (small * 1.25 if code else 0.0)
    for text, plain, face, limit in (
        (name, 3.2, Face.BOLD, 3),
        *((fact, 2.8, Face.REGULAR, 2) for fact in facts),
    ):
        size = plain * grown
        rows = min(limit, int((last - y) / (size * 1.25)) + 1)
        for line in wrap(text, face, size, inner, rows) if rows > 0 else ():
            marks.append(Words(line, left, y, size, face))
            y += size * 1.25
    marks += [Words(line, left, first + row * small * 1.25, small) for row, line in enumerate(code)]
    return page.drawing(marks, copy_at=(page.width - 13.0, height - 4.4))
