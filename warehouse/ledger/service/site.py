"""Opening a site: from then on it has a ledger, which begins at position 0."""

from __future__ import annotations

from sqlalchemy.orm import Session

from warehouse.ledger.models import LedgerHead
from warehouse.locations import service as locations


def open_site(
    session: Session, code: str, name: str, *, time_zone: str = "UTC", gs1_prefix: str = ""
) -> int:
    """Make a site with its virtual places and an empty ledger; returns its id."""
    site = locations.create_site(session, code, name, time_zone=time_zone, gs1_prefix=gs1_prefix)
    session.add(LedgerHead(site_id=site.id, pos=0, hash=""))
    session.flush()
    return site.id
