"""The demo's day in Tryton: its opening, trips, packing and shipping, figure by figure."""

import pytest
from sqlalchemy import select

from tests.conftest import empty_database
from tests.support.clock import NOON
from tests.support.orders import Hand
from tests.support.packing import Packer
from tests.support.trips import pack_and_ship, walk
from tests.support.tryton import OUR_USER
from tests.support.two_ledgers import Clock, add_a_target, post_all, settings_of
from warehouse import demo
from warehouse.catalog.models import Item
from warehouse.central.targets.tryton.mapping import location_code
from warehouse.db.uow import Database
from warehouse.demo.queries import TRIPS_ON_PAPER
from warehouse.ledger.models import Balance
from warehouse.locations.models import Place, Site
from warehouse.orders.models import OrderContainer
from warehouse.people.models import User
from warehouse.picking.models import PickTask
from warehouse.web.guard import Actor

pytestmark = pytest.mark.xdist_group("tryton")


@pytest.fixture
def day(request, tmp_path):
    """The demo after five trips, all of them packed and shipped."""
    with empty_database("sqlite", request, tmp_path) as url:
        database = Database(url)
        demo.load(database, now=NOON)
        with database.read() as session:
            sheet = demo.try_it_sheet(session, "https://warehouse.example/")
            tasks = session.execute(select(PickTask.id).order_by(PickTask.id)).scalars().all()
            hand = Hand(database, somebody(session, "ANNA", "picker"))
            packer = Packer(database, somebody(session, "DORA", "packer"))
        for task_id, tote in zip(tasks[:TRIPS_ON_PAPER], sheet.totes, strict=False):
            walk(hand, sheet, task_id, tote)
            with database.read() as session:
                packer.order = session.execute(
                    select(OrderContainer.order_id)
                    .join(Place, Place.id == OrderContainer.place_id)
                    .where(Place.code == tote)
                ).scalar_one()
            pack_and_ship(packer)
        yield database, settings_of(url, tmp_path)
        database.dispose()


def somebody(session, badge, role):
    name, user_id = session.execute(select(User.name, User.id).where(User.badge == badge)).one()
    site_id = session.execute(select(Site.id)).scalar_one()
    return Actor(user_id, name, site_id, "DEMO", "Demo", frozenset({role}), "device-1")


def our_stock(session):
    """Our balances by (location's code over there, SKU)."""
    found = {}
    rows = session.execute(
        select(Place.kind, Place.code, Item.sku, Balance.on_hand)
        .join(Place, Place.id == Balance.place_id)
        .join(Item, Item.id == Balance.item_id)
        .where(Balance.on_hand > 0)
    )
    for kind, code, sku, units in rows:
        key = (location_code("DEMO", kind, code), sku)
        found[key] = found.get(key, 0) + units
    return found


def test_tryton_s_own_stock_figures_are_ours_after_the_demo_s_day(day, erp):
    database, settings = day
    erp.add_warehouse("DEMO")
    with database.read() as session:
        erp.add_products(dict(session.execute(select(Item.sku, Item.name)).all()))
    with database.command() as session:
        site_id = session.execute(select(Site.id)).scalar_one()
        target = add_a_target(session, site_id, erp.address, ":".join(OUR_USER), settings, "tryton")
    assert post_all(database, settings, target, Clock()) == ""
    with database.read() as session:
        ours = our_stock(session)
    assert len(ours) > 700
    assert erp.stock_at_the_end_of_day("DEMO", NOON.date()) == ours
