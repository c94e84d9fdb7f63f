"""The codes that we print ourselves."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.scanning.errors import BadOwnCode
from warehouse.scanning.rules import own_code, parse
from warehouse.scanning.rules.own import LETTERS


@pytest.mark.parametrize(
    ("text", "kind", "code", "container"),
    [
        ("B-A-03-2", "bin", "A-03-2", None),
        ("b-a-03-2", "bin", "A-03-2", None),
        ("B-B-03-2", "bin", "B-03-2", None),
        ("B-1", "bin", "1", None),
        ("B-12345670", "bin", "12345670", None),
        ("T-0007", "container", "T-0007", "tote"),
        ("t-0007", "container", "T-0007", "tote"),
        ("C-12", "container", "C-12", "cart"),
        ("P-12", "container", "P-12", "pallet"),
        ("U-1001", "badge", "1001", None),
        ("X-ZD421.2/A_b", "device", "ZD421.2/A_B", None),
    ],
)
def test_a_letter_and_a_hyphen_say_what_is_ours(text, kind, code, container):
    scan = parse(text)
    assert (scan.kind, scan.code, scan.container) == (kind, code, container)
    assert (scan.gtin, scan.error, dict(scan.ais)) == (None, None, {})


@pytest.mark.parametrize(
    "text",
    [
        "B-",
        "B--",
        "B-A-",
        "BA-03",
        "Z-12",
        "-B-1",
        "B-A 03",
        "B_A",
        "B–A",
        f"B-{'A' * 41}",
        "B-A#1",
    ],
)
def test_anything_else_with_a_letter_is_text(text):
    scan = parse(text)
    assert (scan.kind, scan.code, scan.error) == ("text", None, None)


@given(
    st.sampled_from(sorted(LETTERS)),
    st.text(string.ascii_letters + string.digits + "-._/", min_size=1, max_size=40),
)
def test_whatever_may_be_printed_is_read_back(kind, code):
    try:
        printed = own_code(kind, code)
    except BadOwnCode:
        assert code[0] in "-._/" or code[-1] in "-._/"
        return
    scan = parse(f"]C0{printed.lower()}")
    if scan.container:
        assert (scan.container, scan.code) == (kind, printed)
        assert own_code(kind, scan.code) == printed
    else:
        assert (scan.kind, scan.code) == (kind, code.upper())


@pytest.mark.parametrize(
    "code", ["", " ", "A B", "ß", "\u212a", "A\x1dB", "^XA", "-A", "A-", "A" * 41, "T-"]
)
def test_a_code_that_could_not_be_read_back_is_not_made(code):
    with pytest.raises(BadOwnCode) as refused:
        own_code("tote", code)
    assert "tote" in str(refused.value)


def test_a_containers_code_may_be_given_with_its_letter_and_a_bins_has_none():
    assert own_code("tote", "T-0007") == own_code("tote", "0007") == "T-0007"
    assert own_code("bin", "B-03-2") == "B-B-03-2"
    assert own_code("badge", "u1") == "U-U1"
