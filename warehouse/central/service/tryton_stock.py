"""Comparing our balances with Tryton's own figures, as of the last event that it has."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import select

from warehouse.central.models import PostingSkip, PostingTarget
from warehouse.central.rules.differences import (
    MOST_DIFFERENCES,
    Compared,
    Side,
    difference_words,
)
from warehouse.central.targets import Destination, TryLater
from warehouse.central.targets.tryton.figures import Figures, Key, Moved
from warehouse.central.targets.tryton.mapping import location_code
from warehouse.central.targets.tryton.session import Rejected, Session
from warehouse.db.uow import Database
from warehouse.ledger.queries.feed import holdings, moves_of_key

PAGE = 500
MOST_MOVES = 5_000


@dataclass(slots=True)
class Ours:
    """Our balances, added up as they are kept over there."""

    units: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    balances: dict[Key, list[tuple[int, int, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    skus: set[str] = field(default_factory=set)
    lots: set[tuple[str, str]] = field(default_factory=set)


def compare_with_tryton(database: Database, site_id: int, destination: Destination) -> Compared:
    """Compare every figure; Tryton has no positions, so none may be posted meanwhile.

    Raises:
        TryLater: It did not answer, refused, or events were posted during the comparison.
    """
    session = Session(destination)
    try:
        pos = _cursor(database, destination)
        figures = Figures(session, destination.site_code)
        ours = _ours(database, site_id, destination.site_code, pos, lots=figures.keeps_lots)
        theirs = figures.quantities(ours.skus, ours.lots)
        keys = sorted({key for key, units in ours.units.items() if units} | theirs.keys())
        differing = [key for key in keys if ours.units.get(key, 0) != theirs.get(key, 0)]
        sentences = [
            _explained(database, figures, destination, ours, key, theirs.get(key, 0), pos)
            for key in differing[:MOST_DIFFERENCES]
        ]
        if _cursor(database, destination) != pos:
            raise TryLater("events were posted during the comparison; compare again")
    except Rejected as why:
        raise TryLater(str(why)) from why
    finally:
        session.close()
    if len(differing) > MOST_DIFFERENCES:
        sentences.append(f"{len(differing) - MOST_DIFFERENCES} more balances differ.")
    return Compared(pos, len(keys), len(differing), tuple(sentences))


def _cursor(database: Database, destination: Destination) -> int:
    with database.read() as session:
        return session.get_one(PostingTarget, destination.target_id).pos


def _ours(database: Database, site_id: int, site: str, pos: int, *, lots: bool) -> Ours:
    found = Ours()
    after: tuple[int, int, int] | None = None
    while True:
        with database.read() as session:
            page = holdings(session, site_id, at=pos, after=after, limit=PAGE)
        for one in page:
            lot = one.lot if lots else ""
            key = (location_code(site, one.place_kind, one.place_code), one.sku, lot)
            found.units[key] += one.on_hand
            found.balances[key].append(one.key)
            found.skus.add(one.sku)
            if lot:
                found.lots.add((one.sku, lot))
        if len(page) < PAGE:
            return found
        after = page[-1].key


def _explained(  # noqa: PLR0913, PLR0917 - both sides, and where to look for why
    database: Database,
    figures: Figures,
    destination: Destination,
    ours: Ours,
    key: Key,
    theirs: float,
    pos: int,
) -> str:
    """Name the events that the two sides book differently on one figure."""
    here: dict[int, tuple[str, float]] = {}
    with database.read() as session:
        for balance in ours.balances.get(key, ()):
            for at, _, kind, units in moves_of_key(
                session, balance, after=0, upto=pos, limit=MOST_MOVES
            ):
                here[at] = (kind, here.get(at, ("", 0))[1] + units)
        skips = select(PostingSkip.pos, PostingSkip.reason).where(
            PostingSkip.target_id == destination.target_id
        )
        left_out = dict(session.execute(skips).all())
    there, own = _by_event(figures.moves(key))
    here = {at: told for at, told in here.items() if told[1]}
    there = {at: told for at, told in there.items() if told[1]}
    odd = sorted(at for at in here.keys() | there.keys() if here.get(at) != there.get(at))
    place, sku, lot = key
    side = Side((0, 0, 0), f"location {place}", sku, lot, ours.units.get(key, 0), theirs)
    return difference_words(side, here, there, odd, left_out, own=own)


def _by_event(moves: list[Moved]) -> tuple[dict[int, tuple[str, float]], float]:
    """Add up what each of our events moved there, and what Tryton's people moved besides."""
    found: dict[int, tuple[str, float]] = {}
    own: float = 0
    for one in moves:
        if one.pos:
            found[one.pos] = (one.kind, found.get(one.pos, ("", 0))[1] + one.units)
        else:
            own += one.units
    return found, own
