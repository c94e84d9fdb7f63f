"""Orders taken in: once, again, changed, cancelled, and kept off the floor."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from tests.support.builders import stock
from tests.support.clock import NOON
from tests.support.demand import (
    ANNA,
    codes,
    figures,
    find_order,
    problem,
    take_in,
    told_line,
    told_order,
)
from warehouse.jobs.models import Job
from warehouse.ledger import queries as ledger_queries
from warehouse.ledger.models import LedgerEvent
from warehouse.orders import service as orders
from warehouse.orders.models import Order, OrderLine


@pytest.fixture
def mugs(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 10)
    return floor


def events(db):
    with db.read() as session:
        return session.execute(select(func.count()).select_from(LedgerEvent)).scalar_one()


def test_a_ready_order_is_opened_and_its_stock_promised(db, mugs):
    report = take_in(db, mugs, told_order("111-1", told_line(units=3)))
    assert (report.new, report.exceptions, report.allocated_units) == (1, 0, 3)
    assert find_order(db).state == "open"
    assert figures(db) == {"1": (3, 3, 0)}


def test_the_allocation_stands_in_the_orders_story(db, mugs):
    take_in(db, mugs, told_order("111-1", told_line(units=3)))
    order = find_order(db)
    with db.read() as session:
        (event,) = ledger_queries.story(session, mugs.site, [f"order:{order.id}"])
    assert event["kind"] == "order.allocate"
    assert event["body"]["order"] == order.id
    assert [line["allocated"] for line in event["body"]["lines"]] == [3]
    assert event["user_name"] == "Supervisor"


def test_the_same_file_again_changes_nothing(db, mugs):
    told = [
        told_order("111-1", told_line(units=3)),
        told_order("111-2", told_line(sku="NO-SUCH")),
        told_order("111-3", state="pending"),
    ]
    take_in(db, mugs, *told)
    before = events(db)
    report = take_in(db, mugs, *told)
    assert (report.new, report.changed, report.unchanged) == (0, 0, 3)
    assert report.exceptions == 1
    assert events(db) == before


def test_two_reports_that_each_tell_a_half_do_not_undo_each_other(db, mugs):
    new = told_order("111-1", ship_by=None, source="amazon_new")
    unshipped = told_order("111-1", currency="", recipient=replace(ANNA, email=""))
    take_in(db, mugs, new)
    take_in(db, mugs, unshipped)
    order = find_order(db)
    assert (order.currency, order.ship_by is None) == ("USD", False)
    take_in(db, mugs, new)
    assert take_in(db, mugs, unshipped).changed in (0, 1)
    order = find_order(db)
    assert (order.currency, order.ship_by is None) == ("USD", False)


@pytest.mark.parametrize(
    ("told", "state"),
    [("pending", "pending"), ("cancelled", "cancelled"), ("channel_fulfilled",) * 2],
)
def test_what_is_not_ours_to_ship_yet_is_kept_off_the_floor(db, mugs, told, state):
    lines = told_line(state={"pending": "open"}.get(told, told))
    report = take_in(db, mugs, told_order("111-1", lines, state=told))
    assert (report.new, report.allocated_units) == (1, 0)
    assert find_order(db).state == state


def test_a_pending_order_is_opened_when_it_is_paid(db, mugs):
    take_in(db, mugs, told_order("111-1", told_line(units=2), state="pending"))
    report = take_in(db, mugs, told_order("111-1", told_line(units=2)))
    assert report.changed == 1
    assert find_order(db).state == "open"
    assert figures(db) == {"1": (2, 2, 0)}


def test_an_order_that_was_finished_elsewhere_is_passed_over(db, mugs):
    report = take_in(db, mugs, told_order("111-1", told_line(state="shipped")))
    assert (report.new, report.passed_over) == (0, 1)
    with db.read() as session:
        assert session.execute(select(func.count()).select_from(Order)).scalar_one() == 0


def test_of_a_mixed_order_only_our_lines_are_wanted(db, mugs):
    take_in(
        db, mugs,
        told_order("111-1", told_line("1", units=2), told_line("2", state="channel_fulfilled")),
    )  # fmt: skip
    assert figures(db) == {"1": (2, 2, 0), "2": (0, 0, 0)}


@pytest.mark.parametrize(("now", "open_units"), [(5, 5), (1, 1)])
def test_a_changed_quantity_changes_what_is_promised(db, mugs, now, open_units):
    take_in(db, mugs, told_order("111-1", told_line(units=3)))
    report = take_in(db, mugs, told_order("111-1", told_line(units=now)))
    assert (report.changed, report.unchanged) == (1, 0)
    assert figures(db) == {"1": (now, open_units, 0)}


def test_a_line_that_is_gone_is_cancelled_and_its_stock_is_free(db, mugs):
    take_in(db, mugs, told_order("111-1", told_line("1", units=4), told_line("2", units=5)))
    take_in(db, mugs, told_order("111-1", told_line("1", units=4)))
    assert figures(db) == {"1": (4, 4, 0), "2": (0, 0, 0)}
    take_in(db, mugs, told_order("111-2", told_line(units=6)))
    assert figures(db, "111-2") == {"1": (6, 6, 0)}


def test_a_cancelled_line_is_not_wanted_again_by_an_old_file(db, mugs):
    old = told_order("111-1", told_line("1", units=4), told_line("2", units=5))
    take_in(db, mugs, old)
    take_in(db, mugs, told_order("111-1", told_line("1", units=4)))
    take_in(db, mugs, old)
    assert figures(db)["2"] == (0, 0, 0)
    assert codes(db) == ["wanted_again"]
    assert find_order(db).state == "exception"
    assert take_in(db, mugs, old).unchanged == 1


def test_a_cancelled_order_gives_everything_back(db, mugs):
    take_in(db, mugs, told_order("111-1", told_line(units=4)))
    take_in(db, mugs, told_order("111-1", told_line(units=4, state="cancelled"), state="cancelled"))
    assert find_order(db).state == "cancelled"
    assert figures(db) == {"1": (0, 0, 0)}


@pytest.mark.parametrize("units", [1, 9])
def test_the_floor_is_asked_to_follow_a_change_and_what_is_promised_stays_until_then(
    db, mugs, units
):
    take_in(db, mugs, told_order("111-1", told_line(units=4)))
    order_id = find_order(db).id
    with db.command() as session:
        orders.mark(session, order_id, "released")
    take_in(db, mugs, told_order("111-1", told_line(units=units)))
    assert figures(db) == {"1": (units, 4, 0)}
    assert codes(db) == []
    assert find_order(db).state == "released"
    with db.read() as session:
        job = session.execute(select(Job).where(Job.kind == "order.follow")).scalar_one()
    assert json.loads(job.body)["order"] == order_id


def test_a_packed_order_is_not_changed_under_the_packers_hands(db, mugs):
    take_in(db, mugs, told_order("111-1", told_line(units=4)))
    order_id = find_order(db).id
    with db.command() as session:
        for state in ("released", "picked", "packed"):
            orders.mark(session, order_id, state)
    less = told_order("111-1", told_line(units=1))
    report = take_in(db, mugs, less)
    assert figures(db) == {"1": (4, 4, 0)}
    assert codes(db) == ["changed_on_the_floor"]
    assert report.exceptions == 1
    with db.command() as session:
        orders.mark(session, order_id, "open")
    assert find_order(db).state == "exception"
    take_in(db, mugs, less)
    assert figures(db) == {"1": (1, 1, 0)}
    assert find_order(db).state == "open"


def test_of_an_order_on_the_floor_what_is_not_promised_can_still_be_cancelled(db, mugs):
    take_in(db, mugs, told_order("111-1", told_line(units=15)))
    with db.command() as session:
        orders.mark(session, find_order(db).id, "released")
    take_in(db, mugs, told_order("111-1", told_line(units=10)))
    assert figures(db) == {"1": (10, 10, 0)}
    assert codes(db) == []


def test_a_status_report_tells_states_and_touches_no_lines(db, mugs):
    take_in(db, mugs, told_order("111-1", told_line("77", units=4), told_line("78", "TEA")))
    status = told_order(
        "111-1", told_line("sku:MUG", units=4), source="amazon_all", recipient=None, currency=""
    )
    assert take_in(db, mugs, status).unchanged == 1
    assert figures(db) == {"77": (4, 4, 0), "78": (1, 0, 0)}
    cancelled = replace(status, lines=(told_line("sku:MUG", units=4, state="cancelled"),))
    take_in(db, mugs, cancelled)
    assert figures(db) == {"77": (0, 0, 0), "78": (1, 0, 0)}


def test_an_order_known_by_status_only_is_completed_by_the_full_report(db, mugs):
    status = told_order(
        "111-1", told_line("sku:MUG", units=4), source="amazon_all", recipient=None,
        problems=[problem("no_recipient", "recipient-name")],
    )  # fmt: skip
    take_in(db, mugs, status)
    assert codes(db) == ["no_recipient"]
    take_in(db, mugs, told_order("111-1", told_line("77", units=4)))
    order = find_order(db)
    assert (order.state, order.recipient_name) == ("open", "Anna Example")
    assert figures(db) == {"77": (4, 4, 0)}
    assert take_in(db, mugs, status).unchanged == 1


def test_a_new_sku_on_a_line_moves_the_promise_to_the_other_item(db, mugs):
    with db.command() as session:
        stock(session, mugs, "CAM", "A-01-1", 1, lot="")
    take_in(db, mugs, told_order("111-1", told_line(units=1)))
    take_in(db, mugs, told_order("111-1", told_line(sku="CAM", units=1)))
    with db.read() as session:
        line = session.execute(select(OrderLine)).scalar_one()
        assert line.item_id == mugs.items["CAM"]
        assert [row.item_id for row in ledger_queries.open_allocations(session, [line.id])] == [
            mugs.items["CAM"]
        ]


def test_a_new_address_replaces_the_old_one_until_the_order_is_packed(db, mugs):
    take_in(db, mugs, told_order("111-1"))
    moved = told_order("111-1", recipient=replace(ANNA, address1="2 Side St"))
    take_in(db, mugs, moved)
    assert find_order(db).address1 == "2 Side St"
    with db.command() as session:
        for state in ("released", "picked", "packed"):
            orders.mark(session, find_order(db).id, state)
            session.commit()
    take_in(db, mugs, told_order("111-1"))
    assert find_order(db).address1 == "2 Side St"
    assert codes(db) == ["changed_on_the_floor"]


def test_stock_expires_by_the_sites_own_day(db, floor):
    assert NOON.hour == 12
    report = take_in(db, floor, told_order("111-1", told_line(units=1)))
    assert report.allocated_units == 0
    assert find_order(db).state == "open"
