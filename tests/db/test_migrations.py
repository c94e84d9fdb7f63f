"""What the migrations leave behind is what the models say, with every guard of the ledger."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, make_url, select, text

from tests.support.migrating import migrate_at_once
from warehouse.db.engine import make_engine
from warehouse.db.migrate import is_current, upgrade
from warehouse.db.tables import metadata
from warehouse.kernel.ids import new_event_id
from warehouse.locations.models import Site

TRIGGERS = {
    "sqlite": {
        ("ledger_event", "ledger_event_no_update"),
        ("ledger_event", "ledger_event_no_delete"),
        ("stock_move", "stock_move_no_update"),
        ("stock_move", "stock_move_no_delete"),
        ("far_event", "far_event_no_update"),
        ("far_event", "far_event_no_delete"),
        ("far_move", "far_move_no_update"),
        ("far_move", "far_move_no_delete"),
    },
    "postgresql": {
        ("ledger_event", "ledger_event_no_change"),
        ("ledger_event", "ledger_event_no_truncate"),
        ("stock_move", "stock_move_no_change"),
        ("stock_move", "stock_move_no_truncate"),
        ("far_event", "far_event_no_change"),
        ("far_event", "far_event_no_truncate"),
        ("far_move", "far_move_no_change"),
        ("far_move", "far_move_no_truncate"),
    },
}
LIST_TRIGGERS = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE NOT tgisinternal AND tgenabled = 'O'"
    ),
}


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request, tmp_path):
    """A database in which nothing has been made yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.sqlite3'}"
        return
    server, name = request.getfixturevalue("postgres"), f"bare_{new_event_id().hex}"
    server.psql(f"CREATE DATABASE {name}")
    yield make_url(server.get_uri()).set(database=name).render_as_string(hide_password=False)
    server.psql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def open_engine():
    engines = []

    def open_it(url):
        engines.append(make_engine(url))
        return engines[-1]

    yield open_it
    for engine in engines:
        engine.dispose()


def test_an_empty_database_is_brought_to_the_newest_form(bare_url):
    assert not is_current(bare_url)
    upgrade(bare_url)
    assert is_current(bare_url)


def test_upgrading_again_changes_nothing(bare_url, open_engine):
    upgrade(bare_url)
    before = shape_of(open_engine(bare_url))
    upgrade(bare_url)
    assert shape_of(open_engine(bare_url)) == before


def test_an_upgrade_keeps_what_is_there(database_url, open_engine):
    engine = open_engine(database_url).execution_options(writes=True)
    with engine.begin() as connection:
        connection.execute(Site.__table__.insert(), {"code": "HQ", "name": "x", "gs1_prefix": ""})
    upgrade(database_url)
    with engine.connect() as connection:
        assert connection.execute(select(Site.code)).scalars().all() == ["HQ"]


FIRST_FORM = """
    INSERT INTO site (id, code, name, time_zone, gs1_prefix) VALUES (1, 'HQ', 'x', 'UTC', '');
    INSERT INTO place (id, site_id, kind, code) VALUES (1, 1, 'bin', 'A');
    INSERT INTO count_task (site_id, place_id, reasons, asked_at)
    VALUES (1, 1, 'short pick: none', '2026-01-01 00:00:00');
    INSERT INTO count_task (site_id, place_id, reasons, asked_at, done_at)
    VALUES (1, 1, 'found', '2026-01-01 00:00:00', '2026-01-02 00:00:00')
"""


def test_counts_that_were_asked_for_before_counts_had_rounds_are_still_asked_for(
    bare_url, open_engine
):
    upgrade(bare_url, "0003")
    engine = open_engine(bare_url).execution_options(writes=True)
    with engine.begin() as connection:
        for row in FIRST_FORM.split(";"):
            connection.execute(text(row))
    upgrade(bare_url)
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT reasons, state FROM count_task ORDER BY id"))
        assert [tuple(row) for row in kept] == [("short pick: none", "open"), ("found", "done")]


def test_every_trigger_of_the_ledger_stands_after_the_newest_migration(database_url, open_engine):
    engine = open_engine(database_url)
    with engine.connect() as connection:
        found = connection.execute(text(LIST_TRIGGERS[engine.dialect.name]))
        assert {tuple(row) for row in found} == TRIGGERS[engine.dialect.name]


def test_models_and_migrations_agree(database_url, open_engine):
    with open_engine(database_url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata()) == []


def test_models_and_migrations_agree_in_checks_keys_and_conditions_too(bare_url, open_engine):
    """Alembic compares neither CHECKs nor the conditions of indexes."""
    engine = open_engine(bare_url).execution_options(writes=True)
    metadata().create_all(engine)
    modelled = shape_of(engine)
    metadata().drop_all(engine)
    upgrade(bare_url)
    assert shape_of(open_engine(bare_url)) == modelled


def shape_of(engine):
    """Return each table's columns, checks, keys and indexes as the database itself tells them."""
    found = inspect(engine)
    return {
        table: {
            "columns": sorted(
                (one["name"], str(one["type"]), one["nullable"])
                for one in found.get_columns(table)
            ),
            "checks": sorted(
                (one["name"], one["sqltext"]) for one in found.get_check_constraints(table)
            ),
            "unique": sorted(
                (one["name"], tuple(one["column_names"]))
                for one in found.get_unique_constraints(table)
            ),
            "foreign keys": sorted(
                (
                    one["name"], tuple(one["constrained_columns"]), one["referred_table"],
                    str(one["options"]),
                )
                for one in found.get_foreign_keys(table)
            ),
            "indexes": sorted(
                (
                    one["name"], tuple(one["column_names"]), bool(one["unique"]),
                    sorted((k, str(v)) for k, v in one.get("dialect_options", {}).items()),
                )
                for one in found.get_indexes(table)
            ),
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }  # fmt: skip


def test_several_processes_may_migrate_at_once(bare_url, open_engine):
    assert migrate_at_once(bare_url, processes=4) == [True] * 4
    engine = open_engine(bare_url)
    with engine.connect() as connection:
        found = connection.execute(text(LIST_TRIGGERS[engine.dialect.name]))
        assert {tuple(row) for row in found} == TRIGGERS[engine.dialect.name]
        versions = connection.execute(text("SELECT count(*) FROM alembic_version"))
        assert versions.scalar_one() == 1
