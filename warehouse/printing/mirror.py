"""A page seen in a mirror, its words and symbols upright: what reads from right to left."""

from __future__ import annotations

from dataclasses import replace

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

_OTHER = {Align.LEFT: Align.RIGHT, Align.CENTRE: Align.CENTRE, Align.RIGHT: Align.LEFT}


def mirrored(page: Drawing) -> Drawing:
    """Return a page with left and right exchanged."""
    return replace(page, marks=tuple(_mirrored(mark, page) for mark in page.marks))


def _mirrored(mark: Mark, page: Drawing) -> Mark:
    match mark:
        case Words():
            return replace(mark, x=page.width - mark.x, align=_OTHER[mark.align])
        case Box() | Picture():
            return replace(mark, x=page.width - mark.x - mark.width)
        case PlacedSymbol():
            # Bars stay on the printer's dots.
            x = int((page.width - mark.x - mark.width) / mark.dot + 1e-6) * mark.dot
            return replace(mark, x=x)
        case Shape():
            return replace(mark, points=tuple((page.width - x, y) for x, y in mark.points))
