"""The lane of single items: one scan packs the order that waits for just that one unit."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from warehouse.kernel.errors import Refusal
from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.orders.models import PICKED, Order, OrderLine
from warehouse.packing.errors import NoSingle, UnknownCode, WrongKind
from warehouse.packing.rules.verify import Asked, Portion, Table, read_scan
from warehouse.packing.service.scan import ask, asked_for, into
from warehouse.packing.service.table import (
    OnTable,
    Told,
    accepted,
    begin_carton,
    load,
    subject_of,
)
from warehouse.packing.service.weighing import weigh_scanned
from warehouse.packing.service.wrapping import pack_last, what_next
from warehouse.scanning.queries import resolve
from warehouse.scanning.rules.seen import Seen
from warehouse.web.guard import Actor

LOOKED_AT = 20
AWAITED = "Scan an item that an order waits for alone."


def single(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Verify, box, close and finish in one scan. Body: code, order, weigh (may be left out).

    Of the orders that wait for one unit of the item and nothing else, the one that must ship
    first is taken, and of those the oldest. Its carton is of the suggested kind and is closed
    unweighed, unless the site weighs every carton. `order` is whose lot is asked for, `weigh` whose
    carton waits for the scales; 0 for none.
    """
    seen = resolve(session, actor.site_id, str(capture.body["code"]))
    if capture.body.get("weigh"):
        return weigh_scanned(session, turn, capture, actor, seen.scan, 0)
    order_id = int(capture.body["order"])
    asked = asked_for(session, capture, subject_of(order_id)) if order_id else None
    at, decided = _fitting(session, actor, seen, asked, order_id)
    ref, subject = at.order.channel_order_id, subject_of(at.order.id)
    if isinstance(decided, Asked):
        return ask(session, turn, capture, decided, subject, {"order": at.order.id})
    carton = at.newest_open() or begin_carton(session, at)
    moves = into(decided, carton.place_id)
    more = pack_last(session, actor, at, moves, now=capture.received_at)
    title = f"Weigh {ref}" if more.get("weigh") else f"{ref} is packed"
    said = f"{decided.item_name}. {what_next(more)}"
    told = accepted(title, said, order=at.order.id, **more)
    ledger.post(session, turn, capture, subject=subject, moves=moves, answer=told)
    return told


def _fitting(
    session: Session, actor: Actor, seen: Seen, asked: Asked | None, order_id: int
) -> tuple[OnTable, Portion | Asked]:
    """Return the order that the scan packs, and the unit.

    Raises:
        WrongKind, UnknownCode: It is no item.
        NoSingle: No order waits for one of it alone.
    """
    refusal: Refusal | None = None
    for at in _candidates(session, actor, seen, order_id if asked else 0):
        table = Table(at.order.channel_order_id, "the tote", at.in_totes, at.boxed, at.wanted)
        try:
            return at, read_scan(table, seen, asked, whose="")
        except Refusal as error:  # another lot than this order's tote holds: perhaps the next
            refusal = refusal or error
    if refusal is not None:
        raise refusal
    assert seen.item is not None, "what is no item was refused"
    home = stock.home_of(session, actor.site_id, seen.item.item_id)
    raise NoSingle(item=seen.item.name, whose=f"It lives in {home}: put it back there.")


def _candidates(session: Session, actor: Actor, seen: Seen, order_id: int) -> Iterator[OnTable]:
    if order_id:
        yield load(session, actor, order_id)
        return
    if seen.place is not None:
        raise WrongKind(what=f"{seen.place.kind} {seen.place.code}", todo=AWAITED)
    if seen.item is None:
        raise UnknownCode(scanned=seen.shown, todo=AWAITED)
    item_id = seen.item.item_id
    wanted = OrderLine.ordered_units - OrderLine.cancelled_units
    of_item = func.sum(case((OrderLine.item_id == item_id, wanted), else_=0))
    orders = session.execute(
        select(Order.id)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(Order.site_id == actor.site_id, Order.state == PICKED, OrderLine.kit_id.is_(None))
        .group_by(Order.id, Order.ship_by)
        .having(func.sum(wanted) == 1, of_item == 1)
        .order_by(Order.ship_by.is_(None), Order.ship_by, Order.id)
        .limit(LOOKED_AT)
    ).scalars()
    for found in list(orders):
        at = load(session, actor, found)
        if at.wanted == {item_id: 1} and not at.boxed:
            yield at
