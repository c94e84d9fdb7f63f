"""DejaVu Sans, embedded in every PDF, and what it can and cannot draw.

The PDF base fonts know Western letters only and print a box for the rest, so they are not used.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from threading import Lock

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

MISSING = "□"
"""Stands for each sign that the font cannot draw: a gap that everybody sees."""

CAP_HEIGHT = 0.729
"""Height of a capital letter of DejaVu Sans, as a share of the type size."""


class Face(StrEnum):
    """The two cuts that we set text in; the value is the font file's name without `.ttf`."""

    REGULAR = "DejaVuSans"
    BOLD = "DejaVuSans-Bold"


def vendor_fonts() -> Path:
    """Return the folder of the font files: in the wheel, or else in a checkout.

    Raises:
        FileNotFoundError: Set-up has not put the fonts in either place.
    """
    package = Path(__file__).resolve().parent.parent
    for root in (package, package.parent):
        folder = root / "static" / "vendor" / "fonts"
        if all((folder / f"{face}.ttf").is_file() for face in Face):
            return folder
    raise FileNotFoundError("DejaVuSans.ttf is missing in static/vendor/fonts: run `make setup`")


_lock = Lock()
_fonts: dict[Face, TTFont] = {}


def loaded(face: Face) -> str:
    """Return the name under which the PDF library knows a face, loading it the first time.

    Loading takes about 50 ms and holds a lock: two threads that registered one name twice would
    mix up the glyph subsets of a document that is being drawn.
    """
    if face not in _fonts:
        with _lock:
            if face not in _fonts:
                font = TTFont(face.value, str(vendor_fonts() / f"{face}.ttf"))
                pdfmetrics.registerFont(font)
                _fonts[face] = font
    return face.value


@lru_cache(maxsize=len(Face))
def glyphs(face: Face) -> frozenset[str]:
    """Return every character that a face can draw, signs that draw nothing left out."""
    loaded(face)
    known = (chr(point) for point in _fonts[face].face.charToGlyph)
    return frozenset(ch for ch in known if unicodedata.category(ch) != "Cc" and not _unseen(ch))


def printable(text: str, face: Face = Face.REGULAR) -> str:
    """Return `text` as this face can draw it, so that no sign is lost without a trace.

    Letters with accents are composed first. Any white space becomes a space. Signs that draw
    nothing by themselves (joiners, direction marks, variation selectors) are left out. Each
    other sign without a glyph, such as 日 or an emoji, becomes `MISSING`. Text from right to
    left is not reordered.
    """
    known = glyphs(face)
    composed = unicodedata.normalize("NFC", text)
    if known.issuperset(composed) and "\u00a0" not in composed:
        return composed
    return "".join(_drawn(ch, known) for ch in composed)


def _drawn(ch: str, known: frozenset[str]) -> str:
    # GS and its neighbours count as white space in Python; in a code they are content.
    if ch.isspace() and not "\x1c" <= ch <= "\x1f":
        return " "
    if _unseen(ch):
        return ""
    return ch if ch in known else MISSING


def _unseen(ch: str) -> bool:
    """Whether a sign only steers its neighbours: formatting signs and variation selectors."""
    return unicodedata.category(ch) == "Cf" or "\ufe00" <= ch <= "\ufe0f"


def width_of(text: str, face: Face, size: float) -> float:
    """Return how wide `text` is, in the unit of `size`; every glyph counts, none is kerned."""
    return float(pdfmetrics.stringWidth(text, loaded(face), size))
