"""Photos of counts, for those who decide about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.counting.models import CountPhoto, CountTask
from warehouse.kernel.errors import NotYours


def photo_of(session: Session, site_id: int, photo_id: int) -> tuple[str, bytes]:
    """Return a photo's media type and its bytes.

    Raises:
        NotYours: no such photo at the site.
    """
    found = session.execute(
        select(CountPhoto.media_type, CountPhoto.content)
        .join(CountTask, CountTask.id == CountPhoto.task_id)
        .where(CountPhoto.id == photo_id, CountTask.site_id == site_id)
    ).one_or_none()
    if found is None:
        raise NotYours
    return found.media_type, found.content


def photos_of(session: Session, task_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the ids of photos by count, in the order in which they were taken."""
    rows = session.execute(
        select(CountPhoto.task_id, CountPhoto.id)
        .where(CountPhoto.task_id.in_(task_ids))
        .order_by(CountPhoto.id)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        found[row.task_id].append(row.id)
    return found
