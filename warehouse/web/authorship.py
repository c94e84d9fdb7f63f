"""Who did something, said so that it can be proved later: offline events outlive a session.

At every page the signed-in person's device is given a signed note. Events carry it, and an
event that arrives after the session has ended still has its author.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask, current_app
from itsdangerous import BadSignature, URLSafeSerializer

from warehouse.web.guard import Actor


@dataclass(frozen=True, slots=True)
class Author:
    """Who was signed in where, on which device, when the note was written."""

    user_id: int
    site_id: int
    device_id: str
    noted_at: datetime


def _serializer(app: Flask) -> URLSafeSerializer:
    assert app.secret_key is not None, "settings always bring a secret key"
    return URLSafeSerializer(app.secret_key, salt="author")


def note(actor: Actor, now: datetime) -> str:
    """Write the signed note for a page."""
    content = [actor.user_id, actor.site_id, actor.device_id, int(now.timestamp())]
    written: str | bytes = _serializer(current_app).dumps(content)
    return written if isinstance(written, str) else written.decode()


def read(text: str) -> Author | None:
    """Return the author of a note of ours, None for anything else."""
    try:
        user_id, site_id, device_id, noted = _serializer(current_app).loads(text)
    except BadSignature:
        return None
    return Author(user_id, site_id, device_id, datetime.fromtimestamp(noted, UTC))
