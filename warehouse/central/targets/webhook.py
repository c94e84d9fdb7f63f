"""Webhooks after the Standard Webhooks specification: one signed message an event, in order.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from warehouse.central.rules.signing import signed_headers
from warehouse.central.targets import Destination, Refused, TryLater
from warehouse.central.targets.instance import retry_after
from warehouse.central.targets.line import Line
from warehouse.kernel.shapes import written
from warehouse.ledger.wire import WireEvent

GONE = 410
MOST_SECONDS = 30.0


class Webhook:
    """Posts each event as `{"type": "ledger.…", "timestamp": …, "data": …}`."""

    most_events = 50

    def __init__(self, destination: Destination) -> None:
        """Remember where it is, and what to sign with."""
        self.notes: dict[str, Any] = destination.notes
        self._line = Line(destination)
        self._secrets = destination.secrets

    def send(self, events: Sequence[WireEvent], *, head: int, now: datetime) -> int:
        """Post events one by one; returns the last that was taken, if not all were."""
        del head
        done, began = 0, time.monotonic()
        for event in events:
            if done and time.monotonic() - began > MOST_SECONDS:
                return done  # the lease must outlast the slowest receiver
            try:
                self._deliver(event, now)
            except TryLater:
                if not done:
                    raise
                return done  # kept first; the next round meets the fault again, and tells it
            done = event.pos
        return done

    def _deliver(self, event: WireEvent, now: datetime) -> None:
        body = message(event)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "warehouse-floor",
            **signed_headers(str(event.id), body, self._secrets, now=now),
        }
        answer = self._line.ask("POST", self._line.endpoint.path, headers, body)
        if 200 <= answer.status < 300:
            return
        if answer.status == GONE:
            raise Refused(event.pos, "it answered 410: it wants no events any more")
        raise TryLater(f"it answered {answer.status}", wait=retry_after(answer))

    def leave_out(self, event: WireEvent, reason: str, *, head: int, now: datetime) -> None:
        """Send nothing: receivers see the hole in the positions."""

    def close(self) -> None:
        """Close the connection."""
        self._line.close()


def message(event: WireEvent) -> bytes:
    """Return the body that is sent and signed."""
    told = written(event)
    content = {"type": f"ledger.{event.kind}", "timestamp": told["received_at"], "data": told}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
