from types import SimpleNamespace

import pytest

from tests.conftest import empty_database
from tests.support.clock import NOON
from warehouse import demo
from warehouse.db.uow import Database


@pytest.fixture(scope="session")
def loaded(request, tmp_path_factory):
    """The demo on SQLite, loaded once; tests only read it."""
    with empty_database("sqlite", request, tmp_path_factory.mktemp("demo")) as url:
        database = Database(url)
        ticks = []
        access = demo.load(database, now=NOON, tick=ticks.append)
        yield SimpleNamespace(url=url, database=database, access=access, ticks=ticks)
        database.dispose()


@pytest.fixture
def session(loaded):
    with loaded.database.read() as opened:
        yield opened
