"""What one post to a central ledger holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from warehouse.kernel.shapes import LARGEST_POSITION, Many, Text, Whole
from warehouse.ledger.wire import Hash, Position, WireEvent

EVENTS_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An event that its site's administrator skipped: its link alone, and why."""

    pos: Position
    id: UUID
    kind: Annotated[str, Text(100)]
    prev_hash: Annotated[str, Text(64, 0, "[0-9a-f]{64}|")]
    hash: Hash
    reason: Annotated[str, Text(200, 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Events of one site in the order of its ledger, without gaps."""

    head: Annotated[int, Whole(0, LARGEST_POSITION), "Where the site's ledger ends at present."]
    events: Annotated[tuple[WireEvent, ...], Many(EVENTS_AT_ONCE, 0)]
    left_out: Annotated[LeftOut | None, "After the events, one that was skipped."] = None
