"""What a channel told before and what it tells now: only the difference touches an order.

Whatever a person has repaired by hand stays as long as the channel says the same as before, so
the same file taken in twice changes nothing, and two reports that each tell one half of an order
do not undo each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from warehouse.orders.rules.incoming import IncomingLine, IncomingOrder

STATUS_REPORTS = frozenset({"amazon_all"})
"""Sources that tell states only: their line ids are made up, and a line may be missing."""

_MADE_OF_SKU = "sku:"
_MOMENTS = ("placed_at", "ship_by", "deliver_by")
_TEXTS = ("service_level", "currency", "gift_message", "note")
GONE = "gone"


@dataclass(frozen=True, slots=True)
class ToldLine:
    """What the channel last said of one line; `units` are those still to be shipped."""

    sku: str
    title: str
    units: int
    bought: int
    state: str
    price: int | None

    @classmethod
    def of(cls, line: IncomingLine) -> ToldLine:
        """Keep of a line what decides."""
        return cls(
            sku=line.sku,
            title=line.title,
            units=line.quantity,
            bought=line.ordered_quantity,
            state=line.state,
            price=line.unit_price_minor,
        )


def is_status_only(order: IncomingOrder) -> bool:
    """Tell whether an order comes from a report that tells states and nothing to ship by."""
    return order.source in STATUS_REPORTS


def told_head(order: IncomingOrder) -> dict[str, Any]:
    """Return what the channel says of the order itself, as JSON values; blank parts are left out.

    A report that does not tell a thing says nothing about it: blank never overwrites.
    """
    told: dict[str, Any] = {"state": order.state}
    if is_status_only(order):
        return told
    for name in _MOMENTS:
        moment: datetime | None = getattr(order, name)
        if moment is not None:
            told[name] = moment.isoformat()
    for name in _TEXTS:
        if getattr(order, name):
            told[name] = getattr(order, name)
    if order.recipient is not None and any(asdict(order.recipient).values()):
        told["recipient"] = asdict(order.recipient)
    return told


def news(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told otherwise than before."""
    return {name: value for name, value in now.items() if before.get(name) != value}


def column_values(changed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what changed as values of the order's columns; the state is decided elsewhere."""
    values: dict[str, Any] = {name: changed[name] for name in _TEXTS if name in changed}
    for name in _MOMENTS:
        if name in changed:
            values[name] = datetime.fromisoformat(changed[name])
    for name, value in changed.get("recipient", {}).items():
        if name != "buyer_name":
            values["recipient_name" if name == "name" else name] = value
    return values


def line_news(before: ToldLine, now: ToldLine, *, status_only: bool) -> bool:
    """Tell whether a line changed in anything that matters here.

    A status report's quantities are those of its own counting; only its states are listened to.
    """
    if status_only:
        return now.state == "cancelled" and before.state != "cancelled"
    return now != before


def merged_line(before: ToldLine, now: ToldLine) -> ToldLine:
    """Return what is known of a line after a telling that may leave its price out."""
    price = before.price if now.price is None else now.price
    return ToldLine(now.sku, now.title or before.title, now.units, now.bought, now.state, price)


def matched(known: Mapping[str, str], incoming: Sequence[IncomingLine]) -> dict[str, str]:
    """Map each incoming line's id to that of the known line which it is; new ones are left out.

    Lines are known by id. Where one of the two ids is made of the SKU, because a report told
    none, the SKU decides.

    Args:
        known: Line id → SKU of the lines that the order has.
        incoming: The lines as they come in.
    """
    pairs = {line.channel_line_id: line.channel_line_id for line in incoming}
    pairs = {new: old for new, old in pairs.items() if old in known}
    free = [line_id for line_id in known if line_id not in pairs]
    for line in incoming:
        if line.channel_line_id in pairs:
            continue
        for line_id in free:
            made_up = line_id.startswith(_MADE_OF_SKU) != line.channel_line_id.startswith(
                _MADE_OF_SKU
            )
            if made_up and known[line_id] == line.sku:
                pairs[line.channel_line_id] = line_id
                free.remove(line_id)
                break
    return pairs


def better_id(known: str, incoming: str) -> str:
    """Return the channel's own id of a line rather than one that was made of its SKU."""
    return incoming if known.startswith(_MADE_OF_SKU) else known


def wanted_now(wanted: int, shipped: int, before: ToldLine, now: ToldLine) -> int:
    """Return how many units a line wants in all after the channel told new figures.

    Args:
        wanted: Units that the line wants here, those that have left included.
        shipped: Units that have left from here; the channel may know of all or none of them yet.
        before: What the channel said before.
        now: What it says now.
    """
    wanted = max(wanted + now.bought - before.bought, 0)
    if now.units > wanted:
        return now.units
    if now.units < wanted - shipped:
        return now.units + shipped
    return wanted
