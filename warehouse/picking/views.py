"""Picking's pages. What the floor does comes in through the event intake, not here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from warehouse.kernel.errors import Refusal
from warehouse.kernel.quantity import whole_number
from warehouse.people.models import ADMINISTRATOR, SUPERVISOR
from warehouse.picking import forms, queries, service
from warehouse.picking.errors import (
    BadCutOff,
    BadRule,
    NoSubstitutes,
    NotADecision,
    NotASubstitute,
    NothingToRelease,
    ShortageDecided,
    refusal_words,
)
from warehouse.picking.screens import PlanScreen
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


@bp.get("/<int(max=2147483647):task_id>/map")
@open_to(*service.ROLES)
def trip_map(task_id: int) -> Response:
    """Where the trip leads, in the picker's hand."""
    with uow.read() as session:
        return show(queries.trip_map(session, actor(), task_id, at_desk=False))


@bp.get("/<int(max=2147483647):task_id>/route")
@open_to(SUPERVISOR, ADMINISTRATOR)
def route(task_id: int) -> Response:
    """Where the trip leads, on the desk."""
    with uow.read() as session:
        return show(queries.trip_map(session, actor(), task_id, at_desk=True))


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


@bp.get("/plan")
@open_to(SUPERVISOR, ADMINISTRATOR)
def plan() -> Response:
    """What releasing the asked orders would come to."""
    return show(_planned(request.args))


@bp.post("/plan")
@open_to(SUPERVISOR, ADMINISTRATOR)
def release_plan() -> BaseResponse:
    """Release the trips that the plan showed, as far as they still wait."""
    me, method = actor(), forms.asked(request.form).method
    made = []
    for cart in forms.carts(request.form):
        made += uow.decide(
            partial(
                service.release_trip, site_id=me.site_id, order_ids=cart, method=method,
                now=g.now, user_id=me.user_id,
            )
        )  # fmt: skip
    if not made:
        refusal = NothingToRelease()
        return show(replace(_planned(request.form), refusal=str(refusal)), refusal.status)
    return redirect(url_for("picking.plan", released=len(made)), 303)


def _planned(form: MultiDict[str, str]) -> PlanScreen:
    with uow.read() as session:
        plan = service.plan_release(session, actor().site_id, forms.asked(form), now=g.now)
        return PlanScreen(
            figures=plan.figures,
            carts=plan.carts,
            channels=service.channels_waiting(session, actor().site_id),
            values=forms.values(form),
            released=whole_number(form.get("released", "")),
        )


@bp.get("/rules")
@open_to(SUPERVISOR, ADMINISTRATOR)
def rules() -> Response:
    """What is released by itself, and what came of it."""
    return _rules_page(None)


@bp.post("/rules")
@open_to(SUPERVISOR, ADMINISTRATOR)
def add_rule() -> BaseResponse:
    """Let orders be released by a new rule."""
    asked, timing = forms.asked(request.form), forms.timing(request.form)
    name, site_id = request.form.get("name", "")[:40], actor().site_id
    return _keep(lambda s: service.add_rule(s, site_id, name, asked, timing, now=g.now))


@bp.post("/rules/<int(max=2147483647):rule_id>")
@open_to(SUPERVISOR, ADMINISTRATOR)
def change_rule(rule_id: int) -> BaseResponse:
    """Switch a rule on or off, or delete it."""
    site_id, action = actor().site_id, request.form.get("action", "")
    if action == "delete":
        return _keep(lambda s: service.forget_rule(s, site_id, rule_id))
    is_on = action == "on"
    return _keep(lambda s: service.switch_rule(s, site_id, rule_id, is_on=is_on, now=g.now))


@bp.post("/cut-offs")
@open_to(SUPERVISOR, ADMINISTRATOR)
def say_cut_off() -> BaseResponse:
    """Say when a carrier's lorry is loaded."""
    site_id = actor().site_id
    carrier, at, word = (
        request.form.get(name, "")[:40] for name in ("lorry_of", "at", "service_word")
    )
    return _keep(
        lambda s: service.say_cut_off(
            s, site_id, carrier=carrier, at=at, service_word=word, now=g.now
        )
    )


def _keep(change: Callable[[Any], None]) -> BaseResponse:
    """Change the rules and show them; a change that cannot be meant is shown with its reason."""
    try:
        uow.decide(change)
    except (BadRule, BadCutOff) as refusal:
        return _rules_page(refusal)
    return redirect(url_for("picking.rules"), 303)


def _rules_page(refusal: Refusal | None) -> Response:
    values = forms.values(request.form if refusal else {})
    said = None if refusal is None else str(refusal)
    with uow.read() as session:
        screen = queries.rules_screen(session, actor().site_id, values, refusal=said)
    return show(screen, refusal.status if refusal else 200)


@bp.post("/<int(max=2147483647):task_id>/take-off")
@open_to(SUPERVISOR, ADMINISTRATOR)
def take_off(task_id: int) -> BaseResponse:
    """Take an order off the floor of which nothing was picked."""
    uow.decide(lambda session: service.take_off(session, actor(), task_id, now=g.now))
    return redirect(url_for("picking.desk"), 303)


@bp.post("/orders/<int(max=2147483647):order_id>/call-off")
@open_to(SUPERVISOR, ADMINISTRATOR)
def call_off(order_id: int) -> BaseResponse:
    """Cancel an order that is on the floor; what was picked is put back."""
    me = actor()
    uow.decide(
        lambda session: service.call_off(
            session, me.site_id, order_id, now=g.now, user_id=me.user_id
        )
    )
    return redirect(url_for("orders.order", order_id=order_id), 303)


@bp.get("/desk")
@open_to(SUPERVISOR, ADMINISTRATOR)
def desk() -> Response:
    """Who is where, on which line."""
    with uow.read() as session:
        state = request.args.get("state", "")
        return show(queries.task_desk(session, actor(), state, now=g.now))


@bp.post("/<int(max=2147483647):task_id>/hand-over")
@open_to(SUPERVISOR, ADMINISTRATOR)
def hand_over(task_id: int) -> BaseResponse:
    """Give a trip to a named picker where it stands."""
    to_user_id = whole_number(request.form.get("to", "")) or 0
    uow.decide(lambda s: service.hand_over(s, actor(), task_id, to_user_id, now=g.now))
    return redirect(url_for("picking.desk"), 303)


@bp.post("/<int(max=2147483647):task_id>/here")
@open_to(*service.ROLES)
def here(task_id: int) -> Response:
    """Whoever carries the trip is there; tells him what a colleague or the channel wants of it."""
    me = actor()
    told = uow.decide(lambda s: service.still_here(s, me, task_id, now=g.now))
    return jsonify(asdict(told))


@bp.post("/zero-check")
@open_to(SUPERVISOR, ADMINISTRATOR)
def zero_check() -> BaseResponse:
    """Switch the question whether a bin is empty on or off for the site."""
    asks = request.form.get("asks") == "yes"
    uow.decide(lambda session: service.ask_if_empty(session, actor().site_id, asks=asks))
    return redirect(url_for("picking.desk"), 303)


@bp.get("/shortages")
@open_to(SUPERVISOR, ADMINISTRATOR)
def shortages() -> Response:
    """Units that no bin could give."""
    with uow.read() as session:
        screen = queries.shortage_desk(session, actor())
    return show(replace(screen, told=screen.decisions.get(request.args.get("done", ""), "")))


@bp.post("/shortages/<int(max=2147483647):shortage_id>")
@open_to(SUPERVISOR, ADMINISTRATOR)
def decide_shortage(shortage_id: int) -> BaseResponse:
    """Say what happens to units that no bin could give."""
    decision, sku = request.form.get("decision", ""), request.form.get("sku", "")[:60]
    try:
        uow.decide(
            lambda s: service.decide_shortage(s, actor(), shortage_id, decision, now=g.now, sku=sku)
        )
    except (ShortageDecided, NotADecision, NoSubstitutes, NotASubstitute) as refusal:
        with uow.read() as session:
            screen = queries.shortage_desk(session, actor())
        return show(replace(screen, refusal=str(refusal)), refusal.status)
    return redirect(url_for("picking.shortages", done=decision), 303)
