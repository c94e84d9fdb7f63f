"""Wishing for paper, and changing one's mind: in the caller's transaction, never at a printer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from warehouse.kernel.errors import NotYours
from warehouse.printers.errors import JobMovedOn, PrinterMissing, ReasonMissing
from warehouse.printers.models import (
    CANCELLED,
    FAILED,
    QUEUED,
    SENDING,
    SENT,
    Printer,
    PrinterChoice,
    PrintJob,
)
from warehouse.web.guard import Actor

LONGEST_REASON = 120


def chosen_printer(session: Session, site_id: int, device_id: str, document: str) -> Printer | None:
    """Return where a kind of paper is printed: by the device's choice, else by the site's."""
    rows = session.execute(
        select(Printer, PrinterChoice.device_id)
        .join(PrinterChoice, PrinterChoice.printer_id == Printer.id)
        .where(
            PrinterChoice.site_id == site_id,
            PrinterChoice.device_id.in_((device_id, "")),
            PrinterChoice.document == document,
            Printer.is_active,
        )
    ).all()
    of = {row.device_id: row[0] for row in rows}
    return of.get(device_id) or of.get("")


def ask(  # noqa: PLR0913 - a wish has this many sides
    session: Session,
    actor: Actor,
    document: str,
    subject: Mapping[str, Any],
    *,
    title: str,
    key: str,
    now: datetime,
) -> PrintJob | None:
    """Queue paper for the chosen printer; None where none is chosen.

    A key that was asked before is not asked again: the earlier job is returned.
    """
    printer = chosen_printer(session, actor.site_id, actor.device_id, document)
    if printer is None:
        return None
    return ask_at(session, actor, printer, document, subject, title=title, key=key, now=now)


def ask_at(  # noqa: PLR0913 - as above
    session: Session,
    actor: Actor,
    printer: Printer,
    document: str,
    subject: Mapping[str, Any],
    *,
    title: str,
    key: str,
    now: datetime,
    rank: int = 0,
) -> PrintJob:
    """Queue paper for one printer."""
    known = session.execute(select(PrintJob).where(PrintJob.key == key)).scalar_one_or_none()
    if known is not None:
        return known
    job = PrintJob(
        site_id=actor.site_id,
        printer_id=printer.id,
        document=document,
        subject=json.dumps(subject),
        title=title,
        key=key,
        rank=rank,
        run_after=now,
        queued_at=now,
        asked_by=actor.user_id or None,
    )
    session.add(job)
    session.flush()
    return job


def cancel(session: Session, actor: Actor, job_id: int, *, now: datetime) -> None:
    """Take a job back that waits or has failed; what is on its way to a printer cannot be.

    Raises:
        NotYours: No such job at the actor's site.
        JobMovedOn: It is being sent, was sent, or is cancelled already.
    """
    job = _job(session, actor, job_id)
    _take(session, job, (QUEUED, FAILED), state=CANCELLED, finished_at=now)


def withdraw(session: Session, keys: Sequence[str], *, now: datetime) -> None:
    """Take back those of the jobs of given keys that wait; what was begun may be printed."""
    session.execute(
        update(PrintJob)
        .where(PrintJob.key.in_(keys), PrintJob.state == QUEUED)
        .values(state=CANCELLED, finished_at=now)
    )


def retry(session: Session, actor: Actor, job_id: int, *, now: datetime) -> None:
    """Try a job at once that waits or has failed; pages in doubt come as copies.

    Raises as `cancel`.
    """
    job = _job(session, actor, job_id)
    _take(
        session,
        job,
        (QUEUED, FAILED),
        state=QUEUED,
        attempts=0,
        run_after=now,
        finished_at=None,
        last_error="",
    )


def reprint(  # noqa: PLR0913 - who, what, where, why and when
    session: Session, actor: Actor, job_id: int, *, reason: str, printer: str, now: datetime
) -> PrintJob:
    """Queue a job's paper once more, every page marked as a copy.

    Args:
        printer: Code of another printer, or "" for the same.

    Raises:
        NotYours: No such job at the actor's site.
        ReasonMissing: Nobody said why.
        PrinterMissing: No such printer in use.
        JobMovedOn: It has not been printed yet, so that it is to be tried and not copied.
    """
    job = _job(session, actor, job_id)
    reason = reason.strip(" \t\r\n")[:LONGEST_REASON]
    if not reason:
        raise ReasonMissing
    if job.state not in (SENT, FAILED, CANCELLED):
        raise JobMovedOn(state=job.state)
    target = session.get(Printer, job.printer_id)
    if printer:
        target = session.execute(
            select(Printer).where(Printer.site_id == actor.site_id, Printer.code == printer)
        ).scalar_one_or_none()
    if target is None or not target.is_active:
        raise PrinterMissing(printer=printer)
    first = job.reprint_of or job.id
    again = PrintJob(
        site_id=job.site_id,
        printer_id=target.id,
        document=job.document,
        subject=job.subject,
        title=job.title,
        key=f"{job.key}#{job.id}@{now.isoformat()}",
        rank=job.rank,
        run_after=now,
        queued_at=now,
        asked_by=actor.user_id,
        reason=reason,
        reprint_of=first,
    )
    session.add(again)
    session.flush()
    return again


def _job(session: Session, actor: Actor, job_id: int) -> PrintJob:
    job = session.get(PrintJob, job_id)
    if job is None or job.site_id != actor.site_id:
        raise NotYours
    return job


def _take(session: Session, job: PrintJob, states: tuple[str, ...], **values: Any) -> None:
    """Change a job only while it is in one of the states: the sender may have just taken it."""
    changed = session.execute(
        update(PrintJob)
        .where(PrintJob.id == job.id, PrintJob.state.in_(states))
        .values(**values)
        .returning(PrintJob.id)
    ).scalar_one_or_none()
    if changed is None:
        session.refresh(job)
        raise JobMovedOn(state="being sent" if job.state == SENDING else job.state)
