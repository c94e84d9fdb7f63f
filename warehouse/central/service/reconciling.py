"""Comparing our balances with a target's at a position that both have, and naming what differs."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.central.errors import CannotReconcile, NoSuchTarget
from warehouse.central.models import INSTANCE, OFF, TRYTON, PostingTarget, Reconciliation
from warehouse.central.rules.differences import (
    MOST_DIFFERENCES,
    Compared,
    Side,
    difference_words,
    merged,
)
from warehouse.central.service.posting import destination_of
from warehouse.central.service.tryton_stock import compare_with_tryton
from warehouse.central.targets import Destination, Refused, TryLater
from warehouse.central.targets.instance import Instance
from warehouse.db.uow import Database
from warehouse.ledger.queries.feed import hash_at, head_of, holdings, moves_of_key
from warehouse.locations.models import Site
from warehouse.settings import Settings

log = logging.getLogger("warehouse.central")

NIGHTLY_AT = time(2, 0)
PAGE = 500
MOST_MOVES = 5_000


def due_reconciliations(session: Session, *, now: datetime) -> list[int]:
    """Return the targets with balances that were not compared since two this night, site time."""
    last = (
        select(func.max(Reconciliation.ran_at))
        .where(Reconciliation.target_id == PostingTarget.id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(PostingTarget.id, Site.time_zone, last)
        .join(Site, Site.id == PostingTarget.site_id)
        .where(PostingTarget.kind.in_((INSTANCE, TRYTON)), PostingTarget.state != OFF)
    )
    return [one for one, zone, ran_at in rows if ran_at is None or ran_at < _night(zone, now)]


def _night(zone: str, now: datetime) -> datetime:
    """Return the last two o'clock at a site."""
    here = now.astimezone(ZoneInfo(zone))
    tonight = datetime.combine(here.date(), NIGHTLY_AT, here.tzinfo)
    return tonight if tonight <= here else tonight - timedelta(days=1)


def reconcile(
    database: Database, settings: Settings, target_id: int, *, tell_time: Callable[[], datetime]
) -> Compared:
    """Compare, and keep what came of it for the supervisor.

    Raises:
        NoSuchTarget: There is none of that number.
        CannotReconcile: It has no balances to ask for, or did not tell them now.
    """
    with database.read() as session:
        row = session.get(PostingTarget, target_id)
        if row is None:
            raise NoSuchTarget
        destination = destination_of(session, settings, row, now=tell_time())
        site_id = row.site_id
    if destination.kind not in {INSTANCE, TRYTON}:
        raise CannotReconcile(name=destination.name, why="it cannot be asked for its balances")
    try:
        if destination.kind == TRYTON:
            found = compare_with_tryton(database, site_id, destination)
        else:
            found = _compare(database, site_id, destination)
    except (TryLater, Refused) as trouble:
        refusal = CannotReconcile(name=destination.name, why=trouble)
        _note(database, target_id, Compared(0, 0, 0, (str(refusal),)), tell_time(), failed=True)
        raise refusal from trouble
    _note(database, target_id, found, tell_time())
    return found


def _note(
    database: Database, target_id: int, found: Compared, now: datetime, *, failed: bool = False
) -> None:
    with database.command() as session:
        session.add(
            Reconciliation(
                target_id=target_id,
                ran_at=now,
                pos=found.pos,
                compared=found.compared,
                differences=found.differences,
                report=json.dumps(found.sentences),
                failed=failed,
            )
        )


def _compare(database: Database, site_id: int, destination: Destination) -> Compared:
    there = Instance(destination)
    try:
        told = there.ask("")
        their_pos, their_hash = int(told["pos"]), str(told["hash"])
        with database.read() as session:
            our_pos, _ = head_of(session, site_id)
            same_chain = hash_at(session, site_id, their_pos) == their_hash
        pos = min(our_pos, their_pos)
        sentences: list[str] = []
        if their_pos > our_pos:
            sentences.append(
                f"{destination.name} knows events up to {their_pos}, our ledger ends at {our_pos}."
            )
        elif not same_chain:
            sentences.append(
                f"The chain differs at position {their_pos}: one of the two ledgers was changed."
            )
        compared = differences = 0
        for side in merged(_ours(database, site_id, pos), _theirs(there, pos)):
            compared += 1
            if side.ours == side.theirs:
                continue
            differences += 1
            if differences <= MOST_DIFFERENCES:
                sentences.append(_explained(database, there, side, pos))
    finally:
        there.close()
    if differences > MOST_DIFFERENCES:
        sentences.append(f"{differences - MOST_DIFFERENCES} more balances differ.")
    broken = int(their_pos > our_pos or not same_chain)
    return Compared(pos, compared, differences + broken, tuple(sentences))


def _ours(database: Database, site_id: int, pos: int) -> Iterator[Side]:
    after: tuple[int, int, int] | None = None
    while True:
        with database.read() as session:
            page = holdings(session, site_id, at=pos, after=after, limit=PAGE)
        for one in page:
            if one.on_hand:
                yield Side(one.key, f"{one.place_kind} {one.place_code}", one.sku, one.lot,
                           ours=one.on_hand)  # fmt: skip
        if len(page) < PAGE:
            return
        after = page[-1].key


def _theirs(there: Instance, pos: int) -> Iterator[Side]:
    after = ""
    while True:
        page = there.ask(f"/balances?at={pos}&limit={PAGE}{after}")
        for one in page["balances"]:
            key = (one["place_id"], one["item_id"], one["lot_id"])
            place = f"{one['place_kind']} {one['place_code']}"
            yield Side(key, place, one["sku"], one["lot"], theirs=one["on_hand"])
        if page["next"] is None:
            return
        after = f"&after={page['next']}"


def _explained(database: Database, there: Instance, side: Side, pos: int) -> str:
    """Name the events that the two sides book differently on one balance."""
    with database.read() as session:
        rows = moves_of_key(session, side.key, after=0, upto=pos, limit=MOST_MOVES)
    ours: dict[int, tuple[str, int]] = {}
    for at, _, kind, units in rows:
        ours[at] = (kind, ours.get(at, ("", 0))[1] + units)
    theirs: dict[int, tuple[str, int]] = {
        one["pos"]: (one["kind"], one["units"]) for one in _their_moves(there, side, pos)
    }
    odd = sorted(at for at in ours.keys() | theirs.keys() if ours.get(at) != theirs.get(at))
    left_out = {at: _left_out(there, at) for at in odd[:20] if at not in theirs}
    return difference_words(side, ours, theirs, odd, left_out)


def _their_moves(there: Instance, side: Side, pos: int) -> Iterator[dict[str, Any]]:
    place, item, lot = side.key
    after = 0
    for _ in range(MOST_MOVES // PAGE):
        page = there.ask(
            f"/moves?place_id={place}&item_id={item}&lot_id={lot}&upto={pos}&after={after}"
            f"&limit={PAGE}"
        )
        yield from page["moves"]
        if page["next"] is None:
            return
        after = page["next"]


def _left_out(there: Instance, pos: int) -> str:
    """Return why an event is not over there, where its administrator skipped it."""
    page = there.ask(f"/events?after={pos - 1}&limit=1")
    return next((one["left_out"] or "" for one in page["events"] if one["pos"] == pos), "")
