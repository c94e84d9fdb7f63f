"""What the set-up page's template is given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from warehouse.devices.rules import Diagnosis, Received

_CONTROLS = {0: "NUL", 9: "TAB", 10: "LF", 13: "CR", 27: "ESC", 28: "FS", 29: "GS", 30: "RS"}
_WAYS = {
    "keys": "As keys",
    "text": "As committed text",
    "paste": "By the clipboard",
    "pressed": "By a press or the camera",
}
_ENDS = {"Enter": "Enter", "Tab": "Tab", "none": "None, it was still"}


@dataclass(frozen=True, slots=True)
class SymbolPicture:
    """A test symbol as SVG: whole pixels a module, dark modules as one path, in modules."""

    kind: str
    text: str
    data: str
    width_px: int
    height_px: int
    width: int
    height: float
    path: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """The last scan, and what is to be told about it."""

    received: Received
    diagnosis: Diagnosis
    at: str
    """When, as hours, minutes and seconds (UTC)."""

    @property
    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text in pieces, and of each whether it is the name of a character without picture."""
        for shown, group in groupby(self.received.text, key=_shows):
            if shown:
                yield "".join(group), False
            else:
                yield from ((_name(character), True) for character in group)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """How it came, as (label, value)."""
        return [
            ("Symbol", self.diagnosis.symbol.kind if self.diagnosis.symbol else "Not known here"),
            ("Length", f"{len(self.received.text)} characters"),
            ("Came", _WAYS.get(self.received.how, "Not seen")),
            ("Suffix", _ENDS.get(self.received.end, "Not seen")),
            ("Time", self.at),
        ]


@dataclass(frozen=True, slots=True)
class ScannerSetup:
    """The whole page."""

    template: ClassVar[str] = "scanner/setup.html"
    pictures: tuple[SymbolPicture, ...]
    arrival: Arrival | None = None


def _shows(character: str) -> bool:
    return character.isprintable() and character != " "


def _name(character: str) -> str:
    if character == " ":
        return "SPACE"
    return _CONTROLS.get(ord(character), f"U+{ord(character):04X}")
