"""The administrator's list of printers and print agents, and what a device has chosen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from warehouse.kernel.errors import NotYours
from warehouse.kernel.ids import fingerprint, new_secret
from warehouse.printers.errors import BadPrinter, PrinterMissing, PrinterNameTaken
from warehouse.printers.models import PrintAgent, Printer, PrinterChoice, PrintJob
from warehouse.printers.rules import PrinterForm, check_form
from warehouse.printers.service.asking import ask_at
from warehouse.printing.sheets import PAPERS
from warehouse.web.guard import Actor

SHEETS = ("packing_slip", "pick_list", "manifest", "count_sheet")
LABELS = ("carton_label", "carrier_label", "bin_label", "item_label", "tote_label", "badge")
DOCUMENTS = (*LABELS, *SHEETS)


def save_printer(
    session: Session, actor: Actor, printer_id: int | None, form: PrinterForm
) -> Printer:
    """Enter a printer, or change one.

    Raises:
        NotYours: No such printer, or no such agent, at the actor's site.
        BadPrinter, BadPrinterAddress: The form says what cannot be.
        PrinterNameTaken: Another printer of the site has the code.
    """
    check_form(form)
    printer = _printer(session, actor, printer_id) if printer_id is not None else None
    if form.agent_id is not None:
        agent = session.get(PrintAgent, form.agent_id)
        if agent is None or agent.site_id != actor.site_id or agent.is_revoked:
            raise BadPrinter(reason="the print agent is none of this site")
    taken = session.execute(
        select(Printer.id).where(Printer.site_id == actor.site_id, Printer.code == form.code)
    ).scalar_one_or_none()
    if taken is not None and taken != printer_id:
        raise PrinterNameTaken(printer=form.code)
    if printer is None:
        printer = Printer(site_id=actor.site_id)
        session.add(printer)
    for name in ("code", "name", "connection", "address", "language", "dpi", "media", "answers",
                 "agent_id", "is_active"):  # fmt: skip
        setattr(printer, name, getattr(form, name))
    session.flush()
    _choose(session, actor.site_id, "", printer.id, form.documents)
    return printer


def choose_here(session: Session, actor: Actor, code: str) -> Printer:
    """Print from this device at the printer whose code was scanned, all that it can print.

    Args:
        code: Behind the `X-`.

    Raises:
        PrinterMissing: No printer of the site in use has it.
    """
    printer = session.execute(
        select(Printer).where(
            Printer.site_id == actor.site_id, Printer.code == code, Printer.is_active
        )
    ).scalar_one_or_none()
    if printer is None:
        raise PrinterMissing(printer=code)
    documents = SHEETS if printer.media in PAPERS else LABELS
    _choose(session, actor.site_id, actor.device_id, printer.id, documents)
    return printer


def print_own_label(
    session: Session, actor: Actor, printer_id: int, *, key: str, now: datetime
) -> PrintJob:
    """Print a printer's own code at that printer. Raises NotYours."""
    printer = _printer(session, actor, printer_id)
    subject = {"code": printer.code, "name": printer.name}
    title = f"Test: {printer.name}"
    return ask_at(session, actor, printer, "printer_label", subject, title=title, key=key, now=now)


def make_agent(session: Session, actor: Actor, name: str, *, now: datetime) -> str:
    """Enter a print agent, and return its token, which is shown once and kept nowhere.

    Raises:
        BadPrinter: The name is empty or too long.
    """
    name = name.strip(" \t\r\n")
    if not 1 <= len(name) <= 60:
        raise BadPrinter(reason="an agent's name has 1 to 60 characters")
    token = new_secret()
    agent = PrintAgent(site_id=actor.site_id, name=name, token_hash=fingerprint(token), made_at=now)
    session.add(agent)
    session.flush()
    return token


def revoke_agent(session: Session, actor: Actor, agent_id: int) -> None:
    """Take an agent's token back at once. Raises NotYours."""
    agent = session.get(PrintAgent, agent_id)
    if agent is None or agent.site_id != actor.site_id:
        raise NotYours
    agent.is_revoked = True


def _printer(session: Session, actor: Actor, printer_id: int) -> Printer:
    printer = session.get(Printer, printer_id)
    if printer is None or printer.site_id != actor.site_id:
        raise NotYours
    return printer


def _choose(
    session: Session, site_id: int, device_id: str, printer_id: int, documents: tuple[str, ...]
) -> None:
    """Print these documents there: what the printer had before and has no more is given up."""
    session.execute(
        delete(PrinterChoice).where(
            PrinterChoice.site_id == site_id,
            PrinterChoice.device_id == device_id,
            (PrinterChoice.printer_id == printer_id) | PrinterChoice.document.in_(documents),
        )
    )
    session.add_all(
        PrinterChoice(site_id=site_id, device_id=device_id, document=document,
                      printer_id=printer_id)
        for document in documents
        if document in DOCUMENTS
    )  # fmt: skip
    session.flush()
