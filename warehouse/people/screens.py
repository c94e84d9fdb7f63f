"""The people room's screens: what each template is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInScreen:
    """Badge first, then its PIN; or, at the desk, user name and password.

    `demo_people` are (name and role, badge as scanned, PIN), in the demo only.
    """

    template: ClassVar[str] = "people/sign_in.html"
    mode: Literal["badge", "pin", "password"]
    action: str
    badge_url: str
    password_url: str
    badge: str = ""
    refusal: str | None = None
    event_id: str = ""
    demo_people: tuple[tuple[str, str, str], ...] = ()
    device_name: str = ""
    """What the device is called; "" where it was never enrolled."""
    is_badge_refused: bool = False
    """Whether badges do not open this browser, as it is not enrolled and has to be."""
    is_new: bool = False
    """Whether the device was enrolled just now."""


@dataclass(frozen=True, slots=True)
class RevokedScreen:
    """All that a device shows that was taken out of use."""

    template: ClassVar[str] = "people/revoked.html"
    name: str


@dataclass(frozen=True, slots=True)
class Room:
    """One of the places that a person may go to work in."""

    label: str
    hint: str
    endpoint: str
    icon: str


@dataclass(frozen=True, slots=True)
class HomeScreen:
    """Where somebody with several roles, or at several sites, chooses what to do."""

    template: ClassVar[str] = "people/home.html"
    rooms: tuple[Room, ...]
    other_sites: tuple[tuple[int, str], ...]
    """(id, name) of the sites that the person could go on at."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person on the list."""

    user_id: int
    name: str
    badge: str
    username: str
    roles: tuple[str, ...]
    is_active: bool
    is_locked: bool


@dataclass(frozen=True, slots=True)
class PeopleScreen:
    """Everybody who works at the site."""

    template: ClassVar[str] = "people/desk.html"
    people: tuple[PersonRow, ...]
    may_change: bool
    done: str = ""
    """What was just done, to be told once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonScreen:
    """One person's form; `user_id` is None while a new one is being taken on."""

    template: ClassVar[str] = "people/person.html"
    all_roles: tuple[str, ...]
    user_id: int | None = None
    name: str = ""
    badge: str = ""
    username: str = ""
    roles: tuple[str, ...] = ()
    is_active: bool = True
    refusal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """One device, as lists show it."""

    device_id: str
    name: str
    is_enrolled: bool
    is_revoked: bool
    first_seen_at: datetime
    last_seen_at: datetime | None
    last_user: str
    is_this_one: bool


@dataclass(frozen=True, slots=True)
class DevicesScreen:
    """The devices of the site, and the form that enrols one more."""

    template: ClassVar[str] = "people/devices.html"
    devices: tuple[DeviceRow, ...]
    done: str = ""
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class DeviceScreen:
    """One device: its name, and the way out of use."""

    template: ClassVar[str] = "people/device.html"
    device: DeviceRow
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class CodeScreen:
    """A code that enrols one device, shown once, as a QR code of the address with `path`."""

    template: ClassVar[str] = "people/code.html"
    name: str
    path: str
    minutes: int


@dataclass(frozen=True, slots=True)
class EnrolScreen:
    """On the device itself: what it will be called, to be confirmed; or why not."""

    template: ClassVar[str] = "people/enrol.html"
    code: str
    name: str = ""
    refusal: str | None = None
