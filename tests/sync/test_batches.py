"""Events as a device sends them from its queue: many at once, judged in order, each by itself."""

import pytest
from sqlalchemy import func, select

from tests.support.builders import stock
from tests.support.orders import build_order, release
from warehouse.kernel.ids import new_event_id
from warehouse.ledger.models import LedgerEvent
from warehouse.picking.models import PickLine
from warehouse.sync.views import EVENTS_A_BATCH
from warehouse.web.guard import SESSION_COOKIE

MUG = "09521234000013"


@pytest.fixture
def task(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 10)
        return release(session, floor, build_order(session, floor, ("MUG", 2)))[0]


@pytest.fixture
def line(db, task):
    with db.read() as session:
        return session.execute(select(PickLine.id).where(PickLine.task_id == task)).scalar_one()


@pytest.fixture
def send(client_as):
    """Send events as the picker's device; returns the response."""
    client = client_as("Picker")
    return lambda *events, **more: client.post("/events", json={"events": events, **more})


def event(kind, *, event_id=None, stamp=None, **body):
    return {"id": str(event_id or new_event_id()), "kind": kind, "body": body, **(stamp or {})}


def scans(task, line, *codes):
    return [
        event("pick.scan", task=task, line=at, code=code)
        for at, code in ((0 if code in {"T-0001", "B-PACK-1"} else line, code) for code in codes)
    ]


def a_trip(task, line):
    """A whole trip of two mugs, as it was done without a network."""
    trip = scans(task, line, "T-0001", "B-A-01-1", MUG, MUG, "T-0001", "B-PACK-1")
    trip[4]["body"]["line"] = line
    return [event("pick.claim", task=task), *trip]


def statuses(response):
    assert response.status_code == 200
    return [one["status"] for one in response.json["events"]]


def events_in(db):
    with db.read() as session:
        return session.execute(select(func.count(LedgerEvent.id))).scalar_one()


def test_a_trip_done_without_a_network_is_booked_in_its_order(send, task, line):
    trip = a_trip(task, line)
    response = send(*trip)
    assert statuses(response) == ["posted"] * 7
    assert [one["id"] for one in response.json["events"]] == [one["id"] for one in trip]


def test_a_batch_sent_again_is_answered_alike_and_books_nothing(db, send, task, line):
    trip = a_trip(task, line)
    first = send(*trip).json["events"]
    before = events_in(db)
    assert send(*trip).json["events"] == first
    assert events_in(db) == before


def test_a_batch_cut_anywhere_and_sent_again_books_each_event_once(db, send, task, line):
    trip, before = a_trip(task, line), events_in(db)
    for end in range(1, len(trip) + 1):
        assert statuses(send(*trip[:end])) == ["posted"] * end
    assert events_in(db) == before + len(trip)


def test_a_refused_event_holds_nothing_up_and_is_told_in_its_place(send, task, line):
    trip = a_trip(task, line)
    trip.insert(2, event("pick.scan", task=task, line=line, code="B-B-01-1"))
    response = send(*trip)
    assert statuses(response) == ["posted", "posted", "rejected", *["posted"] * 5]
    assert response.json["events"][2]["answer"]["code"] == "wrong_bin"


def test_another_content_under_a_used_id_is_named_and_the_rest_goes_on(send, task):
    claim = event("pick.claim", task=task)
    other = event("pick.pause", task=task, event_id=claim["id"])
    response = send(claim, other, event("pick.scan", task=task, line=0, code="T-0001"))
    assert statuses(response) == ["posted", "id_reuse", "posted"]


@pytest.mark.parametrize(
    "body", [[], "x", 7, {}, {"events": None}, {"events": {}}, {"events": [7]}]
)
def test_what_is_no_batch_is_refused_as_a_whole(db, client_as, body):
    before = events_in(db)
    response = client_as("Picker").post("/events", json=body)
    assert response.status_code == 400
    assert response.json["code"] == "bad_event"
    assert events_in(db) == before


def test_a_batch_of_more_than_fifty_is_refused_as_a_whole(db, send, task):
    before = events_in(db)
    many = [event("pick.claim", task=task) for _ in range(EVENTS_A_BATCH + 1)]
    assert send(*many).status_code == 400
    assert events_in(db) == before
    assert statuses(send(*many[1:])) == ["posted"] * EVENTS_A_BATCH


def test_an_event_without_a_readable_id_cannot_be_answered_so_none_is_taken(db, send, task):
    before = events_in(db)
    response = send(event("pick.claim", task=task), event("pick.claim", task=task, event_id="x"))
    assert response.status_code == 400
    assert events_in(db) == before


def test_an_event_that_cannot_be_read_is_refused_alone(send, task):
    broken = event("pick.claim", task="one")
    response = send(broken, event("pick.dance"), event("pick.claim", task=task))
    assert statuses(response) == ["rejected", "rejected", "posted"]
    assert response.json["events"][0]["answer"]["code"] == "bad_event"


@pytest.mark.parametrize(
    "stamp",
    [
        {"captured_at": "0001-01-01T00:00:00+14:00"},
        {"captured_at": "9999-12-31T23:59:59-12:00"},
        {"captured_at": "yesterday"},
        {"captured_at": 7},
        {"captured_at": "2026-03-02T12:00:00"},
        {"device_epoch": -1, "device_seq": "one"},
        {"device_epoch": 10**12, "device_seq": 10**12},
        {"device_epoch": [], "device_seq": {}},
    ],
)
def test_a_mad_stamp_does_not_keep_an_event_out(send, task, stamp):
    assert statuses(send(event("pick.claim", task=task, stamp=stamp))) == ["posted"]


@pytest.mark.parametrize(
    "sent_at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "soon", 7, None]
)
def test_a_mad_clock_does_not_keep_a_batch_out(send, task, sent_at):
    assert statuses(send(event("pick.claim", task=task), sent_at=sent_at)) == ["posted"]


def test_nobody_signed_in_is_told_so_and_nothing_is_lost_or_written(db, client_as, task):
    before = events_in(db)
    client = client_as("Picker")
    client.delete_cookie(SESSION_COOKIE)
    response = client.post("/events", json={"events": [event("pick.claim", task=task)]})
    assert response.status_code == 401
    assert response.json["code"] == "signed_out"
    assert events_in(db) == before
