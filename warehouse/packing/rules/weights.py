"""What a carton weighs: as it is typed, as scales send it, and whether it can be right."""

from __future__ import annotations

import re

from warehouse.cartons.rules import Limits
from warehouse.packing.errors import NotAWeight, SecondLook, TooHeavy, WrongWeight
from warehouse.scanning.rules import Scan

MOST_WEIGHT_G = 999_999
BLANKS = "\r\n\t "

_GRAMS = re.compile(r"[0-9]{1,6}")
# "ST,GS,+  1.234 kg", "N 0.512kg", "1,2 kg": marks of the scales, a number, a unit. Scales that
# still move say "US", which is no weight yet.
_SCALES = re.compile(
    r"(?:(?!US)[A-Z]{1,2}[ ,:]+){0,2}\+?[ ]*([0-9]{1,6})(?:[.,]([0-9]{1,4}))?[ ]*(KG|G|LB|OZ)",
    re.IGNORECASE,
)
_UNIT_MG = {"kg": 1_000_000, "g": 1_000, "lb": 453_592, "oz": 28_350}
_GS1 = re.compile(r"3[13]0([0-5])")
"""Net and gross weight in kilograms, with as many decimals as the last digit says."""


def read_weight(typed: str) -> int | None:
    """Read grams as somebody types them or scales send them; empty means not weighed.

    Raises:
        NotAWeight: it is no weight that a carton can have.
    """
    text = typed.strip(BLANKS)
    if not text:
        return None
    grams = int(text) if _GRAMS.fullmatch(text) else _from_scales(text)
    if grams is None or not 0 < grams <= MOST_WEIGHT_G:
        raise NotAWeight(typed=text[:20], most=MOST_WEIGHT_G)
    return grams


def scanned_weight(scan: Scan) -> int | None:
    """Return the grams that a scan says, if it is a weight: a scale's text, or its GS1 barcode."""
    for ai, value in scan.ais.items():
        found = _GS1.fullmatch(ai)
        if found and scan.error is None and "01" not in scan.ais:
            unit: int = 10 ** int(found[1])
            return int(value) * 1000 // unit
    return _from_scales(scan.text.strip(BLANKS))


def _from_scales(text: str) -> int | None:
    found = _SCALES.fullmatch(text)
    if found is None:
        return None
    decimals = found[2] or ""
    unit = _UNIT_MG[found[3].lower()]
    parts: int = 10 ** len(decimals)
    thousandths = int(found[1] + decimals) * unit // parts
    return (thousandths + 500) // 1000


def check_weight(  # noqa: PLR0913 - the carton, what it weighs, and who says so
    number: int,
    weighed: int | None,
    expected: int | None,
    limits: Limits,
    reason: str,
    *,
    may_override: bool,
) -> None:
    """Refuse a carton that weighs other than what was scanned into it.

    Args:
        number: Of the carton.
        weighed: Grams on the scales; None where it was not weighed.
        expected: Grams of its items and of itself; None where one of them has no known weight.
        reason: Why the difference is right.
        may_override: Whether it is a supervisor, or somebody else than who packed it, that says so.

    Raises:
        WrongWeight: the difference is over the site's grams and over its percentage.
        SecondLook: somebody says why, who may not.
    """
    if weighed is None or expected is None:
        return
    tolerance = max(limits.tolerance_g, expected * limits.tolerance_percent // 100)
    if abs(weighed - expected) <= tolerance:
        return
    if not reason.strip(BLANKS):
        raise WrongWeight(number=number, weighed=weighed, expected=expected)
    if not may_override:
        raise SecondLook(number=number, weighed=weighed, expected=expected)


def check_load(number: int, weight_g: int | None, box: str, most_g: int | None) -> None:
    """Refuse a carton that is heavier than its kind carries.

    Raises:
        TooHeavy: with both figures.
    """
    if weight_g is not None and most_g is not None and weight_g > most_g:
        raise TooHeavy(number=number, weight=weight_g, box=box, most=most_g)
