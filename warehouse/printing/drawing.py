"""A page as plain marks in millimetres from its top left corner; no device, no PDF, no ZPL.

Layouts make drawings, painters turn them into paper. Symbols stand on a grid of 1/8 mm, which is
one dot of a 203 dpi label printer, so that each module is the same whole number of dots wide.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from warehouse.printing.errors import SymbolTooWide
from warehouse.printing.fonts import Face
from warehouse.printing.symbols import Symbol

DOT_MM = 0.125
"""One dot at 203.2 dpi, the customary resolution of label printers."""

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
        x: Left edge of the first dark module, a multiple of `DOT_MM`.
        y: Top edge, likewise.
        dots: Printer dots in one module.
        height: Of the bars; for matrix symbols of the whole.
    """

    symbol: Symbol
    x: float
    y: float
    dots: int
    height: float

    @property
    def module_mm(self) -> float:
        """Width of one painted module."""
        return self.dots * DOT_MM

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


Mark = Words | Box | Shape | PlacedSymbol


@dataclass(frozen=True, slots=True)
class Drawing:
    """One label or page: its size and its marks, painted in their order."""

    width: float
    height: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """A rectangle that a symbol may fill, its quiet zones included."""

    x: float
    y: float
    width: float
    height: float


def place_symbol(
    symbol: Symbol, room: Room, *, align: Align = Align.CENTRE, most_dots: int = 4
) -> PlacedSymbol:
    """Set a symbol into a room with the widest modules that fit it.

    Args:
        symbol: What to place.
        room: Where, quiet zones included.
        align: LEFT lets the quiet zone begin at the room's left edge, RIGHT end at its right;
            matrix symbols are centred upright in any case.
        most_dots: Modules are not made wider than this, however much room there is.

    Raises:
        SymbolTooWide: Even at its least X dimension the symbol does not fit.
    """
    across = symbol.full_width
    rows = len(symbol.rows)
    fits = int(room.width / DOT_MM + 1e-6) // across
    if not symbol.linear:
        fits = min(fits, int(room.height / DOT_MM + 1e-6) // (rows + 2 * symbol.quiet_left))
    dots = min(fits, most_dots * symbol.modules_per_x)
    bars = _on_grid(room.height)
    too_low = symbol.linear and bars + 1e-6 < symbol.min_height_mm
    if too_low or dots * symbol.modules_per_x * DOT_MM < symbol.min_x_mm - 1e-6:
        least = symbol.min_x_mm / symbol.modules_per_x
        raise SymbolTooWide(
            content=symbol.text,
            symbol=symbol.kind,
            needed_mm=_tenths(max(across * least, symbol.min_height_mm if too_low else 0)),
            available_mm=_tenths(room.height if too_low else room.width),
        )
    module = dots * DOT_MM
    slack = room.width - across * module
    share = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}[align]
    x = _on_grid(room.x + slack * share) + symbol.quiet_left * module
    height = bars if symbol.linear else rows * module
    y = room.y + (room.height - height) / 2 if not symbol.linear else room.y
    return PlacedSymbol(symbol, x, _on_grid(y), dots, height)


def _on_grid(mm: float) -> float:
    """Move a length down to the dot grid; down, so that nothing grows out of its room."""
    return int(mm / DOT_MM + 1e-6) * DOT_MM


def _tenths(mm: float) -> str:
    return f"{mm:.1f}"
