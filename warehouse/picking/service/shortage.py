"""Deciding a shortage: once, by a supervisor, and told to the channel."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.jobs import service as jobs
from warehouse.kernel.errors import NotYours
from warehouse.ledger import service as ledger
from warehouse.orders import service as orders
from warehouse.orders.models import OPEN, PACKED, PICKED, RELEASED, Order
from warehouse.picking.errors import NotADecision, ShortageDecided
from warehouse.picking.models import CANCEL_LINE, SHIP_PART, SUBSTITUTE, WAIT, Shortage
from warehouse.picking.rules import SHORTAGE_DECISIONS
from warehouse.picking.service.ends import Told, accepted
from warehouse.picking.service.follow import follow
from warehouse.picking.service.substitute import substitute
from warehouse.web.guard import Actor

STILL_HERE = (OPEN, RELEASED, PICKED, PACKED)
CHANNEL_WORDS = {CANCEL_LINE: "cancel", SUBSTITUTE: "substitute"}
"""What a channel is told; of all else, that it comes later."""


def decide_shortage(  # noqa: PLR0913 - what is decided, and by whom
    session: Session,
    actor: Actor,
    shortage_id: int,
    decision: str,
    *,
    now: datetime,
    sku: str = "",
) -> Told:
    """Say what happens to units that no bin could give.

    `wait`: the order leaves as a whole; what is picked stays in its totes, the order waits for
    stock and is released for the rest. `ship_part`: what is there leaves, the rest follows.
    `cancel_line`: the units are not wanted any more. `substitute`: those of another item, whose
    SKU is given, are sent instead. The channel is told of the delay, the cancellation or the
    substitute by a job of the same transaction.

    Kits are decided whole: those that lack a component are cancelled, or follow whole, and what
    is picked of their other components goes back to its bins.

    Raises:
        NotYours: no such case at the actor's site.
        ShortageDecided: a colleague was quicker.
        NotADecision: none of the four.
        NoSubstitutes, NotASubstitute, PartOfAKit: as for `substitute`.
    """
    if decision not in SHORTAGE_DECISIONS:
        raise NotADecision
    body = {"shortage": shortage_id, "decision": decision}
    if decision == SUBSTITUTE:
        body["sku"] = sku.strip()
    capture = ledger.own_capture(
        actor.site_id, "shortage.decide", body, now=now, user_id=actor.user_id
    )
    turn = ledger.take_turn(session, capture)
    case = _open_case(session, actor.site_id, shortage_id)
    case.decision, case.decided_at, case.decided_by = decision, now, actor.user_id
    session.flush()
    whole, changes = orders.whole_kits_of(session, case.order_line_id), ledger.Changes()
    if decision == SUBSTITUTE:
        line_id = case.order_line_id
        units = substitute(session, case, sku.strip(), changes, now=now)
    else:
        line_id, units = _apply(session, case, decision, whole)
    told = accepted(SHORTAGE_DECISIONS[decision], f"{units} units; the channel is told.")
    ledger.post(
        session, turn, capture, subject=f"order:{case.order_id}", changes=changes, answer=told
    )
    action = CHANNEL_WORDS.get(decision, "delay")
    notice = {"site": actor.site_id, "line": line_id, "action": action, "units": units}
    jobs.ask(session, "channel.notice", f"shortage:{case.id}", notice, now=now)
    if whole and decision != WAIT and _state(session, case) in STILL_HERE:
        at_most = whole if decision == SHIP_PART else None
        follow(session, actor.site_id, case.order_id, list(whole), now=now, at_most=at_most)
    return told


def _state(session: Session, case: Shortage) -> str:
    return session.execute(select(Order.state).where(Order.id == case.order_id)).scalar_one()


def _apply(
    session: Session, case: Shortage, decision: str, whole: Mapping[int, int]
) -> tuple[int, int]:
    """Have the order wait, leave without the units, or want them no more.

    Returns:
        The line that the channel knows, and the units of it that are decided on.
    """
    line_id, units = case.order_line_id, case.units
    if decision == CANCEL_LINE:
        line_id, units = orders.give_up(session, line_id, units)
        _close_answered(session, case, whole)
    elif whole:
        line_id, units = orders.in_kits(session, line_id, units)
    state = _state(session, case)
    if state in (OPEN, PICKED):
        orders.end_trips(session, case.order_id, found_any=state == PICKED, waits=decision == WAIT)
    return line_id, units


def _close_answered(session: Session, case: Shortage, parts: Collection[int]) -> None:
    """Close the cases of other components that a cancelled kit has answered as well."""
    rows = session.execute(
        select(Shortage).where(
            Shortage.order_line_id.in_(parts),
            Shortage.decided_at.is_(None),
        )
    ).scalars()
    for other in rows.all():
        other.units = min(other.units, orders.lacking_units(session, other.order_line_id))
        if other.units == 0:
            other.decision, other.decided_at = case.decision, case.decided_at
            other.decided_by = case.decided_by
    session.flush()


def _open_case(session: Session, site_id: int, shortage_id: int) -> Shortage:
    case = session.execute(
        select(Shortage).where(Shortage.id == shortage_id, Shortage.site_id == site_id)
    ).scalar_one_or_none()
    if case is None:
        raise NotYours
    if case.decision is not None:
        raise ShortageDecided(decision=SHORTAGE_DECISIONS[case.decision])
    return case
