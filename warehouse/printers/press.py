"""From a claimed job to bytes for its printer: pages composed, copies marked, language chosen."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pypdfium2
from PIL import Image, ImageOps
from sqlalchemy.orm import Session

from warehouse.printers.errors import CannotPrintThat
from warehouse.printers.rules import PAGES_AT_ONCE
from warehouse.printing.document import Document, Drawn, Foreign
from warehouse.printing.drawing import DOTS, Drawing, Page, Words
from warehouse.printing.fonts import Face
from warehouse.printing.labels import SIZES
from warehouse.printing.pdf import drawings_pdf
from warehouse.printing.sheets import PAPERS
from warehouse.printing.typesetting import wrap
from warehouse.printing.zpl import Packing, drawing_zpl, picture_zpl

Composer = Callable[[Session, int, dict[str, Any], str], Document]
"""Makes a document of a site from a job's subject, for paper of a size; refuses by `Refusal`."""

Composers = Mapping[str, Composer]


@dataclass(frozen=True, slots=True)
class Target:
    """What of a printer decides the bytes."""

    name: str
    language: str
    dpi: int
    media: str

    @property
    def packing(self) -> Packing:
        """How bitmaps are written for it."""
        return "hex" if self.language == "zpl-hex" else "z64"


@dataclass(frozen=True, slots=True)
class Sheaf:
    """Bytes that go to a printer in one go: the pages from `first` to before `upto` of `pages`."""

    content: bytes
    media: str
    first: int
    upto: int
    pages: int


def press(document: Document, target: Target, *, sent: int, begun: int, again: bool) -> Sheaf:
    """Make the next bytes of a document.

    Args:
        sent: Pages that are surely printed.
        begun: Pages before this one may have been printed before, and are marked as copies.
        again: Whether the whole is a reprint, so that every page is a copy.

    Raises:
        CannotPrintThat: A foreign file in a language that the printer does not speak.
    """
    if isinstance(document, Foreign):
        is_copy = again or begun > 0
        return Sheaf(_foreign(document, target, is_copy=is_copy), _media(target), 0, 1, 1)
    if target.language == "pdf":
        pages = _pages(document, target, 0, document.count, begun if not again else document.count)
        return Sheaf(drawings_pdf(pages, title=document.title), "pdf", 0, 1, 1)
    upto = min(sent + PAGES_AT_ONCE, document.count)
    pages = _pages(document, target, sent, upto, document.count if again else begun)
    content = b"".join(drawing_zpl(page, packing=target.packing) for page in pages)
    return Sheaf(content, "zpl", sent, upto, document.count)


def _media(target: Target) -> str:
    return "pdf" if target.language == "pdf" else "zpl"


def _pages(
    document: Drawn, target: Target, first: int, upto: int, copies_before: int
) -> Iterator[Drawing]:
    # A PDF is sent as a whole: if it was begun, every page of it may be a copy.
    if target.language == "pdf" and copies_before:
        copies_before = document.count
    drawn = document.draw(first, upto, DOTS[target.dpi])
    for number, page in enumerate(drawn, start=first):
        yield page.as_copy() if number < copies_before else page


def _foreign(document: Foreign, target: Target, *, is_copy: bool) -> bytes:
    """Return a carrier's file for this printer; a copy comes behind a label that says so.

    Nothing is drawn on the file itself: it belongs to the carrier.
    """
    notice = [_notice(document.title, target)] if is_copy else []
    if target.language == "pdf":
        if document.media == "zpl":
            raise CannotPrintThat(title=document.title, media="ZPL", printer=target.name)
        return _joined(drawings_pdf(notice, title="copy") if notice else b"", _as_pdf(document))
    front = b"".join(drawing_zpl(page, packing=target.packing) for page in notice)
    if document.media == "zpl":
        return front + document.content
    return front + b"".join(
        picture_zpl(picture, packing=target.packing) for picture in _pictures(document, target)
    )


def _size(target: Target) -> tuple[float, float]:
    return SIZES.get(target.media) or PAPERS[target.media]


def _notice(title: str, target: Target) -> Drawing:
    """Draw the label that goes before a copy of a carrier's label."""
    page = Page(*_size(target), DOTS[target.dpi])
    text = f"COPY of {title}. If the first one printed, destroy one of the two."
    lines = wrap(text, Face.BOLD, 5.0, page.width - 10.0, 6)
    marks = [Words(line, 5.0, 14.0 + row * 6.5, 5.0, Face.BOLD) for row, line in enumerate(lines)]
    return page.drawing(marks, copy_at=(0.0, 0.0))


def _pictures(document: Foreign, target: Target) -> Iterator[Image.Image]:
    """Yield a carrier's pages in black and white, fitted to the label without being stretched.

    Bars are not on our dots: they are set to black or white at half grey and never dithered.
    """
    dot = DOTS[target.dpi]
    size = [int(side / dot + 0.01) for side in _size(target)]
    for found in _opened(document, 25.4 / dot):
        grey = found.convert("L")
        if (grey.width > grey.height) != (size[0] > size[1]):
            grey = grey.rotate(90, expand=True)
        scale = min(size[0] / grey.width, size[1] / grey.height)
        # A label of this very size stays as it is, or its bars would be blurred for nothing.
        if not 0.97 <= scale <= 1.03:
            grey = grey.resize((int(grey.width * scale), int(grey.height * scale)))
        label = Image.new("L", (size[0], size[1]), 255)
        label.paste(grey, ((size[0] - grey.width) // 2, (size[1] - grey.height) // 2))
        yield ImageOps.invert(label).point(lambda level: 255 * (level > 127)).convert("1")


def _opened(document: Foreign, dpi: float) -> Iterator[Image.Image]:
    if document.media == "png":
        with Image.open(io.BytesIO(document.content)) as picture:
            yield ImageOps.exif_transpose(picture).convert("RGB")
        return
    pdf = pypdfium2.PdfDocument(document.content)
    try:
        for page in pdf:
            yield page.render(scale=dpi / 72, grayscale=True).to_pil()
    finally:
        pdf.close()


def _as_pdf(document: Foreign) -> bytes:
    if document.media == "pdf":
        return document.content
    paper = io.BytesIO()
    with Image.open(io.BytesIO(document.content)) as picture:
        dpi = max(float(picture.info.get("dpi", (203.2,))[0]), 72.0)
        ImageOps.exif_transpose(picture).convert("RGB").save(paper, "PDF", resolution=dpi)
    return paper.getvalue()


def _joined(front: bytes, behind: bytes) -> bytes:
    """Put one PDF before another."""
    if not front:
        return behind
    paper = io.BytesIO()
    with pypdfium2.PdfDocument.new() as joined:
        for content in (front, behind):
            part = pypdfium2.PdfDocument(content)
            joined.import_pages(part)
            part.close()
        joined.save(paper)
    return paper.getvalue()
