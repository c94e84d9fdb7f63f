"""Broken files: each is refused whole, in a sentence that names row and column."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.catalog.rules import read_items
from warehouse.channels.formats.confirmation import read_feed_result
from warehouse.channels.formats.reading import READERS, read_orders
from warehouse.channels.formats.stock import read_stock
from warehouse.kernel.errors import Refusal
from warehouse.kernel.tabular import TableErrors
from warehouse.locations.rules import read_bins

SAMPLES = Path("tests/samples")
IMPORTS = {"items": read_items, "bins": read_bins, "stock": read_stock}

# file: (code, row, column) of the first fault
BROKEN = {
    "amazon-another-report.txt": ("missing_column", 1, "order-id"),
    "amazon-bar-separated.txt": ("wrong_delimiter", 1, "order-id"),
    "amazon-blank-lines.txt": ("empty_file", 1, "order-id"),
    "amazon-comma-separated.txt": ("wrong_delimiter", 1, "order-id"),
    "amazon-cut-off-in-a-letter.txt": ("cut_off", 4, "ship-city"),
    "amazon-cut-off-in-last-cells.txt": ("cut_off", 4, "is-prime"),
    "amazon-cut-off.txt": ("cut_off", 4, "quantity-purchased"),
    "amazon-date-rewritten.txt": ("not_a_moment", 2, "purchase-date"),
    "amazon-doubled-column.txt": ("doubled_column", 1, "sku"),
    "amazon-doubled-line.txt": ("doubled_line", 5, "order-item-id"),
    "amazon-empty.txt": ("empty_file", 1, "order-id"),
    "amazon-huge-cell.txt": ("huge_cell", 3, "product-name"),
    "amazon-id-in-scientific-form.txt": ("rewritten_number", 3, "order-item-id"),
    "amazon-no-quantity-to-ship-column.txt": ("missing_column", 1, "quantity-to-ship"),
    "amazon-no-sku-column.txt": ("missing_column", 1, "sku"),
    "amazon-nul-byte.txt": ("nul_byte", 3, "ship-city"),
    "amazon-order-id-blank.txt": ("blank", 3, "order-id"),
    "amazon-purchased-zero.txt": ("too_small", 2, "quantity-purchased"),
    "amazon-quantity-arabic-digits.txt": ("not_a_whole_number", 2, "quantity-to-ship"),
    "amazon-quantity-blank.txt": ("blank", 3, "quantity-to-ship"),
    "amazon-quantity-decimal.txt": ("not_a_whole_number", 2, "quantity-to-ship"),
    "amazon-quantity-minus-one.txt": ("too_small", 4, "quantity-to-ship"),
    "amazon-quantity-word.txt": ("not_a_whole_number", 2, "quantity-to-ship"),
    "amazon-quantity-zero.txt": ("too_small", 3, "quantity-to-ship"),
    "amazon-semicolon-separated.txt": ("wrong_delimiter", 1, "order-id"),
    "amazon-too-many-cells.txt": ("too_many_cells", 2, "column 28"),
    "amazon-two-encodings.txt": ("undecodable", 2, "recipient-name"),
    "amazon-undecodable.txt": ("undecodable", 4, "ship-address-2"),
    "amazon-utf16.txt": ("utf16", 1, "column 1"),
    "bins-doubled-code.csv": ("doubled_bin", 3, "code"),
    "bins-no-coordinates.csv": ("blank", 2, "x_cm"),
    "ebay-date-rewritten.csv": ("not_a_date", 2, "Ship By Date"),
    "ebay-price-without-sign.csv": ("unknown_currency", 2, "Sold For"),
    "generic-cut-off.csv": ("cut_off", 2, "address2"),
    "generic-doubled-line.csv": ("doubled_line", 3, "order_line_id"),
    "generic-huge-quoted-cell.csv": ("huge_cell", 2, "recipient_name"),
    "generic-open-quote.csv": ("open_quote", 2, "recipient_name"),
    "generic-price-with-comma.csv": ("not_an_amount", 2, "unit_price"),
    "generic-quantity-minus-one.csv": ("too_small", 2, "quantity"),
    "generic-quantity-zero.csv": ("too_small", 2, "quantity"),
    "generic-semicolon-separated.csv": ("wrong_delimiter", 1, "order_id"),
    "generic-status-unknown.csv": ("unknown_word", 2, "status"),
    "generic-tab-separated.csv": ("wrong_delimiter", 1, "order_id"),
    "generic-text-after-quote.csv": ("broken_quotes", 2, "recipient_name"),
    "items-cost-without-currency.csv": ("blank", 2, "currency"),
    "items-doubled-barcode.csv": ("doubled_barcode", 3, "barcode"),
    "items-each-of-two.csv": ("rows_disagree", 2, "units"),
    "items-two-names.csv": ("rows_disagree", 3, "name"),
    "items-unknown-tracking.csv": ("unknown_word", 2, "tracking"),
    "items-wrong-check-digit.csv": ("wrong_check_digit", 2, "barcode"),
    "shopify-doubled-order.csv": ("doubled_order", 4, "Name"),
    "shopify-no-first-row.csv": ("no_first_row", 2, "Created at"),
    "shopify-quantity-zero.csv": ("too_small", 2, "Lineitem quantity"),
    "stock-day-does-not-exist.csv": ("not_a_date", 2, "expires_on"),
    "stock-doubled-line.csv": ("doubled_stock", 3, "bin"),
    "stock-expiry-without-lot.csv": ("blank", 2, "lot"),
    "stock-quantity-minus-one.csv": ("too_small", 2, "quantity"),
    "stock-quantity-zero.csv": ("too_small", 2, "quantity"),
    "stock-serial-of-two.csv": ("serial_is_one_unit", 2, "quantity"),
}


def read(file, raw):
    kind = file.split("-")[0]
    return IMPORTS[kind](raw) if kind in IMPORTS else read_orders(kind, raw)


@pytest.mark.parametrize("file", BROKEN)
def test_a_broken_file_is_refused_with_row_column_and_advice(file):
    with pytest.raises(TableErrors) as refused:
        read(file, (SAMPLES / "broken" / file).read_bytes())
    first = refused.value.errors[0]
    assert (first.code, first.row, first.column) == BROKEN[file]
    shown = first.column if first.column.startswith("column ") else f"column {first.column}"
    assert str(refused.value).startswith(f"Row {first.row}, {shown}: ")
    assert str(refused.value).endswith("Nothing of this file was imported.")
    assert refused.value.fields["errors"][0]["sentence"] == first.sentence


def test_every_broken_sample_is_tried():
    assert {path.name for path in (SAMPLES / "broken").iterdir()} == set(BROKEN)


def test_faults_of_several_rows_come_together_one_sentence_each():
    raw = (SAMPLES / "unshipped_orders.txt").read_bytes()
    raw = raw.replace(b"\t2\t0\t2\t", b"\t2\t0\t-2\t").replace(b"\t1\t0\t1\t", b"\t1\t0\tone\t")
    with pytest.raises(TableErrors) as refused:
        read_orders("amazon", raw)
    assert [(error.row, error.column) for error in refused.value.errors] == [
        (2, "quantity-to-ship"),
        (3, "quantity-to-ship"),
        (4, "quantity-to-ship"),
    ]
    assert refused.value.errors[0].sentence == (
        "Row 2, column quantity-to-ship: -2 is too little. Write 1 or more."
    )
    assert "2 more faults are listed below it." in str(refused.value)


def all_readers():
    return [*READERS.values(), *IMPORTS.values(), read_feed_result]


@given(raw=st.binary(max_size=400))
def test_random_bytes_are_refused_and_never_crash_a_reader(raw):
    for reader in all_readers():
        with pytest.raises(Refusal):
            reader(raw)


GOOD = {path: path.read_bytes() for path in sorted(SAMPLES.glob("*.*")) if path.is_file()}


@settings(max_examples=200)
@given(
    path=st.sampled_from(sorted(GOOD)),
    at=st.floats(0, 1),
    cut=st.integers(0, 60),
    put=st.one_of(st.binary(max_size=6), st.sampled_from([b'"', b"\t", b",", b"\r\n", b"\x1d"])),
)
def test_a_damaged_file_is_read_or_refused_and_never_crashes_a_reader(path, at, cut, put):
    raw = GOOD[path]
    start = int(at * len(raw))
    damaged = raw[:start] + put + raw[start + cut :]
    for reader in all_readers():
        said = "Row 1, column any: it was read."
        try:
            reader(damaged)
        except Refusal as refusal:
            said = str(refusal)
        assert re.match(r"Row [0-9]+, column ", said)
