"""Another instance of this product as the central ledger.

It checks each event by its own hashes, and its place in the chain. What it says decides: where it
knows less than our cursor, we go back; where it knows an event already, nothing happens again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from warehouse.central.rules.batches import Batch, LeftOut
from warehouse.central.targets import Destination, GoBack, Refused, TryLater
from warehouse.central.targets.line import Answer, Line
from warehouse.kernel.quantity import whole_number
from warehouse.kernel.shapes import written
from warehouse.ledger.wire import WireEvent

UNREADABLE = (400, 413)
"""The other side cannot read it, or it is too long, no matter how often it is sent."""
NOT_OURS = (401, 403, 404)
"""The token or the site is not known there: an administrator's business, not the event's."""
WAIT_FOR_ADMINISTRATOR = timedelta(minutes=2)


class Instance:
    """Posts batches to `/api/v1/central/sites/…/events`."""

    most_events = 250

    def __init__(self, destination: Destination) -> None:
        """Remember where it is; the site is called there as it is called here."""
        self.notes: dict[str, Any] = destination.notes
        self._line = Line(destination)
        base = self._line.endpoint.path.rstrip("/")
        self._path = f"{base}/api/v1/central/sites/{quote(destination.site_code, safe='')}"
        self._headers = {
            "Authorization": f"Bearer {destination.secrets[0]}",
            "Content-Type": "application/json",
            "Accept": "application/json",
        }

    def send(self, events: Sequence[WireEvent], *, head: int, now: datetime) -> int:
        """Post events; returns how far the other side has come."""
        del now
        return self._post(Batch(head=head, events=tuple(events)), events[-1].pos if events else 0)

    def leave_out(self, event: WireEvent, reason: str, *, head: int, now: datetime) -> None:
        """Post the link of a skipped event, so that those after it still follow."""
        del now
        left_out = LeftOut(
            pos=event.pos,
            id=event.id,
            kind=event.kind,
            prev_hash=event.prev_hash,
            hash=event.hash,
            reason=reason,
        )
        self._post(Batch(head=head, events=(), left_out=left_out), event.pos)

    def ask(self, path: str) -> dict[str, Any]:
        """Read something of our site's ledger over there.

        Raises:
            TryLater: It did not answer, or refused.
        """
        answer = self._line.ask("GET", self._path + path, self._headers)
        if answer.status != 200:
            raise TryLater(_said(answer))
        return answer.json()

    def _post(self, batch: Batch, last: int) -> int:
        body = json.dumps(written(batch), ensure_ascii=False, separators=(",", ":")).encode()
        answer = self._line.ask("POST", f"{self._path}/events", self._headers, body)
        told = answer.json()
        if answer.status == 200 and isinstance(told.get("pos"), int):
            if told["pos"] < last:
                raise TryLater("it took the events and does not have them")
            return last
        if told.get("code") == "ledger_gap":
            raise GoBack(told["pos"], told["hash"])
        if told.get("code") in {"ledger_fork", "event_broken"}:
            raise Refused(told["pos"] + 1, _said(answer))
        if answer.status in UNREADABLE and len(batch.events) > 1:
            # One of them is at fault: alone, the first one tells whether it is.
            return self._post(replace(batch, events=batch.events[:1]), batch.events[0].pos)
        if answer.status in UNREADABLE and last:
            raise Refused(last, _said(answer))
        wait = WAIT_FOR_ADMINISTRATOR if answer.status in NOT_OURS else retry_after(answer)
        raise TryLater(_said(answer), wait=wait)

    def close(self) -> None:
        """Close the connection."""
        self._line.close()


def retry_after(answer: Answer) -> timedelta | None:
    """Return how long a target asks to be left alone, at most an hour; None where it does not."""
    seconds = whole_number(answer.headers.get("retry-after", ""), digits=6)
    return timedelta(seconds=min(seconds, 3600)) if seconds is not None else None


def _said(answer: Answer) -> str:
    detail = answer.json().get("detail")
    return f"{answer.status}: {detail}"[:300] if detail else f"it answered {answer.status}"
