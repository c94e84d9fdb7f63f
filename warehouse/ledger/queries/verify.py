"""Proof that the ledger adds up: everything that must always hold, checked from the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import func, select, text, union_all
from sqlalchemy.orm import Session

from warehouse.catalog.models import Lot
from warehouse.db.triggers import missing_guards
from warehouse.ledger.models import Allocation, Balance, Hold, LedgerEvent, LedgerHead, Move
from warehouse.ledger.rules import POSTED, REVIEW, Capture, Transfer, body_fingerprint, chained_hash
from warehouse.locations.models import VIRTUAL, Place

ROWS_A_FETCH = 2_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: which rule, and which row breaks it."""

    rule: str
    what: str


def verify(session: Session, *, tick: Callable[[int], None] = lambda _: None) -> list[Finding]:
    """Check every invariant of the ledger; an empty list means that all hold.

    Args:
        tick: Told how many more events were read, for a progress bar.
    """
    return [
        *_chain(session, tick),
        *_balances(session),
        *_allocated_and_held(session),
        *_serials(session),
        *_guards(session),
        *_database(session),
    ]


def count_events(session: Session) -> int:
    """Return how many events there are to verify."""
    return session.execute(select(func.count()).select_from(LedgerEvent)).scalar_one()


def _events_with_moves(session: Session) -> Iterator[tuple[LedgerEvent, list[Transfer], bool]]:
    """Yield every event in ledger order with its moves, a few thousand rows at a time.

    The third tells whether the moves name their event's position; the chain leaves that out.
    """
    event_columns = LedgerEvent.__table__.c
    rows = session.connection().execution_options(yield_per=ROWS_A_FETCH).execute(
        select(
            *event_columns,
            Move.pos.label("move_pos"),
            Move.item_id, Move.lot_id, Move.from_id, Move.to_id, Move.quantity,
        )
        .select_from(LedgerEvent)
        .outerjoin(Move, Move.event_id == LedgerEvent.id)
        .order_by(LedgerEvent.site_id, LedgerEvent.pos, Move.id)
    )  # fmt: skip
    width = len(event_columns)
    for _, group in groupby(rows, key=lambda row: (row.site_id, row.pos, row.id)):
        members = list(group)
        moves = [Transfer(*row[width + 1 :]) for row in members if row[-1] is not None]
        in_place = all(row.move_pos in (None, row.pos) for row in members)
        yield members[0], moves, in_place  # type: ignore[misc]  # a row has the event's columns


def _chain(session: Session, tick: Callable[[int], None]) -> Iterator[Finding]:
    site, pos, link = -1, 0, ""
    ends: dict[int, tuple[int, str]] = {}
    for event, moves, in_place in _events_with_moves(session):
        tick(1)
        if event.site_id != site:
            site, pos, link = event.site_id, 0, ""
        name = f"event {event.id} at position {event.pos} of site {site}"
        if event.pos != pos + 1:
            yield Finding("positions have no gap", f"{name} follows position {pos}")
        if event.prev_hash != link:
            yield Finding("the chain is whole", f"{name} does not follow the event before it")
        if event.body_sha256 != body_fingerprint(event.kind, event.body):
            yield Finding("events never change", f"the body of {name} was changed")
        if event.hash != _recomputed(event, moves) or not in_place:
            yield Finding("events never change", f"{name} or one of its moves was changed")
        if event.outcome not in (POSTED, REVIEW) and moves:
            yield Finding("a refused event has no moves", name)
        pos, link = event.pos, event.hash
        ends[site] = (pos, link)
    for head in session.execute(select(LedgerHead)).scalars():
        if (head.pos, head.hash) != ends.get(head.site_id, (0, "")):
            yield Finding("the head ends the chain", f"the head of site {head.site_id}")


def _recomputed(event: LedgerEvent, moves: list[Transfer]) -> str:
    capture = Capture(
        id=event.id,
        site_id=event.site_id,
        kind=event.kind,
        body={},  # its fingerprint, checked apart, stands for it in the link
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
        answer=event.answer,
        reverses=event.reverses,
        moves=moves,
    )


def _balances(session: Session) -> Iterator[Finding]:
    arrived = select(Move.to_id.label("place_id"), Move.item_id, Move.lot_id, Move.quantity)
    left = select(Move.from_id, Move.item_id, Move.lot_id, -Move.quantity)
    flow = union_all(arrived, left).subquery()
    summed = {
        (row.place_id, row.item_id, row.lot_id): int(row.units)
        for row in session.execute(
            select(
                flow.c.place_id, flow.c.item_id, flow.c.lot_id,
                func.sum(flow.c.quantity).label("units"),
            )
            .join(Place, Place.id == flow.c.place_id)
            .where(Place.kind.not_in(VIRTUAL))
            .group_by(flow.c.place_id, flow.c.item_id, flow.c.lot_id)
        )
    }  # fmt: skip
    kept = {
        (b.place_id, b.item_id, b.lot_id): b.on_hand
        for b in session.execute(select(Balance)).scalars()
    }
    for key in sorted(summed.keys() | kept.keys()):
        told, shown = summed.get(key, 0), kept.get(key, 0)
        if told != shown:
            yield Finding(
                "a balance is the sum of its moves",
                f"{_key(key)} shows {shown}, its moves give {told}",
            )
        if told < 0:
            yield Finding("no real place is below zero", _key(key))


def _key(key: tuple[int, int, int]) -> str:
    return f"place {key[0]}, item {key[1]}, lot {key[2]}"


def _allocated_and_held(session: Session) -> Iterator[Finding]:
    open_units = Allocation.quantity - Allocation.taken - Allocation.released
    entries = {"allocated": "allocations", "held": "holds"}
    sums = {
        "allocated": select(
            Allocation.place_id, Allocation.item_id, Allocation.lot_id, func.sum(open_units)
        ).group_by(Allocation.place_id, Allocation.item_id, Allocation.lot_id),
        "held": select(Hold.place_id, Hold.item_id, Hold.lot_id, func.sum(Hold.quantity))
        .where(Hold.lifted_by.is_(None))
        .group_by(Hold.place_id, Hold.item_id, Hold.lot_id),
    }
    balances = list(session.execute(select(Balance)).scalars())
    for word, statement in sums.items():
        expected = {(r[0], r[1], r[2]): int(r[3]) for r in session.execute(statement)}
        shown = {(b.place_id, b.item_id, b.lot_id): getattr(b, word) for b in balances}
        for key in sorted(expected.keys() | shown.keys()):
            if expected.get(key, 0) != shown.get(key, 0):
                yield Finding(
                    f"{word} units are those of the open {entries[word]}",
                    f"{_key(key)} shows {shown.get(key, 0)}, should be {expected.get(key, 0)}",
                )


def _serials(session: Session) -> Iterator[Finding]:
    rows = session.execute(
        select(Balance.lot_id)
        .join(Lot, Lot.id == Balance.lot_id)
        .where(Lot.is_serial)  # not the balance's copy, which is to be checked
        .group_by(Balance.lot_id)
        .having(func.sum(Balance.on_hand) > 1)
    )
    for (lot_id,) in rows:
        yield Finding("a serial is in one place", f"serial {lot_id}")


def _guards(session: Session) -> Iterator[Finding]:
    for name in missing_guards(session):
        yield Finding("the database refuses changes", f"the trigger {name} does not stand")


def _database(session: Session) -> Iterator[Finding]:
    if session.get_bind().dialect.name != "sqlite":
        return  # PostgreSQL keeps its own promises; its checksums are the server's business
    for row in session.execute(text("PRAGMA integrity_check")):
        if row[0] != "ok":
            yield Finding("the database file is sound", str(row[0]))
    for row in session.execute(text("PRAGMA foreign_key_check")):
        yield Finding("foreign keys hold", f"{row[0]} row {row[1]} points to no {row[2]}")
