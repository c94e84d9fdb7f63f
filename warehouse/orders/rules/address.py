"""What an address needs to be shipped to."""

from __future__ import annotations

from warehouse.kernel.tabular.codes import COUNTRIES, WITHOUT_POSTAL_CODE
from warehouse.orders.rules.incoming import Recipient


def address_faults(recipient: Recipient) -> list[str]:
    """Return what is missing, a sentence each; nothing if the address can be shipped to."""
    faults = [
        f"{words} is missing."
        for value, words in (
            (recipient.name, "The recipient's name"),
            (recipient.address1, "The first address line"),
            (recipient.city, "The city"),
        )
        if not value
    ]
    if recipient.country not in COUNTRIES:
        faults.append("The country must be a two-letter code, such as DE.")
    elif not recipient.postal_code and recipient.country not in WITHOUT_POSTAL_CODE:
        faults.append("The postal code is missing.")
    return faults
