"""What happens to the devices: each has a radio and a mishap, and in a while all of them."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from playwright.async_api import Error as BrowserError

from tests.chaos import furnish
from tests.chaos.device import SKEW_MS
from tests.chaos.radio import CLEAR, DEAD, DOUBLING, LOSSY, SLOW, SWAPPING

TYPED = 6


@dataclass(frozen=True)
class Slot:
    """One device's share of a round."""

    radio: str
    mishap: str


SLOTS = [
    Slot("clear", "typed by hand"),
    Slot("offline", "page reloaded"),
    Slot("slow", "browser killed"),
    Slot("lossy", "none"),
    Slot("offline", "browser killed"),
    Slot("lossy", "browser killed"),
    Slot("slow", "two tabs"),
    Slot("lossy", "clock 3 h ahead"),
    Slot("offline", "clock 3 h behind"),
    Slot("lossy", "login expired"),
    Slot("offline", "user revoked"),
    Slot("lossy", "two tabs"),
]
# Where a broken promise shows within a few scans.
SHOWS = {
    "dedupe": Slot("doubling", "none"),
    "ordering": Slot("swapping", "none"),
    "write-ahead": Slot("offline", "browser killed"),
}
WEATHER = {
    "clear": CLEAR, "offline": DEAD, "slow": SLOW, "lossy": LOSSY, "doubling": DOUBLING,
    "swapping": SWAPPING,
}  # fmt: skip


class Share:
    """A device's round: so many scans under one slot's weather, then all of them sent."""

    def __init__(self, device, slot, scans, rng):
        """`scans` are spread over trips; a new trip needs the server, as it does on the floor."""
        self.device, self.slot, self.rng = device, slot, rng
        self.left = scans
        self.is_signed_out = self.is_shut_out = False

    async def run(self):
        device, mishap = self.device, self.slot.mishap
        await self.open_trip()
        if mishap.startswith("clock"):
            await device.set_clock(SKEW_MS if mishap.endswith("ahead") else -SKEW_MS)
        if mishap == "typed by hand":
            await device.type(min(TYPED, self.left))
        await self.weather()
        halfway = self.left // 2
        await self.walk_down_to(halfway)
        await self.suffer(mishap)
        await self.walk_down_to(0)
        await device.clear_skies()
        await device.drained()
        await self.recover()

    async def weather(self):
        await self.device.set_offline(self.slot.radio == "offline" and self.rng.random() < 0.5)
        self.device.radio.turn(WEATHER[self.slot.radio])

    async def open_trip(self):
        """Be on a trip that has something left to scan."""
        device = self.device
        if device.task is not None and not await device.is_done():
            return
        await device.clear_skies()
        if self.is_signed_out:
            await device.sign_in()
        if device.task is not None:
            await device.drained()
            device.task = None
        await device.open_trip()

    async def walk_down_to(self, left):
        """Scan until only so many are left, with killed browsers and second tabs in between."""
        device, kills = self.device, 0
        while self.left > left:
            if await device.is_done():
                if self.is_shut_out:
                    self.left = left  # there is no other trip for this picker
                    return
                await self.open_trip()
                await self.weather()
            want = min(self.left - left, furnish.SCANS_A_TRIP)
            before = device.run.witness.heard[device.number]
            if self.slot.mishap == "browser killed" and kills < device.run.kills_a_walk:
                kills += 1
                await self.walk_until_killed(want)
            elif self.slot.mishap == "two tabs":
                await self.walk_in_two_tabs(want)
            else:
                await device.walk(want)
            self.left -= max(1, device.run.witness.heard[device.number] - before)

    async def walk_until_killed(self, scans):
        device = self.device
        walk = asyncio.ensure_future(device.walk(scans))
        longest = scans * device.run.pause_ms / 1000
        await asyncio.wait([walk], timeout=self.rng.uniform(0.05, max(0.3, longest)))
        await device.kill()
        await walk
        await device.switch_on()
        await self.weather()
        await device.open_trip()

    async def walk_in_two_tabs(self, scans):
        device = self.device
        other = await device.context.new_page()
        await device.open_trip(other)
        await device.walk(scans, pages=[device.page, other])
        with suppress(BrowserError):
            await other.close()

    async def suffer(self, mishap):
        device = self.device
        if mishap == "page reloaded":
            await device.reload()
        elif mishap == "login expired":
            self.is_signed_out = True
            await device.run.ask_database(
                lambda database: furnish.expire_logins(database, device.user)
            )
        elif mishap == "user revoked":
            self.is_shut_out = True
            device.run.revoked.add(device.user)
            await self.trust(trusted=False)

    async def trust(self, *, trusted):
        user = self.device.user
        await self.device.run.ask_database(
            lambda database: furnish.trust(database, user, trusted=trusted)
        )

    async def recover(self):
        """Put everything right again, once all is sent."""
        device = self.device
        if self.is_shut_out:
            await self.trust(trusted=True)
            device.task = None  # the trip that was cut is another's to go on with
        if self.is_signed_out or self.is_shut_out:
            await device.sign_in()
        if self.slot.mishap.startswith("clock"):
            await device.set_clock(0)
        await device.radio.calm()
