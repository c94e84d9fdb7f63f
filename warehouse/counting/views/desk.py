"""The supervisor's pages: what is to be decided, what waits to be counted, and the limits."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from warehouse.counting import queries, service
from warehouse.counting.views.blueprint import DESK, bp
from warehouse.kernel.errors import NotYours, Refusal
from warehouse.kernel.quantity import whole_number
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show
from warehouse.web.uow import uow


def _page() -> int:
    return max(whole_number(request.args.get("page", ""), digits=6) or 1, 1)


def _chosen(text: str) -> service.Chosen:
    """Read "id:units left", as the screens write it.

    Raises:
        NotYours: it is nothing that a screen of ours says.
    """
    result, _, left = text.partition(":")
    units = whole_number(left.lstrip("-"), digits=9)
    result_id = whole_number(result, digits=9)
    if result_id is None or units is None:
        raise NotYours
    return service.Chosen(result_id, -units if left.startswith("-") else units)


@bp.get("/desk")
@open_to(*DESK)
def desk() -> Response:
    """The variances to decide."""
    with uow.read() as session:
        screen = queries.count_desk(
            session, actor().site_id, order=request.args.get("order", ""), page=_page()
        )
    return show(screen)


@bp.post("/approve")
@open_to(*DESK)
def approve() -> BaseResponse:
    """Book one variance, a part of it, or several that have one cause."""
    form = request.form
    chosen = [_chosen(text) for text in form.getlist("result")]
    why = {"reason": form.get("reason", ""), "note": form.get("note", "")}
    part = form.get("part", "") if len(chosen) == 1 else ""
    try:
        uow.decide(
            lambda session: service.approve(session, actor(), chosen, part=part, now=g.now, **why)
        )
    except Refusal as error:
        return _refused(chosen[0].result_id if "one" in form else None, error)
    if part:
        return redirect(url_for("counting.result", result_id=chosen[0].result_id), 303)
    return redirect(url_for("counting.desk"), 303)


def _refused(result_id: int | None, error: Refusal) -> Response:
    """Show the screen as it stands now, with what was refused."""
    with uow.read() as session:
        if result_id is None:
            desk_screen = queries.count_desk(session, actor().site_id)
            return show(replace(desk_screen, refusal=str(error)), error.status)
        screen = queries.result_screen(session, actor(), result_id)
        return show(replace(screen, refusal=str(error)), error.status)


@bp.get("/results/<int(max=2147483647):result_id>")
@open_to(*DESK)
def result(result_id: int) -> Response:
    """One variance, with all that could explain it."""
    with uow.read() as session:
        return show(queries.result_screen(session, actor(), result_id))


@bp.post("/results/<int(max=2147483647):result_id>/reject")
@open_to(*DESK)
def reject(result_id: int) -> BaseResponse:
    """Have the bin counted anew."""
    why = {"reason": request.form.get("reason", ""), "note": request.form.get("note", "")}
    try:
        uow.decide(lambda session: service.reject(session, actor(), result_id, now=g.now, **why))
    except Refusal as error:
        return _refused(result_id, error)
    return redirect(url_for("counting.desk"), 303)


@bp.post("/results/<int(max=2147483647):result_id>/swap")
@open_to(*DESK)
def swap(result_id: int) -> BaseResponse:
    """Correct goods in the wrong one of two bins by a transfer."""
    form = request.form
    one, other = _chosen(form.get("result", "")), _chosen(form.get("other", ""))
    why = {"reason": form.get("reason", ""), "note": form.get("note", "")}
    try:
        uow.decide(lambda session: service.swap(session, actor(), one, other, now=g.now, **why))
    except Refusal as error:
        return _refused(result_id, error)
    return redirect(url_for("counting.desk"), 303)


@bp.post("/decisions/<int(max=2147483647):decision_id>/take-back")
@open_to(*DESK)
def take_back(decision_id: int) -> BaseResponse:
    """Reverse a booked decision; its variance lies on the desk again."""
    results = uow.decide(
        lambda session: service.take_back(session, actor(), decision_id, now=g.now)
    )
    return redirect(url_for("counting.result", result_id=results[0]), 303)


@bp.post("/<int(max=2147483647):task_id>/looked-into")
@open_to(*DESK)
def looked_into(task_id: int) -> BaseResponse:
    """Close a count whose unknown codes were looked into."""
    uow.decide(lambda session: service.close_unknown(session, actor(), task_id, now=g.now))
    return redirect(url_for("counting.desk"), 303)
