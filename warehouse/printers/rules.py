"""What a printer's form may say, what a printer's answer means, and when a job is tried again."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

from warehouse.printers.errors import BadPrinter, BadPrinterAddress
from warehouse.printing.drawing import DOTS
from warehouse.printing.labels import SIZES
from warehouse.printing.sheets import PAPERS

Connection = Literal["raw", "ipp"]
Language = Literal["zpl", "zpl-hex", "pdf"]
CONNECTIONS = ("raw", "ipp")
LANGUAGES = ("zpl", "zpl-hex", "pdf")
MEDIA = (*SIZES, *PAPERS)
RAW_PORT, IPP_PORT = 9100, 631
MOST_ATTEMPTS = 10
LONGEST_WAIT_S = 300
PAGES_AT_ONCE = 25
"""Labels sent in one go: another job may come between, and few are in doubt after a fault."""

_HOST = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z.-]{0,251}[0-9A-Za-z])?|\[[0-9A-Fa-f:.]{2,45}\]")
_CODE = re.compile(r"[0-9A-Z](?:[0-9A-Z._/-]{0,28}[0-9A-Z])?")


@dataclass(frozen=True, slots=True)
class PrinterForm:
    """A printer as an administrator describes it.

    Attributes:
        code: What its label says behind `X-`.
        address: `host:port` of a raw printer, `ipp://host:port/path` of a queue.
        language: What it is sent: ZPL packed, ZPL in plain hex, or PDF.
        media: The size that is loaded, one of `MEDIA`.
        answers: Whether it tells its state (`~HS` of ZPL printers; IPP queues always do).
        agent_id: The print agent that reaches it; None where the server itself does.
        documents: What it prints for the whole site unless a device has chosen otherwise.
    """

    code: str
    name: str
    connection: str
    address: str
    language: str
    dpi: int
    media: str
    answers: bool
    is_active: bool
    agent_id: int | None
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """How a printer says it is; `ready` is whether it prints what it is sent now."""

    ready: bool
    sentence: str
    waiting: int = 0


def check_form(form: PrinterForm) -> None:
    """Refuse a printer that could not print, or an address that no job may be sent to.

    Raises:
        BadPrinter: A field says something that cannot be.
        BadPrinterAddress: The address is not of the connection's form, or not a printer's.
    """
    if not _CODE.fullmatch(form.code):
        reason = "the code is 1 to 30 of A-Z, 0-9 and, between them, . _ / -"
        raise BadPrinter(reason=reason)
    if not 1 <= len(form.name) <= 60:
        raise BadPrinter(reason="the name has 1 to 60 characters")
    if form.connection not in CONNECTIONS or form.language not in LANGUAGES:
        raise BadPrinter(reason="connection or language is none of the list")
    if form.dpi not in DOTS or form.media not in MEDIA:
        raise BadPrinter(reason="resolution or size is none of the list")
    if form.media in PAPERS and form.language != "pdf":
        raise BadPrinter(reason="sheets of paper are printed as PDF")
    read_address(form.connection, form.address)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a printer listens; `path` and `secure` are IPP's."""

    host: str
    port: int
    path: str = "/"
    secure: bool = False


def read_address(connection: str, text: str) -> Address:
    """Read an address from the administrator's list.

    Raises:
        BadPrinterAddress: Not of the form, or one that is never a printer's.
    """
    if connection == "raw":
        host, colon, port = text.rpartition(":")
        found = Address(host, _port(text, port)) if colon else Address(text, RAW_PORT)
    else:
        parts = urlsplit(text)
        if parts.scheme not in ("ipp", "ipps") or parts.query or parts.fragment or parts.username:
            raise BadPrinterAddress(address=text, reason="a queue is ipp://host/printers/name")
        host, _, port = parts.netloc.partition(":") if "[" not in parts.netloc else (
            parts.netloc.rpartition("]")[0] + "]", "", parts.netloc.rpartition("]")[2].lstrip(":")
        )  # fmt: skip
        number = _port(text, port) if port else IPP_PORT
        found = Address(host, number, parts.path or "/", parts.scheme == "ipps")
    if not _HOST.fullmatch(found.host):
        raise BadPrinterAddress(address=text, reason="it names no machine")
    check_reachable(found.host.strip("[]"))
    return found


def check_reachable(host: str) -> None:
    """Refuse numeric addresses that are no printer's, whoever entered or resolved them.

    Link-local addresses serve a cloud machine its own credentials (169.254.169.254), and
    multicast or unspecified ones name no machine.

    Raises:
        BadPrinterAddress: It is one of those.
    """
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return
    if number.is_link_local or number.is_multicast or number.is_unspecified:
        raise BadPrinterAddress(address=host, reason="no printer may have it")


def _port(address: str, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= 65535:
        raise BadPrinterAddress(address=address, reason="the port is a number up to 65535")
    return int(text)


def read_status(answer: bytes) -> Condition | None:
    """Read a ZPL printer's answer to `~HS`; None where it is not one.

    Source: Zebra, ZPL II Programming Guide, ~HS: three strings between STX and ETX. String 1
    field 2 is paper out, field 3 pause, field 5 the formats that wait; string 2 field 3 head
    open, field 4 ribbon out, field 9 the labels left of the batch.
    """
    strings = re.findall(rb"\x02([^\x02\x03]*)\x03", answer)
    if len(strings) < 2:
        return None
    first, second = (text.decode("ascii", "replace").split(",") for text in strings[:2])
    if len(first) < 12 or len(second) < 9:
        return None
    waiting = sum(int(text) for text in (first[4], second[8]) if text.isascii() and text.isdigit())
    for flag, sentence in (
        (first[1], "The printer is out of paper."),
        (second[2], "The printer's head is open."),
        (second[3], "The printer is out of ribbon."),
        (first[2], "The printer is paused: press its pause button."),
    ):
        if flag == "1":
            return Condition(ready=False, sentence=sentence, waiting=waiting)
    return Condition(ready=True, sentence="Ready.", waiting=waiting)


def wait_after(attempts: int, chance: float) -> timedelta:
    """Return when to try again: 2, 4, 8 … seconds, at most five minutes, half to one and a half.

    Args:
        attempts: How often it has failed.
        chance: 0 to 1, so that jobs which failed together do not come back together.
    """
    return timedelta(seconds=min(2**attempts, LONGEST_WAIT_S) * (0.5 + chance))
