"""A pick that emptied its bin, proven by whoever stood there: a count that cost nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Lot
from warehouse.counting.models import AGREED, DONE, CountResult, CountTask, ItemClass

REASON = "zero check"


def prove_empty(  # noqa: PLR0913 - what was proven, by whom, when
    session: Session,
    *,
    site_id: int,
    place_id: int,
    item_id: int,
    lot_id: int,
    pos: int,
    user_id: int,
    at: datetime,
    now: datetime,
) -> None:
    """Note that a record was looked at and is right: none by the book, none in the bin.

    It is a finished count of its own, so that plan, coverage and the story of a variance know
    it; an open count of the same bin goes on.
    """
    task = CountTask(
        site_id=site_id,
        place_id=place_id,
        reasons=REASON,
        asked_at=at,
        state=DONE,
        user_id=user_id,
        done_at=now,
    )
    session.add(task)
    session.flush()
    lot = session.execute(select(Lot.code, Lot.expires_on).where(Lot.id == lot_id)).one()
    known = session.get(ItemClass, (site_id, item_id))
    session.add(
        CountResult(
            site_id=site_id,
            task_id=task.id,
            place_id=place_id,
            item_id=item_id,
            lot_id=lot_id,
            lot_code=lot.code,
            expires_on=lot.expires_on,
            item_class=known.class_code if known else "C",
            expected_units=0,
            counted_units=0,
            variance_units=0,
            value_minor=0,
            pos=pos,
            from_pos=pos,
            settled_at=now,
            captured_at=at,
            counter_id=user_id,
            state=AGREED,
        )
    )
