"""The table of a packing slip: its header on each page, its rows whole where they can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.printing.drawing import BLACK, GREY, PALE, Align, Box, Mark, Words
from warehouse.printing.fonts import Face
from warehouse.printing.sheets import Sheets
from warehouse.printing.slip_words import SlipWords
from warehouse.printing.typesetting import wrap

_COLUMN = 19.0  # mm for each of the figures at the right
_INDENT = 6.0
_SIZE, _SMALL = 3.2, 2.5


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One order line: quantities in base units; `lots` and `serials` of what was shipped.

    A kit's line counts kits. Its components follow it as lines with `is_part`, which stand
    indented and are in no total: the customer ordered the kit.
    """

    sku: str
    name: str
    ordered: int
    shipped: int
    backordered: int
    lots: tuple[str, ...] = ()
    serials: tuple[str, ...] = ()
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class _Text:
    """One line of text within a row, and the height that it takes."""

    text: str
    size: float
    height: float
    grey: float = BLACK


def set_table(sheets: Sheets, lines: Sequence[SlipLine], said: SlipWords) -> None:
    """Set header, rows and totals; "to follow" only where something is.

    A row goes to the next page whole, unless it is longer than a quarter of one (hundreds of
    serials): then it is broken between its lines.
    """
    to_follow = any(line.backordered for line in lines)
    titles = [said.ordered, said.shipped, *([said.to_follow] if to_follow else [])]
    sheets.y = _header(sheets, said.item, titles)
    sheets.on_new_page = lambda on: _header(on, said.item, titles)
    for line in lines:
        _set_row(sheets, line, said, to_follow=to_follow)
    sheets.need(12.0)
    shipped = sum(line.shipped for line in lines if not line.is_part)
    following = sum(line.backordered for line in lines if not line.is_part)
    total = said.total(shipped, following)
    baseline = sheets.y + 6.0
    sheets.add([Words(total, sheets.right, baseline, _SIZE, Face.BOLD, Align.RIGHT)])
    sheets.y += 8.0
    sheets.on_new_page = None


def _header(sheets: Sheets, item: str, titles: Sequence[str]) -> float:
    """Set the column titles over a rule at the top of the table; return where rows begin."""
    y = sheets.y
    marks: list[Mark] = [Words(item, sheets.left, y + 3.0, 2.7, Face.BOLD, grey=GREY)]
    for x, title in zip(_figure_edges(sheets, len(titles)), titles, strict=True):
        marks.append(Words(title, x, y + 3.0, 2.7, Face.BOLD, Align.RIGHT, GREY))
    marks.append(Box(sheets.left, y + 4.8, sheets.inner, 0.35))
    sheets.add(marks)
    return y + 5.2


def _figure_edges(sheets: Sheets, count: int) -> list[float]:
    """Return the right edge of each column of figures, the last at the margin."""
    return [sheets.right - _COLUMN * (count - 1 - place) for place in range(count)]


def _set_row(sheets: Sheets, line: SlipLine, said: SlipWords, *, to_follow: bool) -> None:
    figures = [line.ordered, line.shipped, *([line.backordered] if to_follow else [])]
    left = sheets.left + (_INDENT if line.is_part else 0.0)
    ink = GREY if line.is_part else BLACK
    texts = _row_texts(line, said, sheets.right - left - _COLUMN * len(figures) - 4.0)
    whole = 3.6 + sum(text.height for text in texts)
    sheets.need(whole if whole <= sheets.page_height / 4 else 3.6 + texts[0].height * 3)
    baseline = sheets.y + 1.8 + _SIZE
    marks: list[Mark] = [
        Words(_figure(value), x, baseline, _SIZE, align=Align.RIGHT, grey=ink)
        for x, value in zip(_figure_edges(sheets, len(figures)), figures, strict=True)
    ]
    sheets.add(marks)
    sheets.y += 1.8
    for text in texts:
        if text.height > sheets.room:
            sheets.new_page()
            sheets.y += 1.2
        base = sheets.y + text.size
        sheets.add([Words(text.text, left, base, text.size, grey=text.grey)])
        sheets.y += text.height
    sheets.y += 1.6
    sheets.add([Box(sheets.left, sheets.y, sheets.inner, 0.15, PALE)])
    sheets.y += 0.2


def _figure(value: int) -> str:
    return str(value) if value else "–"


def _row_texts(line: SlipLine, said: SlipWords, width: float) -> list[_Text]:
    """Return a row's lines: the name, then SKU, lots and serials small and grey beneath."""
    name = wrap(line.name or line.sku, Face.REGULAR, _SIZE, width)
    texts = [_Text(piece, _SIZE, _SIZE * 1.32) for piece in name]
    below = [
        line.sku,
        _listed(said.lot, said.lots, line.lots),
        _listed(said.serial, said.serials, line.serials),
    ]
    for text in below:
        pieces = wrap(text, Face.REGULAR, _SMALL, width)
        texts += [_Text(piece, _SMALL, _SMALL * 1.4, GREY) for piece in pieces]
    return texts or [_Text("–", _SIZE, _SIZE * 1.32)]


def _listed(one: str, many: str, values: tuple[str, ...]) -> str:
    if not values:
        return ""
    return f"{one if len(values) == 1 else many}: {', '.join(values)}"
