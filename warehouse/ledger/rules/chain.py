"""Fingerprints of events, and the chain that they form."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

POSTED = "posted"
REJECTED = "rejected"
REVIEW = "review"  # posted as it happened, and laid before a supervisor
QUARANTINED = "quarantined"  # written down, not posted, until a supervisor decides


@dataclass(frozen=True, slots=True)
class Capture:
    """One thing done, as its maker captured it: who, on what, when, and its own id.

    `captured_at` and `clock_offset_ms` are the device's word and order nothing; `received_at`
    is ours. `device_epoch` counts how often the device lost its memory, `device_seq` its events.
    """

    id: UUID
    site_id: int
    kind: str
    body: Mapping[str, Any]
    received_at: datetime
    user_id: int | None = None
    device_id: str | None = None
    device_epoch: int | None = None
    device_seq: int | None = None
    captured_at: datetime | None = None
    clock_offset_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """Units of one item and lot that are to go from one place to another."""

    item_id: int
    lot_id: int
    from_id: int
    to_id: int
    quantity: int

    def back(self) -> Transfer:
        """The same units the other way, for a reversing event."""
        return Transfer(self.item_id, self.lot_id, self.to_id, self.from_id, self.quantity)


def canonical(value: object) -> str:
    """Write JSON in the one form that is fingerprinted: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def body_fingerprint(kind: str, body: str) -> str:
    """Return the SHA-256, as hex, of what a device asked for: kind and canonical body."""
    return hashlib.sha256(f"{kind}\n{body}".encode()).hexdigest()


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def chained_hash(  # noqa: PLR0913 - these are the columns that the chain protects
    prev_hash: str,
    *,
    pos: int,
    capture: Capture,
    subject: str,
    body_sha256: str,
    outcome: str,
    answer: str,
    reverses: UUID | None,
    moves: Sequence[Transfer],
) -> str:
    """Return the event's link: SHA-256 over the link before it, the event, and its moves."""
    content = [
        prev_hash, pos, capture.id.hex, capture.site_id, capture.kind, subject, body_sha256,
        capture.user_id, capture.device_id, capture.device_epoch, capture.device_seq,
        _moment(capture.captured_at or capture.received_at), capture.clock_offset_ms,
        _moment(capture.received_at), outcome, answer, reverses.hex if reverses else None,
        [[m.item_id, m.lot_id, m.from_id, m.to_id, m.quantity] for m in moves],
    ]  # fmt: skip
    return hashlib.sha256(canonical(content).encode()).hexdigest()
