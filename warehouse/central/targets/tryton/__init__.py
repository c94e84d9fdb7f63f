"""Tryton, an ERP: every move of an event becomes a stock move that is done there, exactly once.

Tryton has no field for our identity that it would keep unique, so four steps make it so. Each is
one call, hence one transaction over there, and whoever dies between two of them leaves a state
from which the next attempt goes on:

1. Look for notes with the marks of our moves: those were begun before.
2. Create what lacks as drafts. A draft moves no stock, however often it is made.
3. Attach to each draft a note with its mark, such as “HQ 123/1 pick 0192…”.
4. Assign and do the drafts that have a note. Doing one twice is doing it once.

Drafts of ours without a note come from an answer that was lost after step 2; they are deleted.
Of several drafts with one mark all but the first are deleted before it is done, so that not even a
request that hangs on the line for minutes books anything twice.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from warehouse.central.targets import Destination, Refused, TryLater
from warehouse.central.targets.tryton.mapping import Mapped, Record, read_date
from warehouse.central.targets.tryton.session import Rejected, Session
from warehouse.ledger.wire import WireEvent, WireMove

MOST_MOVES = 100
"""So many documents are sent in one call, which must end before our patience does."""
MOST_SECONDS = 30.0
"""After so long no further call begins, so that the lease outlasts what is under way."""
T = TypeVar("T")


class Tryton:
    """Books events as stock moves; the documents' marks are notes that people can read."""

    most_events = 50

    def __init__(self, destination: Destination) -> None:
        """Remember where it is, and which notes are too old to be looked at."""
        self.notes: dict[str, Any] = {"pos": 0, "note": 0, "floor": 0, **destination.notes}
        self._site = destination.site_code
        self._zone = ZoneInfo(destination.time_zone)
        self._session = Session(destination)
        self._mapped = Mapped(self._session, destination.site_code)
        self._last_note: int = self.notes["note"]
        self._is_swept = False

    def send(self, events: Sequence[WireEvent], *, head: int, now: datetime) -> int:
        """Book events together; where one of them is refused, one by one up to it."""
        del head, now
        moving = [event for event in events if event.moves]
        try:
            self._book(moving)
            done = events[-1].pos
        except Rejected as why:
            if len(moving) == 1:
                raise Refused(moving[0].pos, str(why)) from why
            done = self._one_by_one(events)
        self._raise_floor(done)
        return done

    def _one_by_one(self, events: Sequence[WireEvent]) -> int:
        """Book up to the event that is refused; the next round meets it first, and tells."""
        done, until = 0, time.monotonic() + MOST_SECONDS
        for event in events:
            try:
                self._book([event] if event.moves else [])
            except Rejected as why:
                if not done:
                    raise Refused(event.pos, str(why)) from why
                break
            done = event.pos
            if time.monotonic() > until:
                break
        return done

    def _raise_floor(self, pos: int) -> None:
        """Leave old notes out of the search, which no index of Tryton's helps.

        An event is begun at most `most_events` after the cursor. So what was the newest note
        when the cursor was that far back is older than every note of events still to come.
        """
        if pos - self.notes["pos"] >= self.most_events:
            self.notes = {"pos": pos, "note": self._last_note, "floor": self.notes["note"]}

    def leave_out(self, event: WireEvent, reason: str, *, head: int, now: datetime) -> None:
        """Cancel what of a skipped event is a draft there; what is done stays done."""
        del reason, head, now
        try:
            drafts = [one["id"] for one in self._begun(_marks([event])).values() if one]
            if drafts:
                self._session.call("stock.move.cancel", drafts)
        except Rejected as why:
            raise TryLater(str(why)) from why

    def close(self) -> None:
        """Sign out."""
        self._session.close()

    def _book(self, events: Sequence[WireEvent]) -> None:
        if not events:
            return
        until = time.monotonic() + MOST_SECONDS
        if not self._is_swept:
            self._sweep()
        today = read_date(self._session.call("ir.date.today"))
        to_do: list[int] = []
        for some in _portions(_marks(events).items()):
            to_do += self._drafts(dict(some), today)
            _in_time(until)
        for ids in _portions(to_do):
            # Its clients assign stock before it may leave a shelf; we have the goods in hand.
            self._session.call("stock.move.write", ids, {"state": "assigned"})
            self._session.call("stock.move.do", ids)
            _in_time(until)

    def _drafts(self, moves: dict[str, tuple[WireMove, WireEvent]], today: date) -> list[int]:
        """Return the drafts of our moves, each with its note; what is done already lacks here."""
        begun = self._begun(moves)
        missing = {
            mark: (move, min(event.received_at.astimezone(self._zone).date(), today))
            for mark, (move, event) in moves.items()
            if mark not in begun
        }
        wanted = self._mapped.moves(missing)
        ids = self._session.call("stock.move.create", list(wanted.values())) if wanted else []
        if ids:
            made = self._session.call(
                "ir.note.create",
                [
                    {"resource": f"stock.move,{move}", "message": mark}
                    for move, mark in zip(ids, wanted, strict=True)
                ],
            )
            self._last_note = max(self._last_note, *made)
        return [one["id"] for one in begun.values() if one] + ids

    def _begun(self, marks: Iterable[str]) -> dict[str, Record | None]:
        """Return what earlier attempts left: mark → its draft, or None where it needs no more."""
        notes = self._session.call(
            "ir.note.search_read",
            [("id", ">", self.notes["floor"]), ("message", "in", list(marks))], 0, None,
            [("id", "ASC")], ["message", "resource"],
        )  # fmt: skip
        self._last_note = max([self._last_note, *(note["id"] for note in notes)])
        marked = {int(note["resource"].partition(",")[2]): note["message"] for note in notes}
        moves: list[Record] = self._session.call(
            "stock.move.search_read", [("id", "in", sorted(marked))], 0, None,
            [("id", "ASC")], ["state"],
        ) if marked else []  # fmt: skip
        found: dict[str, list[Record]] = {}
        for move in moves:
            found.setdefault(marked[move["id"]], []).append(move)
        return {mark: self._one_of(alike) for mark, alike in found.items()}

    def _one_of(self, alike: list[Record]) -> Record | None:
        """Keep one of the documents with one mark; what was decided there, holds."""
        is_open = [one for one in alike if one["state"] in {"draft", "assigned"}]
        is_decided = len(is_open) < len(alike)
        if spare := [one["id"] for one in is_open[0 if is_decided else 1 :]]:
            self._session.call("stock.move.write", spare, {"state": "draft"})
            self._session.call("stock.move.delete", spare)
        return None if is_decided else is_open[0]

    def _sweep(self) -> None:
        """Delete our drafts that never got a note: nobody else's, as the user is our own."""
        drafts = self._session.call(
            "stock.move.search",
            [
                ("state", "=", "draft"),
                ("create_uid", "=", self._session.user),
                ("from_location.code", "like", f"{self._site}/%"),
            ],
        )
        if drafts:
            noted = self._session.call(
                "ir.note.search_read",
                [("resource", "in", [f"stock.move,{one}" for one in drafts])], 0, None, None,
                ["resource"],
            )  # fmt: skip
            kept = {int(note["resource"].partition(",")[2]) for note in noted}
            if spare := sorted(set(drafts) - kept):
                self._session.call("stock.move.delete", spare)
        self._is_swept = True


def _marks(events: Iterable[WireEvent]) -> dict[str, tuple[WireMove, WireEvent]]:
    """Name each move for ever: what people read in Tryton, and what we search for."""
    return {
        f"{event.site} {event.pos}/{n} {event.kind} {event.id}": (move, event)
        for event in events
        for n, move in enumerate(event.moves, start=1)
    }


def _portions(things: Iterable[T]) -> Iterator[list[T]]:
    """Cut a list into as much as one call carries."""
    kept = list(things)
    for start in range(0, len(kept), MOST_MOVES):
        yield kept[start : start + MOST_MOVES]


def _in_time(until: float) -> None:
    if time.monotonic() > until:
        raise TryLater("Tryton is slow; what it has is kept, and the rest follows")
