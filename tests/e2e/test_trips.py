"""Trips of several orders and of several people, on a handheld of 360×640."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from tests.support.app import open_session
from tests.support.browser import Person
from tests.support.builders import build_lot, build_user, stock
from tests.support.orders import build_order, release
from tests.support.processes import running_warehouse
from warehouse.orders.models import Order
from warehouse.picking.models import Shortage
from warehouse.web.guard import DEVICE_COOKIE, SESSION_COOKIE

pytestmark = pytest.mark.browser

MUG, TEA = "09521234000013", "]C10109521234000020" + "10L1"


@pytest.fixture(params=["sqlite"])
def database_url(request, tmp_path, migrated_sqlite):
    path = tmp_path / "warehouse.sqlite3"
    path.write_bytes(migrated_sqlite.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def orders(db, floor):
    """Tea of a lot and mugs; two orders that ride together, one for two zones, one to hand over."""
    with db.command() as session:
        build_user(session, floor, "Zoe", "picker")
        build_lot(session, floor, "TEA", "L1")
        stock(session, floor, "MUG", "A-01-1", 20)
        stock(session, floor, "TEA", "B-01-1", 9, lot="L1")
        return {
            "tea": build_order(session, floor, ("TEA", 2), ref="tea"),
            "mugs": build_order(session, floor, ("MUG", 3), ref="mugs"),
            "both": build_order(session, floor, ("MUG", 1), ("TEA", 1), ref="both"),
            "later": build_order(session, floor, ("MUG", 3), ref="later"),
        }


@pytest.fixture
def server(tmp_path, database_url, orders):
    home = tmp_path / "home"
    home.mkdir()
    with running_warehouse(home, "--no-tls", "--no-demo", DATABASE_URL=database_url) as running:
        yield running.address.replace("https", "http")


@pytest.fixture
def person(chromium, server, db, floor):
    """Open a handheld of somebody who is signed in."""
    made = []

    def come(name):
        one = Person(chromium, server)
        with db.command() as session:
            said = open_session(session, floor.users[name], floor.site)
        names = zip((SESSION_COOKIE, DEVICE_COOKIE), said, strict=True)
        one.context.add_cookies([{"name": n, "value": v, "url": server} for n, v in names])
        made.append(one)
        return one

    yield come
    for one in made:
        one.leave()


def put_on_the_floor(db, floor, *orders, method):
    with db.command() as session:
        return release(session, floor, *orders, method=method)


def take(picker, name, button="Take this"):
    picker.open("/pick")
    card = picker.page.get_by_role("listitem").filter(has_text=name)
    card.first.get_by_role("button", name=button).click()
    expect(picker.page.locator("#scan")).to_be_visible()


def finish(picker):
    picker.wedge("B-PACK-1")
    picker.page.wait_for_url("**/pick")


def next_bin(picker):
    return picker.page.locator(".stage .bin").inner_text().strip()


def fates(db):
    with db.read() as session:
        return dict(session.execute(select(Order.channel_order_id, Order.state)).all())


def test_a_cart_with_a_lot_and_a_short(db, floor, orders, person):
    (trip,) = put_on_the_floor(db, floor, orders["tea"], orders["mugs"], method="cluster")
    pia = person("Picker")
    take(pia, f"Cart {trip}")
    pia.sees("slot 1, A, red")
    pia.scan("T-0001", reads="slot 1, A, red")
    pia.scan("T-0002", reads="slot 2, B, blue")
    for _ in range(2):
        if next_bin(pia) == "B-01-1":
            pia.scan("B-B-01-1")
            pia.scan(TEA, reads="1 of 2 in hand")
            pia.scan(TEA, reads="2 in hand")
            pia.scan("T-0002", hears="refused", reads="goes into T-0001")
            pia.scan("T-0001", reads="2 in T-0001")
        else:
            pia.scan("B-A-01-1")
            pia.scan(MUG, reads="1 of 3 in hand")
            pia.page.locator("summary", has_text="Short").click()
            pia.press("Too few")
            expect(pia.page.locator("[data-signal=look]")).to_be_visible()
            pia.scan("T-0002", reads="1 in T-0002")
    pia.sees("2 totes")
    finish(pia)
    told = fates(db)
    assert (told["tea"], told["mugs"]) == ("picked", "picked")
    with db.read() as session:
        case = session.execute(select(Shortage.order_id, Shortage.units)).one()
    assert tuple(case) == (orders["mugs"], 2)


def test_two_zones_are_joined_at_packing(db, floor, orders, person):
    put_on_the_floor(db, floor, orders["both"], method="zone")
    picked = {"A": ("T-0001", "A-01-1", MUG), "B": ("T-0002", "B-01-1", TEA)}
    for name, (zone, (tote, bin_code, code)) in zip(("Picker", "Zoe"), picked.items(), strict=True):
        picker = person(name)
        take(picker, f"Zone {zone}")
        picker.scan(tote)
        picker.scan(f"B-{bin_code}")
        picker.scan(code)
        picker.scan(tote)
        if zone == "A":
            finish(picker)
            assert fates(db)["both"] == "released"
        else:
            finish(picker)
    assert fates(db)["both"] == "picked"
    kim = person("Packer")
    kim.open("/pack")
    kim.sees("T-0001, T-0002")
    kim.scan("T-0002", reads="both")
    kim.sees("Mug, red", "Tea, green")
    kim.scan(MUG)
    kim.scan(TEA)
    kim.press("Close carton 1")
    kim.press("Finish")
    expect(kim.page.locator("#carrier")).to_be_visible()


def test_a_trip_is_handed_over_in_the_middle_of_a_line(db, floor, orders, person):
    put_on_the_floor(db, floor, orders["later"], method="single")
    pia, zoe = person("Picker"), person("Zoe")
    take(pia, "later")
    pia.scan("T-0003")
    pia.scan("B-A-01-1")
    pia.scan(MUG, reads="1 of 3 in hand")
    pia.press("Pause")
    pia.page.wait_for_url("**/pick")
    take(zoe, "later", button="Take over")
    zoe.sees("2 more", "1 of 3 in your hand")
    zoe.scan(MUG, reads="2 of 3 in hand")
    zoe.scan(MUG, reads="3 in hand")
    zoe.scan("T-0003", reads="3 in T-0003")
    finish(zoe)
    assert fates(db)["later"] == "picked"
