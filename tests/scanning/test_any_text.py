"""No text, however strange, gets past without an answer."""

import json
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from warehouse.scanning.rules import Kind, parse, scan_lines

PIECES = st.sampled_from(
    [
        *("]", "]C1", "]d2", "]Q1", "]E0", "]E3", "]E4", "\x1d", "<GS>", "(", ")", "(01)", "(10)"),
        *("01", "00", "02", "10", "17", "21", "30", "37", "3103", "4302", "7003", "8008", "8003"),
        *("09506000134352", "9506000134352", "106141412345678908", "251231", "250200", "000000"),
        *("https://", "http://[", "id.gs1.org", "/01/", "/10/", "?17=", "&", "%", "%1D", "#", "+"),
        *(
            "B-",
            "T-",
            "ABC",
            "0",
            "9",
            "\ud800",
            "\x00",
            "\u2070",
            "\u0663",
            "ß",
            " ",
            "\n",
            "é",
            "~",
        ),
    ],
)


def check(text):
    """State what holds for every scan."""
    scan = parse(text)
    assert (scan.kind == Kind.UNKNOWN) == (scan.error is not None)
    if scan.gtin is not None:
        assert len(scan.gtin) == 14
        assert set(scan.gtin) <= set("0123456789")
        assert scan.error is None
    if scan.error:
        assert str(scan.error).isprintable()
        str(scan.error).encode()
    if scan.kind == Kind.TEXT:
        assert scan.text.isprintable()
    if scan.kind in (Kind.GTIN, Kind.SSCC):
        assert scan.gtin or scan.sscc
    for ai, value in scan.ais.items():
        assert (ai + value).isascii()
        assert (ai + value).isprintable()
    line = json.dumps(scan.as_json())
    assert line.isascii()
    assert "\n" not in line
    assert parse(text) == scan


@given(st.text(max_size=200))
@example("]")
@example("]Y")
@example("]Y5")
@example("\x1d")
@example("(01)")
@example("http://[")
def test_any_text_gets_an_answer(text):
    check(text)


@settings(max_examples=500)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_heap_of_fragments_gets_an_answer(text):
    check(text)


@given(st.text("0123456789\x1d", max_size=60), st.sampled_from(["", "]C1", "]d2", "]E0", "]I1"]))
def test_any_digits_get_an_answer(digits, aim):
    check(aim + digits)


@given(st.lists(st.text(st.characters(exclude_characters="\r\n")), max_size=5))
def test_any_line_gets_one_line(lines):
    answers = list(scan_lines(lines))
    assert len(answers) == len(lines)
    for answer in answers:
        assert {"kind", "gtin", "ais", "error"} <= json.loads(answer).keys()


@pytest.mark.parametrize("seed", range(10))
def test_ten_thousand_random_texts_get_an_answer(seed):
    source = random.Random(seed)
    for _ in range(1000):
        length = source.choice((1, 3, 8, 13, 20, 60))
        text = "".join(
            chr(source.choice((source.randrange(128), source.randrange(0x11000))))
            for _ in range(length)
        )
        parse(source.choice(("", "]C1", "]Q1", "(01)", "https://", "01")) + text)
