"""Orders that their channel changes while they are on the floor: stops and totes follow."""

import json

import pytest
from sqlalchemy import select

from tests.support.builders import build_item, stock
from tests.support.clock import NOON
from tests.support.demand import figures, take_in, told_line, told_order
from tests.support.orders import Hand, actor_of, release
from warehouse.jobs.models import Job
from warehouse.ledger.models import Allocation
from warehouse.orders import service as orders
from warehouse.orders.models import Order, OrderException
from warehouse.picking import service as picking
from warehouse.picking.jobs import HANDLERS
from warehouse.picking.models import Shortage
from warehouse.putback.models import PutBackLine, PutBackTask

MUG = "09521234000013"


@pytest.fixture
def hand(db, floor):
    """Four mugs are wanted: three from A-01-1, one from A-02-1; the tote is at hand."""
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 3)
        stock(session, floor, "MUG", "A-02-1", 2)
    take_in(db, floor, told_order("111-1", told_line(units=4)))
    with db.command() as session:
        order_id = session.execute(select(Order.id)).scalar_one()
        task = release(session, floor, order_id)[0]
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    hand.scan("T-0001")
    return hand


def tell(db, floor, *lines):
    """Take a change in, and let the floor follow it."""
    take_in(db, floor, told_order("111-1", *lines))
    with db.read() as session:
        asked = [job for job in session.execute(select(Job)).scalars() if job.kind in HANDLERS]
    for job in asked[-1:]:
        with db.command() as session:
            HANDLERS[job.kind](session, json.loads(job.body), NOON)


def open_units(db):
    with db.read() as session:
        rows = session.execute(select(Allocation)).scalars().all()
    return sum(row.quantity - row.taken - row.released for row in rows)


def doubts(db):
    with db.read() as session:
        rows = session.execute(
            select(OrderException.code).where(OrderException.repaired_at.is_(None))
        )
        return list(rows.scalars())


def walk(hand, *codes):
    for code in codes:
        assert hand.scan(code).status == "posted"


def test_fewer_wanted_shortens_the_stops_and_the_picker_is_told(db, floor, hand):
    tell(db, floor, told_line(units=2))
    assert (open_units(db), doubts(db)) == (2, [])
    with db.command() as session:
        told = picking.still_here(session, hand.actor, hand.task, now=NOON)
        assert told.notice.startswith("Order 111-1: 2 fewer")
        assert picking.still_here(session, hand.actor, hand.task, now=NOON).notice == ""
    first = hand.screen().stop
    walk(hand, f"B-{first.bin_code}", *[MUG] * first.left, "T-0001")
    while hand.screen().step != "drop":
        stop = hand.screen().stop
        walk(hand, f"B-{stop.bin_code}", *[MUG] * stop.left, "T-0001")
    assert hand.screen().units_picked == 2


def test_the_answer_to_the_next_scan_says_that_there_is_news(db, floor, hand):
    stop = hand.screen().stop
    assert "news" not in hand.scan(f"B-{stop.bin_code}").answer
    tell(db, floor, told_line(units=2))
    assert hand.scan(MUG).answer["news"] is True
    with db.command() as session:
        picking.still_here(session, hand.actor, hand.task, now=NOON)
    assert "news" not in hand.scan(MUG).answer


def test_what_is_picked_and_not_wanted_any_more_is_put_back(db, floor, hand):
    while hand.screen().step != "drop":
        stop = hand.screen().stop
        walk(hand, f"B-{stop.bin_code}", *[MUG] * stop.left, "T-0001")
    tell(db, floor, told_line(units=1))
    with db.read() as session:
        task = session.execute(select(PutBackTask)).scalars().one()
        lines = session.execute(select(PutBackLine)).scalars().all()
    assert "3 fewer" in task.reason
    assert (task.container_id, task.for_user_id) == (floor.places["T-0001"], hand.actor.user_id)
    assert sum(line.wanted for line in lines) == 3
    tell(db, floor, told_line(units=1))
    with db.read() as session:
        assert len(session.execute(select(PutBackTask)).scalars().all()) == 1


def test_units_that_a_device_took_before_it_heard_are_put_back(db, floor, hand):
    stop = hand.screen().stop
    walk(hand, f"B-{stop.bin_code}", *[MUG] * stop.left)
    tell(db, floor, told_line(units=1))
    verdict = hand.scan("T-0001", line=stop.line_id, units=stop.left, bin=stop.bin_code, lot="")
    assert verdict.status == "review"
    assert "Only" in verdict.answer["sentence"]


def test_more_wanted_becomes_a_stop_of_the_same_trip(db, floor, hand):
    tell(db, floor, told_line(units=5))
    assert (open_units(db), doubts(db)) == (5, [])
    seen = 0
    while hand.screen().step != "drop":
        stop = hand.screen().stop
        walk(hand, f"B-{stop.bin_code}", *[MUG] * stop.left, "T-0001")
        seen += 1
    assert hand.screen().units_picked == 5


def test_more_than_there_is_becomes_a_backorder(db, floor, hand):
    tell(db, floor, told_line(units=9))
    assert open_units(db) == 5


def test_more_wanted_of_a_picked_order_is_released_for_the_rest(db, floor, hand):
    while hand.screen().step != "drop":
        stop = hand.screen().stop
        walk(hand, f"B-{stop.bin_code}", *[MUG] * stop.left, "T-0001")
    walk(hand, "B-PACK-1")
    tell(db, floor, told_line(units=5))
    with db.command() as session:
        order = session.execute(select(Order)).scalar_one()
        assert order.state == "open"
        task = release(session, floor, order.id)[0]
    again = Hand(db, actor_of(floor))
    again.claim(task)
    walk(again, "T-0002")
    walk(again, f"B-{again.screen().stop.bin_code}", MUG, "T-0002")
    assert again.screen().step == "drop"


def test_an_order_that_wants_nothing_any_more_is_called_off(db, floor, hand):
    tell(db, floor, told_line(units=4, state="cancelled"))
    with db.read() as session:
        assert session.execute(select(Order.state)).scalar_one() == "cancelled"
    assert hand.scan("B-A-01-1", line=1).answer["code"] == "order_called_off"


def test_what_is_packed_is_left_to_a_supervisor(db, floor, hand):
    while hand.screen().step != "drop":
        stop = hand.screen().stop
        walk(hand, f"B-{stop.bin_code}", *[MUG] * stop.left, "T-0001")
    walk(hand, "B-PACK-1")
    with db.command() as session:
        orders.mark(session, session.execute(select(Order.id)).scalar_one(), "packed")
    tell(db, floor, told_line(units=1))
    assert doubts(db) == ["changed_on_the_floor"]


def test_another_item_on_a_line_is_left_to_a_supervisor(db, floor, hand):
    before = open_units(db)
    tell(db, floor, told_line(sku="TEA", units=4))
    assert doubts(db) == ["changed_on_the_floor"]
    assert (open_units(db), hand.screen().step) == (before, "bin")


@pytest.fixture
def batch(db, floor):
    """Two orders that want two mugs each, picked in sum."""
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 9)
    take_in(
        db, floor, told_order("111-1", told_line(units=2)), told_order("111-2", told_line(units=2))
    )
    with db.command() as session:
        task = release(
            session, floor, *session.execute(select(Order.id)).scalars(), method="batch"
        )[0]
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    hand.scan("T-0001")
    return hand


@pytest.mark.parametrize("units", [1, 3], ids=["fewer", "more"])
def test_a_batch_keeps_its_sum_and_a_supervisor_decides_about_the_change(db, floor, batch, units):
    tell(db, floor, told_line(units=units))
    assert (doubts(db), batch.screen().stop.wanted) == (["changed_on_the_floor"], 4)
    walk(batch, "B-A-01-1", MUG, MUG, MUG, MUG, "T-0001", "B-PACK-1")
    with db.read() as session:
        assert set(session.execute(select(Order.state)).scalars()) == {"picked"}


def test_an_order_of_a_batch_that_its_channel_cancels_leaves_the_sum(db, floor, batch):
    tell(db, floor, told_line(units=2, state="cancelled"))
    assert batch.screen().stop.wanted == 2
    walk(batch, "B-A-01-1", MUG, MUG, "T-0001", "B-PACK-1")
    with db.read() as session:
        states = session.execute(select(Order.state).order_by(Order.channel_order_id)).scalars()
        assert list(states) == ["cancelled", "picked"]


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (told_line(units=4, state="cancelled"), {"1": (0, 0, 3), "1~CUP": (0, 0, 0)}),
        (told_line("2", "CUP"), {"1": (0, 0, 3), "1~CUP": (0, 0, 0), "2": (1, 1, 0)}),
        (told_line(units=2), {"1": (2, 0, 3), "1~CUP": (0, 0, 0)}),
        (told_line(units=3), {"1": (3, 0, 3), "1~CUP": (0, 0, 0)}),
        (told_line(units=5), {"1": (4, 0, 3), "1~CUP": (1, 1, 0)}),
    ],
    ids=["cancelled", "gone", "two fewer", "one fewer", "one more"],
)
def test_what_is_sent_in_the_place_of_a_line_follows_it(db, floor, hand, client_as, told, found):
    with db.command() as session:
        build_item(session, floor, "CUP")
        stock(session, floor, "CUP", "B-01-1", 4)
    said = {"channel": "amazon", "days": "0", "substitutes": "yes"}
    assert client_as("Supervisor").post("/orders/terms", data=said).status_code == 303
    walk(hand, "B-A-01-1", MUG, MUG, MUG, "T-0001", "B-A-02-1")
    assert hand.press("short", reason="none").status == "posted"
    with db.read() as session:
        case = session.execute(select(Shortage.id)).scalar_one()
    sue = actor_of(floor, "Supervisor")
    db.decide(lambda s: picking.decide_shortage(s, sue, case, "substitute", sku="CUP", now=NOON))
    assert figures(db) == {"1": (3, 0, 3), "1~CUP": (1, 1, 0)}
    tell(db, floor, told)
    assert (figures(db), doubts(db)) == (found, [])
