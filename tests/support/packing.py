"""Builders of picked orders, standing in totes at the packing place; and a packer's hand."""

from dataclasses import dataclass

from sqlalchemy import select, update

from tests.support.builders import capture
from tests.support.clock import NOON
from tests.support.orders import build_order
from warehouse.cartons.models import CartonType
from warehouse.catalog.models import Item
from warehouse.kernel.ids import new_event_id
from warehouse.ledger import queries as stock_queries
from warehouse.ledger import service as ledger
from warehouse.ledger.models import Balance
from warehouse.ledger.rules import Transfer
from warehouse.locations.models import Place
from warehouse.orders.models import PICKED, Order, OrderLine
from warehouse.orders.service.containers import bind_container
from warehouse.packing.models import Carton
from warehouse.packing.queries import order_screen
from warehouse.sync.rules import read_envelope
from warehouse.sync.service import take_in
from warehouse.web.guard import Actor


def build_picked(session, floor, *lines, ref, tote="T-0001", short=0, is_shared=False):
    """An order whose allocated units were picked into a tote, all but the last `short` of them.

    A shared tote may be given to several orders, as a batch that is picked in sum does it.
    """
    order_id = build_order(session, floor, *lines, ref=ref)
    made = capture(floor, "pick", {"order": order_id})
    turn = ledger.take_turn(session, made)
    ids = session.execute(select(OrderLine.id).where(OrderLine.order_id == order_id)).scalars()
    moves, changes = [], ledger.Changes()
    for row in stock_queries.open_allocations(session, list(ids)):
        key = (row.place_id, row.item_id, row.lot_id)
        left_out = min(short, row.units)
        short -= left_out
        if left_out:
            ledger.release(session, changes, row.id, key, left_out)
        if row.units > left_out:
            ledger.take(session, changes, row.id, key, row.units - left_out)
            moves.append(
                Transfer(row.item_id, row.lot_id, row.place_id, floor.places[tote],
                         row.units - left_out)
            )  # fmt: skip
    bind_container(session, floor.places[tote], order_id, is_shared=is_shared)
    put_down = {"parent_id": floor.places["PACK-1"]}
    session.execute(update(Place).where(Place.id == floor.places[tote]).values(**put_down))
    session.execute(update(Order).where(Order.id == order_id).values(state=PICKED))
    ledger.post(session, turn, made, subject=f"order:{order_id}", moves=moves, changes=changes)
    return order_id


@dataclass
class Packer:
    """A person at the packing table: does things through the one intake, and reads the screen."""

    database: object
    actor: Actor
    order: int = 0

    def do(self, kind, *, event_id=None, **body):
        envelope = read_envelope(kind, str(event_id or new_event_id()), body)
        return take_in(self.database, envelope, self.actor, NOON)

    def open(self, code):
        return self.do("pack.open", code=code)

    def scan(self, code, carton=0, **more):
        return self.do("pack.scan", order=self.order, carton=carton, code=code, **more)

    def put(self, tote, code, **more):
        return self.do("pack.put", tote=tote, code=code, **more)

    def single(self, code, order=0, **more):
        return self.do("pack.single", code=code, order=order, **more)

    def take_back(self, code, carton=1, **more):
        return self.do("pack.take_back", order=self.order, carton=carton, code=code, **more)

    def close(self, carton=1, weight="", reason="", **more):
        body = {"weight_g": weight, "reason": reason}
        return self.do("pack.close", order=self.order, carton=carton, **body, **more)

    def weigh(self, order, at=0, weight="", reason="", **more):
        body = {"weight_g": weight, "reason": reason}
        return self.do("pack.weigh", order=order, at=at, **body, **more)

    def press(self, action, **more):
        return self.do(f"pack.{action}", order=self.order, **more)

    def finish(self, partial=0, **more):
        return self.press("finish", partial=partial, **more)

    def ship(self, carrier="UPS", tracking="1Z999AA10123456784", method="Ground", **more):
        body = {"carrier": carrier, "tracking": tracking, "method": method}
        return self.do("ship.confirm", order=self.order, **body, **more)

    def screen(self, **more):
        with self.database.read() as session:
            return order_screen(session, self.actor, self.order, **more)

    def cartons(self):
        with self.database.read() as session:
            return list(
                session.execute(
                    select(Carton).where(Carton.order_id == self.order).order_by(Carton.number)
                ).scalars()
            )

    def inside(self, place_id):
        """What a place holds: (item, lot) → units."""
        with self.database.read() as session:
            rows = session.execute(
                select(Balance).where(Balance.place_id == place_id, Balance.on_hand > 0)
            ).scalars()
            return {(row.item_id, row.lot_id): row.on_hand for row in rows}


def build_carton_types(session, floor):
    """S, M and L: 200×150×100, 300×200×200 and 600×400×400 mm; 100, 200 and 500 g empty."""
    for code, sides, tare, most in (
        ("S", (200, 150, 100), 100, 2_000),
        ("M", (300, 200, 200), 200, 10_000),
        ("L", (600, 400, 400), 500, 30_000),
    ):
        length, width, height = sides
        session.add(CartonType(
            site_id=floor.site, code=code, length_mm=length, width_mm=width, height_mm=height,
            tare_g=tare, most_g=most, is_active=True,
        ))  # fmt: skip
    session.flush()


def measure(session, floor, sku, *sides):
    """Give an item its sides in millimetres."""
    item = session.get(Item, floor.items[sku])
    item.length_mm, item.width_mm, item.height_mm = sides


MUG = "09521234000013"
MUG_CASE = "19521234000010"
TEA = "09521234000020"
CAMERA = "09521234000037"


def posted(verdict):
    assert verdict.status == "posted", verdict.answer
    return verdict.answer


def refused(verdict, code):
    assert verdict.status == "rejected", verdict.answer
    assert verdict.answer["code"] == code
    return verdict.answer["sentence"]


def state_of(db, order):
    with db.read() as session:
        return session.execute(select(Order.state).where(Order.id == order)).scalar_one()


def set_state(db, order, state):
    with db.command() as session:
        session.get(Order, order).state = state


def channel_cancels(db, floor, order, **units):
    """Let the channel want fewer units of an order's items, by SKU, than were picked."""
    with db.command() as session:
        for sku, cancelled in units.items():
            of_item = (OrderLine.order_id == order, OrderLine.item_id == floor.items[sku])
            session.execute(update(OrderLine).where(*of_item).values(cancelled_units=cancelled))


def pack_all(packer):
    for code in (MUG, MUG, MUG, TEA):
        posted(packer.scan(code))


def finished(packer):
    pack_all(packer)
    posted(packer.close())
    posted(packer.finish())
