"""What several orders have in the stops of a batch, which is picked in sum.

Units are taken for the order that must ship first, and missing ones are those of the last: each
share's progress is that of its allocation, so that an undo finds it again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.orders.service.containers import unbind_container
from warehouse.picking.errors import NothingToUndo
from warehouse.picking.models import CANCELLED, PickLine, PickShare, PickTask
from warehouse.picking.service.trip import At


@dataclass(frozen=True, slots=True)
class Part:
    """Units of an order line that are pinned to a stop, or missing from it."""

    order_id: int
    order_line_id: int
    allocation_id: int
    units: int
    rank: int = 0


def take_units(session: Session, changes: ledger.Changes, at: At, units: int) -> None:
    """Count units that went into the tote as picked; negative ones undo that.

    Raises:
        NothingToUndo: an order that left the batch has some of them, which are to be put back.
    """
    if not at.is_shared:
        ledger.take(session, changes, at.allocation_id, at.key, units)
        return
    shared = [part.allocation_id for part in _shares_of(session, at)]
    if units < 0 and sum(stock.taken_of(session, shared).values()) < -units:
        raise NothingToUndo
    ledger.take_in_turn(session, changes, shared, at.key, units)


def release_units(session: Session, changes: ledger.Changes, at: At, units: int) -> list[Part]:
    """Give up units that the bin cannot give; returns whose they were, what ships first before."""
    if not at.is_shared:
        ledger.release(session, changes, at.allocation_id, at.key, units)
        return [Part(at.trip.order_id, at.order_line_id, at.allocation_id, units)]
    shares = _shares_of(session, at)
    lost = ledger.release_in_turn(
        session, changes, [part.allocation_id for part in shares], at.key, units
    )
    return [
        replace(part, units=lost[part.allocation_id])
        for part in shares
        if part.allocation_id in lost
    ]


def _shares_of(session: Session, at: At) -> list[Part]:
    """Return the shares of a stop whose orders still ride along, what ships first before."""
    left = select(PickTask.order_id).where(
        PickTask.lead_id == at.trip.lead_id, PickTask.state == CANCELLED
    )
    rows = session.execute(
        select(PickShare)
        .where(PickShare.line_id == at.stop.line_id, PickShare.order_id.not_in(left))
        .order_by(PickShare.rank, PickShare.allocation_id)
    ).scalars()
    return [Part(row.order_id, row.order_line_id, row.allocation_id, 0, row.rank) for row in rows]


def add_shares(session: Session, line_id: int, parts: Sequence[Part]) -> None:
    """Say what each order line has in a new stop."""
    session.add_all(
        PickShare(
            allocation_id=part.allocation_id,
            line_id=line_id,
            order_line_id=part.order_line_id,
            order_id=part.order_id,
            rank=part.rank,
        )
        for part in parts
    )
    session.flush()


def picked_for(session: Session, lead_id: int) -> dict[int, int]:
    """Return how many units a batch has picked for each of its orders."""
    rows = session.execute(
        select(PickShare.allocation_id, PickShare.order_id)
        .join(PickLine, PickLine.id == PickShare.line_id)
        .join(PickTask, PickTask.id == PickLine.task_id)
        .where(PickTask.lead_id == lead_id)
    ).all()
    taken = stock.taken_of(session, [row.allocation_id for row in rows])
    found: dict[int, int] = defaultdict(int)
    for row in rows:
        found[row.order_id] += taken[row.allocation_id]
    return found


def leave_batch(session: Session, lead_id: int, order_id: int) -> int | None:
    """Let an order leave a batch under way: its open units are wanted no more.

    The task that leads the batch goes on for another of its orders.

    Returns:
        The tote of the batch.
    """
    riders = {
        task.order_id: task
        for task in session.execute(
            select(PickTask)
            .where(PickTask.lead_id == lead_id, PickTask.state != CANCELLED)
            .order_by(PickTask.id)
            .execution_options(populate_existing=True)
        ).scalars()
    }
    gone = riders[order_id]
    tote_id = session.get_one(PickTask, lead_id).tote_id
    other = next((task for task in riders.values() if task is not gone), None)
    if gone.id == lead_id and other is not None:
        gone.order_id, other.order_id = other.order_id, order_id
        gone = other
    gone.state = CANCELLED
    session.flush()
    _want_nothing_for(session, lead_id, order_id)
    if tote_id is not None and not picked_for(session, lead_id).get(order_id):
        unbind_container(session, tote_id, order_id)
    return tote_id


def _want_nothing_for(session: Session, lead_id: int, order_id: int) -> None:
    shares = session.execute(
        select(PickShare.allocation_id, PickShare.line_id, PickShare.order_line_id)
        .join(PickLine, PickLine.id == PickShare.line_id)
        .join(PickTask, PickTask.id == PickLine.task_id)
        .where(PickTask.lead_id == lead_id, PickShare.order_id == order_id)
    ).all()
    lines_of = {row.allocation_id: row.line_id for row in shares}
    order_lines = list({row.order_line_id for row in shares})
    for row in stock.open_allocations(session, order_lines):
        if row.id in lines_of:
            _want_less(session, lines_of[row.id], row.units)


def _want_less(session: Session, line_id: int, units: int) -> None:
    """Take units off a stop; one of which nothing is wanted any more is over."""
    line = session.get_one(PickLine, line_id, populate_existing=True)
    if line.wanted > units:
        line.wanted -= units
    else:
        line.short += units
    line.in_hand = min(line.in_hand, line.wanted - line.picked - line.short)
    line.pack_name, line.pack_units = "each", 1
    session.flush()


def picked_shares(session: Session, order_id: int) -> list[list[int]]:
    """Return what batches picked for an order: item, lot, bin, allocation, units."""
    rows = session.execute(
        select(PickLine.item_id, PickLine.lot_id, PickLine.place_id, PickShare.allocation_id)
        .join(PickLine, PickLine.id == PickShare.line_id)
        .where(PickShare.order_id == order_id)
        .order_by(PickLine.id.desc())
    ).all()
    taken = stock.taken_of(session, [row.allocation_id for row in rows])
    return [[*row, taken[row.allocation_id]] for row in rows if taken[row.allocation_id]]
