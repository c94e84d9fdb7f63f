"""GS1 numbers and element strings: validated before anything is printed.

Sources: GS1 General Specifications, section 7 (check digits, element strings, the 82 characters
that values may have); the table of application identifiers is biip's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from biip import ParseError
from biip.gs1_application_identifiers import GS1ApplicationIdentifier

from warehouse.printing.errors import CannotEncode, WrongCheckDigit

Element = tuple[str, str]
"""An application identifier and its value, both without brackets."""

SEPARATOR = "\x1d"
"""GS: how a scanner sends the FNC1 that ends an element of variable length."""

_DIGITS = re.compile(r"[0-9]+")
_VALUE = re.compile(r"""[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+""")
_NUMBERED = {"00": ("SSCC", 18), "01": ("GTIN", 14), "02": ("GTIN", 14), "03": ("GTIN", 14)}
_GLN_IDENTIFIERS = range(410, 418)


def is_digits(text: str) -> bool:
    """Whether `text` is ASCII digits only; `str.isdigit` also takes ⁰ and other scripts."""
    return _DIGITS.fullmatch(text) is not None


def check_digit(payload: str) -> str:
    """Return the GS1 modulo-10 check digit of the digits before it.

    From the right, digits weigh 3, 1, 3, 1, …; the check digit lifts the sum to a multiple of 10.
    """
    weighed = sum(
        int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(payload[::-1])
    )
    return str(-weighed % 10)


def check_number(scheme: str, number: str, length: int) -> None:
    """Refuse a GS1 number that is not `length` digits or whose check digit is wrong.

    Raises:
        CannotEncode: Not digits, or not that many.
        WrongCheckDigit: The last digit is not the one that the others call for.
    """
    if not is_digits(number) or len(number) != length:
        raise CannotEncode(symbol=scheme, content=number, reason=f"it must be {length} digits")
    expected = check_digit(number[:-1])
    if number[-1] != expected:
        raise WrongCheckDigit(scheme=scheme, number=number, found=number[-1], expected=expected)


def element_string(elements: Sequence[Element]) -> str:
    """Join elements as a scanner sends them: GS after each one of variable length but the last.

    Raises:
        CannotEncode: Unknown identifier, a value not of its form, or no element at all.
        WrongCheckDigit: A GTIN, SSCC or GLN among them is mistyped.
    """
    if not elements:
        raise CannotEncode(symbol="GS1", content="", reason="there is nothing in it")
    pieces: list[str] = []
    for place, (identifier, value) in enumerate(elements):
        known = _identifier(identifier, value)
        pieces.append(identifier + value)
        if known.separator_required and place < len(elements) - 1:
            pieces.append(SEPARATOR)
    return "".join(pieces)


def human_readable(elements: Sequence[Element]) -> str:
    """Write elements as GS1 prints them under a symbol: identifiers in brackets."""
    return "".join(f"({identifier}){value}" for identifier, value in elements)


def _identifier(identifier: str, value: str) -> GS1ApplicationIdentifier:
    """Return what is known of an identifier, having tested the value against it."""
    shown = human_readable([(identifier, value)])
    if not is_digits(identifier):
        raise CannotEncode(symbol="GS1", content=shown, reason="identifiers are digits")
    try:
        known = GS1ApplicationIdentifier.extract(identifier)
    except ParseError as error:
        reason = f"({identifier}) is not an application identifier"
        raise CannotEncode(symbol="GS1", content=shown, reason=reason) from error
    if identifier in _NUMBERED:
        check_number(_NUMBERED[identifier][0], value, _NUMBERED[identifier][1])
    elif len(identifier) == 3 and int(identifier) in _GLN_IDENTIFIERS:
        check_number("GLN", value, 13)
    good = known.ai == identifier and _VALUE.fullmatch(value)
    if not good or not re.fullmatch(known.pattern, identifier + value):
        reason = f"the value of ({identifier}) must be {known.format}"
        raise CannotEncode(symbol="GS1", content=shown, reason=reason)
    return known
