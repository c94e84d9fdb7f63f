"""Taking a far site's events in: each once, in order, proved by its own hashes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from warehouse.central.errors import BrokenEvent, LedgerFork, LedgerGap, NoSuchSite
from warehouse.central.models import (
    FarEvent,
    FarItem,
    FarLot,
    FarMove,
    FarPlace,
    FarSite,
)
from warehouse.central.rules.batches import Batch, LeftOut
from warehouse.db.base import table_of
from warehouse.kernel.errors import Refusal
from warehouse.kernel.shapes import written
from warehouse.ledger.rules import canonical
from warehouse.ledger.wire import WireEvent, broken_because
from warehouse.locations.models import VIRTUAL

_SITE, _EVENT, _MOVE = table_of(FarSite), table_of(FarEvent), table_of(FarMove)
_ADD = text(
    "INSERT INTO far_balance (far_site_id, place_id, item_id, lot_id, on_hand)"
    " VALUES (:site, :place, :item, :lot, :units)"
    " ON CONFLICT (far_site_id, place_id, item_id, lot_id)"
    " DO UPDATE SET on_hand = far_balance.on_hand + excluded.on_hand"
)


@dataclass(frozen=True, slots=True)
class Taken:
    """How far a site's ledger is known after a batch; what was refused stopped the rest."""

    pos: int
    hash: str
    taken: int = 0
    known: int = 0
    refusal: Refusal | None = None


def take_in(session: Session, code: str, batch: Batch, *, now: datetime) -> Taken:
    """Take a batch in, up to the first event that cannot follow.

    What came before a refused event is kept: the sender goes on from there. An event that is
    known is compared by its link and otherwise passed over, so that a batch may come any number
    of times, in parts and in any order.

    Raises:
        NoSuchSite: No site of that code was opened here.
    """
    site = session.execute(
        select(_SITE.c.id, _SITE.c.pos, _SITE.c.hash).where(_SITE.c.code == code).with_for_update()
    ).one_or_none()
    if site is None:
        raise NoSuchSite(site=code)
    done = Taken(site.pos, site.hash)
    fresh: list[WireEvent] = []
    links = _links(session, site.id, [event.pos for event in batch.events])
    for event in batch.events:
        refusal = _refusal(code, done, event, links)
        if refusal is not None:
            done = replace(done, refusal=refusal)
            break
        if event.pos <= done.pos:
            done = replace(done, known=done.known + 1)
            continue
        fresh.append(event)
        done = replace(done, pos=event.pos, hash=event.hash, taken=done.taken + 1)
    elsewhere = _known_elsewhere(session, fresh)
    if elsewhere is not None:
        at = fresh.index(elsewhere)
        back = fresh[at - 1] if at else None
        done = Taken(back.pos if back else site.pos, back.hash if back else site.hash, at)
        done = replace(done, refusal=_fork(code, done, elsewhere.pos))
        fresh = fresh[:at]
    _keep(session, site.id, fresh, now)
    if batch.left_out is not None and done.refusal is None:
        done = _keep_left_out(session, site.id, code, done, batch.left_out, now)
    session.execute(
        update(_SITE)
        .where(_SITE.c.id == site.id)
        .values(pos=done.pos, hash=done.hash, head_pos=max(batch.head, done.pos), heard_at=now)
    )
    return done


def _links(session: Session, site_id: int, positions: Sequence[int]) -> dict[int, str]:
    """Return the links that are known at some positions."""
    if not positions:
        return {}
    rows: Iterable[Any] = session.execute(
        select(_EVENT.c.pos, _EVENT.c.hash).where(
            _EVENT.c.far_site_id == site_id,
            _EVENT.c.pos.between(min(positions), max(positions)),
        )
    )
    return {row.pos: row.hash for row in rows}


def _refusal(code: str, done: Taken, event: WireEvent, links: dict[int, str]) -> Refusal | None:
    """Say why an event cannot be taken in after what is known; None where it can, or is known."""
    if event.pos <= done.pos:
        same = links.get(event.pos, event.hash) == event.hash
        return None if same else _fork(code, done, event.pos)
    if event.pos > done.pos + 1:
        return LedgerGap(site=code, pos=done.pos, hash=done.hash, next=done.pos + 1, sent=event.pos)
    why = broken_because(event)
    if why:
        return BrokenEvent(site=code, pos=done.pos, hash=done.hash, sent=event.pos, why=why)
    return _fork(code, done, event.pos) if event.prev_hash != done.hash else None


def _fork(code: str, done: Taken, sent: int) -> LedgerFork:
    return LedgerFork(site=code, pos=done.pos, hash=done.hash, sent=sent)


def _known_elsewhere(session: Session, events: Sequence[WireEvent]) -> WireEvent | None:
    """Return the first event that another position or site has already: a copied database."""
    if not events:
        return None
    rows = session.execute(
        select(_EVENT.c.id).where(_EVENT.c.id.in_([event.id for event in events]))
    ).scalars()
    known = set(rows)
    ids: set[Any] = set()
    for event in events:
        if event.id in known or event.id in ids:
            return event
        ids.add(event.id)
    return None


def _keep(session: Session, site_id: int, events: Sequence[WireEvent], now: datetime) -> None:
    if not events:
        return
    _learn_names(session, site_id, events)
    session.execute(insert(_EVENT).inline(), [_event_row(site_id, one, now) for one in events])
    moves = [
        {
            "far_site_id": site_id, "pos": event.pos, "item_id": move.item_id,
            "lot_id": move.lot_id, "from_id": move.from_id, "to_id": move.to_id,
            "quantity": move.quantity,
        }
        for event in events
        for move in event.moves
    ]  # fmt: skip
    if moves:
        session.execute(insert(_MOVE).inline(), moves)
        _balance(session, site_id, events)


def _event_row(site_id: int, event: WireEvent, now: datetime) -> dict[str, Any]:
    return {
        "far_site_id": site_id,
        "pos": event.pos,
        "id": event.id,
        "kind": event.kind,
        "prev_hash": event.prev_hash,
        "hash": event.hash,
        "content": canonical(written(event)),
        "left_out": None,
        "taken_in_at": now,
    }


def _balance(session: Session, site_id: int, events: Iterable[WireEvent]) -> None:
    """Add a batch's moves to the balances of real places, each key once."""
    deltas: dict[tuple[int, int, int], int] = {}
    for event in events:
        for move in event.moves:
            if move.from_kind not in VIRTUAL:
                key = (move.from_id, move.item_id, move.lot_id)
                deltas[key] = deltas.get(key, 0) - move.quantity
            if move.to_kind not in VIRTUAL:
                key = (move.to_id, move.item_id, move.lot_id)
                deltas[key] = deltas.get(key, 0) + move.quantity
    rows = [
        {"site": site_id, "place": place, "item": item, "lot": lot, "units": units}
        for (place, item, lot), units in sorted(deltas.items())
        if units
    ]
    if rows:
        session.execute(_ADD, rows)


def _learn_names(session: Session, site_id: int, events: Iterable[WireEvent]) -> None:
    """Keep what the numbers mean; a number that means something else now is brought up to date."""
    items: dict[int, dict[str, Any]] = {}
    lots: dict[int, dict[str, Any]] = {}
    places: dict[int, dict[str, Any]] = {}
    for event in events:
        for move in event.moves:
            items[move.item_id] = {"sku": move.sku, "name": move.item_name}
            lots[move.lot_id] = {"code": move.lot, "expires_on": move.expires_on}
            places[move.from_id] = {"kind": move.from_kind, "code": move.from_code}
            places[move.to_id] = {"kind": move.to_kind, "code": move.to_code}
    for model, number, told in (
        (FarItem, "item_id", items),
        (FarLot, "lot_id", lots),
        (FarPlace, "place_id", places),
    ):
        _learn(session, site_id, table_of(model), number, told)


def _learn(
    session: Session, site_id: int, names: Any, number: str, told: dict[int, dict[str, Any]]
) -> None:
    if not told:
        return
    words = list(next(iter(told.values())))
    known = {
        row[0]: dict(zip(words, row[1:], strict=True))
        for row in session.execute(
            select(names.c[number], *(names.c[word] for word in words)).where(
                names.c.far_site_id == site_id, names.c[number].in_(list(told))
            )
        )
    }
    fresh = [
        {"far_site_id": site_id, number: one, **values}
        for one, values in told.items()
        if one not in known
    ]
    if fresh:
        session.execute(insert(names).inline(), fresh)
    for one, values in told.items():
        if one in known and known[one] != values:
            session.execute(
                update(names)
                .where(names.c.far_site_id == site_id, names.c[number] == one)
                .values(values)
            )


def _keep_left_out(  # noqa: PLR0913, PLR0917 - one row and where it stands
    session: Session, site_id: int, code: str, done: Taken, event: LeftOut, now: datetime
) -> Taken:
    """Keep the link of an event that the site's administrator skipped, so that others follow."""
    if event.pos <= done.pos:
        links = _links(session, site_id, [event.pos])
        if links.get(event.pos) != event.hash:
            return replace(done, refusal=_fork(code, done, event.pos))
        return replace(done, known=done.known + 1)
    if event.pos > done.pos + 1:
        gap = LedgerGap(site=code, pos=done.pos, hash=done.hash, next=done.pos + 1, sent=event.pos)
        return replace(done, refusal=gap)
    if event.prev_hash != done.hash:
        return replace(done, refusal=_fork(code, done, event.pos))
    session.execute(
        insert(_EVENT).inline(),
        {
            "far_site_id": site_id, "pos": event.pos, "id": event.id, "kind": event.kind,
            "prev_hash": event.prev_hash, "hash": event.hash, "content": "",
            "left_out": event.reason, "taken_in_at": now,
        },
    )  # fmt: skip
    return replace(done, pos=event.pos, hash=event.hash, taken=done.taken + 1)
