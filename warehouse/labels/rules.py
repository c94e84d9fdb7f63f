"""How codes are written on labels."""

from __future__ import annotations

GTIN_DIGITS = 14


def printed_barcode(code: str) -> str:
    """Return a kept barcode as the trade prints it: GTINs without the zeros that fill them up.

    EAN-8 and UPC-A come back with 8 and 12 digits, EAN-13 with 13; a GTIN-14 and somebody's own
    codes stay as they are. Source: GS1 General Specifications, section 3.3.2.
    """
    if len(code) != GTIN_DIGITS or not (code.isascii() and code.isdigit()):
        return code
    for length in (8, 12, 13):
        if code.startswith("0" * (GTIN_DIGITS - length)):
            return code[-length:]
    return code
