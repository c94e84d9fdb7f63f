"""The approval desk: approve, split, bulk, reject, swap, take back; four eyes; limits; holds."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from tests.support.builders import build_lot, build_user, capture, post_moves, stock
from tests.support.clock import NOON
from tests.support.counting import (
    CAM,
    MUG,
    Boss,
    Counter,
    ask_for_count,
    on_hand,
    results,
    task_of,
)
from tests.support.orders import Hand, actor_of, build_order, release
from warehouse.catalog.models import Item
from warehouse.counting import service
from warehouse.counting.errors import (
    DecidedAlready,
    FourEyes,
    NewerCount,
    NoReason,
    NoSwap,
    NothingChosen,
    NotThatMuch,
)
from warehouse.counting.models import CountDecision
from warehouse.counting.queries import count_desk, result_screen
from warehouse.ledger import queries
from warehouse.ledger import service as ledger
from warehouse.ledger.errors import AlreadyUndone, NotEnoughHere, SerialElsewhere
from warehouse.orders import service as orders
from warehouse.orders.models import OrderLine


@pytest.fixture
def boss(db, floor):
    return Boss(db, floor)


@pytest.fixture
def off_by(db, floor):
    """Have two people count a bin of mugs and find so many fewer or more than the book."""
    with db.command() as session:
        build_user(session, floor, "Cora", "counter")

    def make(bin_code, book, variance):
        with db.command() as session:
            stock(session, floor, "MUG", bin_code, book)
        task = ask_for_count(db, floor, bin_code)
        for name in ("Counter", "Cora"):
            Counter(db, floor, name).count(task, bin_code, book + variance)
        return results(db, task)[0]

    return make


def test_a_part_is_booked_for_one_reason_and_the_rest_for_another(db, floor, boss, off_by):
    result = off_by("A-01-1", 10, -5)
    boss.approve(result.id, part="3", reason="damaged", note="broken ones below")
    assert on_hand(db, floor, "A-01-1") == 7
    assert task_of(db, result.task_id).state == "review"
    boss.approve(result.id, reason="mis_pick", note="order 7 got two more")
    assert on_hand(db, floor, "A-01-1") == 5
    assert task_of(db, result.task_id).state == "done"
    with db.read() as session:
        made = session.execute(select(CountDecision.units, CountDecision.reason)).all()
    assert [tuple(row) for row in made] == [(-3, "damaged"), (-2, "mis_pick")]


@pytest.mark.parametrize("part", ["6", "0", "-0", "a", "²"])
def test_no_more_than_the_variance_is_booked(db, floor, boss, off_by, part):
    result = off_by("A-01-1", 10, -5)
    with pytest.raises(NotThatMuch):
        boss.approve(result.id, part=part)
    assert on_hand(db, floor, "A-01-1") == 10


@pytest.mark.parametrize(
    ("reason", "note"), [("", "why it is"), ("bad luck", "why it is"), ("found", " a ")]
)
def test_a_reason_and_a_note_are_needed(boss, off_by, reason, note):
    result, why = off_by("A-01-1", 10, -5), {"reason": reason, "note": note}
    with pytest.raises(NoReason):
        boss.approve(result.id, **why)
    with pytest.raises(NoReason):
        boss.reject(result.id, **why)


def test_several_with_one_cause_are_booked_together_or_not_at_all(db, floor, boss, off_by):
    one, two = off_by("A-01-1", 10, -1), off_by("A-01-2", 10, -2)
    stale = [boss.chosen(one.id), boss.chosen(two.id)]
    boss.approve(two.id, part="1")
    with pytest.raises(DecidedAlready):
        boss.approve(chosen=stale)
    assert on_hand(db, floor, "A-01-1") == 10
    boss.approve(one.id, two.id)
    assert (on_hand(db, floor, "A-01-1"), on_hand(db, floor, "A-01-2")) == (9, 8)
    with pytest.raises(NothingChosen):
        boss.approve()


def test_who_counted_does_not_decide(db, floor, off_by):
    result = off_by("A-01-1", 10, -5)
    for name in ("Counter", "Cora"):
        with pytest.raises(FourEyes):
            Boss(db, floor, name).approve(result.id)
        with pytest.raises(FourEyes):
            Boss(db, floor, name).reject(result.id)


def test_the_database_itself_keeps_four_eyes(db, floor, off_by):
    result = off_by("A-01-1", 10, -5)
    with db.command() as session:
        event = stock(session, floor, "MUG", "A-02-1", 1)
    row = {
        "result_id": result.id, "kind": "approve", "units": -5, "reason": "found", "note": "x",
        "decided_at": NOON, "event_id": event.id, "counter_id": result.counter_id,
        "other_counter_id": result.other_counter_id,
    }  # fmt: skip
    for who in (result.counter_id, result.other_counter_id):
        with pytest.raises(IntegrityError), db.command() as session:
            session.execute(insert(CountDecision), row | {"decided_by": who})


def test_a_rejected_count_is_done_anew_by_somebody_else(db, floor, boss, off_by):
    result = off_by("A-01-1", 10, -5)
    boss.reject(result.id)
    assert task_of(db, result.task_id).state == "open"
    assert Counter(db, floor, "Cora").claim(result.task_id).answer["code"] == "somebody_else"
    assert Counter(db, floor).count(result.task_id, "A-01-1", 10).status == "posted"
    assert task_of(db, result.task_id).state == "done"
    assert [r.state for r in results(db)] == ["rejected", "agreed"]
    with pytest.raises(DecidedAlready):
        boss.approve(result.id)


def test_a_swap_is_one_transfer_and_nothing_is_written_off(db, floor, boss, off_by):
    short, over = off_by("A-01-1", 10, -4), off_by("A-01-2", 3, 4)
    with db.read() as session:
        screen = result_screen(session, boss.actor, short.id)
        desk = count_desk(session, floor.site)
    assert [(s.bin_code, s.units) for s in screen.swaps] == [("A-01-2", 4)]
    assert all(row.has_opposite for row in desk.rows)
    boss.swap(short.id, over.id)
    assert (on_hand(db, floor, "A-01-1"), on_hand(db, floor, "A-01-2")) == (6, 7)
    assert {r.state for r in results(db)} == {"posted"}
    with db.read() as session:
        rows = queries.history(session, floor.site, place_id=floor.places["discrepancy"])
    assert rows == []


def test_a_swap_of_unequal_ones_leaves_the_difference(db, floor, boss, off_by):
    short, over = off_by("A-01-1", 10, -4), off_by("A-01-2", 3, 6)
    boss.swap(over.id, short.id)
    assert [(r.variance_units - r.posted_units, r.state) for r in results(db)] == [
        (0, "posted"), (2, "open"),
    ]  # fmt: skip


def test_two_that_miss_units_are_no_swap(boss, off_by):
    one, two = off_by("A-01-1", 10, -4), off_by("A-01-2", 9, -6)
    with pytest.raises(NoSwap):
        boss.swap(one.id, two.id)


def test_a_decision_is_taken_back_once_and_lies_on_the_desk_again(db, floor, boss, off_by):
    result = off_by("A-01-1", 10, -4)
    boss.approve(result.id)
    assert boss.take_back(1) == [result.id]
    assert on_hand(db, floor, "A-01-1") == 10
    assert task_of(db, result.task_id).state == "review"
    with pytest.raises(AlreadyUndone):
        boss.take_back(1)
    boss.approve(result.id)
    assert on_hand(db, floor, "A-01-1") == 6


def test_a_swap_is_taken_back_on_both_sides(db, floor, boss, off_by):
    short, over = off_by("A-01-1", 10, -4), off_by("A-01-2", 3, 4)
    boss.swap(short.id, over.id)
    assert sorted(boss.take_back(2)) == [short.id, over.id]
    assert {r.state for r in results(db)} == {"open"}
    assert on_hand(db, floor, "A-01-2") == 3


def test_what_is_being_counted_again_keeps_its_decision(db, floor, boss, off_by):
    result = off_by("A-01-1", 10, -4)
    boss.approve(result.id)
    ask_for_count(db, floor, "A-01-1", now=NOON + timedelta(hours=2))
    with pytest.raises(NewerCount):
        boss.take_back(1)


def test_the_book_is_not_taken_below_zero(db, floor, boss, off_by):
    result = off_by("A-01-1", 10, -4)
    with db.command() as session:
        post_moves(session, floor, ("MUG", "", "A-01-1", "T-0001", 8), kind="pick")
    with pytest.raises(NotEnoughHere):
        boss.approve(result.id)


def test_a_serial_that_the_book_has_elsewhere_is_not_booked_twice(db, floor, boss):
    with db.command() as session:
        build_user(session, floor, "Cora", "counter")
        build_lot(session, floor, "CAM", "S-1", serial=True)
        stock(session, floor, "CAM", "B-01-1", 1, lot="S-1")
    task = ask_for_count(db, floor, "A-01-1")
    for name in ("Counter", "Cora"):
        who = Counter(db, floor, name)
        who.claim(task)
        for code in ("B-A-01-1", CAM, "S-1"):
            who.scan(code)
        who.do("count.done")
    (result,) = results(db)
    with pytest.raises(SerialElsewhere):
        boss.approve(result.id)


def limit(db, floor, boss, **figures):
    typed = {name: str(value) for name, value in figures.items()}
    db.decide(
        lambda session: service.set_limit(
            session, boss.actor, user_id=None, item_class="", typed=typed
        )
    )


def test_within_the_limits_two_who_agree_are_booked_without_anybody(db, floor, boss, off_by):
    limit(db, floor, boss, most_units=3, most_percent=50, most_value_minor=10_000)
    small, large = off_by("A-01-1", 10, -3), off_by("A-01-2", 10, -4)
    assert (small.state, large.state) == ("posted", "open")
    assert (on_hand(db, floor, "A-01-1"), on_hand(db, floor, "A-01-2")) == (7, 10)
    boss.take_back(1)
    assert on_hand(db, floor, "A-01-1") == 10


def test_within_the_tolerance_nobody_counts_twice(db, floor, boss):
    limit(db, floor, boss, tolerance_units=2)
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 10)
    task = ask_for_count(db, floor, "A-01-1")
    Counter(db, floor).count(task, "A-01-1", 9)
    assert [(r.variance_units, r.state) for r in results(db)] == [(-1, "open")]


def test_a_count_lifts_the_hold_of_the_short_pick_and_orders_that_waited_get_it(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 10)
        order = build_order(session, floor, ("MUG", 4))
    with db.command() as session:
        (task,) = release(session, floor, order)
        waiting = build_order(session, floor, ("MUG", 8))
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    hand.scan("T-0001")
    hand.scan("B-A-01-1")
    hand.press("short", reason="none")
    with db.read() as session:
        key = (floor.places["A-01-1"], floor.items["MUG"], floor.lots["MUG", ""])
        assert queries.balance_of(session, key) == (10, 6, 4)
    count = ask_for_count(db, floor, "A-01-1", "short pick: none", not_by=floor.users["Picker"])
    Counter(db, floor).count(count, "A-01-1", 10)
    with db.read() as session:
        line = session.execute(select(OrderLine.id).where(OrderLine.order_id == waiting))
        promised = queries.open_allocations(session, [line.scalar_one()])
        assert sum(row.units for row in promised) == 8
        assert queries.balance_of(session, key) == (10, 8, 0)


def test_what_the_count_took_away_is_promised_to_nobody(db, floor, boss, off_by):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 2)
        order = build_order(session, floor, ("MUG", 4))
    result = off_by("A-01-1", 4, -3)  # 6 by the book, of which 2 are promised; 1 is there
    boss.approve(result.id)
    with db.read() as session:
        key = (floor.places["A-01-1"], floor.items["MUG"], floor.lots["MUG", ""])
        assert queries.balance_of(session, key) == (1, 1, 0)
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-2", 9)
        orders.allocate_backorders(session, floor.site, now=NOON)
    with db.read() as session:
        line = session.execute(select(OrderLine.id).where(OrderLine.order_id == order))
        promised = queries.open_allocations(session, [line.scalar_one()])
        assert sum(row.units for row in promised) == 4


def test_the_page_of_a_variance_shows_what_could_explain_it(db, floor, boss, off_by, client_as):
    with db.command() as session:
        made = capture(floor, "pick.scan", {"code": "B-A-01-1"}, user="Picker")
        turn = ledger.take_turn(session, made)
        ledger.record_without_moves(
            session, turn, made, subject="pick_task:1",
            answer={"sentence": "You are at A-01-1. Go to A-01-2 and scan it."},
        )  # fmt: skip
        made = capture(floor, "pick.scan", {"code": "B-A-01-11"}, user="Picker")
        turn = ledger.take_turn(session, made)
        ledger.record_without_moves(
            session, turn, made, subject="pick_task:1", answer={"sentence": "You are at A-01-11."}
        )
    result = off_by("A-01-1", 10, -4)
    page = client_as("Supervisor").get(f"/counts/results/{result.id}").text
    assert "You are at A-01-1. Go to A-01-2" in page
    assert "A-01-11" not in page
    assert "Receive" in page
    for name in ("Counter", "Cora"):
        assert name in page


def test_the_desk_and_its_forms_work_in_a_browser_without_scripts(db, floor, off_by, client_as):
    one, two = off_by("A-01-1", 10, -1), off_by("A-01-2", 10, -2)
    desk = client_as("Supervisor")
    assert "A-01-2" in desk.get("/counts/desk?order=age&page=1").text
    refused = desk.post("/counts/approve", data={"result": f"{one.id}:-1", "one": "1"})
    assert (refused.status_code, "Choose a reason" in refused.text) == (422, True)
    why = {"reason": "mis_pick", "note": "seen on film"}
    assert desk.post("/counts/approve", data={"result": "nonsense", **why}).status_code == 404
    both = {"result": [f"{one.id}:-1", f"{two.id}:-2"], **why}
    assert desk.post("/counts/approve", data=both).status_code == 303
    lost = desk.post("/counts/approve", data=both)
    assert (lost.status_code, "Supervisor has decided this" in lost.text) == (409, True)
    assert on_hand(db, floor, "A-01-2") == 8
    assert desk.post("/counts/decisions/1/take-back").status_code == 303
    rejected = desk.post(f"/counts/results/{one.id}/reject", data=why)
    assert rejected.status_code == 303


@pytest.mark.parametrize(
    ("what", "value", "bins"),
    [("bin", "a-01-1", 1), ("bin", "B-A-01-1", 1), ("zone", "A", 3), ("item", "MUG", 1),
     ("supplier", "potters & sons", 1), ("empty", "", 3), ("empty", "B", 1), ("doubtful", "", 1)],
)  # fmt: skip
def test_a_supervisor_asks_for_counts(db, floor, client_as, what, value, bins):
    with db.command() as session:
        session.get(Item, floor.items["MUG"]).supplier = "Potters & Sons"
        stock(session, floor, "MUG", "A-01-1", 4)
        made, changes = capture(floor, "hold"), ledger.Changes()
        turn = ledger.take_turn(session, made)
        key = (floor.places["A-01-1"], floor.items["MUG"], floor.lots["MUG", ""])
        ledger.hold(session, changes, key, 5, reason="test", event_id=made.id)
        ledger.post(session, turn, made, subject="test:1", changes=changes)
    answer = client_as("Supervisor").post(
        "/counts/waiting", data={"what": what, "value": value}, follow_redirects=True
    )
    assert f"{bins} count" in answer.text


@pytest.mark.parametrize(
    ("what", "value"), [("bin", "Z-9"), ("item", "NO"), ("supplier", "NO"), ("x", "")]
)
def test_what_names_no_bin_is_refused(client_as, what, value):
    answer = client_as("Supervisor").post("/counts/waiting", data={"what": what, "value": value})
    assert answer.status_code == 422


def test_limits_are_set_and_shown(client_as, floor):
    desk = client_as("Supervisor")
    typed = {"user": str(floor.users["Counter"]), "item_class": "A", "most_units": "4"}
    assert desk.post("/counts/limits", data=typed).status_code == 303
    assert desk.post("/counts/limits", data=typed | {"most_units": "5"}).status_code == 303
    page = desk.get("/counts/limits").text
    assert page.count('<th scope="row">Counter</th>') == 1
    assert desk.post("/counts/limits", data={"most_units": "-1"}).status_code == 422
    assert desk.post("/counts/limits", data={"most_percent": "101"}).status_code == 422


def test_codes_that_nobody_knows_are_looked_into(db, floor, client_as):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 4)
    task = ask_for_count(db, floor, "A-01-1")
    emil = Counter(db, floor)
    emil.claim(task)
    for code in ("B-A-01-1", MUG, MUG, "WHAT-IS-IT"):
        emil.scan(code)
    emil.key(4)
    emil.do("count.done")
    desk = client_as("Supervisor")
    assert "WHAT-IS-IT" in desk.get("/counts/desk").text
    assert desk.post(f"/counts/{task}/looked-into").status_code == 303
    assert desk.post(f"/counts/{task}/looked-into").status_code == 409
    assert task_of(db, task).state == "done"
