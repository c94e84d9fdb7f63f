"""What lies in the demo's bins when its doors open."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from warehouse.demo.rules.floor import ZONES, bins
from warehouse.demo.rules.goods import EXPIRY, LOT, NONE, SERIAL
from warehouse.demo.rules.items import KITS, DemoItem
from warehouse.demo.rules.luck import dice, weighted

USED_PERCENT = 70
"""Of the bins: the others are empty, for what will arrive."""
GONE, SCARCE, PLENTY = "gone", "scarce", "plenty"
_SUPPLY = ((GONE, 3), (SCARCE, 4), (PLENTY, 93))
_BINS_AN_ITEM = ((1, 45), (2, 40), (3, 15))
_SHELF_LIFE = ((-9, 3), (12, 5), (45, 12), (180, 40), (400, 40))
"""(days from today, weight): a few lots have expired, and must never be given to an order."""


@dataclass(frozen=True, slots=True)
class DemoStock:
    """Units of one item and lot, or one serial, in one bin."""

    bin: str
    sku: str
    quantity: int
    lot: str = ""
    serial: str = ""
    expires_on: date | None = None


def stock(seed: int, items: Iterable[DemoItem], today: date) -> list[DemoStock]:
    """Return the stock of every bin.

    Items lie anywhere in their zone, as they do where each delivery goes to the next free bin.
    """
    luck = dice(seed, "stock")
    free = {zone: _bins_to_use(luck, zone) for zone in ZONES}
    used: dict[str, list[str]] = {zone: [] for zone in ZONES}
    found: list[DemoStock] = []
    for item in items:
        supply = PLENTY if item.is_sample else weighted(luck, _SUPPLY)
        if supply == GONE:
            continue
        wanted = 1 if supply == SCARCE else weighted(luck, _BINS_AN_ITEM)
        places = [_next_bin(luck, free[item.zone], used[item.zone]) for _ in range(wanted)]
        places = list(dict.fromkeys(places))
        found.extend(_in_bins(luck, item, places, supply, today))
    # Whatever bin is left takes a second pallet of something that is there already.
    for zone, codes in free.items():
        goods = [item for item in items if item.zone == zone and item.tracking == NONE]
        for code in codes:
            found.extend(_in_bins(luck, luck.choice(goods), [code], PLENTY, today))
    return [one for one in found if one.sku not in KITS]


def stock_table(found: Iterable[DemoStock]) -> Iterator[dict[str, object]]:
    """Yield the rows of a stock file, as docs/files.md describes it."""
    for one in found:
        yield {
            "bin": one.bin,
            "sku": one.sku,
            "lot": one.lot,
            "expires_on": one.expires_on.isoformat() if one.expires_on else "",
            "quantity": one.quantity,
            "serial": one.serial,
        }


def usable_units(found: Iterable[DemoStock], today: date) -> dict[str, int]:
    """Return SKU → units that an order can be given: those that have not expired."""
    units: dict[str, int] = {}
    for one in found:
        if one.expires_on is None or one.expires_on >= today:
            units[one.sku] = units.get(one.sku, 0) + one.quantity
    return units


def most_together(found: Iterable[DemoStock], today: date) -> dict[str, int]:
    """Return SKU → the most units of one lot in one bin, so that one stop can give so many."""
    units: dict[str, int] = {}
    for one in found:
        if one.expires_on is None or one.expires_on >= today:
            units[one.sku] = max(units.get(one.sku, 0), one.quantity)
    return units


def _bins_to_use(luck: random.Random, zone: str) -> list[str]:
    codes = [one.code for one in bins() if one.zone == zone]
    return luck.sample(codes, len(codes) * USED_PERCENT // 100)


def _next_bin(luck: random.Random, free: list[str], used: list[str]) -> str:
    """Return a free bin; now and then, and when none is left, one that holds something already."""
    if free and (not used or luck.random() > 0.1):
        used.append(free.pop())
        return used[-1]
    return luck.choice(used)


def _in_bins(
    luck: random.Random, item: DemoItem, places: list[str], supply: str, today: date
) -> Iterator[DemoStock]:
    lot, expires_on = "", None
    for nth, place in enumerate(places):
        units = luck.randint(1, 2) if supply == SCARCE else _units(luck, item)
        if item.tracking == SERIAL:
            for _ in range(min(units, 6)):
                serial = f"{item.sku[:3]}{luck.randrange(10**7):07d}"
                yield DemoStock(place, item.sku, 1, serial=serial)
            continue
        if item.tracking in (LOT, EXPIRY) and (not lot or luck.random() < 0.6):
            lot, expires_on = _lot(luck, item.tracking, nth, today)
        yield DemoStock(place, item.sku, units, lot, expires_on=expires_on)


def _units(luck: random.Random, item: DemoItem) -> int:
    if item.case_units:
        most = 5 if item.case_units == 6 else 3
        return item.case_units * luck.randint(1, most) + luck.randrange(item.case_units)
    if item.weight_g > 1500 or item.tracking == SERIAL:
        return luck.randint(3, 9)
    return luck.randint(6, 40)


def _lot(luck: random.Random, tracking: str, nth: int, today: date) -> tuple[str, date | None]:
    """Make an item's nth lot; the code of food and cosmetics tells the week it was made in."""
    if tracking == LOT:
        return f"{'KLMPRS'[nth]}{luck.randrange(10_000):04d}", None
    days = weighted(luck, _SHELF_LIFE)
    expires_on = today + timedelta(days=days + luck.randrange(max(abs(days) // 2, 3)))
    made = today - timedelta(days=luck.randint(20, 200))
    year, week, _ = made.isocalendar()
    return f"L{year % 100:02d}{week:02d}{'ABCDEF'[nth]}", expires_on
