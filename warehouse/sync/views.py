"""The event intake over HTTP: one event from a form, drawn as a screen; or many as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from warehouse.people.models import ADMINISTRATOR, COUNTER, PACKER, PICKER, SUPERVISOR
from warehouse.people.service import known_device
from warehouse.sync.queries import author_as_actor, case_desk, health_desk, next_screen
from warehouse.sync.rules import (
    BadEvent,
    Envelope,
    read_envelope,
    read_moment,
    read_state,
    stamped,
    unreadable,
)
from warehouse.sync.service import Verdict, decide, is_news, note_state, take_in
from warehouse.web import authorship
from warehouse.web.guard import DEVICE_COOKIE, Actor, actor, open_to, public
from warehouse.web.show import show, wants_fragment
from warehouse.web.uow import uow

bp = Blueprint("sync", __name__)

EVENTS_A_BATCH = 50
FLOOR = (PICKER, PACKER, COUNTER, SUPERVISOR)
DESK = (SUPERVISOR, ADMINISTRATOR)
CLAIMED_AT = {
    "pick.claim": "picking.pick",
    "back.claim": "putback.task",
    "count.claim": "counting.count",
    "count.spot": "counting.count",
}
"""The page on which somebody goes on who has claimed a task."""


@bp.post("/act")
@open_to(*FLOOR)
def act() -> BaseResponse:
    """One event from a form. Answers with the screen that follows, and what to tell the person."""
    form = request.form.to_dict()
    # Without JavaScript the code may come twice: from the empty scan field and from the typed one.
    form["code"] = next(filter(None, request.form.getlist("code")), "")
    form["quantity"] = form.get("whole") or form.get("quantity", "")  # the key "All 13"
    envelope = read_envelope(form.get("kind", ""), form.get("event_id", ""), form)
    verdict = take_in(uow, stamped(envelope, form, offset_ms=None), actor(), g.now)
    page = _page_of(envelope, verdict) if verdict.http_status == 200 else None
    if page is not None and not wants_fragment():
        return redirect(page, 303)
    if page is not None and envelope.kind == "count.spot":
        return Response("<p>Opening the count.</p>", headers={"HX-Redirect": page})
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


def _page_of(envelope: Envelope, verdict: Verdict) -> str | None:
    """Return the page that a claim leads to; the device keeps it for dead spots."""
    page = CLAIMED_AT.get(envelope.kind)
    task_id = envelope.body.get("task") or verdict.answer.get("task")
    return url_for(page, task_id=task_id) if page else None


@bp.post("/events")
@public
def events() -> Response:
    """At most 50 events as JSON, judged in order, each by itself. Answers a status for each id.

    Open without a session, as an ended one must not strand what was done in it: the device's own
    cookie authenticates the upload, and each event carries its author's signed note, else the
    session's person stands for it. What a device taken out of use sends is kept, not believed.
    """
    with uow.read() as session:
        device = known_device(session, request.cookies.get(DEVICE_COOKIE))
    if device is None:
        return _sign_in_first("unknown_device")
    given = _batch()
    if any(author is None for _, author, _ in given):
        return _sign_in_first("signed_out")
    answers: list[dict[str, Any]] = []
    notices: list[str] = []
    for envelope, author, stands in given:
        assert author is not None, "whoever has no author was sent to sign in"
        trusted = stands and not device.is_revoked
        verdict = take_in(uow, envelope, author, g.now, stands=trusted)
        notices += verdict.notices
        answers.append({"id": str(envelope.id), "status": verdict.status, "answer": verdict.answer})
    _note_state(device.id)
    told = list(dict.fromkeys(notices))
    return jsonify(events=answers, notices=told, server_time=g.now.isoformat())


def _note_state(device_id: str) -> None:
    """Write down how the device of a batch says that it is doing, if that is news."""
    state = read_state(request.get_json(silent=True))
    with uow.read() as session:
        if not is_news(session, device_id, state, g.now):
            return
    with uow.command() as session:
        note_state(session, device_id, state, g.now)


def _batch() -> list[tuple[Envelope, Actor | None, bool]]:
    """Read the batch: each event with its author and whether he is trusted, in their order."""
    batch = request.get_json(silent=True)
    if not isinstance(batch, dict) or not isinstance(batch.get("events"), list):
        raise BadEvent(why="the batch is not a JSON object with a list “events”")
    if len(batch["events"]) > EVENTS_A_BATCH:
        raise BadEvent(why=f"a batch holds at most {EVENTS_A_BATCH} events")
    sent_at = read_moment(batch.get("sent_at"))
    offset_ms = round((g.now - sent_at).total_seconds() * 1000) if sent_at else None
    given = [_with_author(event, _from_json(event, offset_ms)) for event in batch["events"]]
    given.sort(key=lambda one: (one[0].device_epoch or 0, one[0].device_seq or 0))
    return given


def _sign_in_first(code: str) -> Response:
    answer = jsonify(code=code, sentence="Sign in again; nothing was lost.")
    answer.status_code = 401
    return answer


def _from_json(event: Any, offset_ms: int | None) -> Envelope:
    if not isinstance(event, dict):
        raise BadEvent(why="an event is not an object")
    event_id, kind = str(event.get("id", "")), str(event.get("kind", ""))
    body = event.get("body")
    fields: Mapping[str, Any] = body if isinstance(body, dict) else {}
    try:
        envelope = read_envelope(kind, event_id, fields)
    except BadEvent as error:
        envelope = unreadable(event_id, kind, fields, error.fields["why"])
    return stamped(envelope, event, offset_ms=offset_ms)


def _with_author(event: dict[str, Any], envelope: Envelope) -> tuple[Envelope, Actor | None, bool]:
    """Return who did it and whether that person and device are still trusted."""
    author = authorship.read(str(event.get("author", "")))
    if author is None:
        return envelope, g.actor, True
    with uow.read() as session:
        found, stands = author_as_actor(session, author)
    return envelope, found, stands


@bp.get("/floor/cases")
@open_to(*DESK)
def cases() -> Response:
    """What happened and does not fit the plan."""
    with uow.read() as session:
        return show(case_desk(session, actor().site_id))


@bp.post("/floor/cases/<int(max=2147483647):case_id>")
@open_to(*DESK)
def decide_case(case_id: int) -> BaseResponse:
    """Close a case."""
    decision = request.form.get("decision", "")
    uow.decide(lambda session: decide(session, actor(), case_id, decision, now=g.now))
    return redirect(url_for("sync.cases"), 303)


@bp.get("/floor/devices")
@open_to(*DESK)
def health() -> Response:
    """How the devices are doing."""
    with uow.read() as session:
        release = (current_app.static_url_path or "").rpartition("/")[2]
        return show(health_desk(session, actor().site_id, release=release))
