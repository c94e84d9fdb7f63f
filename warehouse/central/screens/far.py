"""What this central ledger tells of the sites that post to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from warehouse.kernel.shapes import LARGEST_POSITION, Text, Whole

MOST_ROWS = 500
Limit = Annotated[int, Whole(1, MOST_ROWS), "How many at most."]
Next = Annotated[str | None, "Send it as `after` to go on; nothing where this was the last."]
KEY = r"[0-9]{1,10}\.[0-9]{1,10}\.[0-9]{1,10}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FarSiteCard:
    """A site that posts here, and how far it has come."""

    code: str
    name: str
    pos: Annotated[int, "The last event of it that is known here."]
    hash: Annotated[str, "The link there."]
    head: Annotated[int, "Where the site said last that its ledger ends."]
    behind: Annotated[int, "Events that it has and that are not here yet."]
    heard_at: Annotated[datetime | None, "When it last posted, or said that there is nothing."]
    silent_seconds: Annotated[int | None, "For how long nothing was heard."]


@dataclass(frozen=True, slots=True)
class FarSites:
    """The sites that post here and that the token may see."""

    sites: tuple[FarSiteCard, ...]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How far the site's ledger is known now."""

    site: str
    pos: int
    hash: str
    taken: Annotated[int, "Events of this batch that were new."]
    known: Annotated[int, "Events of this batch that had come before."]


@dataclass(frozen=True, slots=True)
class FarBalanceQuery:
    """Which balances of a far site, now or as of a position."""

    at: Annotated[int | None, Whole(0, LARGEST_POSITION)] = None
    sku: Annotated[str | None, Text(300), "Of this item only."] = None
    after: Annotated[str | None, Text(32, 0, KEY)] = None
    limit: Limit = 100


@dataclass(frozen=True, slots=True)
class FarBalanceRow:
    """What one place of a far site has; the numbers are that site's own."""

    place_id: int
    place_kind: str
    place_code: str
    item_id: int
    sku: str
    lot_id: int
    lot: str
    on_hand: int

    @property
    def key(self) -> tuple[int, int, int]:
        """Place, item and lot, by the site's numbers."""
        return self.place_id, self.item_id, self.lot_id


@dataclass(frozen=True, slots=True)
class FarBalances:
    """Balances of a far site by place, item and lot, as of one position."""

    site: str
    pos: int
    balances: tuple[FarBalanceRow, ...]
    next: Next


@dataclass(frozen=True, slots=True)
class FarMoveQuery:
    """What moved one balance of a far site."""

    place_id: Annotated[int, Whole(1)]
    item_id: Annotated[int, Whole(1)]
    lot_id: Annotated[int, Whole(1)]
    upto: Annotated[int, Whole(0, LARGEST_POSITION)] = LARGEST_POSITION
    after: Annotated[int, Whole(0, LARGEST_POSITION), "Only after this position."] = 0
    limit: Limit = 500


@dataclass(frozen=True, slots=True)
class FarMoveRow:
    """Units that came to a place, or with a minus left it, by one event."""

    pos: int
    event_id: UUID
    kind: str
    units: int


@dataclass(frozen=True, slots=True)
class FarMoves:
    """The moves of one balance in the order of the ledger; whole events only."""

    moves: tuple[FarMoveRow, ...]
    next: Annotated[int | None, "Send it as `after` to go on; nothing where this was the last."]


@dataclass(frozen=True, slots=True)
class FarEventQuery:
    """From where in a far site's ledger."""

    after: Annotated[int, Whole(0, LARGEST_POSITION), "The last position that is known."] = 0
    limit: Limit = 100


@dataclass(frozen=True, slots=True)
class FarEventRow:
    """One event as it came; of one that was left out, its link alone."""

    pos: int
    id: UUID
    kind: str
    prev_hash: str
    hash: str
    left_out: Annotated[str | None, "Why the site's administrator skipped it."]
    event: Annotated[dict[str, Any] | None, "The event, as its own site's API tells it."]


@dataclass(frozen=True, slots=True)
class FarEvents:
    """A far site's events in the order of its ledger."""

    site: str
    pos: int
    events: tuple[FarEventRow, ...]
    next: Annotated[int | None, "Send it as `after` to go on; nothing where this was the last."]


@dataclass(frozen=True, slots=True)
class TotalQuery:
    """Which items, over all sites."""

    sku: Annotated[str | None, Text(300), "This SKU only."] = None
    after: Annotated[str | None, Text(300), "The SKU to go on after."] = None
    limit: Limit = 100


@dataclass(frozen=True, slots=True)
class SiteTotal:
    """What one site has of an item."""

    site: str
    on_hand: int


@dataclass(frozen=True, slots=True)
class ItemTotal:
    """What all sites have of one SKU."""

    sku: str
    on_hand: int
    sites: tuple[SiteTotal, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """Consolidated stock by SKU."""

    items: tuple[ItemTotal, ...]
    next: Next
