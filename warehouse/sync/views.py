"""The event intake over HTTP: one event from a form, drawn as a screen; or many as JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from warehouse.people.models import COUNTER, PACKER, PICKER, SUPERVISOR
from warehouse.sync.queries import next_screen
from warehouse.sync.rules import BadEvent, Envelope, read_envelope
from warehouse.sync.service import take_in
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show, wants_fragment
from warehouse.web.uow import uow

bp = Blueprint("sync", __name__)

EVENTS_A_BATCH = 50
FLOOR = (PICKER, PACKER, COUNTER, SUPERVISOR)


@bp.post("/act")
@open_to(*FLOOR)
def act() -> BaseResponse:
    """One event from a form. Answers with the screen that follows, and what to tell the person."""
    form = request.form.to_dict()
    # Without JavaScript the code may come twice: from the empty scan field and from the typed one.
    form["code"] = next(filter(None, request.form.getlist("code")), "")
    form["quantity"] = form.get("whole") or form.get("quantity", "")  # the key "All 13"
    envelope = read_envelope(form.get("kind", ""), form.get("event_id", ""), form)
    verdict = take_in(uow, envelope, actor(), g.now)
    if envelope.kind == "pick.claim" and verdict.http_status == 200 and not wants_fragment():
        return redirect(url_for("picking.pick", task_id=envelope.body["task"]), 303)
    with uow.glance() as session:
        screen = next_screen(
            session,
            actor(),
            envelope.kind,
            envelope.body,
            verdict.answer,
            show_codes=current_app.extensions["settings"].demo,
        )
    return show(screen, verdict.http_status)


@bp.post("/events")
@open_to(*FLOOR)
def events() -> Response:
    """At most 50 events as JSON, judged in order, each by itself. Answers a status for each id."""
    batch = request.get_json(silent=True)
    if not isinstance(batch, dict) or not isinstance(batch.get("events"), list):
        raise BadEvent(why="the batch is not a JSON object with a list “events”")
    if len(batch["events"]) > EVENTS_A_BATCH:
        raise BadEvent(why=f"a batch holds at most {EVENTS_A_BATCH} events")
    envelopes = [_from_json(event) for event in batch["events"]]
    answers = []
    for envelope in envelopes:
        verdict = take_in(uow, envelope, actor(), g.now)
        answers.append({"id": str(envelope.id), "status": verdict.status, "answer": verdict.answer})
    return jsonify(events=answers)


def _from_json(event: Any) -> Envelope:
    if not isinstance(event, dict) or not isinstance(event.get("body"), dict):
        raise BadEvent(why="an event is not an object with a “body”")
    return read_envelope(str(event.get("kind", "")), str(event.get("id", "")), event["body"])
