"""Our table of cancellations and delays, for whoever keeps a channel's desk.

Columns: order-id, order-item-id, action (`cancel`: not sent any more; `delay`: sent later;
`substitute`: another item is sent in its place),
quantity (base units), decided-on (ISO date at the site). UTF-8, comma separated.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date

COLUMNS = ("order-id", "order-item-id", "action", "quantity", "decided-on")


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One line of an order that is cancelled in part, or comes later."""

    order_id: str
    order_item_id: str
    action: str
    quantity: int
    decided_on: date


def write_notices(rows: Iterable[NoticeRow]) -> bytes:
    """Return the file's bytes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(astuple(row) for row in rows)
    return text.getvalue().encode()
