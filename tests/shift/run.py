"""Playing a day from the first order to the last parcel, and looking whether all of it adds up."""

import random
from datetime import timedelta

from sqlalchemy import func, select

from tests.shift import others
from tests.shift.day import Day
from tests.shift.floor import COUNTERS, furnish
from tests.shift.picker import Picker
from tests.shift.web import Web, served
from tests.support.app import make_app
from warehouse import offered
from warehouse.kernel import clock
from warehouse.ledger.queries import verify
from warehouse.orders.models import Order
from warehouse.picking.models import PickTask, Shortage

OVERTIME_H = 3
"""How long what is on the floor may take after the last hour."""


def play(database, database_url, home, size):
    """Play a day; returns it when everything is shipped or in a named case.

    Raises:
        AssertionError: an order is neither, or the ledger does not verify.
    """
    day = Day()
    clock.follow(lambda: day.now)
    try:
        house = furnish(database, size, day.now)
        app = make_app(database_url, home)
        with served(app) as port:
            _begin(day, database, house, Web(port, house), size)
            end = day.now + timedelta(hours=size.hours)
            while day.now < end or (unfinished(database, day.now) and day.now < end + overtime()):
                day.play(day.now + timedelta(minutes=10))
        app.extensions["database"].dispose()
        day.cases = fates(database)
        day.house = house
        with database.read() as session:
            assert verify(session) == []
    finally:
        clock.follow(clock.of_the_machine)
    return day


def overtime():
    return timedelta(hours=OVERTIME_H)


def _begin(day, database, house, web, size):
    day.web = web
    day.left, day.on_table = [], set()
    day.told = {one.ref: one for one in house.told}
    luck = random.Random(size.seed + 1)
    day.begin(others.channels(day, database, house, size.hours))
    day.begin(others.worker(day, database, offered("HANDLERS")), 1)
    day.begin(others.supervisor(day, web, luck), 2)
    for n in range(1, size.pickers + 1):
        one = Picker(day, web, database, f"Picker {n}", random.Random(size.seed + 10 + n), size)
        day.begin(one.work(), 30 + n)
    for n in range(1, COUNTERS + 1):
        day.begin(others.counter(day, database, web, f"Counter {n}"), 60 + n)
    day.begin(others.shipper(day, web), 3)
    for n in range(1, size.packers + 1):
        day.begin(others.packer(day, database, web, f"Packer {n}"), 60 + n)


def fates(database):
    """Count the orders by what became of them; every one has a name, or the day has failed."""
    found = {}
    with database.read() as session:
        short = set(session.execute(select(Shortage.order_id)).scalars())
        waits = set(
            session.execute(
                select(Shortage.order_id).where(Shortage.decision.in_(("wait", "ship_part")))
            ).scalars()
        )
        undecided = set(
            session.execute(
                select(Shortage.order_id).where(Shortage.decided_at.is_(None))
            ).scalars()
        )
        for order_id, state in session.execute(select(Order.id, Order.state)):
            fate = state
            if state == "cancelled":
                assert order_id in short, order_id
                fate = "cancelled: nothing of it was found, as decided"
            elif state != "shipped":
                if order_id in undecided:
                    fate = f"{state}: its shortage waits for a decision"
                elif order_id in waits:
                    fate = f"{state}: waits for stock, as decided"
                else:
                    fate = f"{state}: unexplained"
            found[fate] = found.get(fate, 0) + 1
    return found


def unfinished(database, now):
    """Tell how much is still on the floor or at packing."""
    with database.read() as session:
        tasks = session.execute(
            select(func.count()).where(PickTask.state.in_(("open", "claimed", "paused")))
        ).scalar_one()
        states = ("open", "released", "picked", "packed")
        waiting = session.execute(
            select(func.count()).where(
                Order.state.in_(states), Order.id.not_in(select(Shortage.order_id))
            )
        ).scalar_one()
        at_packing = session.execute(
            select(func.count()).where(Order.state.in_(states[2:]))
        ).scalar_one()
        cases = session.execute(
            select(func.count()).where(Shortage.decided_at.is_(None))
        ).scalar_one()
    return tasks + waiting + at_packing + cases
