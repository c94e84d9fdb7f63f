"""GS1 Digital Links, and web addresses that are none."""

import string
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.scanning.rules import parse

GTIN = "09506000134352"


@pytest.mark.parametrize(
    ("link", "ais"),
    [
        ("https://id.gs1.org/01/09506000134352", {"01": GTIN}),
        ("http://id.gs1.org/01/09506000134352", {"01": GTIN}),
        ("HTTPS://ID.GS1.ORG/01/09506000134352", {"01": GTIN}),
        ("https://id.gs1.org/01/9506000134352", {"01": GTIN}),
        ("https://id.gs1.org/01/614141123452", {"01": "00614141123452"}),
        ("https://id.gs1.org/01/96385074", {"01": "00000096385074"}),
        ("https://id.gs1.org/01/09506000134352/", {"01": GTIN}),
        ("https://id.gs1.org/01/09506000134352?", {"01": GTIN}),
        ("https://id.gs1.org/01/09506000134352#about", {"01": GTIN}),
        ("https://user@shop.example:8443/a/b/c/01/09506000134352", {"01": GTIN}),
        ("https://shop.example/00/01/09506000134352", {"01": GTIN}),
        ("https://shop.example/p/01/09506000134352?lang=en&utm=1", {"01": GTIN}),
        (
            "https://id.gs1.org/01/614141123452/10/ABC1/21/12345?17=180426",
            {"01": "00614141123452", "10": "ABC1", "21": "12345", "17": "180426"},
        ),
        (
            "https://id.gs1.org/01/614141123452?3103=000195",
            {"01": "00614141123452", "3103": "000195"},
        ),
        (
            "https://id.gs1.org/00/106141412345678908?02=00614141123452&37=25&10=ABC123",
            {"00": "106141412345678908", "02": "00614141123452", "37": "25", "10": "ABC123"},
        ),
        (
            "https://id.gs1.org/01/9506000134352/22/2A/10/L/21/S",
            {"01": GTIN, "22": "2A", "10": "L", "21": "S"},
        ),
        ("https://id.gs1.org/01/9506000134352/10/A%2FB", {"01": GTIN, "10": "A/B"}),
        (
            "https://id.gs1.org/01/9506000134352/10/A+B?21=C+D",
            {"01": GTIN, "10": "A+B", "21": "C+D"},
        ),
        ("https://id.gs1.org/01/9506000134352/10/01", {"01": GTIN, "10": "01"}),
        ("https://id.gs1.org/01/9506000134352?10=A&10=A", {"01": GTIN, "10": "A"}),
        ("https://id.gs1.org/414/0614141000012/254/X1", {"414": "0614141000012", "254": "X1"}),
        ("https://id.gs1.org/8004/0614141ASSET", {"8004": "0614141ASSET"}),
    ],
)
def test_a_digital_link_is_read(link, ais):
    for aim in ("", "]Q1", "]d1", "]Q3", "]d2", "]C0"):
        scan = parse(aim + link)
        assert scan.error is None
        assert dict(scan.ais) == ais
        assert scan.gtin == ais.get("01")
        assert scan.kind == ("sscc" if "00" in ais else "gtin" if "01" in ais else "gs1")


@pytest.mark.parametrize(
    "address",
    [
        "https://",
        "http://[",
        "https://[::1/01/09506000134352",
        "https:///01/09506000134352",
        "https://example.com",
        "https://example.com/sku/12345",
        "https://example.com/news/2026/01/15",
        "https://id.gs1.org/01",
        "https://id.gs1.org/01/",
        "https://id.gs1.org/01/12345",
        "https://id.gs1.org/01/ABC",
        "https://id.gs1.org/01/\u0669\u0665\u0660\u0666\u0660\u0660\u0660\u0661\u0663\u0664\u0663\u0665\u0662",
        "https://id.gs1.org/01/09506000134352/10",
        "https://id.gs1.org/01/09506000134352/21/S/10/L",
        "https://id.gs1.org/01/09506000134352/17/251231",
        "https://id.gs1.org/gtin/09506000134352",
        "https://id.gs1.org/00/1234",
        "https://id.gs1.org/?01=09506000134352",
        "https://\u2100.example/01/09506000134352",
    ],
)
def test_any_other_web_address_is_refused(address):
    scan = parse(address)
    assert (scan.kind, scan.gtin, scan.error.code) == ("unknown", None, "not_a_digital_link")


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("https://id.gs1.org/01/09506000134353", "bad_check_digit"),
        ("https://id.gs1.org/00/106141412345678900", "bad_check_digit"),
        ("https://id.gs1.org/01/09506000134352?17=251331", "bad_date"),
        ("https://id.gs1.org/01/09506000134352?17=250230", "bad_date"),
        ("https://id.gs1.org/01/09506000134352?17=", "bad_element"),
        ("https://id.gs1.org/01/09506000134352/10/%1D", "bad_element"),
        ("https://id.gs1.org/01/09506000134352/10/%FF", "bad_element"),
        ("https://id.gs1.org/01/09506000134352/10/A%20B", "bad_element"),
        ("https://id.gs1.org/01/09506000134352/10/ABC\x1d17251231", "bad_element"),
        (f"https://id.gs1.org/01/09506000134352/10/{'A' * 21}", "bad_element"),
        (
            "https://id.gs1.org/01/09506000134352?17=%D9%A2%D9%A5%D9%A1%D9%A2%D9%A3%D9%A1",
            "bad_element",
        ),
        ("https://id.gs1.org/01/09506000134352?01=09506000134369", "conflicting_elements"),
        ("https://id.gs1.org/01/09506000134352?10=A&10=B", "conflicting_elements"),
        ("https://id.gs1.org/01/09506000134352?05=1", "unknown_ai"),
    ],
)
def test_a_wrong_value_in_a_link_is_told(link, code):
    scan = parse(link)
    assert (scan.kind, scan.gtin, scan.error.code) == ("unknown", None, code)


@given(
    st.text(
        string.ascii_letters + string.digits + "!\"%&'()*+,-./:;<=>?_", min_size=1, max_size=20
    ),
    st.text(
        string.ascii_letters + string.digits + "!\"%&'()*+,-./:;<=>?_", min_size=1, max_size=20
    ),
)
def test_any_lot_and_serial_survive_a_link(lot, serial):
    path, query = quote(lot, safe=""), quote(serial, safe="")
    for link in (f"10/{path}/21/{query}", f"10/{path}?21={query}"):
        scan = parse(f"https://shop.example/x/01/9506000134352/{link}")
        assert (scan.gtin, scan.lot, scan.serial) == (GTIN, lot, serial)
