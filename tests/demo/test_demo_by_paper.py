"""Whoever has the try-it sheet and a scanner can do the next trips from beginning to end."""

import pytest
from sqlalchemy import select

from tests.support.clock import NOON
from tests.support.orders import Hand
from tests.support.trips import walk
from warehouse import demo
from warehouse.db.uow import Database
from warehouse.demo.queries import TRIPS_ON_PAPER
from warehouse.ledger.queries import verify
from warehouse.locations.models import Site
from warehouse.people.models import User
from warehouse.picking.models import DONE, PickTask
from warehouse.web.guard import Actor


@pytest.fixture
def database(migrated_sqlite, tmp_path):
    path = tmp_path / "warehouse.sqlite3"
    path.write_bytes(migrated_sqlite.read_bytes())
    opened = Database(f"sqlite:///{path}")
    demo.load(opened, now=NOON)
    yield opened
    opened.dispose()


def anna(session):
    user_id = session.execute(select(User.id).where(User.badge == "ANNA")).scalar_one()
    site_id = session.execute(select(Site.id)).scalar_one()
    return Actor(user_id, "Anna Arbor", site_id, "DEMO", "Demo", frozenset({"picker"}), "device-1")


def test_the_codes_on_paper_suffice_for_the_next_trips(database):
    with database.read() as session:
        sheet = demo.try_it_sheet(session, "https://warehouse.example/")
        tasks = session.execute(select(PickTask.id).order_by(PickTask.id)).scalars().all()
        hand = Hand(database, anna(session))
    for task_id, tote in zip(tasks[:TRIPS_ON_PAPER], sheet.totes, strict=False):
        walk(hand, sheet, task_id, tote)
    with database.read() as session:
        states = session.execute(select(PickTask.state).order_by(PickTask.id)).scalars().all()
        again = demo.try_it_sheet(session, "https://warehouse.example/")
        assert verify(session) == []
    assert states[:TRIPS_ON_PAPER] == [DONE] * TRIPS_ON_PAPER
    assert set(again.totes).isdisjoint(sheet.totes[:TRIPS_ON_PAPER])
    assert again.items != sheet.items
