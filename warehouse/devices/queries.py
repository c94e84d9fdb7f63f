"""The set-up page: its symbols, drawn once, and what is to be told about a scan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from warehouse.devices import rules
from warehouse.devices.rules import Received, TestSymbol, diagnose
from warehouse.devices.screens import Arrival, ScannerSetup, SymbolPicture
from warehouse.printing import symbols
from warehouse.printing.symbols import Symbol

WIDEST_PX = 300
"""What a handheld of 360 px shows beside its margins."""
MOST_PX = 5
BARS_PX = 72


def scanner_setup(
    received: Received | None, now: datetime, gs_aliases: Iterable[str]
) -> ScannerSetup:
    """Return the page, with what there is to tell about a scan if one came."""
    if received is None:
        return ScannerSetup(pictures())
    at = now.strftime("%H:%M:%S")
    return ScannerSetup(pictures(), Arrival(received, diagnose(received, gs_aliases), at))


@cache
def pictures() -> tuple[SymbolPicture, ...]:
    """Draw every test symbol."""
    return tuple(_picture(wanted, made) for wanted, made in made_symbols())


def made_symbols() -> list[tuple[TestSymbol, Symbol]]:
    """Return each test symbol with its modules."""
    before, after = rules.GS1_128.data.split(rules.GS)
    elements = [(element[:2], element[2:]) for element in (before, after)]
    return [
        (rules.GS1_128, symbols.gs1_128(elements)),
        (rules.CODE_128, symbols.code128(rules.CODE_128.data)),
        (rules.EAN_8, symbols.ean8(rules.EAN_8.data)),
        (rules.UPC_E, symbols.upce(rules.UPC_E.data)),
        (rules.QR, symbols.qr(rules.QR.data)),
    ]


def _picture(wanted: TestSymbol, symbol: Symbol) -> SymbolPicture:
    """Draw a symbol with the widest whole pixels a module that a handheld's screen has."""
    pixels = min(MOST_PX, WIDEST_PX // symbol.full_width)
    if symbol.linear:
        height, quiet = BARS_PX / pixels, 0
    else:
        quiet = symbol.quiet_left
        height = float(len(symbol.rows) + 2 * quiet)
    deep = height if symbol.linear else 1
    path = "".join(
        f"M{at + symbol.quiet_left} {row + quiet}h{length}v{deep:g}h-{length}z"
        for row in range(len(symbol.rows))
        for at, length in symbol.dark_runs(row)
    )
    return SymbolPicture(
        kind=wanted.kind,
        text=symbol.text,
        data=wanted.data,
        width_px=symbol.full_width * pixels,
        height_px=round(height * pixels),
        width=symbol.full_width,
        height=height,
        path=path,
    )
