"""The put wall: the summed units of a tote, shared out over the orders that they are for."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.kernel.errors import NotYours
from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture, Transfer
from warehouse.locations.models import TOTE, Place
from warehouse.packing.errors import NothingOnWall, NotOnWall, SurplusOnWall
from warehouse.packing.loading import Wall, load_wall
from warehouse.packing.rules.cartons import missing_units
from warehouse.packing.rules.verify import Asked, Portion, Table, read_scan
from warehouse.packing.rules.wall import WallOrder, choose_taker, place_name, takers
from warehouse.packing.service.leftover import send_home
from warehouse.packing.service.scan import ask, asked_for, into, whose_is
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


def put(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Put scanned units into the carton of their order. Body: tote, code, asked, weigh.

    `asked` is the item whose lot or serial the screen asked for, `weigh` the order whose carton
    waits for the scales; both may be left out. With its last unit an order is closed and finished
    in the same event, unless the site weighs every carton.
    """
    place = session.execute(
        select(Place).where(Place.id == int(capture.body["tote"]), Place.site_id == actor.site_id)
    ).scalar_one_or_none()
    if place is None or place.kind != TOTE:
        raise NotYours
    wall = load_wall(session, place.id)
    if not wall.orders:
        raise NothingOnWall(tote=place.code)
    seen = resolve(session, actor.site_id, str(capture.body["code"]))
    if capture.body.get("weigh"):
        return weigh_scanned(session, turn, capture, actor, seen.scan, place.id)
    asked = asked_for(session, capture, f"wall:{place.id}")
    if asked is not None and asked.item_id != capture.body.get("asked"):
        asked = None  # it was answered, or the packer went on with something else
    decided = _decide(session, actor, place, wall, seen, asked)
    if isinstance(decided, Asked):
        return ask(session, turn, capture, decided, f"wall:{place.id}")
    found = takers(wall.orders, decided.item_id, decided.units)
    if not found:
        home = stock.home_of(session, actor.site_id, decided.item_id)
        raise SurplusOnWall(tote=place.code, units=decided.units, item=decided.item_name, home=home)
    taker = choose_taker(found, decided.item_id, {part.lot_id for part in decided.taken})
    told, moves, after = _book(session, capture, actor, taker, decided)
    subject = subject_of(taker.order_id)
    ledger.post(session, turn, capture, subject=subject, moves=moves, answer=told)
    is_last = all(order.is_over or order == taker for order in wall.orders)
    if told.get("packed") and is_last:
        send_home(session, capture, place, taker.order_id, after.in_totes)
    return told


def _decide(  # noqa: PLR0913, PLR0917 - the wall, and the scan
    session: Session, actor: Actor, place: Place, wall: Wall, seen: Seen, asked: Asked | None
) -> Portion | Asked:
    """Read a scan against everything that the orders of the wall wait for."""
    waiting = [order for order in wall.orders if order.is_waiting]
    wanted: dict[int, int] = {}
    for order in waiting:
        for item_id, units in order.wanted.items():
            wanted[item_id] = wanted.get(item_id, 0) + units
    boxes = {place_id for order in waiting for place_id in wall.cartons.get(order.order_id, ())}
    table = Table(
        f"of tote {place.code}",
        f"tote {place.code}",
        [held for held in wall.held if held.place_id == place.id],
        [held for held in wall.held if held.place_id in boxes],
        wanted,
    )
    if seen.item is not None and asked is None:
        _check_wanted(session, actor, place, wall, table, seen)
    return read_scan(table, seen, asked, whose="")


def _check_wanted(  # noqa: PLR0913, PLR0917 - as above
    session: Session, actor: Actor, place: Place, wall: Wall, table: Table, seen: Seen
) -> None:
    """Refuse by name what no order of the tote asked for, and what is more than they wait for."""
    item = seen.item
    assert item is not None, "an item was scanned"
    if takers(wall.orders, item.item_id, item.pack_units):
        return
    if any(item.item_id in order.wanted for order in wall.orders):
        home = stock.home_of(session, actor.site_id, item.item_id)
        raise SurplusOnWall(tote=place.code, units=item.pack_units, item=item.name, home=home)
    elsewhere = Table(table.order_ref, table.where, ())
    whose = whose_is(session, actor.site_id, elsewhere, seen)
    raise NotOnWall(scanned=item.name, tote=place.code, whose=whose)


def _book(
    session: Session, capture: Capture, actor: Actor, taker: WallOrder, portion: Portion
) -> tuple[Told, list[Transfer], OnTable]:
    """Return the answer, the moves, and the order's table once they are posted."""
    at = load(session, actor, taker.order_id)
    carton = at.newest_open() or begin_carton(session, at)
    moves = into(portion, carton.place_id)
    name = place_name(taker.number)
    after = at.moved(moves)
    lit: Told = {"order": taker.order_id, "wall_no": taker.number, "item": portion.item_id}
    if missing_units(after.wanted, after.boxed):
        done = sum(held.units for held in after.boxed if held.item_id == portion.item_id)
        said = f"{portion.item_name}, {done} of {after.wanted[portion.item_id]}."
        return accepted(name, said, **lit), moves, after
    more = pack_last(session, actor, at, moves, now=capture.received_at)
    said = f"{portion.item_name} was its last: take carton {carton.number} off the wall. "
    said += what_next(more)
    return accepted(f"{name} is complete", said, **lit, **more), moves, after
