"""The kinds of targets: one readable module each, behind one small interface.

A target takes events in the order of the ledger and says how far it has come. It may be asked for
the same events any number of times: each carries its identity, and its effect must happen once.
The next kind, such as an ERP whose items and places have to be mapped, is one more module with
`send` and `leave_out`, named in `models.KINDS` and `service.posting.OPENED`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from warehouse.ledger.wire import WireEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """One target, with its secrets opened, and what the installation allows."""

    target_id: int
    kind: str
    name: str
    site_code: str
    time_zone: str
    address: str
    authority: str
    secrets: tuple[str, ...]
    notes: dict[str, Any]
    allowed: tuple[str, ...]
    """Private networks that may be called."""
    folder: Path
    """Where files go."""


class TryLater(Exception):  # noqa: N818 - a word of the target's, not an error of ours
    """The target did not take the events now; the same ones will be sent again."""

    def __init__(self, why: str, *, wait: timedelta | None = None) -> None:
        """Keep the reason for people, and how long the target asked to be left alone."""
        super().__init__(why)
        self.wait = wait


class Refused(Exception):  # noqa: N818 - as above
    """The target will never take the event at `pos` as it is; somebody must look."""

    def __init__(self, pos: int, why: str) -> None:
        """Keep which event, and the reason for people."""
        super().__init__(why)
        self.pos = pos


class GoBack(Exception):  # noqa: N818 - as above
    """The target knows less than we thought: go on after `pos`."""

    def __init__(self, pos: int, link: str) -> None:
        """Keep the last position that the target knows, and its link there."""
        super().__init__(f"the target knows the ledger up to {pos}")
        self.pos = pos
        self.link = link


class Target(Protocol):
    """What posting needs of each kind."""

    most_events: int
    """How many it takes at once."""
    notes: dict[str, Any]
    """What it remembers; kept with the cursor."""

    def send(self, events: Sequence[WireEvent], *, head: int, now: datetime) -> int:
        """Deliver events, in order; returns the last position that it has.

        Args:
            head: Where the ledger ends at present.

        Raises:
            TryLater: It could not take them now.
            Refused: It will not take one of them.
            GoBack: It lacks what comes before them.
        """

    def leave_out(self, event: WireEvent, reason: str, *, head: int, now: datetime) -> None:
        """Tell that an event was skipped, where that is to be known. Raises as `send`."""

    def close(self) -> None:
        """Give back what is open."""
