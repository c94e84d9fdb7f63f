"""Who works in the demo: every role, with badges that can be typed as well as scanned.

The PINs and passwords are no secrets: they are printed, and the demo's screens show them.
"""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.people.models import ADMINISTRATOR, COUNTER, PACKER, PICKER, SUPERVISOR
from warehouse.people.rules import BADGE_PREFIX, demo_pin


@dataclass(frozen=True, slots=True)
class DemoBadge:
    """One person to play. `code` is the badge as scanned; who has a desk has a user name too."""

    name: str
    roles: tuple[str, ...]
    code: str
    pin: str
    username: str = ""
    password: str = ""

    @property
    def role(self) -> str:
        """Return the roles in words."""
        return ", ".join(self.roles)


@dataclass(frozen=True, slots=True)
class DemoAccess:
    """How to get into the demo: whom to play, the one to begin with first."""

    badges: tuple[DemoBadge, ...]


def access() -> DemoAccess:
    """Return whom one can play; always the same, so that a second start can print it again."""
    return DemoAccess(
        (
            _badge("Anna Arbor", PICKER, PACKER),
            _badge("Ben Birch", PICKER),
            _badge("Cleo Cedar", PICKER),
            _badge("Dora Dune", PACKER),
            _badge("Emil Elder", COUNTER),
            _badge("Gina Grove", SUPERVISOR),
            _badge("Hugo Hill", ADMINISTRATOR),
        )
    )


def _badge(name: str, *roles: str) -> DemoBadge:
    first = name.partition(" ")[0]
    desk = first.lower() if {SUPERVISOR, ADMINISTRATOR} & set(roles) else ""
    return DemoBadge(
        name=name,
        roles=roles,
        code=BADGE_PREFIX + first.upper(),
        pin=demo_pin(first.upper()),
        username=desk,
        password=f"demo-{desk}" if desk else "",
    )
