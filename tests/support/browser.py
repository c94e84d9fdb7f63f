"""A real Chromium, and a person in front of it."""

import atexit
import functools
import os
import shutil
import time
from contextlib import contextmanager, suppress

from playwright.sync_api import Error as Fault
from playwright.sync_api import expect, sync_playwright

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
HANDHELD = {"width": 360, "height": 640}
TABLET = {"width": 1024, "height": 768}
SLOW_MACHINE_MS = 20_000
A_TRIGGER_MS = 60

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


def ask(page, script, given=None):
    """What a script says to the page; after a while a failure, which `evaluate` alone never is.

    Both waits are bounded: the one for a page that is just leaving, and the one in the page.
    """
    bounded = f"""async (_, [given, most]) => {{
      const asked = ({script});
      const late = new Promise((_, no) =>
        setTimeout(() => no(new Error(`no answer in ${{most}} ms`)), most));
      return Promise.race([typeof asked === "function" ? asked(given) : asked, late]);
    }}"""
    arguments = [given, SLOW_MACHINE_MS]
    return page.locator("html").evaluate(bounded, arguments, timeout=SLOW_MACHINE_MS)


def until(page, script, holds=bool):
    """Ask until the answer holds; the strict policy forbids Playwright's own way to wait for it."""
    end = time.monotonic() + SLOW_MACHINE_MS / 1000
    found = "nothing was answered"
    while True:
        with suppress(Fault):  # the page may leave meanwhile, which is not the end of it
            found = ask(page, script)
            if holds(found):
                return found
        assert time.monotonic() < end, f"{found!r} to {script}"
        page.wait_for_timeout(25)


def closed(context):
    """Close it once its pages are still.

    A page that goes elsewhere by itself at this very moment, as one that fetches itself anew, is
    never closed by Chromium, and whoever waits for it waits for ever.
    """
    for page in context.pages:
        for _ in range(5):
            with suppress(Fault):  # the page's own way was quicker: once more
                page.goto("about:blank", timeout=SLOW_MACHINE_MS)
                break
    context.close()


class Person:
    """Somebody with a device of their own: types as a scanner does, and reads the screen."""

    def __init__(self, browser, address, viewport=None):
        self.context = browser.new_context(viewport=viewport or HANDHELD, base_url=address)
        self.context.set_default_timeout(SLOW_MACHINE_MS)
        self.page = self.context.new_page()
        self.scanned = None
        self.faults = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def open(self, path):
        self.page.goto(path)

    def badge_in(self, badge, pin):
        self.open("/sign-in")
        self.wedge(badge)
        self.page.locator("input[name=pin]").fill(pin)
        self.page.get_by_role("button", name="OK").click()
        self.is_let_in()

    def password_in(self, name, password):
        self.open("/sign-in?way=password")
        self.page.locator("input[name=name]").fill(name)
        self.page.locator("input[name=password]").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        self.is_let_in()

    def is_let_in(self):
        try:
            self.page.wait_for_url(lambda url: "sign-in" not in url)
        except Fault as fault:
            raise AssertionError(ask(self.page, "document.body.innerText")) from fault

    def wedge(self, code):
        """Type a code and Enter without a pause, as a trigger scanner does."""
        self.page.locator("html[data-ready]").wait_for()
        self.page.locator("#scan").wait_for()
        if code == self.scanned:  # no hand is faster; the page takes such a twin for one scan
            self.page.evaluate(f"new Promise((done) => setTimeout(done, {A_TRIGGER_MS}))")
        self.scanned = code
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")

    def scan(self, code, *, hears="accepted", reads=""):
        """Scan, and wait until the screen answers with a signal of this kind and these words."""
        ask(self.page, "document.querySelector('[data-signal]')?.removeAttribute('data-signal')")
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
        closed(self.context)
