"""Asking for counts, and setting who may post how much."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from warehouse.counting import queries, service
from warehouse.counting.views.blueprint import DESK, bp
from warehouse.kernel.errors import Refusal
from warehouse.kernel.quantity import whole_number
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show
from warehouse.web.uow import uow


@bp.get("/waiting")
@open_to(*DESK)
def waiting() -> Response:
    """The bins that wait to be counted."""
    page = max(whole_number(request.args.get("page", ""), digits=6) or 1, 1)
    with uow.read() as session:
        screen = queries.waiting_desk(session, actor().site_id, page=page)
    asked = whole_number(request.args.get("asked", ""))
    return show(replace(screen, asked=asked))


@bp.post("/waiting")
@open_to(*DESK)
def ask() -> BaseResponse:
    """Have bins counted: one, a zone, all with an item, the empty or the doubtful ones."""
    what, value = request.form.get("what", ""), request.form.get("value", "")
    try:
        made = uow.decide(
            lambda session: service.request_bins(session, actor(), what, value, now=g.now)
        )
    except Refusal as error:
        with uow.read() as session:
            screen = queries.waiting_desk(session, actor().site_id)
        return show(replace(screen, refusal=str(error)), error.status)
    return redirect(url_for("counting.waiting", asked=made), 303)


@bp.get("/limits")
@open_to(*DESK)
def limits() -> Response:
    """Up to where variances post by themselves."""
    with uow.read() as session:
        return show(queries.limit_desk(session, actor().site_id))


@bp.post("/limits")
@open_to(*DESK)
def set_limit() -> BaseResponse:
    """Set one limit."""
    form = request.form
    user_id = whole_number(form.get("user", ""), digits=9)
    item_class = form.get("item_class", "")
    try:
        uow.decide(
            lambda session: service.set_limit(
                session, actor(), user_id=user_id, item_class=item_class, typed=form
            )
        )
    except Refusal as error:
        with uow.read() as session:
            screen = queries.limit_desk(session, actor().site_id)
        return show(replace(screen, refusal=str(error)), error.status)
    return redirect(url_for("counting.limits"), 303)
