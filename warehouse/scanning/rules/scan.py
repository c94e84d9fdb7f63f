"""The answer to a scan: what kind of thing the text names, and what it says about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from warehouse.scanning.errors import Unreadable


class Kind(StrEnum):
    """What a code names. The words stand in docs/codes.md and in the output of `warehouse scan`."""

    GTIN = "gtin"
    """A trade item, by its GTIN; lot, serial and dates may come along."""
    SSCC = "sscc"
    """One logistic unit (a carton or pallet), by its SSCC."""
    GS1 = "gs1"
    """GS1 elements that name neither: a lot, a serial, a count, a place."""
    BIN = "bin"
    CONTAINER = "container"
    """A tote, cart or pallet of ours."""
    BADGE = "badge"
    DEVICE = "device"
    TEXT = "text"
    """Something printable: a SKU, a lot, a serial or an order; only the database can tell."""
    UNKNOWN = "unknown"
    """Unreadable; `error` says why."""


@dataclass(frozen=True)
class Scan:
    """One scanned or typed text, understood as far as it can be without a database."""

    text: str
    """The text without surrounding white space and without the scanner's AIM id."""
    kind: Kind
    gtin: str | None = None
    """14 digits, its check digit right; only where nothing is wrong with the code."""
    ais: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The GS1 elements as they stand in the code: application identifier → value."""
    code: str | None = None
    """Upper case: of a bin, badge or device what stands behind our letter (`A-03-2`); of a
    container the whole licence plate (`T-0007`), as a tote and a cart may share a number."""
    container: str | None = None
    """`tote`, `cart` or `pallet`."""
    error: Unreadable | None = None
    """Why the text cannot be read; may be raised as it is. The kind is then `unknown`."""
    also: tuple[str, ...] = ()
    """Other GTINs that the same digits may mean: 8 digits can be an EAN-8 and a UPC-E."""
    flags: tuple[str, ...] = ()
    """`ambiguous_lot`, `ambiguous_serial`: a separator may be missing, ask the person;
    `unmarked`: taken for GS1 although the scanner did not say that it is."""
    aim: str = ""
    """The AIM symbology identifier that the scanner sent (`]C1`), or nothing."""
    expires_on: dt.date | None = None
    """From AI (17), or else (7003); day 00 is the month's last day."""
    best_before_on: dt.date | None = None
    """From AI (15)."""

    @property
    def sscc(self) -> str | None:
        """Return the 18 digits of the logistic unit's SSCC."""
        return self._said("00")

    @property
    def content_gtin(self) -> str | None:
        """Return the GTIN of what a logistic unit contains, AI (02)."""
        return self._said("02")

    @property
    def lot(self) -> str | None:
        """Return the batch or lot, AI (10)."""
        return self._said("10")

    @property
    def serial(self) -> str | None:
        """Return the serial, AI (21)."""
        return self._said("21")

    @property
    def count(self) -> int | None:
        """Return the number of items that the code claims: AI (30), or else (37)."""
        value = self._said("30") or self._said("37")
        return int(value) if value else None

    @property
    def net_weight_g(self) -> int | None:
        """Return the net weight in grams, halves up: AI (310n), kilograms with n decimals."""
        for decimals in range(6):
            value = self._said(f"310{decimals}")
            if value:
                unit: int = 10**decimals
                return (int(value) * 1000 + unit // 2) // unit
        return None

    def _said(self, ai: str) -> str | None:
        """Return an element of a code in which nothing is wrong."""
        return self.ais.get(ai) if self.error is None else None

    def as_json(self) -> dict[str, Any]:
        """Return what `warehouse scan` prints for this scan."""
        return {
            "kind": self.kind.value,
            "gtin": self.gtin,
            "ais": dict(self.ais),
            "error": self.error and {"code": self.error.code, "sentence": str(self.error)},
            "text": self.text,
            "aim": self.aim or None,
            "code": self.code,
            "container": self.container,
            "sscc": self.sscc,
            "also": list(self.also),
            "flags": list(self.flags),
            "lot": self.lot,
            "serial": self.serial,
            "count": self.count,
            "expires_on": self.expires_on and self.expires_on.isoformat(),
            "best_before_on": self.best_before_on and self.best_before_on.isoformat(),
            "net_weight_g": self.net_weight_g,
        }
