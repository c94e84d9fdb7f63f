"""Devices: one-time codes that enrol them, their names, and taking them out of use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from warehouse.kernel.errors import NotYours
from warehouse.kernel.ids import fingerprint, new_secret
from warehouse.people.errors import DeviceNameTaken, EnrolmentOver
from warehouse.people.models import Device, Enrolment, WebSession
from warehouse.people.rules import CODE_LASTS, checked_device_name, is_secret
from warehouse.web.guard import Actor


@dataclass(frozen=True, slots=True)
class EnrolledDevice:
    """A device of the site from now on: `secret` goes into its cookie and is kept nowhere else."""

    device_id: str
    name: str
    secret: str = field(repr=False)


def known_device(session: Session, secret: str | None) -> Device | None:
    """Return the device that a cookie's secret stands for, revoked or not, or None."""
    if not secret or not is_secret(secret):
        return None
    return session.get(Device, fingerprint(secret))


def offer_enrolment(session: Session, actor: Actor, name: str, *, now: datetime) -> str:
    """Make a code that enrols one device under a name at the actor's site, within 15 minutes.

    Returns:
        The code, 256 bits; only its hash is kept, so it cannot be shown again.

    Raises:
        DeviceNameMissing: The name is empty or too long.
        DeviceNameTaken: Another device in use is called so.
    """
    kept_name = checked_device_name(name)
    _check_name_is_free(session, actor.site_id, kept_name)
    session.execute(delete(Enrolment).where(Enrolment.made_at < now - CODE_LASTS))
    code = new_secret()
    session.add(
        Enrolment(
            code_hash=fingerprint(code),
            site_id=actor.site_id,
            name=kept_name,
            made_by=actor.user_id,
            made_at=now,
        )
    )
    session.flush()
    return code


def offered_name(session: Session, code: str, *, now: datetime) -> str:
    """Return what the device would be called that a code enrols; the code stays unused.

    Raises:
        EnrolmentOver: No such code, or it was used, or its time is over.
    """
    return _open_offer(session, _offer(code, now)).name


def enrol(
    session: Session, code: str, *, secret: str | None, now: datetime, ends: str | None = None
) -> EnrolledDevice:
    """Make the asking browser the device that a code was made for.

    A device that was enrolled before keeps its identity, and with it the order of the events that
    it has yet to send. Every other browser gets a new secret: whoever read its old cookie before
    must not own an enrolled device.

    Args:
        secret: What the browser's device cookie holds now.
        ends: The token of a session on the same browser, which ends: it was another device's.

    Raises:
        EnrolmentOver: No such code, or it was used, or its time is over.
        DeviceNameTaken: Another device got the name meanwhile.
    """
    # Locked, so that two devices that open the code at once do not both get in.
    offer = _open_offer(session, _offer(code, now).with_for_update())
    device = known_device(session, secret)
    if device is None or device.is_revoked or device.enrolled_at is None:
        secret = new_secret()
        device = Device(id=fingerprint(secret), first_seen_at=now)
    _check_name_is_free(session, offer.site_id, offer.name, but=device.id)
    offer.used_at = now
    if ends:
        session.execute(delete(WebSession).where(WebSession.token_hash == fingerprint(ends)))
    device.name, device.site_id = offer.name, offer.site_id
    device.enrolled_at = device.last_seen_at = now
    session.add(device)
    session.flush()
    return EnrolledDevice(device.id, device.name, secret or "")


def rename_device(session: Session, actor: Actor, device_id: str, name: str) -> None:
    """Call a device of the actor's site something else.

    Raises:
        NotYours, DeviceNameMissing, DeviceNameTaken: As they say.
    """
    device = _device(session, actor, device_id)
    kept_name = checked_device_name(name)
    _check_name_is_free(session, actor.site_id, kept_name, but=device_id)
    device.name = kept_name


def revoke_device(session: Session, actor: Actor, device_id: str) -> None:
    """Take a device out of use: whoever works on it is signed out, and nobody signs in again.

    Raises:
        NotYours: No device of that id belongs to the actor's site.
    """
    device = _device(session, actor, device_id)
    device.is_revoked = True
    session.execute(delete(WebSession).where(WebSession.device_id == device_id))


def _offer(code: str, now: datetime) -> Select[Enrolment]:
    return select(Enrolment).where(
        Enrolment.code_hash == fingerprint(code),
        Enrolment.used_at.is_(None),
        Enrolment.made_at > now - CODE_LASTS,
    )


def _open_offer(session: Session, statement: Select[Enrolment]) -> Enrolment:
    found = session.execute(statement).scalar_one_or_none()
    if found is None:
        raise EnrolmentOver
    return found


def _device(session: Session, actor: Actor, device_id: str) -> Device:
    found = session.execute(
        select(Device)
        .where(Device.id == device_id, Device.site_id == actor.site_id)
        .with_for_update()
    ).scalar_one_or_none()
    if found is None:
        raise NotYours
    return found


def _check_name_is_free(session: Session, site_id: int, name: str, *, but: str = "") -> None:
    with session.no_autoflush:
        taken = session.execute(
            select(Device.id).where(
                Device.site_id == site_id,
                Device.name == name,
                Device.is_revoked.is_(False),
                Device.id != but,
            )
        ).first()
    if taken is not None:
        raise DeviceNameTaken(name=name)
