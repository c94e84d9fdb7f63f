"""Counting in a real browser: a counter with a handheld, and a supervisor with a tablet."""

import os
import signal
import time

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from tests.support.browser import ARGUMENTS, TABLET, Person, chromium_path, playwright, until
from tests.support.journey import BLUE, PIN, RED, SPOON, TEA_KIT, furnish
from tests.support.processes import running_warehouse, warehouse
from warehouse.counting.models import CountResult, CountTask
from warehouse.db.uow import Database
from warehouse.ledger.models import Move
from warehouse.locations.queries import site_id_of
from warehouse.people import service as people

pytestmark = pytest.mark.browser

PEOPLE = (("Cara", "counter"), ("Cid", "counter"), ("Sue", "supervisor"))
KEPT = """async () => {
  for (const name of await caches.keys())
    if (await (await caches.open(name)).match(location.pathname)) return true;
  return false;
}"""


class Handheld:
    """A browser with a folder of its own, which a power cut can hit."""

    def __init__(self, folder):
        self.folder, self.context = folder, None

    def new_context(self, **more):
        self.context = playwright().chromium.launch_persistent_context(
            self.folder, executable_path=chromium_path(), args=ARGUMENTS, **more
        )
        return self.context

    def is_killed(self):
        pid = int(str((self.folder / "SingletonLock").readlink()).rsplit("-", 1)[1])
        with self.context.expect_event("close"):
            os.kill(pid, signal.SIGKILL)
        (self.folder / "SingletonLock").unlink()


@pytest.fixture
def home(tmp_path):
    path = tmp_path / "home"
    path.mkdir()
    return path


@pytest.fixture
def url(home):
    return f"sqlite:///{home}/warehouse.sqlite3"


@pytest.fixture
def server(home, url):
    furnish(home, url)
    database = Database(url)
    with database.command() as session:
        site_id = site_id_of(session, "HQ")
        for name, role in PEOPLE:
            people.create_user(
                session, site_id=site_id, name=name, roles=[role], pin=PIN, badge=name.upper()
            )
    database.dispose()
    with running_warehouse(home, "--no-tls", "--no-demo", DATABASE_URL=url) as running:
        running.address = running.address.replace("https", "http")
        yield running


@pytest.fixture
def meet(chromium, server):
    met = []

    def come(name, viewport=None, browser=chromium):
        person = Person(browser, server.address, viewport)
        person.badge_in(f"U-{name.upper()}", PIN)
        met.append(person)
        return person

    yield come
    for person in met:
        person.leave()


def spot(person, code):
    person.open("/counts")
    person.wedge(code)
    person.page.wait_for_url("**/counts/*")
    person.sees("Go to")
    person.scan(code, reads="You are at")


def key(person, number):
    person.page.get_by_label("Pieces in all").wait_for()
    for digit in str(number):
        person.page.locator(f"[data-key='{digit}']").click()
    person.press("OK")
    person.sees("Anything else?")


def rows(url, model):
    database = Database(url)
    with database.read() as session:
        found = session.execute(select(model).order_by(model.id)).scalars().all()
    database.dispose()
    return found


def verified(home, url):
    said = warehouse("verify", home=home, DATABASE_URL=url)
    assert said.returncode == 0, said.stdout + said.stderr


def found(person, code, *goods):
    spot(person, code)
    for barcode, number in goods:
        person.scan(barcode)
        key(person, number)
    person.press("That is all")
    person.sees("is counted")


def decide(boss, reason, note, button):
    boss.page.locator("select[name=reason]").select_option(reason)
    boss.page.locator("[name=note]").fill(note)
    boss.press(button)


def test_a_counter_counts_and_nobody_tells_how_many(meet, home, url):
    cara = meet("Cara")
    spot(cara, "B-A-01-02")
    cara.press("Yes, it is empty")
    cara.sees("A-01-02 is counted")
    spot(cara, "B-B-01-01")
    cara.scan(TEA_KIT)
    cara.sees("Scan the lot")
    cara.scan("L-99", reads="1 counted")  # the book knows L-77 alone
    key(cara, 3)
    cara.press("That is all")
    cara.sees("None of this there?")
    cara.press("None there")
    cara.sees("B-01-01 is counted")
    spot(cara, "B-A-01-01")
    cara.scan("B-A-01-02", hears="refused", reads="This count is of A-01-01")
    cara.scan(RED, reads="1 counted")
    cara.scan(SPOON, hears="refused", reads="How many of Mug, red")
    key(cara, 2)
    cara.scan("NOBODY-KNOWS", hears="look", reads="Kept: NOBODY-KNOWS")
    cara.press("That is all")
    cara.sees("A-01-01 is counted")
    assert [task.state for task in rows(url, CountTask)] == ["open", "open", "review"]
    verified(home, url)


def test_a_count_outlives_a_dead_network_and_a_killed_browser(meet, server, tmp_path, home, url):
    handheld = Handheld(tmp_path / "profile")
    cara = meet("Cara", browser=handheld)
    spot(cara, "B-A-02-01")
    count = cara.page.url
    cara.page.reload()
    until(cara.page, KEPT)
    cara.context.set_offline(True)
    cara.scan(RED, reads="1 counted")
    cara.scan(SPOON, hears="refused", reads="How many of Mug, red, 11 oz are there?")
    key(cara, 9)
    cara.scan("WHO-KNOWS", hears="look", reads="Kept: WHO-KNOWS")
    handheld.is_killed()
    cara.__init__(handheld, server.address)
    cara.context.clear_cookies()  # which of them a kill leaves is chance; here, none
    cara.context.set_offline(True)
    cara.page.goto(count)
    cara.sees("Anything else?", "Mug, red", "9")
    cara.scan("SPOON", reads="1 counted")
    cara.press("Undo")
    cara.sees("Taken back", "Anything else?")
    cara.scan(SPOON)
    key(cara, 4)
    cara.press("That is all")
    cara.sees("sent as soon as there is network")
    assert [task.state for task in rows(url, CountTask)] == ["claimed"]
    cara.context.set_offline(False)
    expect(cara.page.locator("[data-unsent]")).to_contain_text("Sign in to send")
    cara.badge_in("U-CARA", PIN)  # who she is was forgotten, and nothing else
    end = time.monotonic() + 20
    while rows(url, CountTask)[0].state != "review":  # for the code that nobody knows
        assert time.monotonic() < end
    assert {row.variance_units for row in rows(url, CountResult)} == {0}
    verified(home, url)


def test_a_supervisor_finds_a_swap_splits_rejects_and_approves_in_bulk(meet, home, url):
    cara, cid = meet("Cara"), meet("Cid")
    for who in (cara, cid):
        found(who, "B-A-01-02", (BLUE, 3))  # 5 by the book
        found(who, "B-A-02-01", (RED, 9), (SPOON, 4), (BLUE, 2))
        found(who, "B-A-01-01", (RED, 8))  # 2 by the book
    before = len(rows(url, Move))
    sue = meet("Sue", TABLET)
    sue.open("/counts/desk")
    expect(sue.page.get_by_text("Likely swap")).to_have_count(2)
    sue.page.get_by_role("link", name="A-01-02").click()
    sue.sees("Likely in the wrong bin", "Who counted what", "Cara", "Cid")
    sue.press("Move 2 in the book: A-01-02 → A-02-01")
    sue.page.wait_for_url("**/counts/desk")
    expect(sue.page.get_by_text("Likely swap")).to_have_count(0)
    assert [move.quantity for move in rows(url, Move)[before:]] == [2]  # one transfer is all

    sue.page.get_by_role("link", name="A-01-01").click()
    sue.page.locator("[name=part]").fill("4")
    decide(sue, "found", "behind the rack", "Approve and book")
    sue.sees("Decided so far", "behind the rack")
    decide(sue, "unknown", "not believed", "Reject: count again")
    sue.sees("Nothing to decide")
    assert rows(url, CountResult)[-1].state == "rejected"

    for who in (cara, cid):
        found(who, "B-A-01-02", (BLUE, 1))  # 3 by the book
        found(who, "B-A-02-01", (RED, 9), (BLUE, 2), (SPOON, 3))  # 4 spoons by the book
    sue.open("/counts/desk")
    for box in sue.page.get_by_role("checkbox").all():
        box.check()
    decide(sue, "theft_suspected", "all of one evening", "Approve marked")
    sue.sees("Nothing to decide")
    decided = [row.state for row in rows(url, CountResult) if row.variance_units]
    assert decided[-3:] == ["rejected", "posted", "posted"]
    verified(home, url)
