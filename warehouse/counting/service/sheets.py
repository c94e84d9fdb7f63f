"""Counting on paper, where no handheld works: printing a sheet, and entering what it says.

What is entered goes through the doors that a handheld's scans go through: the same events, the
same rules, and the ledger position of the moment at which the sheet was printed. So whatever moved
in a bin between printing and entering has it counted again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item
from warehouse.counting.errors import BadEntry, NothingOnPaper
from warehouse.counting.models import CLAIMED, OPEN, CountSheet, CountSheetBin, CountTask
from warehouse.counting.service.claim import claim
from warehouse.counting.service.rounds import load_held
from warehouse.counting.service.scan import absent, done, empty, quantity, scan, unseen
from warehouse.kernel.errors import NotYours, Refusal
from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.locations.models import Bin, Place, Zone
from warehouse.people.models import COUNTER, SUPERVISOR
from warehouse.people.queries import member_of
from warehouse.scanning.rules import own_code
from warehouse.web.guard import Actor

BINS_A_SHEET = 40
HANDLERS = {
    "count.claim": claim, "count.scan": scan, "count.quantity": quantity, "count.empty": empty,
    "count.done": done, "count.absent": absent,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typed:
    """One row of the paper: an item's code, its lot or serial, and how many; all as typed."""

    code: str
    lot: str
    units: str


def print_sheet(session: Session, actor: Actor, zone_code: str, *, now: datetime) -> int:
    """Put the bins that wait for a counter on a sheet, in walking order; returns its number.

    Args:
        zone_code: The only zone wanted; "" for all.

    Raises:
        NothingOnPaper: None waits there.
    """
    wanted = (
        select(CountTask.id)
        .join(Bin, Bin.place_id == CountTask.place_id)
        .join(Zone, Zone.id == Bin.zone_id)
        .where(CountTask.site_id == actor.site_id, CountTask.state == OPEN)
        .order_by(CountTask.sequence, Zone.code, Bin.aisle, Bin.bay, Bin.level, CountTask.id)
        .limit(BINS_A_SHEET)
    )
    if zone_code:
        wanted = wanted.where(Zone.code == zone_code)
    task_ids = list(session.execute(wanted).scalars())
    if not task_ids:
        raise NothingOnPaper
    sheet = CountSheet(
        site_id=actor.site_id,
        printed_at=now,
        printed_by=actor.user_id,
        pos=stock.position_of(session, actor.site_id),
    )
    session.add(sheet)
    session.flush()
    session.add_all(
        CountSheetBin(sheet_id=sheet.id, number=number, task_id=task_id)
        for number, task_id in enumerate(task_ids, start=1)
    )
    session.flush()
    return sheet.id


def enter_bin(  # noqa: PLR0913 - one bin of the paper
    session: Session,
    actor: Actor,
    sheet_id: int,
    number: int,
    *,
    counter_id: int,
    is_empty: bool,
    rows: Sequence[Typed],
    now: datetime,
) -> None:
    """Enter what the paper says of one bin, in the name of whoever counted it.

    A blank number says nothing; 0 says that none is there. Everything that the book has in the
    bin needs one of them, so that nothing is overlooked.

    Raises:
        NotYours: No such bin on a sheet of the site, or the person does not count there.
        BadEntry: A row cannot be taken; nothing of the bin is.
        CountOver, CountTaken, SomebodyElse: as on the handheld.
    """
    sheet = session.get(CountSheet, sheet_id)
    on_it = session.get(CountSheetBin, (sheet_id, number))
    if sheet is None or on_it is None or sheet.site_id != actor.site_id:
        raise NotYours
    member = member_of(session, counter_id, actor.site_id)
    if member is None or member[1].isdisjoint((COUNTER, SUPERVISOR)):
        raise NotYours
    who = replace(actor, user_id=counter_id, name=member[0], roles=member[1])
    entry = _Entry(session, who, sheet, on_it.task_id, actor.user_id, now)
    entry.say("count.claim")
    entry.say("count.scan", code=_label(session, on_it.task_id))
    if is_empty:
        if any(_units(row.units) for row in rows):
            raise BadEntry(row=number, why="the bin is ticked as empty, and something is counted")
        entry.say("count.empty")
        return
    for nth, row in enumerate(rows, start=1):
        if row.units and row.units != "0":
            entry.take(nth, row)
    entry.say("count.done")
    entry.decide_absent(rows)


def _label(session: Session, task_id: int) -> str:
    code = session.execute(
        select(Place.code)
        .join(CountTask, CountTask.place_id == Place.id)
        .where(CountTask.id == task_id)
    ).scalar_one()
    return own_code("bin", code)


def _units(typed: str) -> bool:
    return typed not in {"", "0"}


@dataclass(slots=True)
class _Entry:
    """One bin of the paper on its way through the handheld's doors."""

    session: Session
    who: Actor
    sheet: CountSheet
    task_id: int
    entered_by: int
    now: datetime

    def say(self, kind: str, **body: Any) -> None:
        """Post one event as the handheld would have."""
        whole = {
            "task": self.task_id, "seen": self.sheet.pos, "sheet": self.sheet.id,
            "entered_by": self.entered_by, **body,
        }  # fmt: skip
        capture = ledger.own_capture(
            self.who.site_id, kind, whole, now=self.now, user_id=self.who.user_id
        )
        turn = ledger.take_turn(self.session, capture)
        HANDLERS[kind](self.session, turn, capture, self.who)
        self.session.flush()

    def take(self, nth: int, row: Typed) -> None:
        """Enter one row: the item, its lot or serial, and how many."""
        try:
            wrong = self._take(row)
        except Refusal as refusal:
            raise BadEntry(row=nth, why=str(refusal).rstrip(".")) from refusal
        if wrong:
            raise BadEntry(row=nth, why=wrong)

    def _take(self, row: Typed) -> str:
        """Enter a row; returns what is wrong with it, or ""."""
        self.say("count.scan", code=row.code)
        held = load_held(self.session, self.who, self.task_id)
        if held.draft.unknown:
            return f"“{row.code}” is not a code we know"
        if held.draft.awaits is not None:
            if not row.lot:
                return "its lot or serial is missing"
            self.say("count.scan", code=row.lot)
            held = load_held(self.session, self.who, self.task_id)
        key = held.draft.current
        if key is None:
            return "" if row.units == "1" else "a serial is one piece, so its number is 1"
        number = {"packs": "", "loose": row.units, "pack_units": 1}
        self.say("count.quantity", item=key[0], lot=key[1], **number)
        return ""

    def decide_absent(self, rows: Sequence[Typed]) -> None:
        """Answer "Is none of this there?" by the rows that say 0."""
        task = self.session.get_one(CountTask, self.task_id)
        while task.state == CLAIMED:
            held = load_held(self.session, self.who, self.task_id)
            item_id = unseen(self.session, held)[0][0]
            item = self.session.get_one(Item, item_id)
            said = [(nth, row) for nth, row in enumerate(rows, 1) if row.code == item.sku]
            blank = next((nth for nth, row in said if not row.units), 0)
            if blank or not said:
                why = f"{item.name} has no number; write 0 where none is there"
                raise BadEntry(row=blank or len(rows) + 1, why=why)
            self.say("count.absent", item=item_id)
