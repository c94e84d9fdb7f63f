"""Labels that stay in the house: containers, cart slots, badges and printers."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.printing.captions import caption
from warehouse.printing.drawing import WHITE, Align, Box, Drawing, Mark, Page, Room, Words
from warehouse.printing.fonts import CAP_HEIGHT, Face
from warehouse.printing.symbols import code128
from warehouse.printing.typesetting import fitted_size, shorten, wrap


@dataclass(frozen=True, slots=True)
class ToteLabel:
    """The licence plate of a tote, cart or pallet of ours; `code` is the full text, `T-…`."""

    code: str


@dataclass(frozen=True, slots=True)
class CartSlotLabel:
    """One slot of a cart: its number and its colour's word, and the code that a scan sends."""

    cart: str
    slot: int
    code: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class BadgeLabel:
    """A person's badge; `code` is the full text, `U-…`. It never carries the PIN."""

    name: str
    code: str
    role: str


@dataclass(frozen=True, slots=True)
class PrinterLabel:
    """The code on a printer: scanned to print there. `code` is the full text, `X-…`."""

    name: str
    code: str


def draw_tote(label: ToteLabel, page: Page) -> Drawing:
    """Set a tote label: wide bars, to be read from a moving cart, over large letters."""
    width = page.width
    symbol = code128(label.code)
    placed = page.place(symbol, Room(0.0, 4.0, width, 24.0), widest=0.75)
    size = fitted_size(label.code, Face.BOLD, width - 8.0, largest=19.0, smallest=4.0)
    code = shorten(label.code, Face.BOLD, size, width - 8.0)
    baseline = 30.0 + (14.0 + CAP_HEIGHT * size) / 2
    words = Words(code, width / 2, baseline, size, Face.BOLD, Align.CENTRE)
    return page.drawing((placed, words), copy_at=(3.0, 46.0))


def draw_cart_slot(label: CartSlotLabel, page: Page) -> Drawing:
    """Set a slot's label: its number as large as the label, its colour as a word."""
    width, height = page.width, page.height
    number = str(label.slot)
    size = fitted_size(number, Face.BOLD, 16.0, largest=14.0, smallest=5.0)
    right, inner = 20.0, width - 22.0
    placed = page.place(code128(label.code), Room(0.0, 15.0, width, height - 19.75), widest=0.375)
    marks: list[Mark] = [
        Box(0.0, 0.0, 18.0, 13.5),
        Words(number, 9.0, 6.75 + CAP_HEIGHT * size / 2, size, Face.BOLD, Align.CENTRE, WHITE),
        Words(shorten(label.cart, Face.BOLD, 4.2, inner), right, 5.4, 4.2, Face.BOLD),
        Words(shorten(label.colour, Face.REGULAR, 3.4, inner), right, 10.8, 3.4),
        placed,
        caption(label.code, placed.centre, height - 1.6, width - 30.0),
    ]
    return page.drawing(marks, copy_at=(1.0, height - 4.2))


def draw_badge(label: BadgeLabel, page: Page) -> Drawing:
    """Set a badge: the role on a black band, the name, and the code to badge in with."""
    width, height = page.width, page.height
    symbol = code128(label.code)
    placed = page.place(symbol, Room(0.0, 33.0, width, 14.0))
    role = shorten(label.role.upper(), Face.BOLD, 4.6, width - 12.0)
    size = fitted_size(label.name, Face.BOLD, width - 12.0, largest=8.0, smallest=5.2)
    name = wrap(label.name, Face.BOLD, size, width - 12.0, 2)
    first = 22.5 if len(name) == 1 else 19.0
    marks: list[Mark] = [
        Box(0.0, 0.0, width, 11.0),
        Words(role, 6.0, 7.2, 4.6, Face.BOLD, grey=WHITE),
        *(
            Words(line, 6.0, first + place * size * 1.2, size, Face.BOLD)
            for place, line in enumerate(name)
        ),
        placed,
        caption(symbol.text, placed.centre, height - 2.6, width - 34.0),
    ]
    return page.drawing(marks, copy_at=(2.0, height - 5.0))


def draw_printer(label: PrinterLabel, page: Page) -> Drawing:
    """Set a printer's own label: what it is called, and the code that sends paper to it."""
    width, height = page.width, page.height
    placed = page.place(code128(label.code), Room(0.0, 14.0, width, height - 18.75), widest=0.375)
    name = wrap(label.name, Face.BOLD, 3.8, width - 4.0, 2)
    marks: list[Mark] = [
        Words("PRINTER", 2.0, 3.8, 2.4),
        *(Words(line, 2.0, 8.2 + row * 4.4, 3.8, Face.BOLD) for row, line in enumerate(name)),
        placed,
        caption(label.code, placed.centre, height - 1.6, width - 30.0),
    ]
    return page.drawing(marks, copy_at=(1.0, height - 4.2))
