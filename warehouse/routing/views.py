"""The desk's page of the floor: its map, and bringing its plan."""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from warehouse.kernel.errors import Refusal
from warehouse.routing import queries, service
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show
from warehouse.web.signal import Signal
from warehouse.web.uow import uow

bp = Blueprint("routing", __name__, url_prefix="/floor")


@bp.get("")
@open_to(*service.ROLES)
def floor() -> Response:
    """The map of the site's floor, and where it comes from."""
    return _shown(None)


@bp.post("/plan")
@open_to(*service.ROLES)
def bring_plan() -> Response:
    """Take a plan in; shows the floor as it is then."""
    file = request.files.get("file")
    raw = file.read() if file is not None else b""
    try:
        ways = uow.decide(
            lambda session: service.bring_plan(session, actor().site_id, raw, now=g.now)
        )
    except Refusal as refusal:
        return _shown(Signal("refused", "Not taken in", str(refusal)), refusal.status)
    said = f"{ways} ways. Trips that are released from now on follow them."
    return _shown(Signal("accepted", "The plan is taken in", said))


@bp.post("/forget")
@open_to(*service.ROLES)
def forget_plan() -> Response:
    """Go back to the floor that the bins' coordinates tell."""
    uow.decide(lambda session: service.forget_plan(session, actor().site_id))
    return _shown(Signal("accepted", "The plan is gone", "The floor follows the bins again."))


def _shown(signal: Signal | None, status: int = 200) -> Response:
    with uow.read() as session:
        return show(queries.floor_desk(session, actor().site_id, signal), status)
