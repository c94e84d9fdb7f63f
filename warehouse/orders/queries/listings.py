"""What channels sell under which SKU, and how much of it is sold and not promised yet."""

from __future__ import annotations

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from warehouse.ledger.queries.promises import promised_to
from warehouse.orders.models import (
    CHANNEL_FULFILLED,
    EXCEPTION,
    OPEN,
    PACKED,
    PENDING,
    PICKED,
    RELEASED,
    ChannelSku,
    Order,
    OrderLine,
)

UNFINISHED = (PENDING, EXCEPTION, OPEN, RELEASED, PICKED, PACKED)


def channel_skus(session: Session, site_id: int, channel: str) -> set[str]:
    """Return the SKUs that a channel's orders at a site have named, and those mapped for it.

    A SKU whose newest order the channel ships from its own stock is left out: what this site has
    of it is not for sale there.
    """
    theirs = case((Order.state == CHANNEL_FULFILLED, Order.id))
    ours = case(((Order.state != CHANNEL_FULFILLED) & (OrderLine.ordered_units > 0), Order.id))
    rows = session.execute(
        select(OrderLine.sku, func.max(ours), func.max(theirs))
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            Order.site_id == site_id,
            Order.channel == channel,
            OrderLine.replaces_id.is_(None),  # neither these nor components are known to it
            OrderLine.kit_line_id.is_(None),
            OrderLine.sku != "",
        )
        .group_by(OrderLine.sku)
    )
    mapped = session.execute(select(ChannelSku.sku).where(ChannelSku.channel == channel)).scalars()
    found = set(mapped)
    for sku, by_us, by_them in rows:
        if (by_them or 0) > (by_us or 0):
            found.discard(sku)
        elif by_us:
            found.add(sku)
    return found


def waiting_units(session: Session, site_id: int) -> dict[int, int]:
    """Return item → base units that the site's unfinished orders want and nothing promises.

    Orders that are not paid yet, or wait for a repair, count like those that lack stock.
    """
    lacking = OrderLine.ordered_units - OrderLine.cancelled_units - promised_to(OrderLine.id)
    lines = (
        select(OrderLine.item_id, lacking.label("units"))
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            Order.site_id == site_id,
            Order.state.in_(UNFINISHED),
            OrderLine.item_id.is_not(None),
        )
        .subquery("lacking")
    )
    rows = session.execute(
        select(lines.c.item_id, func.sum(lines.c.units))
        .where(lines.c.units > 0)
        .group_by(lines.c.item_id)
    )
    return {item_id: int(units) for item_id, units in rows}
