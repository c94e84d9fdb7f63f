"""One call for every connection."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.printers.rules import Condition, read_address
from warehouse.printers.wire.ipp import send_ipp
from warehouse.printers.wire.raw import send_raw
from warehouse.printers.wire.trouble import Patience, Trouble

USUAL = Patience()


@dataclass(frozen=True, slots=True)
class Delivery:
    """Bytes and where they go; what the server and a print agent alike are given."""

    connection: str
    address: str
    answers: bool
    title: str
    media: str
    content: bytes


def deliver(delivery: Delivery, patience: Patience = USUAL) -> Condition:
    """Send it, and return how the printer said it was afterwards.

    Raises:
        Trouble: The printer did not take it, or did not finish.
    """
    address = read_address(delivery.connection, delivery.address)
    if delivery.connection == "ipp":
        return send_ipp(
            address,
            delivery.content,
            media=delivery.media,
            title=delivery.title,
            patience=patience,
        )
    answers = delivery.answers and delivery.media == "zpl"
    return send_raw(address, delivery.content, answers=answers, patience=patience)


__all__ = ["Delivery", "Patience", "Trouble", "deliver"]
