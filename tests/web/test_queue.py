"""The queue of the handheld in a real browser: written ahead, sent in order, never lost."""

from uuid import UUID

import pytest
from playwright.sync_api import expect

from tests.support.browser import ask
from tests.support.queue import CAPTURE, KEPT, KICK, becomes, codes_sent, opened, ready, scan

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("queue")]


def test_a_scan_is_kept_before_it_is_sent_and_gone_when_it_is_answered(page, warehouse):
    warehouse.open.clear()
    scan(page, "2000000000015")
    warehouse.wait_for(1)
    assert ask(page, KEPT) == ["2000000000015"]
    assert ask(page, "window.heard") == []
    warehouse.open.set()
    expect(page.locator("h1")).to_have_text("Step 2")
    becomes(page, KEPT, [])
    post = warehouse.posts[0]
    assert (post["device_seq"], UUID(post["event_id"]).version) == ("1", 7)
    assert int(post["device_epoch"]) > 0
    assert post["captured_at"].endswith("Z")


def test_scans_that_wait_their_turn_are_kept_too(page, warehouse):
    warehouse.open.clear()
    for code in ("A-1", "A-2", "A-3"):
        scan(page, code)
    warehouse.wait_for(1)
    becomes(page, KEPT, ["A-1", "A-2", "A-3"])
    warehouse.open.set()
    expect(page.locator("h1")).to_have_text("Step 4")
    assert [post["device_seq"] for post in warehouse.posts] == ["1", "2", "3"]
    assert warehouse.batches == []


def test_a_press_is_written_ahead_as_well(page, warehouse):
    warehouse.open.clear()
    page.locator(".actions button").click()
    warehouse.wait_for(1)
    kept = ask(page, "async () => (await import('/static/js/store.js')).pending()")
    assert [entry["kind"] for entry in kept] == ["pick.skip"]
    assert warehouse.posts[0]["event_id"] == kept[0]["id"]
    warehouse.open.set()
    becomes(page, KEPT, [])


def test_events_are_sent_in_order_in_batches_of_at_most_fifty(page, warehouse):
    codes = [f"C-{number}" for number in range(120)]
    ask(page, CAPTURE, codes)
    ask(page, KICK)
    becomes(page, KEPT, [])
    assert codes_sent(warehouse) == codes
    assert [len(batch) for batch in warehouse.batches] == [50, 50, 20]
    assert [e["device_seq"] for batch in warehouse.batches for e in batch] == list(range(1, 121))
    assert warehouse.batches[0][0]["author"] == "signed"
    assert [state["unsent"] for state in warehouse.states] == [120, 70, 20]
    assert {"release", "oldest_at", "battery"} <= set(warehouse.states[0])


def test_a_batch_stays_below_64_kilobytes(page, warehouse):
    ask(page, CAPTURE, ["x" * 30_000, "y" * 30_000, "z" * 90_000, "end"])
    ask(page, KICK)
    becomes(page, KEPT, [])
    assert [len(batch) for batch in warehouse.batches] == [2, 1, 1]


def test_earlier_events_go_before_a_scan_that_the_server_draws(page, warehouse):
    ask(page, CAPTURE, ["EARLIER"])
    scan(page, "NOW")
    expect(page.locator("h1")).to_have_text("Step 2")
    assert codes_sent(warehouse) == ["EARLIER"]
    assert warehouse.effects[1] == warehouse.posts[0]["event_id"]


@pytest.mark.parametrize("failure", [503, 401, "drop", "held"])
def test_what_has_no_last_answer_is_kept_and_sent_again_as_the_same_event(page, warehouse, failure):
    warehouse.verdicts = [failure, failure]
    ask(page, CAPTURE, ["A-1", "A-2"])
    ask(page, KICK)
    becomes(page, KEPT, [])
    assert codes_sent(warehouse) == ["A-1", "A-2"] * 3
    assert warehouse.batches[0] == warehouse.batches[1] == warehouse.batches[2]
    assert len(warehouse.effects) == 2


def test_a_server_that_is_too_busy_for_a_batch_is_sent_shorter_ones(page, warehouse):
    warehouse.verdicts = ["drop", "drop"]
    codes = [f"C-{number}" for number in range(60)]
    ask(page, CAPTURE, codes)
    ask(page, KICK)
    becomes(page, KEPT, [])
    assert [len(batch) for batch in warehouse.batches] == [50, 25, 12, 24, 24]
    assert codes_sent(warehouse)[75:] == codes


def test_an_ended_session_asks_to_sign_in_and_loses_nothing(page, warehouse):
    warehouse.verdicts = [401] * 50
    ask(page, CAPTURE, ["A-1", "A-2"])
    page.reload()
    banner = page.locator("[data-unsent]")
    expect(banner).to_contain_text("Sign in to send 2 scans.")
    assert banner.get_by_role("link").get_attribute("href") == "/sign-in?next=%2F"
    assert ask(page, KEPT) == ["A-1", "A-2"]


def test_an_event_that_the_server_cannot_read_stays_and_lets_the_others_through(page, warehouse):
    warehouse.verdicts = [400, "posted", 400]
    ask(page, CAPTURE, ["GOOD", "BAD", "LAST"])
    page.reload()
    ready(page)
    becomes(page, KEPT, ["BAD"])
    expect(page.locator("[data-unsent]")).to_contain_text("the server cannot read them")
    assert codes_sent(warehouse) == ["GOOD", "BAD", "LAST", "GOOD", "BAD", "LAST"]


@pytest.mark.parametrize("status", ["rejected", "review", "quarantined", "id_reuse"])
def test_a_refusal_afterwards_is_told_and_final(page, warehouse, status):
    warehouse.verdicts = [status]
    ask(page, CAPTURE, ["A-1"])
    scan(page, "NOW")
    told = page.locator("[data-told=refused]" if status == "quarantined" else "[data-told=late]")
    expect(told).to_contain_text("That is a spoon.")
    becomes(page, KEPT, [])
    assert ask(page, "window.told") == [["A-1", status]]
    assert "late" in ask(page, "window.heard")
    if status in {"review", "quarantined"}:  # goods were moved: it stays until it was read
        page.reload()
        told.get_by_role("button").click()
        expect(told).to_have_count(0)


def test_offline_a_scan_stays_and_goes_when_the_network_is_back(context, page, warehouse):
    context.set_offline(True)
    scan(page, "A-1")
    expect(page.locator("[data-unsent]")).to_contain_text("Not sent: A-1. Trying again.")
    expect(page.locator("[data-sent=waiting]")).to_contain_text("1 · 0 min")
    context.set_offline(False)
    expect(page.locator("h1")).to_have_text("Step 2")
    expect(page.locator("[data-sent=calm]")).to_be_visible()
    assert [post["code"] for post in warehouse.posts] == ["A-1"]


def test_a_reply_that_is_lost_leaves_one_event_with_one_effect(page, warehouse):
    lost = []

    def lose(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch())
        route.abort()

    page.route("**/scan", lose)
    scan(page, "A-1")
    expect(page.locator("h1")).to_have_text("Step 3")
    assert [post["code"] for post in warehouse.posts] == ["A-1", "A-1"]
    assert len(warehouse.effects) == 1


def test_two_pages_have_one_sender(context, page, warehouse):
    other = opened(context, warehouse)
    for each in (page, other):
        each.locator("#scan").press("x")  # somebody is typing: the page stays as it is
    for number in range(5):
        ask(page, CAPTURE, [f"A-{number}"])
        ask(page, KICK)
        ask(other, KICK)
    becomes(page, KEPT, [])
    becomes(other, KEPT, [])
    assert codes_sent(warehouse) == [f"A-{number}" for number in range(5)]


def test_plain_http_has_no_locks_and_keeps_the_order_all_the_same(context, warehouse):
    context.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined });")
    page = opened(context, warehouse)
    ask(page, CAPTURE, ["EARLIER"])
    scan(page, "A-1")
    scan(page, "A-2")
    expect(page.locator("h1")).to_have_text("Step 3")
    becomes(page, KEPT, [])
    assert codes_sent(warehouse) == ["EARLIER"]
    assert [post["code"] for post in warehouse.posts] == ["A-1", "A-2"]


def test_a_page_that_was_closed_is_stood_in_for_by_the_next(context, page, warehouse):
    warehouse.open.clear()
    for code in ("A-1", "A-2"):
        scan(page, code)
    warehouse.wait_for(1)
    becomes(page, KEPT, ["A-1", "A-2"])
    page.close()
    warehouse.open.set()
    other = opened(context, warehouse)
    becomes(other, KEPT, [])
    assert codes_sent(warehouse) == ["A-1", "A-2"]
    assert warehouse.batches[0][0]["id"] == warehouse.posts[0]["event_id"]
    assert len(warehouse.effects) == 2


def test_a_device_that_decides_by_itself_does_not_ask_the_server(page, warehouse):
    ask(page, "document.querySelector('.stage').dataset.trip = '12'")
    ask(
        page,
        """async () => {
          window.taken = [];
          (await import("/static/js/send.js")).onLocal(async (kind, body) => {
            window.taken.push([kind, body.code ?? ""]);
            return kind !== "pick.quantity";
          });
        }""",
    )
    scan(page, "A-1")
    page.locator(".actions button").click()
    becomes(page, "window.taken", [["pick.scan", "A-1"], ["pick.skip", ""]])
    assert warehouse.posts == []
    page.locator("[data-key='1']").click()
    page.get_by_role("button", name="OK").click()
    assert warehouse.wait_for(1) == [""]


def test_a_page_that_was_drawn_before_its_last_answers_is_fetched_anew(page, warehouse):
    ask(page, CAPTURE, ["A-1"])
    with page.expect_navigation():
        ask(page, KICK)
    ready(page)
    assert codes_sent(warehouse) == ["A-1"]
