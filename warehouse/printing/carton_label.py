"""The carton label: where it goes, what it is, and its SSCC as GS1 wants it."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.printing.drawing import (
    COPY_WIDTH,
    Align,
    Box,
    Drawing,
    Mark,
    Page,
    Room,
    Words,
)
from warehouse.printing.fonts import Face
from warehouse.printing.symbols import sscc
from warehouse.printing.typesetting import block, fitted_size, shorten, wrap


@dataclass(frozen=True, slots=True)
class CartonLabel:
    """A carton that ships.

    Attributes:
        sscc: 18 digits with a right check digit.
        ship_to: Name and address as lines, the country last.
        order_ref: The channel's order number.
        carton_no: Which of `cartons` this is, from 1.
        cartons: How many the shipment has.
        weight_g: Gross weight; None where nobody weighed it.
        carrier: Name of the carrier and service; may be empty.
    """

    sscc: str
    ship_to: tuple[str, ...]
    order_ref: str
    carton_no: int
    cartons: int
    weight_g: int | None
    carrier: str = ""


def weight_text(weight_g: int | None, unknown: str = "not weighed") -> str:
    """Write a weight in grams as people read it: grams below a kilogram, else kilograms."""
    if weight_g is None:
        return unknown
    if weight_g < 1000:
        return f"{weight_g} g"
    return f"{weight_g // 1000}.{weight_g % 1000:03} kg"


def draw_carton(label: CartonLabel, page: Page) -> Drawing:
    """Set a carton label: address, then the facts, the SSCC lowest with upright bars.

    Source: GS1 Logistic Label Guideline: SSCC in the lowest block, its bars at least 31.75 mm
    high with X of 0.495 mm or more (we print 0.5), text under them.
    """
    width, height, edge = page.width, page.height, 5.0
    symbol = sscc(label.sscc)
    bars = Room(0.0, height - 42.0, width, 33.0)
    placed = page.place(symbol, bars)
    facts = bars.y - 40.0
    marks: list[Mark] = [
        *_address(label.ship_to, edge, width - 2 * edge, facts - 4.0),
        Box(edge, facts, width - 2 * edge, 0.5),
        *_facts(label, edge, width - 2 * edge, facts),
        Box(edge, bars.y - 9.0, width - 2 * edge, 0.5),
        Words("SSCC", edge, bars.y - 2.6, 3.4, Face.BOLD),
        placed,
        Words(symbol.text, placed.centre, height - 3.4, 4.6, Face.REGULAR, Align.CENTRE),
    ]
    return page.drawing(marks, copy_at=(width - edge - COPY_WIDTH, 4.8))


def _address(lines: tuple[str, ...], left: float, width: float, bottom: float) -> list[Mark]:
    """Set the address as large as it fits: long lines wrap before the type gets smaller."""
    marks: list[Mark] = [Words("SHIP TO", left, 8.0, 3.2, Face.BOLD)]
    for size in (6.4, 5.6, 4.8, 4.0, 3.4):
        wrapped = block(lines, Face.BOLD, size, width, 999)
        room = int((bottom - 9.0) / (size * 1.22))
        if len(wrapped) <= room:
            break
    else:
        wrapped = block(lines, Face.BOLD, size, width, room)
    addressee = len(wrap(lines[0], Face.BOLD, size, width)) if lines else 0
    for place, line in enumerate(wrapped):
        face = Face.BOLD if place < addressee else Face.REGULAR
        marks.append(Words(line, left, 9.5 + size * (1 + 1.22 * place), size, face))
    return marks


def _facts(label: CartonLabel, left: float, width: float, top: float) -> list[Mark]:
    """Set carrier and order over carton number and weight, each under its small title."""
    narrow, wide = width * 0.42 - 2.0, width * 0.58
    second = left + width * 0.42
    carton = f"{label.carton_no} of {label.cartons}"
    cells = (
        ("CARRIER", label.carrier or "–", left, top, narrow, 5.0),
        ("ORDER", label.order_ref, second, top, wide, 5.0),
        ("CARTON", carton, left, top + 15.5, narrow, 7.0),
        ("WEIGHT", weight_text(label.weight_g), second, top + 15.5, wide, 7.0),
    )
    marks: list[Mark] = []
    for title, value, x, y, room, largest in cells:
        size = fitted_size(value, Face.BOLD, room, largest=largest, smallest=3.4)
        marks += [
            Words(title, x, y + 5.2, 2.8),
            Words(shorten(value, Face.BOLD, size, room), x, y + 12.2, size, Face.BOLD),
        ]
    return marks
