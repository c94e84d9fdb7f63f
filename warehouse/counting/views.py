"""Counting's pages."""

from __future__ import annotations

from flask import Blueprint, Response

from warehouse.counting import queries
from warehouse.people.models import ADMINISTRATOR, COUNTER, SUPERVISOR
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show
from warehouse.web.uow import uow

bp = Blueprint("counting", __name__, url_prefix="/counts")


@bp.get("")
@open_to(COUNTER, SUPERVISOR, ADMINISTRATOR)
def desk() -> Response:
    """The bins that wait to be counted."""
    with uow.read() as session:
        return show(queries.count_desk(session, actor().site_id))
