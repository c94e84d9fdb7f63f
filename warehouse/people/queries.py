"""Who is asking, and who works here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, column, or_, select, table, update
from sqlalchemy.orm import Session

from warehouse.db.uow import Database
from warehouse.kernel.errors import NotYours
from warehouse.people.models import (
    ROLES,
    Device,
    Membership,
    SignInThrottle,
    User,
    WebSession,
)
from warehouse.people.rules import (
    BADGE_PREFIX,
    LISTED_FOR,
    LONGEST_IDLE,
    LONGEST_SESSION,
    SEEN_AT_MOST_EVERY,
    Tries,
    demo_pin,
    is_locked,
)
from warehouse.people.screens import (
    DeviceRow,
    DeviceScreen,
    DevicesScreen,
    PeopleScreen,
    PersonRow,
    PersonScreen,
)
from warehouse.web.guard import Actor

_WEB, _USER, _DEVICE = WebSession.__table__, User.__table__, Device.__table__
_MEMBER = Membership.__table__
# Sites belong to the locations, a sibling; a name and a code are all that is read of them here.
_SITE = table("site", column("id"), column("code"), column("name"))

# Every request passes here: one statement, made once, without entities.
_ACTOR = (
    select(
        _WEB.c.user_id,
        _USER.c.name,
        _WEB.c.site_id,
        _SITE.c.code,
        _SITE.c.name.label("site_name"),
        _MEMBER.c.roles,
        _WEB.c.device_id,
        _WEB.c.started_at,
        _WEB.c.seen_at,
    )
    .join_from(_WEB, _USER, _USER.c.id == _WEB.c.user_id)
    .join(_MEMBER, (_MEMBER.c.user_id == _WEB.c.user_id) & (_MEMBER.c.site_id == _WEB.c.site_id))
    .join(_SITE, _SITE.c.id == _WEB.c.site_id)
    .join(_DEVICE, _DEVICE.c.id == _WEB.c.device_id)
    .where(
        _WEB.c.token_hash == bindparam("token_hash"),
        _USER.c.is_active,
        _DEVICE.c.is_revoked.is_(False),
    )
)


def load_actor(database: Database, token_hash: str, now: datetime) -> Actor | None:
    """Return who a session cookie's fingerprint stands for, or None where nobody any more.

    Nobody: after 10 minutes without a request, 12 hours after signing in, when the person may
    not sign in or has no role at the site any more, and when the device was taken out of use.
    """
    with database.glance() as session:
        row = session.connection().execute(_ACTOR, {"token_hash": token_hash}).one_or_none()
    if row is None or now - row.seen_at > LONGEST_IDLE or now - row.started_at > LONGEST_SESSION:
        return None
    if now - row.seen_at >= SEEN_AT_MOST_EVERY:
        _note_seen(database, token_hash, row.seen_at, now)
    return Actor(
        user_id=row.user_id,
        name=row.name,
        site_id=row.site_id,
        site_code=row.code,
        site_name=row.site_name,
        roles=frozenset(row.roles.split(",")),
        device_id=row.device_id,
    )


def _note_seen(database: Database, token_hash: str, seen_at: datetime, now: datetime) -> None:
    """Write down that the person is at work; of requests at the same moment, the first does."""
    with database.command() as session:
        session.execute(
            update(WebSession)
            .where(WebSession.token_hash == token_hash, WebSession.seen_at == seen_at)
            .values(seen_at=now)
        )
        mine = select(WebSession.device_id).where(WebSession.token_hash == token_hash)
        session.execute(
            update(Device).where(Device.id == mine.scalar_subquery()).values(last_seen_at=now)
        )


def other_sites(session: Session, actor: Actor) -> tuple[tuple[int, str], ...]:
    """Return id and name of the other sites where the actor may work."""
    rows = session.execute(
        select(_SITE.c.id, _SITE.c.name)
        .join_from(_SITE, _MEMBER, _MEMBER.c.site_id == _SITE.c.id)
        .where(_MEMBER.c.user_id == actor.user_id, _SITE.c.id != actor.site_id)
        .order_by(_SITE.c.name)
    )
    return tuple((row.id, row.name) for row in rows)


def demo_people(session: Session) -> tuple[tuple[str, str, str], ...]:
    """Return name and roles, badge as scanned, and PIN of everybody in a demo."""
    rows = session.execute(
        select(User.name, User.badge, Membership.roles)
        .join(Membership, Membership.user_id == User.id)
        .where(User.is_active)
        .order_by(User.id)
    )
    return tuple(
        (f"{row.name} · {row.roles.replace(',', ', ')}", BADGE_PREFIX + row.badge,
         demo_pin(row.badge))
        for row in rows
    )  # fmt: skip


def people_screen(session: Session, actor: Actor, *, now: datetime, done: str = "") -> PeopleScreen:
    """Return everybody who works at the actor's site, by name, those shut out last."""
    rows = session.execute(
        select(User, Membership.roles)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.site_id == actor.site_id)
        .order_by(User.is_active.desc(), User.name, User.id)
    ).all()
    tries = _tries_of(session, [user.id for user, _ in rows])
    people = tuple(
        PersonRow(
            user_id=user.id,
            name=user.name,
            badge=user.badge,
            username=user.username or "",
            roles=_in_order(roles),
            is_active=user.is_active,
            is_locked=any(is_locked(found, now) for found in tries.get(user.id, ())),
        )
        for user, roles in rows
    )
    return PeopleScreen(people, may_change=actor.may("administrator"), done=done)


def person_screen(
    session: Session, actor: Actor, user_id: int, *, refusal: str | None = None
) -> PersonScreen:
    """Return the form of one person of the actor's site.

    Raises:
        NotYours: Nobody of that id works there.
    """
    found = session.execute(
        select(User, Membership.roles)
        .join(Membership, Membership.user_id == User.id)
        .where(User.id == user_id, Membership.site_id == actor.site_id)
    ).one_or_none()
    if found is None:
        raise NotYours
    user, roles = found
    return PersonScreen(
        all_roles=ROLES,
        user_id=user.id,
        name=user.name,
        badge=user.badge,
        username=user.username or "",
        roles=_in_order(roles),
        is_active=user.is_active,
        refusal=refusal,
    )


def devices_screen(
    session: Session, actor: Actor, *, now: datetime, done: str = "", refusal: str | None = None
) -> DevicesScreen:
    """Return the devices of the actor's site, those in use first, each kind by its name.

    Browsers that were never enrolled are shown for a month after they were last used.
    """
    rows = session.execute(
        _DEVICES.where(
            Device.site_id == actor.site_id,
            or_(Device.enrolled_at.is_not(None), Device.last_seen_at > now - LISTED_FOR),
        ).order_by(
            Device.is_revoked, Device.enrolled_at.is_(None), Device.name, Device.last_seen_at.desc()
        )
    ).all()
    return DevicesScreen(tuple(_device_row(*row, actor) for row in rows), done, refusal)


def device_screen(
    session: Session, actor: Actor, device_id: str, *, refusal: str | None = None
) -> DeviceScreen:
    """Return one device of the actor's site, to be renamed or taken out of use.

    Raises:
        NotYours: No device of that id belongs there.
    """
    row = session.execute(
        _DEVICES.where(Device.id == device_id, Device.site_id == actor.site_id)
    ).one_or_none()
    if row is None:
        raise NotYours
    return DeviceScreen(_device_row(*row, actor), refusal)


_DEVICES = select(Device, User.name).outerjoin(User, User.id == Device.last_user_id)


def _device_row(device: Device, last_user: str | None, actor: Actor) -> DeviceRow:
    return DeviceRow(
        device_id=device.id,
        name=device.name or "Browser",
        is_enrolled=device.enrolled_at is not None,
        is_revoked=device.is_revoked,
        first_seen_at=device.first_seen_at,
        last_seen_at=device.last_seen_at,
        last_user=last_user or "",
        is_this_one=device.id == actor.device_id,
    )


def _in_order(roles: str) -> tuple[str, ...]:
    held = roles.split(",")
    return tuple(role for role in ROLES if role in held)


def _tries_of(session: Session, user_ids: list[int]) -> Mapping[int, list[Tries]]:
    rows = (
        session.execute(select(SignInThrottle).where(SignInThrottle.user_id.in_(user_ids)))
        .scalars()
        .all()
    )
    found: dict[int, list[Tries]] = {}
    for row in rows:
        everywhere = sum(other.wrong for other in rows if other.user_id == row.user_id)
        tries = Tries(row.wrong, everywhere, row.locked_until)
        found.setdefault(row.user_id, []).append(tries)
    return found


def workers_of(session: Session, site_id: int, roles: Collection[str]) -> list[tuple[int, str]]:
    """Return id and name of everybody who may sign in and has one of the roles at a site."""
    rows = session.execute(
        select(User.id, User.name, Membership.roles)
        .join(Membership, Membership.user_id == User.id)
        .where(User.is_active, Membership.site_id == site_id)
        .order_by(User.name)
    )
    return [(row.id, row.name) for row in rows if set(row.roles.split(",")) & set(roles)]


def member_of(session: Session, user_id: int, site_id: int) -> tuple[str, frozenset[str]] | None:
    """Return name and roles of somebody who may sign in and works at a site; else None."""
    row = session.execute(
        select(User.name, Membership.roles)
        .join(Membership, Membership.user_id == User.id)
        .where(User.id == user_id, User.is_active, Membership.site_id == site_id)
    ).one_or_none()
    return (row.name, frozenset(row.roles.split(","))) if row else None
