"""What a print job prints: pages that are drawn when they are wanted, or a file from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from warehouse.printing.drawing import Drawing

Media = Literal["pdf", "png", "zpl"]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Pages of our own.

    Attributes:
        title: For the list of jobs and the PDF's title.
        count: How many pages.
        draw: Lays out the pages from one number to before another, for dots of so many mm.
    """

    title: str
    count: int
    draw: Callable[[int, int, float], Iterable[Drawing]]


@dataclass(frozen=True, slots=True)
class Foreign:
    """A file from a carrier or marketplace, printed as it came."""

    title: str
    content: bytes
    media: Media


Document = Drawn | Foreign
