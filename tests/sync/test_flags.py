"""What is odd about a device's way of sending is posted, labelled, told once, and counted."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.app import open_session
from tests.support.builders import stock
from tests.support.clock import NOON
from tests.support.orders import actor_of, build_order, release
from warehouse.kernel.ids import new_event_id
from warehouse.ledger.models import LedgerEvent
from warehouse.sync.models import FloorLabel
from warehouse.sync.queries import case_desk, health_desk
from warehouse.sync.rules import (
    HOLD,
    STATE_EVERY,
    DeviceState,
    read_envelope,
    read_state,
    stamped,
)
from warehouse.sync.service import is_news, note_state, take_in
from warehouse.sync.service.flags import NOTICES


class Handheld:
    """A device that numbers its events and says when it did them."""

    def __init__(self, db, floor, task):
        self.db, self.floor, self.task = db, floor, task
        with db.command() as session:
            open_session(session, floor.users["Picker"], floor.site, device_id="device-1")
        self.actor = actor_of(floor)

    def send(self, seq, kind="pick.claim", *, epoch=7, offset_ms=0, event_id=None, now=NOON):
        envelope = read_envelope(
            kind, str(event_id or new_event_id()), {"task": self.task, "line": 0, "code": "x"}
        )
        stamp = {"device_epoch": epoch, "device_seq": seq, "captured_at": now.isoformat()}
        envelope = stamped(envelope, stamp, offset_ms=offset_ms)
        return take_in(self.db, envelope, self.actor, now)

    def health(self):
        with self.db.read() as session:
            return health_desk(session, self.floor.site).devices[0]

    def tells(self, now=NOON, **state):
        told = read_state({"device": {"release": "abcdef0123", **state}})
        with self.db.command() as session:
            if news := is_news(session, "device-1", told, now):
                note_state(session, "device-1", told, now)
        return news

    def labels(self):
        with self.db.read() as session:
            return [row.sentence for row in case_desk(session, self.floor.site).labels]


@pytest.fixture
def handheld(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 4)
        task = release(session, floor, build_order(session, floor, ("MUG", 2)))[0]
    return Handheld(db, floor, task)


def events_in(db):
    with db.read() as session:
        return list(session.execute(select(LedgerEvent.id)).scalars())


def test_the_same_event_again_books_nothing_and_is_counted(db, handheld):
    claim, wrong = new_event_id(), new_event_id()
    first = [handheld.send(1, event_id=claim), handheld.send(2, "pick.scan", event_id=wrong)]
    assert [verdict.status for verdict in first] == ["posted", "rejected"]
    before = events_in(db)
    again = [handheld.send(1, event_id=claim), handheld.send(2, "pick.scan", event_id=wrong)]
    assert [(v.status, v.answer) for v in again] == [(v.status, v.answer) for v in first]
    assert events_in(db) == before
    assert handheld.health().replays == 2
    assert handheld.labels() == []


def test_what_goes_through_over_a_hole_is_labelled_and_told_once(handheld):
    handheld.send(1)
    handheld.send(4)
    verdict = handheld.send(4, now=NOON + HOLD)
    assert (verdict.status, verdict.notices) == ("posted", (NOTICES["gap"],))
    assert handheld.send(5, now=NOON + HOLD).notices == ()
    assert handheld.labels() == ["It went through without entries 2 to 3, which never came."]
    assert handheld.health().gaps == 1


def test_a_refused_event_over_a_hole_is_labelled_too(handheld):
    handheld.send(1)
    handheld.send(3, "pick.scan")
    verdict = handheld.send(3, "pick.scan", now=NOON + HOLD)
    assert (verdict.status, verdict.notices) == ("rejected", (NOTICES["gap"],))
    assert handheld.labels() == ["It went through without entry 2, which never came."]


def test_a_new_epoch_is_labelled_told_and_counted(handheld):
    assert handheld.send(1).notices == ()
    assert handheld.send(2).notices == ()
    verdict = handheld.send(1, epoch=8)
    assert (verdict.status, verdict.notices) == ("posted", (NOTICES["new_epoch"],))
    assert handheld.send(2, epoch=8).notices == ()
    assert handheld.labels() == ["It began to count anew, for the 2. time."]
    assert handheld.health().epochs_lost == 1


def test_a_clock_that_is_wrong_is_said_once_and_orders_nothing(db, handheld):
    behind = round(timedelta(hours=3) / timedelta(milliseconds=1))
    verdict = handheld.send(1, offset_ms=behind)
    assert (verdict.status, verdict.notices) == ("posted", (NOTICES["clock"],))
    assert handheld.send(2, offset_ms=behind).notices == ()
    assert handheld.send(3, offset_ms=-behind).notices == (NOTICES["clock"],)
    assert handheld.labels() == ["Its clock is 3 h ahead.", "Its clock is 3 h behind."]
    assert handheld.health().clock == "its clock is 3 h ahead"
    with db.read() as session:
        codes = session.execute(select(FloorLabel.code)).scalars()
        assert set(codes) == {"clock"}


def test_the_supervisor_sees_labels_and_health(client_as, handheld):
    claim = new_event_id()
    handheld.send(1, offset_ms=600_000, event_id=claim)
    boss = client_as("Supervisor")
    assert "Its clock is 10 min behind." in boss.get("/floor/cases").text
    assert "Its clock is 10 min behind" in boss.get("/floor/devices").text
    handheld.send(1, offset_ms=600_000, event_id=claim)
    assert "Sent again: 1" in boss.get("/floor/devices").text


def test_a_device_tells_its_queue_battery_and_release_once_a_minute(db, floor, handheld):
    oldest = (NOON - timedelta(minutes=20)).isoformat()
    assert handheld.tells(unsent=12, oldest_at=oldest, battery=7)
    assert not handheld.tells(NOON + STATE_EVERY / 2, unsent=3)
    row = handheld.health()
    assert (row.queue, row.battery_pct, row.release) == ("12 · 20 min", 7, "abcdef01")
    assert handheld.tells(NOON + STATE_EVERY / 2, release="a newer one")
    assert handheld.tells(NOON + 2 * STATE_EVERY, unsent=0)
    with db.read() as session:
        rows = health_desk(session, floor.site, release="abcdef0123").devices
        assert [(row.queue, row.battery_pct, row.is_behind) for row in rows] == [("0", None, False)]
        assert health_desk(session, floor.site, release="newest").devices[0].is_behind


@pytest.mark.parametrize(
    "batch",
    [None, [], {"device": "mine"}, {"device": {"release": 7, "unsent": -1, "battery": 101}},
     {"device": {"oldest_at": "yesterday", "unsent": True, "battery": "full"}}],
)  # fmt: skip
def test_a_state_that_makes_no_sense_is_passed_over(batch):
    assert read_state(batch) == DeviceState()
