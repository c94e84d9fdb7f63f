"""Closing cartons: their number, whose their units are, and whether an order is whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from warehouse.kernel.gtin import check_digit
from warehouse.packing.errors import (
    BadMethod,
    NoCarrier,
    NoCompanyPrefix,
    NotATrackingNumber,
    NumbersUsedUp,
)
from warehouse.packing.rules.verify import Held

SSCC_BODY = 17  # digits before the check digit
EXTENSION_DIGIT = "0"
BLANKS = "\r\n\t "

_PREFIX = re.compile(r"[0-9]{4,12}")
_PRINTABLE = re.compile(r"[ -~]+")


def make_sscc(prefix: str, serial: int) -> str:
    """Number a logistic unit: extension digit, company prefix, serial reference, check digit.

    Source: GS1 General Specifications, section 2.2.1: 18 digits, the check digit last; prefix
    and serial reference share 16 of them.

    Raises:
        NoCompanyPrefix: the site has none, or what it has is not 4 to 12 digits.
        NumbersUsedUp: the serial does not fit behind the prefix any more.
    """
    if not _PREFIX.fullmatch(prefix):
        raise NoCompanyPrefix
    room = SSCC_BODY - len(EXTENSION_DIGIT) - len(prefix)
    if len(str(serial)) > room:
        raise NumbersUsedUp(prefix=prefix)
    body = f"{EXTENSION_DIGIT}{prefix}{serial:0{room}}"
    return body + check_digit(body)


def units_by_item(held: Iterable[Held]) -> dict[int, int]:
    """Sum base units by item."""
    found: dict[int, int] = {}
    for one in held:
        found[one.item_id] = found.get(one.item_id, 0) + one.units
    return found


def missing_units(wanted: Mapping[int, int], closed: Iterable[Held]) -> dict[int, int]:
    """Return item → picked units that are not in a closed carton."""
    verified = units_by_item(closed)
    gaps = {item: units - verified.get(item, 0) for item, units in wanted.items()}
    return {item: units for item, units in gaps.items() if units > 0}


@dataclass(frozen=True, slots=True)
class LineRoom:
    """Units of one order line that were picked and have not left."""

    order_line_id: int
    item_id: int
    units: int


@dataclass(frozen=True, slots=True)
class Share:
    """Units of one lot that go to one order line."""

    order_line_id: int
    lot_id: int
    lot_code: str
    units: int


def share_out(lines: Sequence[LineRoom], held: Iterable[Held]) -> list[Share]:
    """Divide what is in cartons over the order's lines, the first line first.

    A carton knows items and lots, not lines. What exceeds all lines of an item, as only a
    correction of stock could make it, goes to the last of them: what left is told whole.
    """
    room = {line.order_line_id: line.units for line in lines}
    shares: list[Share] = []
    for one in sorted(held, key=lambda h: (h.item_id, h.lot_id)):
        asking = [line.order_line_id for line in lines if line.item_id == one.item_id]
        assert asking, "a carton holds an item that its order never asked for"
        left = one.units
        for line in asking:
            part = left if line == asking[-1] else min(left, room[line])
            if part:
                shares.append(Share(line, one.lot_id, one.lot_code, part))
                room[line] -= part
                left -= part
    return shares


def read_tracking(text: str) -> str:
    """Return a tracking number as it is told to the channel.

    Raises:
        NotATrackingNumber: not 4 to 40 printable characters.
    """
    number = text.strip(BLANKS)
    if not 4 <= len(number) <= 40 or not _PRINTABLE.fullmatch(number):
        raise NotATrackingNumber(typed=number[:40])
    return number


def read_carrier(text: str) -> str:
    """Return a carrier's name.

    Raises:
        NoCarrier: empty, too long, or of more than one line.
    """
    name = text.strip(BLANKS)
    if not name or len(name) > 40 or not name.isprintable():
        raise NoCarrier
    return name


def read_method(text: str) -> str:
    """Return the carrier's service, such as "Ground"; it may be empty.

    Raises:
        BadMethod: too long, or of more than one line.
    """
    name = text.strip(BLANKS)
    if len(name) > 40 or not (name.isprintable() or not name):
        raise BadMethod
    return name
