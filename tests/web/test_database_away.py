"""A database that restarts is no fault of anybody's: people are asked to wait a moment."""

import pytest
from sqlalchemy import text

from tests.conftest import empty_database
from tests.support.app import client_of, make_app
from tests.support.builders import build_floor
from warehouse.db.uow import Database


@pytest.fixture
def url(request, tmp_path):
    """PostgreSQL's only: the other database has no connection that could break."""
    with empty_database("postgresql", request, tmp_path) as url:
        yield url


def test_a_lost_connection_asks_for_a_moment_and_the_next_request_goes_through(url, tmp_path):
    app = make_app(url, tmp_path)
    database = app.extensions["database"]
    with database.command() as session:
        floor = build_floor(session)
    client = client_of(app, floor.users["Picker"], floor.site)
    assert client.get("/pick").status_code == 200
    cut_all(url)
    answer = client.get("/pick")
    assert answer.status_code == 503
    assert "The database does not answer at the moment" in answer.get_data(as_text=True)
    assert client.get("/pick").status_code == 200
    database.dispose()


def cut_all(url):
    """End every other connection to the database, as its restart does."""
    other = Database(url)
    with other.command() as session:
        session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    other.dispose()
