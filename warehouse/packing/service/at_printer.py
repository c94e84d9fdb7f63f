"""A printer's code is accepted wherever packing scans: this device prints there from now on."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.packing.service.paper import queue_papers
from warehouse.packing.service.table import Told, accepted, subject_of
from warehouse.printers import service as printers
from warehouse.scanning.rules import Kind, parse
from warehouse.web.guard import Actor

Handler = Callable[[Session, ledger.Turn, Capture, Actor], Told]


def at_printer(handler: Handler) -> Handler:
    """Let a handler's scan be a printer's code, too.

    On the page of a packed order (`packed`) what is not printed yet is printed there at once.
    Raises PrinterMissing where no printer in use has the code.
    """

    def scan(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
        code = str(capture.body["code"])
        seen = parse(code)
        if seen.kind is not Kind.DEVICE or not seen.code:
            return handler(session, turn, capture, actor)
        name = printers.choose_here(session, actor, seen.code).name
        packed = int(capture.body.get("packed", 0))
        count = queue_papers(session, actor, packed, now=capture.received_at) if packed else 0
        said = "What was not printed yet is printing." if count else ""
        told = accepted(f"This device prints at {name}", said, printer=seen.code)
        subject = subject_of(int(capture.body.get("order", packed)))
        ledger.post(session, turn, capture, subject=subject, answer=told)
        return told

    return scan
