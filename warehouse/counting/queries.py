"""What counting shows."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.counting.models import CountTask
from warehouse.counting.screens import CountDesk, CountRow
from warehouse.locations.models import Place
from warehouse.people.models import User

MOST_ROWS = 200


def count_desk(session: Session, site_id: int) -> CountDesk:
    """Return the open count tasks of a site."""
    rows = session.execute(
        select(CountTask.place_id, Place.code, CountTask.reasons, CountTask.asked_at, User.name)
        .join(Place, Place.id == CountTask.place_id)
        .outerjoin(User, User.id == CountTask.not_by_user_id)
        .where(CountTask.site_id == site_id, CountTask.done_at.is_(None))
        .order_by(CountTask.asked_at, CountTask.id)
        .limit(MOST_ROWS)
    )
    return CountDesk(tasks=[CountRow(*row) for row in rows])
