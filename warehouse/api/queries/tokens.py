"""The administrator's list of tokens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.api.models import ApiToken
from warehouse.api.rules.tokens import ALL_SITES, SCOPES
from warehouse.api.screens.desk import Draft, TokenRow, TokensScreen
from warehouse.people.models import User


def token_rows(
    session: Session, *, now: datetime, site_code: str | None = None
) -> tuple[TokenRow, ...]:
    """Return tokens, those in use first, the newest before the others.

    Args:
        site_code: Only those that may see this site.
    """
    rows = session.execute(
        select(ApiToken, User.name)
        .outerjoin(User, User.id == ApiToken.user_id)
        .order_by(ApiToken.revoked_at.is_not(None), ApiToken.id.desc())
    )
    return tuple(
        TokenRow(
            token_id=token.id,
            name=token.name,
            shown=token.shown,
            scopes=tuple(token.scopes.split(" ")),
            sites=tuple(token.sites.split(" ")),
            acts_for=acts_for or "",
            expires_at=token.expires_at,
            last_used_at=token.last_used_at,
            state=_state(token, now),
        )
        for token, acts_for in rows
        if site_code is None or is_of_site(token, site_code)
    )


def is_of_site(token: ApiToken, site_code: str) -> bool:
    """Tell whether a token may see a site."""
    sites = token.sites.split(" ")
    return ALL_SITES in sites or site_code in sites


def _state(token: ApiToken, now: datetime) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "ended" if token.expires_at is not None and token.expires_at <= now else "in use"


def tokens_screen(  # noqa: PLR0913 - what the page tells besides the list
    session: Session,
    site_code: str,
    *,
    now: datetime,
    made: str = "",
    done: str = "",
    refusal: str | None = None,
    draft: Draft | None = None,
) -> TokensScreen:
    """Return the list, the form, and the text of a token that was made this moment."""
    return TokensScreen(
        tokens=token_rows(session, now=now, site_code=site_code),
        scopes=tuple(SCOPES.items()),
        made=made,
        done=done,
        refusal=refusal,
        draft=draft or Draft(),
    )
