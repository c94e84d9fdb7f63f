"""Writing wishes for side effects into the outbox, and doing those that are due."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from warehouse.db.uow import Database
from warehouse.jobs.models import DONE, FAILED, QUEUED, Job
from warehouse.kernel.errors import Refusal

log = logging.getLogger("warehouse.jobs")

Handler = Callable[[Session, dict[str, Any], datetime], None]
MOST_ATTEMPTS = 12


def ask(  # noqa: PLR0913 - a job's columns
    session: Session,
    kind: str,
    key: str,
    body: Mapping[str, Any],
    *,
    now: datetime,
    due_at: datetime | None = None,
) -> None:
    """Queue a job in the caller's transaction; a key that was asked before is not asked again.

    Args:
        due_at: When it is to be done at the earliest; at once if it is not given.
    """
    known = session.execute(select(Job.id).where(Job.key == key)).scalar_one_or_none()
    if known is None:
        due = due_at or now
        session.add(Job(kind=kind, key=key, body=json.dumps(body), run_after=due, queued_at=now))


def do_next(database: Database, handlers: Mapping[str, Handler], *, now: datetime) -> bool:
    """Do the oldest due job; returns False when there is none.

    The job's work and its end are one transaction; a failure puts it back with a growing,
    jittered delay, and gives up after `MOST_ATTEMPTS`, visibly.
    """
    with database.read() as session:
        if session.execute(_due(now)).first() is None:
            return False  # nothing waits: the writers' turn is not taken for a look
    with database.command() as session:
        waiting = _due(now).with_for_update(skip_locked=True)
        job = session.execute(waiting).scalar_one_or_none()
        if job is None:
            return False
        job_id, kind, body = job.id, job.kind, json.loads(job.body)
        try:
            with session.begin_nested():
                handlers[kind](session, body, now)
            job.state, job.finished_at, job.last_error = DONE, now, None
        except Exception as error:  # noqa: BLE001 - whatever a handler does, the job must tell it
            log.warning("job %s (%s) failed: %s", job_id, kind, error)
            job.attempts += 1
            job.last_error = str(error) or type(error).__name__
            hopeless = isinstance(error, Refusal) or job.attempts >= MOST_ATTEMPTS
            job.state = FAILED if hopeless else QUEUED
            wait = min(2**job.attempts, 3600) * random.uniform(0.5, 1.5)  # noqa: S311 - jitter
            job.run_after = now + timedelta(seconds=wait)
    return True


def _due(now: datetime) -> Select[Job]:
    return (
        select(Job)
        .where(Job.state == QUEUED, Job.run_after <= now)
        .order_by(Job.run_after, Job.id)
        .limit(1)
    )
