"""Finishing an order prints its papers without waiting for a printer; carriers' labels too."""

import io

import pytest
from PIL import Image
from sqlalchemy import select, update

from tests.support.app import app as app  # noqa: PLC0414 - a fixture
from tests.support.app import client_as as client_as  # noqa: PLC0414 - a fixture
from tests.support.paper import burnt, image_of, read, texts
from tests.support.printers import IMPATIENT, build_printer, fake_printer
from warehouse import offered
from warehouse.kernel import clock
from warehouse.orders.models import Order
from warehouse.packing.models import CarrierLabel, Carton
from warehouse.printers.models import PrintJob
from warehouse.printers.sender import print_next
from warehouse.printing.carrier_files import read_carrier_label
from warehouse.printing.drawing import Page, Room
from warehouse.printing.errors import BadCarrierLabel
from warehouse.printing.pdf import drawings_pdf
from warehouse.printing.symbols import code128

MUG = "09521234000013"
TEA = "09521234000020"
PRINTABLE_ZPL = b"^XA^FO20,20^BY3^BCN,100,Y,N,N^FD1Z999^FS^XZ"


def pack(packer):
    for code in (MUG, MUG, MUG, TEA):
        packer.scan(code)
    packer.scan("L1")
    assert packer.close().http_status == 200


@pytest.fixture
def zebra(db, floor):
    with fake_printer() as printer:
        with db.command() as session:
            build_printer(
                session, floor, printer.address, media="100x150",
                documents=("carton_label", "carrier_label"),
            )  # fmt: skip
        yield printer


@pytest.fixture
def office(db, floor):
    with fake_printer() as printer:
        with db.command() as session:
            build_printer(
                session, floor, printer.address, code="OFFICE", language="pdf", media="A4",
                documents=("packing_slip",),
            )  # fmt: skip
        yield printer


def print_all(db):
    while print_next(db, offered("COMPOSERS"), now=clock.now, patience=IMPATIENT):
        pass


def jobs(db):
    with db.read() as session:
        rows = session.execute(select(PrintJob).order_by(PrintJob.id)).scalars()
        return [(job.document, job.state, job.last_error) for job in rows]


def carton(db):
    with db.read() as session:
        return session.execute(select(Carton)).scalar_one()


def picture(size=(812, 1219), said="1Z999AA10123456784"):
    """A carrier's label as a PNG of 4 × 6 in at 203 dpi."""
    label = Image.new("L", size, 255)
    label.paste(image_of(code128(said), 3), (60, 200))
    content = io.BytesIO()
    label.save(content, "PNG", dpi=(203, 203))
    return content.getvalue()


def pdf_label(said="1Z999AA10123456784"):
    page = Page(101.6, 152.4)
    placed = page.place(code128(said), Room(5.0, 20.0, 90.0, 30.0))
    return drawings_pdf([page.drawing([placed], copy_at=(0, 0))], title="Carrier")


def attach(client, place_id, content, **more):
    return client.post(
        f"/pack/cartons/{place_id}/carrier-label",
        data={"file": (io.BytesIO(content), "label"), "order": "1"}, **more,
    )  # fmt: skip


def test_finishing_prints_labels_and_slip_once_each(db, packer, zebra, office):
    pack(packer)
    told = packer.finish()
    assert "Its labels are printing." in told.answer["sentence"]
    assert jobs(db) == [("carton_label", "queued", ""), ("packing_slip", "queued", "")]
    print_all(db)
    assert {state for _, state, _ in jobs(db)} == {"sent"}
    (label,) = burnt(zebra.everything)
    assert read(label) == ["00" + carton(db).sscc]
    (slip,) = texts(office.everything)
    assert "111-1" in slip


def test_without_a_printer_packing_goes_on_and_the_browser_prints(db, packer):
    pack(packer)
    assert "Print the labels." in packer.finish().answer["sentence"]
    assert jobs(db) == []


def test_a_printer_that_is_gone_holds_nobody_up(db, packer, zebra):
    zebra.close()
    pack(packer)
    assert packer.finish().http_status == 200
    print_all(db)
    ((_, state, error),) = jobs(db)
    assert (state, "cannot be reached" in error) == ("queued", True)
    assert packer.ship().http_status == 200


@pytest.mark.parametrize("content", [picture(), pdf_label(), PRINTABLE_ZPL])
def test_a_carriers_label_comes_out_when_its_order_is_finished(
    db, packer, zebra, client_as, content
):
    pack(packer)
    assert attach(client_as("Packer"), carton(db).place_id, content).status_code == 303
    assert jobs(db) == []
    packer.finish()
    print_all(db)
    assert [document for document, _, _ in jobs(db)] == ["carton_label", "carrier_label"]
    assert {state for _, state, _ in jobs(db)} == {"sent"}
    got = zebra.everything[zebra.everything.index(b"^XZ\n") + 4 :]
    if content == PRINTABLE_ZPL:
        assert got == PRINTABLE_ZPL
    else:
        (label,) = burnt(got)
        assert read(label) == ["1Z999AA10123456784"]


def test_a_carriers_label_that_comes_late_prints_at_once_and_a_copy_says_so(
    db, packer, zebra, client_as
):
    pack(packer)
    packer.finish()
    print_all(db)
    client = client_as("Packer")
    answer = attach(
        client, carton(db).place_id, pdf_label(), headers={"Accept": "application/json"}
    )
    with db.read() as session:
        assert answer.json == {"carrier_label": session.execute(select(CarrierLabel.id)).scalar()}
    print_all(db)
    assert [document for document, _, _ in jobs(db)] == ["carton_label", "carrier_label"]
    before = len(zebra.everything)
    client.post("/printers/jobs/2/reprint", data={"reason": "torn"})
    print_all(db)
    notice, label = burnt(zebra.everything[before:])
    assert read(notice) == []
    assert read(label) == ["1Z999AA10123456784"]


def test_a_zpl_file_is_not_sent_to_a_printer_that_cannot_read_it(db, packer, office, client_as):
    with db.command() as session:
        build_printer(session, FloorOf(packer), office.address, code="P2", language="pdf",
                      media="A4", documents=("carrier_label",))  # fmt: skip
    pack(packer)
    attach(client_as("Packer"), carton(db).place_id, PRINTABLE_ZPL)
    packer.finish()
    print_all(db)
    found = {document: (state, error) for document, state, error in jobs(db)}
    assert found["carrier_label"][0] == "failed"
    assert "cannot print" in found["carrier_label"][1]


class FloorOf:
    """The site of a packer, as builders want it."""

    def __init__(self, packer):
        self.site = packer.actor.site_id


@pytest.mark.parametrize(
    "content",
    [
        b"", b"hello", b"%PDF-1.7 broken", b"\x89PNG\r\n\x1a\nbroken", b"x" * 5_000_001,
        b"^XA^FD1^FS", b"^XA^FD1^FS^XZ~JR", b"^XA^JUS^XZ", b"^XA^KN1^XZ", b"^XA^XZ" * 5,
        b"^XA~DYR:A^XZ", drawings_pdf([Page(500.0, 500.0).drawing([], copy_at=(0, 0))], title="x"),
    ],
)  # fmt: skip
def test_what_is_no_label_or_does_more_than_print_is_refused(content):
    with pytest.raises(BadCarrierLabel):
        read_carrier_label(content)


def test_a_label_for_what_has_left_or_is_cancelled_is_refused(db, packer, client_as):
    pack(packer)
    client, place_id = client_as("Packer"), carton(db).place_id
    assert attach(client, place_id, b"no label").status_code == 422
    packer.finish()
    packer.ship()
    assert attach(client, place_id, PRINTABLE_ZPL).status_code == 409
    with db.command() as session:
        session.execute(update(Order).values(state="cancelled"))
    assert attach(client, place_id, PRINTABLE_ZPL).status_code in {409, 422}


def test_a_channels_template_decides_what_its_slips_look_like(app, db, packer, client_as):
    boss = client_as("Supervisor")
    logo = io.BytesIO()
    Image.new("RGB", (400, 100), "black").save(logo, "PNG")
    with db.read() as session:
        channel = session.execute(select(Order.channel)).scalars().first()
    form = {
        "channel": channel, "seller_name": "Kiln & Thread", "seller_address": "Weg 1\r\n20099 HH",
        "returns_text": "Within 30 days.", "note": "Thank you", "language": "de",
    }  # fmt: skip
    logo.seek(0)
    answer = boss.post("/pack/slips", data=form | {"logo": (logo, "l.png")})
    assert (answer.status_code, "Kept" in answer.text) == (200, True)
    assert (
        boss.post("/pack/slips", data=form | {"logo": (io.BytesIO(b"x"), "l.png")}).status_code
        == 422
    )
    pack(packer)
    packer.finish()
    (text,) = texts(client_as("Packer").get(f"/pack/orders/{packer.order}/slip.pdf").data)
    for said in ("Lieferschein", "Kiln & Thread", "20099 HH", "Within 30 days.", "Thank you"):
        assert said in text, said
