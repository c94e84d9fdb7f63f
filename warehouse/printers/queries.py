"""What is shown of printers, agents and print jobs."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from warehouse.kernel.errors import NotYours
from warehouse.people.models import ADMINISTRATOR, User
from warehouse.printers.models import (
    FAILED,
    QUEUED,
    SENDING,
    STATES,
    PrintAgent,
    Printer,
    PrinterChoice,
    PrintJob,
)
from warehouse.printers.rules import RAW_PORT, PrinterForm
from warehouse.printers.screens import (
    AgentRow,
    JobRow,
    JobScreen,
    JobsScreen,
    PrinterRow,
    PrinterScreen,
    PrintersDesk,
)
from warehouse.web.guard import Actor
from warehouse.web.signal import Signal

JOBS_A_PAGE = 50
NEW = PrinterForm(
    code="", name="", connection="raw", address=f"192.168.1.50:{RAW_PORT}", language="zpl",
    dpi=203, media="100x150", answers=True, is_active=True, agent_id=None,
    documents=("carton_label", "carrier_label"),
)  # fmt: skip


def printers_desk(
    session: Session, actor: Actor, *, token: str = "", signal: Signal | None = None
) -> PrintersDesk:
    """Return the printers of the site by name, with what waits for each."""
    counted = session.execute(
        select(PrintJob.printer_id, func.count())
        .where(PrintJob.site_id == actor.site_id, PrintJob.state.in_((QUEUED, SENDING)))
        .group_by(PrintJob.printer_id)
    )
    waiting: dict[int, int] = {row[0]: row[1] for row in counted}
    choices = session.execute(
        select(PrinterChoice).where(
            PrinterChoice.site_id == actor.site_id,
            PrinterChoice.device_id.in_(("", actor.device_id)),
        )
    ).scalars()
    site: dict[int, list[str]] = {}
    own: dict[str, int] = {}
    for choice in choices:
        if choice.device_id:
            own[choice.document] = choice.printer_id
        else:
            site.setdefault(choice.printer_id, []).append(choice.document)
    rows = session.execute(
        select(Printer, PrintAgent.name)
        .outerjoin(PrintAgent, PrintAgent.id == Printer.agent_id)
        .where(Printer.site_id == actor.site_id)
        .order_by(Printer.name, Printer.id)
    ).all()
    names = {printer.id: printer.name for printer, _ in rows}
    return PrintersDesk(
        printers=[
            PrinterRow(
                printer.id, printer.code, printer.name, printer.media, printer.language,
                printer.dpi, printer.is_active, printer.is_ready, printer.condition,
                printer.heard_at, via or "", waiting.get(printer.id, 0),
                tuple(sorted(site.get(printer.id, []))),
            )
            for printer, via in rows
        ],
        agents=_agents(session, actor),
        failed=session.execute(
            select(func.count()).where(
                PrintJob.site_id == actor.site_id, PrintJob.state == FAILED
            )
        ).scalar_one(),
        may_change=actor.may(ADMINISTRATOR),
        here={document: names[printer] for document, printer in sorted(own.items())
              if printer in names},
        token=token,
        signal=signal,
    )  # fmt: skip


def printer_screen(
    session: Session, actor: Actor, printer_id: int | None, *, form: PrinterForm | None = None,
    refusal: str = "",
) -> PrinterScreen:  # fmt: skip
    """Return the form of a printer, as it is or as it was typed and refused. Raises NotYours."""
    if printer_id is not None:
        printer = session.get(Printer, printer_id)
        if printer is None or printer.site_id != actor.site_id:
            raise NotYours
        form = form or _as_form(session, printer)
    agents = [("", "The server itself")] + [
        (str(agent.agent_id), f"Print agent {agent.name}")
        for agent in _agents(session, actor)
        if not agent.is_revoked
    ]
    return PrinterScreen(printer_id, form or NEW, agents, refusal)


def jobs_screen(
    session: Session, actor: Actor, *, state: str, page: int, signal: Signal | None = None
) -> JobsScreen:
    """Return one page of the site's print jobs, newest first.

    Args:
        state: The only state wanted, or "".
        page: Counted from 1.
    """
    wanted = _jobs().where(PrintJob.site_id == actor.site_id)
    if state in STATES:
        wanted = wanted.where(PrintJob.state == state)
    rows = session.execute(
        wanted.order_by(PrintJob.id.desc()).limit(JOBS_A_PAGE + 1).offset((page - 1) * JOBS_A_PAGE)
    ).all()
    found = [_row(*row) for row in rows]
    return JobsScreen(found[:JOBS_A_PAGE], state, page, len(found) > JOBS_A_PAGE, signal)


def job_screen(
    session: Session, actor: Actor, job_id: int, *, signal: Signal | None = None
) -> JobScreen:
    """Return one job. Raises NotYours."""
    row = session.execute(
        _jobs().where(PrintJob.id == job_id, PrintJob.site_id == actor.site_id)
    ).one_or_none()
    if row is None:
        raise NotYours
    return JobScreen(_row(*row), printer_options(session, actor), signal)


def printer_options(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Return the site's printers in use, as (code, words)."""
    rows = session.execute(
        select(Printer.code, Printer.name, Printer.media)
        .where(Printer.site_id == actor.site_id, Printer.is_active)
        .order_by(Printer.name, Printer.id)
    )
    return [(row.code, f"{row.name} · {row.media}") for row in rows]


def printer_of(session: Session, actor: Actor, code: str) -> Printer | None:
    """Return a printer of the site in use by its code, or None."""
    return session.execute(
        select(Printer).where(
            Printer.site_id == actor.site_id, Printer.code == code, Printer.is_active
        )
    ).scalar_one_or_none()


def _jobs() -> Select[PrintJob, str, str]:
    return (
        select(PrintJob, Printer.name, User.name)
        .join(Printer, Printer.id == PrintJob.printer_id)
        .outerjoin(User, User.id == PrintJob.asked_by)
    )


def _row(job: PrintJob, printer: str, asked_by: str | None) -> JobRow:
    return JobRow(
        job.id, job.title, job.document.replace("_", " "), printer, job.state, job.pages, job.sent,
        job.attempts, job.queued_at, job.finished_at, job.last_error, job.reason, asked_by or "",
    )  # fmt: skip


def _agents(session: Session, actor: Actor) -> list[AgentRow]:
    rows = session.execute(
        select(PrintAgent).where(PrintAgent.site_id == actor.site_id).order_by(PrintAgent.id)
    ).scalars()
    return [AgentRow(a.id, a.name, a.made_at, a.seen_at, a.is_revoked) for a in rows]


def _as_form(session: Session, printer: Printer) -> PrinterForm:
    documents = session.execute(
        select(PrinterChoice.document).where(
            PrinterChoice.printer_id == printer.id, PrinterChoice.device_id == ""
        )
    ).scalars()
    return PrinterForm(
        printer.code, printer.name, printer.connection, printer.address, printer.language,
        printer.dpi, printer.media, printer.answers, printer.is_active, printer.agent_id,
        tuple(documents),
    )  # fmt: skip
