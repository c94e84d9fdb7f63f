"""GTINs and SSCCs by their digits."""

from __future__ import annotations

from biip import ParseError
from biip.checksums import gs1_standard_check_digit
from biip.upc import Upc

from warehouse.scanning.errors import BadCheckDigit

_GTIN_NAMES = {8: "GTIN-8", 12: "UPC-A number", 13: "EAN-13 number", 14: "GTIN-14"}


def checked(number: str, name: str) -> str:
    """Return `number`, digits with a check digit at the end, if that is right.

    Raises:
        BadCheckDigit: It is not.

    Source: GS1 General Specifications, 7.9.1.
    """
    expected = gs1_standard_check_digit(number[:-1])
    if number[-1] != str(expected):
        raise BadCheckDigit(number=number, name=name, found=number[-1], expected=str(expected))
    return number


def gtin_14(number: str) -> str:
    """Return 8, 12, 13 or 14 digits as the 14 that we keep.

    Raises:
        BadCheckDigit: The last digit does not fit.
    """
    return checked(number, _GTIN_NAMES[len(number)]).zfill(14)


def upc_e_expanded(eight: str) -> str | None:
    """Return the GTIN-14 that 8 digits mean as a UPC-E, or None if they cannot be one.

    Source: GS1 General Specifications, 5.2.2.4.2.
    """
    try:
        return Upc.parse(eight).as_upc_a().zfill(14)
    except ParseError:
        return None


def eight_digits(number: str, *, upc_e_first: bool) -> tuple[str, tuple[str, ...]]:
    """Return the GTIN-14 of 8 digits, and the other one that they may mean.

    About one in ten of the numbers that start with 0 or 1 is right both ways. EAN-8 goes
    first, as a GTIN-8 is what 8 digits are by GS1's rules, unless the scanner named a symbol
    that is no EAN-8.

    Raises:
        BadCheckDigit: Right neither way.
    """
    upc_e = upc_e_expanded(number)
    ean_8 = number.zfill(14) if _fits(number) else None
    found = [ean_8, upc_e]
    if upc_e_first:
        found.reverse()
    gtins = [gtin for gtin in found if gtin]
    if not gtins:
        raise BadCheckDigit(
            number=number,
            name="EAN-8 or UPC-E number",
            found=number[-1],
            expected=_expected_in_eight(number),
        )
    return gtins[0], tuple(gtins[1:])


def _fits(number: str) -> bool:
    return number[-1] == str(gs1_standard_check_digit(number[:-1]))


def _expected_in_eight(number: str) -> str:
    expected = str(gs1_standard_check_digit(number[:-1]))
    for digit in "0123456789":
        if upc_e_expanded(number[:-1] + digit):
            return f"{expected} (as EAN-8) or {digit} (as UPC-E)"
    return expected
