"""What print jobs of packing print: carton labels, packing slips and carriers' labels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from warehouse.packing import queries
from warehouse.printers.press import Composer
from warehouse.printing.document import Document, Drawn
from warehouse.printing.drawing import DOTS, Drawing
from warehouse.printing.labels import draw_label
from warehouse.printing.slips import packing_slip

_DPI = {dot: dpi for dpi, dot in DOTS.items()}


def carton_label(session: Session, site_id: int, subject: dict[str, Any], media: str) -> Document:
    """Compose a closed carton's label; refused until everything of its order is verified."""
    label = queries.carton_label(session, site_id, int(subject["carton"]))
    draw_label(label, size=media)

    def draw(first: int, upto: int, dot: float) -> Iterable[Drawing]:
        del first, upto
        return [draw_label(label, size=media, dpi=_DPI[dot])]

    return Drawn(f"Carton {label.carton_no} of {label.order_ref}", 1, draw)


def slip(session: Session, site_id: int, subject: dict[str, Any], media: str) -> Document:
    """Compose a finished order's packing slip."""
    said = queries.packing_slip(session, site_id, int(subject["order"]))
    pages = packing_slip(said, paper=media)

    def draw(first: int, upto: int, dot: float) -> Iterable[Drawing]:
        del dot  # sheets are printed at 600 dpi and more: an eighth of a millimetre suits them
        return pages[first:upto]

    return Drawn(f"Packing slip {said.order_ref}", len(pages), draw)


def carrier_label(session: Session, site_id: int, subject: dict[str, Any], media: str) -> Document:
    """Fetch a carrier's file, while its carton may still leave."""
    del media
    return queries.carrier_file(session, site_id, int(subject["label"]))


COMPOSERS: dict[str, Composer] = {
    "carton_label": carton_label,
    "packing_slip": slip,
    "carrier_label": carrier_label,
}
