"""Quantities as the hand takes them."""

from __future__ import annotations


def largest_pack(packs: list[tuple[str, int]], wanted: int) -> tuple[str, int]:
    """Return the name and units of the largest pack that `wanted` base units fill."""
    fitting = [(units, name) for name, units in packs if units <= wanted]
    if not fitting:
        return "each", 1
    units, name = max(fitting)
    return name, units


def in_packs(units: int, pack_name: str, pack_units: int) -> str:
    """Say a quantity as the hand takes it: 13 in cases of 6 are "2 cases of 6 + 1"."""
    whole, loose = divmod(units, pack_units)
    if pack_units == 1 or whole == 0:
        return str(units)
    packs = f"{whole} {pack_name if whole == 1 else pack_name + 's'} of {pack_units}"
    return f"{packs} + {loose}" if loose else packs
