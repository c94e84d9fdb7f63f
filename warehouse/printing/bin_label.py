"""The bin label: the plate on a shelf, to be read from three metres and scanned from one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from warehouse.printing.drawing import (
    BLACK,
    WHITE,
    Align,
    Box,
    Drawing,
    Mark,
    Page,
    Room,
    Shape,
    Words,
)
from warehouse.printing.fonts import CAP_HEIGHT, Face, width_of
from warehouse.printing.symbols import code128
from warehouse.printing.typesetting import fitted_size, shorten

BIN_PREFIX = "B-"
"""Set before a bin's code in its barcode, so that no scan of a bin can be read as a GTIN."""


@dataclass(frozen=True, slots=True)
class BinLabel:
    """The plate on a bin.

    Attributes:
        code: The bin's code as people say it; the barcode says `B-` and the code.
        zone: Name of its zone.
        level: Number or letter of its shelf level.
        arrow: Whether the bin is above or below the label; None where it is beside it.
        check: Digits to be spoken or typed as proof of standing here; may be empty.
    """

    code: str
    zone: str
    level: str
    arrow: Literal["up", "down"] | None = None
    check: str = ""


def draw_bin(label: BinLabel, page: Page) -> Drawing:
    """Set a bin label: the code across the top, barcode below, the level at the right.

    The code's capitals are up to 17 mm high. At 3 m, 15 mm is comfortable (distance ÷ 200) and
    9 mm still readable; codes like AMB-12-034 stay above that.
    """
    if page.width < 80.0:
        return _draw_small(label, page)
    width, height, edge = page.width, page.height, 3.0
    size = fitted_size(label.code, Face.BOLD, width - 2 * edge, largest=23.0, smallest=6.0)
    code = shorten(label.code, Face.BOLD, size, width - 2 * edge)
    baseline = edge + (17.0 + CAP_HEIGHT * size) / 2
    plate = Room(width - edge - 22.0, 24.0, 22.0, height - edge - 24.0)
    symbol = code128(BIN_PREFIX + label.code)
    across = plate.x - 1.0 - edge + 2.0
    placed = page.place(symbol, Room(1.0, 24.0, across, 17.5), align=Align.LEFT)
    foot = height - edge - 0.4
    right = plate.x - 3.0
    check = f" · check {label.check}" if label.check else ""
    text = shorten(symbol.text, Face.REGULAR, 3.2, 28.0)
    taken = width_of(text, Face.REGULAR, 3.2) + 3.0 + width_of(check, Face.BOLD, 3.6)
    zone_room = right - placed.x - taken
    zone = shorten(label.zone, Face.BOLD, 3.6, zone_room) + check
    marks: list[Mark] = [
        Words(code, width / 2, baseline, size, Face.BOLD, Align.CENTRE),
        placed,
        Words(text, placed.x, foot, 3.2),
        Words(zone, right, foot, 3.6, Face.BOLD, Align.RIGHT),
        *_level_plate(label, plate),
    ]
    # The band between the capitals and the bars is free.
    return page.drawing(marks, copy_at=(edge, 20.3))


def _draw_small(label: BinLabel, page: Page) -> Drawing:
    """Set a label for a drawer or a narrow shelf: code, bars, and one line beneath."""
    width, height, edge = page.width, page.height, 2.0
    arrow = {"up": "▲ ", "down": "▼ ", None: ""}[label.arrow]
    size = fitted_size(label.code, Face.BOLD, width - 2 * edge, largest=12.0, smallest=4.0)
    code = shorten(label.code, Face.BOLD, size, width - 2 * edge)
    symbol = code128(BIN_PREFIX + label.code)
    placed = page.place(symbol, Room(0.0, 13.0, width, 11.0))
    check = f" · check {label.check}" if label.check else ""
    foot = f"{arrow}level {label.level}{check}"
    baseline = edge + (9.0 + CAP_HEIGHT * size) / 2
    marks: list[Mark] = [
        Words(code, width / 2, baseline, size, Face.BOLD, Align.CENTRE),
        placed,
        Words(shorten(foot, Face.BOLD, 2.8, width - 18.0), edge, height - 3.6, 2.8, Face.BOLD),
    ]
    return page.drawing(marks, copy_at=(width - 13.0, height - 6.0))


def _level_plate(label: BinLabel, plate: Room) -> list[Mark]:
    """Draw the level in white on black, with the arrow that says where the bin is."""
    middle = plate.x + plate.width / 2
    room = 8.0 if label.arrow else 18.0
    size = fitted_size(label.level, Face.BOLD, room, largest=13.0, smallest=4.0)
    level = shorten(label.level, Face.BOLD, size, room)
    level_x = plate.x + plate.width * (0.72 if label.arrow else 0.5)
    baseline = plate.y + 13.0 + CAP_HEIGHT * size / 2
    marks: list[Mark] = [
        Box(plate.x, plate.y, plate.width, plate.height, BLACK, radius=1.5),
        Words("LEVEL", middle, plate.y + 4.6, 2.8, Face.BOLD, Align.CENTRE, WHITE),
        Words(level, level_x, baseline, size, Face.BOLD, Align.CENTRE, WHITE),
    ]
    if label.arrow:
        top, bottom = plate.y + 7.0, plate.y + 19.0
        tip, tail = (top, bottom) if label.arrow == "up" else (bottom, top)
        marks.append(_arrow(plate.x + plate.width * 0.27, tip, tail))
    return marks


def _arrow(x: float, tip: float, tail: float) -> Shape:
    """Draw an upright arrow 9 mm wide, its head half as long as the whole."""
    neck = tip + (tail - tip) * 0.5
    return Shape(
        (
            (x, tip),
            (x + 4.5, neck),
            (x + 1.7, neck),
            (x + 1.7, tail),
            (x - 1.7, tail),
            (x - 1.7, neck),
            (x - 4.5, neck),
        ),
        WHITE,
    )
