import dataclasses
import time
from datetime import date

import pytest
import zxingcpp

from warehouse.printing.errors import UnknownPaper
from warehouse.printing.slip_table import SlipLine
from warehouse.printing.slips import PackingSlip, SlipCarton, packing_slip_pdf
from warehouse.printing.symbols import qr

SLIP = PackingSlip(
    order_ref="114-3941689-8772232",
    channel="Amazon.de",
    placed_on=date(2026, 11, 3),
    seller_name="Kiln & Thread",
    seller_address=("Lindenstraße 8", "20099 Hamburg"),
    returns_text="Send it back within 30 days.",
    ship_to=("José Núñez", "Søndre Gate 14", "7011 Trondheim", "NORWAY"),
    lines=(
        SlipLine("MUG-BLUE", "Mug, blue glaze & <i>gold</i>", 4, 4, 0),
        SlipLine("TEA-250", "Assam 250 g", 2, 2, 0, lots=("L2401", "L2402")),
        SlipLine("SCALE", "Kitchen scale", 2, 1, 1, serials=("SN-00001",)),
    ),
    cartons=(SlipCarton("000000000000000000", 2345), SlipCarton("000000000000000017", 850)),
    gift_message="Happy birthday! 🎂\nŁukasz & Zoë",
    note="The second scale follows.",
)
LONG = dataclasses.replace(
    SLIP,
    lines=tuple(
        SlipLine(f"SKU-{n:05}", f"Item number {n} with a believable name", 3, 2, 1, (f"L{n}",))
        for n in range(500)
    ),
)


@pytest.mark.parametrize("size", ["A4", "Letter"])
@pytest.mark.parametrize("dpi", [203.2, 300])
def test_the_order_number_is_read_from_barcode_and_qr_code(paper, size, dpi):
    (image,) = paper.render(packing_slip_pdf(SLIP, paper=size), dpi)
    found = {(code.format, code.text) for code in zxingcpp.read_barcodes(image)}
    assert found == {
        (zxingcpp.BarcodeFormat.Code128, SLIP.order_ref),
        (zxingcpp.BarcodeFormat.QRCode, SLIP.order_ref),
    }


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_the_order_codes_are_not_too_fine_and_have_their_quiet_zones(paper, size):
    (image,) = paper.render(packing_slip_pdf(SLIP, paper=size))
    bars = paper.measure(image)
    assert bars.narrowest >= 0.25
    assert bars.whole_dots
    assert min(bars.quiet_left, bars.quiet_right) >= 10 * bars.narrowest
    module, clear = paper.clear_modules(image, SLIP.order_ref, qr(SLIP.order_ref).width)
    assert module >= 0.375
    assert clear >= 4


def test_a_slip_says_everything_and_reads_nothing_as_markup(paper):
    (text,) = paper.texts(packing_slip_pdf(SLIP, paper="A4"))
    for said in (
        "Kiln & Thread",
        "Lindenstraße 8",
        "José Núñez",
        "3 November 2026",
        "Amazon.de",
        "Mug, blue glaze & <i>gold</i>",
        "Lots: L2401, L2402",
        "Serial: SN-00001",
        "To follow",
        "7 units in this shipment, 1 to follow",
        "SSCC 000000000000000000",
        "2.345 kg",
        "850 g",
        "Happy birthday! □\nŁukasz & Zoë",
        "The second scale follows.",
        "Send it back within 30 days.",
        "Page 1 of 1",
    ):
        assert said in text, said


def test_nothing_to_follow_leaves_that_column_out(paper):
    slip = dataclasses.replace(SLIP, lines=SLIP.lines[:1], note="")
    (text,) = paper.texts(packing_slip_pdf(slip, paper="A4"))
    assert "follow" not in text
    assert "4 units in this shipment" in text


def test_five_hundred_lines_stand_on_many_pages_each_with_header_and_number(paper):
    pages = paper.texts(packing_slip_pdf(LONG, paper="Letter"))
    assert len(pages) > 10
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in text
        assert "Ordered" in text or "SKU-" not in text
    whole = "\n".join(pages)
    missing = [line.sku for line in LONG.lines if whole.count(f"{line.sku}\n") != 1]
    assert missing == []
    assert "1000 units in this shipment, 500 to follow" in whole


def test_five_hundred_lines_take_less_than_a_second():
    packing_slip_pdf(SLIP, paper="A4")
    started = time.process_time()
    packing_slip_pdf(LONG, paper="A4")
    assert time.process_time() - started < 1.0


def test_a_row_is_not_torn_apart_but_hundreds_of_serials_are(paper):
    serials = tuple(f"SN-{number:06}" for number in range(1500))
    line = SlipLine("SCALE", "Kitchen scale", 1500, 1500, 0, serials=serials)
    pages = paper.texts(packing_slip_pdf(dataclasses.replace(SLIP, lines=(line,)), paper="A4"))
    whole = "\n".join(pages)
    assert len(pages) > 1
    assert [serial for serial in serials if serial not in whole] == []


def test_the_same_slip_gives_the_same_bytes():
    assert packing_slip_pdf(LONG, paper="A4") == packing_slip_pdf(LONG, paper="A4")


@pytest.mark.parametrize("order_ref", ["Bestellung-Größe-7", "X" * 90, "R" * 300])
def test_an_order_number_that_bars_cannot_carry_stands_there_in_letters(paper, order_ref):
    slip = dataclasses.replace(SLIP, order_ref=order_ref)
    (text,) = paper.texts(packing_slip_pdf(slip, paper="A4"))
    assert order_ref[:10] in text


def test_an_empty_slip_is_still_a_page(paper):
    slip = PackingSlip("1", "", None, "", (), "", (), ())
    (text,) = paper.texts(packing_slip_pdf(slip, paper="A4"))
    assert "0 units in this shipment" in text


def test_very_long_texts_go_over_pages_and_lose_nothing(paper):
    words = [f"word{number}" for number in range(3000)]
    slip = dataclasses.replace(
        SLIP, note=" ".join(words), ship_to=tuple(f"Line {n}" for n in range(60))
    )
    pages = paper.texts(packing_slip_pdf(slip, paper="A4"))
    whole = " ".join(pages).split()
    assert [word for word in words if word not in whole] == []
    assert "…" in pages[0]


def test_paper_of_another_size_is_refused():
    with pytest.raises(UnknownPaper, match="A4, Letter"):
        packing_slip_pdf(SLIP, paper="A5")
