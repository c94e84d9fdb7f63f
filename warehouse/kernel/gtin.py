"""Trade item numbers: their check digit, and the one form in which they are kept."""

from __future__ import annotations

import re

GTIN_LENGTHS = (8, 12, 13, 14)
_DIGITS = re.compile(r"[0-9]+")


def looks_like_gtin(code: str) -> bool:
    """Whether a code has only digits, and as many as a GTIN-8, -12, -13 or -14."""
    return len(code) in GTIN_LENGTHS and _DIGITS.fullmatch(code) is not None


def check_digit(body: str) -> str:
    """Return the digit that belongs after these.

    Source: GS1 General Specifications, section 7.9.1: weights 3 and 1 in turn from the right,
    and what the sum lacks to the next ten.
    """
    total = sum(int(digit) * (1 if at % 2 else 3) for at, digit in enumerate(reversed(body)))
    return str(-total % 10)


def as_gtin14(code: str) -> str | None:
    """Return a GTIN as 14 digits, zeros before it; None if its check digit is wrong."""
    if not looks_like_gtin(code) or check_digit(code[:-1]) != code[-1]:
        return None
    return code.zfill(14)
