"""The label of a logistic unit after GS1: a pallet with its SSCC and, if uniform, its contents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from warehouse.printing import gs1
from warehouse.printing.captions import caption
from warehouse.printing.carton_label import weight_text
from warehouse.printing.drawing import (
    COPY_WIDTH,
    Align,
    Box,
    Drawing,
    Mark,
    Page,
    PlacedSymbol,
    Room,
    Words,
)
from warehouse.printing.errors import CannotEncode, SymbolTooWide
from warehouse.printing.fonts import Face
from warehouse.printing.symbols import Symbol, gs1_128, gs1_datamatrix, sscc
from warehouse.printing.typesetting import block, shorten

_BARS = 33.0
_BLOCK = 42.0
_EDGE = 5.0
_LEAST_TEXT = 34.0  # mm that sender, receiver and facts need at the top


@dataclass(frozen=True, slots=True)
class PalletLabel:
    """A pallet or another unit of transport.

    Attributes:
        sscc: 18 digits with a right check digit.
        ship_from: Who sends it, as lines.
        ship_to: Where it goes, as lines.
        content: (AI, value) pairs of what it holds, if that is one thing: (02) GTIN and (37)
            count, then (15) or (17) date and (10) lot; empty for a mixed one.
        weight_g: Gross weight; None where nobody weighed it.
    """

    sscc: str
    ship_from: tuple[str, ...]
    ship_to: tuple[str, ...]
    content: tuple[gs1.Element, ...] = ()
    weight_g: int | None = None


def draw_pallet(label: PalletLabel, page: Page) -> Drawing:
    """Set a pallet's label: free text over contents over the SSCC, which is lowest.

    Contents become GS1-128 symbols of two elements each; where bars of GS1's size have no room,
    one GS1 DataMatrix.

    Source: GS1 Logistic Label Guideline: top, middle and bottom block; bars 31.75 mm, X 0.495.
    """
    width, height = page.width, page.height
    symbol = sscc(label.sscc)
    lowest = page.place(symbol, Room(0.0, height - _BLOCK, width, _BARS))
    marks: list[Mark] = [
        lowest,
        caption(symbol.text, lowest.centre, height - 4.0, width - 20.0),
        Box(_EDGE, height - _BLOCK - 4.0, width - 2 * _EDGE, 0.5),
    ]
    top = height - _BLOCK - 4.0
    for mark in _contents(label.content, page, top):
        marks.append(mark)
        top = min(top, mark.y)
    if label.content:
        top -= 4.0
        marks.append(Box(_EDGE, top, width - 2 * _EDGE, 0.5))
    marks += _text(label, page, top - 2.0)
    return page.drawing(marks, copy_at=(width - _EDGE - COPY_WIDTH, 4.0))


def _contents(
    elements: Sequence[gs1.Element], page: Page, bottom: float
) -> Iterator[PlacedSymbol | Words]:
    """Yield the contents' symbols with their text, from the lowest up."""
    pairs = [elements[at : at + 2] for at in range(0, len(elements), 2)]
    if not pairs:
        return
    bars: list[Symbol] = []
    try:
        bars = [gs1_128(pair) for pair in pairs]
        for symbol in bars:
            page.place(symbol, Room(0.0, 0.0, page.width, _BARS))
    except (CannotEncode, SymbolTooWide):
        bars = []
    if not bars or bottom - _BLOCK * len(bars) < _LEAST_TEXT:
        matrix = gs1_datamatrix(elements)
        room = Room(_EDGE, bottom - 24.0, 22.0, 22.0)
        placed = page.place(matrix, room, align=Align.LEFT, widest=0.75)
        yield placed
        left = placed.x + placed.width + 4.0
        for row, (identifier, value) in enumerate(elements):
            text = shorten(f"({identifier}) {value}", Face.REGULAR, 3.4, page.width - left - 2.0)
            yield Words(text, left, bottom - 18.0 + row * 4.8, 3.4)
        return
    for symbol in reversed(bars):
        placed = page.place(symbol, Room(0.0, bottom - _BLOCK + 2.0, page.width, _BARS))
        yield placed
        yield caption(symbol.text, placed.centre, bottom - 2.0, page.width - 20.0)
        bottom -= _BLOCK


def _text(label: PalletLabel, page: Page, bottom: float) -> list[Mark]:
    """Set sender and receiver side by side, weight at the foot of that block."""
    half = (page.width - 3 * _EDGE) / 2
    rows = max(2, int((bottom - 18.0) / 4.6))
    weight = f"GROSS {weight_text(label.weight_g)}"
    marks: list[Mark] = [Words(weight, _EDGE, bottom - 1.0, 3.4, Face.BOLD)]
    columns = (("FROM", label.ship_from, _EDGE), ("TO", label.ship_to, 2 * _EDGE + half))
    for title, lines, left in columns:
        marks.append(Words(title, left, 12.0, 2.8, Face.BOLD))
        for row, line in enumerate(block(lines, Face.REGULAR, 3.6, half, rows)):
            marks.append(Words(line, left, 16.6 + row * 4.6, 3.6))
    return marks
