"""A rush on the same work through HTTP: no task and no unit goes twice, and no error page.

`make races` lets the last unit be asked for 500 times; `make test` has a sample of it.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import func, select, update

from tests.support.app import client_of
from tests.support.builders import build_user, stock
from tests.support.clock import NOON
from tests.support.demand import told_line, told_order
from tests.support.orders import build_order, release
from warehouse.db.uow import Database
from warehouse.kernel.ids import new_event_id
from warehouse.ledger.models import Allocation, Balance
from warehouse.orders import service as orders
from warehouse.orders.models import Order
from warehouse.picking.models import PickTask

PICKERS, TASKS = 50, 40
FOLLOW, LOST = 303, 409
ROUNDS = pytest.mark.parametrize(
    "rounds", [20, pytest.param(500, marks=pytest.mark.long)], ids=["sample", "all"]
)


def rush(*deeds):
    """Do all deeds at the same moment, a thread each; returns what each gave."""
    gate = Barrier(len(deeds))

    def go(deed):
        gate.wait(timeout=60)
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(go, deeds))


def test_fifty_pickers_claim_from_forty_tasks_and_each_task_has_one(app, db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", TASKS)
        made = [build_order(session, floor, ("MUG", 1)) for _ in range(TASKS)]
        tasks = release(session, floor, *made)
        names = [f"Picker {n}" for n in range(PICKERS)]
        for name in names:
            build_user(session, floor, name, "picker")
    clients = [client_of(app, floor.users[name], floor.site) for name in names]

    def claim_one(n):
        """Ask for task after task until one is given; two pickers begin with the same one."""
        client, first = clients[n], n // 2
        statuses = [client.get("/pick").status_code]
        for task in tasks[first:] + tasks[:first]:
            form = {"kind": "pick.claim", "task": task, "event_id": str(new_event_id())}
            statuses.append(client.post("/act", data=form).status_code)
            if statuses[-1] == FOLLOW:
                return statuses, task
        return statuses, None

    heard = rush(*(partial(claim_one, n) for n in range(PICKERS)))
    assert {status for statuses, _ in heard for status in statuses} == {200, FOLLOW, LOST}
    given = sorted(task for _, task in heard if task is not None)
    assert given == sorted(tasks)
    with db.read() as session:
        carried = select(func.count(PickTask.user_id.distinct())).where(PickTask.state == "claimed")
        assert session.execute(carried).scalar_one() == TASKS


@pytest.mark.parametrize(
    ("path", "form"),
    [("/pick/plan", {"method": "cluster"}), ("/pick/release", {})],
    ids=["a wave of carts", "chosen orders"],
)
def test_two_supervisors_release_the_same_orders_and_each_goes_once(app, db, floor, path, form):
    with db.command() as session:
        build_user(session, floor, "Second", "supervisor")
    desks = [client_of(app, floor.users[name], floor.site) for name in ("Supervisor", "Second")]
    for _ in range(4):
        with db.command() as session:
            stock(session, floor, "MUG", "A-01-1", 6)
            made = [build_order(session, floor, ("MUG", 1)) for _ in range(6)]
        asked = form | {"order_id": made, "cart": [" ".join(map(str, made))]}
        answers = rush(*(partial(desk.post, path, data=asked) for desk in desks))
        assert sorted(answer.status_code for answer in answers) == [FOLLOW, LOST]
    with db.read() as session:
        once = select(func.count(), func.count(PickTask.order_id.distinct())).select_from(PickTask)
        assert session.execute(once).one() == (24, 24)


@ROUNDS
def test_the_last_unit_is_promised_once(db, floor, database_url, rounds):
    doors = [Database(database_url) for _ in range(2)]

    def take_in(door, ref):
        told = [told_order(ref, told_line("1", "MUG", 1))]
        return door.decide(
            lambda session: orders.take_in(session, floor.site, told, now=NOON, user_id=None)
        ).allocated_units

    try:
        for n in range(rounds):
            with db.command() as session:
                stock(session, floor, "MUG", "A-01-1", 1)
            given = rush(*(partial(take_in, door, f"{n}-{m}") for m, door in enumerate(doors)))
            assert sorted(given) == [0, 1]
            with db.command() as session:  # what got nothing does not wait for the next round
                session.execute(update(Order).where(Order.state == "open").values(state="pending"))
    finally:
        for door in doors:
            door.dispose()
    with db.read() as session:
        promised = select(func.count(), func.sum(Allocation.quantity)).select_from(Allocation)
        assert session.execute(promised).one() == (rounds, rounds)
        balance = select(Balance.on_hand, Balance.allocated).where(
            Balance.place_id == floor.places["A-01-1"]
        )
        assert session.execute(balance).one() == (rounds, rounds)
