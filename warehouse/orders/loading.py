"""What an order's lines, kits and SKUs come to, for use cases and screens alike.

A kit's own line has no stock: what it comes to follows from its components' lines.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item
from warehouse.catalog.rules import whole_kits
from warehouse.ledger.queries.promises import Promised
from warehouse.orders.models import SHIPMENT_LINE, ChannelSku, OrderLine


def find_items(session: Session, skus: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the item that each (channel, SKU) means: as mapped, else the item of that SKU."""
    wanted = sorted({sku for _, sku in skus})
    own: dict[str, int] = {}
    mapped: dict[tuple[str, str], int] = {}
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        named = session.execute(select(Item.sku, Item.id).where(Item.sku.in_(part)))
        own.update((sku, item_id) for sku, item_id in named)
        mapped |= {
            (channel, sku): item_id
            for channel, sku, item_id in session.execute(
                select(ChannelSku.channel, ChannelSku.sku, ChannelSku.item_id).where(
                    ChannelSku.sku.in_(part)
                )
            )
        }
    found = {key: mapped.get(key, own.get(key[1])) for key in skus}
    return {key: item_id for key, item_id in found.items() if item_id is not None}


def lines_of(session: Session, order_ids: Collection[int]) -> dict[int, list[OrderLine]]:
    """Return order → its lines as they stand now, in the order in which they came."""
    found: dict[int, list[OrderLine]] = {order_id: [] for order_id in order_ids}
    for line in session.execute(
        select(OrderLine)
        .where(OrderLine.order_id.in_(order_ids))
        .order_by(OrderLine.id)
        .execution_options(populate_existing=True)
    ).scalars():
        found[line.order_id].append(line)
    return found


def load_lines(session: Session, order_id: int) -> list[OrderLine]:
    """Return the lines of one order; see `lines_of`."""
    return lines_of(session, [order_id])[order_id]


def shipped_units(session: Session, line_ids: Sequence[int]) -> dict[int, int]:
    """Return how many units of each line have left; lines without any are left out.

    What has left is past changing.
    """
    rows = session.execute(
        select(SHIPMENT_LINE.c.order_line_id, func.sum(SHIPMENT_LINE.c.units))
        .where(SHIPMENT_LINE.c.order_line_id.in_(line_ids))
        .group_by(SHIPMENT_LINE.c.order_line_id)
    )
    return {line: int(units) for line, units in rows}


def kits_among(lines: Iterable[OrderLine]) -> dict[int, list[OrderLine]]:
    """Return the number of each kit's line → its components' lines, as far as they are given."""
    found: dict[int, list[OrderLine]] = {}
    for line in lines:
        if line.kit_line_id is not None:
            found.setdefault(line.kit_line_id, []).append(line)
    return found


def made_whole(parts: Iterable[OrderLine], units: Callable[[OrderLine], int]) -> int:
    """Return how many whole kits so many units of each component make.

    Args:
        parts: The lines of all components of one kit.
        units: Says how many base units of a component there are.
    """
    return whole_kits((units(part), part.per_kit) for part in parts)


def promised_kits(parts: Collection[OrderLine], promises: Mapping[int, Promised]) -> Promised:
    """Return how many whole kits picks have taken, and how many more are made by open units."""
    has = {part.id: promises.get(part.id, Promised()) for part in parts}
    taken = made_whole(parts, lambda part: has[part.id].taken_units)
    given = made_whole(parts, lambda part: has[part.id].given_units)
    return Promised(given - taken, taken)
