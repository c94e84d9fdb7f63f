"""Every screen that a handheld shows, upright and on its side: nobody stumbles over any."""

import pytest

from tests.support.browser import HANDHELD, Person, until
from tests.support.glove import LANDSCAPE, faults_of
from tests.support.processes import running_warehouse
from warehouse.demo import access

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("installed app")]
BADGES = {badge.name.split()[0]: badge for badge in access().badges}
CONTROLLED = "() => navigator.serviceWorker.controller !== null"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with running_warehouse(tmp_path_factory.mktemp("screens") / "home", "--no-tls") as running:
        yield running.address.replace("https", "http")


class Inspector(Person):
    """Somebody who turns the device round at every stop."""

    def __init__(self, browser, address):
        super().__init__(browser, address)
        self.found = []

    def look(self, name):
        self.page.locator("html[data-ready]").wait_for()
        for viewport in (HANDHELD, LANDSCAPE):
            self.page.set_viewport_size(viewport)
            faults = faults_of(self.page)
            self.found += [f"{name}, {viewport['width']} wide: {fault}" for fault in faults]

    def code(self):
        return self.page.locator("[data-demo-code]").first.get_attribute("data-demo-code")


@pytest.fixture
def inspector(chromium, address):
    person = Inspector(chromium, address)
    yield person
    person.leave()


def sign_in(person, name):
    person.badge_in(BADGES[name].code, BADGES[name].pin)


def test_the_screens_of_a_pick(inspector):
    inspector.open("/sign-in")
    inspector.look("sign-in")
    inspector.wedge(BADGES["Anna"].code)
    inspector.page.locator("input[name=pin]").wait_for()
    inspector.look("PIN")
    sign_in(inspector, "Anna")
    inspector.look("home")
    inspector.open("/pick")
    inspector.look("tasks")
    inspector.page.get_by_role("listitem").first.get_by_role("button").click()
    inspector.page.locator("[data-trip]").wait_for()
    inspector.look("take a tote")
    inspector.scan(inspector.code())
    inspector.look("bin")
    inspector.scan("B-PACK-1", hears="refused")
    inspector.look("wrong bin")
    walk(inspector)
    pack(inspector)
    assert inspector.found == [], "\n".join(inspector.found)


def walk(person):
    """Scan whatever is asked for, until the tote stands at packing; look at each kind of step."""
    seen = set()
    for _ in range(60):
        step = person.page.locator("h1").first.inner_text()
        if step not in seen and len(seen) < 6:
            seen.add(step)
            person.look(step)
        code = person.code()
        person.wedge(code)
        if code.startswith("B-PACK"):
            person.page.wait_for_url("**/pick")
            person.look("done")
            return
        person.page.locator("[data-signal]").first.wait_for()
    raise AssertionError(seen)


def pack(person):
    """Go to the packing bench with the tote, and verify what is in it."""
    person.open("/pack")
    person.scan(person.code())
    person.look("verify")
    person.scan("nonsense", hears="refused")
    person.look("not in the order")
    person.scan(person.code())
    person.look("verified")


def test_the_screens_of_packing(inspector):
    sign_in(inspector, "Dora")
    inspector.open("/pack")
    inspector.look("pack")
    inspector.scan("T-9999", hears="refused")
    inspector.look("no such tote")
    assert inspector.found == [], "\n".join(inspector.found)


@pytest.mark.parametrize("path", ["/scanner", "/trust", "/offline", "/devices"])
def test_the_pages_beside_the_work(inspector, path):
    sign_in(inspector, "Gina" if path == "/devices" else "Anna")
    inspector.open(path)
    inspector.look(path)
    assert inspector.found == [], "\n".join(inspector.found)


def test_what_needs_the_server_without_network(inspector):
    sign_in(inspector, "Anna")
    inspector.open("/offline")
    until(inspector.page, CONTROLLED)
    inspector.context.set_offline(True)
    inspector.open("/orders")
    inspector.look("no network")
    assert inspector.found == [], "\n".join(inspector.found)
