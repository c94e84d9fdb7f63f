"""Cells read one by one: whole numbers, money, moments, codes; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import TypeVar

from warehouse.kernel.tabular.codes import (
    COUNTRIES,
    COUNTRY_OF_NAME,
    CURRENCY_OF_SIGN,
    DECIMALS,
)
from warehouse.kernel.tabular.refusals import (
    CellError,
    CellFault,
    TableErrors,
    cell_error,
    excerpt,
)
from warehouse.kernel.tabular.table import BLANKS, MAX_ERRORS, Row

T = TypeVar("T")

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SPREADSHEET_NUMBER = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+")
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_AMOUNT = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]{1,9}))?")
_PRICED = re.compile(r"([^0-9.,-]*)(.*)", re.DOTALL)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_CLOCK = re.compile(
    r"[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,9})?)?"
    r" ?(Z|UTC|[+-][0-9]{2}:?[0-9]{2})?"
)
_EBAY_DAY = re.compile(r"([A-Z][a-z]{2})-([0-9]{2})-([0-9]{4}|[0-9]{2})")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_YEARS = range(1990, 2200)
_YES = frozenset({"true", "yes", "y", "1"})
_NO = frozenset({"false", "no", "n", "0", ""})
LAST_MOMENT = time(23, 59, 59)


class Report:
    """Gathers the faults of a file's cells, so that a person mends all of them in one go."""

    def __init__(self) -> None:
        """Begin without faults."""
        self.errors: list[CellError] = []

    def add(self, row: Row, column: str, code: str, what: str) -> None:
        """Note a fault; `what` goes on after "Row 3, column quantity: "."""
        error = cell_error(row.number, column, row[column], code, what)
        # A cell that serves both the order and its line is read twice, and told of once.
        if len(self.errors) < MAX_ERRORS and error not in self.errors:
            self.errors.append(error)

    def read(self, row: Row, column: str, reader: Callable[[str], T], default: T) -> T:
        """Return what `reader` makes of a filled cell; of a blank or faulty one, the default."""
        value = row[column]
        return self.need(row, column, reader, default) if value else default

    def need(self, row: Row, column: str, reader: Callable[[str], T], default: T) -> T:
        """Return what `reader` makes of a cell that must be filled; noted as a fault if not."""
        value = row[column]
        if not value:
            self.add(row, column, "blank", "the cell is empty. Fill it in.")
            return default
        try:
            return reader(value)
        except CellFault as fault:
            self.add(row, column, fault.code, fault.what)
            return default

    def refuse_if_any(self) -> None:
        """Refuse the whole file if any fault was noted.

        Raises:
            TableErrors: With every fault noted, by row.
        """
        if self.errors:
            raise TableErrors(sorted(self.errors, key=lambda error: error.row))


def whole(*, least: int, most: int | None = None) -> Callable[[str], int]:
    """Make a reader of whole numbers between two bounds, both allowed."""

    def read(value: str) -> int:
        if not _WHOLE.fullmatch(value):
            what = f"“{excerpt(value)}” is not a whole number. Write digits only, such as 12."
            raise CellFault("not_a_whole_number", what)
        number = int(value)
        if number < least:
            raise CellFault("too_small", f"{number} is too little. Write {least} or more.")
        if most is not None and number > most:
            raise CellFault("too_large", f"{number} is too much. Write {most} or less.")
        return number

    return read


def minor_units(value: str, currency_code: str) -> int:
    """Read an amount of money, such as 12.95, as minor units of its currency: 1295 cents.

    Raises:
        CellFault: A comma or other letters, less than 0, or more decimals than the currency has.
    """
    found = _AMOUNT.fullmatch(value)
    if found is None:
        what = f"“{excerpt(value)}” is not an amount. Write it as 1234.50: no comma, no sign."
        raise CellFault("not_an_amount", what)
    minus, units, fraction = found[1], found[2], (found[3] or "").rstrip("0")
    decimals = DECIMALS[currency_code]
    if len(fraction) > decimals:
        what = f"{value} has more decimals than {currency_code} has: {decimals}."
        raise CellFault("too_many_decimals", what)
    amount = int(units + fraction.ljust(decimals, "0"))
    if minus and amount:
        raise CellFault("negative_amount", f"{value} is below 0. Write the price as positive.")
    return amount


def priced(value: str) -> tuple[str, int]:
    """Read an amount with a currency sign before it, such as £12.95: currency and minor units."""
    found = _PRICED.fullmatch(value)
    assert found is not None, "the pattern takes any text"
    code = CURRENCY_OF_SIGN.get(found[1].strip(BLANKS))
    if code is None:
        what = (
            f"“{excerpt(value)}” has no currency sign that is known. Write it as $12.95 or £9.50."
        )
        raise CellFault("unknown_currency", what)
    # eBay sets a comma between the thousands, and always a point before the cents.
    amount = re.sub(r"(?<=[0-9]),(?=[0-9]{3}(?:[.,]|$))", "", found[2].strip(BLANKS))
    return code, minor_units(amount, code)


def day(value: str) -> date:
    """Read a date as 2026-03-02, or as eBay's Mar-02-26."""
    year, month, number = 0, 0, 0
    if found := _DAY.fullmatch(value):
        year, month, number = int(found[1]), int(found[2]), int(found[3])
    elif (found := _EBAY_DAY.fullmatch(value)) and found[1] in _MONTHS:
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
        month, number = _MONTHS.index(found[1]) + 1, int(found[2])
    try:
        read = date(year, month, number)
    except ValueError:
        read = None
    if read is None or read.year not in _YEARS:
        what = f"“{excerpt(value)}” is not a date. Write it as 2026-03-02: year, month, day."
        raise CellFault("not_a_date", what)
    return read


def moment(*, zone: tzinfo, at: time = time.min) -> Callable[[str], datetime]:
    """Make a reader of moments, returned in UTC.

    It takes 2026-03-02T10:15:30-08:00, with Z or without offset, Shopify's
    2026-03-02 10:00:00 +0000, and bare dates.

    Args:
        zone: Where a moment without an offset is meant.
        at: The time of day that a bare date means: its beginning, or its end for a deadline.
    """

    def read(value: str) -> datetime:
        if len(value) <= 11:
            local = datetime.combine(day(value), at, tzinfo=zone)
            return local.astimezone(UTC)
        found = _CLOCK.fullmatch(value[10:])
        if found is None:
            what = f"“{excerpt(value)}” is not a date and time. Write 2026-03-02T10:15:30-08:00."
            raise CellFault("not_a_moment", what)
        try:
            clock = time(int(found[1]), int(found[2]), int(found[3] or 0))
            local_zone = _offset(found[4]) if found[4] else zone
        except ValueError:
            what = f"“{excerpt(value)}” holds no time of day that exists. Write it as 23:59:59."
            raise CellFault("not_a_moment", what) from None
        return datetime.combine(day(value[:10]), clock, tzinfo=local_zone).astimezone(UTC)

    return read


def _offset(written: str) -> tzinfo:
    if written in {"Z", "UTC"}:
        return UTC
    minutes = int(written[1:3]) * 60 + int(written[-2:])
    return timezone(timedelta(minutes=-minutes if written[0] == "-" else minutes))


def country(value: str) -> str:
    """Read a country by its two-letter code or its English name, as its code."""
    code = value.upper()
    if code in COUNTRIES:
        return code
    named = COUNTRY_OF_NAME.get(value.casefold())
    if named is None:
        what = f"“{excerpt(value)}” is not a country. Write its two-letter code, such as DE."
        raise CellFault("unknown_country", what)
    return named


def currency(value: str) -> str:
    """Read a currency by its three-letter code, in any case."""
    code = value.upper()
    if code not in DECIMALS:
        what = f"“{excerpt(value)}” is not a currency. Write its three-letter code, such as EUR."
        raise CellFault("unknown_currency", what)
    return code


def flag(value: str) -> bool:
    """Read yes or no, written as true/false, yes/no, y/n or 1/0; blank is no."""
    word = value.casefold()
    if word not in _YES | _NO:
        raise CellFault(
            "not_yes_or_no", f"“{excerpt(value)}” is neither yes nor no. Write true or false."
        )
    return word in _YES


def choice(words: Collection[str]) -> Callable[[str], str]:
    """Make a reader of one word out of a few, in any case; returned as listed."""

    def read(value: str) -> str:
        word = value.casefold()
        if word not in words:
            listed = ", ".join(words)
            raise CellFault("unknown_word", f"“{excerpt(value)}” is not one of {listed}.")
        return word

    return read


def text(*, longest: int) -> Callable[[str], str]:
    """Make a reader of plain text: printable, at most so many characters."""

    def read(value: str) -> str:
        if len(value) > longest:
            raise CellFault(
                "too_long", f"{len(value)} characters are too many; {longest} are the most."
            )
        if _CONTROL.search(value):
            what = f"“{excerpt(value)}” holds an unprintable character. Write it again by hand."
            raise CellFault("unprintable", what)
        return value

    return read


def code(*, longest: int) -> Callable[[str], str]:
    """Make a reader of ids, SKUs and the like: text that no spreadsheet has rewritten."""
    plain = text(longest=longest)

    def read(value: str) -> str:
        if _SPREADSHEET_NUMBER.fullmatch(value):
            what = (
                f"a spreadsheet has shortened this number to “{value}”, and its digits are lost. "
            )
            raise CellFault("rewritten_number", what + "Take the file as it was downloaded.")
        return plain(value)

    return read
