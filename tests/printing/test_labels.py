import dataclasses
from collections import Counter

import pytest
import zxingcpp

from warehouse.printing.drawing import Align, PlacedSymbol, Words
from warehouse.printing.errors import (
    CannotEncode,
    NothingToPrint,
    SymbolTooWide,
    UnknownPaper,
    WrongCheckDigit,
    WrongLabelSize,
)
from warehouse.printing.fonts import CAP_HEIGHT, width_of
from warehouse.printing.labels import (
    SIZES,
    BadgeLabel,
    BinLabel,
    CartonLabel,
    ItemLabel,
    ToteLabel,
    draw_label,
    labels_pdf,
)
from warehouse.printing.symbols import SymbolKind, qr

CARTON = CartonLabel(
    sscc="000000000000000000",
    ship_to=("José Núñez & Söhne <GmbH>", "Straße des 17. Juni 135", "10623 Berlin", "GERMANY"),
    order_ref="114-3941689-8772232",
    carton_no=1,
    cartons=3,
    weight_g=12345,
    carrier="DHL Express",
)
BIN = BinLabel("A-03-2", "Ambient", "2", "up")
EVERY_KIND = [
    (BIN, "100x50", "B-A-03-2", 0.25, 10),
    (BinLabel("AMB-12-034-B", "Ambient", "B", "down", "47"), "100x50", "B-AMB-12-034-B", 0.25, 10),
    (BinLabel("99", "Bulk", "10"), "100x50", "B-99", 0.25, 10),
    (ToteLabel("T-0042"), "100x50", "T-0042", 0.25, 10),
    (ToteLabel("T-000000123456789"), "100x50", "T-000000123456789", 0.25, 10),
    (BadgeLabel("Ana Pérez", "U-7QK2M9", "picker"), "86x54", "U-7QK2M9", 0.25, 10),
    (BadgeLabel("Ana", "U-01J8ZQ3W5T7Y", "picker"), "86x54", "U-01J8ZQ3W5T7Y", 0.25, 10),
    (ItemLabel("MUG", "Mug", "2000000000015"), "57x32", "2000000000015", 0.264, 7),
    (ItemLabel("MUG", "Mug", "20123451"), "57x32", "20123451", 0.264, 7),
    (ItemLabel("MUG", "Mug", "200000000004"), "57x32", "0200000000004", 0.264, 9),
    (ItemLabel("MUG", "Mug", "20000000000011"), "57x32", "20000000000011", 0.25, 10),
    (ItemLabel("MUG-BLUE-350", "Mug", "MUG-BLUE-350"), "57x32", "MUG-BLUE-350", 0.25, 10),
    (CARTON, "100x150", "00000000000000000000", 0.495, 10),
    (CARTON, "4x6in", "00000000000000000000", 0.495, 10),
]


@pytest.mark.parametrize(("label", "size", "content"), [row[:3] for row in EVERY_KIND])
def test_every_label_is_read_back_at_203_and_300_dpi(paper, label, size, content):
    pdf = labels_pdf([label], size=size)
    for dpi in (203, 203.2, 300):
        (image,) = paper.render(pdf, dpi)
        assert paper.read(image) == [content]


@pytest.mark.parametrize(
    ("label", "size", "least_x", "quiet"),
    [(label, size, least_x, quiet) for label, size, _, least_x, quiet in EVERY_KIND],
)
def test_bars_are_whole_dots_not_too_fine_and_have_their_quiet_zones(
    paper, label, size, least_x, quiet
):
    (image,) = paper.render(labels_pdf([label], size=size))
    found = paper.measure(image)
    assert found.whole_dots
    assert found.narrowest >= least_x
    assert min(found.quiet_left, found.quiet_right) >= quiet * found.narrowest
    assert found.height >= 8.0


@pytest.mark.parametrize("size", ["100x150", "4x6in"])
def test_an_sscc_is_as_gs1_wants_it(paper, size):
    (image,) = paper.render(labels_pdf([CARTON], size=size))
    found = paper.measure(image)
    assert found.narrowest == 0.5
    assert found.height >= 31.75
    assert min(found.quiet_left, found.quiet_right) >= 10 * found.narrowest
    (code,) = zxingcpp.read_barcodes(image)
    assert code.symbology_identifier == "]C1"
    (text,) = paper.texts(labels_pdf([CARTON], size=size))
    assert "(00)000000000000000000" in text


def test_the_sscc_is_lowest_on_the_label_with_its_text_under_it():
    drawing = draw_label(CARTON, size="100x150")
    (symbol,) = [mark for mark in drawing.marks if isinstance(mark, PlacedSymbol)]
    below = [m for m in drawing.marks if isinstance(m, Words) and m.y > symbol.bottom]
    assert [words.text for words in below] == ["(00)000000000000000000"]


def test_a_retail_symbol_is_at_least_18_28_mm_high_and_has_11_modules_free_before_it(paper):
    (image,) = paper.render(labels_pdf([ItemLabel("M", "Mug", "2000000000015")], size="57x32"))
    found = paper.measure(image)
    assert found.height >= 18.28
    assert found.quiet_left >= 11 * found.narrowest


@pytest.mark.parametrize("code", ["A-03-2", "A-03-2-1", "AMB-12-034"])
def test_a_bins_code_can_be_read_from_three_metres(code):
    drawing = draw_label(BinLabel(code, "Ambient", "1"), size="100x50")
    (words,) = [m for m in drawing.marks if isinstance(m, Words) and m.text == code]
    assert words.size * CAP_HEIGHT >= 9.0


@pytest.mark.parametrize("size", sorted(SIZES))
def test_a_page_is_exactly_as_large_as_its_label(paper, size):
    kinds = {"100x50": BIN, "57x32": ItemLabel("M", "Mug", "M-1")}
    label = kinds.get(size, BadgeLabel("Ana", "U-1", "picker") if size == "86x54" else CARTON)
    (image,) = paper.render(labels_pdf([label], size=size), 254)
    assert [round(side / 10, 1) for side in image.size] == pytest.approx(SIZES[size], abs=0.1)


def test_many_labels_of_mixed_kinds_come_one_a_page_in_their_order(paper):
    labels = [BinLabel("A-1", "Z", "1"), ToteLabel("T-1"), BinLabel("A-2", "Z", "2")]
    images = paper.render(labels_pdf(labels, size="100x50"))
    assert [paper.read(image) for image in images] == [["B-A-1"], ["T-1"], ["B-A-2"]]


def test_a_barcode_text_too_long_for_bars_becomes_a_qr_code(paper):
    sku = "SKU-WITH-A-VERY-LONG-NAME-0001"
    (image,) = paper.render(labels_pdf([ItemLabel(sku, "Tea", sku)], size="57x32"))
    (found,) = zxingcpp.read_barcodes(image)
    assert (found.text, found.format) == (sku, zxingcpp.BarcodeFormat.QRCode)
    module, clear = paper.clear_modules(image, sku, qr(sku).width)
    assert module >= 0.375
    assert clear >= 4


def test_names_are_words_and_never_markup(paper):
    name = "Salt & <b>pepper</b> \"mill\" 'x' &amp; %s {0}"
    label = BadgeLabel(name, "U-1", "picker")
    (text,) = paper.texts(labels_pdf([label], size="86x54"))
    assert "Salt & <b>pepper</b>" in text


def test_a_long_name_is_shortened_where_everybody_sees_it(paper):
    item = ItemLabel("M", "Enamel mug " * 30, "2000000000015")
    (text,) = paper.texts(labels_pdf([item], size="57x32"))
    assert "…" in text


def test_a_sign_without_a_glyph_leaves_a_visible_gap(paper):
    item = ItemLabel("M", "Tee 日本 🦊 Grüße Łódź", "M-1")
    (text,) = paper.texts(labels_pdf([item], size="57x32"))
    assert "Tee □□ □ Grüße Łódź" in text


def test_no_mark_leaves_its_label():
    long = "Wolkenkratzerbewohnerin " * 12
    extremes = [
        (BinLabel("A-03-2-44-111", long, "1234567", "up", "1234"), "100x50"),
        (ItemLabel(long, long, "A" * 60), "57x32"),
        (ItemLabel(long, long, "2000000000015"), "57x32"),
        (BadgeLabel(long, "U-01J8ZQ3W5T7Y", long), "86x54"),
        (dataclasses.replace(CARTON, ship_to=(long,) * 12, order_ref=long, carrier=long), "4x6in"),
    ]
    for label, size in extremes:
        labels_pdf([label], size=size)
        drawing = draw_label(label, size=size)
        for words in (m for m in drawing.marks if isinstance(m, Words)):
            assert 0 < words.y <= drawing.height, (size, words)
        assert_words_stay_inside(drawing)


def assert_words_stay_inside(drawing):
    for words in (m for m in drawing.marks if isinstance(m, Words)):
        width = width_of(words.text, words.face, words.size)
        shift = {Align.LEFT: 0, Align.CENTRE: width / 2, Align.RIGHT: width}[words.align]
        assert words.x - shift >= 0, words
        assert words.x - shift + width <= drawing.width, words


def test_a_very_long_address_gets_smaller_and_ends_in_an_ellipsis(paper):
    lines = tuple(f"Line {number} of an address" for number in range(40))
    (text,) = paper.texts(labels_pdf([dataclasses.replace(CARTON, ship_to=lines)], size="100x150"))
    assert "Line 0 of" in text
    assert "…" in text


@pytest.mark.parametrize(("weight_g", "shown"), [(0, "0 g"), (999, "999 g"), (12045, "12.045 kg")])
def test_weights_are_written_as_people_read_them(paper, weight_g, shown):
    label = dataclasses.replace(CARTON, weight_g=weight_g)
    (text,) = paper.texts(labels_pdf([label], size="100x150"))
    assert shown in text


def test_the_same_labels_give_the_same_bytes():
    labels = [BIN, ToteLabel("T-1")]
    assert labels_pdf(labels, size="100x50") == labels_pdf(labels, size="100x50")


def test_the_arrow_points_at_the_bin():
    def shapes(arrow):
        drawing = draw_label(BinLabel("A-1", "Z", "1", arrow), size="100x50")
        return Counter(type(mark).__name__ for mark in drawing.marks)["Shape"]

    assert (shapes("up"), shapes("down"), shapes(None)) == (1, 1, 0)
    up, down = (
        labels_pdf([BinLabel("A-1", "Z", "1", arrow)], size="100x50") for arrow in ("up", "down")
    )
    assert up != down


@pytest.mark.parametrize(
    ("labels", "size", "refusal"),
    [
        ([], "100x50", NothingToPrint),
        ([BIN], "A7", UnknownPaper),
        ([BIN], "57x32", WrongLabelSize),
        ([BIN, CARTON], "100x50", WrongLabelSize),
        ([BinLabel("Ä-1", "Z", "1")], "100x50", CannotEncode),
        ([ToteLabel("")], "100x50", CannotEncode),
        ([ToteLabel("T-" + "X" * 60)], "100x50", SymbolTooWide),
        ([ItemLabel("M", "Mug", "x" * 5000)], "57x32", CannotEncode),
        ([dataclasses.replace(CARTON, sscc="000000000000000001")], "100x150", WrongCheckDigit),
        ([dataclasses.replace(CARTON, sscc="1")], "100x150", CannotEncode),
    ],
)
def test_what_cannot_be_printed_is_refused_with_a_sentence(labels, size, refusal):
    with pytest.raises(refusal) as caught:
        labels_pdf(labels, size=size)
    assert len(str(caught.value)) > 20


def test_marks_are_plain_millimetres_on_the_dot_grid():
    for label, size, *_ in EVERY_KIND:
        for mark in draw_label(label, size=size).marks:
            if isinstance(mark, PlacedSymbol):
                assert (mark.x / 0.125, mark.y / 0.125) == (mark.x // 0.125, mark.y // 0.125)
                assert mark.symbol.kind in SymbolKind
