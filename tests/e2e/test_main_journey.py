"""From a real Amazon file to its confirmation, by people with browsers, on both databases."""

import io
import json

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import expect
from sqlalchemy import select

from tests.support.browser import TABLET, Person
from tests.support.journey import BLUE, PIN, RED, SPOON, TEA_KIT, furnish
from tests.support.processes import running_warehouse, warehouse
from warehouse.db.uow import Database
from warehouse.ledger.queries import history, story
from warehouse.locations.models import Place, Site
from warehouse.orders.models import Order
from warehouse.packing.models import Carton
from warehouse.picking.models import PickTask

pytestmark = pytest.mark.browser

MUGS, TEA = "111-0000001-0000001", "701-0000002-0000002"
TRACKING = "1Z999AA10123456784"


@pytest.fixture
def home(tmp_path):
    path = tmp_path / "home"
    path.mkdir()
    return path


@pytest.fixture
def server(home, database_url):
    furnish(home, database_url)
    with running_warehouse(home, "--no-tls", "--no-demo", DATABASE_URL=database_url) as running:
        running.address = running.address.replace("https", "http")
        yield running


def one(database_url, statement):
    database = Database(database_url)
    with database.read() as session:
        found = session.execute(statement).scalars().one()
    database.dispose()
    return found


def order_of(database_url, ref):
    return one(database_url, select(Order).where(Order.channel_order_id == ref))


def release_both(chromium, server):
    ada = Person(chromium, server.address, TABLET)
    ada.password_in("ada", "correct horse")
    ada.open("/orders")
    for box in ada.page.get_by_role("checkbox").all():
        box.check()
    ada.press("Release the ticked orders")
    ada.page.wait_for_url("**/pick/desk")
    ada.sees(MUGS, TEA)
    return ada


def take(picker, ref):
    picker.open("/pick")
    card = picker.page.get_by_role("listitem").filter(has_text=ref)
    card.get_by_role("button").click()
    expect(picker.page.locator("#scan")).to_be_visible()


def finish(picker):
    """Put the tote down; once all is sent, the handheld shows what else there is."""
    picker.wedge("B-PACK-1")
    picker.page.wait_for_url("**/pick")
    picker.sees("Pick")


def pick_the_mugs(pia):
    """Two red, one blue; with a wrong bin, a wrong item, a double scan and a short pick."""
    take(pia, MUGS)
    pia.scan("T-0001", reads="T-0001 is yours")
    pia.sees("A-01-01")
    pia.scan("B-A-01-02", hears="refused", reads="You are at A-01-02. Go to A-01-01")
    pia.scan("B-A-01-01")
    pia.scan(BLUE, hears="refused", reads="Mug, blue, 11 oz; it lives in A-01-02")
    pia.scan(RED, reads="1 of 2 in hand")
    pia.page.locator("summary", has_text="Short").click()
    pia.press("Too few")
    expect(pia.page.locator("[data-signal=look]")).to_contain_text("another bin gives them")
    pia.scan("T-0001", reads="1 in T-0001")
    pia.sees("A-01-02")
    pia.scan("B-A-01-02")
    pia.scan(BLUE)
    pia.scan(BLUE, hears="refused", reads="only 1 more")
    pia.scan("T-0001")
    pia.sees("A-02-01")
    pia.scan("B-A-02-01")
    pia.scan(RED)
    pia.scan("T-0001")
    pia.sees("packing")
    finish(pia)


def pick_the_tea(paul):
    take(paul, TEA)
    paul.scan("T-0002")
    paul.scan("B-B-01-01")
    paul.scan(f"]C101{TEA_KIT.zfill(14)}17270630" + "10L-77", reads="1 in hand")
    paul.scan("T-0002")
    finish(paul)


def pack(kim, tote, codes, foreign=None):
    kim.open("/pack")
    kim.scan(tote)
    for code in codes:
        kim.scan(code)
        if foreign:
            kim.scan(foreign[0], hears="refused", reads=foreign[1])
            foreign = None
    kim.press("Close carton 1")
    kim.press("Finish")
    expect(kim.page.locator("#carrier")).to_be_visible()


def text_and_codes(pdf):
    """Read a PDF back as a customer and a scanner would: its words, and its symbols."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    words, codes = [], set()
    for page in document:
        text = page.get_textpage()
        words.append(text.get_text_bounded())
        text.close()
        image = page.render(scale=300 / 72).to_pil()
        codes |= {found.text for found in zxingcpp.read_barcodes(image)}
        page.close()
    document.close()
    return " ".join(words), codes


def ship(kim, order, carrier, tracking):
    kim.open(f"/pack/orders/{order.id}")
    kim.page.locator("#carrier").fill(carrier)
    kim.page.locator("#f-tracking").fill(tracking)
    kim.press("It has left")
    kim.sees(f"{order.channel_order_id} has left")


def test_from_amazons_file_to_its_confirmation(chromium, server, home, database_url):
    ada = release_both(chromium, server)
    pia = Person(chromium, server.address)
    pia.badge_in("U-PIA", PIN)
    pick_the_mugs(pia)
    paul = Person(chromium, server.address)
    paul.badge_in("U-PAUL", PIN)
    pick_the_tea(paul)

    mugs, tea = order_of(database_url, MUGS), order_of(database_url, TEA)
    kim = Person(chromium, server.address)
    kim.badge_in("U-KIM", PIN)
    kim.open("/pack")
    kim.scan("T-0001")
    kim.scan(RED)
    carton = one(database_url, select(Carton).where(Carton.order_id == mugs.id))
    status, answer = kim.fetch(f"/pack/cartons/{carton.place_id}/label.pdf")
    assert status == 422, "no label before all is verified"
    assert b"%PDF" not in answer
    pack(kim, "T-0001", [BLUE, RED], foreign=(SPOON, "Spoon"))
    pack(kim, "T-0002", [TEA_KIT])

    carton = one(database_url, select(Carton).where(Carton.order_id == mugs.id))
    status, label = kim.fetch(f"/pack/cartons/{carton.place_id}/label.pdf")
    assert status == 200
    words, codes = text_and_codes(label)
    assert f"00{carton.sscc}" in {code.replace("(00)", "00") for code in codes}
    assert "Test Recipient One" in words
    status, slip = kim.fetch(f"/pack/orders/{tea.id}/slip.pdf?paper=Letter")
    words, codes = text_and_codes(slip)
    assert status == 200
    assert TEA in codes
    assert "Conjunto de chá “4 peças”" in words or 'Conjunto de chá "4 peças"' in words
    assert "L-77" in words

    ship(kim, mugs, "UPS", TRACKING)
    ship(kim, tea, "Correios", "AA123456785BR")
    written = warehouse("export", "confirmations", home=home, DATABASE_URL=database_url)
    rows = [line.split("\t") for line in written.stdout.splitlines()]
    assert rows[0] == [
        "order-id", "order-item-id", "quantity", "ship-date", "carrier-code", "carrier-name",
        "tracking-number", "ship-method",
    ]  # fmt: skip
    told = {(row[0], row[1], row[2], row[4], row[6]) for row in rows[1:]}
    assert told == {
        (MUGS, "10000000000001", "2", "UPS", TRACKING),
        (MUGS, "10000000000002", "1", "UPS", TRACKING),
        (TEA, "10000000000003", "1", "Other", "AA123456785BR"),
    }
    again = warehouse("export", "confirmations", home=home, DATABASE_URL=database_url)
    assert again.stdout == ""

    proof = warehouse("verify", home=home, DATABASE_URL=database_url)
    assert (proof.returncode, "holds" in proof.stdout) == (0, True)
    assert_the_ledger_tells_each_way(database_url, mugs)
    for person in (ada, pia, paul, kim):
        person.leave()


def assert_the_ledger_tells_each_way(database_url, mugs):
    """Every unit of the order: supplier → bin → tote → carton → customer, and who moved it."""
    database = Database(database_url)
    with database.read() as session:
        site_id = session.execute(select(Site.id)).scalar_one()
        ways = {}
        for move in history(session, site_id, limit=500):
            ways.setdefault((move.from_kind, move.to_kind), []).append(move)
        sold = [move for move in ways["carton", "customer"] if move.sku.startswith("MUG")]
        task = session.execute(select(PickTask).where(PickTask.order_id == mugs.id)).scalar_one()
        told = story(session, site_id, [f"pick_task:{task.id}"])
        bin_id = session.execute(select(Place.id).where(Place.code == "A-01-01")).scalar_one()
        left = history(session, site_id, place_id=bin_id)
    database.dispose()
    assert sum(move.quantity for move in sold) == 3
    assert {move.user_name for move in ways["bin", "tote"]} == {"Pia", "Paul"}
    assert {move.user_name for move in ways["tote", "carton"]} == {"Kim"}
    assert [(m.from_kind, m.to_kind, m.quantity) for m in left] == [
        ("bin", "tote", 1), ("supplier", "bin", 2),
    ]  # fmt: skip
    refused = [event["answer"]["code"] for event in told if event["outcome"] == "rejected"]
    assert refused == ["wrong_bin", "wrong_item", "over_pick"]
    assert json.dumps(told, default=str).count("too_few") == 1


def test_two_people_two_taps_and_the_back_button_have_one_result(chromium, server, database_url):
    release_both(chromium, server).leave()
    pia, paul = Person(chromium, server.address), Person(chromium, server.address)
    pia.badge_in("U-PIA", PIN)
    paul.badge_in("U-PAUL", PIN)
    paul.open("/pick")
    take(pia, MUGS)
    card = paul.page.get_by_role("listitem").filter(has_text=MUGS)
    card.get_by_role("button").click()
    paul.sees("Pia took this task a moment ago")

    pia.scan("T-0001")
    pia.scan("B-A-01-01")
    same = pia.context.new_page()
    same.goto(pia.page.url)
    pia.page.bring_to_front()
    pia.scan(RED)
    pia.scan(RED)
    # Both tabs confirm the same line with the tote: the second is told, and books nothing.
    same.reload()
    pia.scan("T-0001", reads="2 in T-0001")
    same.bring_to_front()
    same.locator("#scan").wait_for()
    same.keyboard.type("T-0001")
    same.keyboard.press("Enter")
    expect(same.locator("[data-signal=look]")).to_contain_text("Nothing was booked twice")
    same.close()

    # The same tap twice, faster than an answer: one event id, one undo.
    pia.page.bring_to_front()
    line = pia.page.locator("form[data-scan] input[name=line]").input_value()
    undo = pia.page.get_by_role("button", name="Undo")
    undo.dblclick()
    pia.sees("Put into your tote")
    pia.scan("T-0001", reads="2 in T-0001")
    assert pia.page.locator("form[data-scan] input[name=line]").input_value() == line

    # Back to the page that was drawn before the confirm, and the same scan again.
    pia.open("/pick")
    pia.page.go_back()
    pia.sees("A-01-02")
    pia.leave()
    paul.leave()
    task = one(database_url, select(PickTask).where(PickTask.tote_id.is_not(None)))
    assert task.state == "claimed"
