"""Items and kits as a file brings them: what a row may say, and which rows make one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from warehouse.kernel import tabular
from warehouse.kernel.gtin import as_gtin14, looks_like_gtin
from warehouse.kernel.tabular.refusals import excerpt

ITEM_COLUMNS = (
    "sku",
    "name",
    "tracking",
    "cost",
    "currency",
    "weight_g",
    "length_mm",
    "width_mm",
    "height_mm",
    "barcode",
    "pack",
    "units",
    "picture",
    "supplier",
)
REQUIRED_COLUMNS = ("sku", "name")
KIT_COLUMNS = ("kit", "component", "units")
TRACKING_WORDS = ("none", "lot", "lot_expiry", "serial")
BASE_PACK = "each"
MOST_UNITS_PER_PACK = 100_000
MOST_MEASURE = 100_000_000
MOST_UNITS_PER_KIT = 1_000

_OF_A_PACK = ("sku", "barcode", "pack", "units")
_OF_THE_ITEM = tuple(name for name in ITEM_COLUMNS if name not in _OF_A_PACK)
_PICTURE = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class PackRow:
    """A unit of measure with `units` base units. GTINs in `barcodes` are 14 digits long."""

    name: str
    units: int
    barcodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item of a file, from one row or several. None and "" are what the file left blank.

    `packs` begins with the base pack, "each" of 1 unit, whether or not the file names it.
    `cost_minor` is for one base unit. `row` is the first of the item's rows.
    """

    sku: str
    name: str
    tracking: str
    cost_minor: int | None
    currency: str | None
    weight_g: int | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    picture: str | None
    supplier: str | None
    packs: tuple[PackRow, ...]
    row: int


def read_items(raw: bytes) -> list[ItemRow]:
    """Read items from a comma (or semicolon, or tab) file: one row a barcode.

    Rows of one SKU are one item; those after the first repeat its cells or leave them blank.

    Raises:
        TableErrors: The file is broken, or any row is wrong by itself or beside another.
    """
    table = tabular.read_table(
        raw,
        delimiter="auto",
        required=REQUIRED_COLUMNS,
        optional=[name for name in ITEM_COLUMNS if name not in REQUIRED_COLUMNS],
    )
    report = tabular.Report()
    of_sku: dict[str, list[tabular.Row]] = {}
    for row in table.rows:
        of_sku.setdefault(report.need(row, "sku", tabular.code(longest=64), ""), []).append(row)
    barcode_rows: dict[str, int] = {}
    items = [_item(report, sku, rows, barcode_rows) for sku, rows in of_sku.items() if sku]
    report.refuse_if_any()
    return items


def _item(
    report: tabular.Report, sku: str, rows: list[tabular.Row], barcode_rows: dict[str, int]
) -> ItemRow:
    head = rows[0]
    for row in rows[1:]:
        for column in _OF_THE_ITEM:
            if row[column] and row[column] != head[column]:
                what = f"“{excerpt(row[column])}” differs from “{excerpt(head[column])}” in row "
                what += (
                    f"{head.number}, of the same SKU {excerpt(sku)}. Repeat it or leave it blank."
                )
                report.add(row, column, "rows_disagree", what)

    def measure(column: str) -> int | None:
        return report.read(head, column, tabular.whole(least=1, most=MOST_MEASURE), None)

    currency, cost = _cost(report, head)
    return ItemRow(
        sku=sku,
        name=report.need(head, "name", tabular.text(longest=200), ""),
        tracking=report.read(head, "tracking", tabular.choice(TRACKING_WORDS), TRACKING_WORDS[0]),
        cost_minor=cost,
        currency=currency,
        weight_g=measure("weight_g"),
        length_mm=measure("length_mm"),
        width_mm=measure("width_mm"),
        height_mm=measure("height_mm"),
        picture=report.read(head, "picture", _picture, None),
        supplier=report.read(head, "supplier", tabular.text(longest=80), None),
        packs=_packs(report, rows, barcode_rows),
        row=head.number,
    )


def _cost(report: tabular.Report, row: tabular.Row) -> tuple[str | None, int | None]:
    currency = report.read(row, "currency", tabular.currency, None)
    if row["cost"] and not row["currency"]:
        what = "the cost has no currency. Write its three-letter code, such as EUR."
        report.add(row, "currency", "blank", what)
    if currency is None:
        return None, None
    cost = report.read(row, "cost", lambda value: tabular.minor_units(value, currency), None)
    return currency, cost


def _packs(
    report: tabular.Report, rows: list[tabular.Row], barcode_rows: dict[str, int]
) -> tuple[PackRow, ...]:
    units_of: dict[str, int] = {BASE_PACK: 1}
    barcodes_of: dict[str, list[str]] = {BASE_PACK: []}
    for row in rows:
        name = report.read(row, "pack", tabular.text(longest=32), BASE_PACK).casefold()
        units = units_of.get(name, 0)
        if row["units"] or not units:
            reader = tabular.whole(least=1, most=MOST_UNITS_PER_PACK)
            written = report.need(row, "units", reader, units or 1)
            if units and written != units:
                what = f"the pack {excerpt(name)} has {units} units already. Write {units}, or "
                what += "another name of the pack."
                report.add(row, "units", "rows_disagree", what)
            units = units or written
        units_of[name] = units
        barcodes = barcodes_of.setdefault(name, [])
        barcode = report.read(row, "barcode", read_barcode, "")
        if barcode in barcode_rows:
            what = f"{excerpt(row['barcode'])} stands in row {barcode_rows[barcode]} already. "
            what += "A barcode names one pack of one item."
            report.add(row, "barcode", "doubled_barcode", what)
        elif barcode:
            barcode_rows[barcode] = row.number
            barcodes.append(barcode)
    return tuple(PackRow(name, units, tuple(barcodes_of[name])) for name, units in units_of.items())


def whole_kits(parts: Iterable[tuple[int, int]]) -> int:
    """Return how many kits there are in so many (units, units per kit) of each component."""
    return min((units // per_kit for units, per_kit in parts), default=0)


def kits_begun(parts: Iterable[tuple[int, int]]) -> int:
    """Return how many kits have at least a unit, of (units, units per kit) of each component."""
    return max((-(-units // per_kit) for units, per_kit in parts), default=0)


@dataclass(frozen=True, slots=True)
class KitRow:
    """One component of a kit: `units` base units of the item `component`, both named by SKU."""

    kit: str
    component: str
    units: int
    row: int


def read_kits(raw: bytes) -> list[KitRow]:
    """Read kits from a comma (or semicolon, or tab) file: one row a component.

    Raises:
        TableErrors: The file is broken, any row is wrong, a component stands twice in one kit, or
            a kit is a component.
    """
    table = tabular.read_table(raw, delimiter="auto", required=KIT_COLUMNS)
    report = tabular.Report()
    sku, units = tabular.code(longest=64), tabular.whole(least=1, most=MOST_UNITS_PER_KIT)
    found = [
        KitRow(
            kit=report.need(row, "kit", sku, ""),
            component=report.need(row, "component", sku, ""),
            units=report.need(row, "units", units, 1),
            row=row.number,
        )
        for row in table.rows
    ]
    kits = {one.kit for one in found if one.kit}
    first: dict[tuple[str, str], int] = {}
    for row, one in zip(table.rows, found, strict=True):
        if one.component and one.component in kits:
            what = f"{excerpt(one.component)} is a kit. Name what it is picked as instead."
            report.add(row, "component", "kit_in_kit", what)
        elif first.setdefault((one.kit, one.component), row.number) != row.number:
            what = f"row {first[one.kit, one.component]} names it already. Add the units up."
            report.add(row, "component", "doubled_component", what)
    report.refuse_if_any()
    return found


def read_barcode(value: str) -> str:
    """Return a barcode as it is kept: a GTIN as 14 digits, any other text in capitals.

    Raises:
        CellFault: As many digits as a GTIN has, but a wrong check digit; or not plain ASCII text
            of up to 48 characters, which is what a label can carry.
    """
    if looks_like_gtin(value):
        gtin = as_gtin14(value)
        if gtin is None:
            what = f"the check digit of {value} is wrong. Read the number off the pack again."
            raise tabular.CellFault("wrong_check_digit", what)
        return gtin
    text = tabular.code(longest=48)(value)
    if not text.isascii():
        what = f"“{excerpt(value)}” holds letters that no barcode carries. Use A to Z and digits."
        raise tabular.CellFault("not_ascii", what)
    return text.upper()


def _picture(value: str) -> str:
    if not _PICTURE.fullmatch(value):
        what = f"“{excerpt(value)}” is not a picture's name. Use letters, digits, - and _ only."
        raise tabular.CellFault("bad_picture", what)
    return value
