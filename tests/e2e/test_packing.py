"""The packing station in a real browser: put wall, single items, weights, a cancelled order."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import select

from tests.support.browser import TABLET, Person
from tests.support.builders import Floor, build_bin, build_item, build_place, stock
from tests.support.orders import Hand, actor_of, build_order, release
from tests.support.packing import MUG, build_carton_types, build_picked, measure
from tests.support.processes import running_warehouse, warehouse
from warehouse.cartons.rules import Limits
from warehouse.cartons.service import save_limits
from warehouse.catalog.models import Item
from warehouse.db.uow import Database
from warehouse.kernel import clock
from warehouse.locations.models import VIRTUAL, Place
from warehouse.locations.queries import site_id_of
from warehouse.orders.models import Order
from warehouse.packing.models import Carton, CartonPhoto
from warehouse.people import service as people
from warehouse.picking import service as picking
from warehouse.putback.models import PutBackTask

pytestmark = pytest.mark.browser

SPOON, BOWL = "09521234000044", "09521234000051"
PIN = "4711"
SCALES = """
Object.defineProperty(navigator, "serial", { value: {
  getPorts: async () => [{
    open: async () => {}, close: async () => {},
    readable: new ReadableStream({ start(line) {
      line.enqueue(new TextEncoder().encode("US,GS,+ 0.4"));
      line.enqueue(new TextEncoder().encode("10 kg\\r\\nST,GS,+  0.905 kg\\r\\n"));
    } }),
  }],
} });
"""


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/warehouse.sqlite3"


@pytest.fixture
def database(tmp_path, url):
    done = warehouse("init", "--site", "HQ", "--name", "HQ", "--gs1-prefix", "9521234", "--admin",
                     "Ada", "--username", "ada", "--pin", "2580", "--password", "correct horse",
                     home=tmp_path, DATABASE_URL=url)  # fmt: skip
    assert done.returncode == 0, done.stderr
    opened = Database(url)
    yield opened
    opened.dispose()


@pytest.fixture
def floor(database):
    """Mugs of 350 g, bowls of 400 g and spoons of unknown weight; carton types S, M and L."""
    with database.command() as session:
        floor = Floor(site=site_id_of(session, "HQ"))
        for place in session.execute(select(Place).where(Place.site_id == floor.site)).scalars():
            floor.places[place.kind if place.kind in VIRTUAL else place.code] = place.id
        for tote in ("T-0001", "T-0002", "T-0003", "T-0004"):
            build_place(session, floor, "tote", tote)
        things = (("MUG", MUG, 350), ("BOWL", BOWL, 400), ("SPOON", SPOON, None))
        for n, (sku, code, weight) in enumerate(things, start=1):
            build_bin(session, floor, f"A-0{n}-1")
            item_id = build_item(session, floor, sku, name=sku.title(), barcode=code)
            measure(session, floor, sku, 100, 100, 90)
            session.get(Item, item_id).weight_g = weight
            stock(session, floor, sku, f"A-0{n}-1", 20)
        build_carton_types(session, floor)
        for name, *roles in (("Kim", "packer"), ("Sue", "supervisor"), ("Pia", "picker")):
            user = people.create_user(
                session, site_id=floor.site, name=name, roles=roles, pin=PIN, badge=name.upper()
            )
            floor.users[name] = user.id
    return floor


@pytest.fixture
def server(tmp_path, url, floor):
    with running_warehouse(tmp_path, "--no-tls", "--no-demo", DATABASE_URL=url) as running:
        running.address = running.address.replace("https", "http")
        yield running


@pytest.fixture
def kim(chromium, server):
    person = Person(chromium, server.address, TABLET)
    person.context.add_init_script(SCALES)
    person.badge_in("U-KIM", PIN)
    person.open("/pack")
    yield person
    person.leave()


def state(database, order):
    with database.read() as session:
        return session.execute(select(Order.state).where(Order.id == order)).scalar_one()


def test_a_batch_is_sorted_on_the_put_wall_and_single_items_take_one_scan(kim, database, floor):
    with database.command() as session:
        wall = [
            build_picked(session, floor, *lines, ref=ref, tote="T-0001", is_shared=True)
            for ref, lines in (("W-1", [("MUG", 1), ("BOWL", 1)]), ("W-2", [("MUG", 2)]))
        ]
        single = build_picked(session, floor, ("BOWL", 1), ref="ONE", tote="T-0002")
        session.get(Order, single).gift_message = "Para Ana"
    kim.open("/pack")
    kim.sees("Put wall T-0001", "2 orders")
    kim.scan("T-0001", reads="Put wall")
    kim.scan(MUG, reads="1 · A · red")
    lit = kim.page.locator(".wall__place--lit")
    expect(lit).to_contain_text("Red")
    kim.scan(SPOON, hears="refused", reads="This is Spoon")
    kim.scan(BOWL, reads="1 · A · red is complete")
    kim.press("Undo")
    kim.sees("waits to be packed again")
    kim.scan(BOWL, reads="1 · A · red is complete")
    kim.scan(MUG, reads="2 · B · blue")
    kim.scan(MUG, reads="2 · B · blue is complete")
    assert [state(database, order) for order in wall] == ["packed", "packed"]

    kim.open("/pack")
    kim.page.get_by_role("link", name="Single items").click()
    kim.scan(BOWL, reads="ONE is packed")
    kim.sees("Carton S", "Para Ana")
    assert state(database, single) == "packed"
    kim.scan(BOWL, hears="refused", reads="No picked order waits for one Bowl")
    with database.read() as session:
        place = session.execute(select(Carton.place_id).where(Carton.order_id == single))
        path = f"/pack/cartons/{place.scalar_one()}/label.pdf"
    assert kim.fetch(path)[1].startswith(b"%PDF")
    is_weighed_where_the_site_weighs_every_carton(kim, database, floor)


def is_weighed_where_the_site_weighs_every_carton(kim, database, floor):
    with database.command() as session:
        save_limits(session, floor.site, Limits(weighs_all=True))
        order = build_picked(session, floor, ("MUG", 1), ref="HEAVY", tote="T-0003")
    kim.open("/pack/singles")
    kim.scan(MUG, reads="Put it on the scales")
    kim.sees("It should weigh 450 g")
    kim.press("Read the scales")
    expect(kim.page.locator("#weight")).to_have_value("ST,GS,+  0.905 kg")
    kim.press("Close carton 1")
    kim.sees("Why the weight is right")
    kim.scan(BOWL, hears="refused", reads="HEAVY is not closed yet")
    kim.scan("ST,GS,+  0.452 kg", reads="HEAVY is packed")
    assert state(database, order) == "packed"


def test_two_cartons_one_of_the_wrong_weight_and_an_order_cancelled_at_the_table(
    chromium, server, kim, database, floor
):
    with database.command() as session:
        two = build_picked(session, floor, ("MUG", 2), ("SPOON", 1), ref="TWO", tote="T-0003")
    kim.scan("T-0003")
    kim.sees("Take M", "The smallest that holds all")
    kim.scan(MUG, reads="1 of 2")
    kim.page.locator("summary", has_text="Carton").click()
    kim.press("L · 600 × 400 × 400")
    kim.sees("It is suggested next time")
    kim.scan(MUG, reads="2 of 2")
    photo = io.BytesIO()
    Image.new("RGB", (2000, 1500), "brown").save(photo, "JPEG")
    kim.page.locator("summary", has_text="Photo").click()
    shot = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
    kim.page.locator("input[name=photo]").set_input_files(shot)
    kim.press("Keep it")
    expect(kim.page.locator("img.shot")).to_be_visible()
    kim.page.get_by_role("link", name="Close", exact=True).click()
    # The tare of L and two mugs are 1200 g; the scales over the serial line say 905.
    kim.press("Read the scales")
    expect(kim.page.locator("#weight")).to_have_value("ST,GS,+  0.905 kg")
    kim.press("Close carton 1")
    kim.sees("should weigh 1200 g")
    kim.page.locator("#reason").fill("Handles are off")
    kim.press("Close carton 1")
    kim.sees("you packed it yourself")
    sue = Person(chromium, server.address, TABLET)
    sue.badge_in("U-SUE", PIN)
    sue.open(f"/pack/orders/{two}?mode=close&carton=1")
    sue.page.locator("#weight").fill("905")
    sue.press("Close carton 1")
    sue.page.locator("#reason").fill("Handles are off, I have seen it")
    sue.press("Close carton 1")
    sue.sees("Carton 1 closed")
    sue.leave()
    kim.open(f"/pack/orders/{two}")
    kim.scan(SPOON, reads="carton 2")
    kim.scan("ST,GS,+  0.130 kg", reads="Spoon weighs 30 g from now on")
    kim.press("Finish")
    expect(kim.page.locator("#carrier")).to_be_visible()
    with database.read() as session:
        assert session.execute(select(CartonPhoto)).scalars().one().content.startswith(b"\xff\xd8")
    is_stopped_when_cancelled(kim, database, floor)


def is_stopped_when_cancelled(kim, database, floor):
    gone = picked_by_hand(database, floor)
    kim.open("/pack")
    kim.scan("T-0004")
    kim.scan(MUG, reads="1 of 2")
    with database.command() as session:
        picking.call_off(session, floor.site, gone, now=clock.now(), user_id=None)
    kim.scan(MUG, hears="refused", reads="STOP. Order GONE was cancelled")
    with database.read() as session:
        tasks = session.execute(select(PutBackTask).where(PutBackTask.order_id == gone)).scalars()
        reasons = [task.reason for task in tasks]
    assert len(reasons) == 2, "of the tote and of the carton"
    assert all("GONE was cancelled" in reason for reason in reasons)


def picked_by_hand(database, floor):
    """An order that somebody really picked: its put-back knows the way home."""
    with database.command() as session:
        order = build_order(session, floor, ("MUG", 2), ref="GONE")
        (task,) = release(session, floor, order)
    pia = Hand(database, actor_of(floor, "Pia", "picker"))
    for verdict in (
        pia.claim(task), pia.scan("T-0004"), pia.scan("B-A-01-1"), pia.scan(MUG), pia.scan(MUG),
        pia.scan("T-0004"), pia.scan("B-PACK-1"),
    ):  # fmt: skip
        assert verdict.status == "posted", verdict.answer
    return order
