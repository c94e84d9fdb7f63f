"""The order of sense: which reading of a scanned text is tried first, and which next."""

from __future__ import annotations

import re
from collections.abc import Sequence

from warehouse.scanning.errors import (
    GS,
    BadAimId,
    BadLength,
    EmptyScan,
    TooLong,
    Unprintable,
    Unreadable,
)
from warehouse.scanning.rules.elements import (
    date_in,
    fault_in,
    may_have_swallowed,
    read_brackets,
    read_elements,
    reads_clean,
)
from warehouse.scanning.rules.link import is_web_address, read_link
from warehouse.scanning.rules.numbers import checked, eight_digits, gtin_14
from warehouse.scanning.rules.own import read_own
from warehouse.scanning.rules.scan import Kind, Scan

TRIMMED = "\r\n\t "
"""All that is taken off a scan's ends; `str.strip()` would eat the group separator."""

LONGEST_SCAN = 4096
"""Characters; the largest symbols that GS1 allows hold about 3,600."""

LONGEST_TEXT = 90
"""Characters of a code that is not GS1's: the longest value that GS1 itself allows."""

GS1_AIM_IDS = ("]C1", "]e0", "]e1", "]d2", "]d5", "]d8", "]dB", "]Q3", "]Q4", "]J1")
"""GS1-128, DataBar and its composite part, DataMatrix, QR and DotCode. `]d8` is a DataMatrix of
the long, low shapes; `]d5`, `]dB` and `]Q4` are `]d2`, `]d8` and `]Q3` from a reader that also
knows character sets (ECI). Source: ISO/IEC 15424."""

_AIM_ID = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_EAN_LENGTHS = {
    "]E0": (13, 12, 8),
    "]E3": (13, 15, 18, 12, 8),
    "]E4": (8,),
}
"""Digits that an EAN or UPC symbol may bring; with `]E3` an add-on of 2 or 5 follows the 13."""


def parse(text: str, *, gs_aliases: Sequence[str] = ("<GS>",), year: int = 2026) -> Scan:
    """Tell what a scanned or typed text means, as far as that can be told without a database.

    Never raises: whatever is wrong stands in the scan's `error`, and its kind is `unknown`.

    Args:
        text: As it came from the scanner's field; any string.
        gs_aliases: What this scanner sends in place of the group separator.
        year: The year around which a code's two-digit years are read. It decides only about
            years some 50 away, so its default serves until about 2050.

    Source: docs/codes.md, "The order of sense".
    """
    data, aim = text.strip(TRIMMED), ""
    try:
        if not data:
            raise EmptyScan
        if len(data) > LONGEST_SCAN:
            raise TooLong(scanned=data, length=len(data), limit=LONGEST_SCAN)
        if data.startswith("]"):
            if not _AIM_ID.match(data):
                raise BadAimId(scanned=data)
            aim, data = data[:3], data[3:].strip(TRIMMED)
        for alias in gs_aliases:
            data = data.replace(alias, GS) if alias else data
        if not data.strip(GS):
            raise EmptyScan
        return _read(data, aim, year)
    except Unreadable as error:
        return Scan(data[:LONGEST_SCAN], Kind.UNKNOWN, error=error, aim=aim)


def _read(data: str, aim: str, year: int) -> Scan:
    """Try one reading after the other on a text that is neither empty nor endless."""
    if is_web_address(data):
        return _from_elements(data, aim, read_link(data), year)
    if data.startswith("(") and re.match(r"\([0-9]{2,4}\)", data):
        return _from_elements(data, aim, read_brackets(data), year)
    if aim in GS1_AIM_IDS or _has_separator(data):
        return _from_element_string(data, aim, year)
    if aim.startswith("]E"):
        return _from_ean(data, aim)
    return _read_unannounced(data, aim, year)


def _read_unannounced(data: str, aim: str, year: int) -> Scan:
    """Read a text by its looks alone. A separator at its very end is some scanners' suffix."""
    bare = data.rstrip(GS)
    found = _from_digits(bare, aim)
    if found:
        return found
    if bare != data and bare[0] in "0123456789":
        return _from_element_string(data, aim, year)
    return _unmarked(bare, aim, year) or _from_text(bare, aim)


def _has_separator(data: str) -> bool:
    """Tell whether a separator stands before or between elements, not only behind them."""
    return GS in data.rstrip(GS)


def _from_element_string(data: str, aim: str, year: int, flags: tuple[str, ...] = ()) -> Scan:
    ais = read_elements(data)
    last = next(reversed(ais))
    for ai, flag in (("10", "ambiguous_lot"), ("21", "ambiguous_serial")):
        if last == ai and not data.endswith(GS) and may_have_swallowed(ais[ai], year=year):
            flags = (*flags, flag)
    return _from_elements(data, aim, ais, year, flags)


def _from_elements(
    data: str,
    aim: str,
    ais: dict[str, str],
    year: int,
    flags: tuple[str, ...] = (),
) -> Scan:
    """Return the scan that these elements make; with a fault the elements stay to be shown."""
    fault = fault_in(ais, year=year)
    if fault:
        return Scan(data, Kind.UNKNOWN, ais=ais, error=fault, aim=aim)
    kind = Kind.SSCC if "00" in ais else Kind.GTIN if "01" in ais else Kind.GS1
    return Scan(
        data,
        kind,
        gtin=ais.get("01"),
        ais=ais,
        flags=flags,
        aim=aim,
        expires_on=date_in(ais, "17", year=year) or date_in(ais, "7003", year=year),
        best_before_on=date_in(ais, "15", year=year),
    )


def _from_ean(data: str, aim: str) -> Scan:
    """Read what the scanner says is an EAN or UPC symbol.

    Such readers send EAN-13, UPC-A and UPC-E as 13 digits and EAN-8 under its own mark, so 8
    digits under another mark are a UPC-E that was left short; EAN-8 only if they cannot be.
    """
    lengths = _EAN_LENGTHS.get(aim, ())
    if not re.fullmatch(r"[0-9]+", data) or len(data) not in lengths:
        raise BadLength(scanned=data)
    if aim == "]E4":
        return Scan(data, Kind.GTIN, gtin=gtin_14(data), aim=aim)
    if len(data) == 8:
        gtin, also = eight_digits(data, upc_e_first=True)
        return Scan(data, Kind.GTIN, gtin=gtin, also=also, aim=aim)
    return Scan(data, Kind.GTIN, gtin=gtin_14(data[:13]), aim=aim)


def _from_digits(data: str, aim: str) -> Scan | None:
    """Read digits that are as many as a GTIN or SSCC has, or return None."""
    if not re.fullmatch(r"[0-9]+", data):
        return None
    if len(data) == 8:
        gtin, also = eight_digits(data, upc_e_first=False)
        return Scan(data, Kind.GTIN, gtin=gtin, also=also, aim=aim)
    if len(data) in (12, 13, 14):
        return Scan(data, Kind.GTIN, gtin=gtin_14(data), aim=aim)
    if len(data) == 18 or (len(data) == 20 and data.startswith("00")):
        return Scan(data, Kind.SSCC, ais={"00": checked(data[-18:], "SSCC")}, aim=aim)
    return None


def _unmarked(data: str, aim: str, year: int) -> Scan | None:
    """Read an element string that nothing announces, if it cannot well be anything else.

    Many scanners are set up to send no AIM id, and (01)(17)(10) needs no separator. So a text
    that starts with a GTIN or SSCC, check digit right, and goes on in elements to its end, is
    taken for one, and flagged.
    """
    if re.match(r"0[12][0-9]{14}|00[0-9]{18}", data) and reads_clean(data, year=year):
        return _from_element_string(data, aim, year, ("unmarked",))
    return None


def _from_text(data: str, aim: str) -> Scan:
    if not data.isprintable():
        raise Unprintable(scanned=data)
    if len(data) > LONGEST_TEXT:
        raise TooLong(scanned=data, length=len(data), limit=LONGEST_TEXT)
    own = read_own(data)
    if own:
        kind, code, container = own
        return Scan(data, kind, code=code, container=container, aim=aim)
    return Scan(data, Kind.TEXT, aim=aim)
