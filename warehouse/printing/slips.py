"""The packing slip: what the customer finds in the parcel, on A4 or Letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from warehouse.printing.carton_label import weight_text
from warehouse.printing.drawing import (
    GREY,
    PALE,
    Align,
    Box,
    Drawing,
    Mark,
    Picture,
    PlacedSymbol,
    Room,
    Words,
    place_symbol,
)
from warehouse.printing.errors import CannotEncode, SymbolTooWide
from warehouse.printing.fonts import Face
from warehouse.printing.mirror import mirrored
from warehouse.printing.pdf import drawings_pdf
from warehouse.printing.pictures import picture_size
from warehouse.printing.sheets import Sheets
from warehouse.printing.slip_table import SlipLine, set_table
from warehouse.printing.slip_words import LANGUAGES, SlipWords
from warehouse.printing.symbols import code128, qr
from warehouse.printing.typesetting import block, fitted_size, shorten, wrap

Paper = Literal["A4", "Letter"]


@dataclass(frozen=True, slots=True)
class SlipCarton:
    """One carton of the shipment: its SSCC and its gross weight."""

    sscc: str
    weight_g: int | None


@dataclass(frozen=True, slots=True)
class PackingSlip:
    """All that the slip says, as the customer should read it.

    Attributes:
        order_ref: The channel's order number; also its barcode and QR code.
        channel: Where it was bought.
        placed_on: Day of the order where the seller is; None if the channel did not say.
        seller_name: Who sold it.
        seller_address: Lines.
        returns_text: How to send things back; may be empty.
        ship_to: Name and address as lines.
        lines: What was ordered and what is in the parcel.
        cartons: The cartons of this shipment.
        gift_message: The buyer's words to the receiver; may be empty.
        note: Ours to the customer; may be empty.
        language: One of `LANGUAGES`.
        logo: PNG that `pictures.read_logo` made, set at the top in place of the title's room.
    """

    order_ref: str
    channel: str
    placed_on: date | None
    seller_name: str
    seller_address: tuple[str, ...]
    returns_text: str
    ship_to: tuple[str, ...]
    lines: tuple[SlipLine, ...]
    cartons: tuple[SlipCarton, ...] = ()
    gift_message: str = ""
    note: str = ""
    language: str = "en"
    logo: bytes | None = None


def packing_slip_pdf(slip: PackingSlip, *, paper: Paper) -> bytes:
    """Print a packing slip.

    Texts are drawn as they are: nothing in them is read as markup.

    Raises:
        UnknownPaper: `paper` is neither A4 nor Letter.
    """
    return drawings_pdf(packing_slip(slip, paper=paper), title=f"Packing slip {slip.order_ref}")


def packing_slip(slip: PackingSlip, *, paper: str) -> list[Drawing]:
    """Lay a packing slip out, in the customer's language. Raises UnknownPaper.

    Languages that read from right to left have the same layout, seen in a mirror.
    """
    said = LANGUAGES[slip.language]
    sheets = Sheets(paper)
    _set_head(sheets, slip, said)
    set_table(sheets, slip.lines, said)
    _set_cartons(sheets, slip.cartons, said)
    _set_message(sheets, said.message, slip.gift_message)
    _set_message(sheets, said.note, slip.note)
    _set_message(sheets, said.returns, slip.returns_text)
    foot = shorten(f"{slip.seller_name} · {slip.order_ref}", Face.REGULAR, 2.6, 130.0)
    pages = sheets.finished(foot, said.page)
    return [mirrored(page) for page in pages] if said.runs_left else pages


def _set_head(sheets: Sheets, slip: PackingSlip, said: SlipWords) -> None:
    """Set seller and title, then address and order side by side, with the order's codes."""
    left, right, top = sheets.left, sheets.right, sheets.y
    size = fitted_size(slip.seller_name, Face.BOLD, 105.0, largest=5.6, smallest=4.0)
    name = shorten(slip.seller_name, Face.BOLD, size, 105.0)
    title = Words(said.title, right, top + 5.0, 5.6, Face.REGULAR, Align.RIGHT, GREY)
    sheets.add([Words(name, left, top + 5.0, size, Face.BOLD), title])
    if slip.logo:
        sheets.add([_logo(slip.logo, right, top + 7.5)])
    y = top + 8.0
    for piece in block(slip.seller_address, Face.REGULAR, 2.8, 105.0, 6):
        sheets.add([Words(piece, left, y + 2.8, 2.8, grey=GREY)])
        y += 3.9
    rule = max(y + 3.0, top + (26.0 if slip.logo else 16.0))
    sheets.add([Box(left, rule, sheets.inner, 0.25, PALE)])
    half = left + sheets.inner * 0.46
    ends = (
        _set_address(sheets, slip, said, rule + 6.0, half - left - 8.0),
        _set_order(sheets, slip, said, half, rule + 6.0),
    )
    sheets.y = max(ends) + 8.0


def _logo(png: bytes, right: float, top: float) -> Picture:
    """Set the seller's logo at the right, 16 mm high or 60 mm wide at most."""
    across, down = picture_size(png)
    scale = min(60.0 / across, 16.0 / down)
    width, height = across * scale, down * scale
    return Picture(png, right - width, top, width, height)


def _set_address(
    sheets: Sheets, slip: PackingSlip, said: SlipWords, y: float, width: float
) -> float:
    """Set the receiver at the left; return where it ends."""
    sheets.add([Words(said.ship_to, sheets.left, y + 2.3, 2.3, Face.BOLD, grey=GREY)])
    y += 4.6
    name = block(slip.ship_to[:1], Face.BOLD, 3.5, width, 3)
    rest = block(slip.ship_to[1:], Face.REGULAR, 3.5, width, 12)
    for face, pieces in ((Face.BOLD, name), (Face.REGULAR, rest)):
        for piece in pieces:
            sheets.add([Words(piece, sheets.left, y + 3.5, 3.5, face)])
            y += 5.0
    return y


def _set_order(sheets: Sheets, slip: PackingSlip, said: SlipWords, x: float, y: float) -> float:
    """Set the order's facts at the right, QR beside and barcode below; return where it ends."""
    codes = _order_codes(slip.order_ref, x, y, sheets.right)
    sheets.add(codes)
    width = sheets.right - x - 28.0
    facts = [(said.order, slip.order_ref), (said.bought_at, slip.channel)]
    if slip.placed_on:
        facts.append((said.on, said.day_text(slip.placed_on)))
    for title, value in facts:
        size = fitted_size(value, Face.BOLD, width, largest=3.5, smallest=2.6)
        sheets.add(
            [
                Words(title, x, y + 2.3, 2.3, Face.BOLD, grey=GREY),
                Words(shorten(value, Face.BOLD, size, width), x, y + 6.9, size, Face.BOLD),
            ]
        )
        y += 9.6
    return max([y, *(code.bottom for code in codes)])


def _order_codes(order_ref: str, x: float, y: float, right: float) -> list[PlacedSymbol]:
    """Place the order number's QR code and barcode; one that cannot carry it is left out.

    The slip is for the customer, and the number stands there in letters: a strange order number
    must not keep a parcel from leaving.
    """
    placed: list[PlacedSymbol] = []
    try:
        square = Room(right - 24.0, y - 2.0, 27.0, 27.0)
        placed.append(place_symbol(qr(order_ref), square, align=Align.RIGHT, widest=0.75))
    except (CannotEncode, SymbolTooWide):
        pass
    try:
        bars = Room(x - 3.0, y + 31.0, right - x + 6.0, 10.0)
        placed.append(place_symbol(code128(order_ref), bars, align=Align.LEFT, widest=0.375))
    except (CannotEncode, SymbolTooWide):
        pass
    return placed


def _set_cartons(sheets: Sheets, cartons: Sequence[SlipCarton], said: SlipWords) -> None:
    """List the cartons with what is printed on their labels, to be ticked off at the door."""
    if not cartons:
        return
    sheets.need(14.0)
    sheets.y += 7.0
    sheets.add([Words(said.cartons, sheets.left, sheets.y + 2.3, 2.3, Face.BOLD, grey=GREY)])
    sheets.y += 4.2
    for number, carton in enumerate(cartons, start=1):
        sheets.need(5.0)
        base = sheets.y + 3.2
        weight = weight_text(carton.weight_g, said.not_weighed)
        marks: list[Mark] = [
            Words(said.carton_of.format(n=number, all=len(cartons)), sheets.left, base, 3.0),
            Words(f"SSCC {carton.sscc}", sheets.left + 24.0, base, 3.0),
            Words(weight, sheets.right, base, 3.0, align=Align.RIGHT),
        ]
        sheets.add(marks)
        sheets.y += 4.8


def _set_message(sheets: Sheets, title: str, text: str) -> None:
    """Set a titled paragraph, kept together with its title; its line breaks are kept."""
    lines = wrap(text, Face.REGULAR, 3.2, min(sheets.inner, 150.0))
    if not lines:
        return
    sheets.need(min(14.0 + 4.5 * len(lines), sheets.page_height / 3))
    sheets.y += 7.0
    sheets.paragraph([title.upper()], 2.3, face=Face.BOLD, grey=GREY)
    sheets.y += 1.0
    sheets.paragraph(lines, 3.2)
