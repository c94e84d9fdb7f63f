"""A device's own count: order, holes, numbers used twice, and who did it when."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.support.app import open_session
from tests.support.builders import stock
from tests.support.clock import NOON
from tests.support.orders import actor_of, build_order, release
from warehouse.kernel.ids import fingerprint, new_event_id
from warehouse.ledger.models import LedgerEvent
from warehouse.people.models import Device, User
from warehouse.sync.models import FloorCase, SequenceGap
from warehouse.sync.rules import HOLD, doubts_about_clock, read_envelope, stamped
from warehouse.sync.service import take_in
from warehouse.web.guard import DEVICE_COOKIE, SESSION_COOKIE


@pytest.fixture
def task(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 4)
        return release(session, floor, build_order(session, floor, ("MUG", 2)))[0]


class Handheld:
    """Sends events with numbers, as the queue of a device does."""

    def __init__(self, db, floor, task):
        self.db, self.actor, self.task = db, actor_of(floor), task

    def send(
        self, seq, kind="pick.claim", *, epoch=1, now=NOON, event_id=None, stands=True, **body
    ):
        given = {"task": self.task, **body}
        envelope = read_envelope(kind, str(event_id or new_event_id()), given)
        stamp = {"device_epoch": epoch, "device_seq": seq, "captured_at": now.isoformat()}
        return take_in(
            self.db, stamped(envelope, stamp, offset_ms=0), self.actor, now, stands=stands
        ).status


@pytest.fixture
def handheld(db, floor, task):
    return Handheld(db, floor, task)


def test_events_in_order_go_through(handheld):
    assert [handheld.send(n) for n in (1, 2, 3)] == ["posted"] * 3


def test_a_missing_number_holds_its_followers_until_it_comes(handheld, db):
    assert handheld.send(1) == "posted"
    third = new_event_id()
    assert handheld.send(3, event_id=third) == "held"
    assert handheld.send(3, event_id=third) == "held"
    assert handheld.send(2) == "posted"
    assert handheld.send(3, event_id=third) == "posted"
    with db.read() as session:
        assert session.execute(select(func.count()).select_from(LedgerEvent)).scalar_one() >= 3


def test_after_the_wait_the_followers_go_without_it(handheld, db):
    handheld.send(1)
    assert handheld.send(3) == "held"
    assert handheld.send(3, now=NOON + HOLD - timedelta(seconds=1)) == "held"
    assert handheld.send(3, now=NOON + HOLD) == "posted"
    with db.read() as session:
        gap = session.execute(select(SequenceGap)).scalars().one()
        assert (gap.after_seq, gap.passed_at) == (1, NOON + HOLD)
    assert handheld.send(2, now=NOON + HOLD) == "posted", "it has come after all"


def test_one_number_for_two_events_is_refused(handheld):
    handheld.send(1)
    handheld.send(2)
    assert handheld.send(2) == "rejected"


def test_a_new_epoch_counts_from_one(handheld):
    handheld.send(1)
    assert handheld.send(1, epoch=2) == "posted"
    assert handheld.send(5, epoch=3) == "held"


def test_a_refused_event_keeps_its_number(handheld):
    handheld.send(1)
    assert handheld.send(2, "pick.scan", line=0, code="nonsense") == "rejected"
    assert handheld.send(3, "pick.scan", line=0, code="T-0001") == "posted"


def test_what_somebody_shut_out_still_sends_is_kept_for_a_supervisor(handheld, db):
    event = new_event_id()
    assert handheld.send(1, event_id=event, stands=False) == "quarantined"
    assert handheld.send(1, event_id=event, stands=True) == "quarantined", "told the same again"
    with db.read() as session:
        case = session.execute(select(FloorCase)).scalars().one()
        assert (case.event_id, case.code) == (event, "shut_out")


@pytest.mark.parametrize(
    ("captured_at", "doubt"),
    [
        (NOON, ""),
        (NOON + timedelta(minutes=6), "its clock is ahead"),
        (NOON - timedelta(hours=25), "captured over a day ago"),
        (None, ""),
    ],
)
def test_an_odd_clock_is_told_and_orders_nothing(captured_at, doubt):
    assert doubts_about_clock(captured_at, NOON) == doubt


def batch_of(task, *numbers, **more):
    return {
        "events": [
            {
                "id": str(new_event_id()), "kind": "pick.claim", "body": {"task": task},
                "device_epoch": 1, "device_seq": n, "captured_at": NOON.isoformat(), **more,
            }
            for n in numbers
        ],
        "sent_at": NOON.isoformat(),
    }  # fmt: skip


def author_of(client, path="/pick"):
    page = client.get(path).get_data(as_text=True)
    return page.split('data-author="')[1].split('"')[0]


def test_a_batch_is_judged_in_the_order_of_its_numbers(client_as, task):
    answer = client_as("Picker").post("/events", json=batch_of(task, 2, 1))
    assert [one["status"] for one in answer.get_json()["events"]] == ["posted", "posted"]
    assert answer.get_json()["server_time"]


def test_an_unreadable_event_is_refused_alone_and_keeps_its_number(client_as, task):
    batch = batch_of(task, 1, 2, 3)
    batch["events"][1]["kind"] = "pick.dance"
    answer = client_as("Picker").post("/events", json=batch)
    assert [one["status"] for one in answer.get_json()["events"]] == [
        "posted", "rejected", "posted",
    ]  # fmt: skip


def signed_out(client):
    client.delete_cookie(SESSION_COOKIE)
    return client


def test_without_session_the_authors_note_speaks(client_as, task):
    stranger = client_as("Picker")
    note = author_of(stranger)
    signed_out(stranger)
    assert stranger.post("/events", json=batch_of(task, 1)).status_code == 401
    forged = batch_of(task, 1, author=note[:-2] + "xx")
    assert stranger.post("/events", json=forged).status_code == 401
    answer = stranger.post("/events", json=batch_of(task, 1, author=note))
    assert [one["status"] for one in answer.get_json()["events"]] == ["posted"]


def test_a_revoked_device_or_person_is_quarantined(client_as, task, db, floor):
    client = client_as("Picker")
    note = author_of(client)
    with db.command() as session:
        for device in session.execute(select(Device)).scalars():
            device.is_revoked = True
    answer = signed_out(client).post("/events", json=batch_of(task, 1, author=note))
    assert [one["status"] for one in answer.get_json()["events"]] == ["quarantined"]
    with db.command() as session:
        token, _ = open_session(session, floor.users["Supervisor"], floor.site)
        assert token
        session.get(User, floor.users["Picker"]).is_active = False
    answer = client.post("/events", json=batch_of(task, 2, author=note))
    assert [one["status"] for one in answer.get_json()["events"]] == ["quarantined"]


def test_the_device_authenticates_an_upload_and_not_the_authors_note(app, client_as, task):
    note = author_of(client_as("Picker"))
    answer = app.test_client().post("/events", json=batch_of(task, 1, author=note))
    assert (answer.status_code, answer.get_json()["code"]) == (401, "unknown_device")
    forged = app.test_client()
    forged.set_cookie(DEVICE_COOKIE, "x" * 43)
    assert forged.post("/events", json=batch_of(task, 1, author=note)).status_code == 401


def test_what_a_revoked_device_brings_of_another_one_is_quarantined_too(app, client_as, task, db):
    note = author_of(client_as("Picker"))
    lost = client_as("Picker")
    with db.command() as session:
        session.get(Device, fingerprint(lost.get_cookie(DEVICE_COOKIE).value)).is_revoked = True
    answer = lost.post("/events", json=batch_of(task, 1, author=note))
    assert [one["status"] for one in answer.get_json()["events"]] == ["quarantined"]
