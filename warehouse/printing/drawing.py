"""A page as plain marks in millimetres from its top left corner; no device, no PDF, no ZPL.

Layouts make drawings, painters turn them into paper. Symbols stand on the grid of the printer's
dots, so that each module is the same whole number of dots wide: a layout is told the grid by the
`Page` that it fills, and everything else in it is the same for every printer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from warehouse.printing.errors import SymbolTooWide
from warehouse.printing.fonts import Face
from warehouse.printing.symbols import Symbol

DOT_MM = 0.125
"""One dot at 203.2 dpi, the customary resolution of label printers."""

DOTS: dict[int, float] = {203: DOT_MM, 300: 25.4 / 300}
"""Millimetres a dot, by the resolution that is written on the printer."""

BLACK, GREY, PALE, WHITE = 0.0, 0.4, 0.8, 1.0


class Align(StrEnum):
    """Which point of a line of text its `x` names."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; `y` is its baseline, `size` its type size, `grey` 0 black to 1 white."""

    text: str
    x: float
    y: float
    size: float
    face: Face = Face.REGULAR
    align: Align = Align.LEFT
    grey: float = BLACK


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle; a thin one is a rule."""

    x: float
    y: float
    width: float
    height: float
    grey: float = BLACK
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled polygon."""

    points: tuple[tuple[float, float], ...]
    grey: float = BLACK


@dataclass(frozen=True, slots=True)
class PlacedSymbol:
    """A symbol on the page; `x` and `y` are the corner of its first module, quiet zone outside.

    Attributes:
        symbol: What is painted.
        x: Left edge of the first dark module, a multiple of `dot`.
        y: Top edge, likewise.
        dots: Printer dots in one module.
        height: Of the bars; for matrix symbols of the whole.
        dot: Millimetres a dot of the printer that this was placed for.
    """

    symbol: Symbol
    x: float
    y: float
    dots: int
    height: float
    dot: float = DOT_MM

    @property
    def module_mm(self) -> float:
        """Width of one painted module."""
        return self.dots * self.dot

    @property
    def width(self) -> float:
        """Without the quiet zones."""
        return self.symbol.width * self.module_mm

    @property
    def bottom(self) -> float:
        """Lower edge of the bars, bearer included."""
        return self.y + self.height

    @property
    def centre(self) -> float:
        """Where text under the symbol is centred."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Picture:
    """A seller's logo; `png` was made by `pictures.read_logo`, so it is known to be sound."""

    png: bytes
    x: float
    y: float
    width: float
    height: float


Mark = Words | Box | Shape | PlacedSymbol | Picture


@dataclass(frozen=True, slots=True)
class Drawing:
    """One label or page: its size and its marks, painted in their order.

    Attributes:
        copy_at: Top left corner of the 12 × 3.4 mm that the layout keeps free for "COPY".
        dot: Millimetres a dot of the printer that symbols were placed for.
    """

    width: float
    height: float
    marks: tuple[Mark, ...]
    copy_at: tuple[float, float] = (0.0, 0.0)
    dot: float = DOT_MM

    def as_copy(self, word: str = "COPY") -> Drawing:
        """Return the same page marked as a copy, in white on black where its layout has room."""
        x, y = self.copy_at
        marks: tuple[Mark, ...] = (
            Box(x, y, COPY_WIDTH, 3.4, BLACK, radius=0.4),
            Words(word, x + COPY_WIDTH / 2, y + 2.7, 2.8, Face.BOLD, Align.CENTRE, WHITE),
        )
        return replace(self, marks=self.marks + marks)


COPY_WIDTH = 12.0


@dataclass(frozen=True, slots=True)
class Room:
    """A rectangle that a symbol may fill, its quiet zones included."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Page:
    """The empty page that a layout fills: its size, and the dots of the printer that it is for."""

    width: float
    height: float
    dot: float = DOT_MM

    def place(
        self, symbol: Symbol, room: Room, *, align: Align = Align.CENTRE, widest: float = 0.5
    ) -> PlacedSymbol:
        """Set a symbol into a room; see `place_symbol`."""
        return place_symbol(symbol, room, align=align, widest=widest, dot=self.dot)

    def drawing(self, marks: Iterable[Mark], *, copy_at: tuple[float, float]) -> Drawing:
        """Return the filled page."""
        return Drawing(self.width, self.height, tuple(marks), copy_at, self.dot)


def place_symbol(
    symbol: Symbol,
    room: Room,
    *,
    align: Align = Align.CENTRE,
    widest: float = 0.5,
    dot: float = DOT_MM,
) -> PlacedSymbol:
    """Set a symbol into a room with the widest modules that fit it.

    Args:
        symbol: What to place.
        room: Where, quiet zones included.
        align: LEFT lets the quiet zone begin at the room's left edge, RIGHT end at its right;
            matrix symbols are centred upright in any case.
        widest: X is made no wider than this, rounded to whole dots, however much room there is.
        dot: Millimetres a dot of the printer.

    Raises:
        SymbolTooWide: Even at its least X dimension the symbol does not fit.
    """
    across = symbol.full_width
    rows = len(symbol.rows)
    fits = int(room.width / dot + 1e-6) // across
    if not symbol.linear:
        fits = min(fits, int(room.height / dot + 1e-6) // (rows + 2 * symbol.quiet_left))
    dots = min(fits, max(1, round(widest / symbol.modules_per_x / dot)))
    bars = _on_grid(room.height, dot)
    too_low = symbol.linear and bars + 1e-6 < symbol.min_height_mm
    if too_low or dots * symbol.modules_per_x * dot < symbol.min_x_mm - 1e-6:
        least = math.ceil(symbol.min_x_mm / symbol.modules_per_x / dot - 1e-6) * dot
        raise SymbolTooWide(
            content=symbol.text,
            symbol=symbol.kind,
            needed_mm=_tenths(symbol.min_height_mm if too_low else across * least),
            available_mm=_tenths(room.height if too_low else room.width),
        )
    module = dots * dot
    slack = room.width - across * module
    share = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}[align]
    x = _on_grid(room.x + slack * share, dot) + symbol.quiet_left * module
    height = bars if symbol.linear else rows * module
    y = room.y + (room.height - height) / 2 if not symbol.linear else room.y
    return PlacedSymbol(symbol, x, _on_grid(y, dot), dots, height, dot)


def _on_grid(mm: float, dot: float) -> float:
    """Move a length down to the dot grid; down, so that nothing grows out of its room."""
    return int(mm / dot + 1e-6) * dot


def _tenths(mm: float) -> str:
    return f"{mm:.1f}"
