"""Pick lists in route order with barcodes, the carrier's manifest, and tables on paper at large."""

import pytest
import zxingcpp

from tests.support.app import app as app  # noqa: PLC0414 - a fixture
from tests.support.app import client_as as client_as  # noqa: PLC0414 - a fixture
from tests.support.builders import stock
from tests.support.orders import build_order, release
from tests.support.paper import render, texts
from warehouse.printing.drawing import PlacedSymbol
from warehouse.printing.pdf import drawings_pdf
from warehouse.printing.table_sheet import Column, TableSheet, table_sheet

SHEET = TableSheet(
    title="Count sheet",
    facts=(("Zone", "A"),),
    columns=(
        Column("Bin", 2, "strong"), Column("Scan", 4, "code"), Column("Item", 3),
        Column("Counted", 1.5, "blank"), Column("Units", 1, "number"),
    ),
    rows=[(f"A-{n:02}-1", f"B-A-{n:02}-1", f"A thing {n} 日", "pcs", str(n)) for n in range(60)],
    code="COUNT-7",
)  # fmt: skip


@pytest.fixture
def order(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-02-1", 5)
        stock(session, floor, "MUG", "A-01-1", 1)
        order_id = build_order(session, floor, ("MUG", 6), ref="111-1")
        release(session, floor, order_id)
        return order_id


def codes_on(image):
    found = zxingcpp.read_barcodes(image, try_downscale=False)
    return [code.text for code in sorted(found, key=lambda c: (c.position.top_left.y // 40,
                                                              c.position.top_left.x))]  # fmt: skip


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_trip_on_paper_has_its_stops_in_route_order_with_their_codes(
    db, floor, client_as, order, paper
):
    desk = client_as("Supervisor")
    pdf = desk.get(f"/labels/trips.pdf?paper={paper}").data
    (page,) = render(pdf, 300)
    codes = codes_on(page)
    assert codes[0] == "111-1"
    bins = [code for code in codes if code.startswith("B-")]
    assert bins == sorted(bins)
    assert len(bins) == 2
    (text,) = texts(pdf)
    assert "111-1" in text
    assert desk.get("/labels/trips/1.pdf").data[:5] == b"%PDF-"
    assert desk.get("/labels/trips/99.pdf").status_code == 404


def test_no_open_trip_is_nothing_to_print(client_as):
    assert client_as("Supervisor").get("/labels/trips.pdf").status_code == 422


def test_a_manifest_of_nothing_is_a_sheet_to_be_signed(client_as):
    (text,) = texts(client_as("Supervisor").get("/labels/manifest.pdf?carrier=UPS").data)
    assert "Manifest UPS" in text
    assert "0 shipments, 0 cartons, 0 g" in text


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_long_table_goes_over_pages_whole_row_by_row(paper):
    pdf = drawings_pdf(table_sheet(SHEET, paper=paper), title="x")
    pages = texts(pdf)
    assert len(pages) > 1
    assert all("Counted" in page for page in pages)
    assert [n for n in range(60) if f"A thing {n} □" not in "\n".join(pages)] == []
    read = [code for page in render(pdf, 203.2) for code in codes_on(page)]
    assert sorted(read) == sorted(["COUNT-7", *(row[1] for row in SHEET.rows)])


def test_a_code_that_bars_cannot_carry_stands_there_in_letters():
    sheet = TableSheet("T", (), (Column("", 1, "code"),) * 2, [("Größe", "X" * 90)])
    (page,) = table_sheet(sheet, paper="A4")
    assert not [mark for mark in page.marks if isinstance(mark, PlacedSymbol)]
    assert [mark for mark in page.marks if getattr(mark, "text", "") == "Größe"]
