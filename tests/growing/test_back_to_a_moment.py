"""From a nightly copy and the log since, the database is brought back to a moment."""

import pytest
from sqlalchemy import func, select, text

from tests.support.builders import build_floor, stock
from tests.support.manual import commands, sh
from warehouse.db.migrate import upgrade
from warehouse.db.uow import Database
from warehouse.ledger.models import LedgerEvent
from warehouse.ledger.queries import verify

pytestmark = pytest.mark.xdist_group("growing")


def test_what_was_written_until_a_moment_is_brought_back_and_nothing_after_it(clusters, tmp_path):
    keep_log, copy, make_anew, prove = commands("Back to a moment")
    places = {
        "archive": clusters.folder / "archive",
        "base": clusters.folder / "base",
        "restored": clusters.data("again"),
    }
    clusters.new("first")
    first = clusters.host("first")
    clusters.sh('createdb warehouse; mkdir "$ARCHIVE"', host=first, **places)
    clusters.sh(keep_log, host=first, data=clusters.data("first"), **places)
    upgrade(clusters.url("first"))
    database = Database(clusters.url("first"))
    with database.command() as session:
        floor = build_floor(session)
    receive(database, floor, 3)
    clusters.sh(copy, host=first, **places)
    receive(database, floor, 4)
    with database.glance() as session:
        moment = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    receive(database, floor, 5)
    database.dispose()
    clusters.sh(
        "psql -Atc 'SELECT pg_switch_wal()' postgres\n"
        'pg_ctl --pgdata="$DATA" --wait stop',  # which waits until the log is kept
        host=first, data=clusters.data("first"),
    )  # fmt: skip

    clusters.sh(make_anew, moment=moment.isoformat(), **places)
    clusters.furnish("again")
    clusters.start("again")
    clusters.wait_until("again", "SELECT NOT pg_is_in_recovery()")
    said = sh(
        prove, clusters.programs, folder=tmp_path,
        warehouse_database_url=clusters.url("again"), warehouse_home=tmp_path / "home",
    )  # fmt: skip
    assert "The ledger holds: 7 events verified." in said
    database = Database(clusters.url("again"))
    with database.command() as session:
        assert session.execute(select(func.count()).select_from(LedgerEvent)).scalar_one() == 7
        stock(session, floor, "MUG", "A-01-1", 1)  # and the floor goes on from there
    with database.read() as session:
        assert verify(session) == []
    database.dispose()


def receive(database, floor, events):
    for _ in range(events):
        with database.command() as session:
            stock(session, floor, "MUG", "A-01-1", 1)
