"""The set-up page says what a scanner does wrong, and its symbols are real."""

from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image

from warehouse.devices import rules
from warehouse.devices.queries import made_symbols, pictures
from warehouse.devices.rules import GS, LAYOUTS, SYMBOLS, Received, diagnose
from warehouse.printing import symbols
from warehouse.printing.errors import CannotEncode
from warehouse.scanning.rules import parse

RIGHT = Received("", how="keys", end="Enter")


def told(text, aliases=("<GS>",), **more):
    return diagnose(replace(RIGHT, text=text, **more), aliases)


def titles(text, **more):
    return [finding.title for finding in told(text, **more).findings]


@pytest.mark.parametrize("symbol", SYMBOLS, ids=lambda symbol: symbol.kind)
def test_what_arrives_right_is_told_so(symbol):
    for data in (symbol.data, *symbol.also, f"]C1{symbol.data}", f"\t{symbol.data}\r\n"):
        found = told(data)
        assert (found.symbol, found.kind, len(found.findings)) == (symbol, "accepted", 1), data


@pytest.mark.parametrize("symbol", SYMBOLS, ids=lambda symbol: symbol.kind)
def test_whatever_this_page_calls_right_the_scan_reader_reads(symbol):
    for data in (symbol.data, *symbol.also):
        assert parse(data).error is None


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("symbol", [rules.GS1_128, rules.CODE_128, rules.QR], ids=lambda s: s.kind)
def test_another_keyboard_is_named(layout, symbol):
    arrived = rules._typed(symbol.data, layout)
    found = told(arrived)
    assert found.symbol == symbol
    assert layout in found.findings[0].title
    assert layout in told(arrived.replace(GS, "")).findings[0].title


def test_german_and_french_are_told_apart_from_all_others_by_one_scan():
    assert titles("Scan:Zy-Aq.09.m".replace(".09", "ß09").replace(":", "Ö")) == [
        "Keyboard layout: German"
    ]
    assert titles(rules._typed(rules.QR.data, "French")) == ["Keyboard layout: French"]


def test_a_scanner_that_is_set_to_another_country_is_told_from_the_device():
    assert titles("B/ZY/01/AQ") == ["Scanner's layout: German or Swiss"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("10YZ-7/A21Q0", "The separator GS is lost"),
        ("10YZ-7/A#21Q0", "“#” arrives in place of GS"),
        ("0123456", "UPC-E arrives without all its digits"),
        ("123456", "UPC-E arrives without all its digits"),
        ("9638507", "EAN-8 arrives without all its digits"),
        ("b-yz-01-aq", "Capitals and small letters are changed"),
        ("sCAN:yZ/aQ-09.M", "Capitals and small letters are changed"),
        ("B-YZ-01-AQB-YZ-01-AQ", "Arrives twice"),
        ("*B-YZ-01-AQ*", "“*” and “*” is added to the code"),
        ("B-YZ-01-AQ\x1e", "“\x1e” is added to the code"),
        ("B-YZ-0", "Only a part of the Code 128 arrived"),
        ("385074", "Only a part of the EAN-8 arrived"),
        ("4006381333931", "Not a symbol of this page"),
        (" \t", "Nothing arrived"),
    ],
)
def test_what_is_wrong_is_named(text, title):
    found = told(text)
    assert found.findings[0].title == title
    assert found.findings[0].advice


def test_an_alias_that_this_warehouse_knows_is_right():
    assert told("10YZ-7/A#21Q0", aliases=("#",)).kind == "accepted"


@pytest.mark.parametrize(
    ("more", "title"),
    [
        ({"end": "none"}, "No suffix"),
        ({"how": "paste"}, "Arrives by the clipboard"),
        ({"doubled": True}, "Arrives twice"),
    ],
)
def test_the_way_is_looked_at_too_and_the_worst_stands_first(more, title):
    found = titles(rules.QR.data, **more)
    assert found == [title, "QR arrives right"]
    assert titles("10YZ-7/A21Q0", end="none") == ["The separator GS is lost", "No suffix"]


def test_the_code_of_a_press_needs_no_suffix():
    assert told(rules.QR.data, how="pressed", end="none").kind == "accepted"


@pytest.mark.parametrize("made", made_symbols(), ids=lambda made: made[0].kind)
def test_every_symbol_on_the_page_reads_back(made):
    wanted, symbol = made
    quiet = 12
    rows = symbol.rows * (40 if symbol.linear else 1)
    blank = ["0" * (symbol.width + 2 * quiet)] * quiet
    lines = [*blank, *(f"{'0' * quiet}{row}{'0' * quiet}" for row in rows), *blank]
    image = Image.new("L", (len(lines[0]), len(lines)))
    image.putdata([0 if module == "1" else 255 for line in lines for module in line])
    image = image.resize((image.width * 3, image.height * 3), Image.Resampling.NEAREST)
    (found,) = zxingcpp.read_barcodes(image)
    read = found.bytes.decode()
    assert read.removeprefix("]C1") in (wanted.data, *wanted.also)


def test_every_symbol_fits_a_handheld_in_whole_pixels():
    for picture in pictures():
        assert picture.width_px <= 320
        assert picture.width_px % picture.width == 0


@pytest.mark.parametrize("number", ["", "0123456", "01234560", "21234565", "0123456٥"])
def test_a_upc_e_of_another_form_is_refused(number):
    with pytest.raises(CannotEncode):
        symbols.upce(number)


def test_a_picker_opens_the_page_and_is_told_without_any_script(client_as):
    client = client_as("Picker")
    page = client.get("/scanner")
    assert page.status_code == 200
    assert page.text.count('<svg class="symbol__code"') == len(SYMBOLS)
    answer = client.post("/scanner", data={"code": ["", "10YZ-7/A\x1d21Q0 "]})
    assert "GS1-128 arrives right" in answer.text
    assert '<b class="control">GS</b>' in answer.text
    assert '<b class="control">SPACE</b>' in answer.text
    assert "<script>" not in client.post("/scanner", data={"code": "<script>"}).text


def test_the_warehouses_own_aliases_are_handed_to_the_page(client_as):
    assert 'data-gs-aliases="&lt;GS&gt;"' in client_as("Picker").get("/scanner").text
