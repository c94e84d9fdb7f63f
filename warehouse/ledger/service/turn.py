"""Taking one's turn at a site's ledger, and writing one event in it."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, bindparam, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from warehouse.db.base import table_of
from warehouse.kernel.ids import new_event_id
from warehouse.ledger.errors import AlreadyUndone, IdReuse, NotEnoughHere, SerialElsewhere
from warehouse.ledger.models import Balance, LedgerEvent, LedgerHead, Move
from warehouse.ledger.rules import (
    POSTED,
    REJECTED,
    Capture,
    Transfer,
    body_fingerprint,
    canonical,
    chained_hash,
)
from warehouse.locations.models import VIRTUAL

KEYS_A_STATEMENT = 40


@dataclass(frozen=True, slots=True)
class Known:
    """An event that is in the ledger already: the stored outcome, told again on every retry."""

    outcome: str
    answer: dict[str, Any]


@dataclass(slots=True)
class Turn:
    """The right to write one site's ledger until the transaction ends; nobody else has it."""

    site_id: int
    pos: int
    hash: str
    last_seq: int = 0
    """The highest number that the capture's device has given an event of its epoch; 0: none."""
    known: Known | None = None


@dataclass(slots=True)
class Changes:
    """What one event does to balances beyond its moves: key → units more (or fewer)."""

    allocated: dict[tuple[int, int, int], int] = field(default_factory=dict)
    held: dict[tuple[int, int, int], int] = field(default_factory=dict)

    def allocate(self, key: tuple[int, int, int], units: int) -> None:
        """Add to the allocated units of (place, item, lot)."""
        self.allocated[key] = self.allocated.get(key, 0) + units

    def hold(self, key: tuple[int, int, int], units: int) -> None:
        """Add to the held units of (place, item, lot)."""
        self.held[key] = self.held.get(key, 0) + units


_HEAD, _EVENT, _MOVE = table_of(LedgerHead), table_of(LedgerEvent), table_of(Move)


_OTHERS = _EVENT.alias("others")
_LAST_SEQ = (
    select(func.max(_OTHERS.c.device_seq))
    .where(_OTHERS.c.device_id == bindparam("device"), _OTHERS.c.device_epoch == bindparam("epoch"))
    .scalar_subquery()
)
_TAKE_TURN = (
    select(
        _HEAD.c.pos,
        _HEAD.c.hash,
        _EVENT.c.outcome,
        _EVENT.c.answer,
        _EVENT.c.body_sha256,
        _LAST_SEQ.label("last_seq"),
    )
    .select_from(_HEAD.outerjoin(_EVENT, _EVENT.c.id == bindparam("event")))
    .where(_HEAD.c.site_id == bindparam("site"))
    .with_for_update(of=_HEAD)
)
_MOVE_HEAD = (
    update(_HEAD)
    .where(_HEAD.c.site_id == bindparam("site"))
    .values(pos=bindparam("new_pos"), hash=bindparam("new_hash"))
)
# Inline: nobody asks for the new rows' ids, so the database need not tell them.
_ADD_EVENT, _ADD_MOVES = insert(_EVENT).inline(), insert(_MOVE).inline()


def take_turn(session: Session, capture: Capture) -> Turn:
    """Wait for the right to write the site's ledger, and look the event's id up under it.

    Every writer of stock comes through here first, before it reads what it decides on. So
    nothing that it reads afterwards can change under it, and no two writers can deadlock.

    Raises:
        IdReuse: The id is in the ledger with other content.
    """
    row = session.execute(
        _TAKE_TURN,
        {
            "event": capture.id,
            "site": capture.site_id,
            "device": capture.device_id,
            "epoch": capture.device_epoch,
        },
    ).one()
    turn = Turn(capture.site_id, row.pos, row.hash, last_seq=row.last_seq or 0)
    if row.body_sha256 is not None:
        if row.body_sha256 != body_fingerprint(capture.kind, canonical(capture.body)):
            raise IdReuse
        turn.known = Known(outcome=row.outcome, answer=json.loads(row.answer))
    return turn


def post(  # noqa: PLR0913 - an event's parts
    session: Session,
    turn: Turn,
    capture: Capture,
    *,
    subject: str,
    moves: Sequence[Transfer] = (),
    changes: Changes | None = None,
    answer: Mapping[str, Any] | None = None,
    reverses: UUID | None = None,
    outcome: str = POSTED,
) -> None:
    """Write an accepted event with its moves, and what they do to the balances.

    Args:
        subject: What it is about, as "table:id".
        answer: What the sender is told, now and on every retry; JSON values.
        reverses: The event that this one takes back.
        outcome: POSTED, or REVIEW for what happened and a supervisor is to look at.

    Raises:
        AlreadyUndone: `reverses` was reversed before.
        NotEnoughHere: A real place would go below zero.
        SerialElsewhere: A serial would be in two places.
    """
    try:
        _write(session, turn, capture, subject, outcome, answer or {}, moves, reverses)
    except IntegrityError as error:
        if reverses is not None and "reverses" in str(error.orig):
            raise AlreadyUndone from error
        raise
    _apply_to_balances(session, moves, changes or Changes())


def record_without_moves(  # noqa: PLR0913 - an event's parts
    session: Session,
    turn: Turn,
    capture: Capture,
    *,
    subject: str,
    answer: Mapping[str, Any],
    outcome: str = REJECTED,
) -> None:
    """Write a refused or quarantined event: no moves, but its outcome stands for every retry."""
    _write(session, turn, capture, subject, outcome, answer, (), None)


def own_capture(
    site_id: int, kind: str, body: Mapping[str, Any], *, now: Any, user_id: int | None
) -> Capture:
    """Make the capture of something that the server itself does (an import, a release)."""
    return Capture(
        id=new_event_id(), site_id=site_id, kind=kind, body=body, received_at=now, user_id=user_id
    )


def _write(  # noqa: PLR0913, PLR0917 - one row's columns
    session: Session,
    turn: Turn,
    capture: Capture,
    subject: str,
    outcome: str,
    answer: Mapping[str, Any],
    moves: Sequence[Transfer],
    reverses: UUID | None,
) -> None:
    body, told = canonical(capture.body), canonical(answer)
    body_sha256 = body_fingerprint(capture.kind, body)
    pos = turn.pos + 1
    link = chained_hash(
        turn.hash,
        pos=pos,
        capture=capture,
        subject=subject,
        body_sha256=body_sha256,
        outcome=outcome,
        answer=told,
        reverses=reverses,
        moves=moves,
    )
    session.execute(_MOVE_HEAD, {"site": turn.site_id, "new_pos": pos, "new_hash": link})
    session.execute(
        _ADD_EVENT,
        {
            **_columns(capture),
            "pos": pos,
            "subject": subject,
            "body": body,
            "body_sha256": body_sha256,
            "prev_hash": turn.hash,
            "hash": link,
            "outcome": outcome,
            "answer": told,
            "reverses": reverses,
        },
    )
    if moves:
        session.execute(
            _ADD_MOVES,
            [
                {
                    "event_id": capture.id,
                    "pos": pos,
                    "item_id": move.item_id,
                    "lot_id": move.lot_id,
                    "from_id": move.from_id,
                    "to_id": move.to_id,
                    "quantity": move.quantity,
                }
                for move in moves
            ],
        )
    turn.pos, turn.hash = pos, link


def _columns(capture: Capture) -> dict[str, Any]:
    return {
        "id": capture.id,
        "site_id": capture.site_id,
        "kind": capture.kind,
        "user_id": capture.user_id,
        "device_id": capture.device_id,
        "device_epoch": capture.device_epoch,
        "device_seq": capture.device_seq,
        "captured_at": capture.captured_at or capture.received_at,
        "clock_offset_ms": capture.clock_offset_ms,
        "received_at": capture.received_at,
    }


def _apply_to_balances(session: Session, moves: Sequence[Transfer], changes: Changes) -> None:
    deltas: dict[tuple[int, int, int], list[int]] = {}
    for move in moves:
        deltas.setdefault((move.from_id, move.item_id, move.lot_id), [0, 0, 0])[0] -= move.quantity
        deltas.setdefault((move.to_id, move.item_id, move.lot_id), [0, 0, 0])[0] += move.quantity
    for key, units in changes.allocated.items():
        deltas.setdefault(key, [0, 0, 0])[1] += units
    for key, units in changes.held.items():
        deltas.setdefault(key, [0, 0, 0])[2] += units
    # What leaves is booked before what arrives: a serial is never in two places, not even here.
    rows = sorted((delta, key) for key, delta in deltas.items() if any(delta))
    for start in range(0, len(rows), KEYS_A_STATEMENT):
        chunk = rows[start : start + KEYS_A_STATEMENT]
        values = {
            f"{name}{n}": value
            for n, (delta, key) in enumerate(chunk)
            for name, value in zip("pilhar", (*key, *delta), strict=True)
        }
        try:
            session.execute(_balance_statement(len(chunk)), values)
        except IntegrityError as error:
            broken = str(error.orig)
            if "not_negative" in broken:
                raise NotEnoughHere from error
            # SQLite names a unique index by its column only.
            if "serial" in broken or broken.endswith(": balance.lot_id"):
                raise SerialElsewhere from error
            raise


@functools.lru_cache(maxsize=KEYS_A_STATEMENT)
def _balance_statement(keys: int) -> TextClause:
    """One statement that adds deltas to `keys` balances; virtual places are passed over.

    The final figures are computed in the SELECT: a plain upsert would test the CHECKs against
    the bare deltas. It is safe because the site's turn is held.
    """
    rows = " UNION ALL ".join(
        f"SELECT {n} AS n, CAST(:p{n} AS BIGINT) AS place_id, CAST(:i{n} AS BIGINT) AS item_id,"
        f" CAST(:l{n} AS BIGINT) AS lot_id, CAST(:h{n} AS BIGINT) AS on_hand,"
        f" CAST(:a{n} AS BIGINT) AS allocated, CAST(:r{n} AS BIGINT) AS held"
        for n in range(keys)
    )
    virtual = ", ".join(f"'{kind}'" for kind in VIRTUAL)
    return text(
        f"INSERT INTO {Balance.__tablename__}"  # noqa: S608 - built from our own names only
        " (place_id, item_id, lot_id, is_serial, on_hand, allocated, held)"
        " SELECT k.place_id, k.item_id, k.lot_id, lot.is_serial,"
        " COALESCE(b.on_hand, 0) + k.on_hand, COALESCE(b.allocated, 0) + k.allocated,"
        " COALESCE(b.held, 0) + k.held"
        f" FROM ({rows}) k"
        f" JOIN place ON place.id = k.place_id AND place.kind NOT IN ({virtual})"
        " JOIN lot ON lot.id = k.lot_id"
        " LEFT JOIN balance b ON b.place_id = k.place_id AND b.item_id = k.item_id"
        " AND b.lot_id = k.lot_id"
        " WHERE true ORDER BY k.n"
        " ON CONFLICT (place_id, item_id, lot_id) DO UPDATE SET on_hand = excluded.on_hand,"
        " allocated = excluded.allocated, held = excluded.held"
    )
