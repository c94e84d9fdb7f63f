"""Who may count, who goes on, and how wishes become one count."""

from datetime import timedelta

from sqlalchemy import select

from tests.support.builders import build_user
from tests.support.clock import NOON
from tests.support.counting import (
    MUG,
    Boss,
    Counter,
    ask_for_count,
    code_of,
    move_mug,
    results,
    task_of,
)
from warehouse.counting.models import CountRound
from warehouse.ledger import queries


def test_the_last_mover_and_the_last_counter_do_not_count_alone(db, floor, ten_mugs, emil, cora):
    with db.command() as session:
        move_mug(session, floor, "A-01-2", user="Counter")
    assert code_of(emil.claim(ten_mugs)) == "somebody_else"
    cora.count(ten_mugs, "A-01-1", 8)
    assert code_of(cora.claim(ten_mugs)) == "somebody_else"
    assert emil.claim(ten_mugs).status == "posted"


def test_whose_report_is_checked_does_not_check_it(db, floor, emil):
    task = ask_for_count(db, floor, "A-02-1", "short pick: none", not_by=floor.users["Counter"])
    assert code_of(emil.claim(task)) == "somebody_else"


def test_a_count_is_resumed_where_it_stood_and_taken_over_from_the_beginning(
    db, floor, ten_mugs, emil, cora
):
    emil.claim(ten_mugs)
    emil.scan("B-A-01-1")
    emil.scan(MUG)
    assert code_of(cora.claim(ten_mugs)) == "count_taken"
    emil.do("count.pause")
    assert code_of(emil.scan(MUG)) == "not_your_count"
    emil.claim(ten_mugs)
    assert emil.screen().step == "quantity"
    cora.now = NOON + timedelta(minutes=16)
    cora.claim(ten_mugs)
    assert cora.screen().step == "bin"
    assert code_of(emil.scan(MUG)) == "not_your_count"
    with db.read() as session:
        states = session.execute(select(CountRound.state).order_by(CountRound.number)).scalars()
        assert states.all() == ["rejected", "open"]


def test_wishes_for_one_bin_are_one_count_with_all_reasons(db, floor, ten_mugs):
    again = ask_for_count(db, floor, "A-01-1", "short pick: none")
    assert again == ten_mugs
    assert task_of(db, ten_mugs).reasons == "plan; short pick: none"


def test_a_wish_that_comes_while_it_lies_on_the_desk_is_the_next_count(
    db, floor, ten_mugs, emil, cora
):
    emil.count(ten_mugs, "A-01-1", 8)
    cora.count(ten_mugs, "A-01-1", 8)
    assert ask_for_count(db, floor, "A-01-1", "short pick: none") == ten_mugs
    (result,) = results(db)
    Boss(db, floor).approve(result.id)
    assert ask_for_count(db, floor, "A-01-1", "short pick: none") != ten_mugs


def test_a_counter_counts_a_bin_of_his_own_accord(db, floor, ten_mugs, emil):
    emil.spot("B-A-01-1")
    assert emil.task == ten_mugs
    assert emil.screen().step == "bin"
    assert code_of(emil.spot("T-0001")) == "wrong_kind"
    assert code_of(emil.spot("nonsense")) == "unknown_code"


def test_what_is_over_stays_over(db, floor, ten_mugs, emil, cora):
    emil.count(ten_mugs, "A-01-1", 8)
    cora.count(ten_mugs, "A-01-1", 8)
    assert code_of(emil.claim(ten_mugs)) == "count_over"
    assert code_of(emil.spot("B-A-01-1")) == "count_over"


def test_three_who_do_not_agree_leave_it_to_the_supervisor_and_the_units_held(
    db, floor, ten_mugs, emil, cora
):
    with db.command() as session:
        build_user(session, floor, "Carl", "counter")
    emil.count(ten_mugs, "A-01-1", 8)
    cora.count(ten_mugs, "A-01-1", 7)
    Counter(db, floor, "Carl").count(ten_mugs, "A-01-1", 9)
    (result,) = results(db)
    assert (result.is_disputed, result.state) == (True, "open")
    with db.read() as session:
        key = (floor.places["A-01-1"], floor.items["MUG"], floor.lots["MUG", ""])
        assert queries.balance_of(session, key) == (10, 0, 10)
    Boss(db, floor).approve(result.id)
    with db.read() as session:
        assert queries.balance_of(session, key) == (9, 0, 0)
