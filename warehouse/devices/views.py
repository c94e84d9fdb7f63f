"""The scanner's set-up page, for whoever holds one."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, request

from warehouse.devices.queries import scanner_setup
from warehouse.devices.rules import Received
from warehouse.people.models import ROLES
from warehouse.web.guard import open_to
from warehouse.web.show import show

bp = Blueprint("devices", __name__, url_prefix="/scanner")

LONGEST_SCAN = 4_096


def _show(received: Received | None) -> Response:
    return show(scanner_setup(received, g.now, current_app.extensions["settings"].gs_aliases))


@bp.get("")
@open_to(*ROLES)
def scanner() -> Response:
    """Test symbols, and room for what arrives."""
    return _show(None)


@bp.post("")
@open_to(*ROLES)
def received() -> Response:
    """What arrived, and what to set. Nothing is kept."""
    # Without JavaScript the code may come twice: from the empty scan field and from the typed one.
    text = next(filter(None, request.form.getlist("code")), "")[:LONGEST_SCAN]
    return _show(
        Received(
            text=text,
            how=request.form.get("how", ""),
            end=request.form.get("end", ""),
            doubled=request.form.get("doubled") == "true",
        )
    )
