"""The set-up page in a real browser: what a scanner types is laid open, and signals differ."""

import shutil
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.support.app import client_of, make_app
from tests.support.browser import HANDHELD, TABLET, closed
from warehouse.devices.rules import SYMBOLS

pytestmark = pytest.mark.browser
ADDRESS = "http://localhost"  # answered by the application's test client, never on a network
KINDS = ("accepted", "refused", "look", "late")
RECORD = """() => {
  window.played = []; window.felt = [];
  window.OscillatorNode = class extends OscillatorNode {
    constructor(audio, options) { super(audio, options);
      window.played.push([options.type, options.frequency]); } };
  window.GainNode = class extends GainNode {
    constructor(...all) { super(...all); window.gain = this.gain; const to = this.gain;
      const real = to.setValueAtTime.bind(to);
      to.setValueAtTime = (value, at) => { window.peak = value; return real(value, at); }; } };
  navigator.vibrate = (pattern) => window.felt.push(pattern.join());
}"""


@pytest.fixture
def database_url(migrated_sqlite, tmp_path):
    path = tmp_path / "warehouse.sqlite3"
    shutil.copyfile(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=[HANDHELD, TABLET], ids=["handheld", "tablet"])
def page(request, chromium, db, floor, database_url, tmp_path):
    app = make_app(database_url, tmp_path)
    client = client_of(app, floor.users["Picker"], floor.site)

    def answer(route):
        asked = route.request
        came = client.open(
            urlsplit(asked.url).path,
            method=asked.method,
            data=asked.post_data_buffer,
            content_type=asked.headers.get("content-type"),
        )
        route.fulfill(status=came.status_code, headers=dict(came.headers), body=came.data)
        came.close()

    context = chromium.new_context(viewport=request.param)
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if "Policy" in line.text else None)
    page.route("**/*", answer)
    page.goto(f"{ADDRESS}/scanner")
    page.locator("html[data-ready]").wait_for()
    yield page
    page.unroute_all(behavior="ignoreErrors")
    closed(context)
    app.extensions["database"].dispose()
    assert faults == []


def commit(page, text):
    page.context.new_cdp_session(page).send("Input.insertText", {"text": text})


def told(page):
    return page.locator("#received .signal__title")


def test_every_symbol_is_recognised_and_framed(page):
    for symbol in SYMBOLS:
        commit(page, symbol.data + "\n")
        expect(told(page)).to_have_text([f"{symbol.kind} arrives right"])
        framed = page.locator(f"[data-symbol='{symbol.kind}'].symbol--done")
        expect(framed).to_be_visible()


def test_a_german_keyboard_without_suffix_is_named_and_each_scan_told_by_itself(page):
    commit(page, "BßZYß01ßAQ")
    expect(told(page)).to_have_text(["Keyboard layout: German", "No suffix"])
    expect(page.locator(".symbol--wrong")).to_contain_text("Code 128")
    page.keyboard.type("10YZ-7/A")
    page.keyboard.press("Control+BracketRight")
    page.keyboard.type("21Q0")
    page.keyboard.press("Tab")
    expect(told(page)).to_have_text(["GS1-128 arrives right"])
    expect(page.locator(".arrival__text")).to_have_text("10YZ-7/AGS21Q0")
    expect(page.locator(".arrival .facts")).to_contain_text("As keys")
    expect(page.locator(".arrival .facts")).to_contain_text("Tab")


def test_a_doubled_scan_is_found(page):
    commit(page, "96385074\n96385074\n")
    expect(told(page)).to_have_text(["Arrives twice", "EAN-8 arrives right"])


def test_the_page_is_usable_by_all_and_fits(page):
    commit(page, "10YZ-7/A21Q0")
    expect(told(page).first).to_have_text("The separator GS is lost")
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_four_signals_differ_in_tone_vibration_colour_icon_and_word(page):
    page.evaluate(RECORD)
    ways = {name: set() for name in ("played", "felt", "colour", "icon", "word", "frame")}
    for kind in KINDS:
        page.evaluate("() => { window.played = []; window.felt = []; }")
        button = page.locator(f"[data-hear={kind}]")
        button.click()
        ways["played"].add(str(page.evaluate("window.played")))
        ways["felt"].add(str(page.evaluate("window.felt")))
        ways["frame"].add(page.evaluate("document.documentElement.dataset.flash"))
        ways["colour"].add(button.evaluate("e => getComputedStyle(e).color"))
        ways["icon"].add(button.locator("use").get_attribute("href"))
        ways["word"].add(button.inner_text())
    assert {name: len(found) for name, found in ways.items()} == dict.fromkeys(ways, 4)
    assert "[]" not in ways["played"] | ways["felt"]


def test_volume_and_silence_are_kept_on_the_device(page):
    page.evaluate(RECORD)
    peaks = []
    for volume in ("1", "5"):
        page.locator("#volume").fill(volume)
        page.locator("[data-hear=refused]").click()
        peaks.append(page.evaluate("window.peak"))
    assert peaks == [1 / 16, 1]
    page.locator("#main [data-silence]").click()
    page.evaluate("() => { window.played = []; window.felt = []; }")
    page.locator("[data-hear=refused]").click()
    assert page.evaluate("[window.played.length, window.felt.length]") == [0, 1]
    page.reload()
    page.locator("html[data-ready]").wait_for()
    expect(page.locator("#volume")).to_have_value("5")
    expect(page.locator("#main [data-silence]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#scan")).to_be_focused()


def test_the_next_step_is_said_once_it_is_switched_on(page):
    page.evaluate(
        """() => { window.said = [];
        SpeechSynthesis.prototype.speak = ({ lang, text }) => window.said.push([lang, text]); }"""
    )
    page.locator("[data-speech]").click()
    ((language, words),) = page.evaluate("window.said")
    assert language == "en"
    assert words.startswith("Scan the test symbols. Each should arrive right")
    expect(page.locator("[data-speech]")).to_have_attribute("aria-pressed", "true")
    page.evaluate(
        """() => { document.querySelector("#main").innerHTML =
          "<h1>Go to the bin</h1><div class=bin><b class=bin__code>A-01-3</b></div>";
        document.dispatchEvent(new CustomEvent("htmx:after:swap", { detail: { ctx: {} } })); }"""
    )
    assert page.evaluate("window.said.at(-1)[1]") == "Go to the bin. A, 0 1, 3"
