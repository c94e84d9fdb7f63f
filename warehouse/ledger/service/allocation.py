"""Promising stock to order lines, taking it, giving it back, holding it.

Each function changes its own rows at once and notes in `Changes` what the balances must follow;
the caller hands those to `post` with the event that explains them. All need the site's turn.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from warehouse.catalog.models import Lot
from warehouse.db.base import table_of
from warehouse.ledger.models import Allocation, Balance, Hold
from warehouse.ledger.rules import Source, choose_sources
from warehouse.ledger.service.turn import Changes
from warehouse.locations.models import BIN, Place

_ALLOCATION, _HOLD = table_of(Allocation), table_of(Hold)


@dataclass(frozen=True, slots=True)
class Allocated:
    """Open units of an order line, pinned to a bin and lot."""

    id: int
    place_id: int
    item_id: int
    lot_id: int
    units: int


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
) -> list[Allocated]:
    """Pin up to `units` of an item to an order line; what is not available is not pinned.

    Args:
        changes: Figures noted here by earlier calls in this turn are already counted as gone.
        without: Places that must not give, as the bin that was just found short.
    """
    sources = _sources(session, changes, site_id, item_id, set(without))
    made = []
    for pin in choose_sources(sources, units, today=today):
        key = (pin.place_id, item_id, pin.lot_id)
        made_id = session.execute(
            insert(_ALLOCATION).returning(_ALLOCATION.c.id),
            {
                "order_line_id": order_line_id,
                "place_id": pin.place_id,
                "item_id": item_id,
                "lot_id": pin.lot_id,
                "quantity": pin.units,
                "taken": 0,
                "released": 0,
            },
        ).scalar_one()
        changes.allocate(key, pin.units)
        made.append(Allocated(made_id, *key, pin.units))
    return made


def _sources(
    session: Session, changes: Changes, site_id: int, item_id: int, barred: set[int]
) -> list[Source]:
    rows = session.execute(
        select(
            Balance.place_id,
            Balance.lot_id,
            Lot.expires_on,
            (Balance.on_hand - Balance.allocated - Balance.held).label("available"),
        )
        .join(Place, Place.id == Balance.place_id)
        .join(Lot, Lot.id == Balance.lot_id)
        .where(
            Balance.item_id == item_id,
            Balance.on_hand - Balance.allocated - Balance.held > 0,
            Place.site_id == site_id,
            Place.kind == BIN,
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
        )
        for r in rows
        if r.place_id not in barred
    ]


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
