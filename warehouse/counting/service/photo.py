"""Keeping a photo of what was found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.counting.errors import PhotosEnough
from warehouse.counting.models import CountPhoto
from warehouse.counting.service.rounds import load_held
from warehouse.printing.pictures import PHOTO_TYPE
from warehouse.web.guard import Actor

MOST_PHOTOS = 5


def keep_photo(
    session: Session, actor: Actor, task_id: int, content: bytes, *, now: datetime
) -> int:
    """Keep a photo with a count that the actor carries; returns how many it has.

    Args:
        content: As `pictures.read_photo` made it.

    Raises:
        NotYours, CountOver, NotYourCount: the actor does not carry it.
        PhotosEnough: it has `MOST_PHOTOS`.
    """
    held = load_held(session, actor, task_id)
    taken = session.execute(select(func.count()).where(CountPhoto.task_id == task_id)).scalar_one()
    if taken >= MOST_PHOTOS:
        raise PhotosEnough(most=MOST_PHOTOS)
    session.add(
        CountPhoto(
            task_id=task_id,
            taken_by=actor.user_id,
            taken_at=now,
            media_type=PHOTO_TYPE,
            content=content,
        )
    )
    held.task.seen_at = now
    return taken + 1
