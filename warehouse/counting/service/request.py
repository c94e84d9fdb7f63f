"""Asking for a bin to be counted: the one door for shorts, surprises and zero checks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.counting.models import DONE, REVIEW, CountTask


def request_count(  # noqa: PLR0913 - the wish and its reason
    session: Session,
    *,
    site_id: int,
    place_id: int,
    reason: str,
    not_by_user_id: int | None,
    now: datetime,
    requested_by: int | None = None,
) -> CountTask:
    """Have a bin counted; wishes for one bin are merged into its one open task.

    While its variances lie on the desk, the wish is for the count after them.
    """
    task = session.execute(
        select(CountTask).where(CountTask.place_id == place_id, CountTask.done_at.is_(None))
    ).scalar_one_or_none()
    if task is None:
        task = CountTask(
            site_id=site_id,
            place_id=place_id,
            reasons=reason,
            asked_at=now,
            not_by_user_id=not_by_user_id,
            requested_by=requested_by,
        )
        session.add(task)
    elif task.state == REVIEW:
        task.next_reasons = with_reason(task.next_reasons, reason)
    else:
        task.reasons = with_reason(task.reasons, reason)
        task.not_by_user_id = task.not_by_user_id or not_by_user_id
    return task


def with_reason(reasons: str, reason: str) -> str:
    """Add a reason to a task's, once."""
    known = [one for one in reasons.split("; ") if one]
    return "; ".join(known if reason in known else [*known, reason])


def close(session: Session, task: CountTask, *, now: datetime) -> None:
    """End a count; what was wished for while it lay on the desk is the next one."""
    task.state, task.done_at = DONE, now
    session.flush()
    if task.next_reasons:
        session.add(
            CountTask(
                site_id=task.site_id,
                place_id=task.place_id,
                reasons=task.next_reasons,
                asked_at=now,
            )
        )
        session.flush()
