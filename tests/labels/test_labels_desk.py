"""The label desk: what is printed is what a scan of it means."""

import itertools
from datetime import date

import pypdfium2
import pytest
import zxingcpp

from tests.support.app import app as app  # noqa: PLC0414 - a fixture
from tests.support.app import client_as as client_as  # noqa: PLC0414 - a fixture
from tests.support.app import client_of, make_app
from tests.support.builders import build_item, build_site, stock
from tests.support.orders import build_order, release
from tests.support.packing import build_carton_types
from tests.support.paper import burnt, read
from warehouse.catalog.models import Barcode, Lot, Pack
from warehouse.labels.rules import printed_barcode
from warehouse.locations.rules import check_digits
from warehouse.people.rules import demo_pin
from warehouse.scanning.queries import resolve


def codes_in(content):
    """Return what all symbols of a PDF say."""
    document = pypdfium2.PdfDocument(content)
    try:
        images = [page.render(scale=4, grayscale=True).to_pil() for page in document]
    finally:
        document.close()
    return sorted(found.text for image in images for found in zxingcpp.read_barcodes(image))


def text_in(content):
    document = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


@pytest.fixture
def desk(client_as):
    return client_as("Supervisor")


@pytest.mark.parametrize(
    ("kept", "printed"),
    [
        ("09521234000013", "9521234000013"),
        ("00012345678905", "012345678905"),
        ("00000096385074", "96385074"),
        ("19521234000010", "19521234000010"),
        ("MUG-BLUE", "MUG-BLUE"),
    ],
)
def test_a_gtin_is_printed_as_the_trade_prints_it(kept, printed):
    assert printed_barcode(kept) == printed


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["B-A-01-1", "B-A-01-2", "B-A-02-1", "B-B-01-1"]),
        ("zone=B", ["B-B-01-1"]),
        ("zone=A&aisle=2", ["B-A-02-1"]),
        ("code=a-01-2", ["B-A-01-2"]),
    ],
)
def test_bins_by_zone_aisle_or_code(desk, query, codes):
    answer = desk.get(f"/labels/bins.pdf?{query}")
    assert answer.mimetype == "application/pdf"
    assert codes_in(answer.data) == codes


def test_items_bear_their_barcode_or_else_their_sku(db, floor, desk):
    with db.command() as session:
        build_item(session, floor, "PLAIN", name="A plain thing")
    assert codes_in(desk.get("/labels/items.pdf?sku=PLAIN").data) == ["PLAIN"]
    assert codes_in(desk.get("/labels/items.pdf?sku=mu").data) == ["9521234000013"]
    assert len(codes_in(desk.get("/labels/items.pdf").data)) == 4


@pytest.mark.parametrize("size", ["100x50", "57x32"])
def test_the_same_labels_come_as_zpl_for_the_printers_dots(desk, size):
    answer = desk.get(f"/labels/bins.pdf?code=A-01-1&as=zpl&dpi=300&size={size}")
    assert answer.mimetype == "application/zpl"
    (picture,) = burnt(answer.data)
    assert read(picture) == ["B-A-01-1"]
    assert desk.get("/labels/bins.pdf?dpi=1000").status_code == 422
    assert desk.get("/labels/bins.pdf?size=A4").status_code == 422


def test_a_bins_check_digits_stand_on_its_label(desk):
    assert f"check {check_digits('A-01-1')}" in text_in(
        desk.get("/labels/bins.pdf?code=A-01-1").data
    )
    digits = [check_digits(f"A-{bay:02}-{level}") for bay in range(40) for level in range(1, 6)]
    assert all(len(said) == 2 for said in digits)
    assert sum(one == other for one, other in itertools.pairwise(digits)) < 10


def test_packs_lots_and_cart_slots_have_labels(db, floor, desk):
    with db.command() as session:
        item = build_item(session, floor, "OIL", name="Oil")
        pack = Pack(item_id=item, name="Case", units=12)
        session.add(pack)
        session.flush()
        session.add(Barcode(code="10614141000415", pack_id=pack.id))
        session.add(Lot(item_id=item, code="L7", expires_on=date(2027, 1, 31)))
    assert codes_in(desk.get("/labels/packs.pdf?sku=OIL").data) == ["10614141000415"]
    assert codes_in(desk.get("/labels/lots.pdf?sku=OIL").data) == ["L7"]
    slots = desk.get("/labels/slots.pdf?cart=c-12&slots=3").data
    assert codes_in(slots) == ["C-12/1", "C-12/2", "C-12/3"]


def test_carton_types_have_labels_that_take_them(db, floor, desk):
    with db.command() as session:
        build_carton_types(session, floor)
    assert codes_in(desk.get("/labels/cartons.pdf").data) == ["K-L", "K-M", "K-S"]
    content = desk.get("/labels/cartons.pdf?carton=k-m&size=100x50").data
    assert codes_in(content) == ["K-M"]
    assert "Inside 300 × 200 × 200 mm" in text_in(content)
    (picture,) = burnt(desk.get("/labels/cartons.pdf?carton=S&as=zpl").data)
    assert read(picture) == ["K-S"]
    assert "3 in use" in desk.get("/labels").get_data(as_text=True)


def test_totes_and_badges(desk):
    assert codes_in(desk.get("/labels/totes.pdf?tote=T-0002").data) == ["T-0002"]
    answer = desk.get("/labels/badges.pdf?name=Pick")
    assert codes_in(answer.data) == ["U-PICKER"]
    assert "PIN" not in text_in(answer.data)


def test_what_is_printed_is_found_again_by_a_scan(db, floor, desk):
    for path in ("bins", "totes", "items"):
        for code in codes_in(desk.get(f"/labels/{path}.pdf").data):
            with db.read() as session:
                seen = resolve(session, floor.site, code)
            assert seen.place or seen.item, code


def test_nothing_that_fits_is_a_sentence(desk):
    answer = desk.get("/labels/bins.pdf?code=nowhere")
    assert answer.status_code == 422
    assert "nothing to print" in answer.get_data(as_text=True)


def test_another_sites_bins_and_people_are_not_printed(db, app, floor, desk):
    with db.command() as session:
        build_site(session, "ELSEWHERE")
    assert len(codes_in(desk.get("/labels/badges.pdf").data)) == 5


def test_the_desk_says_what_there_is(desk):
    page = desk.get("/labels").get_data(as_text=True)
    assert "4 bins" in page
    assert "3 totes" in page
    assert "5 people" in page
    assert "try-it" not in page


@pytest.mark.parametrize("name", ["Picker", "Packer", "Counter"])
@pytest.mark.parametrize("path", ["/labels", "/labels/badges.pdf", "/labels/try-it.pdf"])
def test_the_floor_prints_no_labels(client_as, name, path):
    assert client_as(name).get(path).status_code == 403


def test_there_is_no_try_it_sheet_where_people_are_real(desk):
    assert desk.get("/labels/try-it.pdf").status_code == 404


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_try_it_sheet_is_a_demo_to_be_played(db, floor, database_url, tmp_path, paper):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 5)
        order = build_order(session, floor, ("MUG", 2), ref="1")
        release(session, floor, order)
    app = make_app(database_url, tmp_path, demo=True)
    client = client_of(app, floor.users["Supervisor"], floor.site)
    assert "Try-it sheet" in client.get("/labels").get_data(as_text=True)
    content = client.get(f"/labels/try-it.pdf?paper={paper}").data
    codes = codes_in(content)
    for code in ("U-PICKER", "U-PACKER", "T-0001", "B-A-01-1", "B-PACK-1", "9521234000013"):
        assert code in codes
    assert "B-A-02-1" not in codes
    assert demo_pin("PICKER") in text_in(content)
    app.extensions["database"].dispose()
