"""Promising stock to order lines, taking it, giving it back, holding it.

Each function changes its own rows at once and notes in `Changes` what the balances must follow;
the caller hands those to `post` with the event that explains them. All need the site's turn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, func, insert, select, true, update
from sqlalchemy.orm import Session

from warehouse.catalog.models import Lot
from warehouse.db.base import table_of
from warehouse.ledger.models import Allocation, Balance, Hold, LedgerEvent
from warehouse.ledger.rules.sources import Choice, Source, choose_sources, why_not_instead
from warehouse.ledger.service.policies import load_policy
from warehouse.ledger.service.turn import Changes
from warehouse.locations.models import Bin, Place

_ALLOCATION, _HOLD = table_of(Allocation), table_of(Hold)


@dataclass(frozen=True, slots=True)
class Allocated:
    """Open units of an order line, pinned to a bin and lot."""

    id: int
    place_id: int
    item_id: int
    lot_id: int
    units: int


@dataclass(frozen=True, slots=True)
class StandIn:
    """What could give in the place of something else, or why it may not."""

    key: tuple[int, int, int]
    lot_code: str
    available: int
    why_not: str
    """Empty where it may."""


_AVAILABLE = (Balance.on_hand - Balance.allocated - Balance.held).label("available")


def allocate(  # noqa: PLR0913 - the demand and its limits
    session: Session,
    changes: Changes,
    *,
    site_id: int,
    order_line_id: int,
    item_id: int,
    units: int,
    today: date,
    without: Iterable[int] = (),
    fresh_until: date | None = None,
    beside: Collection[int] = (),
) -> list[Allocated]:
    """Pin up to `units` of an item to an order line; what is not available is not pinned.

    Args:
        changes: Figures noted here by earlier calls in this turn are already counted as gone.
        without: Places that must not give, as the bin that was just found short.
        fresh_until: The last day on which the customer wants the goods still good.
        beside: Bins that the tour goes to anyway, for items of which the nearest bin gives.
    """
    policy = replace(load_policy(session, site_id, item_id), fresh_until=fresh_until)
    sources = _sources(session, changes, site_id, item_id, set(without))
    near = _spots(session, beside) if Choice.NEAREST in policy.choices else []
    made = []
    for one in choose_sources(sources, units, today=today, policy=policy, near=near):
        key = (one.place_id, item_id, one.lot_id)
        made.append(pin(session, changes, order_line_id, key, one.units))
    return made


def pin(
    session: Session, changes: Changes, order_line_id: int, key: tuple[int, int, int], units: int
) -> Allocated:
    """Pin units of one (place, item, lot) to an order line; the caller has chosen it."""
    made_id = session.execute(
        insert(_ALLOCATION).returning(_ALLOCATION.c.id),
        {
            "order_line_id": order_line_id,
            "place_id": key[0],
            "item_id": key[1],
            "lot_id": key[2],
            "quantity": units,
            "taken": 0,
            "released": 0,
        },
    ).scalar_one()
    changes.allocate(key, units)
    return Allocated(made_id, *key, units)


def stand_ins(  # noqa: PLR0913 - what was to be given, and what is there instead
    session: Session,
    *,
    site_id: int,
    wanted: tuple[int, int, int],
    place_id: int,
    today: date,
    fresh_until: date | None = None,
    lot_code: str | None = None,
) -> list[StandIn]:
    """Return what a bin has of an item that was to come from elsewhere, the best first.

    Args:
        session: The transaction, under the site's turn.
        site_id: Whose rules of giving hold.
        wanted: Place, item and lot that were to give.
        place_id: The bin that is looked into.
        today: The site's day.
        fresh_until: The last day on which the customer wants the goods still good.
        lot_code: Only this lot, in whatever capitals.
    """
    policy = replace(load_policy(session, site_id, wanted[1]), fresh_until=fresh_until)
    rows = session.execute(
        select(Lot.id, Lot.code, Lot.expires_on, Lot.is_blocked, Bin.is_pick_face, _AVAILABLE)
        .join(Balance, Balance.lot_id == Lot.id)
        .join(Bin, Bin.place_id == Balance.place_id)
        .where(Balance.place_id == place_id, Lot.item_id == wanted[1], Balance.on_hand > 0)
        .where(func.upper(Lot.code) == lot_code.upper() if lot_code is not None else true())
    ).all()
    ours = session.execute(
        select(Lot.expires_on, Bin.is_pick_face)
        .join(Bin, Bin.place_id == wanted[0])
        .where(Lot.id == wanted[2])
    ).one()
    was = Source(wanted[0], wanted[2], ours.expires_on, 1, is_pick_face=ours.is_pick_face)
    found = []
    for row in rows:
        source = Source(
            place_id, row.id, row.expires_on, row.available, is_pick_face=row.is_pick_face
        )
        why = why_not_instead(was, source, today=today, policy=policy)
        why = "it is blocked" if row.is_blocked else why
        found.append(StandIn((place_id, wanted[1], row.id), row.code, row.available, why))
    return sorted(found, key=lambda one: (one.why_not != "", one.key[2] != wanted[2], one.key[2]))


def _sources(
    session: Session, changes: Changes, site_id: int, item_id: int, barred: set[int]
) -> list[Source]:
    is_free = Balance.on_hand - Balance.allocated - Balance.held > 0
    freed = [key[0] for key, units in changes.allocated.items() if key[1] == item_id and units < 0]
    rows = session.execute(
        select(
            Balance.place_id,
            Balance.lot_id,
            Lot.expires_on,
            Bin.zone_id,
            Bin.is_pick_face,
            Bin.x_cm,
            Bin.y_cm,
            _AVAILABLE,
        )
        .join(Place, Place.id == Balance.place_id)
        .join(Bin, Bin.place_id == Balance.place_id)
        .join(Lot, Lot.id == Balance.lot_id)
        .where(
            Balance.item_id == item_id,
            is_free if not freed else is_free | Balance.place_id.in_(freed),
            Place.site_id == site_id,
            ~Lot.is_blocked,
        )
    )
    return [
        Source(
            r.place_id,
            r.lot_id,
            r.expires_on,
            r.available
            - changes.allocated.get((r.place_id, item_id, r.lot_id), 0)
            - changes.held.get((r.place_id, item_id, r.lot_id), 0),
            r.zone_id,
            r.is_pick_face,
            (r.x_cm, r.y_cm),
        )
        for r in rows
        if r.place_id not in barred
    ]


def _spots(session: Session, place_ids: Collection[int]) -> list[tuple[int, int]]:
    rows = session.execute(select(Bin.x_cm, Bin.y_cm).where(Bin.place_id.in_(place_ids)))
    return [(row.x_cm, row.y_cm) for row in rows]


_TAKE = (
    update(_ALLOCATION)
    .where(_ALLOCATION.c.id == bindparam("allocation"))
    .values(taken=_ALLOCATION.c.taken + bindparam("units"))
)
_RELEASE = (
    update(_ALLOCATION)
    .where(_ALLOCATION.c.id == bindparam("allocation"))
    .values(released=_ALLOCATION.c.released + bindparam("units"))
)


def take(
    session: Session, changes: Changes, allocation_id: int, key: tuple[int, int, int], units: int
) -> None:
    """Turn `units` of an allocation into picked ones; negative units undo that."""
    session.execute(_TAKE, {"allocation": allocation_id, "units": units})
    changes.allocate(key, -units)


def take_in_turn(
    session: Session,
    changes: Changes,
    allocation_ids: Sequence[int],
    key: tuple[int, int, int],
    units: int,
) -> None:
    """Take units that several order lines share, for the first first.

    Negative units undo that, of the last first.
    """
    rooms = _rooms(session, allocation_ids)
    if units < 0:
        for made, _, taken in reversed(rooms):
            back = min(taken, -units)
            if back:
                take(session, changes, made, key, -back)
                units += back
    for made, still, _ in rooms:
        part = min(still, units)
        if part > 0:
            take(session, changes, made, key, part)
            units -= part
    assert units == 0, "more was taken than the lines share"


def release_in_turn(
    session: Session,
    changes: Changes,
    allocation_ids: Sequence[int],
    key: tuple[int, int, int],
    units: int,
) -> dict[int, int]:
    """Give units back that several order lines share, of the last first.

    Returns:
        How many units each allocation lost, in the order given.
    """
    lost = {}
    for made, still, _ in reversed(_rooms(session, allocation_ids)):
        part = min(still, units)
        if part > 0:
            release(session, changes, made, key, part)
            lost[made] = part
            units -= part
    assert units == 0, "more was given back than was promised"
    return {made: lost[made] for made in allocation_ids if made in lost}


def _rooms(session: Session, allocation_ids: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return (id, open units, taken units) of allocations, in the order given."""
    still = Allocation.quantity - Allocation.taken - Allocation.released
    rows = session.execute(
        select(Allocation.id, still, Allocation.taken).where(Allocation.id.in_(allocation_ids))
    )
    found = {made: (made, units, taken) for made, units, taken in rows}
    return [found[made] for made in allocation_ids]


def release(
    session: Session, changes: Changes, allocation_id: int, key: tuple[int, int, int], units: int
) -> None:
    """Give `units` of an allocation back to everybody; negative units undo that."""
    session.execute(_RELEASE, {"allocation": allocation_id, "units": units})
    changes.allocate(key, -units)


def release_line(session: Session, changes: Changes, order_line_id: int) -> int:
    """Release all open units of an order line; returns how many they were."""
    rows = session.execute(
        select(Allocation).where(
            Allocation.order_line_id == order_line_id,
            Allocation.quantity > Allocation.taken + Allocation.released,
        )
    ).scalars()
    total = 0
    for row in rows.all():
        units = row.quantity - row.taken - row.released
        release(session, changes, row.id, (row.place_id, row.item_id, row.lot_id), units)
        total += units
    return total


def hold(  # noqa: PLR0913 - one row's columns
    session: Session,
    changes: Changes,
    key: tuple[int, int, int],
    units: int,
    *,
    reason: str,
    event_id: UUID,
) -> None:
    """Set units of a place aside until somebody has looked.

    The foreign key to the event is checked at the commit, so the hold may be placed before the
    event that explains it is posted.
    """
    session.execute(
        insert(_HOLD),
        {
            "place_id": key[0],
            "item_id": key[1],
            "lot_id": key[2],
            "quantity": units,
            "reason": reason,
            "placed_by": event_id,
        },
    )
    changes.hold(key, units)


def lift(  # noqa: PLR0913 - which holds, and what lifts them
    session: Session,
    changes: Changes,
    key: tuple[int, int, int],
    *,
    event_id: UUID,
    reasons: Iterable[str],
    upto_pos: int,
) -> int:
    """Lift the holds of a place that somebody has looked into; returns how many units they held.

    Args:
        reasons: Those that a look explains; goods that were held as damaged stay held.
        upto_pos: Holds that were placed after this position are about something newer.
    """
    held = session.execute(
        select(Hold.id, Hold.quantity)
        .join(LedgerEvent, LedgerEvent.id == Hold.placed_by)
        .where(
            Hold.place_id == key[0],
            Hold.item_id == key[1],
            Hold.lot_id == key[2],
            Hold.lifted_by.is_(None),
            Hold.reason.in_(list(reasons)),
            LedgerEvent.pos <= upto_pos,
        )
    ).all()
    units: int = sum(row.quantity for row in held)
    if units:
        session.execute(
            update(_HOLD).where(_HOLD.c.id.in_([row.id for row in held])).values(lifted_by=event_id)
        )
        changes.hold(key, -units)
    return units
