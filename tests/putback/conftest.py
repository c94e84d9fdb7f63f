"""A tote with three mugs and a tea that are to go back, and a hand to do it."""

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select

from tests.support.builders import build_lot, stock
from tests.support.clock import NOON
from tests.support.orders import Hand, actor_of
from tests.support.packing import build_picked
from warehouse.ledger.models import Balance, LedgerEvent
from warehouse.orders.models import CANCELLED, Order
from warehouse.picking.queries import task_list
from warehouse.putback import service as putback
from warehouse.putback.queries import put_back_screen

REASON = "Order 111-1 was cancelled: put back what is in T-0001."


@dataclass
class Returner(Hand):
    """Somebody who puts back, through the one intake."""

    def claim(self, task):
        self.task = task
        return self.do("back.claim", task=task)

    def screen(self):
        with self.database.read() as session:
            return put_back_screen(session, self.actor, self.task)

    def scan(self, code, **more):
        if "line" not in more:
            more["line"] = self.screen().line_id
        return self.do("back.scan", task=self.task, code=code, **more)

    def press(self, action, **body):
        if action in ("quantity", "missing"):
            body.setdefault("line", self.screen().line_id)
        return self.do(f"back.{action}", task=self.task, **body)

    def offered(self):
        with self.database.read() as session:
            return task_list(session, self.actor).put_backs


@pytest.fixture
def order(db, floor):
    with db.command() as session:
        build_lot(session, floor, "TEA", "L1", expires_on=date(2026, 9, 1))
        stock(session, floor, "MUG", "A-01-1", 10)
        stock(session, floor, "TEA", "B-01-1", 5, lot="L1")
        return build_picked(session, floor, ("MUG", 3), ("TEA", 1), ref="111-1")


@pytest.fixture
def task(db, floor, order):
    """What the cancellation of a picked order asks for, made by hand."""
    mugs, teas = (floor.items[sku] for sku in ("MUG", "TEA"))
    with db.command() as session:
        session.get(Order, order).state = CANCELLED
        event = session.execute(select(LedgerEvent.id).order_by(LedgerEvent.pos.desc())).scalars()
        return putback.ask(
            session, site_id=floor.site, order_id=order, container_id=floor.places["T-0001"],
            goods=[
                putback.Goods(teas, floor.lots["TEA", "L1"], floor.places["B-01-1"], 1),
                putback.Goods(mugs, floor.lots["MUG", ""], floor.places["A-01-1"], 3),
            ],
            reason=REASON, event_id=event.first(), for_user_id=None, now=NOON,
        )  # fmt: skip


@pytest.fixture
def hand(db, floor, task):
    hand = Returner(db, actor_of(floor))
    assert hand.claim(task).status == "posted"
    return hand


@pytest.fixture
def on_hand(db, floor):
    def count(sku, place):
        with db.read() as session:
            return sum(
                session.execute(
                    select(Balance.on_hand).where(
                        Balance.item_id == floor.items[sku],
                        Balance.place_id == floor.places[place],
                    )
                ).scalars()
            )

    return count
