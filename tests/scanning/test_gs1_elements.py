"""GS1 element strings: from marked symbols, with separators, unmarked, and typed in brackets."""

import datetime as dt
import time

import pytest
from biip.checksums import gs1_standard_check_digit
from hypothesis import given
from hypothesis import strategies as st

from warehouse.scanning.rules import parse

GS = "\x1d"
ITEM = "0109506000134352"
GTIN = "09506000134352"
CHARACTER_SET_82 = (
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
)


@pytest.mark.parametrize(
    ("data", "ais"),
    [
        (ITEM, {"01": GTIN}),
        (f"{ITEM}10ABC", {"01": GTIN, "10": "ABC"}),
        (f"{ITEM}17251231{'10ABC'}", {"01": GTIN, "17": "251231", "10": "ABC"}),
        (f"{ITEM}10ABC{GS}17251231", {"01": GTIN, "10": "ABC", "17": "251231"}),
        (f"{ITEM}10ABC{GS}21S1{GS}17251231", {"01": GTIN, "10": "ABC", "21": "S1", "17": "251231"}),
        (f"{GS}{ITEM}", {"01": GTIN}),
        (f"{GS}{GS}{ITEM}{GS}{GS}10ABC{GS}{GS}", {"01": GTIN, "10": "ABC"}),
        (f"{ITEM}{GS}17251231{GS}10ABC", {"01": GTIN, "17": "251231", "10": "ABC"}),
        (f"{ITEM}3103000125", {"01": GTIN, "3103": "000125"}),
        (f"{ITEM}393297812345", {"01": GTIN, "3932": "97812345"}),
        (f"{ITEM}15260630", {"01": GTIN, "15": "260630"}),
        (f"{ITEM}3012", {"01": GTIN, "30": "12"}),
        ("00106141412345678908", {"00": "106141412345678908"}),
        (
            f"00106141412345678908{'02' + GTIN}3724{GS}10ABC",
            {"00": "106141412345678908", "02": GTIN, "37": "24", "10": "ABC"},
        ),
        ("4140614141000012", {"414": "0614141000012"}),
        (f"10{CHARACTER_SET_82[:20]}", {"10": CHARACTER_SET_82[:20]}),
        (f"42027612{GS}21X", {"420": "27612", "21": "X"}),
        ("42227621ABC", {"422": "276", "21": "ABC"}),
        (f"8008251231{'23'}{GS}21X", {"8008": "25123123", "21": "X"}),
        (f"7007250101250201{GS}10A", {"7007": "250101250201", "10": "A"}),
        (f"8005001999{GS}10A", {"8005": "001999", "10": "A"}),
        (f"8020REF{GS}91INTERNAL", {"8020": "REF", "91": "INTERNAL"}),
        (f"8003{'0' + '0614141000012'}A77", {"8003": "00614141000012A77"}),
        (f"{ITEM}10ABC{GS}10ABC", {"01": GTIN, "10": "ABC"}),
    ],
)
def test_a_marked_element_string_is_taken_apart(data, ais):
    for aim in ("]C1", "]e0", "]d2", "]Q3", "]J1"):
        scan = parse(aim + data)
        assert scan.error is None
        assert dict(scan.ais) == ais
        assert scan.gtin == ais.get("01")
        assert scan.kind == ("sscc" if "00" in ais else "gtin" if "01" in ais else "gs1")


def test_an_element_string_is_known_by_a_separator_alone():
    for text in (f"{GS}{ITEM}10ABC", f"{ITEM}10ABC{GS}17251231", f"]C0{ITEM}10ABC{GS}17251231"):
        scan = parse(text)
        assert (scan.kind, scan.gtin, scan.lot) == ("gtin", GTIN, "ABC")
        assert scan.flags == ()


@pytest.mark.parametrize("alias", ["<GS>", "#", "{GS}", "␝", "\x1e", "^]"])
def test_what_a_scanner_sends_for_the_separator_can_be_set(alias):
    text = f"{ITEM}10ABC{alias}17251231"
    scan = parse(text, gs_aliases=(alias, ""))
    assert dict(scan.ais) == {"01": GTIN, "10": "ABC", "17": "251231"}
    assert parse(f"]C1{text}", gs_aliases=(alias,)).ais == scan.ais
    assert parse(alias + ITEM, gs_aliases=(alias,)).gtin == GTIN


def test_no_alias_is_heeded_that_is_not_set():
    assert parse("SKU#1").text == "SKU#1"
    assert parse("SKU<GS>1", gs_aliases=()).kind == "text"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("0109506", "bad_element"),
        (f"01095060{GS}00134352", "bad_element"),
        ("01ABCDEFGHIJKLMN", "bad_element"),
        ("10", "bad_element"),
        (f"10{GS}17251231", "bad_element"),
        ("30", "bad_element"),
        (f"7004{GS}10A", "bad_element"),
        ("10AB#C", "bad_element"),
        ("10AB C", "bad_element"),
        ("10AB\x00C", "bad_element"),
        ("17", "bad_element"),
        ("1725123", "bad_element"),
        ("21ABC~", "bad_element"),
        ("17251331", "bad_date"),
        ("17250001", "bad_date"),
        ("17000000", "bad_date"),
        ("17250230", "bad_date"),
        ("17250229", "bad_date"),
        ("11250431", "bad_date"),
        ("15251232", "bad_date"),
        ("7003251301", "bad_element"),
        ("70032513010000", "bad_date"),
        (f"{ITEM}05", "unknown_ai"),
        ("B-A-03-2", "unknown_ai"),
        ("9506000134352B", None),  # (95) is free for a company's own use
        ("0", "unknown_ai"),
        (f"{ITEM}1", "unknown_ai"),
        (f"{ITEM} 10ABC", "unknown_ai"),
        (f"10{'A' * 21}", "missing_separator"),
        (f"10{'A' * 20}17251231", "missing_separator"),
        ("3724" + "17251231", "missing_separator"),
        (f"10A{GS}10B", "conflicting_elements"),
        (f"{ITEM}0109506000134369", "conflicting_elements"),
        ("[)>\x1e06\x1d1P12345", "unknown_ai"),
    ],
)
def test_a_faulty_element_string_is_refused_with_a_sentence(data, code):
    scan = parse(f"]C1{data}")
    assert (scan.error and scan.error.code) == code
    if code:
        assert (scan.kind, scan.gtin, scan.lot, scan.expires_on) == ("unknown", None, None, None)
        assert str(scan.error).isprintable()


def test_a_lot_in_the_middle_of_a_label_without_separators_is_flagged_and_not_guessed():
    scan = parse(f"]C1{ITEM}10ABC12317251231")
    assert (scan.gtin, scan.lot, scan.expires_on) == (GTIN, "ABC12317251231", None)
    assert scan.flags == ("ambiguous_lot",)


@pytest.mark.parametrize(
    ("lot", "flagged"),
    [
        ("A17251231", True),
        ("A11250101", True),
        ("A15250200", True),
        ("A1725123121X", True),
        ("A1725123110", False),  # (10) with nothing behind it
        ("AB17251331", False),  # no month 13
        ("17251231", False),  # nothing stands before it
        ("L2021A21B", False),
        ("LOT-2025-01", False),
        ("A0109506000134352", True),
        ("A0109506000134353", False),
    ],
)
def test_only_an_end_that_can_hardly_be_chance_is_flagged(lot, flagged):
    assert ("ambiguous_lot" in parse(f"]C1{ITEM}10{lot}").flags) == flagged
    assert ("ambiguous_serial" in parse(f"]C1{ITEM}21{lot}").flags) == flagged
    assert parse(f"]C1{ITEM}10{lot}{GS}21X").flags == ()
    assert parse(f"(01){GTIN}(10){lot}").flags == ()


def test_a_scanner_that_sends_neither_mark_nor_separator_is_understood_and_flagged():
    scan = parse(f"{ITEM}1725123110ABC")
    assert (scan.kind, scan.gtin, scan.lot) == ("gtin", GTIN, "ABC")
    assert scan.expires_on == dt.date(2025, 12, 31)
    assert scan.flags == ("unmarked",)
    assert parse(f"00106141412345678908{'02' + GTIN}3724").kind == "sscc"
    assert parse(f"{ITEM}10ABC17251231").flags == ("unmarked", "ambiguous_lot")


@pytest.mark.parametrize(
    "text",
    [
        "0109506000134353",
        f"{ITEM}1",
        f"{ITEM}-A",
        "10ABC",
        "17251231X",
        "0109506000134352#",
    ],
)
def test_what_only_looks_a_little_like_an_element_string_stays_text(text):
    assert parse(text).kind == "text"


@pytest.mark.parametrize(
    ("text", "ais"),
    [
        ("(01)09506000134352(10)ABC", {"01": GTIN, "10": "ABC"}),
        (
            "(01) 0950 6000 13435 2 (17) 251231 (10) AB-C",
            {"01": GTIN, "17": "251231", "10": "AB-C"},
        ),
        ("(10)ABC(17)251231(01)09506000134352", {"10": "ABC", "17": "251231", "01": GTIN}),
        ("(00)106141412345678908", {"00": "106141412345678908"}),
        ("(3103)000125(8005)001999", {"3103": "000125", "8005": "001999"}),
        ("(10)A(B)C", {"10": "A(B)C"}),
    ],
)
def test_the_printed_form_can_be_typed(text, ais):
    scan = parse(text)
    assert (dict(scan.ais), scan.error) == (ais, None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("(01)0950600013435", "bad_element"),
        ("(01)9506000134352", "bad_element"),
        ("(01)09506000134352(10)", "bad_element"),
        ("(01)09506000134352x(10)A", "bad_element"),
        ("(05)123", "unknown_ai"),
        ("(010)123", "unknown_ai"),
        ("(31)000125", "unknown_ai"),
        ("(17)251331", "bad_date"),
        (f"(10){'A' * 21}", "bad_element"),
        ("(10)A(10)B", "conflicting_elements"),
    ],
)
def test_a_faulty_printed_form_is_refused_whole(text, code):
    scan = parse(text)
    assert scan.error.code == code
    assert dict(scan.ais) == {}


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("251231", dt.date(2025, 12, 31)),
        ("250200", dt.date(2025, 2, 28)),
        ("240200", dt.date(2024, 2, 29)),
        ("250400", dt.date(2025, 4, 30)),
        ("760101", dt.date(2076, 1, 1)),
        ("770101", dt.date(1977, 1, 1)),
        ("990101", dt.date(1999, 1, 1)),
        ("000101", dt.date(2000, 1, 1)),
    ],
)
def test_dates_are_read_around_the_year_and_day_zero_ends_the_month(value, date):
    assert parse(f"]C1{ITEM}17{value}", year=2026).expires_on == date
    assert parse(f"]C1{ITEM}15{value}", year=2026).best_before_on == date


def test_two_digit_years_follow_the_century():
    assert parse("]C117010101", year=2099).expires_on == dt.date(2101, 1, 1)
    assert parse("]C117490101", year=2099).expires_on == dt.date(2149, 1, 1)
    assert parse("]C117500101", year=2099).expires_on == dt.date(2050, 1, 1)


def test_the_fields_that_a_warehouse_asks_for_are_read():
    scan = parse(f"]C1{ITEM}10L1{GS}21S1{GS}3012{GS}17251231{'3103001250'}")
    assert (scan.lot, scan.serial, scan.count) == ("L1", "S1", 12)
    assert (scan.expires_on, scan.net_weight_g) == (dt.date(2025, 12, 31), 1250)
    pallet = parse(f"]C100106141412345678908{'02' + GTIN}3700000024")
    assert (pallet.content_gtin, pallet.gtin, pallet.count) == (GTIN, None, 24)
    assert parse(f"]C1{ITEM}70032512311200").expires_on == dt.date(2025, 12, 31)
    bare = parse("9506000134352")
    assert (bare.lot, bare.serial, bare.count, bare.expires_on) == (None, None, None, None)
    assert (bare.net_weight_g, bare.best_before_on, bare.content_gtin) == (None, None, None)


@pytest.mark.parametrize(
    ("element", "grams"),
    [("3100000002", 2000), ("3103000125", 125), ("3104001255", 126), ("3105000149", 1)],
)
def test_net_weight_is_in_grams(element, grams):
    assert parse(f"]C1{ITEM}{element}").net_weight_g == grams


def test_a_pallet_that_is_a_trade_item_too_is_known_by_both_numbers():
    scan = parse(f"]C100106141412345678908{ITEM}")
    assert (scan.kind, scan.sscc, scan.gtin) == ("sscc", "106141412345678908", GTIN)


def test_a_wrong_check_digit_leaves_the_elements_to_be_shown():
    scan = parse("]C1010950600013435310ABC")
    assert dict(scan.ais) == {"01": "09506000134353", "10": "ABC"}


@pytest.mark.parametrize(
    "text",
    [
        "]C14302" + "%41%41" * 70 + "~",
        "(4302)" + "%41%41" * 70 + "~",
        "https://id.gs1.org/00/106141412345678908?4302=" + "%2541%2541" * 70 + "~",
        "]C1" + "99" * 2000,
        GS.join(f"9{n % 10}{'A' * 18}" for n in range(190)),
    ],
)
def test_no_text_keeps_the_reader_busy(text):
    started = time.process_time()
    parse(text)
    assert time.process_time() - started < 1


VALUES = st.text(CHARACTER_SET_82, min_size=1, max_size=20)
GTINS = st.from_regex(r"\A[0-9]{13}\Z").map(lambda n: n + str(gs1_standard_check_digit(n)))
MESSAGES = st.fixed_dictionaries(
    {},
    optional={
        "01": GTINS,
        "10": VALUES,
        "17": st.dates(dt.date(1980, 1, 1), dt.date(2070, 1, 1)).map(lambda d: f"{d:%y%m%d}"),
        "21": VALUES,
        "30": st.integers(0, 99_999_999).map(str),
        "3102": st.from_regex(r"\A[0-9]{6}\Z"),
        "240": st.text(CHARACTER_SET_82, min_size=1, max_size=30),
        "91": st.text(CHARACTER_SET_82, min_size=1, max_size=90),
    },
).filter(bool)


@given(MESSAGES, st.randoms(use_true_random=False), st.booleans())
def test_whatever_a_label_says_in_whatever_order_is_read_back(ais, random, everywhere):
    order = list(ais)
    random.shuffle(order)
    fixed = () if everywhere else ("01", "17", "3102")
    text = "".join(ai + ais[ai] + ("" if ai in fixed else GS) for ai in order)
    scan = parse(f"]C1{text.removesuffix(GS)}")
    assert scan.error is None
    assert dict(scan.ais) == ais
    assert parse(f"]d2{text}").ais == scan.ais
    assert parse(f"]C1{text.replace(GS, '<FNC1>')}", gs_aliases=("<FNC1>",)).ais == scan.ais
