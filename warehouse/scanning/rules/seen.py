"""What a scan turned out to be, once the database was asked: the input of every floor flow."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.scanning.errors import visible
from warehouse.scanning.rules.scan import Scan


@dataclass(frozen=True, slots=True)
class SeenItem:
    """An item that a barcode names, in the pack that the barcode stands for."""

    item_id: int
    sku: str
    name: str
    tracking: str
    pack_name: str
    pack_units: int
    is_kit: bool = False
    """Whether it is sold as one and picked as its components, so that none can lie anywhere."""


@dataclass(frozen=True, slots=True)
class SeenPlace:
    """A bin, container or other place of this site."""

    place_id: int
    kind: str
    code: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One scan with what it names here; at most one of `item` and `place` is set."""

    scan: Scan
    item: SeenItem | None = None
    place: SeenPlace | None = None

    @property
    def shown(self) -> str:
        """The characters as received, control characters made visible, for sentences."""
        return visible(self.scan.text)

    @property
    def lot_code(self) -> str | None:
        """The lot or serial that came along in a GS1 code."""
        return self.scan.lot or self.scan.serial
