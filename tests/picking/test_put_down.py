"""The end of a trip: the tote is put down at packing, once nothing is left to pick."""

import pytest

from tests.support.builders import stock
from tests.support.orders import Hand, actor_of, build_order, release
from warehouse.picking.models import PickTask

MUG = "09521234000013"


@pytest.fixture
def hand(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 1)
        stock(session, floor, "CAM", "A-01-2", 1)
        order = build_order(session, floor, ("MUG", 1), ("CAM", 1))
        task = release(session, floor, order)[0]
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    hand.scan("T-0001")
    return hand


def test_a_trip_does_not_end_while_lines_are_open(db, hand):
    told = hand.scan("B-PACK-1", line=0).answer
    assert told["code"] == "lines_left"
    assert told["sentence"] == "2 lines are still open. Pick them, or say why they are short."
    for code in ("B-A-01-1", MUG, "T-0001"):
        assert hand.scan(code).status == "posted"
    told = hand.scan("B-PACK-1", line=0).answer
    assert (told["code"], told["sentence"][:1]) == ("lines_left", "1")
    with db.read() as session:
        assert session.get(PickTask, hand.task).state == "claimed"
