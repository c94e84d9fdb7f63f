"""Real symbols, drawn and read by zxing-cpp, with the AIM id that a reader sends."""

import pytest
import zxingcpp
from zxingcpp import BarcodeFormat as Format

from warehouse.scanning.rules import own_code, parse

LABEL = "(01)09506000134352(10)ABC-1(17)251231(21)S/1"
LABEL_AIS = {"01": "09506000134352", "10": "ABC-1", "17": "251231", "21": "S/1"}
LINK = "https://id.gs1.org/01/09506000134352/10/ABC-1/21/S%2F1?17=251231"


def scanned(content, symbology, **options):
    image = zxingcpp.create_barcode(content, symbology, **options).to_image(scale=4)
    (symbol,) = zxingcpp.read_barcodes(image, text_mode=zxingcpp.TextMode.Plain)
    return symbol.symbology_identifier, symbol.text


@pytest.mark.parametrize(
    ("content", "symbology", "aim", "gtin"),
    [
        ("9506000134352", Format.EAN13, "]E0", "09506000134352"),
        ("96385074", Format.EAN8, "]E4", "00000096385074"),
        ("01234565", Format.EAN8, "]E4", "00000001234565"),
        ("036000291452", Format.UPCA, "]E0", "00036000291452"),
        ("04252614", Format.UPCE, "]E0", "00042100005264"),
        ("01234565", Format.UPCE, "]E0", "00012345000065"),
        ("10614141000415", Format.ITF14, "]I1", "10614141000415"),
        ("09506000134352", Format.DataBarOmni, "]e0", "09506000134352"),
        ("9506000134352", Format.Code128, "]C0", "09506000134352"),
        ("9506000134352", Format.QRCode, "]Q1", "09506000134352"),
    ],
)
def test_the_number_of_a_trade_item_comes_back_as_its_gtin(content, symbology, aim, gtin):
    mark, text = scanned(content, symbology)
    assert mark == aim
    assert parse(mark + text).gtin == gtin


@pytest.mark.parametrize(
    ("symbology", "aim"),
    [
        (Format.Code128, "]C1"),
        (Format.DataMatrix, "]d2"),
        (Format.DataMatrix, "]d8"),
        (Format.QRCode, "]Q3"),
        (Format.DataBarExp, "]e0"),
    ],
)
def test_a_gs1_symbol_comes_back_with_all_that_it_says(symbology, aim):
    # The writer makes a long, low DataMatrix, with marks of its own, unless told otherwise.
    shape = {"force_square": True} if aim == "]d2" else {}
    mark, text = scanned(LABEL, symbology, gs1=True, **shape)
    assert mark == aim
    for scan in (parse(mark + text), parse(text), parse(text.replace("\x1d", "<GS>"))):
        assert (scan.kind, dict(scan.ais), scan.error) == ("gtin", LABEL_AIS, None)


@pytest.mark.parametrize("symbology", [Format.QRCode, Format.DataMatrix])
def test_a_digital_link_says_the_same_as_the_element_string(symbology):
    mark, text = scanned(LINK, symbology)
    assert dict(parse(mark + text).ais) == LABEL_AIS


def test_a_cartons_label_comes_back_as_its_sscc():
    mark, text = scanned("(00)106141412345678908", Format.Code128, gs1=True)
    assert mark == "]C1"
    assert parse(mark + text).sscc == parse(text).sscc == "106141412345678908"


@pytest.mark.parametrize(
    "symbology",
    [Format.Code128, Format.Code39, Format.QRCode, Format.DataMatrix, Format.Aztec, Format.PDF417],
)
def test_our_own_codes_come_back_from_every_symbol(symbology):
    for kind, code in (("bin", "A-03-2"), ("tote", "0007"), ("cart", "12"), ("badge", "1001")):
        mark, text = scanned(own_code(kind, code), symbology)
        scan = parse(mark + text)
        assert (scan.container or scan.kind) == kind
        assert scan.code.endswith(code)
