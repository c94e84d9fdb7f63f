from datetime import timedelta

import pytest
from sqlalchemy import event, update

from tests.support.app import open_session
from tests.support.clock import NOON
from warehouse.kernel.ids import fingerprint
from warehouse.people.models import Device, Membership, User
from warehouse.people.queries import load_actor


@pytest.fixture
def token_hash(db, floor):
    with db.command() as session:
        token, _ = open_session(session, floor.users["Picker"], floor.site, now=NOON)
    return fingerprint(token)


def minutes(number):
    return NOON + timedelta(minutes=number)


def statements_of(db, work):
    seen = []

    def note(_connection, _cursor, statement, *_):
        seen.append(statement.split()[0])

    event.listen(db.engine, "before_cursor_execute", note)
    work()
    event.remove(db.engine, "before_cursor_execute", note)
    return [word for word in seen if word != "BEGIN"]


def test_a_request_costs_one_select(db, token_hash):
    assert statements_of(db, lambda: load_actor(db, token_hash, minutes(0.5))) == ["SELECT"]


def test_being_at_work_is_written_down_once_a_minute(db, token_hash):
    assert statements_of(db, lambda: load_actor(db, token_hash, minutes(1)))[-1] == "UPDATE"
    assert statements_of(db, lambda: load_actor(db, token_hash, minutes(1.5))) == ["SELECT"]


def test_a_session_lives_as_long_as_it_is_used(db, token_hash):
    for number in range(0, 60, 9):
        assert load_actor(db, token_hash, minutes(number)) is not None


def test_ten_idle_minutes_end_a_session(db, token_hash):
    assert load_actor(db, token_hash, minutes(10.1)) is None


def test_twelve_hours_end_a_session_however_busy(db, token_hash):
    for number in range(0, 12 * 60 + 1, 8):
        assert load_actor(db, token_hash, minutes(number)) is not None
    assert load_actor(db, token_hash, minutes(12 * 60 + 1)) is None


@pytest.mark.parametrize(
    "change",
    [
        update(User).values(is_active=False),
        update(Device).values(is_revoked=True),
    ],
    ids=["inactive", "revoked"],
)
def test_a_person_shut_out_or_a_device_revoked_is_nobody_at_once(db, token_hash, change):
    with db.command() as session:
        session.execute(change)
    assert load_actor(db, token_hash, NOON) is None


def test_a_person_without_a_role_at_the_site_any_more_is_nobody(db, floor, token_hash):
    with db.command() as session:
        session.delete(session.get(Membership, (floor.users["Picker"], floor.site)))
    assert load_actor(db, token_hash, NOON) is None


def test_an_unknown_cookie_is_nobody(db, token_hash):
    assert load_actor(db, fingerprint("x"), NOON) is None
