"""The role of the app nodes does the floor's work, and can change nothing that was written."""

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from tests.bench import demand
from tests.support.app import make_app
from tests.support.manual import commands, sh
from tests.support.processes import warehouse
from warehouse.db.migrate import upgrade
from warehouse.db.roles import CannotGrant, grant
from warehouse.db.triggers import ALL_FROZEN_TABLES
from warehouse.db.uow import Database
from warehouse.ledger.queries import verify

pytestmark = [
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
    pytest.mark.xdist_group("growing"),
]
NO_RIGHT = "42501"


@pytest.fixture
def floor_url(postgres, db, database_url, tmp_path):
    """The address for the role that the page's commands make."""
    url = make_url(database_url)
    (block,) = commands("Who may write what")
    said = sh(
        block, postgres.bin_path, folder=tmp_path, pghost=url.query["host"],
        warehouse_database_url=database_url, warehouse_home=tmp_path / "home",
    )  # fmt: skip
    assert "floor may do the floor's work" in said
    yield url.set(username="floor").render_as_string(hide_password=False)
    with db.command() as session:
        session.execute(text("DROP OWNED BY floor"))
        session.execute(text("DROP ROLE floor"))


def test_a_pick_is_done_by_a_role_that_owns_nothing(db, floor_url, tmp_path):
    (picker,) = demand.prepare(db, demand.build(db), 1, 1)
    upgrade(floor_url)  # as every start does: there is nothing to do
    app = make_app(floor_url, tmp_path, load_demo=False)
    assert b"signal--accepted" in demand.send(app, picker.requests[0]).data
    app.extensions["database"].dispose()
    database = Database(floor_url)
    with database.read() as session:
        assert verify(session) == []
    database.dispose()


@pytest.mark.parametrize("table", ALL_FROZEN_TABLES)
@pytest.mark.parametrize(
    "change", ["UPDATE {} SET pos = 9", "DELETE FROM {}", "TRUNCATE {} CASCADE",
               "ALTER TABLE {} DISABLE TRIGGER ALL"],
)  # fmt: skip
def test_it_may_not_change_what_was_written_nor_take_its_guards_off(floor_url, table, change):
    database = Database(floor_url)
    with pytest.raises(DBAPIError) as refused, database.command() as session:
        session.execute(text(change.format(table)))
    assert refused.value.orig.sqlstate == NO_RIGHT
    database.dispose()


def test_it_may_not_say_that_a_migration_has_happened(floor_url):
    database = Database(floor_url)
    with pytest.raises(DBAPIError) as refused, database.command() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert refused.value.orig.sqlstate == NO_RIGHT
    database.dispose()


def test_a_new_release_asks_for_the_owner(db, floor_url, tmp_path):
    with db.command() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    said = warehouse("verify", home=tmp_path / "home", DATABASE_URL=floor_url)
    assert said.returncode == 1
    assert "its owner migrates it: warehouse grant ROLE" in said.stderr


def test_rights_are_not_given_to_who_is_above_them(db, database_url):
    with pytest.raises(CannotGrant, match="superuser"):
        grant(database_url, "postgres")


def test_rights_are_not_given_to_a_role_that_is_not_there(db, database_url):
    with pytest.raises(CannotGrant, match="no such role"):
        grant(database_url, "nobody'; DROP TABLE stock_move; --")
