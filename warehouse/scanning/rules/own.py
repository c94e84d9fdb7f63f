"""Our own codes: a letter, a hyphen, a code. No GTIN or SSCC has a letter in it."""

from __future__ import annotations

import re
from typing import Literal

from warehouse.scanning.errors import BadOwnCode
from warehouse.scanning.rules.scan import Kind

OwnKind = Literal["bin", "tote", "cart", "pallet", "badge", "device"]

LETTERS: dict[OwnKind, str] = {
    "bin": "B",
    "tote": "T",
    "cart": "C",
    "pallet": "P",
    "badge": "U",
    "device": "X",
}
CONTAINERS = ("tote", "cart", "pallet")

# The classes are spelt out, and case is not ignored by flag: that would let in the long s
# and the Kelvin sign, which other systems would not find again.
_CODE = r"[0-9A-Za-z](?:[0-9A-Za-z._/-]{0,38}[0-9A-Za-z])?"
_OWN = re.compile(rf"([A-Za-z])-({_CODE})")


def own_code(kind: OwnKind, code: str) -> str:
    """Return the text to print for a thing of ours; `parse` reads it back.

    A container's code may be given with its letter or without. A bin's code never has the
    letter: bin `B-03-2`, in aisle B, prints as `B-B-03-2`.

    Raises:
        BadOwnCode: The code could not be read back.
    """
    prefix = LETTERS[kind] + "-"
    bare = code.upper()
    if kind in CONTAINERS:
        bare = bare.removeprefix(prefix)
    # Upper case is compared, as it can turn a foreign letter into one of ours (ß into SS).
    if not code.isascii() or not re.fullmatch(_CODE, bare):
        raise BadOwnCode(code=code, kind=kind)
    return prefix + bare


def read_own(text: str) -> tuple[Kind, str, str | None] | None:
    """Return kind, code and type of container of one of our codes, or None if it is none."""
    found = _OWN.fullmatch(text)
    if found is None:
        return None
    letter, code = found.group(1).upper(), found.group(2).upper()
    for kind, own_letter in LETTERS.items():
        if letter == own_letter:
            if kind in CONTAINERS:
                return Kind.CONTAINER, f"{letter}-{code}", kind
            return Kind(kind), code, None
    return None
