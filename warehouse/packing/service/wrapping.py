"""Closing cartons and finishing orders, by themselves or together with an order's last unit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from warehouse.cartons.queries import limits_of
from warehouse.ledger.rules import Transfer
from warehouse.locations.models import Place, Site
from warehouse.orders import service as orders
from warehouse.orders.models import PACKED, OrderContainer
from warehouse.orders.service.containers import unbind_container
from warehouse.packing.errors import BoxedInVain
from warehouse.packing.loading import expected_of
from warehouse.packing.models import CLOSED, OPEN, Carton, SsccSerial
from warehouse.packing.rules.cartons import make_sscc, units_by_item
from warehouse.packing.rules.weights import check_load
from warehouse.packing.service.paper import queue_papers
from warehouse.packing.service.table import OnTable, Told
from warehouse.web.guard import Actor


def shut(
    session: Session, actor: Actor, carton: Carton, weight_g: int | None, *, now: datetime
) -> None:
    """Close a carton and give it its number."""
    sscc = _next_sscc(session, actor.site_id)
    session.execute(update(Place).where(Place.id == carton.place_id).values(code=sscc))
    carton.state, carton.sscc, carton.closed_at, carton.weight_g = CLOSED, sscc, now, weight_g
    session.flush()


def wrap_up(session: Session, actor: Actor, at: OnTable, *, is_whole: bool, now: datetime
            ) -> tuple[int, list[list[int | None]]]:  # fmt: skip
    """Mark an order packed, set its empty totes free, and queue its paper.

    Raises:
        BoxedInVain: A carton holds what the channel does not want any more.

    Args:
        is_whole: Whether nothing stays behind; then a tote that others share is theirs alone.

    Returns:
        How many papers have a printer, and what an undo binds again: tote, wall number and the
        place that it stood in.
    """
    _check_nothing_in_vain(at)
    holding = {held.place_id for held in at.in_totes}
    given_up: list[list[int | None]] = []
    for tote in at.totes:
        if tote.is_shared and is_whole:
            unbind_container(session, tote.place_id, at.order.id)
        elif tote.place_id not in holding:
            unbind_container(session, tote.place_id, at.order.id)
            session.execute(update(Place).where(Place.id == tote.place_id).values(parent_id=None))
        else:
            continue
        given_up.append([tote.place_id, tote.wall_no, tote.stands_in_id])
    orders.mark(session, at.order.id, PACKED)
    session.flush()
    return queue_papers(session, actor, at.order.id, now=now), given_up


def _check_nothing_in_vain(at: OnTable) -> None:
    for item_id, units in units_by_item(at.boxed).items():
        too_many = units - at.wanted.get(item_id, 0)
        if too_many > 0:
            number = next(
                carton.number
                for carton in reversed(at.cartons)
                if item_id in units_by_item(at.inside(carton))
            )
            raise BoxedInVain(items=f"{too_many} × {at.name_of(item_id)}", number=number)


def pack_last(
    session: Session, actor: Actor, at: OnTable, moves: list[Transfer], *, now: datetime
) -> Told:
    """Close what an order's last unit has just filled, and finish it, in the same event.

    Where the site weighs every carton, it waits for the scales instead, see `weighing`.

    Returns:
        What the answer says besides: whether it is to be weighed; how many papers print, and
        what an undo needs.
    """
    if limits_of(session, actor.site_id).weighs_all:
        return {"weigh": True}
    after = at.moved(moves)
    closed = shut_rest(session, actor, after, now=now)
    printing, given_up = wrap_up(session, actor, after, is_whole=True, now=now)
    undo = {"places": closed, "learned": None, "totes": given_up, "finished": True}
    return {"printing": printing, "undo": undo, "packed": True}


def what_next(more: Told) -> str:
    """Say what is to be done with a carton that an order's last unit filled."""
    if more.get("weigh"):
        return "Put it on the scales."
    return "Its label is printing." if more["printing"] else "Print its label."


def shut_rest(session: Session, actor: Actor, at: OnTable, *, now: datetime) -> list[int]:
    """Close the cartons that are open and hold something, by what they should weigh.

    Raises:
        TooHeavy: One is heavier than its kind carries.
    """
    closed = []
    for carton in at.cartons:
        inside = at.inside(carton)
        if carton.state == OPEN and inside:
            expected = expected_of(session, carton, inside)
            check_load(carton.number, expected.grams, expected.box, expected.most_g)
            shut(session, actor, carton, expected.grams, now=now)
            closed.append(carton.place_id)
    return closed


def bind_again(session: Session, order_id: int, given_up: list[list[int]]) -> str:
    """Give an order the totes back that its finishing set free.

    Returns:
        The code of a tote that stands for other goods by now, else "".
    """
    for place_id, wall_no, stands_in in given_up:
        others = session.execute(
            select(OrderContainer).where(OrderContainer.place_id == place_id)
        ).scalars().all()  # fmt: skip
        place = session.execute(select(Place).where(Place.id == place_id)).scalar_one()
        moved_on = place.parent_id is None if others else place.parent_id is not None
        if moved_on or any(other.wall_no == wall_no for other in others):
            return place.code
        session.add(OrderContainer(place_id=place_id, order_id=order_id, wall_no=wall_no))
        place.parent_id = stands_in
    session.flush()
    return ""


def _next_sscc(session: Session, site_id: int) -> str:
    """Take the site's next SSCC; the turn that the caller holds keeps two from taking one."""
    prefix = session.execute(select(Site.gs1_prefix).where(Site.id == site_id)).scalar_one()
    serial = session.execute(
        select(SsccSerial).where(SsccSerial.site_id == site_id)
    ).scalar_one_or_none()
    if serial is None:
        serial = SsccSerial(site_id=site_id, next=1)
        session.add(serial)
    sscc = make_sscc(prefix, serial.next)
    serial.next += 1
    session.flush()
    return sscc
