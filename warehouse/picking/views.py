"""Picking's pages. What the floor does comes in through the event intake, not here."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from warehouse.kernel.quantity import whole_number
from warehouse.people.models import ADMINISTRATOR, SUPERVISOR
from warehouse.picking import queries, service
from warehouse.picking.errors import refusal_words
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show
from warehouse.web.uow import uow

bp = Blueprint("picking", __name__, url_prefix="/pick")


def picture_url(name: str | None) -> str | None:
    """Return the address of an item's drawing."""
    return f"{current_app.static_url_path}/pictures/{name}.svg" if name else None


@bp.get("")
@open_to(*service.ROLES)
def tasks() -> Response:
    """What there is to pick."""
    with uow.read() as session:
        return show(queries.task_list(session, actor()))


@bp.get("/<int(max=2147483647):task_id>")
@open_to(*service.ROLES)
def pick(task_id: int) -> Response:
    """The one instruction of a task."""
    with uow.read() as session:
        screen = queries.pick_screen(
            session, actor(), task_id, show_codes=current_app.extensions["settings"].demo
        )
    return show(screen)


@bp.get("/<int(max=2147483647):task_id>/trip")
@open_to(*service.ROLES)
def trip(task_id: int) -> Response:
    """The whole trip, for a handheld that may lose the network."""
    with uow.read() as session:
        snapshot = queries.trip(session, actor(), task_id)
    for line in snapshot["lines"]:
        line["picture"] = picture_url(line["picture"])
    answer = jsonify(snapshot)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/words")
@open_to(*service.ROLES)
def words() -> Response:
    """The sentences of refusals, so that a handheld without network says the same."""
    answer = jsonify(refusal_words())
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.post("/release")
@open_to(SUPERVISOR, ADMINISTRATOR)
def release() -> BaseResponse:
    """Put orders on the floor."""
    asked = map(whole_number, request.form.getlist("order_id"))
    order_ids = [order_id for order_id in asked if order_id is not None]
    uow.decide(
        lambda session: service.release(
            session, actor().site_id, order_ids, now=g.now, user_id=actor().user_id
        )
    )
    return redirect(url_for("picking.desk"), 303)


@bp.post("/<int(max=2147483647):task_id>/take-off")
@open_to(SUPERVISOR, ADMINISTRATOR)
def take_off(task_id: int) -> BaseResponse:
    """Take an order off the floor of which nothing was picked."""
    uow.decide(lambda session: service.take_off(session, actor(), task_id, now=g.now))
    return redirect(url_for("picking.desk"), 303)


@bp.get("/desk")
@open_to(SUPERVISOR, ADMINISTRATOR)
def desk() -> Response:
    """Who is where, on which line."""
    with uow.read() as session:
        return show(queries.task_desk(session, actor(), request.args.get("state", "")))


@bp.get("/shortages")
@open_to(SUPERVISOR, ADMINISTRATOR)
def shortages() -> Response:
    """Units that no bin could give."""
    with uow.read() as session:
        return show(queries.shortage_desk(session, actor()))
