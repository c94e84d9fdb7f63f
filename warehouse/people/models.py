"""Who works here: users, what they may do at which site, their devices and sessions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.db.base import Base, UtcDateTime

PICKER = "picker"
PACKER = "packer"
COUNTER = "counter"
SUPERVISOR = "supervisor"
ADMINISTRATOR = "administrator"
ROLES = (PICKER, PACKER, COUNTER, SUPERVISOR, ADMINISTRATOR)


class User(Base):
    """A person. The badge identifies, the PIN or the password proves."""

    __tablename__ = "app_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    badge: Mapped[str] = mapped_column(unique=True)
    """What the badge's barcode holds after its prefix, in capitals."""
    pin_hash: Mapped[str]
    username: Mapped[str | None] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(default=True)


class Membership(Base):
    """What one user may do at one site: role names, comma-separated, in alphabetical order."""

    __tablename__ = "membership"

    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    roles: Mapped[str]


class Device(Base):
    """A browser that has signed someone in, or a handheld that a supervisor has enrolled.

    The cookie of the device holds a secret; its SHA-256 is the id, which events carry and pages
    may show.
    """

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(primary_key=True)
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_revoked: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(default="")
    """What the supervisor called it; "" for a browser that was never enrolled."""
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    """Where it was enrolled, or where a browser that was not was last used."""
    enrolled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))


class Enrolment(Base):
    """A one-time code that makes a browser a device of the site; only its SHA-256 is kept."""

    __tablename__ = "enrolment"

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    name: Mapped[str]
    made_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WebSession(Base):
    """One signed-in browser; only the SHA-256 of its cookie's secret is kept."""

    __tablename__ = "web_session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignInThrottle(Base):
    """Wrong PINs and passwords of one user on one device, counted until one is right."""

    __tablename__ = "sign_in_throttle"

    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    device_id: Mapped[str] = mapped_column(primary_key=True)
    wrong: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
