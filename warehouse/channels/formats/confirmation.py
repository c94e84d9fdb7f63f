"""Amazon's shipping confirmation, written; and its answer to any feed, read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from warehouse.channels.formats.headers import AMAZON_CONFIRMATION
from warehouse.kernel import tabular
from warehouse.kernel.errors import Refusal
from warehouse.kernel.tabular.refusals import cell_error, excerpt
from warehouse.kernel.tabular.table import BLANKS

CARRIER_CODES = (
    "Blue Package",
    "Canada Post",
    "Chronopost",
    "City Link",
    "Deutsche Post",
    "DHL",
    "DHL Global Mail",
    "DPD",
    "Fastway",
    "FedEx",
    "FedEx SmartPost",
    "GLS",
    "GO!",
    "Hermes Logistik Gruppe",
    "La Poste",
    "Newgistics",
    "NipponExpress",
    "OnTrac",
    "OSM",
    "Parcelforce",
    "Parcelnet",
    "Poste Italiane",
    "Royal Mail",
    "SagawaExpress",
    "Streamlite",
    "Target",
    "TNT",
    "UPS",
    "UPS Mail Innovations",
    "UPSMI",
    "USPS",
    "YamatoTransport",
)
"""Carriers that Amazon's OrderFulfillment schema names; any other goes as "Other" and a name."""

_CODE_OF_NAME: Mapping[str, str] = {code.casefold(): code for code in CARRIER_CODES}
_OTHER = "Other"
_NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_COUNT = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class ConfirmationRow:
    """Units of one order line that left in one parcel. `carrier` is as the packer knows it."""

    order_id: str
    order_item_id: str
    quantity: int
    ship_date: date
    carrier: str
    tracking_number: str
    ship_method: str = ""


class UnwritableConfirmation(Refusal):
    """A value would break Amazon's tab file, which has no quoting, or Amazon would reject it."""

    code = "unwritable_confirmation"
    sentence = (
        "Order {order_id}: “{value}” cannot be written as {column} of the shipping confirmation. "
        "Correct it at the shipment and export again."
    )


def write_amazon_confirmation(rows: Sequence[ConfirmationRow]) -> bytes:
    r"""Write the feed POST_FLAT_FILE_FULFILLMENT_DATA: tabs, CRLF, UTF-8, no quotes.

    A tab or line break inside a carrier's name or ship method becomes a blank; inside an id or
    a tracking number it is refused, as the number would no longer be the one on the parcel.

    Raises:
        UnwritableConfirmation: An id is blank or, like a tracking number, not plain text; the
            quantity is below 1; the carrier is blank.
    """
    lines = [AMAZON_CONFIRMATION, *(_cells(row) for row in rows)]
    return "".join("\t".join(cells) + "\r\n" for cells in lines).encode()


def _cells(row: ConfirmationRow) -> tuple[str, ...]:
    def refused(column: str, value: object) -> UnwritableConfirmation:
        return UnwritableConfirmation(
            order_id=excerpt(row.order_id), column=column, value=excerpt(str(value))
        )

    exact = {
        "order-id": row.order_id.strip(BLANKS),
        "order-item-id": row.order_item_id.strip(BLANKS),
        "tracking-number": row.tracking_number.strip(BLANKS),
    }
    for column, value in exact.items():
        if _NO_TEXT.search(value) or (not value and column != "tracking-number"):
            raise refused(column, value)
    if row.quantity < 1:
        raise refused("quantity", row.quantity)
    carrier = _one_line(row.carrier)
    if not carrier or carrier.casefold() == _OTHER.casefold():
        raise refused("carrier-name", row.carrier)
    code = _CODE_OF_NAME.get(carrier.casefold(), _OTHER)
    return (
        exact["order-id"],
        exact["order-item-id"],
        str(row.quantity),
        row.ship_date.isoformat(),
        code,
        carrier if code == _OTHER else "",
        exact["tracking-number"],
        _one_line(row.ship_method),
    )


def _one_line(value: str) -> str:
    return " ".join(_NO_TEXT.sub(" ", value).split())


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that Amazon complained about. `record` counts the rows of our file from 1.

    `is_error` tells a rejection from a warning. Fields that the report lacks are "".
    """

    record: int
    order_id: str
    order_item_id: str
    sku: str
    error_code: str
    is_error: bool
    message: str


@dataclass(frozen=True, slots=True)
class FeedResult:
    """Amazon's answer to a feed: how many rows it read and took, and each that it did not."""

    processed: int
    successful: int
    rejected: tuple[RejectedRow, ...]
    warnings: tuple[RejectedRow, ...]


_RESULT_HEADER = ("original-record-number", "error-code", "error-type", "error-message")
_RESULT_MORE = ("order-id", "order-item-id", "sku")
_PROCESSED = "Number of records processed"
_SUCCESSFUL = "Number of records successful"


def read_feed_result(raw: bytes) -> FeedResult:
    """Read the processing report of a feed.

    Raises:
        TableErrors: It is not such a report, or a number in it is none.
    """
    records = tabular.read_cells(raw, delimiter="tab", wanted=_PROCESSED)
    processed, successful = _count(records, _PROCESSED), _count(records, _SUCCESSFUL)
    # Amazon leaves the table away where every row was taken.
    if not tabular.header_names(raw, delimiter="tab", known=_RESULT_HEADER):
        return FeedResult(processed, successful, (), ())
    report = tabular.Report()
    table = tabular.read_table(raw, delimiter="tab", required=_RESULT_HEADER, optional=_RESULT_MORE)
    found = [_rejected(report, row) for row in table.rows]
    report.refuse_if_any()
    return FeedResult(
        processed,
        successful,
        tuple(row for row in found if row.is_error),
        tuple(row for row in found if not row.is_error),
    )


def _count(records: Sequence[tuple[int, list[str]]], name: str) -> int:
    """Return the number that stands at the end of the summary's line of this name."""
    for number, cells in records[:10]:
        filled = [cell.strip(BLANKS) for cell in cells if cell.strip(BLANKS)]
        if filled and filled[0].casefold() == name.casefold():
            if len(filled) == 2 and _COUNT.fullmatch(filled[1]):
                return int(filled[1])
            what = "a whole number should follow these words. Download the report again."
            raise tabular.TableErrors([cell_error(number, name, filled[-1], "no_count", what)])
    what = "this line is missing, so it is no processing report. Download the report again."
    raise tabular.TableErrors([cell_error(1, name, "", "missing_column", what)])


def _rejected(report: tabular.Report, row: tabular.Row) -> RejectedRow:
    return RejectedRow(
        record=report.need(row, "original-record-number", tabular.whole(least=0), 0),
        order_id=row["order-id"],
        order_item_id=row["order-item-id"],
        sku=row["sku"],
        error_code=row["error-code"],
        is_error=row["error-type"].casefold() != "warning",
        message=row["error-message"],
    )
