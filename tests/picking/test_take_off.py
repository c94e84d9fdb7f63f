import pytest
from sqlalchemy import select

from tests.support.builders import stock
from tests.support.clock import NOON
from tests.support.orders import Hand, actor_of, build_order, release
from warehouse.orders.models import Order
from warehouse.picking import service as picking
from warehouse.picking.errors import PickedAlready, TaskOver

MUG = "09521234000013"


@pytest.fixture
def hand(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 5)
        task = release(session, floor, build_order(session, floor, ("MUG", 3)))[0]
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    hand.scan("T-0001")
    return hand


def test_an_order_leaves_the_floor_as_long_as_nothing_was_picked(db, floor, hand):
    supervisor = actor_of(floor, "Supervisor")
    hand.scan("B-A-01-1")
    hand.scan(MUG)
    with pytest.raises(PickedAlready), db.command() as session:
        picking.take_off(session, supervisor, hand.task, now=NOON)
    hand.press("undo")
    with db.command() as session:
        picking.take_off(session, supervisor, hand.task, now=NOON)
        assert session.execute(select(Order.state)).scalar_one() == "open"
    assert hand.scan(MUG, line=1).answer["code"] == "task_over"
    with pytest.raises(TaskOver), db.command() as session:
        picking.take_off(session, supervisor, hand.task, now=NOON)
    with db.command() as session:
        again = release(session, floor, session.execute(select(Order.id)).scalar_one())[0]
    other = Hand(db, supervisor)
    other.claim(again)
    assert other.scan("T-0001").status == "posted", "the tote is free again"
