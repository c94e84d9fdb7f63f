"""One door to every format of orders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from typing import Protocol

from warehouse.channels.formats.amazon import read_amazon
from warehouse.channels.formats.ebay import read_ebay
from warehouse.channels.formats.generic import read_generic
from warehouse.channels.formats.shopify import read_shopify
from warehouse.orders.rules.incoming import IncomingOrder


class Reader(Protocol):
    """Reads one channel's files."""

    def __call__(self, raw: bytes, *, zone: tzinfo = UTC) -> list[IncomingOrder]:
        """Return the orders of a file, or refuse it whole."""


READERS: Mapping[str, Reader] = {
    "amazon": read_amazon,
    "generic": read_generic,
    "shopify": read_shopify,
    "ebay": read_ebay,
}


def read_orders(channel: str, raw: bytes, *, zone: tzinfo = UTC) -> list[IncomingOrder]:
    """Read a file of orders as the named channel writes it.

    Args:
        channel: A key of `READERS`.
        raw: The file.
        zone: Where moments without an offset are meant: the site's time zone.

    Raises:
        TableErrors: The file is refused as a whole; nothing of it may be kept.
    """
    return READERS[channel](raw, zone=zone)
