"""The zero check: whether a bin is empty that is so by the book, and what counting makes of it."""

import json

import pytest
from sqlalchemy import select

from tests.support.builders import stock
from tests.support.clock import NOON
from tests.support.orders import Hand, actor_of, build_order, release
from warehouse.counting import jobs as counting
from warehouse.counting.models import CountResult, CountTask
from warehouse.jobs.models import Job
from warehouse.picking import service as picking

MUG = "09521234000013"


def walked(db, floor, *, asks=True, more=0):
    """A hand that has put the last mug of A-01-1 by the book into its tote."""
    with db.command() as session:
        picking.ask_if_empty(session, floor.site, asks=asks)
        stock(session, floor, "MUG", "A-01-1", 1 + more)
        task = release(session, floor, build_order(session, floor, ("MUG", 1)))[0]
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    for code in ("T-0001", "B-A-01-1", MUG, "T-0001"):
        assert hand.scan(code).status == "posted"
    return hand


def asked_jobs(db):
    with db.read() as session:
        return [(job.kind, json.loads(job.body)) for job in session.execute(select(Job)).scalars()]


def test_yes_proves_the_bin_empty_and_counting_knows_it(db, floor):
    hand = walked(db, floor)
    assert hand.screen().step == "empty"
    hand.press("empty", empty="yes")
    assert hand.screen().step == "drop"
    ((kind, body),) = asked_jobs(db)
    with db.command() as session:
        counting.HANDLERS[kind](session, body, NOON)
    with db.read() as session:
        result = session.execute(select(CountResult)).scalars().one()
        task = session.execute(select(CountTask)).scalars().one()
    assert (result.place_id, result.item_id) == (floor.places["A-01-1"], floor.items["MUG"])
    assert (result.counted_units, result.variance_units, result.state) == (0, 0, "agreed")
    assert not result.is_control
    assert (task.reasons, task.state) == ("zero check", "done")


def test_no_has_the_bin_counted_by_anybody_and_no_number_is_told(db, floor):
    hand = walked(db, floor)
    told = hand.press("empty", empty="no").answer
    assert told["sentence"] == "What is left in A-01-1 will be counted."
    ((kind, body),) = asked_jobs(db)
    assert (kind, body["reason"], body["not_by"]) == ("count.request", "zero check", None)


def test_an_answer_that_is_taken_back_is_asked_for_again_and_looked_at(db, floor):
    hand = walked(db, floor)
    hand.press("empty", empty="yes")
    hand.press("undo")
    assert hand.screen().step == "empty"
    assert asked_jobs(db)[-1][1]["reason"] == "zero check taken back"
    hand.press("undo")
    assert hand.screen().step == "tote"


@pytest.mark.parametrize("given", [{"asks": False}, {"more": 1}])
def test_nobody_is_asked_where_it_is_switched_off_or_the_book_has_more(db, floor, given):
    assert walked(db, floor, **given).screen().step == "drop"


def test_what_the_device_has_asked_is_asked_whatever_the_book_says_by_now(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 1)
        task = release(session, floor, build_order(session, floor, ("MUG", 1)))[0]
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    for code in ("T-0001", "B-A-01-1", MUG):
        hand.scan(code)
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 2)
    hand.scan("T-0001", units=1, asks=1)
    assert hand.screen().step == "empty"


def test_the_desk_switches_it_off(db, floor, client_as):
    desk = client_as("Supervisor")
    with db.command() as session:
        picking.ask_if_empty(session, floor.site, asks=True)
    assert "is asked whether it is empty" in desk.get("/pick/desk").text
    assert "Switched off" in desk.post("/pick/zero-check", data={"asks": "no"},
                                       follow_redirects=True).text  # fmt: skip
