"""Why a scan cannot be read, or a code not be made: one class a reason. See docs/codes.md."""

from __future__ import annotations

from typing import Any

from warehouse.kernel.errors import Refusal

GS = "\x1d"
"""The group separator: what a scanner sends for FNC1 between two GS1 elements."""

SHOWN_AT_MOST = 40
"""Characters of a scan that a sentence repeats; a handheld's line holds no more."""


def visible(text: str) -> str:
    """Return `text` so that every character can be seen on a screen and written as UTF-8.

    The group separator becomes `␝`, other characters that have no picture their number.
    """
    shown = "".join(_visible_character(character) for character in text[:SHOWN_AT_MOST])
    return shown + "…" if len(text) > SHOWN_AT_MOST else shown


def _visible_character(character: str) -> str:
    if character == GS:
        return "␝"
    return character if character.isprintable() else f"[U+{ord(character):04X}]"


class Unreadable(Refusal):
    """A scan that means nothing here. Two are equal if they say the same."""

    code = "unreadable_scan"
    sentence = "“{scanned}” cannot be read. Scan it again."

    def __init__(self, **fields: Any) -> None:
        """Keep the fields, texts among them made visible."""
        super().__init__(
            **{
                name: visible(value) if isinstance(value, str) else value
                for name, value in fields.items()
            },
        )

    def __eq__(self, other: object) -> bool:
        """Compare what is said, so that scans can be compared."""
        return type(self) is type(other) and str(self) == str(other)

    def __hash__(self) -> int:
        """Agree with `__eq__`."""
        return hash((self.code, str(self)))


class EmptyScan(Unreadable):
    """Nothing is left once the scanner's mark and the white space are off."""

    code = "empty"
    sentence = "The scan is empty. Scan the barcode again."


class TooLong(Unreadable):
    """More characters than a code of this kind may have."""

    code = "too_long"
    sentence = (
        "The scan “{scanned}” has {length} characters, at most {limit} can be a code. "
        "Scan one barcode at a time."
    )


class Unprintable(Unreadable):
    """A character that no code here holds: a control, an unpaired surrogate, a hidden sign."""

    code = "unprintable"
    sentence = (
        "The scan “{scanned}” holds a character that cannot be printed. Scan it again; "
        "if it comes back, check the scanner on the scanner set-up page."
    )


class BadAimId(Unreadable):
    """A `]` at the start that no letter and modifier follow."""

    code = "bad_aim_id"
    sentence = (
        "The scan “{scanned}” starts with ] but names no kind of barcode. Scan it again; "
        "if it comes back, check the scanner on the scanner set-up page."
    )


class BadCheckDigit(Unreadable):
    """A number whose last digit does not fit the others."""

    code = "bad_check_digit"
    sentence = (
        "{number} is no valid {name}: its check digit is {found}, it should be {expected}. "
        "Scan it again, or compare the digits that were typed."
    )


class BadLength(Unreadable):
    """An EAN or UPC symbol that brought a wrong number of digits, or no digits."""

    code = "bad_length"
    sentence = (
        "“{scanned}” came from an EAN or UPC barcode, which has 8, 12 or 13 digits. "
        "Scan it again; if it comes back, type the item's number."
    )


class UnknownAi(Unreadable):
    """Text where an application identifier of GS1 should stand."""

    code = "unknown_ai"
    sentence = (
        "The GS1 code says “{rest}” where the number of a GS1 field should stand. "
        "Scan it again, or scan the item's other barcode."
    )


class BadElement(Unreadable):
    """A value that its application identifier does not allow."""

    code = "bad_element"
    sentence = (
        "The GS1 code says “{value}” in field ({ai}), whose format is {format}. "
        "Scan it again, or scan the item's other barcode."
    )


class MissingSeparator(Unreadable):
    """A value of variable length that runs on past its end."""

    code = "missing_separator"
    sentence = (
        "Field ({ai}) of the GS1 code runs on: “{value}”. The label lacks a separator. "
        "Scan the item's other barcode, and type what else is asked for."
    )


class BadDate(Unreadable):
    """A date that is in no calendar."""

    code = "bad_date"
    sentence = (
        "Field ({ai}) of the GS1 code says “{value}”, which is no date (year, month, day). "
        "Scan the item's other barcode, and type the date from the label."
    )


class ConflictingElements(Unreadable):
    """One application identifier with two values."""

    code = "conflicting_elements"
    sentence = (
        "The GS1 code says both “{first}” and “{second}” in field ({ai}). "
        "Scan one barcode at a time."
    )


class NotADigitalLink(Unreadable):
    """A web address that holds no GS1 number."""

    code = "not_a_digital_link"
    sentence = (
        "“{scanned}” is a web address without a GS1 number. "
        "Scan the item's barcode instead of its advertising."
    )


class NotAJsonString(Unreadable):
    """A line given to `warehouse scan` that is no JSON string."""

    code = "not_a_json_string"
    sentence = "The line “{scanned}” is not a JSON string. Write one string in quotes a line."


class BadOwnCode(Refusal):
    """A code that could not be read again if it were printed behind our letter."""

    code = "bad_own_code"
    sentence = (
        "“{code}” cannot be printed as the code of a {kind}. Use 1 to 40 of the letters A to Z, "
        "digits, and - . _ / between them."
    )
