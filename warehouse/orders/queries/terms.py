"""The desk's page about customers' terms."""

from __future__ import annotations

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import Session

from warehouse.orders.models import CustomerTerms, Order
from warehouse.orders.screens import TermsRow, TermsScreen

MOST = 500


def substitutes_taken() -> ScalarSelect[bool]:
    """Return, for a statement that reads orders, whether each one's customer takes substitutes."""
    return (
        select(CustomerTerms.takes_substitutes)
        .where(
            CustomerTerms.site_id == Order.site_id,
            CustomerTerms.channel == Order.channel,
            CustomerTerms.recipient_name.in_(("", Order.recipient_name)),
        )
        .order_by(CustomerTerms.recipient_name.desc())
        .limit(1)
        .correlate(Order)
        .scalar_subquery()
    )


def shelf_days(session: Session, site_id: int, channel: str) -> int:
    """Return for how many days goods must still be good for everybody on a channel; unsaid is 0."""
    days = session.execute(
        select(CustomerTerms.minimum_shelf_days).where(
            CustomerTerms.site_id == site_id,
            CustomerTerms.channel == channel,
            CustomerTerms.recipient_name == "",
        )
    ).scalar_one_or_none()
    return days or 0


def terms_screen(
    session: Session, site_id: int, *, saved: bool = False, refusal: str | None = None
) -> TermsScreen:
    """Return whose goods must be good for how long, by channel."""
    rows = session.execute(
        select(CustomerTerms)
        .where(CustomerTerms.site_id == site_id)
        .order_by(CustomerTerms.channel, CustomerTerms.recipient_name)
        .limit(MOST)
    ).scalars()
    return TermsScreen(
        tuple(
            TermsRow(row.channel, row.recipient_name, row.minimum_shelf_days, row.takes_substitutes)
            for row in rows
        ),
        saved,
        refusal,
    )
