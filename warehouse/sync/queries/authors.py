"""Who an event speaks of."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.locations.models import Site
from warehouse.people.models import Device, Membership, User
from warehouse.web.authorship import Author
from warehouse.web.guard import Actor


def author_as_actor(session: Session, author: Author) -> tuple[Actor, bool]:
    """Return who an event's note speaks of, and whether person and device are still trusted."""
    row = session.execute(
        select(
            User.name,
            User.is_active,
            Membership.roles,
            Site.code,
            Site.name.label("site_name"),
            Device.is_revoked,
        )
        .join_from(User, Site, Site.id == author.site_id)
        .outerjoin(
            Membership, (Membership.user_id == User.id) & (Membership.site_id == author.site_id)
        )
        .outerjoin(Device, Device.id == author.device_id)
        .where(User.id == author.user_id)
    ).one()
    actor = Actor(
        user_id=author.user_id,
        name=row.name,
        site_id=author.site_id,
        site_code=row.code,
        site_name=row.site_name,
        roles=frozenset((row.roles or "").split(",")) - {""},
        device_id=author.device_id,
    )
    return actor, bool(row.is_active and row.roles and row.is_revoked is False)
