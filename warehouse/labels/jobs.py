"""What print jobs of the label desk print: the very labels that were asked for, kept in the job."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from warehouse.labels.rules import labels_of
from warehouse.printers.press import Composer
from warehouse.printing.document import Drawn
from warehouse.printing.drawing import DOTS, Drawing
from warehouse.printing.labels import KINDS, draw_label

_DPI = {dot: dpi for dpi, dot in DOTS.items()}


def compose_labels(session: Session, site_id: int, subject: dict[str, Any], media: str) -> Drawn:
    """Compose the labels that a job keeps, on the printer's size."""
    del session, site_id
    labels = labels_of(subject)
    kind = type(labels[0])
    # Refused before the first one is sent: a size that the kind has no layout for.
    draw_label(labels[0], size=media)

    def draw(first: int, upto: int, dot: float) -> Iterator[Drawing]:
        return (draw_label(label, size=media, dpi=_DPI[dot]) for label in labels[first:upto])

    count = len(labels)
    title = f"{count} {KINDS[kind].name}{'s' if count > 1 else ''}"
    return Drawn(title, count, draw)


COMPOSERS: dict[str, Composer] = {
    "bin_label": compose_labels,
    "item_label": compose_labels,
    "tote_label": compose_labels,
    "badge": compose_labels,
}
