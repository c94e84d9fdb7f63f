"""What stands under a symbol for people to read and type."""

from __future__ import annotations

from warehouse.printing.drawing import Align, Words
from warehouse.printing.fonts import Face
from warehouse.printing.typesetting import fitted_size, shorten


def caption(text: str, centre: float, y: float, room: float) -> Words:
    """Set what a symbol says beneath it, smaller where it is long, then visibly shortened.

    Args:
        centre: Middle of the symbol.
        y: Baseline.
        room: Width that is free for it; layouts leave the corner out that "COPY" needs.
    """
    size = fitted_size(text, Face.REGULAR, room, largest=3.0, smallest=2.0)
    return Words(
        shorten(text, Face.REGULAR, size, room), centre, y, size, Face.REGULAR, Align.CENTRE
    )
