"""What a product of the demo's assortment is, and the zones that it is sold from."""

from __future__ import annotations

from dataclasses import dataclass

NONE = "none"
LOT = "lot"
EXPIRY = "lot_expiry"
SERIAL = "serial"


@dataclass(frozen=True, slots=True)
class Product:
    """One product in several variants, each of which is an item.

    `name` holds `{}` where the variant goes; weight and size are those of the smallest variant;
    the cost of one unit is in euro cents.
    """

    code: str
    name: str
    weight_g: int
    size_mm: tuple[int, int, int]
    cost_cents: int
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """Products that look alike: one drawing, one way of tracking."""

    picture: str
    tracking: str
    products: tuple[Product, ...]


def product(  # noqa: PLR0913, PLR0917 - one line of a list
    code: str, name: str, weight_g: int, size: str, cost_cents: int, variants: str
) -> Product:
    """Write a product in one line: `size` as "120x95x105" in mm, variants with `; ` between."""
    length, width, height = (int(side) for side in size.split("x"))
    return Product(
        code, name, weight_g, (length, width, height), cost_cents, tuple(variants.split("; "))
    )
