"""What can be promised of a confirmed pick without a clock: what it asks, and what it answers.

How fast it is, `make bench` measures; these tests keep the comparison honest and the answer small.
"""

import gzip

import pytest

from tests.bench import demand, history
from tests.bench.capture import captured, counted
from tests.bench.statements import a_pick
from tests.support.app import make_app
from warehouse.db.uow import Database
from warehouse.ledger.queries import verify

MOST_STATEMENTS = 10
MOST_BYTES = 3 * 1024


@pytest.fixture
def database(database_url):
    database = Database(database_url)
    yield database
    with database.read() as session:
        assert verify(session) == []
    database.dispose()


@pytest.fixture
def a_confirmed_pick(database, database_url, tmp_path):
    """The product's answer to the second pick of a trip, and what it said to the database.

    The second, because with the first connections are still being opened.
    """
    work = demand.build(database)
    (picker,) = demand.prepare(database, work, 1, 2)
    app = make_app(database_url, tmp_path, load_demo=False)
    demand.send(app, picker.requests[0])
    with captured(app.extensions["database"].engine) as said:
        answer = demand.send(app, picker.requests[1])
    app.extensions["database"].dispose()
    return answer, said


def test_a_confirmed_pick_asks_the_database_little(a_confirmed_pick):
    answer, said = a_confirmed_pick
    assert answer.status_code == 200
    assert len(counted(said)) <= MOST_STATEMENTS


def test_the_floor_says_to_the_database_what_the_product_says(a_confirmed_pick, database):
    _, said = a_confirmed_pick
    assert said == a_pick(database.engine.dialect.name)


def test_the_answer_is_small(a_confirmed_pick):
    answer, _ = a_confirmed_pick
    assert b"signal--accepted" in answer.data
    assert len(gzip.compress(answer.data)) <= MOST_BYTES


def test_a_made_history_is_a_sound_ledger(database):
    history.fill(database, demand.build(database), 1_000)
