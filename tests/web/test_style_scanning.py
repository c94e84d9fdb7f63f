"""The scan field in a real browser, against a small server that answers when it is told to."""

import re
from itertools import pairwise
from uuid import UUID

import pytest
from playwright.sync_api import expect

from tests.support.browser import closed

pytestmark = pytest.mark.browser
LISTEN = """() => {
  window.heard = []; window.told = [];
  document.addEventListener("floor:signal", (event) => window.heard.push(event.detail));
  const banner = document.querySelector("[data-unsent]");
  const words = banner.querySelector("[data-unsent-text]");
  new MutationObserver(() => banner.hidden || window.told.push(words.textContent))
    .observe(banner, { attributes: true });
}"""


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
    closed(context)
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


def test_a_scan_that_the_next_screen_does_not_take_belongs_to_the_one_it_was_made_on(
    page, warehouse
):
    warehouse.open.clear()
    warehouse.answers = [(200, "done"), (409, "look")]
    type_scan(page, "LAST")
    type_scan(page, "TOO-MUCH")
    warehouse.open.set()
    assert warehouse.wait_for(2) == ["LAST", "TOO-MUCH"]
    assert [post["line"] for post in warehouse.posts] == ["1", "1"]
    expect(page.locator("[data-signal=look]")).to_contain_text("TOO-MUCH")


def test_an_ended_session_leads_to_signing_in(page, warehouse):
    warehouse.answers = ["away"]
    type_scan(page, "2000000000015")
    page.wait_for_url(re.compile("/sign-in$"))


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


SIX = """() => {
  const text = (word) => `<svg class="i" viewBox="0 0 24 24"></svg>${word}`;
  document.querySelector(".actions").innerHTML =
    ["Close", "Take out"].map((word) => `<a class="button" href="#">${text(word)}</a>`).join("") +
    ["New carton", "Undo"].map((word) =>
      `<form><button class="button" type="button">${text(word)}</button></form>`).join("") +
    ["Carton", "Photo"].map((word) =>
      `<details class="more"><summary>${text(word)}</summary>
       <form><button class="button" type="button">Keep it</button></form></details>`).join("");
  const outer = document.querySelectorAll(".actions > a, .actions > form > button, summary");
  return [...outer].filter((e) => e.closest(".actions")).map((e) => {
    const words = document.createRange();
    words.selectNodeContents(e);
    const [box, inner] = [e.getBoundingClientRect(), words.getBoundingClientRect()];
    return [e.textContent, box.left, box.right, inner.left, inner.right];
  });
}"""


def test_six_words_fit_side_by_side_each_in_a_button_for_a_glove(page):
    boxes = sorted(page.evaluate(SIX), key=lambda box: box[1])
    assert len(boxes) == 6
    for word, left, right, begins, ends in boxes:
        assert right - left >= 48, word
        assert left < begins < ends < right, word
    for (_, _, right, _, _), (word, left, _, _, _) in pairwise(boxes):
        assert left - right >= 7.5, word
    assert boxes[-1][2] <= 360
    page.locator("summary", has_text="Photo").click()
    size = page.locator("details[open] .button").evaluate("(e) => getComputedStyle(e).fontSize")
    assert float(size.removesuffix("px")) > 14  # what opens above the dock stays as it was
