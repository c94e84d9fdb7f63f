"""Signing in and out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from warehouse.db.uow import Database
from warehouse.kernel.errors import NotYours
from warehouse.kernel.ids import fingerprint, new_secret
from warehouse.people.errors import DeviceRevoked, NoSite, WrongSignIn
from warehouse.people.models import Device, Membership, SignInThrottle, User, WebSession
from warehouse.people.rules import LONGEST_SESSION, Tries, charge, is_device_id
from warehouse.people.service.proof import is_outdated, is_proven, made_hash

UNKNOWN_DEVICE = ""
"""All browsers that have signed nobody in yet share one count of wrong tries a person: else
whoever throws the device cookie away would start afresh with every try."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who somebody says to be, by badge or by user name, and the secret that is to prove it."""

    badge: str = ""
    username: str = ""
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: `token` goes into its cookie and is kept nowhere else."""

    user_id: int
    device_id: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Try:
    """A try that was charged; `user_id` is None where nobody is meant by the claim."""

    user_id: int | None
    kept_hash: str | None = field(repr=False)
    bucket: str


def sign_in(
    database: Database,
    claim: Claim,
    *,
    device_id: str | None,
    now: datetime,
    replaces: str | None = None,
) -> SignedIn:
    """Open a session for whoever proves to be the one they say.

    In two transactions, with the slow hash between them: it must not hold the write lock that
    every pick needs, and a wrong try must stay counted although it is refused.

    Args:
        device_id: What the device's cookie says; a device unknown to us gets a new id.
        replaces: The token of a session on the same browser, which ends: a quick switch.

    Raises:
        DeviceRevoked: Nobody signs in on this device any more.
        SignInBlocked: Too many wrong tries; a supervisor must unlock.
        SignInLocked: Too many wrong tries; time unlocks.
        WrongSignIn: Unknown, inactive, or not proven; in one sentence and in equal time.
        NoSite: Proven, but without a role at any site.
    """
    charged = database.decide(lambda session: _charge(session, claim, device_id, now))
    if not is_proven(charged.kept_hash, claim.secret) or charged.user_id is None:
        raise WrongSignIn
    user_id, kept = charged.user_id, charged.kept_hash or ""
    fresh_hash = made_hash(claim.secret) if is_outdated(kept) else None

    def enter(session: Session) -> SignedIn:
        _wipe_tries(session, user_id, charged.bucket)
        if fresh_hash:
            _keep_fresh_hash(session, user_id, kept, fresh_hash)
        if replaces:
            sign_out(session, replaces)
        return _open_session(session, user_id, charged.bucket, now)

    return database.decide(enter)


def sign_out(session: Session, token: str) -> None:
    """End the session that the token opened, if it still runs."""
    session.execute(delete(WebSession).where(WebSession.token_hash == fingerprint(token)))


def switch_site(session: Session, token: str, user_id: int, site_id: int) -> None:
    """Go on working at another site of the same person.

    Raises:
        NotYours: No such site, or no role there.
    """
    found = session.get(WebSession, fingerprint(token))
    if found is None or session.get(Membership, (user_id, site_id)) is None:
        raise NotYours
    found.site_id = site_id


def _charge(session: Session, claim: Claim, device_id: str | None, now: datetime) -> _Try:
    device = session.get(Device, device_id) if device_id and is_device_id(device_id) else None
    if device is not None and device.is_revoked:
        raise DeviceRevoked
    bucket = device.id if device else UNKNOWN_DEVICE
    user = _claimed(session, claim)
    if user is None:
        return _Try(None, None, bucket)
    row = session.get(SignInThrottle, (user.id, bucket))
    if row is None:
        row = SignInThrottle(user_id=user.id, device_id=bucket, wrong=0, locked_until=None)
        session.add(row)
        session.flush()
    everywhere = session.execute(
        select(func.sum(SignInThrottle.wrong)).where(SignInThrottle.user_id == user.id)
    ).scalar_one()
    tries = charge(Tries(row.wrong, int(everywhere), row.locked_until), now)
    row.wrong, row.locked_until = tries.wrong, tries.locked_until
    return _Try(user.id, user.pin_hash if claim.badge else user.password_hash, bucket)


def _claimed(session: Session, claim: Claim) -> User | None:
    key = User.badge == claim.badge if claim.badge else User.username == claim.username
    # Locked, so that tries at the same moment are counted one after the other.
    found = session.execute(select(User).where(key, User.is_active).with_for_update())
    return found.scalar_one_or_none()


def _wipe_tries(session: Session, user_id: int, bucket: str) -> None:
    session.execute(
        delete(SignInThrottle).where(
            SignInThrottle.user_id == user_id, SignInThrottle.device_id == bucket
        )
    )


def _keep_fresh_hash(session: Session, user_id: int, kept: str, fresh: str) -> None:
    user = session.get_one(User, user_id)
    if user.pin_hash == kept:
        user.pin_hash = fresh
    elif user.password_hash == kept:
        user.password_hash = fresh


def _open_session(session: Session, user_id: int, bucket: str, now: datetime) -> SignedIn:
    site_id = session.execute(
        select(Membership.site_id)
        .where(Membership.user_id == user_id)
        .order_by(Membership.site_id)
        .limit(1)
    ).scalar_one_or_none()
    if site_id is None:
        raise NoSite
    device_id = bucket
    if bucket == UNKNOWN_DEVICE:
        device_id = new_secret()
        session.add(Device(id=device_id, first_seen_at=now, is_revoked=False))
        session.flush()
    session.execute(delete(WebSession).where(WebSession.started_at < now - LONGEST_SESSION))
    token = new_secret()
    session.add(
        WebSession(
            token_hash=fingerprint(token),
            user_id=user_id,
            site_id=site_id,
            device_id=device_id,
            started_at=now,
            seen_at=now,
        )
    )
    return SignedIn(user_id, device_id, token)
