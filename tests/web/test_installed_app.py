"""The installed app in a real Chromium against the real server: with network, without, and after
an update."""

import io
import json
import os
import re
import shutil
import signal
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.support.app import client_of
from tests.support.browser import Person, ask, started_chromium, until
from tests.support.processes import free_port, running_warehouse
from warehouse.demo import access

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("installed app")]

ROOT = Path(__file__).parents[2]
ELSEWHERE = "handheld.example"  # any name that browsers do not take for the machine itself
ANNA = next(badge for badge in access().badges if badge.name.startswith("Anna"))
CACHED = """async () => {
  const found = {};
  for (const name of await caches.keys())
    found[name] = (await (await caches.open(name)).keys()).map((request) =>
      `${request.method} ${new URL(request.url).pathname}`);
  return found;
}"""
CONTROLLED = "() => navigator.serviceWorker.controller !== null"
TRIP_KEPT = """() => new Promise((resolve) => {
  const asked = indexedDB.open("floor", 1);
  asked.onsuccess = () => {
    const had = asked.result.transaction("trips").objectStore("trips").count();
    had.onsuccess = () => { asked.result.close(); resolve(had.result > 1); };
  };
})"""
FIRST_LOAD_BYTES = 60 * 1024
FONTS_BYTES = 26_000
EVERYTHING_BYTES = 120_000
INSTALLED = "async () => !(await navigator.serviceWorker.getRegistration()).installing"
CAPTURE = """async () => {
  const address = document.querySelector("script[src$='/js/floor.js']").src;
  const store = await import(address.replace("floor.js", "store.js"));
  await store.capture("pick.scan", { task: 0, line: 0, code: "WAITS" });
}"""
WAITING = """async () => {
  const address = document.querySelector("script[src$='/js/floor.js']").src;
  const store = await import(address.replace("floor.js", "store.js"));
  return (await store.pending()).map((entry) => entry.body.code);
}"""


@pytest.fixture(scope="module")
def chromium():
    with started_chromium(f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1") as browser:
        yield browser


@contextmanager
def serving(home, port):
    """The demo on one address, so that a second start is the same origin to a browser."""
    with running_warehouse(home, "--no-tls", "--port", str(port)) as running:
        running.address = f"http://127.0.0.1:{port}"
        yield running


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("installed") / "home", free_port()) as running:
        yield running


def install(person):
    person.open("/offline")
    until(person.page, CONTROLLED)


@pytest.fixture
def anna(chromium, server):
    person = Person(chromium, server.address)
    install(person)
    person.badge_in(ANNA.code, ANNA.pin)
    yield person
    person.leave()


def kept_pages(person, holds=bool):
    """The addresses of the pages that the worker keeps, once they are as wished."""

    def pages(found):
        return [path for name in found if name.startswith("pages-") for path in found[name]]

    return pages(until(person.page, CACHED, lambda found: holds(pages(found))))


def shells(found):
    return [name for name in found if name.startswith("shell-")]


def claimed(person):
    """Take the first task of the list or go on with it, and return its address."""
    person.open("/pick")
    person.page.get_by_role("listitem").first.get_by_role("button").click()
    person.page.wait_for_url(re.compile("/pick/[0-9]+"))
    path = "/" + person.page.url.split("/", 3)[3]
    kept_pages(person, lambda pages: f"GET {path}" in pages)
    return path


def heading(person):
    return person.page.locator("h1").first


def test_a_claimed_task_is_there_when_it_is_reloaded_without_network(anna):
    path = claimed(anna)
    before = heading(anna).text_content()
    anna.context.set_offline(True)
    anna.page.reload()
    expect(heading(anna)).to_have_text(before)
    expect(anna.page.locator("html")).to_have_attribute("data-ready", "floor")
    assert ask(anna.page, "document.fonts.check('16px Floor')")
    anna.open("/pick")
    expect(heading(anna)).to_have_text("Pick")
    anna.open(path)
    expect(heading(anna)).to_have_text(before)


@pytest.mark.parametrize("path", ["/orders", "/", "/pick/2147483647", "/sign-in"])
def test_what_needs_the_server_says_so_and_leads_to_the_claimed_task(anna, path):
    task = claimed(anna)
    anna.context.set_offline(True)
    anna.open(path)
    expect(heading(anna)).to_have_text("No network")
    way_on = anna.page.locator("[data-kept-tasks] a")
    expect(way_on.first).to_have_attribute("href", task)
    way_on.first.click()
    expect(anna.page.locator(f"[data-trip='{task.split('/')[-1]}']")).to_be_visible()


def test_the_page_for_no_network_counts_what_was_not_sent(anna):
    anna.context.set_offline(True)
    anna.open("/orders")
    ask(anna.page, CAPTURE)
    anna.page.reload()
    expect(anna.page.locator("[data-sent=waiting]")).to_contain_text("1")


def test_the_page_that_was_asked_for_comes_with_the_network(anna):
    anna.context.set_offline(True)
    anna.open("/pick/2147483647")
    expect(heading(anna)).to_have_text("No network")
    anna.context.set_offline(False)
    expect(anna.page.locator("#main")).to_contain_text("Nothing here")


def test_a_server_that_is_silent_does_not_keep_a_claimed_task_waiting(anna, server):
    path = claimed(anna)
    os.killpg(server.process.pid, signal.SIGSTOP)
    try:
        anna.open(path)
        anna.page.locator("html[data-ready]").wait_for()
        waited = ask(anna.page, "performance.getEntriesByType('navigation')[0].responseStart")
        assert 1_500 <= waited < 10_000
    finally:
        os.killpg(server.process.pid, signal.SIGCONT)


def test_the_files_of_the_release_are_kept_and_no_post_ever_is(anna):
    claimed(anna)
    anna.page.reload()
    found = ask(anna.page, CACHED)
    entries = [entry for names in found.values() for entry in names]
    assert {entry.split()[0] for entry in entries} == {"GET"}
    assert not any(entry.endswith(("/act", "/events", "/sign-in")) for entry in entries)
    for file in ("css/handheld.css", "js/scan.js", "vendor/htmx.min.js", "icons/sprite.svg"):
        assert any(entry.endswith(f"/{file}") for entry in entries), file
    assert any(entry.endswith(".woff2") for entry in entries)


def test_signing_out_leaves_no_page_of_ours_but_every_unsent_scan(anna):
    claimed(anna)
    anna.context.route("**/events", lambda route: route.abort())
    ask(anna.page, CAPTURE)
    anna.page.locator("[data-menu] summary").click()
    anna.press("Sign out")
    anna.page.wait_for_url("**/sign-in*")
    assert kept_pages(anna, lambda pages: pages == []) == []
    assert "WAITS" in ask(anna.page, WAITING)
    anna.context.set_offline(True)
    anna.open("/pick")
    expect(heading(anna)).to_have_text("No network")


class Scales:
    """What comes over the wire for one page, in bytes: as compressed, and with its headers."""

    def __init__(self, person):
        self.kinds, self.bodies, self.whole = {}, {}, {}
        line = person.context.new_cdp_session(person.page)
        line.send("Network.enable")
        line.on("Network.responseReceived", self.note)
        line.on("Network.loadingFinished", self.end)

    def note(self, told):
        suffix = told["response"]["url"].rpartition("/")[2].rpartition(".")[2]
        known = suffix in {"js", "css", "svg", "woff2"}
        self.kinds[told["requestId"]] = suffix if known else told["type"]
        self.bodies[told["requestId"]] = int(told["response"]["headers"]["Content-Length"])

    def end(self, told):
        self.whole[told["requestId"]] = told["encodedDataLength"]

    def sums(self, counted):
        """Add up by kind: page, styles, scripts (htmx and ours), drawings, fonts, the trip."""
        found = {}
        for request, size in counted.items():
            kind = self.kinds[request]
            found[kind] = found.get(kind, 0) + size
        return found


def test_the_first_load_of_a_task_page_is_light(chromium, server, anna):
    """In a browser that has nothing yet, its worker being installed behind the page."""
    path = claimed(anna)
    new = Person(chromium, server.address)
    new.context.add_cookies(anna.context.cookies())
    scales = Scales(new)
    new.open(path)
    until(new.page, CONTROLLED)
    until(new.page, TRIP_KEPT)
    sums = scales.sums(scales.bodies)
    fonts, trip = sums.pop("woff2"), sums.pop("Fetch")
    whole = sum(scales.whole.values())
    sys.stdout.write(f"first load: {sums}, {fonts} fonts, {trip} trip, {whole} with headers\n")
    assert {"Document", "js", "css", "svg"} <= set(sums)
    assert sum(sums.values()) <= FIRST_LOAD_BYTES
    assert fonts <= FONTS_BYTES
    assert whole <= EVERYTHING_BYTES
    new.leave()


@pytest.fixture
def release(tmp_path, monkeypatch):
    """A copy of the whole program, which the next server runs, so that it may be changed."""
    copy = tmp_path / "release"
    for folder in ("warehouse", "templates", "static"):
        shutil.copytree(ROOT / folder, copy / folder)
    monkeypatch.setenv("PYTHONPATH", str(copy))
    return copy


def test_a_new_release_takes_the_old_ones_place_and_strands_nothing(chromium, tmp_path, release):
    home, port = tmp_path / "home", free_port()
    with serving(home, port) as server:
        person = Person(chromium, server.address)
        install(person)
        person.badge_in(ANNA.code, ANNA.pin)
        path = claimed(person)
        before = set(ask(person.page, CACHED))
        person.context.set_offline(True)
        person.open("/orders")
        ask(person.page, CAPTURE)
    css = release / "static" / "css" / "base.css"
    css.write_text(css.read_text(encoding="utf-8") + "\nh1 { outline: 0; }\n", encoding="utf-8")
    with serving(home, port):
        person.context.route("**/events", lambda route: route.abort())
        person.context.set_offline(False)
        expect(heading(person)).not_to_have_text("No network")  # it comes back by itself
        until(
            person.page,
            CACHED,
            lambda found: len([n for n in found if n.startswith("shell-")]) == 2,
        )
        until(
            person.page, "async () => !(await navigator.serviceWorker.getRegistration()).installing"
        )
        assert before <= set(ask(person.page, CACHED)), "the old one is still in use"
        person.open("/pick")
        found = until(person.page, CACHED, lambda found: not before.intersection(found))
        assert len(found) == 2
        assert "WAITS" in ask(person.page, WAITING)
        person.context.set_offline(True)
        person.open(path)
        person.page.locator("html[data-ready]").wait_for()
    person.leave()


def test_a_browser_may_install_it(chromium, server):
    person = Person(chromium, server.address)
    install(person)
    line = person.context.new_cdp_session(person.page)
    read = line.send("Page.getAppManifest")
    assert read["errors"] == []
    assert read["url"] == f"{server.address}/manifest.webmanifest"
    faults = line.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # The test's own browser keeps nothing on disk, which Chromium takes for private browsing.
    assert {fault["errorId"] for fault in faults} <= {"in-incognito"}
    manifest = json.loads(read["data"])
    person.context.set_offline(True)
    assert person.page.goto(manifest["start_url"]).status == 200
    expect(heading(person)).to_have_text("No network")
    person.leave()


def test_on_plain_http_the_page_works_and_no_worker_is_asked_for(chromium, server):
    person = Person(chromium, server.address.replace("127.0.0.1", ELSEWHERE))
    person.open("/offline")
    person.page.locator("html[data-ready]").wait_for()
    assert ask(person.page, "isSecureContext") is False
    assert ask(person.page, "'serviceWorker' in navigator") is False
    person.leave()


@pytest.fixture
def manifest(app, db):
    answer = app.test_client().get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    return answer.get_json(force=True)


def test_the_manifest_has_what_home_screens_ask_for(manifest):
    """What Lighthouse's audits of installability looked at, before browsers said it themselves."""
    assert {"name", "short_name", "start_url", "icons", "shortcuts", "id"} <= set(manifest)
    assert len(manifest["short_name"]) <= 12
    assert (manifest["display"], manifest["start_url"], manifest["scope"]) == (
        "standalone",
        "/",
        "/",
    )
    assert [shortcut["name"] for shortcut in manifest["shortcuts"]] == ["Pick", "Pack"]
    icons = {(icon["sizes"], icon["type"], icon["purpose"]) for icon in manifest["icons"]}
    assert {
        ("192x192", "image/png", "any"),
        ("512x512", "image/png", "any"),
        ("512x512", "image/png", "maskable"),
    } <= icons
    tokens = (ROOT / "static/css/tokens.css").read_text(encoding="utf-8")
    assert f"--sign: {manifest['theme_color']};" in tokens
    assert f"--ground: {manifest['background_color']};" in tokens


def test_every_page_of_the_floor_belongs_to_the_app(app, floor):
    """What else the audits look for stands in each page's head."""
    page = client_of(app, floor.users["Picker"], floor.site).get("/pick").text
    assert re.search(r'<meta name="viewport" content="[^"]*width=device-width', page)
    assert re.search(r'<meta name="theme-color" content="#[0-9a-f]{6}"', page)
    assert re.search(r'<link rel="apple-touch-icon" href="[^"]+192\.png"', page)
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
    assert "js/install.js" in page


def test_its_icons_are_as_large_as_they_say_and_light(app, manifest):
    for icon in manifest["icons"]:
        with app.test_client().get(icon["src"]) as answer:
            assert answer.status_code == 200
            assert answer.mimetype == icon["type"]
            content = answer.data
        assert len(content) <= 6 * 1024
        if icon["sizes"] != "any":
            width, height = Image.open(io.BytesIO(content)).size
            assert f"{width}x{height}" == icon["sizes"]


def test_its_shortcuts_lead_to_rooms(app, floor, manifest):
    boss = client_of(app, floor.users["Supervisor"], floor.site)
    for shortcut in manifest["shortcuts"]:
        assert boss.get(shortcut["url"]).status_code in (200, 403)


def test_the_worker_is_asked_for_anew_and_names_only_files_that_there_are(app, db):
    client = app.test_client()
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Service-Worker-Allowed"] == "/"
    shell = json.loads(re.match("self.shell = (.*);\n", answer.text)[1])
    program = re.search(r'importScripts\("(.*)"\)', answer.text)[1]
    for path in (*shell["files"], program):
        with client.get(path) as served:
            assert served.status_code == 200, path
    assert shell["base"] == f"{app.static_url_path}/"
    assert not any(path.endswith("sw.js") for path in shell["files"])


def test_the_page_for_no_network_names_nobody(app, floor):
    """Nobody's, whoever fetches it: the worker asks without cookies."""
    page = app.test_client().get("/offline")
    assert page.status_code == 200
    assert "data-author" not in page.text
