"""How long goods must still be good for whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from warehouse.orders.errors import NotAShelfLife
from warehouse.orders.models import CustomerTerms, Order

MOST_DAYS = 3_650


def fresh_until(session: Session, order_id: int, today: date) -> date:
    """Return the last day on which a lot must still be good to go to an order's customer."""
    days = _said(session, order_id, CustomerTerms.minimum_shelf_days)
    return today + timedelta(days=days or 0)


def takes_substitutes(session: Session, order_id: int) -> bool:
    """Tell whether an order's customer takes another item for a missing one; unsaid is no."""
    return bool(_said(session, order_id, CustomerTerms.takes_substitutes))


def _said(session: Session, order_id: int, term: InstrumentedAttribute[Any]) -> Any:
    """Return a term of an order's customer; the recipient's goes before the channel's."""
    return session.execute(
        select(term)
        .join(
            Order,
            (Order.site_id == CustomerTerms.site_id) & (Order.channel == CustomerTerms.channel),
        )
        .where(Order.id == order_id, CustomerTerms.recipient_name.in_(("", Order.recipient_name)))
        .order_by(CustomerTerms.recipient_name.desc())
        .limit(1)
    ).scalar_one_or_none()


def say_terms(  # noqa: PLR0913 - whose terms, and what they are
    session: Session,
    site_id: int,
    *,
    channel: str,
    recipient_name: str,
    days: int | None,
    substitutes: bool = False,
) -> None:
    """Say for how many days goods must still be good, and whether substitutes are taken.

    0 days and no substitutes take it back.

    Raises:
        NotAShelfLife: no number of days that can be meant, or no channel.
    """
    if days is None or days > MOST_DAYS or not channel:
        raise NotAShelfLife
    whose = {"site_id": site_id, "channel": channel, "recipient_name": recipient_name}
    session.execute(
        delete(CustomerTerms).where(
            *(CustomerTerms.__table__.c[name] == value for name, value in whose.items())
        )
    )
    if days or substitutes:
        terms = {"minimum_shelf_days": days, "takes_substitutes": substitutes}
        session.execute(insert(CustomerTerms), whose | terms)
