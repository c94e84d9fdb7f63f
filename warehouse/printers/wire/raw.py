"""Raw printing over TCP, port 9100, with `~HS` where the printer speaks ZPL."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from warehouse.printers.errors import BadPrinterAddress
from warehouse.printers.rules import Address, Condition, check_reachable, read_status
from warehouse.printers.wire.trouble import Patience, Trouble

ASK_STATUS = b"~HS"
LONGEST_ANSWER = 4096


def send_raw(address: Address, content: bytes, *, answers: bool, patience: Patience) -> Condition:
    """Send bytes to a printer, and return how it said it was at the end.

    A printer that answers is asked before, so that nothing is sent to one that cannot print,
    and asked after until it has printed all. One that does not answer is believed as soon as it
    has taken every byte and has not broken off.

    Raises:
        Trouble: It cannot be reached, is not ready, broke off or did not finish.
    """
    with _connected(address, patience) as line:
        if answers:
            condition = _ask(line)
            if condition is None:
                raise Trouble("The printer does not answer.", nothing_sent=True)
            if not condition.ready:
                raise Trouble(condition.sentence, nothing_sent=True)
        try:
            line.sendall(content)
        except OSError as error:
            raise Trouble(f"The printer broke off: {_why(error)}", nothing_sent=False) from error
        if answers:
            return _wait_until_printed(line, patience)
        _wait_for_the_end(line)
        return Condition(ready=True, sentence="It took everything; it does not tell its state.")


@contextmanager
def _connected(address: Address, patience: Patience) -> Iterator[socket.socket]:
    """Open a connection to the very address that was looked at: a name may change its meaning."""
    try:
        found = socket.getaddrinfo(address.host.strip("[]"), address.port, type=socket.SOCK_STREAM)[
            0
        ]
        check_reachable(str(found[4][0]))
        line = socket.socket(found[0], found[1], found[2])
    except BadPrinterAddress as error:
        raise Trouble(str(error), nothing_sent=True) from error
    except OSError as error:
        raise Trouble(f"{address.host} is not found: {_why(error)}", nothing_sent=True) from error
    with line:
        try:
            line.settimeout(patience.connect)
            line.connect(found[4])
        except OSError as error:
            sentence = f"The printer cannot be reached at {address.host}: {_why(error)}"
            raise Trouble(sentence, nothing_sent=True) from error
        line.settimeout(patience.answer)
        yield line


def _ask(line: socket.socket) -> Condition | None:
    """Ask for the state; None where no answer comes in time or the line is closed."""
    answer = b""
    try:
        line.sendall(ASK_STATUS)
        while answer.count(b"\x03") < 3 and len(answer) < LONGEST_ANSWER:
            piece = line.recv(LONGEST_ANSWER)
            if not piece:
                break
            answer += piece
    except OSError:
        return None
    return read_status(answer)


def _wait_until_printed(line: socket.socket, patience: Patience) -> Condition:
    end = time.monotonic() + patience.finish
    while True:
        condition = _ask(line)
        if condition is None:
            raise Trouble("The printer fell silent while it printed.", nothing_sent=False)
        if not condition.ready:
            raise Trouble(condition.sentence, nothing_sent=False)
        if not condition.waiting:
            return condition
        if time.monotonic() > end:
            raise Trouble(
                f"The printer still has {condition.waiting} labels to print.", nothing_sent=False
            )
        time.sleep(patience.look)


def _wait_for_the_end(line: socket.socket) -> None:
    """Say that this was all, and see whether the printer breaks off; silence is no fault."""
    try:
        line.shutdown(socket.SHUT_WR)
        while line.recv(LONGEST_ANSWER):
            pass
    except TimeoutError:
        return
    except OSError as error:
        raise Trouble(f"The printer broke off: {_why(error)}", nothing_sent=False) from error


def _why(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__
