"""What carriers' services allow: one carton an order, and how long a carton may be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from warehouse.cartons.errors import BadCartonType
from warehouse.cartons.rules.choice import LONGEST_SIDE_MM, Box
from warehouse.cartons.rules.spaces import Sides

LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class Service:
    """Orders whose service level, or whose carrier, says `word`, in capitals or not.

    Attributes:
        is_one_carton: Whether an order goes in one carton, and all at once.
        longest_mm: The longest inner side that a carton may have; None for any.
    """

    word: str
    is_one_carton: bool
    longest_mm: int | None


def meant(services: Iterable[Service], *texts: str) -> list[Service]:
    """Return the services whose word stands in one of the texts."""
    return [one for one in services if any(one.word.lower() in text.lower() for text in texts)]


def one_carton(services: Iterable[Service], *texts: str) -> str:
    """Return the word of the service that takes one carton an order; "" where none does."""
    return next((one.word for one in meant(services, *texts) if one.is_one_carton), "")


def too_long_for(services: Iterable[Service], text: str, sides: Sides) -> Service | None:
    """Return the strictest service that does not take a carton of these sides."""
    short = [
        one
        for one in meant(services, text)
        if one.longest_mm is not None and max(sides) > one.longest_mm
    ]
    return min(short, key=lambda one: one.longest_mm or 0, default=None)


def allowed(services: Sequence[Service], text: str, boxes: Iterable[Box]) -> tuple[Box, ...]:
    """Return the carton types that an order's service takes."""
    return tuple(box for box in boxes if too_long_for(services, text, box.sides) is None)


def check_service(word: str, longest_mm: int | None) -> None:
    """Check what is said of a service. Raises BadCartonType."""
    if not 1 <= len(word) <= LONGEST_WORD or not word.isprintable():
        raise BadCartonType(reason=f"a service is called by 1 to {LONGEST_WORD} letters")
    if longest_mm is not None and not 0 < longest_mm <= LONGEST_SIDE_MM:
        raise BadCartonType(reason=f"the longest side is 1 to {LONGEST_SIDE_MM} mm, or empty")
