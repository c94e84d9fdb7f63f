"""Asking for bins to be counted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.counting.models import CountTask


def request_count(  # noqa: PLR0913 - the wish and its reason
    session: Session,
    *,
    site_id: int,
    place_id: int,
    reason: str,
    not_by_user_id: int | None,
    now: datetime,
) -> None:
    """Have a bin counted; wishes for one bin are merged into its one open task."""
    task = session.execute(
        select(CountTask).where(CountTask.place_id == place_id, CountTask.done_at.is_(None))
    ).scalar_one_or_none()
    if task is None:
        session.add(
            CountTask(
                site_id=site_id,
                place_id=place_id,
                reasons=reason,
                asked_at=now,
                not_by_user_id=not_by_user_id,
            )
        )
    elif reason not in task.reasons.split("; "):
        task.reasons = f"{task.reasons}; {reason}"
