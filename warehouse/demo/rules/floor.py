"""The demo's building: three zones of four aisles, 21 bays long and four levels high."""

from __future__ import annotations

from dataclasses import dataclass

SITE_CODE = "DEMO"
SITE_NAME = "Demo warehouse"
GS1_PREFIX = "9521234"
"""GS1 keeps the numbers that begin with 952 for demonstrations: they belong to no company."""

ZONES = {"A": "Kitchen and home", "B": "Care and technology", "C": "Garden and pantry"}
AISLES_A_ZONE = 4
BAYS = 21
LEVELS = 4

AISLE_CM = 300
"""From the middle of one aisle to the middle of the next."""
BAY_CM = 100
CROSSWAY_CM = 300
"""How far the first bay stands from the wall along which the packing tables are."""

CARTON_TYPES = (
    ("S", 200, 150, 100, 90, 3_000),
    ("M", 300, 200, 150, 160, 8_000),
    ("L", 400, 300, 250, 320, 15_000),
    ("XL", 600, 400, 400, 640, 30_000),
)
"""Name, length, width and height inside in millimetres, grams empty, grams full at most."""
PACKING_PLACES = ("PACK-1", "PACK-2")
DOCK = "DOCK-1"
RETURNS = "RETURNS-1"
TOTES = tuple(f"T-{number:04d}" for number in range(1, 61))


@dataclass(frozen=True, slots=True)
class DemoBin:
    """One bin and where a person stands to reach it, in centimetres from the first corner."""

    zone: str
    aisle: int
    bay: int
    level: int
    x_cm: int
    y_cm: int

    @property
    def code(self) -> str:
        """Return the code on its label: aisle, bay, level, as in `A3-12-4`.

        Seven characters stay legible across an aisle, and no code begins with a letter and a
        hyphen, as those of totes and badges do.
        """
        return f"{self.zone}{self.aisle}-{self.bay:02d}-{self.level}"


def bins() -> list[DemoBin]:
    """Return all bins, zone by zone, in the order of their codes."""
    return [
        DemoBin(
            zone=zone,
            aisle=aisle,
            bay=bay,
            level=level,
            x_cm=AISLE_CM // 2 + AISLE_CM * (nth * AISLES_A_ZONE + aisle - 1),
            y_cm=CROSSWAY_CM + BAY_CM * bay,
        )
        for nth, zone in enumerate(ZONES)
        for aisle in range(1, AISLES_A_ZONE + 1)
        for bay in range(1, BAYS + 1)
        for level in range(1, LEVELS + 1)
    ]


def bins_table() -> list[dict[str, object]]:
    """Return the rows of a bins file, as docs/files.md describes it."""
    return [
        {
            "zone": one.zone,
            "aisle": one.aisle,
            "bay": one.bay,
            "level": one.level,
            "code": one.code,
            "x_cm": one.x_cm,
            "y_cm": one.y_cm,
            "kind": "pick",
        }
        for one in bins()
    ]
