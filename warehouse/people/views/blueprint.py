"""The people room's blueprint, and what every template is told about the connection."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, request

from warehouse.people.models import ADMINISTRATOR, SUPERVISOR

bp = Blueprint("people", __name__)

DESK = (SUPERVISOR, ADMINISTRATOR)

# Browsers trust these names even over plain HTTP: camera and offline work are there.
_ITSELF = frozenset({"localhost", "127.0.0.1", "::1"})


@bp.app_context_processor
def about_the_connection() -> dict[str, bool]:
    """Tell templates whether the browser will refuse its camera and work without network."""
    is_itself = urlsplit(request.host_url).hostname in _ITSELF
    return {"plain_http": not request.is_secure and not is_itself}
