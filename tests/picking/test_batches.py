"""A batch is picked in sum into one tote; what ships first is served first. See
docs/scenarios/carts-and-zones.md.
"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.builders import build_lot, build_user, stock
from tests.support.clock import NOON
from tests.support.demand import find_order
from tests.support.orders import Hand, actor_of, build_order, release
from warehouse.kernel.errors import NotYours
from warehouse.ledger.models import Allocation, Balance
from warehouse.orders.models import Order, OrderContainer, OrderLine
from warehouse.picking import service as picking
from warehouse.picking.errors import PickedAlready
from warehouse.picking.models import PickLine, PickTask, Shortage
from warehouse.picking.queries import task_desk
from warehouse.putback.models import PutBackLine

MUG = "09521234000013"


@pytest.fixture
def orders(db, floor):
    """Three orders: the second ships first, the first last; all want mugs, the third tea too."""
    with db.command() as session:
        build_lot(session, floor, "TEA", "L1")
        stock(session, floor, "MUG", "A-01-1", 9)
        stock(session, floor, "TEA", "B-01-1", 2, lot="L1")
        made = [
            build_order(session, floor, ("MUG", 3), ref="late"),
            build_order(session, floor, ("MUG", 2), ref="first"),
            build_order(session, floor, ("MUG", 4), ("TEA", 1), ref="middle"),
        ]
        for order_id, hours in zip(made, (30, 2, 10), strict=True):
            session.get(Order, order_id).ship_by = NOON + timedelta(hours=hours)
    return made


@pytest.fixture
def hand(db, floor, orders):
    with db.command() as session:
        task = release(session, floor, *orders, method="batch")[0]
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    return hand


def scans(hand, *codes):
    for code in codes:
        verdict = hand.scan(code)
        assert verdict.status == "posted", (code, verdict.answer)
    return verdict


def taken(db, *refs):
    with db.read() as session:
        rows = session.execute(
            select(Order.channel_order_id, Allocation.taken)
            .join(OrderLine, OrderLine.id == Allocation.order_line_id)
            .join(Order, Order.id == OrderLine.order_id)
        )
        found = dict.fromkeys(refs, 0)
        for ref, units in rows:
            found[ref] = found.get(ref, 0) + units
    return tuple(found[ref] for ref in refs)


def totes_of(db, floor):
    with db.read() as session:
        rows = session.execute(
            select(Order.channel_order_id)
            .join(OrderContainer, OrderContainer.order_id == Order.id)
            .where(OrderContainer.place_id == floor.places["T-0001"])
            .order_by(OrderContainer.wall_no)
        )
        return list(rows.scalars())


def mugs(hand, units):
    """At the mugs' bin: scan one and key how many are in the hand."""
    scans(hand, "B-A-01-1", MUG)
    if units > 1:
        assert hand.press("quantity", quantity=str(units)).status == "posted"


def test_stops_of_one_bin_item_and_lot_are_one_with_the_sum(db, floor, hand, orders):
    assert scans(hand, "T-0001").answer["title"] == "Tote T-0001 is yours"
    screen = hand.screen()
    assert (screen.lines, screen.stop.wanted, screen.order_ref) == (2, 9, f"Batch {hand.task}")
    assert totes_of(db, floor) == ["first", "middle", "late"]
    mugs(hand, 9)
    scans(hand, "T-0001", "B-B-01-1", "09521234000020", "L1", "T-0001", "B-PACK-1")
    assert taken(db, "first", "middle", "late") == (2, 5, 3)
    assert {find_order(db, ref).state for ref in ("first", "middle", "late")} == {"picked"}
    with db.read() as session:
        assert set(session.execute(select(PickTask.state)).scalars()) == {"done"}
        in_tote = select(Balance.on_hand).where(Balance.place_id == floor.places["T-0001"])
        assert sorted(session.execute(in_tote).scalars()) == [1, 9]


def test_what_ships_first_is_served_first_and_an_undo_takes_from_the_last(db, hand):
    scans(hand, "T-0001")
    mugs(hand, 7)
    scans(hand, "T-0001")
    assert taken(db, "first", "middle", "late") == (2, 4, 1)
    assert hand.press("undo").status == "posted"
    assert taken(db, "first", "middle", "late") == (0, 0, 0)
    assert hand.screen().stop.in_hand == 7


def test_a_short_is_short_for_the_latest_and_each_order_has_its_case(db, floor, hand, orders):
    scans(hand, "T-0001")
    mugs(hand, 5)
    scans(hand, "T-0001")
    told = hand.press("short", reason="too_few")
    assert told.answer["sentence"].startswith("4 short, and no other bin has them")
    assert taken(db, "first", "middle", "late") == (2, 3, 0)
    with db.read() as session:
        cases = session.execute(
            select(Order.channel_order_id, Shortage.units)
            .join(Order, Order.id == Shortage.order_id)
            .order_by(Shortage.id)
        )
        assert [tuple(case) for case in cases] == [("middle", 1), ("late", 3)]
    scans(hand, "B-B-01-1", "09521234000020", "L1", "T-0001", "B-PACK-1")
    states = [find_order(db, ref).state for ref in ("first", "middle", "late")]
    assert states == ["picked", "picked", "open"]
    assert totes_of(db, floor) == ["first", "middle"]


def test_what_another_bin_gives_is_again_one_stop_for_all(db, floor, hand):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-2", 4)
    scans(hand, "T-0001")
    mugs(hand, 5)
    scans(hand, "T-0001")
    told = hand.press("short", reason="too_few")
    assert told.answer["sentence"] == "4 short here; another bin gives them later in this trip."
    with db.read() as session:
        line = session.execute(
            select(PickLine.wanted, PickLine.pack_name).where(
                PickLine.place_id == floor.places["A-01-2"]
            )
        ).all()
    assert [tuple(one) for one in line] == [(4, "each")]
    scans(hand, "B-A-01-2", MUG)
    hand.press("quantity", quantity="4")
    scans(hand, "T-0001")
    assert taken(db, "first", "middle", "late") == (2, 4, 3)


@pytest.mark.parametrize("gone", [0, 1, 2], ids=["the last", "the first", "one between"])
def test_an_order_that_is_called_off_leaves_and_the_others_ride_on(db, floor, hand, orders, gone):
    scans(hand, "T-0001")
    mugs(hand, 9)
    scans(hand, "T-0001")
    with db.command() as session:
        picking.call_off(session, floor.site, orders[gone], now=NOON, user_id=None)
    assert hand.press("undo").answer["code"] == "nothing_to_undo"
    if gone != 2:
        scans(hand, "B-B-01-1", "09521234000020", "L1", "T-0001")
    else:
        assert hand.screen().step == "drop"
    scans(hand, "B-PACK-1")
    states = [find_order(db, ref).state for ref in ("late", "first", "middle")]
    assert states == ["cancelled" if n == gone else "picked" for n in range(3)]
    with db.read() as session:
        back = select(PutBackLine.wanted)
        assert list(session.execute(back).scalars()) == [(3, 2, 4)[gone]]


def test_an_order_that_is_called_off_before_its_stop_makes_the_sum_smaller(db, floor, hand, orders):
    scans(hand, "T-0001")
    with db.command() as session:
        picking.call_off(session, floor.site, orders[1], now=NOON, user_id=None)
    assert hand.screen().stop.wanted == 7
    assert totes_of(db, floor) == ["middle", "late"]
    mugs(hand, 7)
    scans(hand, "T-0001", "B-B-01-1", "09521234000020", "L1", "T-0001", "B-PACK-1")
    assert taken(db, "first", "middle", "late") == (0, 5, 3)


def test_a_batch_whose_orders_are_all_called_off_stops_its_picker(db, floor, hand, orders):
    scans(hand, "T-0001", "B-A-01-1")
    with db.command() as session:
        for order_id in orders:
            picking.call_off(session, floor.site, order_id, now=NOON, user_id=None)
    assert hand.scan(MUG, line=1).answer["code"] == "order_called_off"


def test_an_order_is_taken_off_a_batch_as_long_as_nothing_of_it_is_picked(db, floor, hand, orders):
    desk = actor_of(floor, "Supervisor")
    with db.read() as session:
        tasks = dict(session.execute(select(PickTask.order_id, PickTask.id)).all())
        assert [row.orders for row in task_desk(session, desk, "", now=NOON).tasks] == [3]
    scans(hand, "T-0001")
    mugs(hand, 2)
    scans(hand, "T-0001")
    with pytest.raises(PickedAlready), db.command() as session:
        picking.take_off(session, desk, tasks[orders[1]], now=NOON)
    with db.command() as session:
        picking.take_off(session, desk, tasks[orders[2]], now=NOON)
    assert find_order(db, "middle").state == "open"
    assert hand.screen().stop.wanted == 5
    with pytest.raises(NotYours), db.command() as session:
        picking.take_off(session, desk, 999, now=NOON)


def test_a_colleague_goes_on_with_a_batch_where_it_stands(db, floor, hand):
    scans(hand, "T-0001")
    mugs(hand, 3)
    hand.press("pause")
    with db.command() as session:
        build_user(session, floor, "Zoe", "picker")
    other = Hand(db, actor_of(floor, "Zoe", "picker"))
    assert other.claim(hand.task).status == "posted"
    assert other.screen().stop.in_hand == 3
    scans(other, "T-0001")
    assert taken(db, "first", "middle", "late") == (2, 1, 0)


def test_a_batch_keeps_its_lots_and_bins_and_says_so(db, floor, hand):
    with db.command() as session:
        build_lot(session, floor, "TEA", "L2")
        stock(session, floor, "TEA", "B-01-1", 2, lot="L2")
        stock(session, floor, "MUG", "A-01-2", 9)
    scans(hand, "T-0001")
    told = hand.scan("B-A-01-2").answer
    assert (told["code"], "Go to A-01-1" in told["sentence"]) == ("bin_not_instead", True)
    mugs(hand, 9)
    scans(hand, "T-0001", "B-B-01-1", "09521234000020")
    told = hand.scan("L2").answer
    assert (told["code"], "Wanted is lot L1" in told["sentence"]) == ("lot_not_instead", True)
    assert hand.scan("L9").answer["code"] in {"wrong_lot", "unknown_code"}
    scans(hand, "L1", "T-0001")
