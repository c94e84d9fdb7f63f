"""What the label desk's template is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from warehouse.locations.screens import ZoneRow


@dataclass(frozen=True, slots=True)
class LabelsDesk:
    """What can be printed here."""

    template: ClassVar[str] = "labels/desk.html"
    zones: tuple[ZoneRow, ...]
    bins: int
    items: int
    packs: int
    lots: int
    totes: int
    cartons: int
    """Carton types in use."""
    badges: int
    printers: list[tuple[str, str]]
    """The site's printers, as (code, words)."""
    shows_try_it: bool
    """Whether this is a demo, whose badges and PINs may stand on one sheet."""

    @property
    def zone_options(self) -> list[tuple[str, str]]:
        """The zones to choose from, as (code, words)."""
        zones = [(zone.code, f"{zone.code} · {zone.name}") for zone in self.zones]
        return [("", "All zones"), *zones]
