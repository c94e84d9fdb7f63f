import dataclasses
from collections import Counter
from datetime import date

import pytest
import zxingcpp
from PIL import ImageOps

from tests.support.paper import DPI, Format, burnt, clear_modules, read, render, texts
from warehouse.printing.drawing import Align, PlacedSymbol, Words
from warehouse.printing.errors import (
    CannotEncode,
    NothingToPrint,
    SymbolTooWide,
    UnknownPaper,
    UnknownResolution,
    WrongCheckDigit,
    WrongLabelSize,
)
from warehouse.printing.fonts import CAP_HEIGHT, width_of
from warehouse.printing.labels import (
    KINDS,
    SIZES,
    BadgeLabel,
    BinLabel,
    CartonLabel,
    CartonTypeLabel,
    CartSlotLabel,
    ItemLabel,
    LotLabel,
    PackLabel,
    PalletLabel,
    PrinterLabel,
    ToteLabel,
    draw_label,
    labels_pdf,
    labels_zpl,
)
from warehouse.printing.pdf import drawings_pdf
from warehouse.printing.raster import rasterized
from warehouse.printing.symbols import SymbolKind
from warehouse.printing.zpl import drawing_zpl

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
CONTENT = (("02", "09506000134352"), ("37", "48"), ("17", "270131"), ("10", "L2401"))
PALLET = PalletLabel("0" * 18, ("Kiln & Thread",), ("Ana", "SPAIN"), CONTENT, 412_000)
LINEAR = [  # label, what a scanner sends, least X in mm, quiet modules
    (BIN, "B-A-03-2", 0.25, 10),
    (BinLabel("AMB-12-03", "Ambient", "B", "down", "47"), "B-AMB-12-03", 0.25, 10),
    (BinLabel("99", "Bulk", "10"), "B-99", 0.25, 10),
    (ToteLabel("T-0042"), "T-0042", 0.25, 10),
    (ToteLabel("T-000000123456789"), "T-000000123456789", 0.25, 10),
    (CartSlotLabel("C-12", 3, "C-12-3", "yellow"), "C-12-3", 0.25, 10),
    (PrinterLabel("Packing bench 1", "X-ZD421"), "X-ZD421", 0.25, 10),
    (CartonTypeLabel("L", (600, 400, 400)), "K-L", 0.25, 10),
    (CartonTypeLabel("LETTER-A5-22", (220, 150, 25)), "K-LETTER-A5-22", 0.25, 10),
    (BadgeLabel("Ana Pérez", "U-7QK2M9", "picker"), "U-7QK2M9", 0.25, 10),
    (BadgeLabel("Ana", "U-01J8ZQ3W5T7Y", "picker"), "U-01J8ZQ3W5T7Y", 0.25, 10),
    (ItemLabel("MUG", "Mug", "2000000000015"), "2000000000015", 0.264, 7),
    (ItemLabel("MUG", "Mug", "20123451"), "20123451", 0.264, 7),
    (ItemLabel("MUG", "Mug", "200000000004"), "0200000000004", 0.264, 9),
    (ItemLabel("MUG", "Mug", "20000000000011"), "20000000000011", 0.25, 10),
    (ItemLabel("MUG-BLUE-350", "Mug", "MUG-BLUE-350"), "MUG-BLUE-350", 0.25, 10),
    (PackLabel("MUG", "Mug", "Case", 12, "10614141000415"), "10614141000415", 0.495, 10),
    (PackLabel("MUG", "Mug", "Box", 4, "2000000000015"), "2000000000015", 0.264, 7),
    (LotLabel("TEA", "Assam", "L2401"), "L2401", 0.25, 10),
    (CARTON, "00" + "0" * 18, 0.495, 10),
    (PalletLabel("0" * 18, ("A",), ("B",)), "00" + "0" * 18, 0.495, 10),
]
LINEAR_PRINTS = [
    (label, size, dpi, said, least_x, quiet)
    for label, said, least_x, quiet in LINEAR
    for size in KINDS[type(label)].sizes
    for dpi in DPI
]


def both_ways(label, size, dpi):
    """Print a label as PDF and as ZPL, and return what is seen of each at its resolution."""
    pages = render(labels_pdf([label], size=size, dpi=dpi), DPI[dpi])
    return [*pages, *burnt(labels_zpl([label], size=size, dpi=dpi))]


@pytest.mark.parametrize(("label", "size", "dpi", "said", "least_x", "quiet"), LINEAR_PRINTS)
def test_every_label_of_every_size_reads_back_in_whole_dots_with_its_quiet_zones(
    paper, label, size, dpi, said, least_x, quiet
):
    for image in both_ways(label, size, dpi):
        assert paper.read(image) == [said]
        found = paper.measure(image, dpi=DPI[dpi])
        assert found.whole_dots
        assert found.narrowest >= least_x - 1e-6
        assert min(found.quiet_left, found.quiet_right) >= quiet * found.narrowest - 1e-6
        assert found.height >= 8.0


LOT = LotLabel("TEA", "Assam", "L2401", "09506000134352", date(2027, 1, 31))
LONG_SKU = "SKU-WITH-A-VERY-LONG-NAME-0001"
MATRIX = [
    (LOT, "(01)09506000134352(17)270131(10)L2401", Format.DataMatrix, 1),
    (LotLabel("T", "Assam", LONG_SKU), LONG_SKU, Format.QRCode, 4),
    (CartonTypeLabel("W" * 20, (9999, 9999, 9999)), "K-" + "W" * 20, Format.QRCode, 4),
    (ItemLabel(LONG_SKU, "Tea", LONG_SKU * 3), LONG_SKU * 3, Format.QRCode, 4),
]


@pytest.mark.parametrize("dpi", DPI)
@pytest.mark.parametrize(("label", "said", "form", "quiet"), MATRIX)
def test_every_square_code_reads_back_with_its_quiet_zone(label, said, form, quiet, dpi):
    for size in KINDS[type(label)].sizes:
        for image in both_ways(label, size, dpi):
            codes = zxingcpp.read_barcodes(image)
            if [code.format for code in codes] != [form]:
                assert (codes[0].text, size in {"100x50", "4x2in"}) == (said, True)
                continue  # there is room for bars on this size
            (symbol,) = [
                mark.symbol
                for mark in draw_label(label, size=size, dpi=dpi).marks
                if isinstance(mark, PlacedSymbol)
            ]
            module, clear = clear_modules(image, said, symbol.width, DPI[dpi], form)
            assert module >= 0.375
            assert clear > quiet - 0.3  # the reader's corner is a pixel outside


@pytest.mark.parametrize("dpi", DPI)
@pytest.mark.parametrize("size", ["148x210", "100x150", "4x6in"])
def test_a_pallets_contents_and_sscc_are_read_and_the_sscc_is_lowest(size, dpi):
    for image in both_ways(PALLET, size, dpi):
        codes = zxingcpp.read_barcodes(image)
        assert all(code.symbology_identifier in {"]C1", "]d2"} for code in codes)
        assert "".join(code.text for code in codes[:-1]) == "".join(f"({a}){v}" for a, v in CONTENT)
        assert codes[-1].bytes == b"00" + b"0" * 18
        assert max(code.position.top_left.y for code in codes) == codes[-1].position.top_left.y


@pytest.mark.parametrize("label", [row[0] for row in LINEAR] + [LOT, PALLET])
def test_a_copy_says_so_and_everything_on_it_is_still_read(label):
    for size in KINDS[type(label)].sizes:
        drawing = draw_label(label, size=size)
        plain, marked = rasterized(drawing), rasterized(drawing.as_copy())
        x, y = (round(side / drawing.dot) for side in drawing.copy_at)
        place = (x, y, x + 96, y + 27)
        assert 0 <= x <= plain.width - 96
        assert 0 <= y <= plain.height - 27
        dark = plain.crop(place).histogram()[-1]
        assert dark < 40, "the layout keeps the place of the mark free"
        seen = [ImageOps.invert(picture.convert("L")) for picture in (plain, marked)]
        assert read(seen[0]) == read(seen[1])
        (text,) = texts(drawings_pdf([drawing.as_copy()], title="x"))
        assert "COPY" in text


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
    label = next(row[0] for row in [*LINEAR, (PALLET,)] if size in KINDS[type(row[0])].sizes)
    (image,) = paper.render(labels_pdf([label], size=size), 254)
    assert [round(side / 10, 1) for side in image.size] == pytest.approx(SIZES[size], abs=0.1)


def test_many_labels_of_mixed_kinds_come_one_a_page_in_their_order(paper):
    labels = [BinLabel("A-1", "Z", "1"), ToteLabel("T-1"), BinLabel("A-2", "Z", "2")]
    images = paper.render(labels_pdf(labels, size="100x50"))
    assert [paper.read(image) for image in images] == [["B-A-1"], ["T-1"], ["B-A-2"]]


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
        (CartonTypeLabel("W" * 20, (9999, 9999, 9999)), "57x32"),
        (CartonTypeLabel("W" * 20, (9999, 9999, 9999)), "4x2in"),
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
        ([BIN], "86x54", WrongLabelSize),
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
    for label, size, dpi, *_ in LINEAR_PRINTS:
        drawing = draw_label(label, size=size, dpi=dpi)
        for mark in (m for m in drawing.marks if isinstance(m, PlacedSymbol)):
            for side in (mark.x, mark.y):
                assert side / drawing.dot == pytest.approx(round(side / drawing.dot), abs=1e-6)
            assert mark.symbol.kind in SymbolKind


def test_a_resolution_that_no_grid_is_known_for_is_refused():
    with pytest.raises(UnknownResolution, match="203, 300"):
        labels_zpl([BIN], size="100x50", dpi=600)


def test_plain_and_packed_bitmaps_are_the_same_picture():
    drawing = draw_label(BIN, size="100x50")
    packed, plain = (burnt(drawing_zpl(drawing, packing=how)) for how in ("z64", "hex"))
    assert packed[0].tobytes() == plain[0].tobytes()
