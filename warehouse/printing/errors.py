"""What printing refuses, and what the person is told."""

from warehouse.kernel.errors import Refusal


class WrongCheckDigit(Refusal):
    """The last digit of a GS1 number disagrees with the others: it was mistyped somewhere."""

    code = "wrong_check_digit"
    sentence = (
        "The {scheme} {number} ends in {found}, but its other digits call for {expected}. "
        "Read the number again from the goods or the list it came from."
    )


class CannotEncode(Refusal):
    """The text has signs, a length or a form that the symbol cannot carry."""

    code = "cannot_encode"
    sentence = (
        "{content!r} cannot be printed as {symbol}: {reason}. Correct the code and print again."
    )


class SymbolTooWide(Refusal):
    """The bars would be too fine for a scanner, or cut off, in the room that there is."""

    code = "symbol_too_wide"
    sentence = (
        "The code {content!r} needs {needed_mm} mm as {symbol}, and this label has "
        "{available_mm} mm for it. Use a larger label or a shorter code."
    )


class UnknownPaper(Refusal):
    """No layout is known for that size."""

    code = "unknown_paper"
    sentence = "There is no paper of the size {size!r} here. Choose one of: {known}."


class UnknownResolution(Refusal):
    """A resolution that no grid is known for."""

    code = "unknown_resolution"
    sentence = "Nothing is drawn for {dpi} dpi here. Choose one of: {known}."


class WrongLabelSize(Refusal):
    """A label was asked for on paper that it has no layout for."""

    code = "wrong_label_size"
    sentence = "A {label} is not made for {size}. Choose: {known}."


class NothingToPrint(Refusal):
    """The list of things to print is empty."""

    code = "nothing_to_print"
    sentence = "There is nothing to print: choose at least one."


class BadPicture(Refusal):
    """An uploaded picture that is none, or too large."""

    code = "bad_picture"
    sentence = "The picture was not taken: {reason}. Choose a PNG, JPEG or WebP of up to {most} MB."


class BadCarrierLabel(Refusal):
    """A carrier's file that cannot be printed, or should not be."""

    code = "bad_carrier_label"
    sentence = "The carrier's label was not taken: {reason}. Fetch it again as PDF, PNG or ZPL."
