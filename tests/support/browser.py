"""A real Chromium, and a person in front of it."""

import atexit
import functools
import os
import shutil
from contextlib import contextmanager

from playwright.sync_api import expect, sync_playwright

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
HANDHELD = {"width": 360, "height": 640}
TABLET = {"width": 1024, "height": 768}
SLOW_MACHINE_MS = 20_000

expect.set_options(timeout=SLOW_MACHINE_MS)


def chromium_path():
    """Where the machine's own Chromium is; None leaves it to Playwright."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)  # noqa: TID251 - which browser is the test run's business


@functools.cache
def playwright():
    """Start Playwright once: a process can hold but one, however many browsers it opens."""
    started = sync_playwright().start()
    atexit.register(started.stop)
    return started


@contextmanager
def started_chromium(*more_arguments):
    """Start the machine's own Chromium, or the one that Playwright was told to fetch."""
    browser = playwright().chromium.launch(
        executable_path=chromium_path(), args=[*ARGUMENTS, *more_arguments]
    )
    yield browser
    browser.close()


class Person:
    """Somebody with a device of their own: types as a scanner does, and reads the screen."""

    def __init__(self, browser, address, viewport=None):
        self.context = browser.new_context(viewport=viewport or HANDHELD, base_url=address)
        self.context.set_default_timeout(SLOW_MACHINE_MS)
        self.page = self.context.new_page()
        self.faults = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def open(self, path):
        self.page.goto(path)

    def badge_in(self, badge, pin):
        self.open("/sign-in")
        self.wedge(badge)
        self.page.locator("input[name=pin]").fill(pin)
        self.page.get_by_role("button", name="OK").click()
        self.page.wait_for_url(lambda url: "sign-in" not in url)

    def password_in(self, name, password):
        self.open("/sign-in?way=password")
        self.page.locator("input[name=name]").fill(name)
        self.page.locator("input[name=password]").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(lambda url: "sign-in" not in url)

    def wedge(self, code):
        """Type a code and Enter without a pause, as a trigger scanner does."""
        self.page.locator("html[data-ready]").wait_for()
        self.page.locator("#scan").wait_for()
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")

    def scan(self, code, *, hears="accepted", reads=""):
        """Scan, and wait until the screen answers with a signal of this kind and these words."""
        self.page.evaluate(
            "document.querySelector('[data-signal]')?.removeAttribute('data-signal')"
        )
        self.wedge(code)
        answer = self.page.locator(f"[data-signal={hears}]")
        expect(answer).to_be_visible()
        if reads:
            expect(answer).to_contain_text(reads)

    def press(self, name, **more):
        self.page.get_by_role("button", name=name, **more).first.click()

    def sees(self, *texts):
        for text in texts:
            expect(self.page.locator("#main")).to_contain_text(text)

    def fetch(self, path):
        """Download something with this person's session; returns status and bytes."""
        answer = self.context.request.get(path)
        return answer.status, answer.body()

    def leave(self):
        assert self.faults == []
        self.context.close()
