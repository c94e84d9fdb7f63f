"""A tote that is full: it stays with its orders, and a second one takes the rest, up to packing."""

import pytest
from sqlalchemy import select

from tests.support.builders import stock
from tests.support.demand import find_order
from tests.support.orders import Hand, actor_of, build_order, release
from tests.support.packing import Packer, posted
from warehouse.ledger.models import Balance
from warehouse.locations.models import Place
from warehouse.orders.models import OrderContainer
from warehouse.picking.models import PickTask

MUG = "09521234000013"
CASE = "19521234000010"


@pytest.fixture
def shelf(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 12)
    return floor


def begin(db, floor, *orders, method="single"):
    with db.command() as session:
        task = release(session, floor, *orders, method=method)[0]
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    scans(hand, "T-0001", "B-A-01-1", CASE)
    return hand


def scans(hand, *codes):
    for code in codes:
        verdict = hand.scan(code)
        assert verdict.status == "posted", (code, verdict.answer)


def inside(db, floor, tote):
    with db.read() as session:
        found = select(Balance.on_hand).where(Balance.place_id == floor.places[tote])
        return sum(session.execute(found).scalars())


def bound(db, floor, tote):
    with db.read() as session:
        found = select(OrderContainer.order_id).where(OrderContainer.place_id == floor.places[tote])
        return set(session.execute(found).scalars())


@pytest.fixture
def filled(db, shelf):
    """Six of eight mugs in T-0001, one in the hand as it is found to be full."""
    with db.command() as session:
        order = build_order(session, shelf, ("MUG", 8), ref="111-1")
    hand = begin(db, shelf, order)
    scans(hand, "T-0001", MUG)
    assert hand.press("tote_full").status == "posted"
    return hand


def test_a_full_tote_stays_and_what_is_in_the_hand_goes_into_the_next(db, shelf, filled):
    assert filled.screen().step == "take_tote"
    assert filled.scan("T-0001").answer["code"] == "wrong_tote"
    scans(filled, "T-0002")
    assert filled.screen().stop.in_hand == 1
    scans(filled, MUG, "T-0002", "B-PACK-1")
    assert (inside(db, shelf, "T-0001"), inside(db, shelf, "T-0002")) == (6, 2)
    with db.read() as session:
        at = select(Place.parent_id).where(Place.code.in_(("T-0001", "T-0002")))
        assert set(session.execute(at).scalars()) == {shelf.places["PACK-1"]}
    assert find_order(db).state == "picked"


def test_an_undo_goes_on_with_the_first_tote(db, shelf, filled):
    assert filled.press("undo").status == "posted"
    scans(filled, MUG, "T-0001")
    assert (filled.screen().step, inside(db, shelf, "T-0001")) == ("drop", 8)


def test_an_empty_tote_is_not_full(db, shelf):
    with db.command() as session:
        order = build_order(session, shelf, ("MUG", 8), ref="111-1")
    hand = begin(db, shelf, order)
    assert hand.press("tote_full").answer["code"] == "tote_empty"


def test_packing_opens_the_order_by_either_tote_and_packs_both(db, shelf, filled):
    scans(filled, "T-0002", MUG, "T-0002", "B-PACK-1")
    order = find_order(db).id
    packer = Packer(db, actor_of(shelf, "Packer"), order)
    for tote in ("T-0001", "T-0002"):
        assert posted(packer.open(tote))["order"] == order
    posted(packer.scan(CASE))
    assert packer.finish().status == "rejected"
    posted(packer.scan(MUG))
    posted(packer.scan(MUG))
    assert packer.scan(MUG).answer["code"] == "too_many"
    posted(packer.close())
    posted(packer.finish())
    assert (inside(db, shelf, "T-0001"), inside(db, shelf, "T-0002")) == (0, 0)
    assert bound(db, shelf, "T-0001") | bound(db, shelf, "T-0002") == set()
    posted(packer.ship())
    assert find_order(db).state == "shipped"


@pytest.fixture
def batch(db, shelf):
    """Four, four and three mugs in sum; six lie in T-0001 as it is full."""
    with db.command() as session:
        orders = [
            build_order(session, shelf, ("MUG", units), ref=ref)
            for ref, units in (("1", 4), ("2", 4), ("3", 3))
        ]
    hand = begin(db, shelf, *orders, method="batch")
    scans(hand, "T-0001")
    assert hand.press("tote_full").status == "posted"
    scans(hand, "T-0002", MUG)
    return hand, orders


def test_a_full_tote_of_a_batch_is_full_for_all_its_orders(db, shelf, batch):
    hand = batch[0]
    assert hand.press("quantity", quantity="5").status == "posted"
    scans(hand, "T-0002", "B-PACK-1")
    assert (inside(db, shelf, "T-0001"), inside(db, shelf, "T-0002")) == (6, 5)
    assert {find_order(db, ref).state for ref in "123"} == {"picked"}
    with db.read() as session:
        assert set(session.execute(select(PickTask.state)).scalars()) == {"done"}
    sorter = Packer(db, actor_of(shelf, "Packer"))
    for tote, units in (("T-0001", 6), ("T-0002", 5)):
        for _ in range(units):
            posted(sorter.put(shelf.places[tote], MUG))
        assert inside(db, shelf, tote) == 0
    assert {find_order(db, ref).state for ref in "123"} == {"packed"}
    assert bound(db, shelf, "T-0001") | bound(db, shelf, "T-0002") == set()


def test_an_order_of_a_batch_that_nothing_was_found_for_is_bound_to_neither_tote(db, shelf, batch):
    hand, orders = batch
    scans(hand, "T-0002")
    assert hand.press("short", reason="too_few").status == "posted"
    scans(hand, "B-PACK-1")
    assert [find_order(db, ref).state for ref in "123"] == ["picked", "picked", "open"]
    assert orders[2] not in bound(db, shelf, "T-0001") | bound(db, shelf, "T-0002")
