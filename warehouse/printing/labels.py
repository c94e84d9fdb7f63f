"""Every kind of label, the sizes it comes in, and the one call that prints them."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.printing.carton_label import CartonLabel, draw_carton
from warehouse.printing.drawing import Drawing
from warehouse.printing.errors import NothingToPrint, UnknownPaper, WrongLabelSize
from warehouse.printing.floor_labels import (
    BIN_PREFIX,
    BadgeLabel,
    BinLabel,
    ItemLabel,
    ToteLabel,
    draw_badge,
    draw_bin,
    draw_item,
    draw_tote,
)
from warehouse.printing.pdf import drawings_pdf

Label = BinLabel | ItemLabel | ToteLabel | BadgeLabel | CartonLabel

SIZES: dict[str, tuple[float, float]] = {
    "100x50": (100.0, 50.0),
    "57x32": (57.0, 32.0),
    "86x54": (86.0, 54.0),
    "100x150": (100.0, 150.0),
    "4x6in": (101.6, 152.4),
}
"""Width and height in mm of the stock that label printers are loaded with."""

SIZES_OF: dict[type[Label], tuple[str, ...]] = {
    BinLabel: ("100x50",),
    ToteLabel: ("100x50",),
    ItemLabel: ("57x32",),
    BadgeLabel: ("86x54",),
    CartonLabel: ("100x150", "4x6in"),
}
"""The sizes that each kind has a layout for, the usual one first."""

_NAMES: dict[type[Label], str] = {
    BinLabel: "bin label",
    ToteLabel: "tote label",
    ItemLabel: "item label",
    BadgeLabel: "badge",
    CartonLabel: "carton label",
}


def labels_pdf(labels: Sequence[Label], *, size: str) -> bytes:
    """Print labels as PDF, one a page of exactly the label's size.

    Kinds of one size (bins and totes) may be mixed.

    Raises:
        NothingToPrint: `labels` is empty.
        UnknownPaper: `size` is not one of `SIZES`.
        WrongLabelSize: A label has no layout for that size.
        CannotEncode: A code cannot be carried by its barcode.
        WrongCheckDigit: An SSCC is mistyped.
        SymbolTooWide: A code is too long for its label.
    """
    if not labels:
        raise NothingToPrint
    drawings = [draw_label(label, size=size) for label in labels]
    return drawings_pdf(drawings, title=f"Labels {size}")


def draw_label(label: Label, *, size: str) -> Drawing:
    """Lay one label out, as marks in millimetres. Raises as `labels_pdf` does."""
    if size not in SIZES:
        raise UnknownPaper(size=size, known=", ".join(SIZES))
    if size not in SIZES_OF[type(label)]:
        kind = type(label)
        raise WrongLabelSize(label=_NAMES[kind], size=size, known=", ".join(SIZES_OF[kind]))
    width, height = SIZES[size]
    match label:
        case BinLabel():
            return draw_bin(label, width, height)
        case ToteLabel():
            return draw_tote(label, width, height)
        case ItemLabel():
            return draw_item(label, width, height)
        case BadgeLabel():
            return draw_badge(label, width, height)
        case CartonLabel():
            return draw_carton(label, width, height)


__all__ = [
    "BIN_PREFIX",
    "SIZES",
    "SIZES_OF",
    "BadgeLabel",
    "BinLabel",
    "CartonLabel",
    "ItemLabel",
    "Label",
    "ToteLabel",
    "draw_label",
    "labels_pdf",
]
