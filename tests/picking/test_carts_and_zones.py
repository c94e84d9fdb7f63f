"""Several orders on one cart, and one order zone by zone."""

from pathlib import Path

import pytest
from sqlalchemy import select

from tests.support.builders import stock
from tests.support.clock import NOON
from tests.support.orders import Hand, actor_of, build_order, release
from warehouse.orders.models import Order
from warehouse.orders.queries.containers import containers_of
from warehouse.picking import queries
from warehouse.picking import service as picking
from warehouse.picking.models import METHODS, PickLine, Shortage
from warehouse.picking.rules import MOST_SLOTS, Step, slot_of


def state_of(db, order):
    with db.read() as session:
        return session.get(Order, order).state


def walk(hand, *totes, drop="B-PACK-1"):
    """Pick a whole trip as its screens ask for it; returns the bins in the order of walking."""
    free, bins = list(totes), []
    while True:
        screen = hand.screen()
        if screen.step == "take_tote":
            told = hand.scan(f"T-{free.pop(0)}")
        elif screen.step == "bin":
            bins.append(screen.stop.bin_code)
            told = hand.scan(f"B-{screen.stop.bin_code}")
        elif screen.step == "item":
            told = hand.scan("09521234000013")
        elif screen.step == "more":
            told = hand.press("quantity", quantity=str(screen.stop.left))
        elif screen.step == "tote":
            told = hand.scan(screen.tote_code)
        else:
            assert hand.scan(drop).answer["title"] == "Trip finished"
            return bins
        assert told.answer["signal"] == "accepted", told.answer


@pytest.fixture
def three_orders(db, floor):
    with db.command() as session:
        for bin_code in ("A-01-1", "A-02-1", "B-01-1"):
            stock(session, floor, "MUG", bin_code, 10)
        return [build_order(session, floor, ("MUG", n), ref=f"111-{n}") for n in (2, 10, 9)]


def test_a_cart_is_one_trip_with_a_tote_an_order(db, floor, three_orders):
    with db.command() as session:
        trips = release(session, floor, *three_orders, method="cluster")
    assert len(trips) == 1
    hand = Hand(db, actor_of(floor))
    hand.claim(trips[0])
    screen = hand.screen()
    assert (screen.order_ref, screen.slot.name) == (f"Cart {trips[0]}", "slot 1, A, red")
    walk(hand, "0001", "0002", "0003")
    assert {state_of(db, order) for order in three_orders} == {"picked"}
    with db.read() as session:
        stands = [(tote.code, tote.stands_in) for tote in containers_of(session, three_orders)]
    assert stands == [("T-0001", "PACK-1"), ("T-0002", "PACK-1"), ("T-0003", "PACK-1")]


def test_more_orders_than_slots_take_more_carts(db, floor, three_orders):
    with db.command() as session:
        trips = release(session, floor, *three_orders, method="cluster", slots=2)
    assert len(trips) == 2
    with db.read() as session:
        rows = queries.task_list(session, actor_of(floor)).tasks
    assert [(row.order_ref, row.orders) for row in rows] == [
        (f"Cart {trips[0]}", 2),
        (f"Cart {trips[1]}", 1),
    ]


def test_a_unit_for_one_slot_is_refused_in_another(db, floor, three_orders):
    with db.command() as session:
        (trip,) = release(session, floor, *three_orders, method="cluster")
    hand = Hand(db, actor_of(floor))
    hand.claim(trip)
    for code in ("T-0001", "T-0002", "T-0003"):
        hand.scan(code)
    hand.scan(f"B-{hand.screen().stop.bin_code}")
    hand.scan("09521234000013")
    own = hand.screen().tote_code
    other = next(code for code in ("T-0001", "T-0002", "T-0003") if code != own)
    told = hand.scan(other).answer
    assert told["signal"] == "refused"
    assert f"this goes into {own}" in told["sentence"]
    assert "slot" in told["sentence"]


def test_a_cart_is_paused_and_taken_over_as_a_whole(db, floor, three_orders):
    with db.command() as session:
        (trip,) = release(session, floor, *three_orders, method="cluster")
    first, second = Hand(db, actor_of(floor)), Hand(db, actor_of(floor, "Supervisor"))
    first.claim(trip)
    first.scan("T-0001")
    assert second.claim(trip).answer["code"] == "task_taken"
    first.press("pause")
    second.claim(trip)
    walk(second, "0002", "0003")
    assert {state_of(db, order) for order in three_orders} == {"picked"}


def test_an_order_taken_off_leaves_the_others_on_the_cart(db, floor, three_orders):
    with db.command() as session:
        (trip,) = release(session, floor, *three_orders, method="cluster")
    desk = actor_of(floor, "Supervisor")
    db.decide(lambda session: picking.take_off(session, desk, trip, now=NOON))
    assert [state_of(db, order) for order in three_orders] == ["open", "released", "released"]
    hand = Hand(db, actor_of(floor))
    hand.claim(trip)
    walk(hand, "0001", "0002")
    assert [state_of(db, order) for order in three_orders] == ["open", "picked", "picked"]


@pytest.fixture
def two_zones(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 3)
        stock(session, floor, "MUG", "B-01-1", 4)
        order = build_order(session, floor, ("MUG", 7), ref="111-7")
        return order, release(session, floor, order, method="zone")


def test_an_order_is_picked_zone_by_zone_and_is_picked_when_all_are(db, floor, two_zones):
    order, trips = two_zones
    assert len(trips) == 2
    with db.read() as session:
        rows = queries.task_list(session, actor_of(floor)).tasks
    assert sorted(row.zone for row in rows) == ["A", "B"]
    walked = []
    for trip, tote in zip(trips, ("0001", "0002"), strict=True):
        assert state_of(db, order) == "released"
        hand = Hand(db, actor_of(floor))
        hand.claim(trip)
        walked.append(walk(hand, tote))
    assert sorted(walked) == [["A-01-1"], ["B-01-1"]]
    assert state_of(db, order) == "picked"


def test_a_zone_that_finds_nothing_does_not_undo_what_the_other_found(db, floor, two_zones):
    order, trips = two_zones
    hands = [Hand(db, actor_of(floor)), Hand(db, actor_of(floor, "Supervisor"))]
    for hand, trip in zip(hands, trips, strict=True):
        hand.claim(trip)
    walk(hands[0], "0001")
    hands[1].scan("T-0002")
    hands[1].press("short", reason="none")
    assert hands[1].scan("B-PACK-1").answer["title"] == "Trip finished"
    assert state_of(db, order) == "picked"


PAGE = (Path(__file__).parents[2] / "docs/scenarios/carts-and-zones.md").read_text("utf-8")


@pytest.mark.parametrize("word", [*METHODS, *Step, "nothing_to_release", "wrong_tote"])
def test_every_method_and_step_is_described(word):
    assert f"`{word}`" in PAGE


def test_every_slot_has_a_number_a_letter_and_a_colour_of_its_own():
    slots = [slot_of(number) for number in range(1, MOST_SLOTS + 1)]
    assert len({slot.letter for slot in slots}) == len({slot.colour for slot in slots}) == 8
    assert f"1, A, {slots[0].colour} … 8, H, {slots[-1].colour}" in PAGE


def test_undo_and_skip_on_a_cart_are_the_trips_and_a_short_is_one_orders(db, floor, three_orders):
    with db.command() as session:
        (trip,) = release(session, floor, *three_orders, method="cluster")
    hand = Hand(db, actor_of(floor))
    hand.claim(trip)
    for tote in ("T-0001", "T-0002", "T-0003"):
        hand.scan(tote)
    skipped = hand.screen().line_id
    assert hand.press("skip").status == "posted"
    assert hand.screen().line_id != skipped
    for _ in range(2):  # a stop of each of two slots
        stop = hand.screen().stop
        if hand.screen().step == "bin":
            hand.scan(f"B-{stop.bin_code}")
        hand.scan("09521234000013")
        hand.press("quantity", quantity=str(stop.left))
        assert hand.scan(hand.screen().tote_code).status == "posted"
    before = hand.screen().units_picked
    assert hand.press("undo").status == "posted"
    assert hand.screen().units_picked < before
    assert hand.scan(hand.screen().tote_code).status == "posted"
    assert hand.press("short", reason="none").status == "posted"
    walk(hand)
    with db.read() as session:
        short = session.execute(select(Shortage.order_id)).scalars().all()
        lines = select(PickLine.sequence, PickLine.id).order_by(PickLine.sequence.desc())
        assert session.execute(lines).first().id >= skipped
    assert len(set(short)) <= 1
