"""The try-it sheet: a demo warehouse on paper, to be scanned by anyone with a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from warehouse.printing.bin_label import BIN_PREFIX
from warehouse.printing.drawing import (
    GREY,
    PALE,
    Align,
    Box,
    Mark,
    Room,
    Words,
    place_symbol,
)
from warehouse.printing.errors import NothingToPrint
from warehouse.printing.fonts import Face
from warehouse.printing.pdf import drawings_pdf
from warehouse.printing.sheets import Sheets
from warehouse.printing.symbols import Symbol, code128, product_symbol, qr
from warehouse.printing.typesetting import fitted_size, shorten, wrap

_CELL_HEIGHT = 37.0
_GAP = 6.0
_BARS = 18.375  # mm: what an EAN-13 needs at least, on the dot grid


@dataclass(frozen=True, slots=True)
class TryItBadge:
    """A demo user; `code` is the full badge text, `U-…`."""

    name: str
    role: str
    code: str
    pin: str


@dataclass(frozen=True, slots=True)
class TryItItem:
    """A demo item and what its barcode says."""

    sku: str
    name: str
    barcode_text: str


@dataclass(frozen=True, slots=True)
class TryItSheet:
    """What to print.

    Attributes:
        address: Where the server is, as people type it: `https://…`.
        badges: Who can be played.
        totes: Full codes, `T-…`.
        bins: Codes as people say them; the barcode says `B-` and the code.
        items: What lies in those bins.
        title: The warehouse's name.
    """

    address: str
    badges: tuple[TryItBadge, ...] = ()
    totes: tuple[str, ...] = ()
    bins: tuple[str, ...] = ()
    items: tuple[TryItItem, ...] = ()
    title: str = "Try it: play a picker"


@dataclass(frozen=True, slots=True)
class _Cell:
    """One symbol of the grid with its caption: a heading, and a quieter line beneath."""

    symbol: Symbol
    heading: str
    beneath: str


def tryit_sheet_pdf(sheet: TryItSheet, paper: Literal["A4", "Letter"]) -> bytes:
    """Print the try-it sheet: QR code of the server, then badges, totes, bins and items.

    Two symbols a row, each far enough from its neighbours that a camera sees one at a time.

    Raises:
        NothingToPrint: The sheet has no code at all.
        UnknownPaper: `paper` is neither A4 nor Letter.
        CannotEncode: A code cannot be carried by its barcode.
        SymbolTooWide: A code is too long for half a page.
    """
    if not (sheet.badges or sheet.totes or sheet.bins or sheet.items):
        raise NothingToPrint
    sheets = Sheets(paper)
    _set_head(sheets, sheet)
    badges = [
        _Cell(code128(badge.code), f"{badge.name} · {badge.role}", f"PIN {badge.pin}")
        for badge in sheet.badges
    ]
    totes = [_Cell(code128(code), code, "Tote") for code in sheet.totes]
    bins = [_Cell(code128(BIN_PREFIX + code), code, "Bin") for code in sheet.bins]
    items = [_Cell(product_symbol(it.barcode_text), it.name, it.sku) for it in sheet.items]
    _set_cells(sheets, "Badges", "Scan one to sign in, then type its PIN.", badges)
    _set_cells(sheets, "Totes", "Scan one when the screen asks for a tote.", totes)
    _set_cells(sheets, "Bins", "Scan the bin that the screen sends you to.", bins)
    _set_cells(sheets, "Items", "Scan one for each piece that you take.", items)
    return drawings_pdf(sheets.finished("Warehouse Floor · demo codes"), title=sheet.title)


def _set_head(sheets: Sheets, sheet: TryItSheet) -> None:
    """Set title and steps at the left, the address as QR code and in letters at the right."""
    left, top = sheets.left, sheets.y
    square = Room(sheets.right - 46.0, top - 4.0, 46.0, 46.0)
    code = place_symbol(qr(sheet.address), square, align=Align.RIGHT, widest=1.5)
    width = sheets.inner - 54.0
    size = fitted_size(sheet.title, Face.BOLD, width, largest=7.4, smallest=4.5)
    marks: list[Mark] = [
        code,
        Words(shorten(sheet.title, Face.BOLD, size, width), left, top + 6.4, size, Face.BOLD),
    ]
    steps = (
        "Open this address, or scan the square code with your phone:",
        "Scan a badge below and type its PIN.",
        "Take a task. Scan what the screen asks for. Scan something wrong, too.",
    )
    y = top + 13.0
    for number, step in enumerate(steps, start=1):
        marks.append(Words(str(number), left, y + 3.4, 3.4, Face.BOLD))
        for line in wrap(step, Face.REGULAR, 3.4, width - 6.0):
            marks.append(Words(line, left + 6.0, y + 3.4, 3.4))
            y += 4.7
        if number == 1:
            marks += _address_marks(sheet.address, left + 6.0, y, width - 6.0)
            y += 6.4
        y += 1.4
    sheets.add(marks)
    sheets.y = max(y, code.bottom) + 6.0


def _address_marks(address: str, x: float, y: float, width: float) -> list[Mark]:
    size = fitted_size(address, Face.BOLD, width, largest=4.6, smallest=2.6)
    return [Words(shorten(address, Face.BOLD, size, width), x, y + 4.2, size, Face.BOLD)]


def _set_cells(sheets: Sheets, title: str, hint: str, cells: Sequence[_Cell]) -> None:
    """Set one group of codes, two a row; its title stays with its first row."""
    if not cells:
        return
    sheets.need(_CELL_HEIGHT + 12.0)
    base = sheets.y + 5.0
    sheets.add(
        [
            Box(sheets.left, sheets.y - 1.5, sheets.inner, 0.35),
            Words(title, sheets.left, base, 4.6, Face.BOLD),
            Words(hint, sheets.right, base, 3.0, Face.REGULAR, Align.RIGHT, GREY),
        ]
    )
    sheets.y += 9.0
    width = (sheets.inner - _GAP) / 2
    for place, cell in enumerate(cells):
        column = place % 2
        if column == 0:
            sheets.need(_CELL_HEIGHT)
        sheets.add(_cell_marks(cell, sheets.left + column * (width + _GAP), sheets.y, width))
        if column == 1 or place == len(cells) - 1:
            sheets.y += _CELL_HEIGHT + 2.0
    sheets.y += 3.0


def _cell_marks(cell: _Cell, x: float, y: float, width: float) -> list[Mark]:
    """Set one code in its pale frame: bars above, caption below, its text small at the end."""
    room = Room(x + 1.0, y + 3.0, width - 2.0, _BARS)
    placed = place_symbol(cell.symbol, room, widest=0.375)
    inner = width - 8.0
    size = fitted_size(cell.heading, Face.BOLD, inner, largest=4.6, smallest=3.2)
    heading = shorten(cell.heading, Face.BOLD, size, inner)
    centre = x + width / 2
    beneath = " · ".join(dict.fromkeys([cell.beneath, cell.symbol.text]))
    small = shorten(beneath, Face.REGULAR, 3.0, inner)
    return [
        Box(x, y, width, _CELL_HEIGHT - 1.0, PALE, radius=2.0),
        Box(x + 0.2, y + 0.2, width - 0.4, _CELL_HEIGHT - 1.4, 1.0, radius=1.8),
        placed,
        Words(heading, centre, y + 27.6, size, Face.BOLD, Align.CENTRE),
        Words(small, centre, y + 32.6, 3.0, Face.REGULAR, Align.CENTRE),
    ]
