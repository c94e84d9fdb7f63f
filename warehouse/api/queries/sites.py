"""The site that an address names."""

from __future__ import annotations

from sqlalchemy.orm import Session

from warehouse.kernel.errors import NotYours
from warehouse.ledger.queries.feed import SiteLedger, site_ledgers


def site_of(session: Session, code: str) -> SiteLedger:
    """Return the site of a code, with the end of its ledger.

    Raises:
        NotYours: There is none.
    """
    found = site_ledgers(session, code=code)
    if not found:
        raise NotYours
    return found[0]
