"""What the handheld keeps in a real browser: kept or refused, never taken for empty, never lost."""

import json
import os
import re
import signal

import pytest
from playwright.sync_api import expect

from tests.support.browser import ARGUMENTS, HANDHELD, ask, chromium_path, closed
from tests.support.queue import CAPTURE, KEPT, becomes, codes_sent, opened, scan

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("queue")]
DELETE = """() => new Promise((done) => {
  indexedDB.deleteDatabase("floor").onsuccess = () => done();
})"""


@pytest.mark.parametrize("broken", ["transaction", "quota"])
def test_what_the_device_cannot_keep_is_refused_and_not_sent(page, warehouse, broken):
    ask(
        page,
        """(broken) => {
          const full = () => { throw new DOMException("full", "QuotaExceededError"); };
          if (broken === "transaction") IDBDatabase.prototype.transaction = full;
          else IDBObjectStore.prototype.add = function () { this.transaction.abort(); };
        }""",
        broken,
    )
    scan(page, "2000000000015")
    becomes(page, "window.heard", ["refused"])
    expect(page.locator("[data-unsent]")).to_contain_text("Not taken: 2000000000015.")
    page.locator(".actions button").click()
    becomes(page, "window.heard", ["refused", "refused"])
    assert warehouse.posts == []


def test_a_store_that_cannot_be_read_is_never_shown_as_empty(page, warehouse):
    warehouse.open.clear()
    scan(page, "A-1")
    warehouse.wait_for(1)
    ask(
        page,
        """() => {
          window.whole = IDBDatabase.prototype.transaction;
          IDBDatabase.prototype.transaction = () => { throw new DOMException("gone"); };
        }""",
    )
    report = "async () => (await import('/static/js/sender.js')).report()"
    ask(page, report)
    expect(page.locator("[data-unsent]")).to_contain_text("cannot read what it has kept")
    expect(page.locator("[data-sent]")).to_have_text(re.compile(r"^\?"))
    expect(page.locator("[data-sent]")).to_have_attribute("data-sent", "waiting")
    ask(page, "() => { IDBDatabase.prototype.transaction = window.whole; }")
    ask(page, report)
    expect(page.locator("[data-unsent]")).to_be_hidden()
    expect(page.locator("[data-sent]")).to_have_text(re.compile(r"^1 "))
    warehouse.open.set()
    becomes(page, KEPT, [])


def test_a_browser_that_was_killed_sends_what_it_had_kept(chromium, warehouse, tmp_path):
    profile = tmp_path / "profile"

    def started():
        return chromium.browser_type.launch_persistent_context(
            profile, executable_path=chromium_path(), args=ARGUMENTS, viewport=HANDHELD
        )

    first = started()
    page = opened(first, warehouse)
    first.set_offline(True)
    scan(page, "A-1")
    becomes(page, KEPT, ["A-1"])
    with first.expect_event("close"):
        kill(profile)
    again = started()
    page = opened(again, warehouse)
    becomes(page, KEPT, [])
    closed(again)
    assert codes_sent(warehouse) == ["A-1"]


def kill(profile):
    """End the whole browser at once, as an empty battery does; it stands in its own lock."""
    holder = (profile / "SingletonLock").readlink().name
    os.kill(int(holder.rpartition("-")[2]), signal.SIGKILL)


def test_a_lost_storage_begins_a_new_epoch(page, warehouse):
    scan(page, "A-1")
    expect(page.locator("h1")).to_have_text("Step 2")
    becomes(page, KEPT, [])
    page.clock.set_fixed_time("2030-01-01T00:00:00Z")
    ask(page, DELETE)
    scan(page, "A-2")
    expect(page.locator("h1")).to_have_text("Step 3")
    old, new = warehouse.posts
    assert int(new["device_epoch"]) > int(old["device_epoch"])
    assert [old["device_seq"], new["device_seq"]] == ["1", "1"]


def test_everything_unsent_can_be_carried_away(page, warehouse):
    warehouse.verdicts = [503] * 50
    ask(page, CAPTURE, ["A-1", "A-2"])
    page.locator("[data-menu] summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save unsent scans").click()
    kept = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert [event["body"]["code"] for event in kept["events"]] == ["A-1", "A-2"]
    assert kept["device"]["seq"] == 2
