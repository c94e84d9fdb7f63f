"""Reading whole numbers that people type."""

from __future__ import annotations


def whole_number(text: str, *, digits: int = 8) -> int | None:
    """Return the number that a text of at most `digits` plain digits says, or None.

    Only 0 to 9 count: `str.isdigit` alone would let in "²" and the digits of other scripts.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
