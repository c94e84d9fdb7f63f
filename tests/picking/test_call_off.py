"""An order that is cancelled on the floor: its trips stop, and what was picked is put back."""

import pytest
from sqlalchemy import select

from tests.putback.conftest import Returner
from tests.support.builders import stock
from tests.support.clock import NOON
from tests.support.orders import Hand, actor_of, build_order, release
from tests.support.packing import Packer, build_picked
from warehouse import offered as offered_by_slices
from warehouse.jobs import service as jobs
from warehouse.ledger.models import Allocation, Balance
from warehouse.orders.errors import AlreadyOver
from warehouse.orders.models import Order, OrderContainer, OrderLine
from warehouse.picking import service as picking
from warehouse.picking.models import PickLine, PickTask

MUG, CAMERA = "09521234000013", "09521234000037"


@pytest.fixture
def order(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 5)
        stock(session, floor, "CAM", "A-01-2", 5)
        return build_order(session, floor, ("MUG", 3), ("CAM", 1), ref="111-1")


@pytest.fixture
def hand(db, floor, order):
    with db.command() as session:
        task = release(session, floor, order)[0]
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    return hand


def call_off(db, floor, order):
    with db.command() as session:
        picking.call_off(session, floor.site, order, now=NOON, user_id=floor.users["Supervisor"])


def state_of(db, order):
    with db.read() as session:
        return session.get(Order, order).state


def offered(db, floor, who="Picker"):
    return Returner(db, actor_of(floor, who)).offered()


def put_back(db, floor, task, *codes):
    hand = Returner(db, actor_of(floor))
    hand.claim(task)
    for code in codes:
        verdict = hand.scan(code)
        assert verdict.status == "posted", verdict.answer
    assert hand.press("finish").status == "posted"


def test_a_task_that_nobody_has_begun_vanishes_with_a_sentence(db, floor, order):
    with db.command() as session:
        task = release(session, floor, order)[0]
    call_off(db, floor, order)
    told = Hand(db, actor_of(floor)).claim(task).answer
    assert (told["code"], told["signal"]) == ("order_called_off", "refused")
    assert told["sentence"].startswith("STOP. Order 111-1 was cancelled: do not ship it.")
    assert (state_of(db, order), offered(db, floor)) == ("cancelled", [])
    with db.read() as session:
        assert sum(session.execute(select(Balance.allocated)).scalars()) == 0
        assert all(line.cancelled_units for line in session.execute(select(OrderLine)).scalars())


def test_whoever_picks_it_is_stopped_at_the_next_scan_and_puts_back(db, floor, order, hand):
    for code in ("T-0001", "B-A-01-1", MUG, MUG, "T-0001", MUG):
        assert hand.scan(code).status == "posted"
    line = hand.screen().line_id
    call_off(db, floor, order)
    told = hand.scan("T-0001", line=line).answer
    assert (told["code"], told["stops"]) == ("order_called_off", True)
    assert "leave in T-0001 what is in it" in told["sentence"]
    assert hand.scan("B-PACK-1", line=0).answer["code"] == "order_called_off"
    task = offered(db, floor)[0]
    assert (task.units, task.is_mine) == (2, True)
    assert task.reason == "Order 111-1 was cancelled: put back what is in T-0001."
    put_back(db, floor, task.task_id, "T-0001", MUG, MUG, "B-A-01-1")
    with db.read() as session:
        assert session.execute(select(OrderContainer)).first() is None
        assert all(row.taken == 0 for row in session.execute(select(Allocation)).scalars())
        held = {row.place_id: row.on_hand for row in session.execute(select(Balance)).scalars()}
        assert held[floor.places["A-01-1"]] == 5


def test_a_tote_without_a_unit_is_free_at_once(db, floor, order, hand):
    hand.scan("T-0001")
    call_off(db, floor, order)
    assert offered(db, floor) == []
    with db.read() as session:
        assert session.execute(select(OrderContainer)).first() is None


def test_what_stands_at_packing_in_tote_and_carton_is_put_back(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 5)
        made = build_picked(session, floor, ("MUG", 3), ref="111-1")
        release_line = session.execute(select(Allocation)).scalar_one()
        task = PickTask(site_id=floor.site, order_id=made, state="done", created_at=NOON)
        session.add(task)
        session.flush()
        session.add(
            PickLine(
                task_id=task.id, order_line_id=release_line.order_line_id,
                allocation_id=release_line.id, place_id=release_line.place_id,
                item_id=release_line.item_id, lot_id=release_line.lot_id, sequence=1, wanted=3,
                picked=3,
            )
        )  # fmt: skip
    packer = Packer(db, actor_of(floor, "Packer"), made)
    packer.scan(MUG)
    packer.close()
    sscc = packer.cartons()[0].sscc
    call_off(db, floor, made)
    assert packer.scan(MUG).answer["code"] == "order_cancelled"
    assert packer.ship().answer["code"] == "order_cancelled"
    tasks = {task.container: task for task in offered(db, floor)}
    assert {name: task.units for name, task in tasks.items()} == {"T-0001": 2, sscc: 1}
    put_back(db, floor, tasks[sscc].task_id, f"00{sscc}", MUG, "B-A-01-1")
    put_back(db, floor, tasks["T-0001"].task_id, "T-0001", MUG, MUG, "B-A-01-1")
    with db.read() as session:
        assert session.execute(select(Allocation.taken)).scalars().all() == [0]


def test_the_other_orders_of_a_cart_go_on(db, floor, order):
    with db.command() as session:
        other = build_order(session, floor, ("MUG", 1), ref="111-2")
        tasks = release(session, floor, order, other)
    hand = Hand(db, actor_of(floor))
    hand.claim(tasks[1])
    hand.scan("T-0002")
    call_off(db, floor, order)
    for code in ("B-A-01-1", MUG, "T-0002", "B-PACK-1"):
        assert hand.scan(code).status == "posted"
    assert (state_of(db, order), state_of(db, other)) == ("cancelled", "picked")


def test_what_waits_in_a_tote_for_the_rest_of_its_order_is_put_back(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 2)
        made = build_order(session, floor, ("MUG", 2), ("CAM", 1), ref="111-1")
        task = release(session, floor, made)[0]
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    for code in ("T-0001", "B-A-01-1", MUG, MUG, "T-0001", "B-PACK-1"):
        hand.scan(code)
    with db.command() as session:
        session.get(Order, made).state = "open"  # a supervisor lets it wait for the camera
    call_off(db, floor, made)
    assert state_of(db, made) == "cancelled"
    assert [(row.container, row.units) for row in offered(db, floor)] == [("T-0001", 2)]


def test_an_order_at_the_desk_is_cancelled_there_and_nothing_twice(db, floor, order):
    call_off(db, floor, order)
    assert state_of(db, order) == "cancelled"
    with pytest.raises(AlreadyOver):
        call_off(db, floor, order)


def test_what_was_asked_for_already_is_not_asked_for_again(db, floor, order, hand):
    for code in ("T-0001", "B-A-01-1", MUG, MUG, MUG, "T-0001"):
        hand.scan(code)
    hand.press("pause")
    body = {"task": hand.task, "line": 1, "code": "T-0001", "units": 1}
    assert hand.do("pick.scan", **body).status == "review"
    call_off(db, floor, order)
    assert sorted(task.units for task in offered(db, floor)) == [1, 3]


def test_a_cancellation_by_the_channel_stops_the_floor_by_a_job(db, floor, order, hand):
    hand.scan("T-0001")
    with db.command() as session:
        for key in ("call_off:1", "call_off:2"):  # told twice, as in two reports
            body = {"site": floor.site, "order": order}
            jobs.ask(session, "order.call_off", key, body, now=NOON)
    while jobs.do_next(db, offered_by_slices("HANDLERS"), now=NOON):
        pass
    assert state_of(db, order) == "cancelled"
    assert hand.scan("B-A-01-1", line=1).answer["code"] == "order_called_off"


def test_the_desk_calls_an_order_off_on_its_page(db, floor, order, hand, client_as):
    boss = client_as("Supervisor")
    assert "Cancel, put back" in boss.get(f"/orders/{order}").text
    answer = boss.post(f"/pick/orders/{order}/call-off")
    assert answer.headers["Location"] == f"/orders/{order}"
    assert "Called off on the floor" in boss.get(f"/orders/{order}").text
    assert state_of(db, order) == "cancelled"
