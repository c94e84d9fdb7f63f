"""DejaVu Sans, embedded in every PDF, and what it can and cannot draw.

The PDF base fonts know Western letters only and print a box for the rest, so they are not used.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from threading import Lock

from arabic_reshaper import ArabicReshaper
from bidi import get_display
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
    nothing by themselves (joiners, direction marks, variation selectors) are left out, but for
    the one that keeps Arabic letters apart. Each other sign without a glyph, such as 日 or an
    emoji, becomes `MISSING`. The order stays that of reading; `shaped` is what is painted.
    """
    known = glyphs(face)
    composed = unicodedata.normalize("NFC", text)
    if known.issuperset(composed) and "\u00a0" not in composed:
        return composed
    kept = _APART if runs_right_to_left(composed) else ""
    return "".join(ch if ch == kept else _drawn(ch, known) for ch in composed)


def runs_right_to_left(text: str) -> bool:
    """Whether any letter of a text is read from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def shaped(text: str, face: Face = Face.REGULAR) -> str:
    """Return `text` as it stands on paper from left to right, for painters and measures only.

    Arabic letters take the forms that join them to their neighbours, and what reads from right
    to left is turned round by the Unicode bidirectional algorithm; other text is `printable`.
    """
    drawable = printable(text, face)
    if not runs_right_to_left(drawable):
        return drawable
    joined = str(get_display(_joiner.reshape(drawable))).replace(_APART, "")
    known = glyphs(face)
    return "".join(ch if ch in known else MISSING for ch in joined)


_APART = "\u200c"  # zero width non-joiner: ends an Arabic letter within a word
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Whole words as one sign are not in the font; vowel marks are, and are kept.
_joiner = ArabicReshaper({"delete_harakat": False, "support_ligatures": True})


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
    return _relative_width(text, face) * size


@lru_cache(maxsize=4096)
def _relative_width(text: str, face: Face) -> float:
    """Return the width in sizes of the type: a layout asks for the same words at many of them."""
    if runs_right_to_left(text):
        text = shaped(text, face)
    return float(pdfmetrics.stringWidth(text, loaded(face), 1.0))
