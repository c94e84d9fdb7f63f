"""docs/files.md shows every header that the code reads or writes."""

import re
from pathlib import Path

import pytest

from warehouse.catalog.rules import ITEM_COLUMNS, KIT_COLUMNS
from warehouse.channels.formats import headers
from warehouse.channels.formats.confirmation import UnwritableConfirmation
from warehouse.channels.formats.stock import STOCK_COLUMNS
from warehouse.kernel.tabular import TableErrors
from warehouse.locations.rules import BIN_COLUMNS
from warehouse.orders.rules.incoming import PROBLEM_CODES

DOC = Path("docs/files.md").read_text(encoding="utf-8")
SECTIONS = {
    "Amazon: unshipped orders": headers.AMAZON_UNSHIPPED,
    "Amazon: unshipped orders, further columns": headers.AMAZON_UNSHIPPED_MORE,
    "Amazon: new orders": headers.AMAZON_NEW,
    "Amazon: all orders": headers.AMAZON_ALL,
    "Amazon: shipping confirmation": headers.AMAZON_CONFIRMATION,
    "Amazon: price and quantity": headers.AMAZON_QUANTITIES,
    "Amazon: open listings": headers.AMAZON_LISTINGS,
    "Quantities": headers.QUANTITIES,
    "Shopify: orders export": headers.SHOPIFY,
    "eBay: orders report": headers.EBAY,
    "Generic orders": headers.GENERIC,
    "Items": ITEM_COLUMNS,
    "Kits": KIT_COLUMNS,
    "Bins": BIN_COLUMNS,
    "Stock": STOCK_COLUMNS,
}


def documented(title):
    section = DOC.split(f"\n## {title}\n")[1].split("\n## ")[0]
    block = re.search(r"```text\n(.*?)```", section, re.DOTALL)[1]
    return tuple(name.strip() for name in " ".join(block.split()).split(","))


@pytest.mark.parametrize("title", SECTIONS)
def test_the_documented_header_is_the_one_in_the_code(title):
    assert documented(title) == SECTIONS[title]


def test_every_section_with_a_header_is_checked():
    with_header = {part.split("\n")[0] for part in DOC.split("\n## ")[1:] if "```text" in part}
    assert with_header == set(SECTIONS)


def test_every_problem_and_refusal_is_documented():
    documented_problems = re.findall(r"^\| `([a-z_]+)` \|", DOC, re.MULTILINE)
    assert tuple(documented_problems) == PROBLEM_CODES
    assert f"`{TableErrors.code}`" in DOC
    assert f"`{UnwritableConfirmation.code}`" in DOC


@pytest.mark.parametrize(
    ("file", "columns", "sign"),
    [
        ("unshipped_orders.txt", headers.AMAZON_UNSHIPPED, "\t"),
        ("new_orders.txt", headers.AMAZON_NEW, "\t"),
        ("all_orders_by_order_date.txt", headers.AMAZON_ALL, "\t"),
        ("shipping_confirmation.txt", headers.AMAZON_CONFIRMATION, "\t"),
        ("shopify_orders_export.csv", headers.SHOPIFY, ","),
        ("ebay_orders_report.csv", headers.EBAY, ","),
        ("generic_orders.csv", headers.GENERIC, ","),
    ],
)
def test_the_sample_files_have_the_headers_of_the_code(file, columns, sign):
    first = Path("tests/samples", file).read_text(encoding="utf-8").split("\n")[0]
    assert tuple(first.split(sign)) == columns


def test_the_long_unshipped_report_has_the_short_columns_and_the_further_ones():
    first = Path("tests/samples/unshipped_orders_extended.txt").read_text("utf-8").split("\n")[0]
    in_long = headers.AMAZON_UNSHIPPED_MORE
    assert tuple(name for name in first.split("\t") if name in in_long) == in_long
    assert set(first.split("\t")) == {*headers.AMAZON_UNSHIPPED, *in_long}
