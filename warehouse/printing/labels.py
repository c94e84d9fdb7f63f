"""Every kind of label, the sizes it comes in, and the calls that print them as PDF or ZPL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.printing.bin_label import BIN_PREFIX, BinLabel, draw_bin
from warehouse.printing.carton_label import CartonLabel, draw_carton
from warehouse.printing.drawing import DOTS, Drawing, Page
from warehouse.printing.errors import (
    NothingToPrint,
    UnknownPaper,
    UnknownResolution,
    WrongLabelSize,
)
from warehouse.printing.floor_labels import (
    BadgeLabel,
    CartSlotLabel,
    PrinterLabel,
    ToteLabel,
    draw_badge,
    draw_cart_slot,
    draw_printer,
    draw_tote,
)
from warehouse.printing.goods_labels import (
    CartonTypeLabel,
    ItemLabel,
    LotLabel,
    PackLabel,
    draw_carton_type,
    draw_item,
    draw_lot,
    draw_pack,
)
from warehouse.printing.pallet_label import PalletLabel, draw_pallet
from warehouse.printing.pdf import drawings_pdf
from warehouse.printing.zpl import drawing_zpl

Label = (
    BinLabel | ItemLabel | PackLabel | LotLabel | ToteLabel | CartSlotLabel | BadgeLabel
    | PrinterLabel | CartonTypeLabel | CartonLabel | PalletLabel
)  # fmt: skip

SIZES: dict[str, tuple[float, float]] = {
    "100x50": (100.0, 50.0),
    "4x2in": (101.6, 50.8),
    "57x32": (57.0, 32.0),
    "2.25x1.25in": (57.15, 31.75),
    "86x54": (86.0, 54.0),
    "100x150": (100.0, 150.0),
    "4x6in": (101.6, 152.4),
    "148x210": (148.0, 210.0),
}
"""Width and height in mm of the stock that label printers are loaded with."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of label: its name in sentences, the sizes it has a layout for, that layout."""

    name: str
    sizes: tuple[str, ...]
    draw: Callable[[Any, Page], Drawing]


_PLATE = ("100x50", "4x2in")
_SMALL = ("57x32", "2.25x1.25in")
KINDS: dict[type[Label], Kind] = {
    BinLabel: Kind("bin label", (*_PLATE, *_SMALL), draw_bin),
    ItemLabel: Kind("item label", (*_SMALL, *_PLATE), draw_item),
    PackLabel: Kind("pack label", _PLATE, draw_pack),
    LotLabel: Kind("lot label", (*_SMALL, *_PLATE), draw_lot),
    ToteLabel: Kind("tote label", _PLATE, draw_tote),
    CartSlotLabel: Kind("cart slot label", _SMALL, draw_cart_slot),
    BadgeLabel: Kind("badge", ("86x54",), draw_badge),
    PrinterLabel: Kind("printer label", _SMALL, draw_printer),
    CartonTypeLabel: Kind("carton type label", (*_SMALL, *_PLATE), draw_carton_type),
    CartonLabel: Kind("carton label", ("100x150", "4x6in"), draw_carton),
    PalletLabel: Kind("pallet label", ("148x210", "100x150", "4x6in"), draw_pallet),
}
"""Every kind, its usual size first."""


def labels_pdf(labels: Sequence[Label], *, size: str, dpi: int = 203) -> bytes:
    """Print labels as PDF, one a page of exactly the label's size.

    Kinds of one size (bins and totes) may be mixed.

    Args:
        dpi: Resolution of the printer that the file is for: bars stand on its dots.

    Raises:
        NothingToPrint: `labels` is empty.
        UnknownPaper: `size` is not one of `SIZES`.
        UnknownResolution: `dpi` is neither 203 nor 300.
        WrongLabelSize: A label has no layout for that size.
        CannotEncode: A code cannot be carried by its barcode.
        WrongCheckDigit: An SSCC is mistyped.
        SymbolTooWide: A code is too long for its label.
    """
    return drawings_pdf(_drawn(labels, size, dpi), title=f"Labels {size}")


def labels_zpl(labels: Sequence[Label], *, size: str, dpi: int = 203) -> bytes:
    """Print labels as ZPL, in the same layouts. Raises as `labels_pdf` does."""
    return b"".join(drawing_zpl(drawing) for drawing in _drawn(labels, size, dpi))


def _drawn(labels: Sequence[Label], size: str, dpi: int) -> Iterator[Drawing]:
    if not labels:
        raise NothingToPrint
    return (draw_label(label, size=size, dpi=dpi) for label in labels)


def draw_label(label: Label, *, size: str, dpi: int = 203) -> Drawing:
    """Lay one label out, as marks in millimetres. Raises as `labels_pdf` does."""
    if size not in SIZES:
        raise UnknownPaper(size=size, known=", ".join(SIZES))
    if dpi not in DOTS:
        raise UnknownResolution(dpi=dpi, known=", ".join(map(str, DOTS)))
    kind = KINDS[type(label)]
    if size not in kind.sizes:
        raise WrongLabelSize(label=kind.name, size=size, known=", ".join(kind.sizes))
    return kind.draw(label, Page(*SIZES[size], DOTS[dpi]))


__all__ = [
    "BIN_PREFIX",
    "KINDS",
    "SIZES",
    "BadgeLabel",
    "BinLabel",
    "CartSlotLabel",
    "CartonLabel",
    "CartonTypeLabel",
    "ItemLabel",
    "Label",
    "LotLabel",
    "PackLabel",
    "PalletLabel",
    "PrinterLabel",
    "ToteLabel",
    "draw_label",
    "labels_pdf",
    "labels_zpl",
]
