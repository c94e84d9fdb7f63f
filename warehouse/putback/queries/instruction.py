"""The one instruction of a put-back, and the codes that the demo shows for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Barcode, Item, Lot, Pack
from warehouse.kernel.errors import NotYours
from warehouse.kernel.ids import new_event_id
from warehouse.locations.models import Place
from warehouse.orders.models import Order
from warehouse.putback.models import CLAIMED, PutBackLine, PutBackTask
from warehouse.putback.rules import Return, Step
from warehouse.putback.screens import PutBackScreen
from warehouse.scanning.rules import own_code
from warehouse.web.guard import Actor
from warehouse.web.signal import Signal

FORMS_A_SCREEN = 5


def put_back_screen(
    session: Session,
    actor: Actor,
    task_id: int,
    *,
    signal: Signal | None = None,
    show_codes: bool = False,
) -> PutBackScreen | None:
    """Return the instruction of a task that the actor carries; None of one that he does not.

    Raises:
        NotYours: no such task at the actor's site.
    """
    head = session.execute(
        select(PutBackTask, Order.channel_order_id, Place.code, Place.kind)
        .join(Order, Order.id == PutBackTask.order_id)
        .join(Place, Place.id == PutBackTask.container_id)
        .where(PutBackTask.id == task_id, PutBackTask.site_id == actor.site_id)
    ).one_or_none()
    if head is None:
        raise NotYours
    task = head[0]
    if task.state != CLAIMED or task.user_id != actor.user_id:
        return None
    now = _next_line(session, task_id)
    row, item, lot, bin_code = now[:4]
    line = Return(
        row.id, head.code, item.id, item.name, item.sku, item.tracking, lot.id, lot.code,
        row.place_id, bin_code, row.wanted, row.put, row.missing, row.lot_seen, row.in_hand,
    )  # fmt: skip
    step = line.step if line.left else Step.FINISH
    if not task.at_container and line.left:
        step = Step.CONTAINER
    asked = None if step in (Step.CONTAINER, Step.FINISH) else line
    return PutBackScreen(
        task_id=task_id,
        order_ref=head.channel_order_id,
        container=head.code,
        container_kind=head.kind,
        reason=task.reason,
        step=step,
        line=asked,
        expires_on=lot.expires_on,
        picture=item.picture,
        lines=now.lines,
        lines_done=int(now.done),
        signal=signal,
        event_ids=tuple(str(new_event_id()) for _ in range(FORMS_A_SCREEN)),
        codes=_codes(session, step, line) if show_codes else [],
    )


def _next_line(session: Session, task_id: int) -> Any:
    """Return the line that is asked for next, with how many there are and are over."""
    is_over = case((PutBackLine.wanted == PutBackLine.put + PutBackLine.missing, 1), else_=0)
    return session.execute(
        select(
            PutBackLine, Item, Lot, Place.code,
            func.count().over().label("lines"), func.sum(is_over).over().label("done"),
        )
        .join(Item, Item.id == PutBackLine.item_id)
        .join(Lot, Lot.id == PutBackLine.lot_id)
        .join(Place, Place.id == PutBackLine.place_id)
        .where(PutBackLine.task_id == task_id)
        .order_by(is_over, PutBackLine.in_hand.desc(), PutBackLine.sequence)
        .limit(1)
    ).one()  # fmt: skip


def _codes(session: Session, step: Step, line: Return) -> list[tuple[str, str]]:
    """Return what could be scanned now, for those who try the demo without a scanner."""
    if step is Step.FINISH:
        return []
    if step is Step.CONTAINER:
        return [("The container", line.container)]
    if step is Step.LOT:
        return [("This lot", line.lot_code)]
    this_bin = ("The bin", own_code("bin", line.bin_code))
    if step is Step.BIN:
        return [this_bin]
    packs = session.execute(
        select(Pack.name, Pack.units, Barcode.code)
        .join(Barcode, Barcode.pack_id == Pack.id)
        .where(Pack.item_id == line.item_id, Pack.units <= line.left - line.in_hand)
        .order_by(Pack.units.desc(), Barcode.code)
        .limit(2)
    ).all()
    codes = [("1 piece" if p.units == 1 else f"{p.name} of {p.units}", p.code) for p in packs]
    return [*codes, this_bin] if step is Step.MORE else codes
