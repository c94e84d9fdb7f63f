"""One handheld of a chaos run: a real Chromium with a profile of its own, and who holds it."""

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path

from playwright.async_api import Error as BrowserError

from tests.chaos import furnish
from tests.chaos.radio import CLEAR
from tests.support.browser import ARGUMENTS, HANDHELD, chromium_path
from warehouse.kernel.ids import fingerprint
from warehouse.web.guard import DEVICE_COOKIE, SESSION_COOKIE

SCRIPT = (Path(__file__).parent / "handset.js").read_text(encoding="utf-8")
PATIENCE_S = 120
LOOKS_EVERY_S = 0.1
SKEW_MS = 3 * 3_600_000


class StuckError(AssertionError):
    """A device did not get where it had to, in a time that is long for any machine."""


class Device:
    """A browser, its radio, and a picker who scans what the screen asks for."""

    def __init__(self, number, run, radio, profile):
        """`run` has the playwright, the database, the work and the witness."""
        self.number, self.run, self.radio, self.profile = number, run, radio, profile
        self.user = run.work.users[number]
        self.trips = iter(run.work.trips[number])
        self.task = None
        self.secret = None
        self.kills = 0
        self.context = None

    @property
    def address(self):
        return f"http://127.0.0.1:{self.radio.port}"

    async def switch_on(self):
        self.context = await self.run.playwright.chromium.launch_persistent_context(
            self.profile, executable_path=chromium_path(), args=ARGUMENTS, viewport=HANDHELD,
            base_url=self.address,
        )  # fmt: skip
        self.context.set_default_timeout(PATIENCE_S * 1000)
        witness = self.run.witness
        self.context.on("console", lambda said: witness.hear(self.number, said.text))
        self.context.on(
            "weberror", lambda error: witness.faults.append(f"{self.number}: {error.error}")
        )
        await self.context.add_init_script(SCRIPT)
        if self.secret is None:
            await self.sign_in()
        else:
            await self.show_cookies()
        self.page = self.context.pages[0]

    async def sign_in(self):
        """Open a session, as badge and PIN do; on the same device as before."""
        known = self.secret and fingerprint(self.secret)
        self.token, secret = await self.run.ask_database(
            lambda database: furnish.sign_in(database, self.run.work, self.number, known)
        )
        self.secret = self.secret or secret
        await self.show_cookies()

    async def show_cookies(self):
        """Give the browser its cookies, which it writes down too late to survive a kill."""
        await self.context.add_cookies(
            [
                {"name": name, "value": value, "url": self.address}
                for name, value in ((SESSION_COOKIE, self.token), (DEVICE_COOKIE, self.secret))
            ]
        )

    async def install(self):
        """Open the app, and wait until its worker keeps what is needed without network."""

        async def installed():
            with suppress(BrowserError):
                await self.page.goto("/pick", wait_until="load")
                return await self.page.evaluate(
                    "async () => Boolean(await navigator.serviceWorker.ready)"
                )
            return False

        await self.until("the app is not installed", installed)

    async def switch_off(self):
        if self.context is not None:
            with suppress(BrowserError):
                await self.context.close()

    async def kill(self):
        """End the whole browser at once, as an empty battery does; it stands in its own lock."""
        holder = (self.profile / "SingletonLock").readlink().name
        closed = self.context.wait_for_event("close")
        with suppress(ProcessLookupError):
            os.kill(int(holder.rpartition("-")[2]), signal.SIGKILL)
        self.kills += 1
        await closed

    async def ask(self, script, *given, page=None):
        """Ask the page; None while it is going away."""
        with suppress(BrowserError):
            return await (page or self.page).evaluate(script, given)
        return None

    async def until(self, what, claim):
        """Wait until `claim`, a coroutine function, says yes.

        It may say how many are left instead: as long as these become fewer, nothing is stuck,
        however slow the machine is.
        """
        now = asyncio.get_running_loop().time
        end, fewest = now() + self.run.patience_s, None
        while now() < end:
            found = await claim()
            if found is True:
                return
            if found and (fewest is None or found < fewest):
                end, fewest = now() + self.run.patience_s, found
            await asyncio.sleep(LOOKS_EVERY_S)
        shown = await self.ask("() => document.body.innerText.replace(/\\s+/g, ' ')")
        raise StuckError(f"device {self.number}: {what}; {self.page.url} shows: {shown}")

    async def open_trip(self, page=None):
        """Bring a page to the trip that is under way, or to the next; wait until it is there."""
        page = page or self.page
        self.task = self.task or next(self.trips)
        path = f"/pick/{self.task}"

        async def state():
            return await self.ask("([task]) => handset.state(task)", self.task, page=page)

        async def there():
            found = await state() if page.url.endswith(path) else None
            if found is None:  # elsewhere, or an error's page: whoever holds it asks again
                with suppress(BrowserError):
                    await page.goto(path, wait_until="domcontentloaded")
                found = await state()
            return found in ("open", "over") or await self.is_put_down()

        await self.until(f"trip {self.task} does not open", there)

    async def reload(self):
        with suppress(BrowserError):
            await self.page.reload(wait_until="domcontentloaded")
        await self.open_trip()

    async def is_done(self):
        """Tell whether the trip has nothing left to scan."""
        await self.open_trip()
        return await self.ask("([task]) => handset.state(task)", self.task) != "open"

    async def is_put_down(self):
        """Tell whether the server knows the trip as finished."""
        return await self.run.ask_database(
            lambda database: furnish.is_put_down(database, self.task)
        )

    async def walk(self, scans, *, pages=None):
        """Scan so often, on several pages at once if told; fewer if the browser was killed."""
        tote = self.run.work.totes[self.task]
        each = -(-scans // len(pages or [self.page]))
        done = await asyncio.gather(*[
            self.ask(
                "([task, tote, ...how]) => handset.walk(task, tote, ...how)",
                self.task, tote, each, self.run.wrong_every, self.run.pause_ms, page=page,
            )
            for page in pages or [self.page]
        ])  # fmt: skip
        return sum(count or 0 for count in done)

    async def type(self, scans):
        """Scan with real keys."""
        for _ in range(scans):
            tote = self.run.work.totes[self.task]
            asked = await self.ask("([task, tote]) => handset.asked(task, tote)", self.task, tote)
            if asked is None:
                return
            await self.page.locator("#scan").focus()
            await self.ask("([task, next]) => handset.listen(task, next)", self.task, asked)
            await self.page.keyboard.type(asked["code"])
            await self.page.keyboard.press("Enter")
            await self.ask("() => window.typed")

    async def drained(self):
        """Wait until nothing waits on the device any more."""

        async def left():
            await self.ask("() => dispatchEvent(new Event('online'))")
            unsent = await self.ask("() => handset.unsent()")
            return True if unsent == 0 else unsent

        await self.until("its queue does not become shorter", left)

    async def set_clock(self, skew_ms):
        await self.ask("([skew]) => localStorage.setItem('chaos-skew', skew)", str(skew_ms))
        await self.reload()

    async def set_offline(self, offline):
        """Pull the plug in the browser, which then knows it; a dead radio it has to find out."""
        with suppress(BrowserError):
            await self.context.set_offline(offline)

    async def clear_skies(self):
        self.radio.turn(CLEAR)
        await self.set_offline(False)
