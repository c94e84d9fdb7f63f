"""Where a tote stands on a cart, or an order on the put wall: told by number, letter and colour."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """One of several places side by side, told so that nobody needs to see all three."""

    number: int
    letter: str
    colour: str

    @property
    def name(self) -> str:
        """How it is said: "slot 2, B, blue"."""
        return f"slot {self.number}, {self.letter}, {self.colour}"


SLOT_COLOURS = ("red", "blue", "yellow", "green", "purple", "orange", "teal", "grey")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST_SLOTS = len(SLOT_COLOURS)
"""Of a cart. A wall may have more places: colours and letters begin anew, numbers do not."""


def slot_of(number: int) -> Slot | None:
    """Return the slot of a number from 1; 0 is no cart."""
    if number == 0:
        return None
    return Slot(
        number,
        LETTERS[(number - 1) % len(LETTERS)],
        SLOT_COLOURS[(number - 1) % len(SLOT_COLOURS)],
    )
