"""What can be sold of each SKU, written for a channel; and a channel's own list of SKUs, read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from warehouse.channels.formats.headers import AMAZON_QUANTITIES, QUANTITIES
from warehouse.kernel import tabular

_NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_BY_SELLER = "DEFAULT"


def fits_amazon(sku: str) -> bool:
    """Tell whether a SKU can stand in a tab file, which has no quotes, and be the same SKU."""
    return bool(sku) and not _NO_TEXT.search(sku) and sku == sku.strip()


def write_amazon_quantities(
    rows: Iterable[tuple[str, int]], *, handling_days: int | None = None
) -> bytes:
    """Write Amazon's price and quantity file: tabs, CRLF, UTF-8, no quotes; prices stay blank.

    Args:
        rows: SKUs that fit Amazon, each with the units that can be sold of it.
        handling_days: Days from order to shipment, the same for every SKU; None leaves it blank.
    """
    days = "" if handling_days is None else str(handling_days)
    lines = [AMAZON_QUANTITIES]
    for sku, units in rows:
        assert fits_amazon(sku), "the others were left out"
        lines.append((sku, "", "", "", str(units), days, _BY_SELLER))
    return "".join("\t".join(cells) + "\r\n" for cells in lines).encode()


def write_quantities(rows: Iterable[tuple[str, int]]) -> bytes:
    """Write our own table of SKUs and units: commas, CRLF, UTF-8, quotes where they are needed."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(QUANTITIES)
    writer.writerows(rows)
    return text.getvalue().encode()


def read_listings(raw: bytes) -> set[str]:
    """Return the SKUs of a table that the seller ships: Amazon's open listings, or any with `sku`.

    A row whose quantity is blank is one that the channel ships from its own stock. Rows of one
    SKU are one listing, and the seller's only if none of them is the channel's.

    Raises:
        TableErrors: The file is broken, or a row has no SKU.
    """
    table = tabular.read_table(raw, delimiter="auto", required=("sku",), optional=("quantity",))
    report = tabular.Report()
    read_sku = tabular.code(longest=64)
    counts = "quantity" in {name.casefold() for name in table.header}
    ours, theirs = set[str](), set[str]()
    for row in table.rows:
        sku = report.need(row, "sku", read_sku, "")
        (theirs if counts and not row["quantity"] else ours).add(sku)
    report.refuse_if_any()
    return ours - theirs
