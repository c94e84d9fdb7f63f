"""The day's plan, the calendar of coverage, and the plan's settings."""

from __future__ import annotations

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from warehouse.counting import queries, service
from warehouse.counting.screens.planning import PlanSettingsScreen
from warehouse.counting.views.blueprint import DESK, bp
from warehouse.kernel.errors import Refusal
from warehouse.locations.queries import time_zone_of
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show
from warehouse.web.uow import uow


def _show_plan(refusal: Refusal | None = None) -> Response:
    site_id = actor().site_id
    with uow.read() as session:
        setting = service.setting_of(session, site_id)
        day = g.now.astimezone(time_zone_of(session, site_id)).date()
        made = queries.day_made(session, site_id, day)
        if made is None:
            draft = service.draft_day(session, site_id, now=g.now)
            return show(queries.preview_desk(session, draft.day, draft.plan, setting))
        said = str(refusal) if refusal else ""
        screen = queries.planned_desk(session, made, setting, refusal=said)
        return show(screen, refusal.status if refusal else 200)


@bp.get("/plan")
@open_to(*DESK)
def plan() -> Response:
    """Today's counts with their reasons; before they are planned, what would be planned."""
    return _show_plan()


@bp.post("/plan")
@open_to(*DESK)
def make_plan() -> BaseResponse:
    """Ask for today's counts."""
    me = actor()
    try:
        uow.decide(lambda s: service.plan_today(s, me.site_id, now=g.now, by=me.user_id))
    except Refusal as refusal:
        return _show_plan(refusal)
    return redirect(url_for("counting.plan"), 303)


@bp.get("/coverage")
@open_to(*DESK)
def coverage() -> Response:
    """How long ago each class was looked at, and when every bin's turn comes."""
    with uow.read() as session:
        site_id = actor().site_id
        draft = service.draft_day(session, site_id, now=g.now)
        settings = service.plan_settings(service.setting_of(session, site_id))
        return show(queries.coverage_desk(session, site_id, draft.records, draft.plan, settings))


@bp.get("/plan/settings")
@open_to(*DESK)
def plan_settings() -> Response:
    """What the plan follows."""
    with uow.read() as session:
        setting = service.setting_of(session, actor().site_id)
        return show(queries.settings_screen(setting, done="done" in request.args))


@bp.post("/plan/settings")
@open_to(*DESK)
def set_plan() -> BaseResponse:
    """Change what the plan follows."""
    typed = {name: request.form.get(name, "")[:20] for name in (*queries.FIGURES, "hour")}
    sets_classes, site_id = "sets_classes" in request.form, actor().site_id
    try:
        uow.decide(
            lambda session: service.set_plan(
                session, site_id, typed, sets_classes=sets_classes, now=g.now
            )
        )
    except Refusal as refusal:
        wrong = refusal.fields.get("field", "")
        screen = PlanSettingsScreen(typed, sets_classes, refusal=str(refusal), wrong=wrong)
        return show(screen, refusal.status)
    return redirect(url_for("counting.plan_settings", done=1), 303)
