"""Pickers who scan as fast as they are answered: sockets kept open, one thread, no framework."""

import selectors
import socket
import time
from dataclasses import dataclass, field
from itertools import cycle

ACCEPTED = b"HTTP/1.1 200 "


@dataclass
class Picker:
    """One signed-in handheld with the picks that it will confirm, as requests ready to send."""

    requests: list[bytes]
    done: int = 0
    sent_at: float = 0.0
    received: bytes = b""
    seconds: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Shift:
    """What became of one run: how long each pick took, and how long all of it."""

    seconds: list[float]
    """Of each pick, from the scan to the whole answer."""
    lasted: float
    answer_bytes: int

    @property
    def rate(self):
        return len(self.seconds) / self.lasted


def work(ports, pickers, seconds):
    """Let the pickers work at the same time, until the time is over or one has nothing left.

    Args:
        ports: One of each node; the pickers go to them in turn.

    Raises:
        AssertionError: a pick was refused.
    """
    waiting = selectors.DefaultSelector()
    for picker, port in zip(pickers, cycle(ports), strict=False):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        waiting.register(connection, selectors.EVENT_READ, picker)
    begun = time.perf_counter()
    end = begun + seconds
    for key in list(waiting.get_map().values()):
        _send(key.fileobj, key.data)
    answer_bytes, working, ended = 0, len(pickers), 0.0
    while working:
        for key, _ in waiting.select(timeout=30):
            picker = key.data
            more = key.fileobj.recv(262_144)
            assert more, "the server hung up"
            picker.received += more
            if not is_whole(picker.received):
                continue
            now = time.perf_counter()
            picker.seconds.append(now - picker.sent_at)
            assert picker.received.startswith(ACCEPTED), picker.received[:2000]
            answer_bytes = len(picker.received)
            picker.done += 1
            if picker.done == len(picker.requests):
                end = now
            if now < end:
                _send(key.fileobj, picker)
            else:
                working -= 1
                ended = now
    for key in list(waiting.get_map().values()):
        key.fileobj.close()
    waiting.close()
    all_seconds = sorted(took for picker in pickers for took in picker.seconds)
    return Shift(all_seconds, ended - begun, answer_bytes)


def _send(connection, picker):
    picker.received = b""
    picker.sent_at = time.perf_counter()
    connection.sendall(picker.requests[picker.done])


def is_whole(received):
    """Tell whether an answer, whose length its head tells, has arrived."""
    head, found, body = received.partition(b"\r\n\r\n")
    if not found:
        return False
    length = next(
        line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
    )
    return len(body) >= int(length.split(b":")[1])
