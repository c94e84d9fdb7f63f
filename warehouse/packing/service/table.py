"""Loading what lies on the packing table of one order, under the site's turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.cartons.queries import services_of, suggest
from warehouse.cartons.rules import one_carton
from warehouse.kernel.errors import NotYours
from warehouse.ledger import queries as stock
from warehouse.ledger.rules import Transfer
from warehouse.locations.models import CARTON, Place
from warehouse.orders.loading import load_lines
from warehouse.orders.models import Order
from warehouse.orders.queries.containers import Container, containers_of
from warehouse.orders.queries.progress import line_units, units_to_pack
from warehouse.packing.errors import CartonClosed, NoSuchCarton, OneCarton
from warehouse.packing.models import CLOSED, OPEN, SHIPPED, Carton
from warehouse.packing.rules.cartons import LineRoom, missing_units
from warehouse.packing.rules.verify import Held
from warehouse.web.guard import Actor

Told = dict[str, Any]


def subject_of(order_id: int) -> str:
    """Name the thread of events that tells an order's story."""
    return f"order:{order_id}"


def accepted(title: str, sentence: str = "", **more: Any) -> Told:
    """Say yes: the words of the accepting signal."""
    return {"signal": "accepted", "title": title, "sentence": sentence, **more}


@dataclass(frozen=True, slots=True)
class OnTable:
    """One order with its totes, its cartons that have not left, and what each of them holds."""

    order: Order
    totes: list[Container]
    cartons: list[Carton]
    held: list[Held]
    rooms: list[LineRoom]
    """What was picked and has not left; more than is wanted, where the channel took some back."""
    wanted: dict[int, int]
    """Item → units to be packed: picked, still wanted, and not gone."""

    @property
    def in_totes(self) -> list[Held]:
        """What is still to be packed."""
        places = {tote.place_id for tote in self.totes}
        return [held for held in self.held if held.place_id in places]

    def inside(self, *cartons: Carton) -> list[Held]:
        """What the given cartons hold."""
        places = {carton.place_id for carton in cartons}
        return [held for held in self.held if held.place_id in places]

    @property
    def boxed(self) -> list[Held]:
        """What all cartons hold, closed or not."""
        return self.inside(*self.cartons)

    @property
    def full(self) -> list[Carton]:
        """The closed cartons; nothing is in them that was not scanned."""
        return [carton for carton in self.cartons if carton.state == CLOSED]

    def name_of(self, item_id: int) -> str:
        """Return an item's name as far as any of it is on the table."""
        return next((h.item_name for h in self.held if h.item_id == item_id), f"item {item_id}")

    def moved(self, moves: Sequence[Transfer]) -> OnTable:
        """Return the table as it is once an event's moves are posted."""
        units = {(h.place_id, h.item_id, h.lot_id): h for h in self.held}
        for move in moves:
            was = units[move.from_id, move.item_id, move.lot_id]
            there = units.get((move.to_id, move.item_id, move.lot_id))
            units[move.from_id, move.item_id, move.lot_id] = replace(
                was, units=was.units - move.quantity
            )
            units[move.to_id, move.item_id, move.lot_id] = replace(
                was, place_id=move.to_id, units=move.quantity + (there.units if there else 0)
            )
        return replace(self, held=[held for held in units.values() if held.units > 0])

    def newest_open(self) -> Carton | None:
        """Return the open carton that was begun last."""
        return next((c for c in reversed(self.cartons) if c.state == OPEN), None)

    def carton(self, number: int) -> Carton:
        """Return an open carton by its number.

        Raises:
            NoSuchCarton: there is none of that number, or it has left.
            CartonClosed: it is closed.
        """
        found = next((c for c in self.cartons if c.number == number), None)
        if found is None:
            raise NoSuchCarton(order=self.order.channel_order_id, number=number)
        if found.state == CLOSED:
            raise CartonClosed(number=number)
        return found


def load(session: Session, actor: Actor, order_id: int) -> OnTable:
    """Load an order of the actor's site with everything of it that can be packed.

    Raises:
        NotYours: no such order there.
    """
    order = session.execute(
        select(Order).where(Order.id == order_id, Order.site_id == actor.site_id)
    ).scalar_one_or_none()
    if order is None:
        raise NotYours
    cartons = session.execute(
        select(Carton)
        .where(Carton.order_id == order_id, Carton.state != SHIPPED)
        .order_by(Carton.number)
    )
    boxes = list(cartons.scalars())
    totes = containers_of(session, [order_id])
    places = [tote.place_id for tote in totes] + [carton.place_id for carton in boxes]
    held = [Held.of(row) for row in stock.contents_of(session, places) if row.on_hand > 0]
    lines = load_lines(session, order_id)
    units = line_units(session, order_id, lines)
    rooms = [
        LineRoom(line.id, line.item_id, units[line.id].picked - units[line.id].shipped)
        for line in lines
        if line.item_id is not None
    ]
    rooms = [room for room in rooms if room.units > 0]
    return OnTable(order, totes, boxes, held, rooms, units_to_pack(lines, units))


def begin_carton(session: Session, at: OnTable) -> Carton:
    """Open the order's next carton, of the suggested kind, standing where its tote stands.

    Raises:
        OneCarton: it has one, and its service takes no other beside it.
    """
    if at.cartons:
        service = one_carton(services_of(session, at.order.site_id), at.order.service_level)
        ref, number = at.order.channel_order_id, at.cartons[-1].number
        if service:
            raise OneCarton(order=ref, service=service, number=number)
    # Cartons that left with an earlier shipment keep their numbers.
    known = select(func.max(Carton.number)).where(Carton.order_id == at.order.id)
    number = (session.execute(known).scalar_one() or 0) + 1
    place = Place(
        site_id=at.order.site_id,
        kind=CARTON,
        code=working_code(at.order.id, number),
        parent_id=at.totes[0].stands_in_id if at.totes else None,
    )
    session.add(place)
    session.flush()
    missing = missing_units(at.wanted, at.boxed)
    choice = suggest(session, at.order.site_id, missing, at.order.service_level)
    carton = Carton(
        place_id=place.id,
        order_id=at.order.id,
        number=number,
        state=OPEN,
        type_id=choice.boxes[0].type_id if choice.boxes else None,
    )
    session.add(carton)
    session.flush()
    at.cartons.append(carton)
    return carton


def working_code(order_id: int, number: int) -> str:
    """Return what a carton is called until its SSCC names it."""
    return f"CTN-{order_id}-{number}"
