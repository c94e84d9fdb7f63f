"""What the ledger's balances must be, kept by the simplest means: counters and lists."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from warehouse.ledger.rules import Capture

VIRTUAL = ("supplier", "customer", "discrepancy", "scrap")


class Line(NamedTuple):
    """Units of (sku, lot) from one place to another, by their names."""

    thing: tuple[str, str]
    a: str
    b: str
    units: int


class Asked(NamedTuple):
    """An event as it was asked for and answered."""

    capture: Capture
    outcome: str
    answer: dict[str, Any]
    lines: tuple[Line, ...]


@dataclass
class Model:
    """Figures by (place, thing)."""

    on_hand: Counter = field(default_factory=Counter)
    allocated: Counter = field(default_factory=Counter)
    held: Counter = field(default_factory=Counter)
    promises: list[list] = field(default_factory=list)
    """[allocation id, place, thing, open units]"""
    events: list[Asked] = field(default_factory=list)
    reversed: set = field(default_factory=set)

    def after(self, lines) -> Counter:
        figures = Counter(self.on_hand)
        for line in lines:
            for place, units in ((line.a, -line.units), (line.b, line.units)):
                if place not in VIRTUAL:
                    figures[place, line.thing] += units
        return figures

    def can_post(self, lines) -> bool:
        """Nothing below zero; a serial (of an item CAM) at most once in all real places."""
        figures = self.after(lines)
        serials = Counter()
        for (_place, thing), units in figures.items():
            if thing[0] == "CAM":
                serials[thing] += units
        return min(figures.values(), default=0) >= 0 and max(serials.values(), default=0) <= 1

    def post(self, lines) -> None:
        self.on_hand = self.after(lines)

    def figures(self) -> dict:
        """The balances that are not all zero."""
        keys = {*self.on_hand, *self.allocated, *self.held}
        every = {key: (self.on_hand[key], self.allocated[key], self.held[key]) for key in keys}
        return {key: three for key, three in every.items() if any(three)}

    def available(self, key) -> int:
        return self.on_hand[key] - self.allocated[key] - self.held[key]

    def check_choice(self, sku, wanted, taken, *, bins, spoilt) -> None:
        """Judge what was promised: all that there is, nothing spoilt, what expires first first."""
        usable = {
            key: units
            for key in self.on_hand
            if key[0] in bins and key[1][0] == sku and key[1][1] not in spoilt
            and (units := self.available(key)) > 0
        }  # fmt: skip
        assert sum(taken.values()) == min(wanted, sum(usable.values()))
        assert all(units <= usable.get(key, 0) for key, units in taken.items())
        if any(key[1][1] == "late" for key in taken):
            soon = {key: units for key, units in usable.items() if key[1][1] == "soon"}
            assert all(taken[key] == units for key, units in soon.items())

    def open_promises(self) -> list[list]:
        return [promise for promise in self.promises if promise[3] > 0]

    def with_moves(self) -> list[Asked]:
        return [asked for asked in self.events if asked.lines]

    @staticmethod
    def some(things, which):
        return things[which % len(things)]
