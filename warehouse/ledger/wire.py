"""A ledger's event as other systems are told it, and the proof that it is whole.

One form for all: the API, another instance, webhooks and files. The numbers of items, lots and
places are the site's own and are what the chain protects; the names beside them are for readers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from warehouse.kernel.shapes import LARGEST_POSITION, Many, Text, Whole
from warehouse.ledger.rules import (
    POSTED,
    REVIEW,
    Capture,
    Transfer,
    body_fingerprint,
    canonical,
    chained_hash,
)

MOST_MOVES = 100_000
Position = Annotated[int, Whole(1, LARGEST_POSITION)]
Hash = Annotated[str, Text(64, 64, "[0-9a-f]{64}")]
Code = Annotated[str, Text(300)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WireMove:
    """Base units of one item and lot that left one place and reached another."""

    item_id: Annotated[int, Whole(1)]
    sku: Code
    item_name: Code
    lot_id: Annotated[int, Whole(1)]
    lot: Annotated[Code, "The lot's code, a serial number, or nothing."]
    expires_on: date | None
    from_id: Annotated[int, Whole(1)]
    from_kind: Code
    from_code: Code
    to_id: Annotated[int, Whole(1)]
    to_kind: Code
    to_code: Code
    quantity: Annotated[int, Whole(1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WireEvent:
    """One thing that somebody or something did, with its outcome and its moves."""

    pos: Annotated[Position, "The event's number in its site's ledger, without gaps."]
    id: Annotated[UUID, "The same on every delivery: what makes its effect happen once."]
    site: Annotated[str, Text(100), "The site's code."]
    site_id: Annotated[int, Whole(1)]
    kind: Annotated[str, Text(100)]
    subject: Annotated[str, Text(200), "What it is about, as table:id."]
    body: Annotated[dict[str, Any], "What was asked for."]
    body_sha256: Hash
    prev_hash: Annotated[str, Text(64, 0, "[0-9a-f]{64}|"), "The link of the event before it."]
    hash: Annotated[Hash, "The link: covers the one before it, the event and its moves."]
    user_id: int | None
    user_name: Code
    device_id: Annotated[str | None, Text(200)]
    device_epoch: int | None
    device_seq: int | None
    captured_at: datetime
    clock_offset_ms: Annotated[int | None, Whole(-(2**31), 2**31)]
    received_at: datetime
    outcome: Literal["posted", "review", "rejected", "quarantined"]
    answer: Annotated[dict[str, Any], "What its sender was told."]
    reverses: UUID | None
    moves: Annotated[tuple[WireMove, ...], Many(MOST_MOVES, 0)]


def broken_because(event: WireEvent) -> str:
    """Say why an event is not what its own hashes prove; nothing where all is right."""
    body = canonical(event.body)
    if event.body_sha256 != body_fingerprint(event.kind, body):
        return "its body is not the one that was fingerprinted"
    if event.outcome not in (POSTED, REVIEW) and event.moves:
        return "it was refused, and yet it moves something"
    if any(move.from_id == move.to_id for move in event.moves):
        return "a move of it goes nowhere"
    return "" if event.hash == link_of(event) else "its content or a move was changed"


def link_of(event: WireEvent) -> str:
    """Compute an event's link from its own content."""
    capture = Capture(
        id=event.id,
        site_id=event.site_id,
        kind=event.kind,
        body={},  # its fingerprint stands for it in the link
        received_at=event.received_at,
        user_id=event.user_id,
        device_id=event.device_id,
        device_epoch=event.device_epoch,
        device_seq=event.device_seq,
        captured_at=event.captured_at,
        clock_offset_ms=event.clock_offset_ms,
    )
    return chained_hash(
        event.prev_hash,
        pos=event.pos,
        capture=capture,
        subject=event.subject,
        body_sha256=event.body_sha256,
        outcome=event.outcome,
        answer=canonical(event.answer),
        reverses=event.reverses,
        moves=[
            Transfer(one.item_id, one.lot_id, one.from_id, one.to_id, one.quantity)
            for one in event.moves
        ],
    )
