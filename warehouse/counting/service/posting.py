"""Putting a variance into the book: one event with its reason, its count and both people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.catalog.models import SERIAL, Item, Lot
from warehouse.counting.models import POSTED, CountDecision, CountResult
from warehouse.counting.rules.deciding import DISPUTED_HOLD, EXPLAINED_HOLDS
from warehouse.counting.service.rounds import lot_named, subject_of
from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Transfer
from warehouse.locations.models import DISCREPANCY, Place
from warehouse.orders import service as orders


def lot_of(session: Session, result: CountResult) -> int:
    """Return the lot of a result; one that was found and never received is made now."""
    if result.lot_id is None:
        lot = lot_named(session, result.item_id, result.lot_code)
        if lot is None:
            tracking = session.get_one(Item, result.item_id).tracking
            lot = Lot(
                item_id=result.item_id,
                code=result.lot_code,
                expires_on=result.expires_on,
                is_serial=tracking == SERIAL,
            )
            session.add(lot)
            session.flush()
        result.lot_id = lot.id
    return result.lot_id


def can_post(session: Session, result: CountResult, units: int) -> bool:
    """Tell whether the book can take a variance now: enough there, and no serial twice."""
    key = (result.place_id, result.item_id, lot_of(session, result))
    if units < 0:
        return stock.balance_of(session, key)[0] >= -units
    lot = session.get_one(Lot, key[2])
    return not (lot.is_serial and stock.is_in_stock(session, lot.id))


def post_variance(  # noqa: PLR0913 - a decision and its reasons
    session: Session,
    turn: ledger.Turn,
    result: CountResult,
    units: int,
    *,
    kind: str,
    reason: str,
    note: str,
    decided_by: int | None,
    now: datetime,
) -> None:
    """Post `units` of a variance, with its sign, and lift the holds that the count explains.

    Raises:
        NotEnoughHere: the book has less by now than is to be taken out.
        SerialElsewhere: the book has the serial in another place.
    """
    site_id = result.site_id
    outside = session.execute(
        select(Place.id).where(Place.site_id == site_id, Place.kind == DISCREPANCY)
    ).scalar_one()
    key = (result.place_id, result.item_id, lot_of(session, result))
    source, target = (outside, key[0]) if units > 0 else (key[0], outside)
    body = {
        "result": result.id,
        "task": result.task_id,
        "units": units,
        "reason": reason,
        "note": note,
        "counted_by": [one for one in (result.counter_id, result.other_counter_id) if one],
        "counted_at_pos": result.pos,
    }
    made = ledger.own_capture(site_id, "count.adjust", body, now=now, user_id=decided_by)
    changes = ledger.Changes()
    lift_explained(session, changes, result, made.id)
    ledger.post(
        session,
        turn,
        made,
        subject=subject_of(result.task_id),
        moves=[Transfer(key[1], key[2], source, target, abs(units))],
        changes=changes,
    )
    note_decision(
        session,
        result,
        units,
        kind=kind,
        reason=reason,
        note=note,
        decided_by=decided_by,
        now=now,
        event_id=made.id,
    )


def lift_explained(
    session: Session, changes: ledger.Changes, result: CountResult, event_id: UUID
) -> None:
    """Lift the holds of a result's record that were placed before it was counted.

    What was held because the counters did not agree goes with the decision, whenever placed.
    """
    key = (result.place_id, result.item_id, lot_of(session, result))
    now = stock.position_of(session, result.site_id)
    for reasons, upto_pos in ((EXPLAINED_HOLDS, result.pos), ((DISPUTED_HOLD,), now)):
        ledger.lift(session, changes, key, event_id=event_id, reasons=reasons, upto_pos=upto_pos)


def note_decision(  # noqa: PLR0913 - one row's columns
    session: Session,
    result: CountResult,
    units: int,
    *,
    kind: str,
    reason: str,
    note: str,
    decided_by: int | None,
    now: datetime,
    event_id: UUID,
) -> None:
    """Write a decision down; a variance that is booked as a whole leaves the desk."""
    session.add(
        CountDecision(
            result_id=result.id,
            kind=kind,
            units=units,
            reason=reason,
            note=note,
            decided_at=now,
            decided_by=decided_by,
            counter_id=result.counter_id,
            other_counter_id=result.other_counter_id,
            event_id=event_id,
        )
    )
    result.posted_units += units
    if result.posted_units == result.variance_units:
        result.state = POSTED
    session.flush()


def follow_up(
    session: Session, results: Sequence[CountResult], *, now: datetime, user_id: int | None
) -> None:
    """Take promises back that the book can no longer keep, and give what turned up to orders."""
    touched = [result for result in results if result.posted_units]
    for result in touched:
        key = (result.place_id, result.item_id, lot_of(session, result))
        orders.give_up_missing(session, result.site_id, key, now=now, user_id=user_id)
    if touched:
        items = {result.item_id for result in touched}
        orders.allocate_backorders(session, touched[0].site_id, items, now=now, user_id=user_id)
