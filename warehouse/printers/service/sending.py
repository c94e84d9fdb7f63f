"""The life of a job at the printer's side: claimed for a while, begun, reported.

Each step is a short transaction of its own; no transaction is open while a printer is spoken to.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.orm import Session, aliased

from warehouse.kernel.ids import fingerprint, new_secret
from warehouse.printers.errors import AgentUnknown
from warehouse.printers.models import FAILED, QUEUED, SENDING, SENT, PrintAgent, Printer, PrintJob
from warehouse.printers.press import Target
from warehouse.printers.rules import MOST_ATTEMPTS, Condition, wait_after

LEASE = timedelta(minutes=4)
"""Longer than any attempt may take; a sender that died is succeeded after it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One claimed job: what to compose, for whom, and from which page on."""

    job_id: int
    site_id: int
    token: str
    document: str
    subject: dict[str, Any]
    title: str
    sent: int
    begun: int
    again: bool
    target: Target
    connection: str
    address: str
    answers: bool


def known_agent(session: Session, token: str) -> PrintAgent:
    """Return the agent of a token.

    Raises:
        AgentUnknown: There is none, or it was taken back.
    """
    agent = session.execute(
        select(PrintAgent).where(PrintAgent.token_hash == fingerprint(token))
    ).scalar_one_or_none()
    if agent is None or agent.is_revoked:
        raise AgentUnknown
    return agent


def note_seen(session: Session, agent_id: int, *, now: datetime) -> None:
    """Note that an agent asked."""
    session.execute(update(PrintAgent).where(PrintAgent.id == agent_id).values(seen_at=now))


def is_due(session: Session, *, agent_id: int | None, now: datetime) -> bool:
    """Whether `claim` might find something: a look that takes no writer's turn."""
    return session.execute(_due(agent_id, now)).first() is not None


def claim(session: Session, *, agent_id: int | None, now: datetime) -> Attempt | None:
    """Take the next job of the printers that this sender reaches; None where there is none.

    Jobs that somebody waits for come before many labels at once. A printer is spoken to by one
    sender at a time; an attempt whose lease is over has died, and its pages are in doubt.
    """
    wanted = _due(agent_id, now).with_for_update(skip_locked=True, of=[PrintJob, Printer])
    row = session.execute(wanted).one_or_none()
    if row is None:
        return None
    job, printer = row
    job.state, job.token, job.lease_until = SENDING, new_secret(), now + LEASE
    return Attempt(
        job_id=job.id,
        site_id=job.site_id,
        token=job.token,
        document=job.document,
        subject=json.loads(job.subject),
        title=job.title,
        sent=job.sent,
        begun=job.begun,
        again=bool(job.reason),
        target=Target(printer.name, printer.language, printer.dpi, printer.media),
        connection=printer.connection,
        address=printer.address,
        answers=printer.answers,
    )


def _due(agent_id: int | None, now: datetime) -> Select[PrintJob, Printer]:
    other = aliased(PrintJob)
    is_busy = (
        select(other.id)
        .where(other.printer_id == Printer.id, other.state == SENDING, other.lease_until > now)
        .exists()
    )
    return (
        select(PrintJob, Printer)
        .join(Printer, Printer.id == PrintJob.printer_id)
        .where(
            Printer.is_active,
            Printer.agent_id.is_(None) if agent_id is None else Printer.agent_id == agent_id,
            PrintJob.state.in_((QUEUED, SENDING)),
            or_(
                and_(PrintJob.state == QUEUED, PrintJob.run_after <= now),
                and_(PrintJob.state == SENDING, PrintJob.lease_until <= now),
            ),
            ~is_busy,
        )
        .order_by(PrintJob.rank, PrintJob.id)
        .limit(1)
    )


def begin(session: Session, job_id: int, token: str, *, upto: int, pages: int) -> bool:
    """Write down, before the first byte leaves, which pages may be printed from now on.

    Returns:
        False where the attempt is no longer this sender's: nothing may be sent then.
    """
    job = _of(session, job_id, token)
    if job is None:
        return False
    job.pages, job.begun_before, job.begun = pages, job.begun, max(job.begun, upto)
    return True


def report(  # noqa: PLR0913 - what became of one attempt
    session: Session,
    job_id: int,
    token: str,
    *,
    condition: Condition | None,
    trouble: str = "",
    nothing_sent: bool = False,
    hopeless: bool = False,
    chance: float,
    now: datetime,
) -> None:
    """Write down how an attempt ended; one that is no longer the job's changes nothing.

    Args:
        condition: How the printer is, where the pages that were begun are printed; else None.
        trouble: What went wrong otherwise.
        nothing_sent: No page left, so that none of this attempt is in doubt.
        hopeless: Trying again would end the same.
        chance: 0 to 1, spreads the next tries.
    """
    job = _of(session, job_id, token)
    if job is None:
        return
    printer = session.get(Printer, job.printer_id)
    assert printer is not None, "a job's printer stays in the list"
    job.token, job.lease_until = "", None
    if condition is not None:
        printer.condition, printer.is_ready, printer.heard_at = condition.sentence, True, now
        job.sent, job.attempts, job.last_error = job.begun, 0, ""
        is_done = job.sent >= job.pages
        job.state, job.finished_at = (SENT, now) if is_done else (QUEUED, None)
        job.run_after = now
        return
    if nothing_sent:
        job.begun = job.begun_before
    if not hopeless:
        printer.condition, printer.is_ready, printer.heard_at = trouble, False, now
    job.attempts += 1
    job.last_error = trouble
    gives_up = hopeless or job.attempts >= MOST_ATTEMPTS
    job.state, job.finished_at = (FAILED, now) if gives_up else (QUEUED, None)
    job.run_after = now + wait_after(job.attempts, chance)


def _of(session: Session, job_id: int, token: str) -> PrintJob | None:
    """Return the job, while the attempt of this token is still the one under way."""
    return session.execute(
        select(PrintJob)
        .where(PrintJob.id == job_id, PrintJob.token == token, PrintJob.state == SENDING)
        .with_for_update()
    ).scalar_one_or_none()
