"""A small IPP client: Print-Job and Get-Printer-Attributes, all that a print queue needs.

Source: RFC 8010 (encoding), RFC 8011 (operations 0x0002 and 0x000B, printer-state 3 idle,
4 processing, 5 stopped, printer-state-reasons). CUPS and IPP Everywhere printers speak it.
"""

from __future__ import annotations

import http.client
import itertools
import socket
import ssl
from dataclasses import dataclass

from warehouse.printers.errors import BadPrinterAddress
from warehouse.printers.rules import Address, Condition, check_reachable
from warehouse.printers.wire.trouble import Patience, Trouble

PRINT_JOB, GET_PRINTER_ATTRIBUTES = 0x0002, 0x000B
_OPERATION, _END = 0x01, 0x03
_CHARSET, _LANGUAGE, _URI, _NAME, _MIME, _KEYWORD = 0x47, 0x48, 0x45, 0x42, 0x49, 0x44
_STOPPED = 5
LONGEST_ANSWER = 1 << 20
MIME = {"pdf": "application/pdf", "zpl": "application/vnd.cups-raw"}
_REASONS = {
    "media-empty": "The printer is out of paper.",
    "media-needed": "The printer is out of paper.",
    "media-jam": "Paper is jammed in the printer.",
    "cover-open": "The printer's cover is open.",
    "door-open": "The printer's door is open.",
    "toner-empty": "The printer is out of toner.",
    "marker-supply-empty": "The printer is out of ink.",
    "paused": "The print queue is paused.",
    "offline-report": "The printer is offline.",
}
_counter = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Answer:
    """An IPP answer: below 0x0100 it went well; attributes by name, each with all its values."""

    status: int
    attributes: dict[str, tuple[bytes, ...]]


def send_ipp(
    address: Address, content: bytes, *, media: str, title: str, patience: Patience
) -> Condition:
    """Hand a document to a queue, which prints it from then on.

    Raises:
        Trouble: It cannot be reached, is stopped or refuses the document.
    """
    condition = _state(_ask(address, _request(GET_PRINTER_ATTRIBUTES, address), patience))
    if not condition.ready:
        raise Trouble(condition.sentence, nothing_sent=True)
    more = [(_NAME, "job-name", title[:120]), (_MIME, "document-format", MIME[media])]
    answer = _ask(address, _request(PRINT_JOB, address, more) + content, patience, sends=True)
    if answer.status >= 0x0100:
        raise Trouble(f"The queue refuses the document (IPP {answer.status:#06x}).",
                      nothing_sent=True)  # fmt: skip
    return condition


def _state(answer: Answer) -> Condition:
    if answer.status >= 0x0100:
        sentence = f"The queue tells nothing of itself (IPP {answer.status:#06x})."
        return Condition(ready=False, sentence=sentence)
    reasons = [raw.decode("utf-8", "replace") for raw in
               answer.attributes.get("printer-state-reasons", ())]  # fmt: skip
    known = [_REASONS[name] for text in reasons
             if (name := text.removesuffix("-error").removesuffix("-warning")) in _REASONS
             and not text.endswith("-warning")]  # fmt: skip
    state = answer.attributes.get("printer-state", (b"",))[0]
    if int.from_bytes(state, "big") == _STOPPED or known:
        sentence = known[0] if known else "The printer is stopped."
        return Condition(ready=False, sentence=sentence)
    return Condition(ready=True, sentence="Ready.")


def _request(operation: int, address: Address, more: list[tuple[int, str, str]] | None = None
             ) -> bytes:  # fmt: skip
    """Write a request's head, after which a document may follow."""
    scheme = "ipps" if address.secure else "ipp"
    fields = [
        (_CHARSET, "attributes-charset", "utf-8"),
        (_LANGUAGE, "attributes-natural-language", "en"),
        (_URI, "printer-uri", f"{scheme}://{address.host}:{address.port}{address.path}"),
        (_NAME, "requesting-user-name", "warehouse"),
        *(more or []),
    ]
    if operation == GET_PRINTER_ATTRIBUTES:
        fields.append((_KEYWORD, "requested-attributes", "printer-state"))
    body = b"".join(_attribute(*field) for field in fields)
    if operation == GET_PRINTER_ATTRIBUTES:
        body += _attribute(_KEYWORD, "", "printer-state-reasons")
    head = b"\x01\x01" + operation.to_bytes(2, "big") + next(_counter).to_bytes(4, "big")
    return head + bytes([_OPERATION]) + body + bytes([_END])


def _attribute(tag: int, name: str, value: str) -> bytes:
    """Write one attribute; without a name it is a further value of the one before."""
    raw, said = name.encode(), value.encode()
    return bytes([tag]) + len(raw).to_bytes(2, "big") + raw + len(said).to_bytes(2, "big") + said


def read_answer(raw: bytes) -> Answer:
    """Read an answer; attributes of a form that we do not know are kept as bytes.

    Raises:
        ValueError: It is cut off or no IPP.
    """
    if len(raw) < 9:
        raise ValueError("too short for IPP")
    status, at, name = int.from_bytes(raw[2:4], "big"), 8, ""
    found: dict[str, tuple[bytes, ...]] = {}
    while at < len(raw) and raw[at] != _END:
        if raw[at] < 0x10:  # a new group of attributes
            at += 1
            continue
        name_end = at + 3 + int.from_bytes(raw[at + 1 : at + 3], "big")
        value_at = name_end + 2
        value_end = value_at + int.from_bytes(raw[name_end:value_at], "big")
        if value_end > len(raw):
            raise ValueError("an IPP value is cut off")
        name = raw[at + 3 : name_end].decode("ascii", "replace") or name
        found[name] = (*found.get(name, ()), raw[value_at:value_end])
        at = value_end
    return Answer(status, found)


def _ask(address: Address, body: bytes, patience: Patience, *, sends: bool = False) -> Answer:
    """Post a request; `sends` says that a document is in it, so that a fault is in doubt."""
    host = address.host.strip("[]")
    try:
        resolved = socket.getaddrinfo(host, address.port, type=socket.SOCK_STREAM)[0][4][0]
        check_reachable(str(resolved))
    except (OSError, BadPrinterAddress) as error:
        raise Trouble(f"{host} is not found: {error}", nothing_sent=True) from error
    line = (
        http.client.HTTPSConnection(host, address.port, timeout=patience.answer,
                                    context=ssl.create_default_context())
        if address.secure
        else http.client.HTTPConnection(str(resolved), address.port, timeout=patience.answer)
    )  # fmt: skip
    try:
        headers = {"Content-Type": "application/ipp", "Host": f"{address.host}:{address.port}"}
        line.request("POST", address.path, body, headers)
        response = line.getresponse()
        raw = response.read(LONGEST_ANSWER)
        if response.status != 200:
            # No redirect is followed: only what an administrator listed is ever spoken to.
            raise Trouble(f"The queue answers HTTP {response.status}.", nothing_sent=True)
        return read_answer(raw)
    except ConnectionRefusedError as error:
        raise Trouble(f"The queue cannot be reached at {host}.", nothing_sent=True) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Trouble(f"The queue broke off: {error}", nothing_sent=not sends) from error
    finally:
        line.close()
