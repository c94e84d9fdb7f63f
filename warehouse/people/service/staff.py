"""Who works here: taking people on, what they may do, their PINs and passwords."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from warehouse.kernel.errors import NotYours
from warehouse.kernel.ids import fingerprint, new_secret
from warehouse.people.errors import (
    BadgeTaken,
    LastAdministrator,
    RoleMissing,
    UserNameTaken,
    WorksElsewhereToo,
)
from warehouse.people.models import (
    ADMINISTRATOR,
    ROLES,
    Membership,
    SignInThrottle,
    User,
    WebSession,
)
from warehouse.people.rules import (
    checked_badge,
    checked_name,
    checked_password,
    checked_pin,
    checked_username,
)
from warehouse.people.service.proof import made_hash
from warehouse.web.guard import Actor


def create_user(  # noqa: PLR0913 - what is known of a person
    session: Session,
    *,
    site_id: int,
    name: str,
    roles: Iterable[str],
    pin: str,
    badge: str = "",
    username: str = "",
    password: str = "",
) -> User:
    """Take a person on at a site.

    Args:
        badge: What the badge's barcode is to say, with or without `U-`; "" makes one up.
        username: For the desk, with `password`; both may be "".

    Raises:
        NameMissing, RoleMissing, BadPin, BadBadge, BadUserName, BadPassword: As they say.
        BadgeTaken: Somebody has that badge.
        UserNameTaken: Somebody has that user name.
    """
    user = User(
        name=checked_name(name),
        badge=checked_badge(badge) if badge else _new_badge(),
        pin_hash=made_hash(checked_pin(pin)),
        username=None,
        password_hash=None,
        is_active=True,
    )
    kept_roles = _checked_roles(roles)
    if _is_taken(session, User.badge == user.badge):
        raise BadgeTaken(badge=user.badge)
    if username or password:
        _set_password(session, user, username, password)
    session.add(user)
    session.flush()
    session.add(Membership(user_id=user.id, site_id=site_id, roles=kept_roles))
    session.flush()
    return user


def change_person(  # noqa: PLR0913 - the fields of one form
    session: Session,
    actor: Actor,
    user_id: int,
    *,
    name: str,
    roles: Iterable[str],
    is_active: bool,
) -> None:
    """Change what a person is called, may do at the actor's site, and whether they may sign in.

    Raises:
        NotYours: Nobody of that id works at the actor's site.
        NameMissing, RoleMissing: As they say.
        WorksElsewhereToo: Name or activity would change at a site that is not the actor's.
        LastAdministrator: The site would be left without an administrator.
    """
    user, membership = _person(session, actor, user_id)
    kept_name, kept_roles = checked_name(name), _checked_roles(roles)
    if (kept_name, is_active) != (user.name, user.is_active):
        _check_wholly_ours(session, actor, user)
    stays = is_active and ADMINISTRATOR in kept_roles.split(",")
    if not stays and not _other_administrators(session, actor.site_id, user_id):
        raise LastAdministrator(name=user.name)
    user.name, user.is_active, membership.roles = kept_name, is_active, kept_roles
    if not is_active:
        _end_sessions(session, user_id)


def set_pin(session: Session, actor: Actor, user_id: int, pin: str) -> None:
    """Give a person a new PIN; their sessions end and their locks open.

    Raises:
        NotYours, WorksElsewhereToo, BadPin: As they say.
    """
    user, _ = _person(session, actor, user_id)
    _check_wholly_ours(session, actor, user)
    user.pin_hash = made_hash(checked_pin(pin))
    _end_sessions(session, user_id)
    unlock(session, actor, user_id)


def set_password(
    session: Session, actor: Actor, user_id: int, *, username: str, password: str
) -> None:
    """Give a person a user name and a password for the desk; their sessions end.

    Raises:
        NotYours, WorksElsewhereToo, BadUserName, BadPassword, UserNameTaken: As they say.
    """
    user, _ = _person(session, actor, user_id)
    _check_wholly_ours(session, actor, user)
    _set_password(session, user, username, password)
    _end_sessions(session, user_id)
    unlock(session, actor, user_id)


def unlock(session: Session, actor: Actor, user_id: int) -> None:
    """Forget a person's wrong tries on all devices.

    Raises:
        NotYours: Nobody of that id works at the actor's site.
    """
    _person(session, actor, user_id)
    session.execute(delete(SignInThrottle).where(SignInThrottle.user_id == user_id))


def _person(session: Session, actor: Actor, user_id: int) -> tuple[User, Membership]:
    found = session.execute(
        select(User, Membership)
        .join(Membership, Membership.user_id == User.id)
        .where(User.id == user_id, Membership.site_id == actor.site_id)
        .with_for_update(of=User)
    ).one_or_none()
    if found is None:
        raise NotYours
    return found[0], found[1]


def _check_wholly_ours(session: Session, actor: Actor, user: User) -> None:
    mine = session.execute(
        select(Membership.site_id, Membership.roles).where(Membership.user_id == actor.user_id)
    )
    sites = {row.site_id: row.roles for row in mine}
    theirs = session.execute(select(Membership.site_id).where(Membership.user_id == user.id))
    for site_id in theirs.scalars():
        if ADMINISTRATOR not in sites.get(site_id, "").split(","):
            raise WorksElsewhereToo(name=user.name)


def _other_administrators(session: Session, site_id: int, user_id: int) -> bool:
    # Locked, so that two administrators cannot take each other's role away at once.
    rows = session.execute(
        select(Membership.roles)
        .join(User, User.id == Membership.user_id)
        .where(Membership.site_id == site_id, User.id != user_id, User.is_active)
        .order_by(User.id)
        .with_for_update()
    )
    return any(ADMINISTRATOR in roles.split(",") for roles in rows.scalars())


def _end_sessions(session: Session, user_id: int) -> None:
    session.execute(delete(WebSession).where(WebSession.user_id == user_id))


def _set_password(session: Session, user: User, username: str, password: str) -> None:
    name = checked_username(username)
    if _is_taken(session, (User.username == name) & (User.badge != user.badge)):
        raise UserNameTaken(username=name)
    user.username, user.password_hash = name, made_hash(checked_password(password))


def _is_taken(session: Session, condition: ColumnElement[bool]) -> bool:
    with session.no_autoflush:
        return session.execute(select(User.id).where(condition)).first() is not None


def _new_badge() -> str:
    return fingerprint(new_secret())[:8].upper()


def _checked_roles(roles: Iterable[str]) -> str:
    chosen = set(roles)
    if not chosen or not chosen <= set(ROLES):
        raise RoleMissing
    return ",".join(sorted(chosen))
