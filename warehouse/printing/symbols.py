"""Barcodes as modules, dark and light: the only place that knows who makes which symbol.

Linear symbols come from python-barcode, matrix symbols from zxing-cpp. Check digits are tested
here first, because python-barcode replaces a wrong one without a word and zxing-cpp does not
look at all of them. docs/labels.md lists the faults of both that this module works around.

Sizes and quiet zones: GS1 General Specifications, symbol specification tables; ISO/IEC 15417
(Code 128); ISO/IEC 18004 (QR).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

import zxingcpp
from barcode.codex import Code128, Gs1_128
from barcode.ean import EuropeanArticleNumber8, EuropeanArticleNumber13
from barcode.itf import ITF
from barcode.upc import UniversalProductCodeA

from warehouse.printing import gs1
from warehouse.printing.errors import CannotEncode

type_of = zxingcpp.BarcodeFormat

_ITF_NARROW, _ITF_WIDE = 2, 5  # in painted units: the ratio of 2.5 that GS1 recommends
_ELEMENT_LIMIT = 48  # characters in one GS1-128, separators included


class SymbolKind(StrEnum):
    """The symbologies that we print."""

    CODE_128 = "Code 128"
    GS1_128 = "GS1-128"
    EAN_13 = "EAN-13"
    EAN_8 = "EAN-8"
    UPC_A = "UPC-A"
    UPC_E = "UPC-E"
    ITF_14 = "ITF-14"
    QR = "QR"
    GS1_DATAMATRIX = "GS1 DataMatrix"


@dataclass(frozen=True, slots=True)
class Symbol:
    r"""One barcode, free of any device: painted as PDF rectangles or as a ZPL bitmap alike.

    Attributes:
        kind: Its symbology.
        rows: Modules as "1" (dark) and "0" (light); a linear symbol has one row.
        data: What a scanner sends, with GS (`\x1d`) between GS1 elements where it must be.
        text: What a person reads under the symbol.
        quiet_left: Light modules that must stay free on the left (above and below too, for
            matrix symbols).
        quiet_right: The same on the right.
        modules_per_x: Painted modules in one X dimension; 2 for ITF-14, whose wide bars are
            2.5 X, else 1.
        min_x_mm: The finest X dimension that the symbol may be printed at.
        min_height_mm: The lowest bars, without text; 0 for matrix symbols.
        bearer: Modules of the bar above and below that guards ITF-14 against partial reads.
    """

    kind: SymbolKind
    rows: tuple[str, ...]
    data: str
    text: str
    quiet_left: int
    quiet_right: int
    min_x_mm: float
    min_height_mm: float = 0.0
    modules_per_x: int = 1
    bearer: int = 0

    @property
    def linear(self) -> bool:
        """Whether the bars run through: the height is free."""
        return len(self.rows) == 1

    @property
    def width(self) -> int:
        """Modules from the first dark one to the last."""
        return len(self.rows[0])

    @property
    def full_width(self) -> int:
        """Modules with both quiet zones."""
        return self.quiet_left + self.width + self.quiet_right

    def dark_runs(self, row: int = 0) -> Iterator[tuple[int, int]]:
        """Yield (first module, length) of each dark run of a row."""
        at = 0
        for module, group in groupby(self.rows[row]):
            length = sum(1 for _ in group)
            if module == "1":
                yield at, length
            at += length


def code128(content: str) -> Symbol:
    """Make a Code 128 of our own codes: bins `B-…`, totes `T-…`, badges `U-…`, SKUs, orders.

    X may go down to 0.25 mm, two dots at 203 dpi, and bars to 8 mm: both are our own choice,
    for codes that never leave the house.

    Raises:
        CannotEncode: `content` is empty or has a character outside ASCII.
    """
    _refuse_unless(content.isascii(), SymbolKind.CODE_128, content, "it is limited to ASCII")
    return _code128_symbol(
        SymbolKind.CODE_128, _code128_modules(content), content, content, (0.25, 8.0)
    )


def gs1_128(elements: Sequence[gs1.Element]) -> Symbol:
    """Make a GS1-128 of (application identifier, value) pairs, in the order given.

    Raises:
        CannotEncode: An identifier or value is not of GS1's form, or it is too much for one symbol.
        WrongCheckDigit: A GTIN, SSCC or GLN among them is mistyped.
    """
    data = gs1.element_string(elements)
    _refuse_unless(
        len(data) <= _ELEMENT_LIMIT, SymbolKind.GS1_128, data, "more than 48 characters: use two"
    )
    # The library writes the first FNC1 itself; the ones between elements it knows as \xf1,
    # while a GS would be written as the literal control character.
    modules = _bars(Gs1_128(data.replace(gs1.SEPARATOR, Gs1_128.FNC1_CHAR)))
    text = gs1.human_readable(elements)
    return _code128_symbol(SymbolKind.GS1_128, modules, data, text, (0.495, 31.75))


def sscc(number: str) -> Symbol:
    """Make the GS1-128 (00) of an 18-digit SSCC, the licence plate of a logistic unit.

    Raises:
        CannotEncode: It is not 18 digits.
        WrongCheckDigit: Its last digit is wrong.
    """
    gs1.check_number("SSCC", number, 18)
    return gs1_128([("00", number)])


def ean13(number: str) -> Symbol:
    """Make an EAN-13. Raises CannotEncode or WrongCheckDigit."""
    gs1.check_number("EAN-13", number, 13)
    modules = _bars(EuropeanArticleNumber13(number))
    return Symbol(SymbolKind.EAN_13, (modules,), number, number, 11, 7, 0.264, 18.28)


def ean8(number: str) -> Symbol:
    """Make an EAN-8. Raises CannotEncode or WrongCheckDigit."""
    gs1.check_number("EAN-8", number, 8)
    modules = _bars(EuropeanArticleNumber8(number))
    return Symbol(SymbolKind.EAN_8, (modules,), number, number, 7, 7, 0.264, 14.58)


def upca(number: str) -> Symbol:
    """Make a UPC-A. Raises CannotEncode or WrongCheckDigit."""
    gs1.check_number("UPC-A", number, 12)
    modules = _bars(UniversalProductCodeA(number))
    return Symbol(SymbolKind.UPC_A, (modules,), number, number, 9, 9, 0.264, 18.28)


def upce(number: str) -> Symbol:
    """Make a UPC-E of number system, six digits and check digit.

    The check digit is that of the UPC-A it stands for, which the writer itself tests; it takes
    other number systems than 0 and 1 for 0 without a word.

    Raises:
        CannotEncode: It is not 8 digits beginning with 0 or 1, or its check digit is wrong.
    """
    good = len(number) == 8 and gs1.is_digits(number) and number[0] in "01"
    _refuse_unless(good, SymbolKind.UPC_E, number, "it must be 8 digits, the first one 0 or 1")
    try:
        made = zxingcpp.create_barcode(number, type_of.UPCE)
    except ValueError as error:
        kind, reason = SymbolKind.UPC_E, "its check digit is wrong"
        raise CannotEncode(symbol=kind, content=number, reason=reason) from error
    return Symbol(SymbolKind.UPC_E, (_matrix(made)[0],), number, number, 9, 7, 0.264, 18.28)


def itf14(number: str) -> Symbol:
    """Make an ITF-14 with bearer bars, for cases. Raises CannotEncode or WrongCheckDigit."""
    gs1.check_number("ITF-14", number, 14)
    modules = _bars(ITF(number, narrow=_ITF_NARROW, wide=_ITF_WIDE))
    quiet = 10 * _ITF_NARROW
    return Symbol(
        SymbolKind.ITF_14,
        (modules,),
        number,
        number,
        quiet,
        quiet,
        0.495,
        31.75,
        modules_per_x=_ITF_NARROW,
        bearer=2 * _ITF_NARROW,
    )


def qr(content: str) -> Symbol:
    """Make a QR code, model 2, with error correction M or better (15 % may be lost).

    Content beyond ASCII says by an ECI that it is UTF-8: without one, readers guess, and take
    "ßß" for Japanese.

    Raises:
        CannotEncode: `content` is empty or longer than a QR code holds.
    """
    _refuse_unless(bool(content), SymbolKind.QR, content, "there is nothing in it")
    try:
        told = {} if content.isascii() else {"eci": "UTF-8"}
        made = zxingcpp.create_barcode(content, type_of.QRCode, ec_level="M", **told)
    except ValueError as error:
        raise CannotEncode(symbol="QR", content=content[:40] + "…", reason="too long") from error
    return Symbol(SymbolKind.QR, _matrix(made), content, content, 4, 4, 0.375)


def gs1_datamatrix(elements: Sequence[gs1.Element]) -> Symbol:
    """Make a square GS1 DataMatrix: what (01)+(17)+(10) needs, too wide as GS1-128.

    Raises:
        CannotEncode: An identifier or value is not of GS1's form, or it is too much.
        WrongCheckDigit: A GTIN, SSCC or GLN among them is mistyped.
    """
    data = gs1.element_string(elements)
    text = gs1.human_readable(elements)
    try:
        made = zxingcpp.create_barcode(text, type_of.DataMatrix, gs1=True, force_square=True)
    except ValueError as error:
        kind = SymbolKind.GS1_DATAMATRIX
        raise CannotEncode(symbol=kind, content=text, reason="the writer refuses it") from error
    return Symbol(SymbolKind.GS1_DATAMATRIX, _matrix(made), data, text, 1, 1, 0.375)


def product_symbol(text: str) -> Symbol:
    """Choose the symbol for what an item's label must say.

    8, 12 and 13 digits with a good check digit are printed as the trade prints them. Everything
    else, GTIN-14 included, becomes Code 128: ITF-14 is 70 mm wide and belongs on cases.

    Raises:
        CannotEncode: `text` is empty or not ASCII.
    """
    makers = {8: ean8, 12: upca, 13: ean13}
    if len(text) in makers and gs1.is_digits(text) and gs1.check_digit(text[:-1]) == text[-1]:
        return makers[len(text)](text)
    return code128(text)


def _code128_symbol(
    kind: SymbolKind, modules: str, data: str, text: str, least: tuple[float, float]
) -> Symbol:
    """Wrap Code 128 modules; `least` is the smallest X and bar height, in mm."""
    return Symbol(kind, (modules,), data, text, 10, 10, *least)


def _code128_modules(content: str) -> str:
    """Return the modules of a Code 128, by the writer that gets this content right.

    python-barcode takes a leading "99" for its own "switch to set C" and drops it, so those
    are written by zxing-cpp. Its objects keep their state between builds: one build each.
    """
    _refuse_unless(bool(content), SymbolKind.CODE_128, content, "there is nothing in it")
    if content.startswith("99"):
        return _matrix(zxingcpp.create_barcode(content, type_of.Code128))[0]
    return _bars(Code128(content))


def _bars(made: Code128 | EuropeanArticleNumber13 | ITF | UniversalProductCodeA) -> str:
    """Return the one row that python-barcode builds, without its own quiet zone."""
    (row,) = made.build()
    return str(row)


def _matrix(made: zxingcpp.Barcode) -> tuple[str, ...]:
    """Return zxing-cpp's modules; it paints dark as 0. Linear symbols repeat their row."""
    # The library's stub does not tell that its image offers the buffer protocol.
    image = memoryview(made.to_image(scale=1, add_quiet_zones=False))  # type: ignore[arg-type]
    rows = [row.translate(_DARK_IS_ONE) for row in _rows(image)]
    return tuple(row.decode("ascii") for row in rows)


_DARK_IS_ONE = bytes([ord("1")] * 128 + [ord("0")] * 128)


def _rows(image: memoryview) -> Iterator[bytes]:
    """Cut a grey image into its rows."""
    assert image.shape is not None, "a grey image has two dimensions"
    height, width = image.shape
    pixels = image.tobytes()
    for row in range(height):
        yield pixels[row * width : (row + 1) * width]


def _refuse_unless(good: bool, kind: SymbolKind, content: str, reason: str) -> None:  # noqa: FBT001 - the claim itself is the argument
    if not good:
        raise CannotEncode(symbol=kind, content=content, reason=reason)
