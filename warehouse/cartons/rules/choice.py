"""Which carton suits which goods: the smallest that holds them, or several.

Why our own: docs/decisions/0015-carton-choice.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from warehouse.cartons.errors import BadCartonType
from warehouse.cartons.rules.spaces import Sides, Space, place

MOST_PIECES = 60
"""Beyond them goods are compared by volume alone: nobody packs so many as they were drawn."""
MOST_CARTONS = 20
LONGEST_SIDE_MM = 3_000
HEAVIEST_G = 999_999


@dataclass(frozen=True, slots=True)
class Limits:
    """What a site allows: how far scales may differ, and how full a carton may be.

    Attributes:
        weighs_all: Whether cartons of the put wall and of single items are weighed, too.
    """

    tolerance_g: int = 50
    tolerance_percent: int = 10
    fill_percent: int = 85
    weighs_all: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A carton type to choose from; see `models.CartonType`."""

    type_id: int
    code: str
    sides: Sides
    tare_g: int
    most_g: int

    @property
    def volume(self) -> int:
        """Cubic millimetres inside."""
        return self.sides[0] * self.sides[1] * self.sides[2]


@dataclass(frozen=True, slots=True)
class Goods:
    """Units of one item. A weight that is not known counts as nothing."""

    item_id: int
    name: str
    sides: Sides | None
    weight_g: int | None
    units: int


@dataclass(frozen=True, slots=True)
class Choice:
    """The cartons to take, in the order of packing, and why; none where nothing can be said."""

    boxes: tuple[Box, ...]
    reason: str


def contents_key(units: Mapping[int, int]) -> str:
    """Name what is in a carton, so that the same goods are known again."""
    text = ",".join(f"{item}:{count}" for item, count in sorted(units.items()))
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=512)
def choose(boxes: tuple[Box, ...], goods: tuple[Goods, ...], fill_percent: int) -> Choice:
    """Choose the smallest carton that holds all goods, or else as few as are needed.

    Args:
        boxes: What the site has.
        fill_percent: How much of a carton's volume goods may take; the rest is for padding.
    """
    unknown = [one.name for one in goods if one.sides is None]
    if not boxes or not goods:
        return Choice((), "")
    if unknown:
        return Choice((), f"No size is known of {unknown[0]}.")
    by_size = sorted(boxes, key=lambda box: (box.volume, box.code))
    pieces = _pieces(goods)
    one = _smallest(by_size, pieces, fill_percent)
    if one is not None:
        return Choice((one,), f"The smallest that holds all; {_fill(one, pieces)} % full.")
    return _several(by_size, pieces, fill_percent)


def check_type(code: str, sides: Sequence[int | None], tare_g: int | None, most_g: int | None
               ) -> None:  # fmt: skip
    """Check a carton type as it was typed.

    Raises:
        BadCartonType: With what cannot be.
    """
    if not (1 <= len(code) <= 20 and code.isascii() and code.replace("-", "").isalnum()):
        raise BadCartonType(reason="a name has 1 to 20 letters, digits and hyphens")
    if any(side is None or not 0 < side <= LONGEST_SIDE_MM for side in sides):
        raise BadCartonType(reason=f"each inner side is 1 to {LONGEST_SIDE_MM} mm")
    if tare_g is None or most_g is None or not 0 <= tare_g < most_g <= HEAVIEST_G:
        raise BadCartonType(reason=f"empty weighs less than full, and full at most {HEAVIEST_G} g")


def check_limits(limits: Limits) -> None:
    """Check a site's limits. Raises BadCartonType."""
    if limits.tolerance_g > 10_000 or limits.tolerance_percent > 100:
        raise BadCartonType(reason="the tolerance is at most 10 000 g and 100 %")
    if not 10 <= limits.fill_percent <= 100:
        raise BadCartonType(reason="a carton may be filled to 10 to 100 %")


@dataclass(frozen=True, slots=True)
class _Piece:
    sides: Sides
    weight_g: int

    @property
    def volume(self) -> int:
        return self.sides[0] * self.sides[1] * self.sides[2]


def _pieces(goods: Sequence[Goods]) -> list[_Piece]:
    """Return every unit by itself, the largest first."""
    found = [
        _Piece(one.sides, one.weight_g or 0)
        for one in goods
        if one.sides is not None
        for _ in range(one.units)
    ]
    return sorted(found, key=lambda piece: (-piece.volume, sorted(piece.sides)))


def _fill(box: Box, pieces: Sequence[_Piece]) -> int:
    return round(100 * sum(piece.volume for piece in pieces) / box.volume)


def _smallest(boxes: Sequence[Box], pieces: Sequence[_Piece], fill_percent: int) -> Box | None:
    return next((box for box in boxes if not _left_out(box, pieces, fill_percent)), None)


def _several(boxes: Sequence[Box], pieces: list[_Piece], fill_percent: int) -> Choice:
    """Fill the carton that takes most, time and again; the last one is as small as can be."""
    taken: list[Box] = []
    left = pieces
    while left and len(taken) < MOST_CARTONS:
        one = _smallest(boxes, left, fill_percent)
        if one is not None:
            return Choice((*taken, one), f"No carton holds all; {len(taken) + 1} do.")
        rests = [(len(rest := _left_out(box, left, fill_percent)), n, rest)
                 for n, box in enumerate(boxes)]  # fmt: skip
        count, n, rest = min(rests, key=lambda found: found[:2])
        if count == len(left):
            return Choice((), "Something is too large or too heavy for every carton.")
        taken.append(boxes[n])
        left = rest
    return Choice((), f"That is more than {MOST_CARTONS} cartons.")


def _left_out(box: Box, pieces: Sequence[_Piece], fill_percent: int) -> list[_Piece]:
    """Return what does not go into a carton any more, its weight and its fill limit kept."""
    room, load = box.volume * fill_percent // 100, box.most_g - box.tare_g
    spaces: list[Space] = [(0, 0, 0, *box.sides)]
    rest = []
    for piece in pieces:
        fits = piece.volume <= room and piece.weight_g <= load
        if fits and len(pieces) <= MOST_PIECES:
            placed = place(spaces, piece.sides)
            fits = placed is not None
            spaces = placed[1] if placed is not None else spaces
        elif fits:
            fits = all(a <= b for a, b in zip(sorted(piece.sides), sorted(box.sides), strict=True))
        if fits:
            room, load = room - piece.volume, load - piece.weight_g
        else:
            rest.append(piece)
    return rest
