"""A short pick: hold what the book claims, look elsewhere at once, else open a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Pack
from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.orders import service as orders
from warehouse.picking.errors import BadReason
from warehouse.picking.models import PickLine, Shortage, subject_of
from warehouse.picking.rules import SHORT_REASONS, check_open, largest_pack
from warehouse.picking.service.ends import Told
from warehouse.picking.service.found import ask_for_count
from warehouse.picking.service.shares import Part, add_shares, release_units
from warehouse.picking.service.trip import At, check_answered, load_stop, save_stop
from warehouse.picking.service.walking import resequence
from warehouse.web.guard import Actor


def short(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Report that a bin cannot give what is still wanted. Body: task, line, reason.

    Units in hand stay in hand and go into the tote next. What the book still says is in the bin
    is held, not written off; the bin is counted by somebody else; the missing units are
    allocated elsewhere and come later in this trip, or become one case on the supervisor's desk.
    """
    reason = str(capture.body["reason"])
    if reason not in SHORT_REASONS:
        raise BadReason
    at = load_stop(session, actor, int(capture.body["task"]), int(capture.body["line"]))
    check_answered(at.trip)
    check_open(at.stop)
    missing = at.stop.left - at.stop.in_hand
    changes = ledger.Changes()
    lost: list[Part] = []
    if missing:
        save_stop(session, replace(at.stop, short=at.stop.short + missing))
        lost = release_units(session, changes, at, missing)
        on_hand, allocated, held = stock.balance_of(session, at.key)
        claimed = on_hand - (allocated - missing) - held
        if claimed > 0:
            ledger.hold(
                session, changes, at.key, claimed, reason=f"short: {reason}", event_id=capture.id
            )
        ask_for_count(session, capture, at.stop.place_id, f"short pick: {reason}")
    elsewhere = _elsewhere(session, capture, at, lost, changes)
    told: Told = {"signal": "look", "title": "Noted", "sentence": _sentence(missing, elsewhere)}
    ledger.post(
        session,
        turn,
        capture,
        subject=subject_of(at.trip.lead_id),
        changes=changes,
        answer=told,
    )
    return told


def _sentence(missing: int, elsewhere: int) -> str:
    if not missing:
        return "All wanted units are in your hand: scan the tote."
    if elsewhere == missing:
        return f"{missing} short here; another bin gives them later in this trip."
    if elsewhere:
        return f"{missing} short here; {elsewhere} come from another bin, the supervisor is told."
    return f"{missing} short, and no other bin has them. The supervisor is told."


def _elsewhere(
    session: Session, capture: Capture, at: At, lost: Sequence[Part], changes: ledger.Changes
) -> int:
    """Find the units of each order line that lost some in other bins; returns how many were."""
    stops: dict[tuple[int, int, int], list[Part]] = {}
    for part in lost:
        found = ledger.allocate(
            session,
            changes,
            site_id=capture.site_id,
            order_line_id=part.order_line_id,
            item_id=at.stop.item_id,
            units=part.units,
            today=capture.received_at.date(),
            without=(at.stop.place_id,),
            fresh_until=orders.fresh_until(session, part.order_id, capture.received_at.date()),
            beside=(at.stop.place_id,),
        )
        for made in found:
            key = (made.place_id, made.item_id, made.lot_id)
            given = replace(part, allocation_id=made.id, units=made.units)
            stops.setdefault(key, []).append(given)
        units = sum(made.units for made in found)
        if units < part.units:
            _open_case(session, capture, at, replace(part, units=part.units - units))
    for key, parts in stops.items():
        add_stop(session, at.trip.task_id, key, parts, is_shared=at.is_shared)
    if stops:
        resequence(session, capture.site_id, at.trip.lead_id, since=at.stop.place_id)
    return sum(part.units for parts in stops.values() for part in parts)


def _open_case(session: Session, capture: Capture, at: At, missing: Part) -> None:
    case = session.execute(
        select(Shortage).where(
            Shortage.order_line_id == missing.order_line_id, Shortage.decided_at.is_(None)
        )
    ).scalar_one_or_none()
    if case is not None:
        case.units += missing.units
        return
    session.add(
        Shortage(
            site_id=capture.site_id,
            order_id=missing.order_id,
            order_line_id=missing.order_line_id,
            item_id=at.stop.item_id,
            place_id=at.stop.place_id,
            units=missing.units,
            reason=str(capture.body["reason"]),
            raised_at=capture.received_at,
        )
    )


def add_stop(
    session: Session,
    task_id: int,
    key: tuple[int, int, int],
    parts: Sequence[Part],
    *,
    is_shared: bool = False,
) -> int:
    """Add a stop for allocations of one bin, item and lot; `resequence` gives it its place.

    Args:
        key: The bin, the item and the lot.
        parts: One allocation; several where a batch makes the stop for several order lines.
        is_shared: Whether a batch makes it.

    Returns:
        The stop's id.
    """
    wanted = sum(part.units for part in parts)
    place_id, item_id, lot_id = key
    packs = session.execute(select(Pack.name, Pack.units).where(Pack.item_id == item_id)).all()
    name, units = largest_pack([(p.name, p.units) for p in packs], wanted)
    line = PickLine(
        task_id=task_id,
        order_line_id=parts[0].order_line_id,
        allocation_id=parts[0].allocation_id,
        place_id=place_id,
        item_id=item_id,
        lot_id=lot_id,
        sequence=0,
        wanted=wanted,
        picked=0,
        short=0,
        pack_name=name,
        pack_units=units,
        at_bin=False,
        lot_seen=False,
        in_hand=0,
    )
    session.add(line)
    session.flush()
    if is_shared:
        add_shares(session, line.id, parts)
    return line.id
