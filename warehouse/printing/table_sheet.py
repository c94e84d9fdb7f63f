"""A table on office paper with barcodes in it: pick lists, manifests, count sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from warehouse.printing.drawing import (
    GREY,
    PALE,
    Align,
    Box,
    Drawing,
    Mark,
    Room,
    Words,
    place_symbol,
)
from warehouse.printing.errors import CannotEncode, SymbolTooWide
from warehouse.printing.fonts import Face
from warehouse.printing.sheets import Sheets
from warehouse.printing.symbols import code128
from warehouse.printing.typesetting import fitted_size, shorten, wrap

Holds = Literal["text", "strong", "number", "code", "blank"]
_BARS = 9.0
_SIZE = 3.0
_EVERY = 1.5  # mm between columns


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `share` of the width, and what its cells hold.

    "code" is a barcode with its text beneath; "blank" is a box to be filled in or ticked by hand,
    with the cell's text before it.
    """

    title: str
    share: float
    holds: Holds = "text"


@dataclass(frozen=True, slots=True)
class TableSheet:
    """What the sheet says.

    Attributes:
        facts: Pairs of title and value under the heading.
        code: What the sheet's own barcode at the top says; "" for none.
        columns: From left to right; their shares need not add up to anything.
        rows: A text for each column; "" leaves a cell empty.
        foot: Small at the bottom of every page.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    rows: Sequence[tuple[str, ...]]
    code: str = ""
    foot: str = ""


def table_sheet(sheet: TableSheet, *, paper: str) -> list[Drawing]:
    """Lay a sheet out; the columns' titles are on every page, rows stay whole.

    A text that no barcode can carry stands there in letters alone: paper must not fail where it
    is the last resort. Raises UnknownPaper.
    """
    sheets = Sheets(paper)
    _set_head(sheets, sheet)
    edges = _edges(sheets, sheet.columns)
    sheets.y = _titles(sheets, sheet, edges)
    sheets.on_new_page = lambda on: _titles(on, sheet, edges)
    for row in sheet.rows:
        _set_row(sheets, sheet.columns, row, edges)
    return sheets.finished(shorten(sheet.foot or sheet.title, Face.REGULAR, 2.6, 130.0))


def _set_head(sheets: Sheets, sheet: TableSheet) -> None:
    left, top = sheets.left, sheets.y
    width = sheets.inner - (72.0 if sheet.code else 0.0)
    size = fitted_size(sheet.title, Face.BOLD, width, largest=5.6, smallest=3.6)
    title = shorten(sheet.title, Face.BOLD, size, width)
    marks: list[Mark] = [Words(title, left, top + 5.0, size, Face.BOLD)]
    y = top + 10.0
    for name, value in sheet.facts:
        said = shorten(f"{name}: {value}", Face.REGULAR, _SIZE, width)
        marks.append(Words(said, left, y, _SIZE, grey=GREY))
        y += 4.4
    if sheet.code:
        marks += _code(sheet.code, sheets.right - 70.0, top, 70.0)
        y = max(y, top + _BARS + 6.0)
    sheets.add(marks)
    sheets.y = y + 3.0


def _edges(sheets: Sheets, columns: Sequence[Column]) -> list[tuple[float, float]]:
    """Return left edge and width of each column."""
    whole = sum(column.share for column in columns)
    room = sheets.inner - _EVERY * (len(columns) - 1)
    x, found = sheets.left, []
    for column in columns:
        width = room * column.share / whole
        found.append((x, width))
        x += width + _EVERY
    return found


def _titles(sheets: Sheets, sheet: TableSheet, edges: Sequence[tuple[float, float]]) -> float:
    marks: list[Mark] = []
    for column, (x, width) in zip(sheet.columns, edges, strict=True):
        is_number = column.holds == "number"
        at, align = (x + width, Align.RIGHT) if is_number else (x, Align.LEFT)
        title = shorten(column.title, Face.BOLD, 2.5, width)
        marks.append(Words(title, at, sheets.y + 3.0, 2.5, Face.BOLD, align, GREY))
    marks.append(Box(sheets.left, sheets.y + 4.6, sheets.inner, 0.35))
    sheets.add(marks)
    return sheets.y + 5.6


def _set_row(
    sheets: Sheets,
    columns: Sequence[Column],
    row: tuple[str, ...],
    edges: Sequence[tuple[float, float]],
) -> None:
    wrapped = {
        at: wrap(text, Face.REGULAR, _SIZE, edges[at][1], 4)
        for at, (column, text) in enumerate(zip(columns, row, strict=True))
        if column.holds == "text"
    }
    lines = max((len(found) for found in wrapped.values()), default=1)
    has_code = any(c.holds == "code" and text for c, text in zip(columns, row, strict=True))
    has_blank = any(column.holds == "blank" for column in columns)
    height = max(lines * 4.0 + 2.6, _BARS + 6.0 if has_code else 0.0, 9.0 if has_blank else 0.0)
    sheets.need(height)
    y = sheets.y
    for at, (column, text) in enumerate(zip(columns, row, strict=True)):
        x, width = edges[at]
        sheets.add(_cell(column, text, wrapped.get(at, ()), Room(x, y, width, height)))
    sheets.y += height
    sheets.add([Box(sheets.left, sheets.y - 0.6, sheets.inner, 0.15, PALE)])


def _cell(column: Column, text: str, lines: tuple[str, ...], room: Room) -> list[Mark]:
    x, y, width = room.x, room.y, room.width
    match column.holds:
        case "text":
            return [
                Words(line, x, y + 4.2 + number * 4.0, _SIZE) for number, line in enumerate(lines)
            ]
        case "strong" | "number":
            largest = 5.0 if column.holds == "strong" else 4.2
            size = fitted_size(text, Face.BOLD, width, largest=largest, smallest=2.6)
            said = shorten(text, Face.BOLD, size, width)
            if column.holds == "strong":
                return [Words(said, x, y + 5.4, size, Face.BOLD)]
            return [Words(said, x + width, y + 5.2, size, Face.BOLD, Align.RIGHT)]
        case "code":
            return _code(text, x, y + 1.0, width) if text else []
        case "blank":
            return _blank(text, room)


def _blank(text: str, room: Room) -> list[Mark]:
    """Set a box of 11 × 7 mm at most, to be written or ticked in, its text before it."""
    wide, high = min(room.width, 11.0), min(7.0, room.height - 2.0)
    left, top = room.x + room.width - wide, room.y + 1.0
    said = shorten(text, Face.REGULAR, _SIZE, max(room.width - 12.0, 0.0)) if text else ""
    return [
        Words(said, room.x, room.y + 5.0, _SIZE),
        Box(left, top, wide, high, 0.0, 0.6),
        Box(left + 0.25, top + 0.25, wide - 0.5, high - 0.5, 1.0, 0.5),
    ]


def _code(text: str, x: float, y: float, width: float) -> list[Mark]:
    """Set a barcode with its text; the text alone where bars would be too fine or impossible."""
    words = Words(shorten(text, Face.REGULAR, 2.4, width), x, y + _BARS + 3.0, 2.4)
    try:
        placed = place_symbol(code128(text), Room(x, y, width, _BARS), align=Align.LEFT,
                              widest=0.375)  # fmt: skip
    except (CannotEncode, SymbolTooWide):
        return [Words(words.text, x, y + 5.0, 2.8, Face.BOLD)]
    return [placed, words]
