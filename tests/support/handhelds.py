"""Handhelds that scan as fast as they are answered, and bring each scan until it is taken."""

import socket
import threading
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import parse_qs
from uuid import UUID

from sqlalchemy import func, select

from tests.bench.pickers import ACCEPTED, is_whole
from warehouse.ledger.models import LedgerEvent, Move
from warehouse.ledger.queries import verify
from warehouse.ledger.rules import POSTED

AGAIN = (b"HTTP/1.1 503 ", b"HTTP/1.1 502 ")
KIND = "pick.scan"


@dataclass
class Handhelds:
    """Several of them, each at a node; where that does not answer, at the next one."""

    ports: list[int]
    acknowledged: set[UUID] = field(default_factory=set)
    troubles: int = 0
    """How often no node took a scan at once."""
    fault: bytes = b""
    """An answer that no handheld can do anything with."""

    def start(self, pickers):
        self.stopping = threading.Event()
        self.told = threading.Condition()
        self.threads = [
            threading.Thread(target=self._scan, args=(picker.requests, n), daemon=True)
            for n, picker in enumerate(pickers)
        ]
        for thread in self.threads:
            thread.start()

    def wait_for(self, more, *, seconds=60):
        """Wait until so many more scans are acknowledged than now."""
        with self.told:
            enough = len(self.acknowledged) + more
            reached = self.told.wait_for(
                lambda: self.fault or len(self.acknowledged) >= enough, timeout=seconds
            )
        assert not self.fault, self.fault
        assert reached, f"{len(self.acknowledged)} of {enough} scans were acknowledged"

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join(timeout=60)

    def _scan(self, requests, first):
        turn = first % len(self.ports)
        nodes = cycle(self.ports[turn:] + self.ports[:turn])
        line = Line(next(nodes))
        for request in requests:
            while not self.stopping.is_set():
                answer = line.ask(request)
                if answer.startswith(ACCEPTED):
                    with self.told:
                        self.acknowledged.add(event_of(request))
                        self.told.notify_all()
                    break
                if answer and not answer.startswith(AGAIN):
                    with self.told:
                        self.fault = answer
                        self.told.notify_all()
                    self.stopping.set()
                self.troubles += 1
                line.close()
                line = Line(next(nodes))
                self.stopping.wait(0.1)
        line.close()


class Line:
    """A connection to one node, opened when it is needed and kept open."""

    def __init__(self, port):
        self.port, self.connection = port, None

    def ask(self, request):
        """Return the whole answer, or nothing where there is none."""
        received = b""
        try:
            if self.connection is None:
                self.connection = socket.create_connection(("127.0.0.1", self.port), timeout=20)
            self.connection.sendall(request)
            while not is_whole(received):
                more = self.connection.recv(262_144)
                if not more:
                    return b""
                received += more
        except OSError:
            return b""
        return received

    def close(self):
        if self.connection is not None:
            self.connection.close()


def event_of(request):
    """Return the event id that a prepared request carries."""
    return UUID(parse_qs(request.rpartition(b"\r\n\r\n")[2].decode())["event_id"][0])


def lost_or_doubled(database, acknowledged):
    """Name acknowledged scans that are not there, lines picked twice, and what `verify` finds."""
    with database.read() as session:
        posted = select(LedgerEvent.id).where(
            LedgerEvent.kind == KIND, LedgerEvent.outcome == POSTED
        )
        kept = set(session.execute(posted).scalars())
        twice = session.execute(
            select(LedgerEvent.body)
            .join(Move, Move.event_id == LedgerEvent.id)
            .where(LedgerEvent.kind == KIND)
            .group_by(LedgerEvent.body)
            .having(func.count() > 1)
        ).scalars()
        return [
            *(f"{event} is lost" for event in sorted(acknowledged - kept)),
            *(f"{body} is there twice" for body in twice),
            *verify(session),
        ]
