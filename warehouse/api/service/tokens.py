"""Making and revoking tokens, and knowing whose a request is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from warehouse.api.errors import NoSuchToken, NoToken, TokenIncomplete
from warehouse.api.models import ApiToken
from warehouse.api.rules.tokens import (
    ALL_SITES,
    PREFIX,
    SHOWN_CHARS,
    USED_AT_MOST_EVERY,
    Caller,
    Wish,
    token_in,
)
from warehouse.db.base import table_of
from warehouse.db.uow import Database
from warehouse.kernel.ids import fingerprint, new_secret
from warehouse.ledger.queries.feed import site_ledgers
from warehouse.people.models import User
from warehouse.people.queries import member_of
from warehouse.people.rules import badge_of

_TOKEN = table_of(ApiToken)


def make_token(
    session: Session, wish: Wish, *, badge: str = "", made_by: int | None, now: datetime
) -> str:
    """Make a token; its text is returned this once, and kept nowhere.

    Args:
        badge: Badge of the person that it acts for; "" for nobody.

    Raises:
        TokenIncomplete: Nobody with that badge works at one of the sites.
    """
    text = PREFIX + new_secret()
    session.add(
        ApiToken(
            name=wish.name,
            shown=text[:SHOWN_CHARS],
            token_hash=fingerprint(text),
            scopes=" ".join(wish.scopes),
            sites=" ".join(wish.sites),
            user_id=_person(session, badge, wish.sites) if badge else None,
            made_by=made_by,
            made_at=now,
            expires_at=wish.expires_at,
        )
    )
    session.flush()
    return text


def _person(session: Session, badge: str, sites: tuple[str, ...]) -> int:
    found = session.execute(
        select(User.id).where(User.badge == badge_of(badge), User.is_active)
    ).scalar_one_or_none()
    ours = [one for one in site_ledgers(session) if ALL_SITES in sites or one.code in sites]
    if found is None or not any(member_of(session, found, one.site_id) for one in ours):
        raise TokenIncomplete(why=f"nobody with the badge “{badge[:20]}” works there")
    return found


def revoke_token(
    session: Session, token_id: int, *, now: datetime, site_code: str | None = None
) -> None:
    """End a token at once; a second time changes nothing.

    Args:
        site_code: Where the administrator works; None at the machine itself.

    Raises:
        NoSuchToken: There is none of that number, or it may not see the site.
    """
    token = session.get(ApiToken, token_id, with_for_update=True)
    if token is None:
        raise NoSuchToken
    sites = token.sites.split(" ")
    if site_code is not None and site_code not in sites and ALL_SITES not in sites:
        raise NoSuchToken
    token.revoked_at = token.revoked_at or now


def caller_of(database: Database, header: str, now: datetime) -> Caller:
    """Return whose request it is; looked up each time, so that a revoked token ends at once.

    Raises:
        NoToken: None was sent, or it is unknown, revoked, or past its end.
    """
    text = token_in(header)
    if text is None:
        raise NoToken
    with database.glance() as session:
        row = (
            session.connection()
            .execute(select(_TOKEN).where(_TOKEN.c.token_hash == fingerprint(text)))
            .one_or_none()
        )
    is_over = row is None or row.revoked_at or (row.expires_at and row.expires_at <= now)
    if row is None or is_over:
        raise NoToken
    if row.last_used_at is None or now - row.last_used_at >= USED_AT_MOST_EVERY:
        with database.command() as session:
            session.execute(update(ApiToken).where(ApiToken.id == row.id).values(last_used_at=now))
    return Caller(
        token_id=row.id,
        name=row.name,
        scopes=frozenset(row.scopes.split(" ")),
        sites=frozenset(row.sites.split(" ")),
        user_id=row.user_id,
    )
