"""Amazon's shipping confirmation written and read back, and its answer to a feed."""

from datetime import date
from pathlib import Path

import pytest

from warehouse.channels.formats.confirmation import (
    CARRIER_CODES,
    ConfirmationRow,
    UnwritableConfirmation,
    read_feed_result,
    write_amazon_confirmation,
)
from warehouse.channels.formats.headers import AMAZON_CONFIRMATION
from warehouse.kernel.tabular import TableErrors, read_table

SAMPLES = Path("tests/samples")


def row(**changes):
    fields = {
        "order_id": "111-0000001-0000001",
        "order_item_id": "10000000000001",
        "quantity": 2,
        "ship_date": date(2026, 3, 3),
        "carrier": "UPS",
        "tracking_number": "1Z999AA10123456784",
        "ship_method": "Ground",
    }
    return ConfirmationRow(**{**fields, **changes})


def test_the_file_is_the_sample_byte_for_byte():
    written = write_amazon_confirmation(
        [row(), row(order_item_id="10000000000002", quantity=1, carrier="ups")]
    )
    sample = (SAMPLES / "shipping_confirmation.txt").read_bytes()
    assert written == b"".join(sample.splitlines(keepends=True)[:3])


def test_what_was_written_is_read_back():
    rows = [row(), row(carrier="Correios", ship_method="SEDEX 10", tracking_number="")]
    table = read_table(
        write_amazon_confirmation(rows), delimiter="tab", required=AMAZON_CONFIRMATION
    )
    assert table.header == AMAZON_CONFIRMATION
    assert [dict(read.cells) for read in table.rows] == [
        dict(
            zip(
                AMAZON_CONFIRMATION,
                (one.order_id, one.order_item_id, "2", "2026-03-03", *carrier, one.ship_method),
                strict=True,
            )
        )
        for one, carrier in zip(
            rows, [("UPS", "", rows[0].tracking_number), ("Other", "Correios", "")], strict=True
        )
    ]


def test_no_rows_are_a_header_alone():
    assert write_amazon_confirmation([]) == "\t".join(AMAZON_CONFIRMATION).encode() + b"\r\n"


@pytest.mark.parametrize("code", CARRIER_CODES)
def test_amazons_carriers_are_written_by_their_code_in_any_case(code):
    cells = write_amazon_confirmation([row(carrier=f" {code.lower()} ")]).split(b"\r\n")[1]
    assert cells.split(b"\t")[4:6] == [code.encode(), b""]


def test_tabs_and_line_breaks_in_names_become_blanks_and_quotes_stay():
    cells = write_amazon_confirmation([row(carrier='Zé\t"Rápido"\r\nLtda', ship_method="a\nb")])
    assert cells.decode().split("\r\n")[1].split("\t")[4:] == [
        "Other",
        'Zé "Rápido" Ltda',
        "1Z999AA10123456784",
        "a b",
    ]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"tracking_number": "1Z\t9"}, "tracking-number"),
        ({"order_id": "111\n1"}, "order-id"),
        ({"order_id": " "}, "order-id"),
        ({"order_item_id": ""}, "order-item-id"),
        ({"quantity": 0}, "quantity"),
        ({"carrier": "\t"}, "carrier-name"),
        ({"carrier": "other"}, "carrier-name"),
    ],
)
def test_values_that_would_break_the_file_are_refused_by_name(change, column):
    with pytest.raises(UnwritableConfirmation, match=column):
        write_amazon_confirmation([row(**change)])


def test_a_good_answer_has_counts_and_no_rejected_rows():
    result = read_feed_result((SAMPLES / "feed_result_ok.txt").read_bytes())
    assert (result.processed, result.successful, result.rejected) == (3, 3, ())


def test_a_bad_answer_names_each_rejected_row():
    result = read_feed_result((SAMPLES / "feed_result_errors.txt").read_bytes())
    assert (result.processed, result.successful) == (3, 2)
    (rejected,) = result.rejected
    assert (rejected.record, rejected.order_id, rejected.error_code) == (
        3,
        "701-0000002-0000002",
        "18028",
    )
    assert rejected.message == "Sample text: the carrier is not known."
    assert result.warnings == ()


def test_warnings_are_no_rejections():
    raw = (SAMPLES / "feed_result_errors.txt").read_bytes().replace(b"\tError\t", b"\tWarning\t")
    result = read_feed_result(raw)
    assert (len(result.rejected), len(result.warnings)) == (0, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"\t3\r\n", b"\tmany\r\n"), (b"records processed", b"things"), (b"error-code", b"e")],
)
def test_a_broken_answer_is_refused(old, new):
    raw = (SAMPLES / "feed_result_errors.txt").read_bytes()
    assert old in raw
    with pytest.raises(TableErrors):
        read_feed_result(raw.replace(old, new, 1))
