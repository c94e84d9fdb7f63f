"""However a scanner gets its text into the page, and wherever the focus is: one right scan."""

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import render_template_string
from playwright.sync_api import expect

from tests.support.app import make_app
from tests.support.browser import HANDHELD, closed

pytestmark = pytest.mark.browser
STATIC = Path(__file__).resolve().parents[2] / "static"
ADDRESS = "http://localhost"  # answered inside the browser's driver, never on a network
STEP = """{% extends "floor.html" %}{% block main %}
{% from "_macros.html" import action_bar, button, dock, keypad, scan_form, step %}
<div class="stage">{{ step("Step") }}{{ keypad("/quantity", "e-1", {}, "13") }}
<a class="button" id="away" href="/away">Away</a></div>
{% call dock() %}{% call action_bar() %}{{ button("Skip", type="button") }}{% endcall %}
{{ scan_form("/scan", "item", "e-2") }}{% endcall %}{% endblock %}"""
LISTEN = """() => {
  window.scans = []; window.presses = 0;
  document.addEventListener("floor:scan", (event) => {
    if (!window.asked) event.preventDefault();
    window.scans.push(event.detail);
  });
  document.addEventListener("click", () => { window.presses += 1; });
  document.addEventListener("submit", () => { window.presses += 1; }, true);
}"""
A_BUSY_MACHINE_MS = 20_000  # may pass between two keys that a driver presses, not a scanner
PLAIN, LOT = "2000000000015", "010200000000001510L-1\x1d21X/z"


@pytest.fixture(scope="module")
def page(chromium, tmp_path_factory):
    folder = tmp_path_factory.mktemp("matrix")
    app = make_app(f"sqlite:///{folder}/none.sqlite3", folder, gs_aliases=("<GS>", "~"))
    with app.test_request_context("/"):
        html = render_template_string(STEP)

    def answer(route):
        path = urlsplit(route.request.url).path
        if path.startswith(app.static_url_path):
            file = STATIC / path.removeprefix(app.static_url_path + "/")
            route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0])
        else:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")

    context = chromium.new_context(viewport=HANDHELD, base_url=ADDRESS)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=ADDRESS)
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.route("**/*", answer)
    page.goto("/")
    page.locator("html[data-ready]").wait_for()
    page.evaluate(LISTEN)
    yield page
    assert faults == []
    closed(context)
    app.extensions["database"].dispose()


@pytest.fixture(autouse=True)
def _clean(page):
    page.evaluate(
        """() => { localStorage.clear(); window.scans = []; window.presses = 0;
        document.querySelector("[data-told]")?.remove();
        document.querySelector("#scan").value = "";
        document.querySelector("[data-quantity]").value = "";
        document.querySelector("form[data-scan]").dataset.idleMs = "100";
        document.activeElement.blur(); document.querySelector("#scan").focus(); }"""
    )


def stillness(page, milliseconds):
    """How long the field waits for more; what waits already begins anew."""
    page.evaluate(
        """(ms) => { document.querySelector("form[data-scan]").dataset.idleMs = ms;
        document.querySelector("#scan").dispatchEvent(new Event("input", { bubbles: true })); }""",
        milliseconds,
    )


def keys(page, code, separator):
    before, gs, after = code.partition("\x1d")
    page.keyboard.type(before)
    if gs:
        separator(page.keyboard)
    page.keyboard.type(after)


def control(keyboard):
    keyboard.press("Control+BracketRight")


def alt(keyboard):
    keyboard.down("Alt")
    for digit in ("Numpad0", "Numpad2", "Numpad9"):
        keyboard.press(digit)
    keyboard.up("Alt")


def commit(page, code):
    """Commit a text at once, as a scanner that is an input method does."""
    page.context.new_cdp_session(page).send("Input.insertText", {"text": code})


def paste(page, code):
    page.evaluate("text => navigator.clipboard.writeText(text)", code)
    page.keyboard.press("Control+V")


WAYS = {
    "keys": lambda page, code: keys(page, code, control),
    "keys with Alt": lambda page, code: keys(page, code, alt),
    "alias": lambda page, code: page.keyboard.type(code.replace("\x1d", "~")),
    "text": commit,
    "paste": paste,
}
PLACES = {
    "field": lambda page: page.locator("#scan").focus(),
    "pressed": lambda page: page.locator(".actions button").click(),
    "quantity": lambda page: page.locator("[data-quantity]").focus(),
    "nothing": lambda page: page.evaluate("document.activeElement.blur()"),
}


def scans(page, count=1):
    for _ in range(200):
        found = page.evaluate("window.scans")
        if len(found) >= count:
            break
        page.evaluate("new Promise((done) => setTimeout(done, 25))")
    return found


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("end", ["Enter", "Tab", "none"])
@pytest.mark.parametrize("way", WAYS)
def test_every_scan_arrives_once_and_whole(page, way, end, place):
    for code in (PLAIN, LOT):
        page.evaluate("window.scans = []")
        PLACES[place](page)
        page.evaluate("window.presses = 0")
        stillness(page, A_BUSY_MACHINE_MS)
        WAYS[way](page, code)
        if end == "none":
            stillness(page, 1)
        else:
            page.keyboard.press(end)
        (scan,) = scans(page)
        assert (scan["code"], scan["end"], scan["doubled"]) == (code, end, False)
        assert page.evaluate("window.presses") == 0
        assert page.evaluate("document.activeElement.id") == "scan"
        assert page.locator("[data-quantity]").input_value() == ""


@pytest.mark.parametrize("place", [".actions button", "#away", ".menu summary"])
def test_a_scanners_keys_press_nothing_that_has_the_focus(page, place):
    for text in ("", PLAIN):
        page.locator(place).focus()
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    assert [scan["code"] for scan in scans(page)] == [PLAIN]
    assert page.evaluate("window.presses") == 0
    page.locator(place).focus()
    page.evaluate("addEventListener('click', (event) => event.preventDefault(), { once: true })")
    page.keyboard.press(" ")
    assert page.evaluate("window.presses") == 1


@pytest.mark.parametrize("code", [PLAIN, LOT])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\t"])
def test_a_text_brings_its_own_end(page, end, code):
    commit(page, code + end)
    (scan,) = scans(page)
    assert (scan["code"], scan["end"], scan["how"]) == (code, "Enter", "text")


@pytest.mark.parametrize("key", ["Control+j", "Control+m"])
def test_line_feed_and_return_typed_as_control_keys_end_a_scan(page, key):
    page.keyboard.type(PLAIN)
    page.keyboard.press(key)
    assert [scan["code"] for scan in scans(page)] == [PLAIN]


def test_a_tab_behind_the_enter_moves_nothing(page):
    page.evaluate(
        """() => { const field = document.querySelector("#scan"); field.value = "B-A-01-1";
        for (const key of ["Enter", "Tab"]) field.dispatchEvent(
          new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })); }"""
    )
    assert len(scans(page)) == 1
    assert page.evaluate("document.activeElement.id") == "scan"


def test_two_bursts_within_the_stillness_are_one_scan(page):
    page.evaluate(
        """() => { document.execCommand("insertText", false, "20000000");
        setTimeout(() => document.execCommand("insertText", false, "00015"), 40); }"""
    )
    assert [scan["code"] for scan in scans(page)] == [PLAIN]


@pytest.mark.parametrize(("ends", "found"), [("1", [PLAIN]), ("0", ["20000000", "00015"])])
def test_two_bursts_further_apart_are_one_scan_where_the_scanner_ends_its_scans(page, ends, found):
    stillness(page, 300)
    page.evaluate(
        """(ends) => { localStorage.setItem("scan-ends", ends);
        document.execCommand("insertText", false, "20000000");
        return new Promise((done) => setTimeout(done, 450)); }""",
        ends,
    )
    page.keyboard.insert_text("00015")
    if ends == "1":
        page.keyboard.press("Enter")
    assert [scan["code"] for scan in scans(page, len(found))] == found


def test_a_device_learns_whether_its_scanner_ends_its_scans(page):
    commit(page, PLAIN + "\n")
    scans(page)
    assert page.evaluate("localStorage.getItem('scan-ends')") == "1"
    commit(page, LOT)
    scans(page, 2)
    assert page.evaluate("localStorage.getItem('scan-ends')") == "0"


@pytest.mark.parametrize("text", [f"{PLAIN}\n{PLAIN}\n", PLAIN * 2])
def test_the_same_twice_at_once_is_asked_about(page, text):
    commit(page, text)
    found = scans(page, 2 if "\n" in text else 1)
    assert {scan["code"] for scan in found} == {PLAIN}
    assert found[-1]["doubled"]


def test_the_same_twice_by_hand_is_two_pieces(page):
    for _ in range(2):
        page.evaluate("new Promise((done) => setTimeout(done, 120))")
        commit(page, PLAIN + "\n")
    assert [scan["doubled"] for scan in scans(page, 2)] == [False, False]


def test_different_codes_may_follow_each_other_at_once(page):
    commit(page, f"B-A-01-1\n{PLAIN}\nT-0001\n")
    found = scans(page, 3)
    assert [scan["code"] for scan in found] == ["B-A-01-1", PLAIN, "T-0001"]
    assert not any(scan["doubled"] for scan in found)


def test_what_was_doubled_is_said_in_words(page):
    page.evaluate("window.asked = true")
    commit(page, f"{PLAIN}\n{PLAIN}\n")
    told = page.locator("[data-told=look]")
    expect(told).to_contain_text("Twice at once?")
    expect(told).to_contain_text(f"{PLAIN} came in twice and counts once")
    page.evaluate("window.asked = false")


def test_the_keyboard_stays_closed_until_it_is_asked_for(page):
    assert page.locator("#scan").get_attribute("inputmode") == "none"
    assert page.locator("[data-quantity]").get_attribute("inputmode") == "none"
    page.locator("[data-keyboard]").click()
    assert page.locator("#scan").get_attribute("inputmode") == "text"
    page.locator("[data-keyboard]").click()
    assert page.locator("#scan").get_attribute("inputmode") == "none"
