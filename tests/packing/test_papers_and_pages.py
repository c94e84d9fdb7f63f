"""Packing over HTTP: pages, the carton label, the packing slip, and when there are none yet."""

import re
from datetime import date

import pypdfium2
import pytest
import zxingcpp
from sqlalchemy import select

from tests.support.app import app as app  # noqa: PLC0414 - a fixture
from tests.support.app import client_of, make_app
from tests.support.builders import build_lot, build_site, build_user, stock
from tests.support.packing import build_picked
from warehouse.kernel.ids import new_event_id
from warehouse.orders.models import Order
from warehouse.packing.models import Carton

MUG = "09521234000013"
TEA = "09521234000020"
CAMERA = "09521234000037"


def read_pdf(content):
    """Return the text of all pages and what the symbols on the first one say."""
    document = pypdfium2.PdfDocument(content)
    try:
        said = "\n".join(page.get_textpage().get_text_range() for page in document)
        image = document[0].render(scale=4, grayscale=True).to_pil()
        return said, [found.bytes.decode() for found in zxingcpp.read_barcodes(image)]
    finally:
        document.close()


class Browser:
    """A signed-in packer's browser, without JavaScript."""

    def __init__(self, client, order):
        self.client, self.order = client, order

    def act(self, kind, **fields):
        form = {"kind": kind, "event_id": str(new_event_id()), "order": self.order, **fields}
        return self.client.post("/act", data=form)

    def scan(self, code, carton=0):
        return self.act("pack.scan", carton=carton, code=code)

    def close(self, carton=1, weight="", reason=""):
        return self.act("pack.close", carton=carton, weight_g=weight, reason=reason)

    def ship(self, carrier="UPS", tracking="1Z999AA10123456784", method=""):
        return self.act("ship.confirm", carrier=carrier, tracking=tracking, method=method)

    def get(self, path):
        return self.client.get(path)

    def slip(self, paper="A4"):
        return self.get(f"/pack/orders/{self.order}/slip.pdf?paper={paper}")


@pytest.fixture
def browser(app, floor, order):
    return Browser(client_of(app, floor.users["Packer"], floor.site), order)


def label_of(db, number=1):
    with db.read() as session:
        found = session.execute(
            select(Carton.place_id).where(Carton.number == number).order_by(Carton.place_id.desc())
        ).scalars()
        return f"/pack/cartons/{next(found)}/label.pdf"


def sscc_of(db, number=1):
    with db.read() as session:
        return session.execute(select(Carton.sscc).where(Carton.number == number)).scalar_one()


def words(response):
    return re.sub(r"\s+", " ", response.get_data(as_text=True))


def test_the_start_lists_what_waits_and_opens_it(browser):
    page = words(browser.get("/pack"))
    assert "111-1" in page
    assert "4 pieces · T-0001 at PACK-1" in page
    page = browser.client.post(
        "/act", data={"kind": "pack.open", "event_id": str(new_event_id()), "code": "T-0001"}
    )
    assert page.status_code == 200
    assert "0 of 4 packed" in words(page)


def test_a_place_with_two_orders_lets_the_packer_choose(db, floor, browser):
    with db.command() as session:
        build_picked(session, floor, ("MUG", 1), ref="111-2", tote="T-0002")
        build_picked(session, floor, ("MUG", 1), ref="elsewhere", tote="T-0003")
        session.execute(Order.__table__.update().where(Order.channel_order_id == "elsewhere")
                        .values(state="packed"))  # fmt: skip
    page = words(browser.act("pack.open", code="B-PACK-1"))
    assert "Choose the order" in page
    assert "111-1" in page
    assert "111-2" in page


def test_the_table_shows_what_is_in_and_what_is_left(browser):
    page = words(browser.scan(MUG))
    assert "1 of 4 packed" in page
    assert "Scan into carton 1" in page
    assert 'data-signal="accepted"' in page
    refused = browser.scan(MUG[:-1] + "4")
    assert refused.status_code == 422
    assert 'data-signal="refused"' in words(refused)
    assert "1 of 4 packed" in words(refused)


def test_the_modes_of_the_table(browser, order):
    browser.scan(MUG)
    here = f"/pack/orders/{order}"
    assert "Take out of carton 1" in words(browser.get(f"{here}?mode=back&carton=1"))
    assert "Close carton 1" in words(browser.get(f"{here}?mode=close&carton=1"))
    assert "Scan into carton 1" in words(browser.get(f"{here}?mode=nonsense&carton=x"))


def test_a_refused_weight_asks_why(browser):
    browser.scan(MUG)
    page = words(browser.close(weight="900"))
    assert "Why the weight is right" in page
    assert 'value="900"' in page
    page = words(browser.close(weight="900", reason="in a wooden box"))
    assert "A supervisor or a colleague looks into it" in page
    assert 'value="in a wooden box"' in page


def test_there_is_no_label_before_everything_is_verified(db, browser):
    browser.scan(MUG)
    refused = browser.get(label_of(db))
    assert refused.status_code == 422
    assert "carton 1 is still open" in words(refused)
    browser.close()
    refused = browser.get(label_of(db))
    assert refused.status_code == 422
    assert "3 picked units are not in a closed carton" in words(refused)
    for code in (MUG, MUG, TEA):
        browser.scan(code)
    assert browser.get(label_of(db)).status_code == 422
    browser.close(carton=2)
    assert browser.get(label_of(db)).mimetype == "application/pdf"


def test_a_decision_for_a_part_gives_the_label(db, browser):
    browser.scan(MUG)
    browser.close()
    assert "Finish without them" in words(browser.get(f"/pack/orders/{browser.order}"))
    browser.act("pack.finish", partial=1)
    said, codes = read_pdf(browser.get(label_of(db)).data)
    assert "1 of 1" in said
    assert codes


@pytest.mark.parametrize("size", ["100x150", "4x6in"])
def test_the_label_carries_the_address_and_a_readable_sscc(db, browser, size):
    for code in (MUG, MUG, MUG, TEA):
        browser.scan(code)
    browser.close(weight="420")
    said, codes = read_pdf(browser.get(f"{label_of(db)}?size={size}").data)
    for word in ("Test Recipient", "1 Example St", "62701", "111-1", "1 of 1", "420 g"):
        assert word in said
    assert codes == [f"00{sscc_of(db)}"]


def test_a_label_of_an_unknown_size_is_refused(db, browser):
    for code in (MUG, MUG, MUG, TEA):
        browser.scan(code)
    browser.close()
    assert browser.get(f"{label_of(db)}?size=a5").status_code == 422


def test_there_is_no_slip_before_the_order_is_finished(browser):
    browser.scan(MUG)
    refused = browser.slip()
    assert refused.status_code == 422
    assert "it is not finished" in words(refused)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_slip_names_lots_serials_cartons_and_what_follows(db, floor, browser, paper):
    with db.command() as session:
        build_lot(session, floor, "TEA", "L9", expires_on=date(2026, 7, 1))
        build_lot(session, floor, "CAM", "SN-7", serial=True)
        stock(session, floor, "TEA", "B-01-1", 2, lot="L9")
        stock(session, floor, "CAM", "A-02-1", 1, lot="SN-7")
        browser.order = build_picked(
            session, floor, ("MUG", 2), ("TEA", 2), ("CAM", 1), ref="777-A", tote="T-0002"
        )
    for code in (MUG, TEA, TEA, CAMERA, "SN-7"):
        assert browser.scan(code).status_code == 200
    browser.close()
    browser.act("pack.finish", partial=1)
    said, codes = read_pdf(browser.slip(paper).data)
    for word in ("777-A", "Mug, red", "Lot: L9", "Serial: SN-7", "1 to follow",
                 sscc_of(db), "4 units in this shipment", "Site HQ"):  # fmt: skip
        assert word in said
    again = browser.ship()
    assert again.status_code == 200
    after, _ = read_pdf(browser.slip(paper).data)
    assert after == said
    assert set(codes) == {"777-A"}


def test_a_second_shipment_has_a_slip_and_labels_of_its_own(db, browser):
    browser.scan(MUG)
    browser.close()
    browser.act("pack.finish", partial=1)
    browser.ship()
    for code in (MUG, MUG, TEA):
        browser.scan(code)
    browser.close(carton=2)
    browser.act("pack.finish", partial=0)
    said, _ = read_pdf(browser.slip().data)
    assert "3 units in this shipment" in said
    assert sscc_of(db, 1) not in said
    said, codes = read_pdf(browser.get(label_of(db, 2)).data)
    assert "1 of 1" in said
    assert codes == [f"00{sscc_of(db, 2)}"]
    browser.ship(tracking="1Z-SECOND")
    assert "has left" in words(browser.get(f"/pack/orders/{browser.order}"))
    said, _ = read_pdf(browser.slip().data)
    assert "3 units in this shipment" in said


def test_packed_orders_wait_for_their_carrier_and_leave(db, browser, order):
    for code in (MUG, MUG, MUG, TEA):
        browser.scan(code)
    browser.close()
    assert "is packed" in words(browser.act("pack.finish", partial=0))
    assert "111-1" in words(browser.get("/pack/ship"))
    assert "Tracking number" in words(browser.act("pack.open", code=f"00{sscc_of(db)}"))
    refused = browser.ship(carrier="Acme", tracking="no")
    assert refused.status_code == 422
    assert 'value="Acme"' in words(refused)
    page = words(browser.ship())
    assert "has left" in page
    assert "Nothing to ship" in page
    said, _ = read_pdf(browser.get(label_of(db)).data)
    assert "UPS" in said
    page = words(browser.get(f"/pack/orders/{order}"))
    assert "1Z999AA10123456784" in page


def test_a_cancelled_order_has_no_papers(db, browser, order):
    for code in (MUG, MUG, MUG, TEA):
        browser.scan(code)
    browser.close()
    with db.command() as session:
        session.get(Order, order).state = "cancelled"
    for path in (label_of(db), f"/pack/orders/{order}/slip.pdf"):
        refused = browser.get(path)
        assert refused.status_code == 422
        assert "STOP" in words(refused)
    assert "STOP" in words(browser.get(f"/pack/orders/{order}"))


def test_another_site_sees_nothing_of_it(db, app, browser, order):
    browser.scan(MUG)
    with db.command() as session:
        there = build_site(session, "ELSEWHERE")
        stranger = build_user(session, there, "Stranger", "packer")
    client = client_of(app, stranger, there.site)
    for path in (f"/pack/orders/{order}", label_of(db), f"/pack/orders/{order}/slip.pdf"):
        assert client.get(path).status_code == 404
    answer = client.post("/events", json={"events": [{
        "id": str(new_event_id()), "kind": "pack.scan",
        "body": {"order": order, "carton": 0, "code": MUG},
    }]})  # fmt: skip
    assert answer.json["events"][0]["status"] == "rejected"


def test_a_picker_packs_nothing(app, floor, order):
    client = client_of(app, floor.users["Picker"], floor.site)
    assert client.get("/pack").status_code == 403
    assert Browser(client, order).scan(MUG).status_code == 403


@pytest.mark.parametrize("path", ["/pack", "/pack/ship"])
def test_the_demo_shows_the_codes_of_the_step(floor, order, database_url, tmp_path, path):
    app = make_app(database_url, tmp_path, demo=True)
    client = client_of(app, floor.users["Packer"], floor.site)
    assert client.get(path).status_code == 200
    page = words(client.get("/pack"))
    assert 'data-demo-code="T-0001"' in page
    page = words(client.get(f"/pack/orders/{order}"))
    assert f'data-demo-code="{MUG}"' in page
    app.extensions["database"].dispose()
