"""Printers over TCP that behave, or do not: each is a thread on a free loopback port."""

import contextlib
import socket
import threading

from warehouse.printers.models import Printer
from warehouse.printers.service.listing import LABELS, _choose
from warehouse.printers.wire import Patience

IMPATIENT = Patience(connect=0.5, answer=0.25, finish=0.5, look=0.01)
READY = (
    b"\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n"
    b"\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
)
OUT_OF_PAPER = READY.replace(b"030,0", b"030,1", 1)
HEAD_OPEN = READY.replace(b"000,0,0,0,0,2", b"000,0,1,0,0,2", 1)


class FakePrinter:
    """Takes bytes on a port, and answers `~HS` as it is told to.

    Attributes:
        printed: What came, without questions of state; one entry a connection.
        status: What it answers; None is silence.
        closes_after: It breaks off once it has read so many bytes of a label.
        runs_out_after: It says that it is out of paper once it has read so many bytes.
    """

    def __init__(self):
        self.printed: list[bytes] = []
        self.status: bytes | None = READY
        self.closes_after: int | None = None
        self.runs_out_after: int | None = None
        self._server = socket.create_server(("127.0.0.1", 0))
        self._lines: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def address(self):
        return f"127.0.0.1:{self._server.getsockname()[1]}"

    @property
    def everything(self):
        return b"".join(self.printed)

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._server.accept()
                self._lines.append(line)
                self.printed.append(b"")
                with contextlib.suppress(OSError):
                    self._talk(line)

    def _talk(self, line):
        while piece := line.recv(1 << 16):
            for part in self._parts(piece):
                if part == b"~HS":
                    if self.status is not None:
                        line.sendall(self.status)
                    continue
                self.printed[-1] += part
                if self.runs_out_after is not None and len(self.everything) > self.runs_out_after:
                    self.status = OUT_OF_PAPER
                if self.closes_after is not None and len(self.everything) > self.closes_after:
                    # A reset, not an orderly end.
                    line.setsockopt(
                        socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00"
                    )
                    line.close()
                    return
        line.close()

    @staticmethod
    def _parts(piece):
        before, asked, after = piece.partition(b"~HS")
        return [part for part in (before, asked, after) if part]

    def close(self):
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for line in self._lines:
            line.close()
        self._thread.join(5)


@contextlib.contextmanager
def fake_printer():
    printer = FakePrinter()
    try:
        yield printer
    finally:
        printer.close()


def build_printer(session, floor, address, code="ZD1", *, documents=LABELS, **values):
    """Enter a printer for the site, and return it."""
    printer = Printer(
        **{
            "site_id": floor.site, "code": code, "name": f"Printer {code}", "connection": "raw",
            "address": address, "language": "zpl", "dpi": 203, "media": "57x32", "answers": True,
        }
        | values
    )  # fmt: skip
    session.add(printer)
    session.flush()
    _choose(session, floor.site, "", printer.id, documents)
    return printer
