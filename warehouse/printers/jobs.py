"""What print jobs of this slice print: a printer's own label, its test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from warehouse.printers.press import Composer
from warehouse.printing.document import Drawn
from warehouse.printing.drawing import Box, Drawing, Page, Room, Words
from warehouse.printing.floor_labels import PrinterLabel, draw_printer
from warehouse.printing.fonts import Face
from warehouse.printing.labels import SIZES
from warehouse.printing.sheets import PAPERS
from warehouse.printing.symbols import code128


def printer_label(session: Session, site_id: int, subject: dict[str, Any], media: str) -> Drawn:
    """Compose a printer's own code on whatever is loaded in it."""
    del session, site_id
    label = PrinterLabel(str(subject["name"]), f"X-{subject['code']}")
    width, height = SIZES.get(media) or PAPERS[media]

    def draw(first: int, upto: int, dot: float) -> Iterator[Drawing]:
        del first, upto
        page = Page(width, height, dot)
        small = (width, height) in (SIZES["57x32"], SIZES["2.25x1.25in"])
        yield draw_printer(label, page) if small else _draw_large(label, page)

    return Drawn(f"Test: {label.name}", 1, draw)


def _draw_large(label: PrinterLabel, page: Page) -> Drawing:
    """Set the code into the top left corner, within a frame that shows the label's true edges."""
    small = draw_printer(label, Page(57.0, 32.0, page.dot))
    width, height = page.width - 2.0, page.height - 2.0
    frame = (
        Box(1.0, 1.0, width, 0.4), Box(1.0, 1.0 + height - 0.4, width, 0.4),
        Box(1.0, 1.0, 0.4, height), Box(1.0 + width - 0.4, 1.0, 0.4, height),
    )  # fmt: skip
    room = Room(2.0, 16.0, min(width - 2.0, 90.0), 14.0)
    placed = page.place(code128(label.code), room, widest=0.375)
    words = (
        Words(label.name[:40], 4.0, 9.0, 4.2, Face.BOLD),
        Words(label.code, placed.centre - 8.0, 35.0, 3.4),
    )
    return page.drawing((*frame, placed, *words), copy_at=(4.0, small.height + 6.0))


COMPOSERS: dict[str, Composer] = {"printer_label": printer_label}
