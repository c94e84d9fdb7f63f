"""The desk's pages about connections: where events go, and who posts here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from warehouse.central.screens.far import FarSiteCard


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRow:
    """One reconciliation; `sentences` name what differs and why."""

    ran_at: datetime
    pos: int
    compared: int
    differences: int
    failed: bool
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    """One target, and how far it is behind. `state` is on, waiting, stopped or off."""

    target_id: int
    name: str
    kind: str
    address: str
    state: str
    pos: int
    head: int
    last_error: str
    failing_since: datetime | None
    tries_again_at: datetime | None
    done_at: datetime | None
    compared: ComparedRow | None

    @property
    def behind(self) -> int:
        """Events that it has not got yet."""
        return max(self.head - self.pos, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionsScreen:
    """Targets of the site, and the sites that post here."""

    template: ClassVar[str] = "central/connections.html"
    targets: tuple[TargetRow, ...]
    sites: tuple[FarSiteCard, ...]
    may_change: bool
    done: str = ""
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class TroubleEvent:
    """The event that a target does not take."""

    pos: int
    kind: str
    at: datetime
    who: str
    moves: int


@dataclass(frozen=True, slots=True)
class SkipRow:
    """An event that was left out, by whom and why."""

    pos: int
    reason: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetScreen:
    """One target: its state, its trouble, what was skipped and compared."""

    template: ClassVar[str] = "central/target.html"
    target: TargetRow
    trouble: TroubleEvent | None
    skips: tuple[SkipRow, ...]
    compared: tuple[ComparedRow, ...]
    may_change: bool
    secret: str = ""
    """A webhook's new secret, shown this once."""
    done: str = ""
    refusal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTargetScreen:
    """The form of a new target."""

    template: ClassVar[str] = "central/new_target.html"
    kind: str = "central"
    name: str = ""
    address: str = ""
    authority: str = ""
    from_now_on: bool = False
    refusal: str | None = None
