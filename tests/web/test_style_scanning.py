"""The scan field in a real browser, against a small server that answers when it is told to."""

import re
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs
from uuid import UUID

import pytest
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined
from playwright.sync_api import expect, sync_playwright

from warehouse.web.security import POLICY

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
LISTEN = """() => {
  window.heard = []; window.told = [];
  document.addEventListener("floor:signal", (event) => window.heard.push(event.detail));
  const banner = document.querySelector("[data-unsent]");
  new MutationObserver(() => banner.hidden || window.told.push(banner.textContent.trim()))
    .observe(banner, { attributes: true });
}"""
STEP = """{% extends "floor.html" %}{% block main %}
{% from "_macros.html" import action_bar, button, demo_codes, dock, keypad, post_button %}
{% from "_macros.html" import scan_form, signal, step %}
<div class="stage">
{% if screen.signal %}{{ signal(screen.signal, "Seen", screen.code) }}{% endif %}
{{ step("Step " ~ screen.number) }}
{% if screen.number < 90 %}
{{ keypad("/quantity", "e-1", {"line": screen.number}, "13") }}
{% endif %}
</div>
{% if screen.number < 90 %}{% call dock() %}
{{ demo_codes([("Item", "DEMO-1")]) }}
{% call action_bar() %}{{ post_button("/press", "Skip", event_id="e-2") }}{% endcall %}
{{ scan_form("/scan", "item", "server-made", hidden={"line": screen.number}) }}
{% endcall %}{% endif %}{% endblock %}"""


class Warehouse(ThreadingHTTPServer):
    """Keeps what was posted, and answers each post with what the test has laid ready."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.posts = []
        self.arrived = threading.Condition()
        self.open = threading.Event()
        self.open.set()
        self.answers = []  # (status, signal), "drop", "busy" or "away"; used up in turn
        self.at_once = 0
        self.most_at_once = 0
        loaders = [FileSystemLoader(ROOT / "templates"), DictLoader({"step.html": STEP})]
        self.pages = Environment(
            loader=ChoiceLoader(loaders),
            undefined=StrictUndefined,
            autoescape=True,
        )
        self.pages.globals.update(
            asset=lambda path: f"/static/{path}?v=1",
            url_for=lambda endpoint: f"/{endpoint}",
            actor=SimpleNamespace(name="Ana", roles=frozenset({"picker"})),
            site_name="Hamburg",
            desk_nav=[],
            here="/",
        )

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """A browser that closes its connections is no error."""

    def wait_for(self, count):
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.posts) >= count, timeout=20), self.posts
        return [post["code"] for post in self.posts]

    def page(self, number, *, whole, signal="", code=""):
        context = {"screen": SimpleNamespace(number=number, signal=signal, code=code)}
        template = self.pages.get_template("step.html")
        if whole:
            return template.render(context)
        return "".join(template.blocks["main"](template.new_context(context)))


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Warehouse

    def log_message(self, *args):
        """Say nothing."""

    def do_GET(self):
        path = self.path.split("?")[0]
        if not path.startswith("/static/"):
            text = "<!doctype html><title>In</title>" if path == "/in" else None
            self.answer(200, text or self.server.page(1, whole=True))
            return
        file = ROOT / path[1:]
        self.answer(200, file.read_bytes(), KINDS[file.suffix])

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        fields = {name: values[0] for name, values in parse_qs(body, True).items()}
        server = self.server
        with server.arrived:
            server.posts.append({"path": self.path, "code": fields.get("code", ""), **fields})
            number = len(server.posts)
            server.at_once += 1
            server.most_at_once = max(server.most_at_once, server.at_once)
            answer = server.answers.pop(0) if server.answers else (200, "")
            server.arrived.notify_all()
        server.open.wait(20)
        with server.arrived:
            server.at_once -= 1
        if answer == "drop":
            # Half an answer: a browser repeats a post by itself when it got nothing at all.
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"<p>")
            self.close_connection = True
        elif answer == "busy":
            self.answer(503, "<!doctype html><title>Busy</title>")
        elif answer == "away":
            self.send_response(303)
            self.send_header("Location", "/in")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            status, signal = answer
            shown = 90 if signal == "done" else number + 1
            kind = "" if signal == "done" else signal
            self.answer(
                status, server.page(shown, whole=False, signal=kind, code=fields.get("code", ""))
            )

    def answer(self, status, content, kind="text/html; charset=utf-8"):
        content = content.encode() if isinstance(content, str) else content
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def warehouse():
    server = Warehouse()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.open.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def chromium():
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as play:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = play.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, warehouse):
    context = chromium.new_context(viewport={"width": 360, "height": 640})
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if "Policy" in line.text else None)
    page.goto(warehouse.address)
    expect(page.locator("html[data-ready=floor]")).to_be_attached()
    page.evaluate(LISTEN)
    yield page
    context.close()
    assert faults == []


def type_scan(page, code, end="Enter"):
    page.keyboard.type(code)
    page.keyboard.press(end)


def commit(page, text):
    """Commit a text at once, as a scanner that is an input method does."""
    page.context.new_cdp_session(page).send("Input.insertText", {"text": text})


def step(page):
    return page.locator("h1")


def test_fast_scans_reach_a_slow_server_in_order_and_one_at_a_time(page, warehouse):
    warehouse.open.clear()
    for code in ("B:A-03-2", "2000000000015", "T-0042", "2000000000015"):
        type_scan(page, code)
    assert warehouse.wait_for(1) == ["B:A-03-2"]
    warehouse.open.set()
    expect(step(page)).to_have_text("Step 5")
    assert warehouse.wait_for(4) == ["B:A-03-2", "2000000000015", "T-0042", "2000000000015"]
    assert warehouse.most_at_once == 1
    ids = [UUID(post["event_id"]) for post in warehouse.posts]
    assert len(set(ids)) == 4
    assert {made.version for made in ids} == {7}
    assert [post["line"] for post in warehouse.posts] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("failure", ["drop", "busy"])
def test_a_scan_that_did_not_arrive_is_sent_again_as_the_same_event(page, warehouse, failure):
    warehouse.answers = [failure, failure, (200, "")]
    type_scan(page, "2000000000015")
    expect(step(page)).to_have_text("Step 4", timeout=15_000)
    assert page.evaluate("window.told[0]") == "Not sent: 2000000000015. Trying again."
    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert len(warehouse.posts) == 3
    assert all(post == warehouse.posts[0] for post in warehouse.posts)
    assert page.evaluate("window.heard") == ["late", "accepted"]


def test_a_group_separator_survives_however_it_arrives(page, warehouse):
    commit(page, "010200000000001510L1\x1d1726")
    assert warehouse.wait_for(1)[0] == "010200000000001510L1\x1d1726"
    expect(step(page)).to_have_text("Step 2")
    page.keyboard.type("10L1")
    page.keyboard.press("Control+BracketRight")
    type_scan(page, "21X")
    expect(step(page)).to_have_text("Step 3")
    page.keyboard.type("10L1")
    page.keyboard.down("Alt")
    for digit in ("Numpad0", "Numpad2", "Numpad9"):
        page.keyboard.press(digit)
    page.keyboard.up("Alt")
    type_scan(page, "21X", "Tab")
    expect(step(page)).to_have_text("Step 4")
    assert warehouse.wait_for(3)[1:] == ["10L1\x1d21X", "10L1\x1d21X"]


def test_only_the_ends_that_scanners_add_are_taken_away(page, warehouse):
    page.locator("#scan").fill(" \t\u00a0A-1\x1d ")
    page.keyboard.press("Enter")
    assert warehouse.wait_for(1) == ["\u00a0A-1\x1d"]


def test_the_triggers_enter_presses_no_button(page, warehouse):
    page.evaluate("document.querySelector('.actions button').focus()")
    page.keyboard.press("Enter")
    page.evaluate("document.querySelector('.actions button').focus()")
    type_scan(page, "2000000000015")
    warehouse.wait_for(1)
    expect(step(page)).to_have_text("Step 2")
    assert [post["path"] for post in warehouse.posts] == ["/scan"]


def test_the_space_bar_still_presses_a_button(page, warehouse):
    page.evaluate("document.querySelector('.actions button').focus()")
    page.keyboard.press(" ")
    warehouse.wait_for(1)
    assert warehouse.posts[0]["path"] == "/press"


def test_a_scan_without_an_end_is_taken_when_the_field_is_still(page, warehouse):
    commit(page, "2000000000015")
    assert warehouse.wait_for(1) == ["2000000000015"]
    expect(page.locator("#scan")).to_have_value("")


def test_what_is_typed_by_hand_waits_for_enter(page, warehouse):
    page.keyboard.type("A-03-2", delay=150)
    expect(page.locator("#scan")).to_have_value("A-03-2")
    page.keyboard.press("Enter")
    assert warehouse.wait_for(1) == ["A-03-2"]


def test_the_next_scan_is_not_torn_by_the_answer_to_the_last(page, warehouse):
    warehouse.open.clear()
    type_scan(page, "FIRST")
    warehouse.wait_for(1)
    page.keyboard.type("SEC")
    page.evaluate("document.querySelector('#scan').inputMode = 'text'")  # no end by stillness
    warehouse.open.set()
    expect(step(page)).to_have_text("Step 2")
    page.keyboard.type("OND")
    page.keyboard.press("Enter")
    warehouse.wait_for(2)
    assert "".join(post["code"] for post in warehouse.posts) == "FIRSTSECOND"


def test_a_refusal_is_drawn_and_heard(page, warehouse):
    warehouse.answers = [(422, "refused"), (409, "look"), (200, "accepted")]
    for number in (2, 3, 4):
        type_scan(page, "2000000000015")
        expect(step(page)).to_have_text(f"Step {number}")
    assert page.evaluate("window.heard") == ["refused", "look", "accepted"]


def test_the_field_has_the_focus_again_after_every_answer(page, warehouse):
    page.locator(".actions button").click()
    expect(step(page)).to_have_text("Step 2")
    expect(page.locator("#scan")).to_be_focused()
    page.locator("[data-silence]").evaluate("element => element.focus()")
    type_scan(page, "2000000000015")
    expect(step(page)).to_have_text("Step 3")
    expect(page.locator("#scan")).to_be_focused()


def test_a_press_waits_behind_the_scans_and_is_retried_as_the_same_event(page, warehouse):
    warehouse.answers = ["drop", (200, ""), "drop", (200, "")]
    type_scan(page, "2000000000015")
    page.locator(".actions button").click()
    expect(step(page)).to_have_text("Step 5", timeout=15_000)
    assert [post["path"] for post in warehouse.posts] == ["/scan", "/scan", "/press", "/press"]
    assert warehouse.posts[2] == warehouse.posts[3]
    assert warehouse.most_at_once == 1


def test_a_demo_code_is_a_scan(page, warehouse):
    page.locator("[data-demo-code]").click()
    assert warehouse.wait_for(1) == ["DEMO-1"]
    assert UUID(warehouse.posts[0]["event_id"]).version == 7


def test_number_keys_write_the_quantity_and_a_code_scanned_into_it_is_a_scan(page, warehouse):
    for key in ("1", "3", "back", "2"):
        page.locator(f"[data-key='{key}']").click()
    expect(page.locator("[data-quantity]")).to_have_value("12")
    page.locator("[data-quantity]").fill("")
    page.locator("[data-quantity]").focus()
    type_scan(page, "2000000000015")
    warehouse.wait_for(1)
    assert warehouse.posts[0]["path"] == "/scan"
    expect(step(page)).to_have_text("Step 2")
    page.locator("[data-quantity]").focus()
    type_scan(page, "12")
    warehouse.wait_for(2)
    assert (warehouse.posts[1]["path"], warehouse.posts[1]["quantity"]) == ("/quantity", "12")


def test_a_scan_that_the_next_screen_does_not_take_is_told_of(page, warehouse):
    warehouse.open.clear()
    warehouse.answers = [(200, "done")]
    type_scan(page, "LAST")
    type_scan(page, "TOO-MUCH")
    warehouse.open.set()
    expect(page.locator("[data-unsent]")).to_contain_text("Not used: TOO-MUCH")
    assert warehouse.wait_for(1) == ["LAST"]


def test_an_ended_session_leads_to_signing_in(page, warehouse):
    warehouse.answers = ["away"]
    type_scan(page, "2000000000015")
    page.wait_for_url(re.compile("/in$"))


def test_every_target_fits_a_glove(page):
    boxes = page.evaluate(
        "() => [...document.querySelectorAll('button, a, summary, input:not([type=hidden])')]"
        ".filter((e) => e.checkVisibility() && !e.matches('.skip-link'))"
        ".map((e) => { const b = e.getBoundingClientRect();"
        " return [e.className || e.tagName, b.left, b.top, b.right, b.bottom]; })"
    )
    assert len(boxes) > 15
    for name, left, top, right, bottom in boxes:
        assert min(right - left, bottom - top) >= 48, name
    for row, (name, left, top, right, bottom) in enumerate(boxes):
        for other, other_left, other_top, other_right, other_bottom in boxes[row + 1 :]:
            across = max(other_left - right, left - other_right)
            down = max(other_top - bottom, top - other_bottom)
            docked = down < 0 and across < 0  # scrolled away behind the dock
            assert docked or max(across, down) >= 7.5, (name, other)
