"""The counter's pages. What is counted comes in through the event intake, not here."""

from __future__ import annotations

from flask import Response, current_app, jsonify, request
from werkzeug.wrappers import Response as BaseResponse

from warehouse.counting import queries, service
from warehouse.counting.views.blueprint import bp
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show
from warehouse.web.uow import uow


@bp.get("")
@open_to(*service.ROLES)
def tasks() -> Response:
    """What there is to count."""
    with uow.read() as session:
        screen = queries.count_list(
            session, actor(), show_codes=current_app.extensions["settings"].demo
        )
    return show(screen)


@bp.get("/<int(max=2147483647):task_id>")
@open_to(*service.ROLES)
def count(task_id: int) -> Response:
    """The one step of a count."""
    with uow.read() as session:
        screen = queries.count_screen(
            session, actor(), task_id, show_codes=current_app.extensions["settings"].demo
        )
    return show(screen)


@bp.get("/items")
@open_to(*service.ROLES)
def items() -> BaseResponse:
    """What codes name which items, for a handheld that may lose the network."""
    with uow.read() as session:
        answer = jsonify(queries.item_book(session))
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    return answer.make_conditional(request)
