import random
import string

import pytest

from tests.support.paper import decoded
from warehouse.printing import gs1, symbols
from warehouse.printing.errors import CannotEncode, WrongCheckDigit
from warehouse.printing.symbols import SymbolKind


@pytest.mark.parametrize("content", ["99", "9912", "999", "99999", "99A", "0099", "A99"])
def test_a_leading_99_is_not_lost(content):
    found = decoded(symbols.code128(content))
    assert found.bytes == content.encode()


@pytest.mark.parametrize("content", ["", "Größe", "日本", "B-\xf1", "٣٤"])
def test_code_128_refuses_what_it_cannot_carry(content):
    with pytest.raises(CannotEncode):
        symbols.code128(content)


def numbers(length, count):
    chance = random.Random(length)
    for _ in range(count):
        payload = "".join(chance.choices(string.digits, k=length - 1))
        yield payload + gs1.check_digit(payload)


@pytest.mark.parametrize(
    ("make", "length"),
    [
        (symbols.ean13, 13),
        (symbols.ean8, 8),
        (symbols.upca, 12),
        (symbols.itf14, 14),
        (symbols.sscc, 18),
    ],
)
def test_every_wrong_check_digit_is_refused_and_the_right_one_named(make, length):
    (number,) = numbers(length, 1)
    for digit in set(string.digits) - {number[-1]}:
        with pytest.raises(WrongCheckDigit, match=f"call for {number[-1]}"):
            make(number[:-1] + digit)


@pytest.mark.parametrize("number", ["", "123", "400638133393", "40063813339311", "400638133393١"])
def test_a_number_of_the_wrong_form_is_refused(number):
    with pytest.raises(CannotEncode, match="must be 13 digits"):
        symbols.ean13(number)


def test_elements_are_separated_by_fnc1_and_not_by_a_literal_gs():
    # Readers send both as GS, so only the bars tell: 102 is FNC1 in every set of Code 128.
    symbol = symbols.gs1_128([("37", "123"), ("10", "99A"), ("21", "7")])
    (modules,) = symbol.rows
    characters = [modules[at : at + 11] for at in range(0, len(modules) - 13, 11)]
    assert characters.count("11110101110") == 1 + symbol.data.count(gs1.SEPARATOR) == 3


def test_elements_of_fixed_length_take_no_separator():
    elements = [("17", "270131"), ("10", "A1"), ("21", "7")]
    assert gs1.element_string(elements) == "1727013110A1\x1d217"


@pytest.mark.parametrize(
    "elements",
    [
        [],
        [("0l", "1")],
        [("05", "1")],
        [("17", "271331")],
        [("10", "")],
        [("10", "A" * 21)],
        [("10", "A\x1dB")],
        [("10", "Ä")],
        [("37", "1٢")],
        [("310", "000001")],
    ],
)
def test_elements_not_of_gs1s_form_are_refused(elements):
    with pytest.raises(CannotEncode):
        symbols.gs1_128(elements)


@pytest.mark.parametrize("identifier", ["01", "02", "410", "414"])
def test_a_mistyped_number_inside_elements_is_refused(identifier):
    length = 14 if identifier in {"01", "02"} else 13
    with pytest.raises(WrongCheckDigit):
        symbols.gs1_128([(identifier, "0" * (length - 1) + "1")])


def test_more_than_48_characters_are_refused_as_one_gs1_128():
    with pytest.raises(CannotEncode, match="use two"):
        symbols.gs1_128([("10", "A" * 20), ("21", "B" * 20), ("37", "12345678")])


@pytest.mark.parametrize(
    "content", ["https://192.168.1.20:8443/", "Grüße, 日本 🦊", "114-3941689-8772232", "0"]
)
def test_a_qr_code_reads_back_with_enough_error_correction(content):
    found = decoded(symbols.qr(content))
    assert found.text == content
    assert found.ec_level in "MQH"


@pytest.mark.parametrize("content", ["", "x" * 5000])
def test_a_qr_code_refuses_nothing_and_too_much(content):
    with pytest.raises(CannotEncode):
        symbols.qr(content)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2000000000015", SymbolKind.EAN_13),
        ("20123451", SymbolKind.EAN_8),
        ("200000000004", SymbolKind.UPC_A),
        ("2000000000016", SymbolKind.CODE_128),
        ("20000000000015", SymbolKind.CODE_128),
        ("MUG-BLUE", SymbolKind.CODE_128),
    ],
)
def test_an_items_text_chooses_its_symbol(text, kind):
    assert symbols.product_symbol(text).kind is kind


@pytest.mark.parametrize(
    ("symbol", "left", "right", "least_x", "least_height"),
    [
        (symbols.ean13("2000000000015"), 11, 7, 0.264, 18.28),
        (symbols.sscc("0" * 18), 10, 10, 0.495, 31.75),
        (symbols.itf14("0" * 14), 20, 20, 0.495, 31.75),
        (symbols.code128("B-1"), 10, 10, 0.25, 8.0),
        (symbols.qr("x"), 4, 4, 0.375, 0.0),
        (symbols.gs1_datamatrix([("10", "A")]), 1, 1, 0.375, 0.0),
    ],
)
def test_each_symbol_knows_its_quiet_zones_and_minima(symbol, left, right, least_x, least_height):
    assert (symbol.quiet_left, symbol.quiet_right) == (left, right)
    assert (symbol.min_x_mm, symbol.min_height_mm) == (least_x, least_height)
