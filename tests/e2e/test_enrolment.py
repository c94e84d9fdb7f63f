"""A handheld becomes a device of the warehouse by the QR code on the supervisor's screen."""

import io
import re

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from tests.support.browser import TABLET, Person
from tests.support.journey import PIN, furnish
from tests.support.processes import running_warehouse

pytestmark = pytest.mark.browser


@pytest.fixture
def server(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    database_url = f"sqlite:///{home}/warehouse.sqlite3"
    furnish(home, database_url)
    with running_warehouse(
        home, "--no-tls", "--no-demo", DATABASE_URL=database_url, ENROL="auto"
    ) as running:
        running.address = running.address.replace("https", "http")
        yield running


def read_from_the_screen(person):
    """Return what a camera in front of the screen would read."""
    shot = Image.open(io.BytesIO(person.page.screenshot()))
    [found] = zxingcpp.read_barcodes(shot)
    return found.text


def test_a_handheld_is_enrolled_used_handed_over_and_taken_out_of_use(chromium, server):
    ada = Person(chromium, server.address, TABLET)
    ada.password_in("ada", "correct horse")
    ada.open("/devices")
    ada.page.locator("input[name=name]").fill("Handheld 7")
    ada.press("Show its code")
    ada.page.locator("svg.qr").wait_for()
    address = read_from_the_screen(ada)
    assert re.fullmatch(re.escape(server.address) + r"/enrol\?code=[0-9A-Za-z_-]{43}", address)

    handheld = Person(chromium, server.address)
    handheld.open("/sign-in")
    handheld.sees("Badges do not open this device yet")
    handheld.page.goto(address)
    handheld.sees("This is Handheld 7")
    handheld.press("Enrol this device")
    handheld.sees("This is Handheld 7 from now on")

    handheld.badge_in("U-PIA", PIN)
    handheld.open("/pick?page=hers")
    handheld.press("Pia")
    handheld.page.wait_for_url(lambda url: "/sign-in" in url)
    handheld.wedge("U-PIA")
    handheld.page.locator("input[name=pin]").fill(PIN)
    handheld.press("OK")
    handheld.page.wait_for_url(lambda url: url.endswith("/pick?page=hers"))
    handheld.press("Pia")
    handheld.page.wait_for_url(lambda url: "/sign-in" in url)
    handheld.wedge("U-PAUL")
    handheld.page.locator("input[name=pin]").fill(PIN)
    handheld.press("OK")
    handheld.page.wait_for_url(lambda url: "sign-in" not in url)
    assert "hers" not in handheld.page.url

    ada.open("/devices")
    ada.sees("Paul")
    ada.page.get_by_role("link", name="Handheld 7").click()
    ada.press("Take it out of use")
    ada.sees("Out of use")
    handheld.open("/pick")
    expect(handheld.page.locator("[data-signal=refused]")).to_contain_text("taken out of use")
    other = Person(chromium, server.address)
    other.page.goto(address)
    other.sees("This code enrols no device any more")
    for person in (ada, handheld, other):
        person.leave()
