"""The painter of PDF: drawings in, bytes out; the same drawings give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from warehouse.printing.drawing import (
    Align,
    Box,
    Drawing,
    Mark,
    Picture,
    PlacedSymbol,
    Shape,
    Words,
)
from warehouse.printing.fonts import Face, loaded, printable, shaped, width_of


def drawings_pdf(drawings: Iterable[Drawing], *, title: str) -> bytes:
    """Paint each drawing on a page of its own size.

    The file carries no date and no random id, asks viewers to print at full size, and embeds
    the glyphs that it uses.
    """
    paper = BytesIO()
    canvas = Canvas(
        paper, invariant=1, pageCompression=1, initialFontName=loaded(Face.REGULAR), lang="en"
    )
    canvas.setTitle(printable(title))
    canvas.setAuthor("Warehouse Floor")
    # Bars scaled "to fit the page" no longer stand on whole dots.
    canvas.setViewerPreference("PrintScaling", "None")
    for drawing in drawings:
        canvas.setPageSize((drawing.width * mm, drawing.height * mm))
        for mark in drawing.marks:
            _paint(canvas, mark, drawing.height)
        canvas.showPage()
    canvas.save()
    return paper.getvalue()


def _paint(canvas: Canvas, mark: Mark, page_height: float) -> None:
    """Paint one mark; PDF counts upwards from the bottom, in points."""
    match mark:
        case Words():
            _paint_words(canvas, mark, page_height)
        case Picture():
            bottom = (page_height - mark.y - mark.height) * mm
            image = ImageReader(BytesIO(mark.png))
            canvas.drawImage(image, mark.x * mm, bottom, mark.width * mm, mark.height * mm)
        case PlacedSymbol():
            _paint_symbol(canvas, mark, page_height)
        case Box():
            canvas.setFillGray(mark.grey)
            bottom = page_height - mark.y - mark.height
            place = (mark.x * mm, bottom * mm, mark.width * mm, mark.height * mm)
            if mark.radius:
                canvas.roundRect(*place, mark.radius * mm, stroke=0, fill=1)
            else:
                canvas.rect(*place, stroke=0, fill=1)
        case Shape():
            canvas.setFillGray(mark.grey)
            path = canvas.beginPath()
            (x, y), *others = mark.points
            path.moveTo(x * mm, (page_height - y) * mm)
            for x, y in others:
                path.lineTo(x * mm, (page_height - y) * mm)
            path.close()
            canvas.drawPath(path, stroke=0, fill=1)


def _paint_words(canvas: Canvas, words: Words, page_height: float) -> None:
    text = shaped(words.text, words.face)
    if not text:
        return
    x = words.x
    if words.align is not Align.LEFT:
        width = width_of(words.text, words.face, words.size)
        x -= width if words.align is Align.RIGHT else width / 2
    canvas.setFillGray(words.grey)
    canvas.setFont(loaded(words.face), words.size * mm)
    canvas.drawString(x * mm, (page_height - words.y) * mm, text)


def _paint_symbol(canvas: Canvas, placed: PlacedSymbol, page_height: float) -> None:
    """Paint a symbol's dark runs as one path, so that rows that touch leave no hairline."""
    symbol, module = placed.symbol, placed.module_mm
    row_height = placed.height / len(symbol.rows)
    canvas.setFillGray(0)
    path = canvas.beginPath()
    for row in range(len(symbol.rows)):
        bottom = page_height - placed.y - (row + 1) * row_height
        for start, length in symbol.dark_runs(row):
            x = placed.x + start * module
            path.rect(x * mm, bottom * mm, length * module * mm, row_height * mm)
    if symbol.bearer:
        left = placed.x - symbol.quiet_left * module
        thick = symbol.bearer * module
        for top in (placed.y - thick, placed.y + placed.height):
            bottom = page_height - top - thick
            path.rect(left * mm, bottom * mm, symbol.full_width * module * mm, thick * mm)
    canvas.drawPath(path, stroke=0, fill=1, fillMode=1)
