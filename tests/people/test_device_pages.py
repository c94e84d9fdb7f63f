import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest

from tests.support.app import client_of, make_app
from warehouse.kernel import clock
from warehouse.kernel.ids import fingerprint
from warehouse.people import service
from warehouse.people.models import Device, WebSession
from warehouse.people.rules import LONGEST_IDLE
from warehouse.web.guard import DEVICE_COOKIE, SESSION_COOKIE

PIN, PASSWORD = "48151623", "correct horse"


@pytest.fixture
def real(database_url, tmp_path):
    """The application where devices must be enrolled."""
    made = make_app(database_url, tmp_path, enrol="required")
    yield made
    made.extensions["database"].dispose()


@pytest.fixture(autouse=True)
def people(db, floor):
    with db.command() as session:
        for name, role in (("Pia", "picker"), ("Paul", "picker"), ("Ada", "supervisor")):
            service.create_user(
                session, site_id=floor.site, name=name, roles=[role], pin=PIN, badge=name,
                username=name, password=PASSWORD,
            )  # fmt: skip


@pytest.fixture
def boss(real, floor):
    return client_of(real, floor.users["Supervisor"], floor.site)


def offered(boss, name="Handheld 7"):
    """Return the address that the QR code of a new device says."""
    page = boss.post("/devices", data={"name": name})
    assert page.status_code == 200
    assert '<svg class="qr"' in page.text
    return unescape(re.search(r'href="(/enrol[^"]+)"', page.text)[1])


def enrolled(app, boss, name="Handheld 7"):
    """Return a client that has just become a device of that name."""
    handheld, address = app.test_client(), offered(boss, name)
    assert f"This is {name}" in handheld.get(address).text
    code = address.partition("code=")[2]
    assert handheld.post("/enrol", data={"code": code}).status_code == 303
    return handheld


def badge_in(client, badge="PIA", to="/sign-in", **query):
    return client.post(to, data={"badge": badge, "pin": PIN}, query_string=query or None)


def device_id_of(client):
    return fingerprint(client.get_cookie(DEVICE_COOKIE).value)


def test_a_device_is_enrolled_by_the_address_of_its_code(real, boss):
    handheld = enrolled(real, boss)
    page = handheld.get("/sign-in?enrolled=yes").text
    assert "This is Handheld 7 from now on" in page
    assert 'data-scan="badge"' in page
    assert badge_in(handheld).status_code == 303
    listed = boss.get("/devices").text
    assert "Handheld 7" in listed
    assert "Pia" in listed


def test_a_used_code_says_what_to_do(real, boss):
    address = offered(boss)
    code = address.partition("code=")[2]
    real.test_client().post("/enrol", data={"code": code})
    second = real.test_client()
    for answer in (second.get(address), second.post("/enrol", data={"code": code})):
        assert answer.status_code == 422
        assert "Ask a supervisor to show a new one" in answer.text
    assert second.get_cookie(DEVICE_COOKIE) is None


def test_the_devices_cookie_is_for_the_server_only_and_lasts(real, boss):
    handheld = real.test_client()
    code = offered(boss).partition("code=")[2]
    answer = handheld.post("/enrol", data={"code": code}, base_url="https://localhost")
    cookie = next(
        line for line in answer.headers.getlist("Set-Cookie") if line.startswith(DEVICE_COOKIE)
    )
    for part in ("HttpOnly", "SameSite=Lax", "Secure", "Path=/", f"Max-Age={400 * 24 * 3600}"):
        assert part in cookie


def test_enrolling_ends_the_session_that_the_browser_had(real, floor, boss):
    address = offered(boss)
    token = boss.get_cookie(SESSION_COOKIE).value
    boss.post("/enrol", data={"code": address.partition("code=")[2]})
    assert boss.get("/devices").status_code == 303
    boss.set_cookie(SESSION_COOKIE, token)
    assert boss.get("/devices").status_code == 303


def test_a_browser_that_is_not_enrolled_is_told_so_and_takes_a_desk_password(real):
    browser = real.test_client()
    page = browser.get("/sign-in").text
    assert "Badges do not open this device yet" in page
    assert 'data-scan="badge"' not in page
    assert 'name="password"' in page
    refused = badge_in(browser)
    assert refused.status_code == 422
    assert "Ask a supervisor to enrol it" in refused.text
    assert browser.post("/sign-in", data={"code": "U-PIA"}).text.count('name="pin"') == 0
    picker = browser.post("/sign-in", data={"name": "pia", "password": PASSWORD})
    assert "is not enrolled" in picker.text
    assert browser.post("/sign-in", data={"name": "ada", "password": PASSWORD}).status_code == 303


def test_a_revoked_device_is_signed_out_at_once_and_says_so_on_every_try(real, boss):
    handheld = enrolled(real, boss)
    badge_in(handheld)
    assert handheld.get("/pick").status_code == 200
    boss.post(f"/devices/{device_id_of(handheld)}/revoke")
    assert handheld.get("/pick").location.startswith("/sign-in")
    for answer in (handheld.get("/sign-in"), badge_in(handheld)):
        assert answer.status_code == 403
        assert "taken out of use" in answer.text
        assert "<input" not in answer.text.partition("<main")[2].partition("</main")[0]
    assert "Out of use" in boss.get("/devices").text


def test_a_device_is_renamed_and_its_form_says_why_not(real, boss):
    enrolled(real, boss)
    address = f"/devices/{device_id_of(enrolled(real, boss, 'Handheld 8'))}"
    assert 'value="Handheld 8"' in boss.get(address).text
    assert "called Handheld 7 already" in boss.post(address, data={"name": "Handheld 7"}).text
    assert "40 characters" in boss.post("/devices", data={"name": ""}).text
    listed = boss.post(address, data={"name": "Handheld 9"}, follow_redirects=True).text
    assert "Handheld 9" in listed
    assert "Handheld 8" not in listed


@pytest.mark.parametrize("address", ["/stock/items?q=mug", "/pick"])
def test_after_ten_idle_minutes_the_same_person_comes_back_to_the_same_page(
    app, db, floor, address
):
    client = app.test_client()
    badge_in(client, "ADA" if "stock" in address else "PIA")
    with db.command() as session:
        session.query(WebSession).one().seen_at = clock.now() - LONGEST_IDLE - timedelta(seconds=1)
    asked = client.get(address)
    assert urlsplit(asked.location).path == "/sign-in"
    again = badge_in(client, "ADA" if "stock" in address else "PIA", to=asked.location)
    assert again.location.rstrip("?") == address


def test_somebody_else_starts_afresh(app, db, floor):
    client = app.test_client()
    badge_in(client, "PIA")
    client.post("/sign-out")
    assert badge_in(client, "PAUL", next="/pick/tasks/1").location == "/"
    assert badge_in(client, "PAUL", next="/pick?x=1").location == "/pick?x=1"


def test_changing_over_is_one_tap_and_remembers_the_page_for_its_person(app, floor):
    client = app.test_client()
    badge_in(client, "ADA")
    assert 'action="/switch"' in client.get("/stock/bins?zone=A").text
    left = client.post("/switch", headers={"Referer": "http://localhost/stock/bins?zone=A"})
    assert urlsplit(left.location).path == "/sign-in"
    assert client.get("/stock/bins").status_code == 303, "the session is over"
    assert badge_in(client, "ADA", to=left.location).location == "/stock/bins?zone=A"
    client.post("/switch")
    assert badge_in(client, "PAUL", to=left.location).location == "/"


def test_changing_over_leads_to_no_other_site(app, floor):
    client = app.test_client()
    left = client.post("/switch", headers={"Referer": "https://evil.example/pick"})
    assert left.location == "/sign-in"


def test_a_press_on_a_page_that_expired_comes_back_to_that_page(app, floor):
    headers = {"HX-Request": "true", "Referer": "http://localhost/pick/tasks/7"}
    answer = app.test_client().post("/pick/release", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].endswith("next=/pick/tasks/7")


@pytest.mark.parametrize(
    ("address", "is_told"),
    [("http://10.0.0.7", True), ("https://10.0.0.7", False), ("http://localhost:8443", False),
     ("http://127.0.0.1:8443", False), ("http://[::1]:8443", False), ("http://floor", True)],
)  # fmt: skip
def test_plain_http_is_told_where_browsers_withhold_camera_and_offline_work(app, address, is_told):
    for path in ("/sign-in", "/trust"):
        page = app.test_client().get(path, base_url=address).text
        assert ("works online only, without camera" in page) is is_told


def test_a_device_row_of_nobody_is_never_enrolled(app, db, floor):
    client = app.test_client()
    badge_in(client, "PIA")
    with db.read() as session:
        device = session.get(Device, device_id_of(client))
        assert (device.enrolled_at, device.name) == (None, "")
