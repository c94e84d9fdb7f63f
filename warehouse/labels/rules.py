"""How codes are written on labels."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date
from typing import Any

from warehouse.printing.floor_labels import CartSlotLabel
from warehouse.printing.gs1 import check_digit, is_digits
from warehouse.printing.labels import KINDS, Label
from warehouse.scanning.rules import own_code

GTIN_DIGITS = 14
_CLASSES = {kind.__name__: kind for kind in KINDS}
MOST_SLOTS = 60
COLOURS = ("red", "orange", "yellow", "green", "teal", "blue", "purple", "grey")
"""As the screens draw slots; printed as words, for people and printers without colour."""


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


def gtin_of(code: str) -> str:
    """Return a kept barcode if it is a GTIN, as its 14 digits; else ""."""
    is_gtin = len(code) == GTIN_DIGITS and is_digits(code) and check_digit(code[:-1]) == code[-1]
    return code if is_gtin else ""


def slot_labels(cart: str, slots: int) -> list[CartSlotLabel]:
    """Return a label for each slot of a cart, numbered from 1, each with its colour's word.

    The code is the cart's own with the slot behind a slash, which no tote's plate has.
    """
    plate = own_code("cart", cart)
    return [
        CartSlotLabel(plate, number, f"{plate}/{number}", COLOURS[(number - 1) % len(COLOURS)])
        for number in range(1, min(slots, MOST_SLOTS) + 1)
    ]


def as_subject(labels: Sequence[Label]) -> dict[str, Any]:
    """Return labels of one kind as a print job keeps them: a list of fields for each."""
    return {
        "kind": type(labels[0]).__name__,
        "rows": [[_kept(value) for value in dataclasses.astuple(label)] for label in labels],
    }


def labels_of(subject: dict[str, Any]) -> list[Label]:
    """Return the labels that a print job keeps."""
    kind = _CLASSES[subject["kind"]]
    return [kind(*(_read(value) for value in row)) for row in subject["rows"]]


def _kept(value: Any) -> Any:
    return {"date": value.isoformat()} if isinstance(value, date) else value


def _read(value: Any) -> Any:
    return date.fromisoformat(value["date"]) if isinstance(value, dict) else value
