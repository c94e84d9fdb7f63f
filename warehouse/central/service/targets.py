"""What an administrator does about targets, and about the sites that post here."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.central.errors import (
    NoSuchTarget,
    NothingToSkip,
    ReasonMissing,
    SiteIncomplete,
    SiteKnown,
    TargetIncomplete,
    TargetNameTaken,
)
from warehouse.central.models import (
    FILES,
    INSTANCE,
    KINDS,
    OFF,
    ON,
    STOPPED,
    TRYTON,
    WEBHOOK,
    FarSite,
    PostingSkip,
    PostingTarget,
)
from warehouse.central.rules.addresses import read_endpoint
from warehouse.central.rules.signing import is_webhook_secret, new_webhook_secret
from warehouse.central.service.sealing import seal
from warehouse.ledger.queries.feed import head_of

OLD_SECRET_LASTS = timedelta(days=1)
"""For how long two secrets sign, so that a receiver can change over without losing a message."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,39}")
_SITE_CODE = re.compile(r"[^\s,*/\x00]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetWish:
    """A target as it is typed in.

    `secret`: an instance's token, Tryton's `user:password`; made here for webhooks.
    """

    kind: str
    name: str
    address: str = ""
    secret: str = ""
    authority: str = ""
    from_now_on: bool = False
    """Begin with what happens next, and not with the ledger's first event."""


def add_target(
    session: Session, site_id: int, wish: TargetWish, *, secret_key: str, now: datetime
) -> str:
    """Make a target; returns a webhook's new secret, to be shown once, else "".

    Raises:
        TargetIncomplete: Something lacks or cannot be meant.
        TargetNameTaken: Another one has the name.
    """
    name = wish.name.strip(" ")
    if wish.kind not in KINDS:
        raise TargetIncomplete(why="choose what kind it is")
    if not _NAME.fullmatch(name):
        raise TargetIncomplete(why="give it a name of up to 40 letters, digits, - and _")
    if session.execute(select(PostingTarget.id).where(PostingTarget.name == name)).first():
        raise TargetNameTaken(name=name)
    _check_way(wish)
    secret = "" if wish.kind == FILES else wish.secret
    if wish.kind == WEBHOOK:
        secret = secret or new_webhook_secret()
    session.add(
        PostingTarget(
            site_id=site_id,
            kind=wish.kind,
            name=name,
            address="" if wish.kind == FILES else wish.address.strip(" "),
            authority=wish.authority.strip(" \r\n"),
            secret=seal(secret_key, secret),
            pos=head_of(session, site_id)[0] if wish.from_now_on else 0,
            run_after=now,
            made_at=now,
        )
    )
    session.flush()
    return secret if wish.kind == WEBHOOK else ""


def _check_way(wish: TargetWish) -> None:
    if wish.kind == FILES:
        return
    endpoint = read_endpoint(wish.address.strip(" "))
    if wish.kind == TRYTON and not endpoint.path.strip("/"):
        raise TargetIncomplete(why="Tryton's address ends with its database: https://host/database")
    if wish.kind == INSTANCE and wish.from_now_on:
        raise TargetIncomplete(why="a central ledger needs every event from the first")
    if wish.kind != WEBHOOK:
        _check_secret(wish.kind, wish.secret)
    elif wish.secret and not is_webhook_secret(wish.secret):
        raise TargetIncomplete(why="a secret begins with whsec_; leave it empty and one is made")
    if wish.authority.strip(" \r\n"):
        try:
            ssl.create_default_context(cadata=wish.authority)
        except (ssl.SSLError, ValueError):
            raise TargetIncomplete(why="its authority must be a certificate as PEM") from None


def _check_secret(kind: str, secret: str) -> None:
    if kind == TRYTON and not re.fullmatch(r"[^:\x00]+:[^\x00]+", secret):
        raise TargetIncomplete(why="give the user of Tryton and its password, as user:password")
    if kind == INSTANCE and not re.fullmatch(r"wft_[0-9A-Za-z_-]{43}", secret):
        raise TargetIncomplete(why="paste the token that was made over there; it begins wft_")


def _target(session: Session, site_id: int, target_id: int) -> PostingTarget:
    row = session.get(PostingTarget, target_id, with_for_update=True, populate_existing=True)
    if row is None or row.site_id != site_id:
        raise NoSuchTarget
    return row


def retry(session: Session, site_id: int, target_id: int, *, now: datetime) -> None:
    """Try a target again at once, whether it waits, was stopped or switched off.

    Raises:
        NoSuchTarget: It is not this site's.
    """
    row = _target(session, site_id, target_id)
    row.state, row.attempts, row.run_after = ON, 0, now
    row.leased_by, row.leased_until = "", None


def switch_off(session: Session, site_id: int, target_id: int) -> None:
    """Post nothing to a target until it is tried again; its cursor stays where it is.

    Raises:
        NoSuchTarget: It is not this site's.
    """
    row = _target(session, site_id, target_id)
    row.state, row.leased_by, row.leased_until = OFF, "", None


def skip(  # noqa: PLR0913 - what, why, who and when
    session: Session,
    site_id: int,
    target_id: int,
    reason: str,
    *,
    pos: int,
    user_id: int | None,
    now: datetime,
) -> None:
    """Leave out the event that a target refuses or fails to take, and go on with the next.

    Args:
        pos: The event that the administrator saw; another one meanwhile is not skipped.

    Raises:
        NoSuchTarget: It is not this site's.
        ReasonMissing: Nobody would know why.
        NothingToSkip: The target has no trouble, or with another event.
    """
    row = _target(session, site_id, target_id)
    kept = " ".join(reason.replace("\x00", "␀").split())
    has_trouble = row.state == STOPPED or row.attempts > 0
    if not has_trouble or pos != row.pos + 1 or pos > head_of(session, site_id)[0]:
        raise NothingToSkip(name=row.name)
    if not 3 <= len(kept) <= 200:
        raise ReasonMissing
    known = session.execute(
        select(PostingSkip).where(PostingSkip.target_id == target_id, PostingSkip.pos == pos)
    ).scalar_one_or_none()
    if known is None:
        session.add(
            PostingSkip(target_id=target_id, pos=pos, reason=kept, user_id=user_id, skipped_at=now)
        )
    retry(session, site_id, target_id, now=now)


def rotate_secret(
    session: Session, site_id: int, target_id: int, *, secret_key: str, now: datetime
) -> str:
    """Give a webhook a new secret; the old one signs beside it for a day. Returns the new one.

    Raises:
        NoSuchTarget: It is not this site's, or signs nothing.
    """
    row = _target(session, site_id, target_id)
    if row.kind != WEBHOOK:
        raise NoSuchTarget
    made = new_webhook_secret()
    row.old_secret, row.old_secret_until = row.secret, now + OLD_SECRET_LASTS
    row.secret = seal(secret_key, made)
    return made


def replace_secret(  # noqa: PLR0913 - which one, and by what
    session: Session,
    site_id: int,
    target_id: int,
    secret: str,
    *,
    secret_key: str,
    now: datetime,
) -> None:
    """Give a target another token or password of the other side's, as after the old one ended.

    Raises:
        NoSuchTarget: It is not this site's, or the other side gives it none.
        TargetIncomplete: It cannot be one.
    """
    row = _target(session, site_id, target_id)
    if row.kind not in {INSTANCE, TRYTON}:
        raise NoSuchTarget
    _check_secret(row.kind, secret)
    row.secret = seal(secret_key, secret)
    retry(session, site_id, target_id, now=now)


def target_named(session: Session, name: str) -> int:
    """Return the number of a target by its name, for the command line.

    Raises:
        NoSuchTarget: None is called so.
    """
    found = session.execute(
        select(PostingTarget.id).where(PostingTarget.name == name)
    ).scalar_one_or_none()
    if found is None:
        raise NoSuchTarget
    return found


def open_far_site(session: Session, code: str, name: str, *, now: datetime) -> None:
    """Let a site post its ledger here, from its first event on.

    Raises:
        SiteIncomplete: Code or name lacks.
        SiteKnown: One of that code posts here already.
    """
    kept = " ".join(name.replace("\x00", "␀").split())
    if not _SITE_CODE.fullmatch(code) or not 1 <= len(kept) <= 80:
        raise SiteIncomplete
    if session.execute(select(FarSite.id).where(FarSite.code == code)).first():
        raise SiteKnown(site=code)
    session.add(FarSite(code=code, name=kept, opened_at=now))
    session.flush()
