"""The painter of dots: a drawing as one black and white picture, a bit for each printer dot.

What the tests read back is what the printer burns: there is no font, no barcode and no command
of the printer's own in between.
"""

from __future__ import annotations

import io
from functools import lru_cache
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFont

from warehouse.printing.drawing import (
    GREY,
    Align,
    Box,
    Drawing,
    Mark,
    Picture,
    PlacedSymbol,
    Shape,
    Words,
)
from warehouse.printing.fonts import Face, shaped, vendor_fonts, width_of

_HINTED_UP_TO = 48  # dots of type size; in larger type a letter's rounding is no matter
_ROUNDING = 0.01  # of a dot: lengths that are whole but for the arithmetic stay whole


def rasterized(drawing: Drawing) -> Image.Image:
    """Return a drawing as a picture of mode "1" in which 1 is black, as ZPL has it.

    Grey is not halftoned: what is darker than half is black, paler marks are left out.
    """
    width, height = (
        int(side / drawing.dot + _ROUNDING) for side in (drawing.width, drawing.height)
    )
    picture = Image.new("1", (width, height), 0)
    pen = ImageDraw.Draw(picture)
    for mark in drawing.marks:
        _paint(picture, pen, mark, drawing.dot)
    return picture


def _paint(picture: Image.Image, pen: ImageDraw.ImageDraw, mark: Mark, dot: float) -> None:
    match mark:
        case Words():
            if mark.text:
                _paint_words(picture, mark, dot)
        case PlacedSymbol():
            _paint_symbol(picture, mark, dot)
        case Picture():
            _paint_picture(picture, mark, dot)
        case Box():
            left, top = round(mark.x / dot), round(mark.y / dot)
            right = max(left + 1, round((mark.x + mark.width) / dot)) - 1
            bottom = max(top + 1, round((mark.y + mark.height) / dot)) - 1
            radius = mark.radius / dot
            pen.rounded_rectangle((left, top, right, bottom), radius, fill=_ink(mark.grey))
        case Shape():
            points = [(x / dot, y / dot) for x, y in mark.points]
            pen.polygon(points, fill=_ink(mark.grey))


def _ink(grey: float) -> int:
    return 1 if grey <= GREY else 0


def _paint_words(picture: Image.Image, words: Words, dot: float) -> None:
    """Paint one line, never wider than the layout measured it: hinted letters may be.

    Each letter of a size is drawn once and stamped from then on: labels of a thousand bins are
    made of the same few letters. Each stands on a whole dot.
    """
    text = shaped(words.text, words.face)
    measured = width_of(words.text, words.face, words.size) / dot
    pixels = max(4, round(words.size / dot))
    if pixels < _HINTED_UP_TO:
        while _length(text, words.face, pixels) > measured + 1 and pixels > 4:
            pixels -= 1
    starts, width = [], 0.0
    for before, letter in pairwise(f"\0{text}"):
        width += _kerning(before, letter, words.face, pixels) if before != "\0" else 0.0
        starts.append(width)
        width += _advance(letter, words.face, pixels)
    back = {Align.LEFT: 0.0, Align.CENTRE: width / 2, Align.RIGHT: width}[words.align]
    left, baseline, ink = round(words.x / dot) - back, round(words.y / dot), _ink(words.grey)
    for letter, start in zip(text, starts, strict=True):
        stamp, across, down = _stamp(letter, words.face, pixels)
        if stamp is not None:
            picture.paste(ink, (round(left + start) + across, baseline + down), stamp)


@lru_cache(maxsize=1024)
def _stamp(letter: str, face: Face, pixels: int) -> tuple[Image.Image | None, int, int]:
    """Return a letter's dots, and where they begin from the pen's place on the baseline."""
    font = _font(face, pixels)
    left, top, right, bottom = map(round, font.getbbox(letter, mode="1", anchor="ls"))
    if right <= left or bottom <= top:
        return None, 0, 0
    stamp = Image.new("1", (right - left, bottom - top), 0)
    ImageDraw.Draw(stamp).text((-left, -top), letter, fill=1, font=font, anchor="ls")
    return stamp, left, top


@lru_cache(maxsize=4096)
def _kerning(before: str, letter: str, face: Face, pixels: int) -> float:
    together = _font(face, pixels).getlength(before + letter, mode="1")
    return together - _advance(before, face, pixels) - _advance(letter, face, pixels)


@lru_cache(maxsize=1024)
def _advance(letter: str, face: Face, pixels: int) -> float:
    return _font(face, pixels).getlength(letter, mode="1")


@lru_cache(maxsize=512)
def _length(text: str, face: Face, pixels: int) -> float:
    return _font(face, pixels).getlength(text)


@lru_cache(maxsize=256)
def _font(face: Face, pixels: int) -> ImageFont.FreeTypeFont:
    path = vendor_fonts() / f"{face}.ttf"
    return ImageFont.truetype(str(path), pixels, layout_engine=ImageFont.Layout.BASIC)


def _paint_symbol(picture: Image.Image, placed: PlacedSymbol, dot: float) -> None:
    """Paint modules as whole dots; the layout has put them on this printer's grid."""
    assert abs(placed.dot - dot) < 1e-9, "a symbol is placed for the printer that prints it"
    symbol, dots = placed.symbol, placed.dots
    row_bytes = (symbol.width + 7) // 8
    padding = "0" * (row_bytes * 8 - symbol.width)
    bits = b"".join(int(row + padding, 2).to_bytes(row_bytes, "big") for row in symbol.rows)
    grid = Image.frombytes("1", (symbol.width, len(symbol.rows)), bits)
    size = (symbol.width * dots, int(placed.height / dot + _ROUNDING))
    x, y = round(placed.x / dot), round(placed.y / dot)
    picture.paste(grid.resize(size, Image.Resampling.NEAREST), (x, y))
    if symbol.bearer:
        left, thick = x - symbol.quiet_left * dots, symbol.bearer * dots
        across = symbol.full_width * dots
        for top in (y - thick, y + size[1]):
            picture.paste(1, (left, top, left + across, top + thick))


def _paint_picture(picture: Image.Image, mark: Picture, dot: float) -> None:
    size = (max(1, round(mark.width / dot)), max(1, round(mark.height / dot)))
    with Image.open(io.BytesIO(mark.png)) as found:
        grey = found.convert("L").resize(size)
    dithered = grey.point(lambda level: 255 - level).convert("1")
    picture.paste(dithered, (round(mark.x / dot), round(mark.y / dot)))
