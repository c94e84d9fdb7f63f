"""Signing in and out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from warehouse.db.uow import Database
from warehouse.kernel.errors import NotYours
from warehouse.kernel.ids import fingerprint, new_secret
from warehouse.people.errors import DeviceRevoked, NoSite, NotEnrolled, WrongSignIn
from warehouse.people.models import (
    ADMINISTRATOR,
    SUPERVISOR,
    Device,
    Membership,
    SignInThrottle,
    User,
    WebSession,
)
from warehouse.people.rules import LONGEST_SESSION, Tries, charge
from warehouse.people.service.devices import known_device
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
    """A new session: `token` and `device_secret` go into cookies and are kept nowhere else."""

    user_id: int
    device_id: str
    token: str = field(repr=False)
    device_secret: str = field(repr=False)
    is_same_person: bool
    """Whether nobody else was signed in on the device in between: who may go on where it stood."""


@dataclass(frozen=True, slots=True)
class _Try:
    """A try that was charged; `user_id` is None where nobody is meant by the claim."""

    user_id: int | None
    kept_hash: str | None = field(repr=False)
    bucket: str


def sign_in(  # noqa: PLR0913 - who, on what, when, and under which policy
    database: Database,
    claim: Claim,
    *,
    now: datetime,
    device_secret: str | None = None,
    replaces: str | None = None,
    must_enrol: bool = False,
) -> SignedIn:
    """Open a session for whoever proves to be the one they say.

    In two transactions, with the slow hash between them: it must not hold the write lock that
    every pick needs, and a wrong try must stay counted although it is refused.

    Args:
        device_secret: What the device's cookie holds; a browser unknown to us gets a new one.
        replaces: The token of a session on the same browser, which ends: a quick switch.
        must_enrol: Whether badges open enrolled devices only. Then other browsers let supervisors
            and administrators in, by password.

    Raises:
        NotEnrolled: The device lets in nobody, or not this person.
        DeviceRevoked: Nobody signs in on this device any more.
        SignInBlocked: Too many wrong tries; a supervisor must unlock.
        SignInLocked: Too many wrong tries; time unlocks.
        WrongSignIn: Unknown, inactive, or not proven; in one sentence and in equal time.
        NoSite: Proven, but without a role at any site.
    """
    charged = database.decide(
        lambda session: _charge(session, claim, device_secret, now, must_enrol=must_enrol)
    )
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
        return _open_session(session, user_id, device_secret, now, must_enrol=must_enrol)

    return database.decide(enter)


def sign_out(session: Session, token: str) -> None:
    """End the session that the token opened, if it still runs."""
    session.execute(delete(WebSession).where(WebSession.token_hash == fingerprint(token)))


def switch_site(
    session: Session, token: str, user_id: int, site_id: int, *, must_enrol: bool = False
) -> None:
    """Go on working at another site of the same person.

    Raises:
        NotYours: No such site, or no role there.
        NotEnrolled: The device is not enrolled, and the person has no desk role there.
    """
    found = session.get(WebSession, fingerprint(token))
    membership = session.get(Membership, (user_id, site_id))
    if found is None or membership is None:
        raise NotYours
    device = session.get_one(Device, found.device_id)
    if must_enrol and device.enrolled_at is None and not _is_for_the_desk(membership.roles):
        raise NotEnrolled
    found.site_id = site_id


def _charge(
    session: Session, claim: Claim, device_secret: str | None, now: datetime, *, must_enrol: bool
) -> _Try:
    device = known_device(session, device_secret)
    if device is not None and device.is_revoked:
        raise DeviceRevoked
    if must_enrol and claim.badge and (device is None or device.enrolled_at is None):
        raise NotEnrolled  # before anything is looked up: it tells nobody which badges there are
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


def _open_session(
    session: Session,
    user_id: int,
    device_secret: str | None,
    now: datetime,
    *,
    must_enrol: bool,
) -> SignedIn:
    device = known_device(session, device_secret)
    site_id = _site_for(session, user_id, device, must_enrol=must_enrol)
    secret = device_secret or ""
    if device is None:
        secret = new_secret()
        device = Device(id=fingerprint(secret), first_seen_at=now)
        session.add(device)
    is_same_person = device.last_user_id in (None, user_id)
    device.last_user_id, device.last_seen_at = user_id, now
    if device.enrolled_at is None:
        device.site_id = site_id
    session.flush()
    session.execute(delete(WebSession).where(WebSession.started_at < now - LONGEST_SESSION))
    token = new_secret()
    session.add(
        WebSession(
            token_hash=fingerprint(token),
            user_id=user_id,
            site_id=site_id,
            device_id=device.id,
            started_at=now,
            seen_at=now,
        )
    )
    return SignedIn(user_id, device.id, token, secret, is_same_person)


def _site_for(session: Session, user_id: int, device: Device | None, *, must_enrol: bool) -> int:
    """Return where the person begins: at the device's own site, if they have a role there."""
    memberships = session.execute(
        select(Membership.site_id, Membership.roles)
        .where(Membership.user_id == user_id)
        .order_by(Membership.site_id)
    ).all()
    if not memberships:
        raise NoSite
    sites: list[int] = [row.site_id for row in memberships]
    if device is not None and device.enrolled_at is not None:
        own = device.site_id
        return own if own is not None and own in sites else sites[0]
    if must_enrol:
        sites = [row.site_id for row in memberships if _is_for_the_desk(row.roles)]
    if not sites:
        raise NotEnrolled
    return sites[0]


def _is_for_the_desk(roles: str) -> bool:
    return not {SUPERVISOR, ADMINISTRATOR}.isdisjoint(roles.split(","))
