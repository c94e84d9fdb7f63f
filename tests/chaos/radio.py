"""What lies between a device and the server: a proxy on a port of its own, with weather.

It is unfair in every way in which networks are: silence, delay, answers that get lost, requests
that arrive twice or late, a batch cut in two whose second half comes first.
"""

import asyncio
import json
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace

BROKEN = (OSError, EOFError, asyncio.LimitOverrunError)
LATE_S = 0.4


@dataclass(frozen=True)
class Weather:
    """How a device's radio is; `faults` are what may befall a batch, drawn one at a time."""

    dead: bool = False
    latency_s: float = 0.0
    faults: tuple[str, ...] = ()


CLEAR = Weather()
DEAD = Weather(dead=True)
SLOW = Weather(latency_s=1.5)
DELIVERED, SWAPPED, SHUFFLED = "delivered", "halves swapped", "shuffled"
OF_SEVERAL = (SWAPPED, SHUFFLED)
FAULTS = (DELIVERED, "reply lost", "request lost", "duplicated", "late copy", SWAPPED, SHUFFLED)
# Slow enough for batches of several scans.
LOSSY = Weather(latency_s=0.15, faults=FAULTS)
DOUBLING = Weather(latency_s=0.5, faults=("duplicated", "reply lost"))
SWAPPING = Weather(latency_s=0.5, faults=(SWAPPED,))


@dataclass(frozen=True)
class Message:
    """A request or an answer: its first line, its headers by lower-case name, its body."""

    first: str
    headers: dict[str, str]
    body: bytes

    @property
    def is_batch(self):
        return self.first.startswith("POST /events ")

    @property
    def path(self):
        return self.first.split(" ")[1].split("?")[0]

    def with_events(self, events):
        body = json.dumps({**json.loads(self.body), "events": events}).encode()
        return replace(self, body=body)

    def encoded(self):
        headers = self.headers | {"content-length": str(len(self.body))}
        lines = [self.first, *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        return "\r\n".join(lines).encode("latin-1") + self.body


async def read_message(reader, *, to_the_end=False):
    """Read one message; with `to_the_end` its body is all that comes until the other hangs up."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")[:-2]
    pairs = (line.split(":", 1) for line in lines)
    headers = {}
    for name, value in pairs:
        # Two cookies in one answer are two headers; they stay apart in one entry.
        key, text = name.lower(), value.strip()
        headers[key] = f"{headers[key]}\r\n{key}: {text}" if key in headers else text
    length = int(headers.get("content-length", 0))
    body = await (reader.read() if to_the_end else reader.readexactly(length))
    if to_the_end and len(body) < length:
        raise EOFError
    return Message(first, headers, body)


class Radio:
    """One device's way to the server."""

    def __init__(self, server, rng: random.Random, alter=lambda _path, body: body):
        """`server` has a `port`, and is told of each batch: it may be killed while at it."""
        self.server, self.rng, self.alter = server, rng, alter
        self.weather, self.bag = CLEAR, []
        self.happened = Counter()
        self.strays = set()
        self.connections = set()

    async def open(self):
        self.listener = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=2**20)
        self.port = self.listener.sockets[0].getsockname()[1]

    async def close(self):
        self.listener.close()
        for task in list(self.strays):
            task.cancel()
        self.cut()

    def turn(self, weather):
        """Change the weather; a dead radio breaks what is under way."""
        if weather.faults != self.weather.faults:
            self.weather = weather
            self._fill_bag()
        self.weather = weather
        if weather.dead:
            self.cut()

    def cut(self):
        for writer in list(self.connections):
            writer.transport.abort()

    async def calm(self):
        """Wait until the late copies have arrived."""
        while self.strays:
            await asyncio.wait(list(self.strays))

    async def _serve(self, reader, writer):
        self.connections.add(writer)
        try:
            while True:
                request = await read_message(reader)
                answer = None if self.weather.dead else await self._pass(request)
                if answer is None or self.weather.dead:
                    break
                writer.write(answer.encoded())
                await writer.drain()
        except (*BROKEN, asyncio.CancelledError):
            pass
        finally:
            self.connections.discard(writer)
            writer.transport.abort()

    async def _pass(self, request):
        """Bring a request to the server as the weather is; None when there is no answer."""
        await asyncio.sleep(self.weather.latency_s / 2)
        try:
            answer = await self._batch(request) if request.is_batch else await self._bring(request)
        except BROKEN:
            return None
        await asyncio.sleep(self.weather.latency_s / 2)
        return answer

    async def _batch(self, request):
        fault = self._draw(several=len(json.loads(request.body)["events"]) > 1)
        if fault != DELIVERED:
            self.happened[fault] += 1
        at_work = getattr(self, "_" + fault.replace(" ", "_"))(request)
        if not self.server.is_due():
            return await at_work
        # The server, or what it stands on, is killed while it works on this very batch.
        work = asyncio.ensure_future(at_work)
        await asyncio.sleep(self.rng.uniform(0, 0.03))
        await self.server.kill_something()
        return await work

    def _draw(self, *, several):
        """Draw a fault that fits the batch; all of them come up before one comes up again."""
        for _ in range(2):
            fitting = [fault for fault in self.bag if several or fault not in OF_SEVERAL]
            if fitting:
                self.bag.remove(fitting[0])
                return fitting[0]
            self._fill_bag()
        return DELIVERED

    def _fill_bag(self):
        self.bag = list(self.weather.faults)
        self.rng.shuffle(self.bag)

    async def _delivered(self, request):
        return await self._bring(request)

    async def _reply_lost(self, request):
        await self._bring(request)

    async def _request_lost(self, _request):
        return None

    async def _duplicated(self, request):
        first, second = await asyncio.gather(self._bring(request), self._bring(request))
        return self.rng.choice((first, second))

    async def _late_copy(self, request):
        stray = asyncio.ensure_future(self._stray(request))
        self.strays.add(stray)
        stray.add_done_callback(self.strays.discard)
        return await self._bring(request)

    async def _stray(self, request):
        await asyncio.sleep(self.rng.uniform(0, 2 * LATE_S))
        with suppress(*BROKEN):
            await self._bring(request)

    async def _halves_swapped(self, request):
        events = json.loads(request.body)["events"]
        middle = len(events) // 2
        late = await self._bring(request.with_events(events[middle:]))
        early = await self._bring(request.with_events(events[:middle]))
        told = [json.loads(answer.body) for answer in (early, late)]
        if not all("events" in one for one in told):
            return early
        return early_and_late(early, told)

    async def _shuffled(self, request):
        events = json.loads(request.body)["events"]
        self.rng.shuffle(events)
        return await self._bring(request.with_events(events))

    async def _bring(self, request):
        """Hand a request to the server; raises one of `BROKEN` when no whole answer comes."""
        life = self.server.life
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port)
        try:
            # The old version of HTTP ends an answer by hanging up, and sends nothing in chunks.
            headers = {k: v for k, v in request.headers.items() if k != "accept-encoding"}
            first = request.first.replace("HTTP/1.1", "HTTP/1.0")
            onward = replace(request, first=first, headers=headers | {"connection": "close"})
            writer.write(onward.encoded())
            await writer.drain()
            answer = await read_message(reader, to_the_end=True)
        finally:
            writer.transport.abort()
        if answer.first.split(" ")[1] == "200":
            self.server.is_known_open(life)
        kept = {k: v for k, v in answer.headers.items() if k != "connection"}
        body = self.alter(request.path, answer.body)
        return replace(
            answer, first=answer.first.replace("HTTP/1.0", "HTTP/1.1"), headers=kept, body=body
        )


def early_and_late(early, told):
    """Put the answers to the two halves of a batch together again."""
    events = [event for one in told for event in one["events"]]
    return early.with_events(events)
