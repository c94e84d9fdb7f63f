"""Bins as a file brings them: what a row may say."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from warehouse.kernel import tabular
from warehouse.kernel.tabular.refusals import excerpt

BIN_COLUMNS = ("zone", "aisle", "bay", "level", "code", "x_cm", "y_cm", "kind")
REQUIRED_COLUMNS = BIN_COLUMNS[:7]
PICK = "pick"
RESERVE = "reserve"
BIN_KINDS = (PICK, RESERVE)
MOST_NUMBER = 9_999
MOST_CM = 1_000_000

_CODE = re.compile(r"[A-Z0-9][A-Z0-9.-]*")


@dataclass(frozen=True, slots=True)
class BinRow:
    """One bin of a file. `x_cm` and `y_cm` are where a person stands to reach it.

    `is_pick_face` says that orders are picked from it; reserve bins refill those.
    """

    zone: str
    aisle: int
    bay: int
    level: int
    code: str
    x_cm: int
    y_cm: int
    is_pick_face: bool
    row: int


def read_bins(raw: bytes) -> list[BinRow]:
    """Read bins from a comma (or semicolon, or tab) file, one row a bin.

    Raises:
        TableErrors: The file is broken, any row is wrong, or two rows have one code.
    """
    table = tabular.read_table(
        raw, delimiter="auto", required=REQUIRED_COLUMNS, optional=BIN_COLUMNS[7:]
    )
    report = tabular.Report()
    bins = [_bin(report, row) for row in table.rows]
    first: dict[str, int] = {}
    for row, one in zip(table.rows, bins, strict=True):
        if first.setdefault(one.code, one.row) != one.row and one.code:
            what = f"bin {one.code} stands in row {first[one.code]} already. Remove one of the two."
            report.add(row, "code", "doubled_bin", what)
    report.refuse_if_any()
    return bins


def _bin(report: tabular.Report, row: tabular.Row) -> BinRow:
    number = tabular.whole(least=0, most=MOST_NUMBER)
    distance = tabular.whole(least=-MOST_CM, most=MOST_CM)
    return BinRow(
        zone=report.need(row, "zone", _code(longest=8), ""),
        aisle=report.need(row, "aisle", number, 0),
        bay=report.need(row, "bay", number, 0),
        level=report.need(row, "level", number, 0),
        code=report.need(row, "code", _code(longest=24), ""),
        x_cm=report.need(row, "x_cm", distance, 0),
        y_cm=report.need(row, "y_cm", distance, 0),
        is_pick_face=report.read(row, "kind", tabular.choice(BIN_KINDS), PICK) == PICK,
        row=row.number,
    )


def _code(*, longest: int) -> Callable[[str], str]:
    """Make a reader of codes as labels print them: capitals, digits, point and hyphen."""

    def read(value: str) -> str:
        code = value.upper()
        if len(code) > longest or not _CODE.fullmatch(code):
            what = (
                f"“{excerpt(value)}” is not a code. Use up to {longest} of A to Z, digits, - and ."
            )
            raise tabular.CellFault("bad_code", what)
        return code

    return read


def check_digits(code: str) -> str:
    """Return the two digits that a bin's label bears besides its code.

    Saying or typing them proves standing there: they follow from the code by a digest, so that
    neighbours differ and nobody tells them from memory of the aisle. 10 to 99, as a zero in
    front is easily left out.
    """
    return str(10 + int.from_bytes(hashlib.sha256(code.encode()).digest()[:4], "big") % 90)
