"""What an order's state is, what may follow it, and how each exception is repaired."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Repair = Literal["item", "address", "quantity", "dismiss"]

REPAIRS: Mapping[str, Repair] = {
    "unknown_sku": "item",
    "missing_sku": "item",
    "bad_address": "address",
    "no_recipient": "address",
    "rows_disagree": "address",
    "absurd_quantity": "quantity",
    "quantities_disagree": "quantity",
    "partly_shipped": "quantity",
    "partly_refunded": "quantity",
    "shipped_elsewhere": "quantity",
    "wanted_again": "quantity",
    "buyer_asks_to_cancel": "dismiss",
    "unknown_currency": "dismiss",
    "unknown_status": "dismiss",
    "changed_on_the_floor": "dismiss",
}
"""What one step repairs an exception; any of them is also answered by cancelling."""

OURS = frozenset({"unknown_sku", "shipped_elsewhere", "wanted_again", "changed_on_the_floor"})
"""Codes that we raise ourselves; the others are the file's, and go when it tells better."""

TITLES: Mapping[str, str] = {
    "unknown_sku": "Unknown SKU",
    "missing_sku": "No SKU",
    "bad_address": "Bad address",
    "no_recipient": "No recipient",
    "rows_disagree": "Two addresses",
    "absurd_quantity": "Very large quantity",
    "quantities_disagree": "Quantities disagree",
    "partly_shipped": "Partly shipped",
    "partly_refunded": "Partly refunded",
    "shipped_elsewhere": "Shipped elsewhere",
    "wanted_again": "Wanted again",
    "buyer_asks_to_cancel": "Buyer asks to cancel",
    "unknown_currency": "Unknown currency",
    "unknown_status": "Unknown status",
    "changed_on_the_floor": "Changed on the floor",
}

NEXT: Mapping[str, frozenset[str]] = {
    "open": frozenset({"released", "cancelled"}),
    "released": frozenset({"open", "picked"}),
    "picked": frozenset({"open", "released", "packed", "shipped"}),
    "packed": frozenset({"open", "picked", "shipped"}),
    "shipped": frozenset({"open", "packed"}),
}
"""What the floor may make of an order: on, back by an undo, or open again for what remains."""


def settled_state(told: str, *, has_exceptions: bool, wants_units: bool) -> str:
    """Return the state of an order that is not on the floor.

    Args:
        told: What the channel says: ready, pending, cancelled or channel_fulfilled.
        has_exceptions: Whether anything waits to be repaired.
        wants_units: Whether any unit is still wanted from here.
    """
    if told in {"cancelled", "channel_fulfilled"}:
        return told
    if has_exceptions:
        return "exception" if told == "ready" else "pending"
    if not wants_units:
        return "cancelled"
    return "open" if told == "ready" else "pending"
