"""Promises: atomic, most urgent first, given back by cancelling."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from tests.support.builders import stock
from tests.support.clock import NOON
from tests.support.demand import (
    codes,
    figures,
    find_order,
    problem,
    take_in,
    told_line,
    told_order,
)
from warehouse.db.uow import Database
from warehouse.orders import queries
from warehouse.orders import service as orders
from warehouse.orders.errors import AlreadyOver, NotThatMany, OnTheFloor, WrongStep
from warehouse.orders.models import Order

ROUNDS = 200


def decide(db, floor, use_case, *what):
    return db.decide(
        lambda s: use_case(s, floor.site, *what, now=NOON, user_id=floor.users["Supervisor"])
    )


def line_of(db, ref="111-1"):
    with db.read() as session:
        return queries.order_screen(
            session, find_order(db, ref).site_id, find_order(db, ref).id, now=NOON
        ).lines[0]


def test_two_orders_for_the_last_unit_are_one_promise_and_one_backorder(db, floor, database_url):
    others = [Database(database_url) for _ in range(2)]
    start = Barrier(2)

    def rush(n, database, number):
        start.wait()
        return take_in(database, floor, told_order(f"{number}-{n}")).allocated_units

    with ThreadPoolExecutor(2) as pool:
        for number in range(ROUNDS):
            with db.command() as session:
                stock(session, floor, "MUG", "A-01-1", 1)
            jobs = [pool.submit(rush, n, other, number) for n, other in enumerate(others)]
            assert sorted(job.result() for job in jobs) == [0, 1]
            loser = next(f"{number}-{n}" for n, job in enumerate(jobs) if job.result() == 0)
            assert find_order(db, loser).state == "open"
            # The loser must not take the unit of the next round.
            decide(db, floor, orders.cancel_order, find_order(db, loser).id)
    for other in others:
        other.dispose()


def test_arrived_stock_goes_to_the_order_that_must_ship_first(db, floor):
    take_in(db, floor, told_order("111-1", told_line(units=3), days=3))
    take_in(db, floor, told_order("111-2", told_line(units=3), days=1))
    take_in(db, floor, told_order("111-3", told_line(units=3), days=2))
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 4)
    mug = [floor.items["MUG"]]
    with db.command() as session:
        given = orders.allocate_backorders(session, floor.site, mug, now=NOON, user_id=None)
    assert given == 4
    assert [figures(db, f"111-{n}")["1"][1] for n in (1, 2, 3)] == [0, 3, 1]


def test_stock_that_others_have_is_of_no_use_to_a_backorder(db, floor):
    take_in(db, floor, told_order("111-1", told_line(sku="TEA")))
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 4)
    with db.command() as session:
        assert orders.allocate_backorders(session, floor.site, now=NOON) == 0
        assert orders.allocate_backorders(session, floor.site, [], now=NOON) == 0


def test_a_cancelled_order_gives_its_stock_to_the_next(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 4)
    take_in(db, floor, told_order("111-1", told_line(units=4)))
    take_in(db, floor, told_order("111-2", told_line(units=4)))
    decide(db, floor, orders.cancel_order, find_order(db).id)
    assert find_order(db).state == "cancelled"
    with db.command() as session:
        assert orders.allocate_backorders(session, floor.site, now=NOON) == 4
    assert figures(db, "111-2") == {"1": (4, 4, 0)}
    with pytest.raises(AlreadyOver):
        decide(db, floor, orders.cancel_order, find_order(db).id)


def test_what_a_desk_cancelled_is_not_wanted_again_by_the_same_file(db, floor):
    told = told_order("111-1", told_line(units=4))
    take_in(db, floor, told)
    decide(db, floor, orders.cancel_line, line_of(db).line_id, 3)
    take_in(db, floor, told)
    assert figures(db) == {"1": (1, 0, 0)}


def test_some_units_of_a_line_are_cancelled_and_given_back(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 4)
    take_in(db, floor, told_order("111-1", told_line(units=4)))
    decide(db, floor, orders.cancel_line, line_of(db).line_id, 3)
    assert figures(db) == {"1": (1, 1, 0)}
    decide(db, floor, orders.cancel_line, line_of(db).line_id, 1)
    assert find_order(db).state == "cancelled"


@pytest.mark.parametrize("units", [0, -1, 5])
def test_no_more_is_cancelled_than_is_wanted(db, floor, units):
    take_in(db, floor, told_order("111-1", told_line(units=4)))
    with pytest.raises(NotThatMany):
        decide(db, floor, orders.cancel_line, line_of(db).line_id, units)


def test_an_order_on_the_floor_is_not_cancelled_from_the_desk(db, floor):
    take_in(db, floor, told_order("111-1", told_line(units=4)))
    with db.command() as session:
        orders.mark(session, find_order(db).id, "released")
    with pytest.raises(OnTheFloor, match="111-1"):
        decide(db, floor, orders.cancel_order, find_order(db).id)


def test_cancelling_settles_what_was_to_be_repaired(db, floor):
    take_in(db, floor, told_order("111-1", told_line(sku="NO-SUCH")))
    decide(db, floor, orders.cancel_order, find_order(db).id)
    assert codes(db) == []


@pytest.mark.parametrize(
    ("path", "ends"),
    [
        (("released", "picked", "packed", "shipped"), "shipped"),
        (("released", "open"), "open"),
        (("released", "picked", "packed", "open"), "open"),
    ],
)
def test_the_floor_moves_an_order_on_and_back(db, floor, path, ends):
    take_in(db, floor, told_order("111-1"))
    with db.command() as session:
        for state in path:
            orders.mark(session, find_order_id(session), state)
    assert find_order(db).state == ends


def find_order_id(session):
    return session.execute(select(Order.id)).scalar_one()


@pytest.mark.parametrize("state", ["picked", "packed", "shipped"])
def test_an_open_order_cannot_skip_the_floor(db, floor, state):
    take_in(db, floor, told_order("111-1"))
    with pytest.raises(WrongStep), db.command() as session:
        orders.mark(session, find_order(db).id, state)


def test_only_open_orders_with_stock_can_be_released_the_latest_first(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 4)
    take_in(
        db, floor,
        told_order("111-1", told_line(units=2), days=2),
        told_order("111-2", told_line(units=1), told_line("2", "TEA", 5), days=1),
        told_order("111-3", told_line(sku="TEA")),
        told_order("111-4", told_line(problems=[problem("absurd_quantity")])),
        told_order("111-5", state="pending"),
    )  # fmt: skip
    with db.read() as session:
        found = queries.releasable(session, floor.site)
    assert [(one.ref, one.units, one.lacking) for one in found] == [
        ("111-2", 1, 5), ("111-1", 2, 0),
    ]  # fmt: skip
    assert found[0].ship_by == NOON + timedelta(days=1)
