"""Orders are released by rules: when they are due, once, as far as they are switched on."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from tests.support.builders import build_user, stock
from tests.support.orders import build_order
from warehouse import offered
from warehouse.db.uow import Database
from warehouse.jobs.models import Job
from warehouse.jobs.service import do_next
from warehouse.orders.models import Order
from warehouse.picking.models import PickTask, ReleaseRule
from warehouse.picking.rules.schedule import next_due, read_clock_time

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def orders(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 60)
        made = [build_order(session, floor, ("MUG", 2), ref=f"111-{n}") for n in range(4)]
        made.append(build_order(session, floor, ("MUG", 1), ref="222-1", channel="shop"))
        session.get(Order, made[0]).service_level = "UPS Express Saver"
    return made


def work(db, now):
    """Do what is due; returns how many jobs that were."""
    handlers, done = offered("HANDLERS"), 0
    while do_next(db, handlers, now=now):
        done += 1
    return done


def rule(db):
    with db.read() as session:
        found = session.execute(select(ReleaseRule)).scalar_one()
        session.expunge(found)
        return found


def released(db):
    with db.read() as session:
        rows = session.execute(
            select(Order.channel_order_id, PickTask.method)
            .join(PickTask, PickTask.order_id == Order.id)
            .order_by(Order.channel_order_id)
        )
        return [tuple(row) for row in rows]


def test_a_rule_releases_what_it_means_when_it_is_due_and_says_what_it_did(
    db, floor, orders, client_as
):
    desk = client_as("Supervisor")
    form = {"name": "Amazon", "every": "30", "channel": "amazon", "method": "cluster", "slots": "3"}
    assert desk.post("/pick/rules", data=form).status_code == 303
    due = rule(db).due_at
    assert work(db, due - timedelta(seconds=1)) == 0
    assert work(db, due) == 1
    assert released(db) == [(f"111-{n}", "cluster") for n in range(4)]
    page = desk.get("/pick/rules").text
    assert "4 orders in 2 trips" in page
    assert "Several orders on one cart; at most 3 orders" in page
    assert rule(db).due_at == due + timedelta(minutes=30)
    assert work(db, due + timedelta(minutes=30)) == 1
    assert "nothing was due" in desk.get("/pick/rules").text
    assert len(released(db)) == 4


def test_a_rule_runs_before_its_carriers_cut_off_for_its_orders_alone(db, floor, orders, client_as):
    desk = client_as("Supervisor")
    said = {"lorry_of": "UPS", "at": "16:30", "service_word": "express"}
    assert desk.post("/pick/cut-offs", data=said).status_code == 303
    form = {"name": "UPS", "carrier": "UPS", "lead": "90", "method": "batch"}
    assert desk.post("/pick/rules", data=form).status_code == 303
    due = rule(db).due_at
    assert (due.hour, due.minute) == (15, 0)
    assert work(db, due) == 1
    assert released(db) == [("111-0", "batch")]
    assert rule(db).due_at == due + timedelta(days=1)
    desk.post("/pick/cut-offs", data=said | {"at": "18:00"})
    assert (rule(db).due_at.hour, rule(db).due_at.minute) == (16, 30)
    page = desk.get("/pick/rules").text
    assert "90 min before UPS" in page
    assert "18:00" in page


def test_a_rule_that_is_off_does_nothing_and_goes_on_when_it_is_on_again(
    db, floor, orders, client_as
):
    desk = client_as("Supervisor")
    desk.post("/pick/rules", data={"name": "All", "every": "10"})
    first = rule(db)
    desk.post(f"/pick/rules/{first.id}", data={"action": "off"})
    assert work(db, first.due_at) == 1
    assert released(db) == []
    assert "Switch on" in desk.get("/pick/rules").text
    desk.post(f"/pick/rules/{first.id}", data={"action": "on"})
    assert work(db, rule(db).due_at) == 1
    assert len(released(db)) == 5
    desk.post(f"/pick/rules/{first.id}", data={"action": "delete"})
    assert work(db, rule_due := first.due_at + timedelta(days=1)) == 1, rule_due
    assert "No rule yet" in desk.get("/pick/rules").text


@pytest.mark.parametrize(
    "form",
    [
        {"name": "", "every": "10"},
        {"name": "Never"},
        {"name": "Never", "every": "0"},
        {"name": "Never", "every": "9999"},
        {"name": "Never", "carrier": "UPS", "lead": "5000"},
        {"name": "Known", "every": "10"},
    ],
)
def test_a_rule_that_could_not_run_is_refused_and_what_was_typed_stays(db, floor, client_as, form):
    desk = client_as("Supervisor")
    desk.post("/pick/rules", data={"name": "Known", "every": "10"})
    answer = desk.post("/pick/rules", data=form | {"lines": "17"})
    assert answer.status_code == 422
    assert "a name of its own" in answer.text
    assert 'value="17"' in answer.text
    with db.read() as session:
        assert session.execute(select(func.count()).select_from(ReleaseRule)).scalar_one() == 1


@pytest.mark.parametrize(
    "said", [{"lorry_of": " ", "at": "10:00"}, {"lorry_of": "X", "at": "25:00"}]
)
def test_a_cut_off_that_is_no_time_of_a_day_is_refused(client_as, said):
    answer = client_as("Supervisor").post("/pick/cut-offs", data=said)
    assert answer.status_code == 422
    assert "when its lorry is loaded" in answer.text


def test_two_workers_and_a_supervisor_release_each_order_once(
    db, floor, orders, client_as, database_url
):
    desk = client_as("Supervisor")
    desk.post("/pick/rules", data={"name": "All", "every": "10"})
    due = rule(db).due_at
    others = [Database(database_url) for _ in range(2)]
    gate = Barrier(3)
    handlers = offered("HANDLERS")

    def worker(database):
        gate.wait(timeout=30)
        return do_next(database, handlers, now=due)

    def supervisor():
        gate.wait(timeout=30)
        form = {"cart": [str(order_id) for order_id in orders]}
        return desk.post("/pick/plan", data=form).status_code

    with ThreadPoolExecutor(3) as pool:
        runs = [pool.submit(worker, one) for one in others] + [pool.submit(supervisor)]
        told = [run.result() for run in runs]
    for one in others:
        one.dispose()
    assert sorted(told[:2]) == [False, True]
    assert told[2] in (303, 409)
    assert len(released(db)) == 5
    with db.read() as session:
        states = session.execute(select(Job.state).where(Job.kind == "pick.rule")).scalars()
        assert sorted(states) == ["done", "queued"]


def test_a_long_wave_gives_the_turn_back_and_goes_on(db, floor, client_as):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 60)
        for n in range(45):
            build_order(session, floor, ("MUG", 1), ref=f"{n}")
    client_as("Supervisor").post("/pick/rules", data={"name": "All", "every": "60"})
    due = rule(db).due_at
    assert work(db, due) == 1
    assert len(released(db)) == 20
    assert work(db, due + timedelta(seconds=1)) == 1
    assert work(db, due + timedelta(seconds=2)) == 1
    assert len(released(db)) == 45
    assert rule(db).due_at == due + timedelta(minutes=60, seconds=2)


def test_a_cut_off_is_a_time_on_the_clock_of_the_walls_in_summer_and_winter():
    def due(now):
        return next_due(now, BERLIN, every_min=None, cut_off_min=16 * 60 + 30, lead_min=60)

    assert due(datetime(2026, 3, 28, 12, 0, tzinfo=UTC)) == datetime(
        2026, 3, 28, 14, 30, tzinfo=UTC
    )
    assert due(datetime(2026, 3, 28, 15, 0, tzinfo=UTC)) == datetime(
        2026, 3, 29, 13, 30, tzinfo=UTC
    )
    exactly = datetime(2026, 3, 29, 13, 30, tzinfo=UTC)
    assert due(exactly) == exactly + timedelta(days=1)


@pytest.mark.parametrize(
    ("typed", "minute"),
    [("16:30", 990), (" 0:00", 0), ("24:00", None), ("16", None), ("16:3", None), ("a:10", None)],
)
def test_times_of_a_day_are_read_as_people_write_them(typed, minute):
    assert read_clock_time(typed) == minute


def test_another_sites_rule_is_not_found(db, floor, client_as):
    with db.command() as session:
        build_user(session, floor, "Second", "supervisor")
    assert client_as("Second").post("/pick/rules/77", data={"action": "on"}).status_code == 404
