"""Labels that stay in the house: bins, items, totes and badges, laid out in millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from warehouse.printing.drawing import (
    BLACK,
    WHITE,
    Align,
    Box,
    Drawing,
    Mark,
    Room,
    Shape,
    Words,
    place_symbol,
)
from warehouse.printing.errors import SymbolTooWide
from warehouse.printing.fonts import CAP_HEIGHT, Face, width_of
from warehouse.printing.symbols import Symbol, SymbolKind, code128, product_symbol, qr
from warehouse.printing.typesetting import fitted_size, shorten, wrap

BIN_PREFIX = "B-"
"""Set before a bin's code in its barcode, so that no scan of a bin can be read as a GTIN."""


@dataclass(frozen=True, slots=True)
class BinLabel:
    """The plate on a bin.

    Attributes:
        code: The bin's code as people say it; the barcode says `B-` and the code.
        zone: Name of its zone.
        level: Number or letter of its shelf level.
        arrow: Whether the bin is above or below the label; None where it is beside it.
        check: Digits to be spoken or typed as proof of standing here; may be empty.
    """

    code: str
    zone: str
    level: str
    arrow: Literal["up", "down"] | None = None
    check: str = ""


@dataclass(frozen=True, slots=True)
class ItemLabel:
    """The label on a piece of goods that came without a readable barcode."""

    sku: str
    name: str
    barcode_text: str


@dataclass(frozen=True, slots=True)
class ToteLabel:
    """The licence plate of a tote; `code` is the full text, `T-…`."""

    code: str


@dataclass(frozen=True, slots=True)
class BadgeLabel:
    """A person's badge; `code` is the full text, `U-…`. It never carries the PIN."""

    name: str
    code: str
    role: str


def draw_bin(label: BinLabel, width: float, height: float) -> Drawing:
    """Set a bin label: the code across the top, barcode below, the level at the right.

    The code's capitals are up to 17 mm high. At 3 m, 15 mm is comfortable (distance ÷ 200) and
    9 mm still readable; codes like AMB-12-034 stay above that.
    """
    edge = 3.0
    size = fitted_size(label.code, Face.BOLD, width - 2 * edge, largest=23.0, smallest=6.0)
    code = shorten(label.code, Face.BOLD, size, width - 2 * edge)
    baseline = edge + (17.0 + CAP_HEIGHT * size) / 2
    plate = Room(width - edge - 22.0, 24.0, 22.0, height - edge - 24.0)
    symbol = code128(BIN_PREFIX + label.code)
    across = plate.x - 1.0 - edge + 2.0
    placed = place_symbol(symbol, Room(1.0, 24.0, across, 17.5), align=Align.LEFT)
    foot = height - edge - 0.4
    right = plate.x - 3.0
    check = f" · check {label.check}" if label.check else ""
    zone_room = right - placed.x - 30.0 - width_of(check, Face.BOLD, 3.6)
    zone = shorten(label.zone, Face.BOLD, 3.6, zone_room) + check
    marks: list[Mark] = [
        Words(code, width / 2, baseline, size, Face.BOLD, Align.CENTRE),
        placed,
        Words(shorten(symbol.text, Face.REGULAR, 3.2, 28.0), placed.x, foot, 3.2),
        Words(zone, right, foot, 3.6, Face.BOLD, Align.RIGHT),
        *_level_plate(label, plate),
    ]
    return Drawing(width, height, tuple(marks))


def _level_plate(label: BinLabel, plate: Room) -> list[Mark]:
    """Draw the level in white on black, with the arrow that says where the bin is."""
    middle = plate.x + plate.width / 2
    room = 8.0 if label.arrow else 18.0
    size = fitted_size(label.level, Face.BOLD, room, largest=13.0, smallest=4.0)
    level = shorten(label.level, Face.BOLD, size, room)
    level_x = plate.x + plate.width * (0.72 if label.arrow else 0.5)
    baseline = plate.y + 13.0 + CAP_HEIGHT * size / 2
    marks: list[Mark] = [
        Box(plate.x, plate.y, plate.width, plate.height, BLACK, radius=1.5),
        Words("LEVEL", middle, plate.y + 4.6, 2.8, Face.BOLD, Align.CENTRE, WHITE),
        Words(level, level_x, baseline, size, Face.BOLD, Align.CENTRE, WHITE),
    ]
    if label.arrow:
        top, bottom = plate.y + 7.0, plate.y + 19.0
        tip, tail = (top, bottom) if label.arrow == "up" else (bottom, top)
        marks.append(_arrow(plate.x + plate.width * 0.27, tip, tail))
    return marks


def _arrow(x: float, tip: float, tail: float) -> Shape:
    """Draw an upright arrow 9 mm wide, its head half as long as the whole."""
    neck = tip + (tail - tip) * 0.5
    return Shape(
        (
            (x, tip),
            (x + 4.5, neck),
            (x + 1.7, neck),
            (x + 1.7, tail),
            (x - 1.7, tail),
            (x - 1.7, neck),
            (x - 4.5, neck),
        ),
        WHITE,
    )


def draw_item(label: ItemLabel, width: float, height: float) -> Drawing:
    """Set an item label: name, SKU and barcode; a QR code where bars would be too fine."""
    symbol = product_symbol(label.barcode_text)
    bars = 18.375 if symbol.kind is not SymbolKind.CODE_128 else 12.0
    room = Room(0.0, height - 4.75 - bars, width, bars)
    try:
        placed = place_symbol(symbol, room, most_dots=3)
    except SymbolTooWide:
        return _draw_item_square(label, qr(label.barcode_text), width, height)
    edge, inner = 2.0, width - 4.0
    rows = 1 if bars > 12 else 2
    name = wrap(label.name, Face.BOLD, 3.2, inner, rows)
    marks: list[Mark] = [
        Words(line, edge, 4.0 + place * 3.8, 3.2, Face.BOLD) for place, line in enumerate(name)
    ]
    if label.sku != symbol.text:
        sku = shorten(label.sku, Face.REGULAR, 2.8, inner)
        marks.append(Words(sku, edge, room.y - 1.2, 2.8))
    marks += [
        placed,
        Words(symbol.text, placed.centre, height - 1.6, 3.0, Face.REGULAR, Align.CENTRE),
    ]
    return Drawing(width, height, tuple(marks))


def _draw_item_square(label: ItemLabel, symbol: Symbol, width: float, height: float) -> Drawing:
    """Set an item label around a QR code, for barcode texts too long for bars."""
    placed = place_symbol(symbol, Room(0.0, 0.0, height, height), align=Align.LEFT, most_dots=5)
    left = placed.x + placed.width + 4 * placed.module_mm
    inner = width - left - 2.0
    name = wrap(label.name, Face.BOLD, 3.2, inner, 3)
    sku = wrap(label.sku, Face.REGULAR, 2.8, inner, 2)
    code = wrap(symbol.text, Face.REGULAR, 2.4, inner, 3) if label.sku != symbol.text else ()
    marks: list[Mark] = [placed]
    y = 4.5
    for lines, size, face in ((name, 3.2, Face.BOLD), (sku, 2.8, Face.REGULAR)):
        for line in lines:
            marks.append(Words(line, left, y, size, face))
            y += size * 1.25
    last = height - 2.5 - (len(code) - 1) * 3.0
    marks += [Words(line, left, last + place * 3.0, 2.4) for place, line in enumerate(code)]
    return Drawing(width, height, tuple(marks))


def draw_tote(label: ToteLabel, width: float, height: float) -> Drawing:
    """Set a tote label: wide bars, to be read from a moving cart, over large letters."""
    symbol = code128(label.code)
    placed = place_symbol(symbol, Room(0.0, 4.0, width, 24.0), most_dots=6)
    size = fitted_size(label.code, Face.BOLD, width - 8.0, largest=19.0, smallest=4.0)
    code = shorten(label.code, Face.BOLD, size, width - 8.0)
    baseline = 31.5 + (14.0 + CAP_HEIGHT * size) / 2
    words = Words(code, width / 2, baseline, size, Face.BOLD, Align.CENTRE)
    return Drawing(width, height, (placed, words))


def draw_badge(label: BadgeLabel, width: float, height: float) -> Drawing:
    """Set a badge: the role on a black band, the name, and the code to badge in with."""
    symbol = code128(label.code)
    placed = place_symbol(symbol, Room(0.0, 33.0, width, 14.0), most_dots=4)
    role = shorten(label.role.upper(), Face.BOLD, 4.6, width - 12.0)
    size = fitted_size(label.name, Face.BOLD, width - 12.0, largest=8.0, smallest=5.2)
    name = wrap(label.name, Face.BOLD, size, width - 12.0, 2)
    first = 22.5 if len(name) == 1 else 19.0
    marks: list[Mark] = [
        Box(0.0, 0.0, width, 11.0),
        Words(role, 6.0, 7.2, 4.6, Face.BOLD, grey=WHITE),
        *(
            Words(line, 6.0, first + place * size * 1.2, size, Face.BOLD)
            for place, line in enumerate(name)
        ),
        placed,
        Words(
            shorten(symbol.text, Face.REGULAR, 3.0, width - 4.0),
            placed.centre,
            height - 2.6,
            3.0,
            Face.REGULAR,
            Align.CENTRE,
        ),
    ]
    return Drawing(width, height, tuple(marks))
