"""One case a shortage, decided once: wait, ship what is there, or cancel the rest."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from tests.support.builders import build_item, stock
from tests.support.clock import NOON
from tests.support.orders import Hand, actor_of, build_order, release
from warehouse.channels.jobs import HANDLERS
from warehouse.db.uow import Database
from warehouse.jobs.models import Job
from warehouse.jobs.service import do_next
from warehouse.ledger.models import LedgerEvent
from warehouse.orders import service as orders
from warehouse.orders.models import Order, OrderLine
from warehouse.packing.queries import order_screen
from warehouse.picking import service as picking
from warehouse.picking.errors import ShortageDecided
from warehouse.picking.models import Shortage

JOBS = HANDLERS | {"count.request": lambda *_: None}


@pytest.fixture
def short(db, floor):
    """Two of five mugs were found, and the trip is over; nobody has the other three."""
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 5)
        order = build_order(session, floor, ("MUG", 5), ref="111-5")
        (task,) = release(session, floor, order)
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    for code in ("T-0001", "B-A-01-1", "09521234000013", "09521234000013"):
        hand.scan(code)
    hand.press("short", reason="too_few")
    hand.scan("T-0001")
    hand.scan("B-PACK-1")
    with db.read() as session:
        return order, session.execute(select(Shortage.id)).scalar_one()


def state_of(db, order):
    with db.read() as session:
        return session.get(Order, order).state


def decide(database, floor, case, decision):
    desk = actor_of(floor, "Supervisor")
    return database.decide(
        lambda session: picking.decide_shortage(session, desk, case, decision, now=NOON)
    )


def told_to_channel(db, client_as):
    while do_next(db, JOBS, now=NOON):
        pass
    desk = client_as("Supervisor")
    page = desk.post("/channels/notices", follow_redirects=True)
    assert "The file is made" in page.text
    address = page.text.split('href="/channels/files/')[1].split('"')[0]
    answer = desk.get(f"/channels/files/{address}")
    assert answer.mimetype == "text/csv"
    assert "cancellations-and-delays" in answer.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_cancelled_units_are_wanted_no_more_and_the_channel_is_told(db, floor, short, client_as):
    order, case = short
    told = decide(db, floor, case, "cancel_line")
    assert told["title"] == "Cancel the missing units"
    with db.read() as session:
        line = session.execute(select(OrderLine)).scalar_one()
        assert (line.ordered_units, line.cancelled_units) == (5, 3)
    assert state_of(db, order) == "picked"
    (row,) = told_to_channel(db, client_as)
    assert (row["order-id"], row["action"], row["quantity"]) == ("111-5", "cancel", "3")


def test_an_order_that_waits_is_released_again_for_the_rest(db, floor, short, client_as):
    order, case = short
    decide(db, floor, case, "wait")
    assert state_of(db, order) == "open"
    (row,) = told_to_channel(db, client_as)
    assert (row["action"], row["quantity"]) == ("delay", "3")
    with db.command() as session:
        stock(session, floor, "MUG", "B-01-1", 9)
    db.decide(lambda s: orders.allocate_backorders(s, floor.site, now=NOON))
    with db.command() as session:
        (task,) = release(session, floor, order)
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    for code in ("T-0002", "B-B-01-1", "09521234000013"):
        hand.scan(code)
    hand.press("quantity", quantity="3")
    for code in ("T-0002", "B-PACK-1"):
        hand.scan(code)
    assert state_of(db, order) == "picked"


def test_what_is_there_ships_and_the_rest_stays_a_backorder(db, floor, short):
    order, case = short
    decide(db, floor, case, "ship_part")
    assert state_of(db, order) == "picked"
    with db.read() as session:
        assert session.execute(select(OrderLine.cancelled_units)).scalar_one() == 0


def test_nothing_found_and_all_cancelled_ends_the_order(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 1)
        order = build_order(session, floor, ("MUG", 1), ref="111-1")
        (task,) = release(session, floor, order)
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    for code in ("T-0001", "B-A-01-1"):
        hand.scan(code)
    hand.press("short", reason="none")
    with db.read() as session:
        case = session.execute(select(Shortage.id)).scalar_one()
    decide(db, floor, case, "cancel_line")
    hand.scan("B-PACK-1")
    assert state_of(db, order) == "cancelled"


def test_the_desk_shows_the_choices_and_takes_one(db, floor, short, client_as):
    _, case = short
    desk = client_as("Supervisor")
    page = desk.get("/pick/shortages").text
    assert all(text in page for text in ("Wait for stock", "Ship what is there", "Cancel the"))
    assert desk.post(f"/pick/shortages/{case}", data={"decision": "burn"}).status_code == 422
    answer = desk.post(f"/pick/shortages/{case}", data={"decision": "ship_part"})
    assert answer.status_code == 303
    again = desk.post(f"/pick/shortages/{case}", data={"decision": "cancel_line"})
    assert again.status_code == 409
    assert "Somebody decided this shortage a moment ago: Ship what is there" in again.text


def test_two_supervisors_at_once_decide_once(db, floor, short, database_url):
    _, case = short
    others = [Database(database_url) for _ in range(2)]
    start = Barrier(2)

    def rush(database, decision):
        start.wait()
        try:
            return decide(database, floor, case, decision)["signal"]
        except ShortageDecided:
            return "late"

    with ThreadPoolExecutor(2) as pool:
        heard = sorted(pool.map(rush, others, ("cancel_line", "wait")))
    for database in others:
        database.dispose()
    assert heard == ["accepted", "late"]
    with db.read() as session:
        kinds = session.execute(select(LedgerEvent.kind)).scalars().all()
    assert kinds.count("shortage.decide") == 1


def allow_substitutes(client_as):
    said = {"channel": "amazon", "days": "0", "substitutes": "yes"}
    assert client_as("Supervisor").post("/orders/terms", data=said).status_code == 303


@pytest.fixture
def cups(db, floor):
    """Four cups, which could stand in for mugs."""
    with db.command() as session:
        build_item(session, floor, "CUP", name="Cup, white", barcode="09521234000044")
        stock(session, floor, "CUP", "B-01-1", 4)


def test_another_item_is_sent_where_the_terms_allow_it(db, floor, short, cups, client_as):
    order, case = short
    desk = client_as("Supervisor")
    path, form = f"/pick/shortages/{case}", {"decision": "substitute", "sku": " CUP"}
    assert "Send it" not in desk.get("/pick/shortages").text
    answer = desk.post(path, data=form)
    assert (answer.status_code, "do not allow another item" in answer.text) == (422, True)
    allow_substitutes(client_as)
    assert "Send it" in desk.get("/pick/shortages").text
    for sku, why in (("MUG", "the same item"), ("NOPE", "not known"), ("", "not known")):
        answer = desk.post(path, data=form | {"sku": sku})
        assert (answer.status_code, why in answer.text) == (422, True)
    assert desk.post(path, data=form).status_code == 303
    with db.read() as session:
        lines = session.execute(
            select(OrderLine).where(OrderLine.order_id == order).order_by(OrderLine.id)
        ).scalars().all()  # fmt: skip
        assert [(one.sku, one.ordered_units, one.cancelled_units) for one in lines] == [
            ("MUG", 5, 3),
            ("CUP", 3, 0),
        ]
        assert lines[1].replaces_id == lines[0].id
        assert lines[1].title == "Cup, white, in place of MUG"
        notice = session.execute(select(Job.body).where(Job.kind == "channel.notice")).scalar_one()
    assert '"action": "substitute"' in notice
    assert state_of(db, order) == "open"
    with db.command() as session:
        (task,) = release(session, floor, order)
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    for code in ("T-0002", "B-B-01-1", "09521234000044"):
        hand.scan(code)
    hand.press("quantity", quantity="3")
    hand.scan("T-0002")
    hand.scan("B-PACK-1")
    assert state_of(db, order) == "picked"
    with db.read() as session:
        table = order_screen(session, actor_of(floor, "Packer"), order)
        rows = {row.name: (row.wanted, row.replaces) for row in table.rows}
    assert rows == {"Mug, red": (2, ""), "Cup, white": (3, "MUG")}
    page = client_as("Packer").get(f"/pack/orders/{order}").get_data(as_text=True)
    assert "In place of MUG" in page


def test_a_substitute_that_lacks_is_refused_and_nothing_changes(db, floor, short, client_as):
    order, case = short
    allow_substitutes(client_as)
    with db.command() as session:
        build_item(session, floor, "CUP", name="Cup, white")
        stock(session, floor, "CUP", "B-01-1", 2)
    form = {"decision": "substitute", "sku": "CUP"}
    answer = client_as("Supervisor").post(f"/pick/shortages/{case}", data=form)
    assert (answer.status_code, "1 lack" in answer.text) == (422, True)
    with db.read() as session:
        assert session.get(Shortage, case).decided_at is None
        skus = select(OrderLine.sku).where(OrderLine.order_id == order)
        assert list(session.execute(skus).scalars()) == ["MUG"]


def test_a_trip_under_way_gets_the_substitutes_stop(db, floor, cups, client_as):
    allow_substitutes(client_as)
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 5)
        order = build_order(session, floor, ("MUG", 5))
        (task,) = release(session, floor, order)
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    for code in ("T-0001", "B-A-01-1", "09521234000013", "T-0001"):
        hand.scan(code)
    hand.press("short", reason="too_few")
    assert hand.screen().step == "drop"
    with db.read() as session:
        case = session.execute(select(Shortage.id)).scalar_one()
    form = {"decision": "substitute", "sku": "CUP"}
    assert client_as("Supervisor").post(f"/pick/shortages/{case}", data=form).status_code == 303
    assert hand.scan("B-PACK-1", line=0).answer["code"] == "lines_left"
    screen = hand.screen()
    assert (screen.stop.bin_code, screen.stop.wanted) == ("B-01-1", 4)
    assert state_of(db, order) == "released"
