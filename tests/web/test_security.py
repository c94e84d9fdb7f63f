import logging

import brotli
import pytest
from flask import request

from warehouse.web.guard import public
from warehouse.web.security import FILE_HEADERS, HEADERS, POLICY

ADDRESSES = ("/sign-in", "/people", "/nowhere", "/", "/static/none.css")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_headers(client_as, address):
    answer = client_as("Administrator").get(address, buffered=True)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value, name


@pytest.mark.parametrize(
    ("name", "headers"),
    [
        ("css/tokens.css", FILE_HEADERS),
        ("js/floor.js", FILE_HEADERS),
        ("vendor/fonts/ui.woff2", FILE_HEADERS),
        ("icons/icon.svg", HEADERS),
    ],
)
def test_a_file_of_the_release_carries_what_it_needs(app, db, name, headers):
    with app.test_client().get(f"{app.static_url_path}/{name}") as answer:
        assert answer.status_code == 200
        assert {header: answer.headers[header] for header in headers} == headers
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "ETag" not in answer.headers


@pytest.mark.parametrize("name", ["css/handheld.css", "js/scan.js", "icons/sprite.svg"])
def test_a_text_of_the_release_travels_small(app, db, name):
    address = f"{app.static_url_path}/{name}"
    with app.test_client().get(address) as whole:
        text = whole.data
    small = app.test_client().get(address, headers={"Accept-Encoding": "gzip, br"})
    assert small.headers["Content-Encoding"] == "br"
    assert small.headers["Vary"] == "Accept-Encoding"
    assert int(small.headers["Content-Length"]) == len(small.data) < len(text) / 2
    assert brotli.decompress(small.data) == text


def test_refusals_and_redirects_carry_them_too(app, floor, client_as):
    for answer in (
        client_as("Picker").get("/people"),
        app.test_client().get("/people"),
        app.test_client().post("/sign-in", headers={"Sec-Fetch-Site": "cross-site"}),
        client_as("Picker").delete("/people"),
    ):
        assert answer.headers["Content-Security-Policy"] == POLICY


def test_the_policy_lets_nothing_run_that_is_not_ours():
    assert "unsafe" not in POLICY
    assert "default-src 'none'" in POLICY
    assert "frame-ancestors 'none'" in POLICY
    assert "*" not in POLICY
    assert "http" not in POLICY


@pytest.mark.parametrize("address", ["/sign-in", "/sign-in?way=password", "/people"])
def test_pages_need_no_more_than_the_policy_allows(client_as, address):
    page = client_as("Administrator").get(address).text
    assert "style=" not in page
    assert "onclick" not in page
    assert "<script>" not in page
    assert "<style" not in page


def test_browsers_stay_with_https_once_they_came_by_it(app, floor):
    client = app.test_client()
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers
    by_https = client.get("/sign-in", base_url="https://localhost")
    assert "max-age=31536000" in by_https.headers["Strict-Transport-Security"]


def test_pages_are_kept_by_no_cache(client_as):
    answer = client_as("Administrator").get("/people")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "HX-Request" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:8080"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize("address", ["/people", "/sign-in", "/sign-out"])
def test_what_another_sites_page_sends_is_refused(client_as, headers, address):
    client = client_as("Administrator")
    form = {"name": "Eve", "roles": "administrator", "pin": "2342"}
    assert client.post(address, data=form, headers=headers).status_code == 403
    assert "Eve" not in client.get("/people").text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://localhost"},
    ],
)
def test_what_our_own_page_sends_passes(client_as, headers):
    client = client_as("Administrator")
    form = {"name": "Eve", "roles": "picker", "pin": "2342"}
    assert client.post("/people", data=form, headers=headers).status_code == 303
    assert "Eve" in client.get("/people").text


def test_links_from_elsewhere_still_open_pages(client_as):
    client = client_as("Administrator")
    assert client.get("/people", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_what_people_typed_is_shown_as_text(client_as):
    client = client_as("Administrator")
    nasty = "<script>alert(1)</script>"
    client.post("/people", data={"name": nasty, "roles": "picker", "pin": "2342"})
    page = client.get("/people").text
    assert "&lt;script&gt;alert(1)" in page
    assert nasty not in page
    for address in ("/stock/items", "/stock/bins"):
        assert nasty not in client.get(address, query_string={"q": f'"{nasty}'}).text


def test_a_bug_is_written_down_without_what_was_typed(app, floor, caplog):
    app.add_url_rule("/bug", "bug", public(broken), methods=["POST"])
    app.testing = False
    caplog.set_level(logging.DEBUG)
    answer = app.test_client().post("/bug", data={"badge": "U-X", "pin": "77778888"})
    assert answer.status_code == 500
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert "a request failed: POST /bug" in caplog.text
    assert "77778888" not in caplog.text + answer.text


def broken():
    pin = request.form["pin"]
    raise RuntimeError(f"a bug of ours, with a PIN of {len(pin)} digits")
