"""What use cases and screens read alike: a shared tote with its orders, what a carton weighs."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.cartons.models import CartonType
from warehouse.catalog.models import Item
from warehouse.ledger import queries as stock
from warehouse.ledger.queries.promises import taken_lots
from warehouse.orders.loading import lines_of, shipped_units
from warehouse.orders.models import Order, OrderContainer
from warehouse.orders.queries.progress import still_to_pack
from warehouse.packing.models import SHIPPED, Carton
from warehouse.packing.rules.cartons import units_by_item
from warehouse.packing.rules.verify import Held
from warehouse.packing.rules.wall import WallOrder


@dataclass(frozen=True, slots=True)
class Expected:
    """What a carton should weigh: grams of itself and of the items whose weight is known."""

    known_g: int
    unknown: frozenset[int]
    """Items of unknown weight."""
    tare_g: int
    box: str
    most_g: int | None

    @property
    def grams(self) -> int | None:
        """All of it; None where an item has no known weight."""
        return None if self.unknown else self.known_g


def expected_of(session: Session, carton: Carton, inside: list[Held]) -> Expected:
    """Return what a carton should weigh with what was scanned into it."""
    units = units_by_item(inside)
    weights = session.execute(select(Item.id, Item.weight_g).where(Item.id.in_(list(units)))).all()
    box = session.execute(
        select(CartonType.tare_g, CartonType.code, CartonType.most_g).where(
            CartonType.id == carton.type_id
        )
    ).one_or_none()
    tare = box.tare_g if box else 0
    known = sum(row.weight_g * units[row.id] for row in weights if row.weight_g is not None)
    return Expected(
        known_g=tare + known,
        unknown=frozenset(row.id for row in weights if row.weight_g is None),
        tare_g=tare,
        box=box.code if box else "",
        most_g=box.most_g if box else None,
    )


@dataclass(frozen=True, slots=True)
class Wall:
    """The orders of a shared tote by their places, and what the tote and their cartons hold."""

    orders: list[WallOrder]
    cartons: dict[int, list[int]]
    """Order → its cartons that have not left, the first one first."""
    held: list[Held]


def load_wall(session: Session, place_id: int) -> Wall:
    """Load a tote's put wall; without orders where the tote stands for one or for none.

    Seven statements, however many orders there are.
    """
    bound = session.execute(
        select(Order.id, Order.channel_order_id, Order.state, OrderContainer.wall_no)
        .join(OrderContainer, OrderContainer.order_id == Order.id)
        .where(OrderContainer.place_id == place_id)
        .order_by(OrderContainer.wall_no)
    ).all()
    ids = [row.id for row in bound]
    boxes = session.execute(
        select(Carton.order_id, Carton.place_id)
        .where(Carton.order_id.in_(ids), Carton.state != SHIPPED)
        .order_by(Carton.number)
    ).all()
    cartons: dict[int, list[int]] = {}
    for order_id, box_id in boxes:
        cartons.setdefault(order_id, []).append(box_id)
    places = [place_id, *(box_id for _, box_id in boxes)]
    held = [Held.of(row) for row in stock.contents_of(session, places) if row.on_hand > 0]
    wanted, lots = _picked(session, ids)
    orders = [
        WallOrder(
            order_id=row.id,
            order_ref=row.channel_order_id,
            number=row.wall_no,
            state=row.state,
            wanted=wanted.get(row.id, {}),
            boxed=_units_in(held, cartons.get(row.id, [])),
            lots=lots.get(row.id, {}),
        )
        for row in bound
    ]
    return Wall(orders, cartons, held)


def _picked(
    session: Session, order_ids: list[int]
) -> tuple[dict[int, Counter[int]], dict[int, Counter[tuple[int, int]]]]:
    """Return order → item → units still to be packed, and by item and lot what was picked.

    An item that was picked and is wanted no more is among them, with none.
    """
    lines = {
        line.id: (line, line.item_id)
        for of_one in lines_of(session, order_ids).values()
        for line in of_one
        if line.item_id is not None
    }
    picked: Counter[int] = Counter()
    lots: dict[int, Counter[tuple[int, int]]] = defaultdict(Counter)
    for line_id, lot_id, units in taken_lots(session, list(lines)):
        line, item_id = lines[line_id]
        picked[line_id] += units
        lots[line.order_id][item_id, lot_id] += units
    shipped = shipped_units(session, list(lines))
    wanted: dict[int, Counter[int]] = defaultdict(Counter)
    for line_id, units in picked.items():
        line, item_id = lines[line_id]
        wanted[line.order_id][item_id] += still_to_pack(line, units, shipped.get(line_id, 0))
    return wanted, lots


def _units_in(held: list[Held], places: list[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for one in held:
        if one.place_id in places:
            found[one.item_id] = found.get(one.item_id, 0) + one.units
    return found
