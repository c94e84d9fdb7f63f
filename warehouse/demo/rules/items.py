"""The demo's 500 items: every product in every variant, with packs and barcodes."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from warehouse.demo.rules import care, home, pantry
from warehouse.demo.rules.floor import GS1_PREFIX
from warehouse.demo.rules.goods import NONE, SERIAL, Product, Range
from warehouse.demo.rules.luck import dice
from warehouse.kernel.gtin import check_digit

RANGES_OF_ZONE: dict[str, tuple[Range, ...]] = {
    "A": home.RANGES,
    "B": care.RANGES,
    "C": pantry.RANGES,
}
IN_HOUSE_PREFIX = "2000000"
"""GS1 leaves the numbers 200 to 299 to every company for use within its own walls."""
CURRENCY = "EUR"
KITS = {"KIT-TEA-4": (("TPG-05L", 1), ("CUP-WHI", 3))}
"""SKU → (SKU, units) of what it is picked as: never stocked, and the same whatever the seed."""

_CASES = ((150, 24), (600, 12), (1500, 6))
"""(heaviest unit in grams, units a case): a case has to be lifted."""


@dataclass(frozen=True, slots=True)
class Code:
    """One barcode of a pack, printed as these digits or letters."""

    text: str
    pack: str = "each"
    units: int = 1


@dataclass(frozen=True, slots=True)
class DemoItem:
    """One item. `cost_cents` is in euro cents, `size_mm` length, width and height."""

    sku: str
    name: str
    zone: str
    picture: str
    tracking: str
    weight_g: int
    size_mm: tuple[int, int, int]
    cost_cents: int
    codes: tuple[Code, ...]

    @property
    def is_sample(self) -> bool:
        """Whether the sample order files ask for it: nobody else may buy the last of it."""
        return self.codes[0].text.startswith(IN_HOUSE_PREFIX)

    @property
    def case_units(self) -> int:
        """How many units a case of it holds; 0 where it comes in none."""
        return max((code.units for code in self.codes if code.units > 1), default=0)


def items(seed: int) -> list[DemoItem]:
    """Return all items: those of the sample order files first, then zone by zone."""
    luck = dice(seed, "items")
    made = list(_sample_items())
    taken = {item.sku for item in made}
    for zone, ranges in RANGES_OF_ZONE.items():
        for of_range in ranges:
            for product in of_range.products:
                for size, variant in enumerate(product.variants):
                    sku = _sku(product, variant, taken)
                    taken.add(sku)
                    made.append(_item(luck, zone, of_range, product, size, variant, sku, len(made)))
    return made


def items_table(made: list[DemoItem]) -> Iterator[dict[str, object]]:
    """Yield the rows of an items file, as docs/files.md describes it: one row a barcode."""
    for item in made:
        length, width, height = item.size_mm
        head: dict[str, object] = {
            "name": item.name,
            "tracking": item.tracking,
            "cost": f"{item.cost_cents // 100}.{item.cost_cents % 100:02d}",
            "currency": CURRENCY,
            "weight_g": item.weight_g,
            "length_mm": length,
            "width_mm": width,
            "height_mm": height,
            "picture": item.picture,
        }
        for code in item.codes:
            row = {"sku": item.sku, "barcode": code.text, "pack": code.pack, "units": code.units}
            yield row | head
            head = {}


def kits_table() -> Iterator[dict[str, object]]:
    """Yield the rows of a kits file, as docs/files.md describes it: one row a component."""
    for kit, parts in KITS.items():
        for component, units in parts:
            yield {"kit": kit, "component": component, "units": units}


def _sample_items() -> Iterator[DemoItem]:
    """Yield what the sample files of Amazon orders ask for, packed in the house."""
    size = (120, 95, 105)
    tea_set = "Tea set “Quatro”, teapot with three cups, 4 pieces"
    samples = (
        ("MUG-RED-11", "Mug, red, 11 oz", "mug", 350, 320, 12),
        ("MUG-BLU-11", "Mug, blue, 11 oz", "mug", 350, 320, 12),
        ("KIT-TEA-4", tea_set, "teapot", 1480, 2190, 0),
    )
    for number, (sku, name, picture, weight_g, cents, case) in enumerate(samples, start=1):
        digits = f"{IN_HOUSE_PREFIX}{number:05d}"
        codes = [Code(digits + check_digit(digits))]
        if case:
            codes.append(_case(digits, case))
        yield DemoItem(sku, name, "A", picture, NONE, weight_g, size, cents, tuple(codes))


def _item(  # noqa: PLR0913, PLR0917 - what an item is made of
    luck: random.Random,
    zone: str,
    of_range: Range,
    product: Product,
    size: int,
    variant: str,
    sku: str,
    number: int,
) -> DemoItem:
    # Variants that are sizes grow; colours and flavours all weigh and cost the same.
    quarters = 4 + size if variant[0].isdigit() else 4
    weight_g, cost_cents = product.weight_g * quarters // 4, product.cost_cents * quarters // 4
    return DemoItem(
        sku=sku,
        name=product.name.format(variant),
        zone=zone,
        picture=of_range.picture,
        tracking=of_range.tracking,
        weight_g=weight_g,
        size_mm=product.size_mm,
        cost_cents=cost_cents,
        codes=_codes(luck, sku, number, weight_g, of_range.tracking),
    )


def _codes(
    luck: random.Random, sku: str, number: int, weight_g: int, tracking: str
) -> tuple[Code, ...]:
    """Most items bear their maker's number; some our own label, some an older number as well."""
    kind, cased = luck.random(), luck.random()
    if kind < 0.06:
        return (Code(sku),)
    digits = f"{GS1_PREFIX}{number:05d}"
    codes = [Code(digits + check_digit(digits))]
    if kind > 0.95:
        older = f"{GS1_PREFIX}{number + 50_000:05d}"
        codes.append(Code(older + check_digit(older)))
    units = next((units for heaviest, units in _CASES if weight_g <= heaviest), 0)
    if units and tracking != SERIAL and cased < 0.5:
        codes.append(_case(digits, units))
    return tuple(codes)


def _case(digits: str, units: int) -> Code:
    """Return a case's GTIN-14: indicator 1 before the item's digits, and a check digit anew.

    Source: GS1 General Specifications, section 2.1.7.
    """
    return Code("1" + digits + check_digit("1" + digits), "case", units)


def _sku(product: Product, variant: str, taken: set[str]) -> str:
    """Make a SKU as sellers do: the product's letters and the first ones of the variant."""
    plain = unicodedata.normalize("NFKD", variant).encode("ascii", "ignore").decode()
    letters = "".join(letter for letter in plain.upper() if letter.isalnum())
    sku = f"{product.code}-{letters[: 4 if letters[0].isdigit() else 3]}"
    tries = (sku, *(f"{sku}{number}" for number in range(2, 10)))
    return next(one for one in tries if one not in taken)
