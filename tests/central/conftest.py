"""A site on SQLite and a central ledger on PostgreSQL, with real HTTP between them."""

from dataclasses import dataclass

import pytest

from tests.conftest import empty_database
from tests.support.app import make_app
from tests.support.tryton import running_tryton
from tests.support.two_ledgers import (
    Clock,
    build_site_with_target,
    open_central,
    settings_of,
)
from tests.support.wires import served
from warehouse.central.models import PostingTarget
from warehouse.db.uow import Database


@pytest.fixture(scope="session")
def erp(tmp_path_factory):
    """A real Tryton with a few products; tests share it, each with a warehouse of its own."""
    with running_tryton(tmp_path_factory.mktemp("tryton")) as client:
        client.add_products({"MUG": "Mug, red", "TEA": "Tea, green", "CAM": "Camera"})
        yield client


@dataclass
class Site:
    """Everything about the sending side."""

    db: Database
    settings: object
    floor: object
    target: int
    clock: Clock

    def row(self):
        with self.db.read() as session:
            return session.get(PostingTarget, self.target)


@dataclass
class Central:
    """Everything about the receiving side."""

    db: Database
    app: object
    token: str


@pytest.fixture
def central(request, tmp_path):
    with empty_database("postgresql", request, tmp_path) as url:
        app = make_app(url, tmp_path / "central")
        db = app.extensions["database"]
        yield Central(db, app, open_central(db))
        db.dispose()


@pytest.fixture
def central_address(central):
    with served(central.app) as address:
        yield address


@pytest.fixture
def make_site(request, tmp_path):
    """Make a site on SQLite whose target is at an address."""
    with empty_database("sqlite", request, tmp_path) as url:
        db = Database(url)
        home = tmp_path / "site"
        home.mkdir()
        settings = settings_of(url, home)

        def make(address, token="wft_" + "a" * 43, kind="central", code="NORTH"):
            floor, target = build_site_with_target(
                db, address, token, settings=settings, kind=kind, code=code
            )
            return Site(db, settings, floor, target, Clock())

        yield make
        db.dispose()
