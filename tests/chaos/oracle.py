"""Whether the ledger is what the devices heard: the two sides of the books against each other."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from sqlalchemy import func, select

from warehouse.ledger.models import LedgerEvent, Move
from warehouse.ledger.queries import verify
from warehouse.ledger.rules import POSTED, QUARANTINED, REJECTED, REVIEW
from warehouse.locations.models import Place
from warehouse.picking.models import PickLine
from warehouse.sync.models import FloorCase, SequenceGap

BOOKED = (POSTED, REVIEW)


@dataclass(frozen=True)
class Row:
    """One event of a device, as the ledger has it."""

    event_id: str
    key: tuple[int, int, int, str]
    """Device, task, line and code of the scan."""
    outcome: str
    user: int
    series: tuple[str, int | None]
    seq: int | None


@dataclass
class Books:
    """What the ledger says after a run."""

    rows: list[Row]
    classes: dict[str, str]
    """The supervisor's list: a quarantined event → its class."""
    moved: Counter
    """Units that went from bins into totes, by task and line."""
    picked: dict[tuple[int, int], int]
    gaps: int
    broken: list[str] = field(default_factory=list)

    def of(self, *outcomes):
        return [row for row in self.rows if row.outcome in outcomes]


def read_books(database, users):
    """Read all that the run is judged by; `users` are the devices' pickers in their order."""
    device_of = {user: device for device, user in enumerate(users)}
    with database.read() as session:
        found = session.execute(
            select(LedgerEvent).where(LedgerEvent.kind == "pick.scan")
        ).scalars()
        rows, at = [], {}
        for event in found:
            body = json.loads(event.body)
            key = (device_of[event.user_id], body["task"], body["line"], body["code"])
            series = (event.device_id, event.device_epoch)
            at[event.id] = key[1:3]
            rows.append(
                Row(str(event.id), key, event.outcome, event.user_id, series, event.device_seq)
            )
        moves = session.execute(
            select(Move.event_id, Move.quantity)
            .join(Place, Place.id == Move.to_id)
            .where(Place.kind == "tote")
        )
        moved = Counter()
        for move in moves:
            moved[at[move.event_id]] += move.quantity
        lines = session.execute(
            select(PickLine.task_id, PickLine.id, PickLine.picked).where(PickLine.picked > 0)
        )
        return Books(
            rows=rows,
            classes={str(case.event_id): case.code for case in session.scalars(select(FloorCase))},
            moved=moved,
            picked={(line.task_id, line.id): line.picked for line in lines},
            gaps=session.execute(
                select(func.count()).where(SequenceGap.passed_at.is_not(None))
            ).scalar_one(),
            broken=[f"{one.rule}: {one}" for one in verify(session)],
        )


def judge(witness, books, revoked, kills):
    """Return what is wrong, in sentences; nothing where every promise was kept.

    Args:
        revoked: Pickers who were taken out of use for a while.
        kills: How often each device's browser was killed.
    """
    return [
        *(f"verify: {finding}" for finding in books.broken),
        *_each_tone(witness, books, revoked),
        *_nothing_more(witness, books, kills),
        *_sequence(books),
        *_units(witness, books),
        *(f"an error in the page of device {fault}" for fault in witness.faults),
    ]


def _each_tone(witness, books, revoked):
    """Every tone's event is there, with the scan's content and an outcome that fits the tone."""
    by_id = {row.event_id: row for row in books.rows}
    for tone in witness.tones:
        row = by_id.get(tone.event_id)
        if tone.event_id is None:
            continue  # counted by its content
        if row is None:
            yield f"lost: {tone.kind} {tone.key} is not in the ledger"
        elif row.key != tone.key:
            yield f"changed: {tone.key} is in the ledger as {row.key}"
        elif row.outcome == QUARANTINED:
            if row.user not in revoked or books.classes.get(row.event_id) != "shut_out":
                yield f"quarantined without reason or case: {tone.key}"
        # Each picker has trips of his own: nothing here gives a reason for a second look.
        elif row.outcome != (POSTED if tone.kind == "accepted" else REJECTED):
            yield f"answered otherwise: {tone.kind} {tone.key} is {row.outcome}"
    taken = Counter(row.key for row in books.of(*BOOKED, QUARANTINED))
    heard = Counter(tone.key for tone in witness.accepted)
    for key, times in (heard - taken).items():
        yield f"lost: {key} was accepted {heard[key]} times, {times} of them are not booked"


def _nothing_more(witness, books, kills):
    """Nothing is in the ledger that nobody scanned, and nothing more often than it was.

    A browser that is killed takes the last word to the witness with it, so each kill may hide
    one scan that was kept.
    """
    more = Counter(row.key for row in books.rows) - witness.tries
    for device, hidden in kills.items():
        theirs = {key: times for key, times in more.items() if key[0] == device}
        if sum(theirs.values()) > hidden:
            for key, times in theirs.items():
                yield f"counted twice: {key}, scanned {witness.tries[key]} times, is {times} more"


def _sequence(books):
    """Each device's numbers run from 1 without a hole, in one epoch."""
    series = defaultdict(list)
    for row in books.rows:
        series[row.series].append(row.seq)
    if books.gaps:
        yield f"{books.gaps} gaps were passed over"
    epochs = Counter(device for device, _ in series)
    yield from (f"device {device} has {n} epochs" for device, n in epochs.items() if n > 1)
    for (device, _), numbers in series.items():
        missing = set(range(1, len(numbers) + 1)) ^ set(numbers)
        if missing:
            yield f"device {device}: numbers {sorted(map(str, missing))[:5]} of {len(numbers)}"


def _units(witness, books):
    """What went into the totes is what was scanned and accepted, line by line."""
    into_totes = {(row.key[1], row.key[2]) for row in books.of(*BOOKED) if row.key[3][:2] == "T-"}
    scanned = Counter(
        (row.key[1], row.key[2]) for row in books.of(*BOOKED) if row.key[3].isdecimal()
    )
    expected = Counter({at: units for at, units in scanned.items() if at in into_totes})
    for at in expected | books.moved:
        if not expected[at] == books.moved[at] == books.picked.get(at, 0):
            yield (
                f"units of task, line {at}: {expected[at]} accepted, {books.moved[at]} moved, "
                f"{books.picked.get(at, 0)} picked"
            )
    booked = {row.event_id for row in books.of(*BOOKED)}
    heard = Counter(
        tone.key[1:3]
        for tone in witness.accepted
        if tone.event_id in booked and tone.key[3].isdecimal()
    )
    for at, units in (heard - scanned).items():
        yield f"task, line {at}: {units} accepted units more than booked"
