"""What a text is taken for, by its look and by what the scanner says of its symbol."""

import pytest

from warehouse.scanning.rules import Kind, parse

GS = "\x1d"


def gtin_and_error(text):
    scan = parse(text)
    return scan.gtin, scan.error and scan.error.code


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("9506000134352", "09506000134352"),  # EAN-13, GS1's own example range
        ("4006381333931", "04006381333931"),  # EAN-13, first digit in the parity of the bars
        ("5901234123457", "05901234123457"),
        ("9780306406157", "09780306406157"),  # a book
        ("9771234567003", "09771234567003"),  # a periodical
        ("036000291452", "00036000291452"),  # UPC-A
        ("614141007349", "00614141007349"),
        ("0036000291452", "00036000291452"),  # the same, as an EAN reader sends it
        ("00036000291452", "00036000291452"),
        ("96385074", "00000096385074"),  # EAN-8
        ("73513537", "00000073513537"),
        ("40170725", "00000040170725"),
        ("04252614", "00042100005264"),  # UPC-E, no EAN-8
        ("01278907", "00012000007897"),  # UPC-E of a maker with 3 digits
        ("10614141000415", "10614141000415"),  # a case
        ("98412345678908", "98412345678908"),  # variable measure: indicator 9
        ("2012345000001", "02012345000001"),  # in-store number
    ],
)
def test_digits_with_a_right_check_digit_are_a_gtin_of_fourteen(text, gtin):
    scan = parse(text)
    assert (scan.kind, scan.gtin, dict(scan.ais), scan.error) == ("gtin", gtin, {}, None)
    assert scan.also == ()


@pytest.mark.parametrize(
    ("short", "upc_a"),
    [
        ("01234505", "012000003455"),  # ends in 0: maker of 3 digits
        ("01234514", "012100003454"),
        ("01234523", "012200003453"),
        ("01234531", "012300000451"),
        ("01234543", "012340000053"),
        ("01234558", "012345000058"),
        ("01234565", "012345000065"),
        ("01234572", "012345000072"),
        ("01234589", "012345000089"),
        ("01234596", "012345000096"),
    ],
)
def test_a_upc_e_grows_to_the_upc_a_that_it_shortens(short, upc_a):
    assert parse(f"]E0{short}").gtin == f"00{upc_a}"


def test_eight_digits_that_are_right_both_ways_are_an_ean_8_and_name_the_other():
    scan = parse("01234565")
    assert scan.gtin == "00000001234565"
    assert scan.also == ("00012345000065",)


def test_the_scanner_can_settle_what_eight_digits_are():
    upc_e, ean_8 = parse("]E001234565"), parse("]E401234565")
    assert (upc_e.gtin, upc_e.also) == ("00012345000065", ("00000001234565",))
    assert (ean_8.gtin, ean_8.also) == ("00000001234565", ())
    assert gtin_and_error("]E404252614") == (None, "bad_check_digit")
    assert gtin_and_error("]E096385074") == ("00000096385074", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9506000134353", "2"),
        ("036000291450", "2"),
        ("10614141000410", "5"),
        ("96385070", "4"),
        ("106141412345678900", "8"),
        ("00106141412345678900", "8"),
        ("]E09506000134353", "2"),
        ("]E496385070", "4"),
        ("]I110614141000410", "5"),
        ("]C10109506000134353", "2"),
        ("]C100106141412345678900", "8"),
        ("]C100106141412345678908" + "0209506000134353" + "3712", "2"),
        ("]C14149506000134350", "2"),
        ("https://id.gs1.org/01/9506000134353", "2"),
        ("(01)09506000134353(10)ABC", "2"),
    ],
)
def test_a_wrong_check_digit_is_told_with_the_right_one(text, expected):
    scan = parse(text)
    assert (scan.kind, scan.gtin, scan.sscc) == (Kind.UNKNOWN, None, None)
    assert scan.error.code == "bad_check_digit"
    assert f"should be {expected}" in str(scan.error)


def test_every_single_wrong_digit_of_a_number_is_noticed():
    for number in ("9506000134352", "96385074", "036000291452", "10614141000415"):
        for place, right in enumerate(number):
            for digit in set("0123456789") - {right}:
                scan = parse(
                    "]E4" * (len(number) == 8) + number[:place] + digit + number[place + 1 :]
                )
                assert scan.error.code == "bad_check_digit"


def test_eight_wrong_digits_name_the_right_ones_for_both_symbols():
    assert "4 (as UPC-E)" in str(parse("04252611").error)


@pytest.mark.parametrize("text", ["106141412345678908", "00106141412345678908"])
def test_an_sscc_is_read_with_and_without_its_identifier(text):
    scan = parse(text)
    assert (scan.kind, scan.sscc, scan.gtin) == ("sscc", "106141412345678908", None)
    assert dict(scan.ais) == {"00": "106141412345678908"}


@pytest.mark.parametrize(
    ("aim", "data", "kind", "gtin"),
    [
        ("]E0", "9506000134352", "gtin", "09506000134352"),
        ("]E0", "0036000291452", "gtin", "00036000291452"),
        ("]E0", "036000291452", "gtin", "00036000291452"),
        ("]E3", "9771234567003", "gtin", "09771234567003"),
        ("]E3", "977123456700305", "gtin", "09771234567003"),
        ("]E3", "978030640615751995", "gtin", "09780306406157"),  # 18 digits, and no SSCC
        ("]E4", "96385074", "gtin", "00000096385074"),
        ("]I0", "10614141000415", "gtin", "10614141000415"),
        ("]I1", "10614141000415", "gtin", "10614141000415"),
        ("]A0", "B-A-03-2", "bin", None),
        ("]A1", "T-0007", "container", None),
        ("]C0", "B-A-03-2", "bin", None),
        ("]C0", "9506000134352", "gtin", "09506000134352"),
        ("]C0", "00106141412345678908", "sscc", None),
        ("]C1", "00106141412345678908", "sscc", None),
        ("]C1", "0109506000134352", "gtin", "09506000134352"),
        ("]C1", "10ABC", "gs1", None),
        ("]e0", "0109506000134352", "gtin", "09506000134352"),
        ("]e1", "10ABC", "gs1", None),
        ("]d1", "B-A-03-2", "bin", None),
        ("]d2", "010950600013435221XYZ", "gtin", "09506000134352"),
        ("]d1", "https://id.gs1.org/01/9506000134352", "gtin", "09506000134352"),
        ("]d2", "https://id.gs1.org/01/9506000134352", "gtin", "09506000134352"),
        ("]Q1", "https://id.gs1.org/01/9506000134352", "gtin", "09506000134352"),
        ("]Q1", "U-1001", "badge", None),
        ("]Q3", "0109506000134352", "gtin", "09506000134352"),
        ("]J1", "0109506000134352", "gtin", "09506000134352"),
        ("]z0", "X-PRN1", "device", None),
        ("]L2", "SKU-77", "text", None),
        ("]Q1", "(01)09506000134352(10)ABC", "gtin", "09506000134352"),
        ("]C1", "(01)09506000134352(10)ABC", "gtin", "09506000134352"),
    ],
)
def test_the_mark_of_each_symbology_is_taken_off_and_heeded(aim, data, kind, gtin):
    scan = parse(aim + data)
    assert (scan.kind, scan.gtin, scan.error) == (kind, gtin, None)
    assert (scan.aim, scan.text) == (aim, data)


@pytest.mark.parametrize("text", ["]E05", "]E105", "]E251995", "]E0ABC", "]E4036000291452", "]E5x"])
def test_an_ean_symbol_with_other_than_its_digits_is_refused(text):
    assert gtin_and_error(text) == (None, "bad_length")


@pytest.mark.parametrize("text", ["]", "]]", "]C", "]1A", "]C-", "] C1", "]É0123"])
def test_a_broken_mark_is_refused(text):
    assert gtin_and_error(text) == (None, "bad_aim_id")


@pytest.mark.parametrize(
    "text", ["", " ", "\r\n\t ", "]C1", "]E0", "]d2\r\n", GS, f"]C1{GS}", "<GS>"]
)
def test_an_empty_scan_says_so(text):
    assert gtin_and_error(text) == (None, "empty")


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\t", " ", " \t\r\n"])
def test_only_line_ends_tabs_and_blanks_are_taken_off(end):
    assert parse(f"{end}9506000134352{end}") == parse("9506000134352")
    assert parse(f"]E09506000134352{end}").gtin == "09506000134352"


@pytest.mark.parametrize("end", ["\x0b", "\x0c", "\x1c", "\x1e", "\x1f", "\x85", "\xa0", "\u2028"])
def test_other_white_space_is_no_part_of_any_number(end):
    assert gtin_and_error(f"9506000134352{end}") == (None, "unprintable")


def test_a_separator_that_a_scanner_hangs_on_changes_nothing():
    for text in ("9506000134352", "106141412345678908", "B-A-03-2", "SKU-77"):
        assert parse(text + GS) == parse(text)
    assert parse(f"10ABC{GS}").lot == "ABC"


@pytest.mark.parametrize(
    "text",
    [
        "\uff19506000134352",  # full-width nine
        "٩٥٠٦٠٠٠١٣٤٣٥٢",
        "950600013435\u00b2",
        "950600013435\u2070",
        "९५०६०००१३४३५२",
        "ƀ-A-03-2",
        "T\u2011" + "0007",
        "\u212a-1",
        "ſ-1",
        "B-ſ",
        "B-ß",
        "B-\u212a",
    ],
)
def test_digits_and_letters_of_other_scripts_are_only_text(text):
    scan = parse(text)
    assert (scan.kind, scan.gtin, scan.code, scan.error) == ("text", None, None, None)


@pytest.mark.parametrize(
    "text",
    ["]C101٩٥٠٦٠٠٠١٣٤٣٥٢", "(01)0950600013435\u0662", "]C117٢٥١٢٣١", "]C110AB\u00dc"],
)
def test_digits_of_other_scripts_spoil_an_element(text):
    assert parse(text).error.code == "bad_element"


@pytest.mark.parametrize(
    "text", ["(٠١)09506000134352", "SKU 1", "a", "12345", "1234567", "Ä-Größe 5"]
)
def test_whatever_else_can_be_printed_is_text(text):
    scan = parse(text)
    assert (scan.kind, scan.text, scan.error) == ("text", text, None)


@pytest.mark.parametrize(
    "text", ["A\x00B", "A\x07", "\ud800", "AB\x7f", "\u200b9506000134352", "A\nB"]
)
def test_text_that_cannot_be_printed_is_refused_in_a_sentence_that_can(text):
    error = parse(text).error
    assert error.code == "unprintable"
    assert str(error).isprintable()
    assert str(error).encode()


def test_ninety_characters_are_the_longest_text():
    assert parse("A" * 90).kind == "text"
    assert gtin_and_error("A" * 91) == (None, "too_long")
    assert gtin_and_error("1" * 91) == (None, "too_long")


@pytest.mark.parametrize(
    "text", ["9" * 100_000, "]C1" + "10A\x1d" * 50_000, "(" * 4097, "\ud800" * 5000]
)
def test_an_endless_scan_is_refused_and_cut(text):
    scan = parse(text)
    assert scan.error.code == "too_long"
    assert len(scan.text) == 4096
    assert len(str(scan.error)) < 600


def test_a_scan_with_an_error_can_be_raised_and_compared():
    scan = parse("9506000134353")
    assert scan == parse("9506000134353")
    assert hash(scan) == hash(parse("9506000134353"))
    assert scan != parse("9506000134354")
    with pytest.raises(type(scan.error), match="it should be 2"):
        raise scan.error
