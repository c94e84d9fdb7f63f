"""What signing in decides without a database: what was scanned, what may be chosen, the lock."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from warehouse.people.errors import (
    BadBadge,
    BadPassword,
    BadPin,
    BadUserName,
    DeviceNameMissing,
    NameMissing,
    SignInBlocked,
    SignInLocked,
)

LOCKS = {5: timedelta(minutes=1), 10: timedelta(minutes=5), 15: timedelta(minutes=15)}
"""How long the so-many-th wrong try locks one person on one device."""
TRIES_ON_ONE_DEVICE = 20
"""After so many wrong tries on one device, only a supervisor unlocks."""
TRIES_ON_ALL_DEVICES = 100
"""The same over all devices: whoever can sign devices in at will still cannot try every PIN."""

LONGEST_IDLE = timedelta(minutes=10)
"""Without a request for so long, a session ends: a handheld lies about."""
LONGEST_SESSION = timedelta(hours=12)
SEEN_AT_MOST_EVERY = timedelta(minutes=1)
"""How often a request may cost a write that says that its session is in use."""

CODE_LASTS = timedelta(minutes=15)
"""How long a code that enrols a device may be used."""
LISTED_FOR = timedelta(days=30)
"""How long the desk's list shows a browser that was never enrolled."""

BADGE_PREFIX = "U-"
SCANNER_ENDS = "\r\n\t "

_PIN = re.compile(r"[0-9]{4,8}")
_BADGE = re.compile(r"[0-9A-Z](?:[0-9A-Z._/-]{0,18}[0-9A-Z])?")
_SECRET = re.compile(r"[0-9A-Za-z_-]{20,100}")
_USER_NAME = re.compile(r"[^\s\x00-\x1f]{1,60}")


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong tries of one person on one device, those on all devices, and the lock they made."""

    wrong: int = 0
    wrong_everywhere: int = 0
    locked_until: datetime | None = None


def charge(tries: Tries, now: datetime) -> Tries:
    """Count a try as wrong before it is looked at; a right one wipes the count afterwards.

    So tries that arrive at the same moment cannot all slip past the lock.

    Raises:
        SignInBlocked: Only a supervisor opens the lock.
        SignInLocked: The lock is still on; the try is not counted.
    """
    if tries.wrong >= TRIES_ON_ONE_DEVICE or tries.wrong_everywhere >= TRIES_ON_ALL_DEVICES:
        raise SignInBlocked
    if tries.locked_until is not None and tries.locked_until > now:
        raise SignInLocked(minutes=-((now - tries.locked_until) // timedelta(minutes=1)))
    wrong = tries.wrong + 1
    lock = LOCKS.get(wrong)
    return Tries(wrong, tries.wrong_everywhere + 1, now + lock if lock else None)


def is_locked(tries: Tries, now: datetime) -> bool:
    """Tell whether a try would be refused unseen."""
    try:
        charge(tries, now)
    except (SignInBlocked, SignInLocked):
        return True
    return False


def badge_of(text: str) -> str:
    """Return the badge that a scan or a typed code names: capitals, without the `U-`."""
    return _storable(text).strip(SCANNER_ENDS).upper().removeprefix(BADGE_PREFIX)


def checked_name(name: str) -> str:
    """Return a person's name with single spaces.

    Raises:
        NameMissing: Nothing is left of it, or more than 80 characters.
    """
    kept = " ".join(_storable(name).split())
    if not 1 <= len(kept) <= 80:
        raise NameMissing
    return kept


def _storable(text: str) -> str:
    """Return text without the one character that PostgreSQL takes in no text."""
    return text.replace("\x00", "␀")


def is_badge_scan(text: str) -> bool:
    """Tell a scanned badge from a PIN, in a field that takes both."""
    return text.strip(SCANNER_ENDS).upper().startswith(BADGE_PREFIX)


def checked_badge(text: str) -> str:
    """Return a badge code as it is kept.

    Raises:
        BadBadge: It could not be printed as a barcode and read back.
    """
    badge = badge_of(text)
    if not text.isascii() or not _BADGE.fullmatch(badge):
        raise BadBadge(badge=text)
    return badge


def checked_pin(pin: str) -> str:
    """Return the PIN.

    Raises:
        BadPin: It has other signs than digits, or not 4 to 8 of them.
    """
    if not _PIN.fullmatch(pin):
        raise BadPin
    return pin


def username_of(text: str) -> str:
    """Return a user name as it is kept and compared: without outer spaces, in small letters."""
    return _storable(text).strip(SCANNER_ENDS).lower()


def checked_username(text: str) -> str:
    """Return a user name as it is kept.

    Raises:
        BadUserName: It is empty, too long or has a space in it.
    """
    username = username_of(text)
    if not _USER_NAME.fullmatch(username):
        raise BadUserName(username=text)
    return username


def checked_password(password: str) -> str:
    """Return the password.

    Raises:
        BadPassword: It has fewer than 8 or more than 200 characters.
    """
    if not 8 <= len(password) <= 200:
        raise BadPassword
    return password


def demo_pin(badge: str) -> str:
    """Return the PIN of a demo person, made from the badge: known to all, as the demo is."""
    return f"{int(hashlib.sha256(badge.encode()).hexdigest(), 16) % 10_000:04d}"


def checked_device_name(name: str) -> str:
    """Return a device's name with single spaces.

    Raises:
        DeviceNameMissing: Nothing is left of it, or more than 40 characters.
    """
    kept = " ".join(_storable(name).split())
    if not 1 <= len(kept) <= 40:
        raise DeviceNameMissing
    return kept


def is_secret(text: str) -> bool:
    """Tell whether a cookie could hold a secret that we gave to a device."""
    return _SECRET.fullmatch(text) is not None


def local_path(target: str) -> str:
    r"""Return a path of ours as it is, and "" for anything that could lead elsewhere.

    Browsers read `//host` and `/\host` as other sites, and drop tabs and line ends.
    """
    is_ours = target.startswith("/") and not target.startswith("//")
    return target if is_ours and target.isprintable() and "\\" not in target else ""
