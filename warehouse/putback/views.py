"""The page of a put-back. What is done comes in through the event intake, not here."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, url_for
from werkzeug.wrappers import Response

from warehouse.putback import queries, service
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show
from warehouse.web.uow import uow

bp = Blueprint("putback", __name__, url_prefix="/back")


@bp.get("/<int(max=2147483647):task_id>")
@open_to(*service.ROLES)
def task(task_id: int) -> Response:
    """The one instruction of a task; the list of tasks where somebody else carries it."""
    with uow.read() as session:
        screen = queries.put_back_screen(
            session, actor(), task_id, show_codes=current_app.extensions["settings"].demo
        )
    return show(screen) if screen else redirect(url_for("picking.tasks"), 303)
