"""Tokens: what one may do, where, and until when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from warehouse.api.errors import TokenIncomplete

PREFIX = "wft_"
"""Begins every token, so that people and secret scanners know what they have found."""
SHOWN_CHARS = 12
"""How much of a token lists show: the prefix, and enough to tell two tokens apart."""
LONGEST_DAYS = 3650
USED_AT_MOST_EVERY = timedelta(minutes=1)
"""How often a request may cost a write that says that its token is in use."""

STOCK_READ = "stock:read"
ORDERS_READ = "orders:read"
ORDERS_WRITE = "orders:write"
CATALOG_WRITE = "catalog:write"
STOCK_WRITE = "stock:write"
EVENTS_WRITE = "events:write"
CENTRAL_POST = "central:post"
CENTRAL_READ = "central:read"
SCOPES = {
    STOCK_READ: "Read items, bins, containers, balances, events, moves and counts.",
    ORDERS_READ: "Read orders and shipments, with names and addresses.",
    ORDERS_WRITE: "Take orders in, change and cancel them.",
    CATALOG_WRITE: "Take items and bins in.",
    STOCK_WRITE: "Send corrections of stock.",
    EVENTS_WRITE: "Send events of the floor for the person that the token acts for.",
    CENTRAL_POST: "Post a site's ledger to this central one.",
    CENTRAL_READ: "Read the ledgers that sites have posted here.",
}
ALL_SITES = "*"

_SITE = re.compile(r"[^\s,*\x00]{1,40}")
_TOKEN = re.compile(re.escape(PREFIX) + r"[0-9A-Za-z_-]{43}")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: one token, with what it may do. `sites` are codes, or "*" for all."""

    token_id: int
    name: str
    scopes: frozenset[str]
    sites: frozenset[str]
    user_id: int | None

    def may_see(self, site_code: str) -> bool:
        """Tell whether a site is the token's."""
        return ALL_SITES in self.sites or site_code in self.sites


@dataclass(frozen=True, slots=True)
class Wish:
    """A token that is to be made, checked."""

    name: str
    scopes: tuple[str, ...]
    sites: tuple[str, ...]
    expires_at: datetime | None


def checked_wish(
    name: str, scopes: list[str], sites: list[str], days: int | None, *, now: datetime
) -> Wish:
    """Check what a token is to be.

    Args:
        days: After how many it ends; None for never.

    Raises:
        TokenIncomplete: with what is missing.
    """
    kept = " ".join(name.replace("\x00", "␀").split())
    if not 1 <= len(kept) <= 60:
        raise TokenIncomplete(why="give it a name of up to 60 characters")
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise TokenIncomplete(why=f"choose at least one scope of {', '.join(SCOPES)}")
    if not sites or any(site != ALL_SITES and not _SITE.fullmatch(site) for site in sites):
        raise TokenIncomplete(why="name the codes of its sites, or * for all")
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise TokenIncomplete(why=f"it ends after 1 to {LONGEST_DAYS} days")
    return Wish(
        name=kept,
        scopes=tuple(scope for scope in SCOPES if scope in scopes),
        sites=tuple(sorted(set(sites))),
        expires_at=now + timedelta(days=days) if days is not None else None,
    )


def token_in(header: str) -> str | None:
    """Return the token in an `Authorization` header, or None where none of ours can be in it."""
    kind, _, text = header.partition(" ")
    token = text.strip(" ")
    return token if kind.lower() == "bearer" and _TOKEN.fullmatch(token) else None
