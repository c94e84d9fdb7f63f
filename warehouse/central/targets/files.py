"""Files for systems that read files: JSON Lines and CSV, one of each for a day of the site.

A file only grows, by whole lines. How long each was when the cursor was kept stands in the
target's notes; what a crash left behind after that is cut off and written again, so that no event
is in a file twice. A day's files are complete when the next day's are there.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from warehouse.central.targets import Destination, TryLater
from warehouse.kernel.shapes import written
from warehouse.ledger.wire import WireEvent

COLUMNS = (
    "site", "pos", "event_id", "kind", "outcome", "received_at", "user_name", "reverses",
    "sku", "lot", "from_kind", "from_code", "to_kind", "to_code", "quantity", "hash",
)  # fmt: skip


class Files:
    """Appends to `SITE-2026-03-02.jsonl` and `.csv` in the target's folder."""

    most_events = 500

    def __init__(self, destination: Destination) -> None:
        """Remember the folder, and how far the files of the day were written."""
        self.notes: dict[str, Any] = dict(destination.notes)
        self._folder = destination.folder / destination.name
        self._site = re.sub(r"[^A-Za-z0-9._-]", "_", destination.site_code)
        self._zone = ZoneInfo(destination.time_zone)

    def send(self, events: Sequence[WireEvent], *, head: int, now: datetime) -> int:
        """Append events; a day begins with its first event and never goes back."""
        del head, now
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for day, of_day in self._by_day(events):
                self._append(day, of_day)
        except OSError as error:
            raise TryLater(f"{error.filename or self._folder}: {error.strerror}") from error
        return events[-1].pos if events else 0

    def _by_day(self, events: Sequence[WireEvent]) -> Iterable[tuple[str, list[WireEvent]]]:
        last = date.fromisoformat(self.notes.get("day", "0001-01-01"))
        found: dict[str, list[WireEvent]] = {}
        for event in events:
            last = max(last, event.received_at.astimezone(self._zone).date())
            found.setdefault(last.isoformat(), []).append(event)
        return found.items()

    def _append(self, day: str, events: Sequence[WireEvent]) -> None:
        is_begun = self.notes.get("day") == day
        kept: dict[str, Any] = self.notes if is_begun else {"jsonl": 0, "csv": 0}
        lengths = {
            "jsonl": _written_after(self._path(day, "jsonl"), kept["jsonl"], json_lines(events)),
            "csv": _written_after(
                self._path(day, "csv"),
                kept["csv"],
                csv_lines(events, with_header=kept["csv"] == 0),
            ),
        }
        self.notes = {"day": day, **lengths}

    def _path(self, day: str, ending: str) -> Path:
        return self._folder / f"{self._site}-{day}.{ending}"

    def leave_out(self, event: WireEvent, reason: str, *, head: int, now: datetime) -> None:
        """Write nothing: readers see the hole in the positions."""

    def close(self) -> None:
        """Nothing is kept open."""


def json_lines(events: Iterable[WireEvent]) -> bytes:
    """Write each event as one line of JSON, as the API tells it."""
    return b"".join(
        json.dumps(written(event), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        for event in events
    )


def csv_lines(events: Iterable[WireEvent], *, with_header: bool) -> bytes:
    """Write one row a move, and one without a move for each event that moves nothing."""
    page = io.StringIO()
    table = csv.writer(page, lineterminator="\r\n")
    if with_header:
        table.writerow(COLUMNS)
    for event in events:
        head = (
            event.site, event.pos, event.id, event.kind, event.outcome,
            written(event.received_at), event.user_name, event.reverses or "",
        )  # fmt: skip
        for move in event.moves:
            table.writerow((
                *head, move.sku, move.lot, move.from_kind, move.from_code, move.to_kind,
                move.to_code, move.quantity, event.hash,
            ))  # fmt: skip
        if not event.moves:
            table.writerow((*head, "", "", "", "", "", "", "", event.hash))
    return page.getvalue().encode()


def _written_after(path: Path, length: int, content: bytes) -> int:
    """Write after the first `length` bytes, cut off what else was there, and reach the disk."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        file.truncate(length)
        file.seek(length)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        return file.tell()
