import dataclasses
import io
import time
from datetime import date

import pytest
import zxingcpp
from PIL import Image

from warehouse.printing.errors import BadPicture, UnknownPaper
from warehouse.printing.fonts import MISSING, Face, shaped, width_of
from warehouse.printing.pictures import picture_size, read_logo
from warehouse.printing.slip_table import SlipLine
from warehouse.printing.slip_words import LANGUAGES, language_of
from warehouse.printing.slips import PackingSlip, SlipCarton, packing_slip, packing_slip_pdf
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


RECEIVERS = {
    "ar": ("محمد الأحمد", "شارع الملك فهد 12", "الرياض 11564"),
    "he": ("דוד לוי", "רחוב הרצל 5", "תל אביב"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_every_language_says_its_words_without_a_gap_and_keeps_the_codes(paper, language, size):
    receiver = RECEIVERS.get(language, SLIP.ship_to)
    slip = dataclasses.replace(SLIP, language=language, ship_to=receiver, gift_message="Ł")
    pdf = packing_slip_pdf(slip, paper=size)
    (text,) = paper.texts(pdf)
    assert MISSING not in text
    if not LANGUAGES[language].runs_left:
        assert LANGUAGES[language].title in text
        assert LANGUAGES[language].day_text(date(2026, 11, 3)) in text
    for dpi in (203.2, 300):
        (image,) = paper.render(pdf, dpi)
        assert paper.read(image) == [SLIP.order_ref] * 2


@pytest.mark.parametrize("language", ["ar", "he"])
def test_what_reads_from_right_to_left_stands_at_the_right(language):
    (page,) = packing_slip(dataclasses.replace(SLIP, language=language), paper="A4")
    (other,) = packing_slip(SLIP, paper="A4")
    (seller,) = [mark for mark in page.marks if getattr(mark, "text", "") == SLIP.seller_name]
    (usual,) = [mark for mark in other.marks if getattr(mark, "text", "") == SLIP.seller_name]
    assert seller.x == page.width - usual.x
    assert (usual.align, seller.align) == ("left", "right")


def test_arabic_letters_are_joined_and_hebrew_is_turned_round():
    assert shaped("سلام") == "\ufee1\ufefc\ufeb3"
    assert shaped("שלום 12") == "12 םולש"
    assert shaped("Order 12 (x)") == "Order 12 (x)"
    assert width_of("سلام", Face.REGULAR, 10) == width_of("\ufee1\ufefc\ufeb3", Face.REGULAR, 10)


def test_a_sign_that_arabic_has_and_the_font_has_not_is_seen_as_a_gap():
    assert MISSING in shaped("ﷺ سلام 日")


@pytest.mark.parametrize(
    ("country", "language"),
    [("DE", "de"), ("at", "de"), ("BR", "pt"), ("MX", "es"), ("IL", "he"), ("EG", "ar"),
     ("US", "en"), ("", "en"), ("XX", "en")],
)  # fmt: skip
def test_a_slip_speaks_the_language_of_the_country_it_goes_to(country, language):
    assert language_of(country) == language


def a_picture(size, form="PNG", mode="RGB"):
    content = io.BytesIO()
    Image.new(mode, size, 100).save(content, form)
    return content.getvalue()


def test_a_logo_is_written_anew_and_printed(paper):
    kept = read_logo(a_picture((4000, 800), "JPEG"))
    assert picture_size(kept) == (1200, 240)
    with_logo = packing_slip_pdf(dataclasses.replace(SLIP, logo=kept), paper="A4")
    (image,) = paper.render(with_logo)
    assert paper.read(image) == [SLIP.order_ref] * 2
    assert len(with_logo) > len(packing_slip_pdf(SLIP, paper="A4"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        a_picture((20, 20))[:40],
        b"%PDF-1.4",
        b"\x89PNG\r\n\x1a\n" + b"x" * 2_100_000,
    ],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(BadPicture):
        read_logo(content)


def test_a_picture_that_would_fill_the_memory_is_refused():
    with pytest.raises(BadPicture, match="50 million"):
        read_logo(a_picture((10_000, 5_100), mode="1"))
