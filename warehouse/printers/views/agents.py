"""Print agents: their tokens at the desk, and the two addresses that they ask by themselves."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

from flask import Response, current_app, g, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from warehouse.kernel.errors import Refusal
from warehouse.printers import queries, sender, service
from warehouse.printers.rules import Condition
from warehouse.printers.views.blueprint import ADMIN, bp
from warehouse.printers.wire import Delivery
from warehouse.web.guard import actor, open_to, public
from warehouse.web.show import show
from warehouse.web.signal import Signal, refused
from warehouse.web.uow import uow

LONGEST_SENTENCE = 300
SEEN_EVERY = timedelta(minutes=1)


@bp.post("/printers/agents")
@open_to(*ADMIN)
def make_agent() -> Response:
    """Make a token for a print agent, and show it this once."""
    token, signal, status = "", None, 200
    try:
        with uow.command() as session:
            token = service.make_agent(session, actor(), request.form.get("name", ""), now=g.now)
    except Refusal as refusal:
        signal, status = Signal.of(refused(refusal)), refusal.status
    with uow.read() as session:
        return show(queries.printers_desk(session, actor(), token=token, signal=signal), status)


@bp.post("/printers/agents/<int(max=2147483647):agent_id>/revoke")
@open_to(*ADMIN)
def revoke_agent(agent_id: int) -> BaseResponse:
    """Take an agent's token back."""
    with uow.command() as session:
        service.revoke_agent(session, actor(), agent_id)
    return redirect(url_for("printers.desk"), 303)


@bp.post("/print-agent/claim")
@public
def agent_claim() -> Response:
    """The next bytes for one of the agent's printers; 204 where there are none.

    Open without a session: the agent shows its token instead.
    """
    try:
        agent_id = _agent_id()
    except Refusal as refusal:
        return _told(refusal)
    composers = current_app.extensions["composers"]
    found = sender.take_next(uow, composers, agent_id=agent_id, now=g.now)
    if found is None:
        return Response(status=204)
    attempt, sheaf = found
    if sheaf is None:  # it could not be composed, which was told; the agent asks again
        return jsonify({"job": None})
    return jsonify(_as_json(attempt, sender.delivery_of(attempt, sheaf)))


def _as_json(attempt: service.Attempt, sent: Delivery) -> dict[str, Any]:
    """Write what an agent needs to know of one delivery."""
    return {
        "job": attempt.job_id,
        "token": attempt.token,
        "connection": sent.connection,
        "address": sent.address,
        "answers": sent.answers,
        "title": sent.title,
        "media": sent.media,
        "content": base64.b64encode(sent.content).decode("ascii"),
    }


@bp.post("/print-agent/report")
@public
def agent_report() -> Response:
    """How an attempt of the agent ended. Says nothing of attempts that are not its own."""
    try:
        _agent_id()
    except Refusal as refusal:
        return _told(refusal)
    said = request.get_json(silent=True)
    if not isinstance(said, dict) or not isinstance(said.get("job"), int):
        return Response(status=400)
    with uow.command() as session:
        service.report(
            session,
            said["job"],
            str(said.get("token", "")),
            condition=_condition(said),
            trouble=str(said.get("trouble", ""))[:LONGEST_SENTENCE],
            nothing_sent=said.get("nothing_sent") is True,
            chance=0.5,
            now=g.now,
        )
    return Response(status=204)


def _condition(said: dict[str, Any]) -> Condition | None:
    sentence = said.get("condition")
    if not isinstance(sentence, str):
        return None
    return Condition(ready=True, sentence=sentence[:LONGEST_SENTENCE])


def _agent_id() -> int:
    """Return whose token the request shows. Raises AgentUnknown."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    with uow.read() as session:
        agent = service.known_agent(session, token)
        agent_id, seen_at = agent.id, agent.seen_at
    if seen_at is None or g.now - seen_at > SEEN_EVERY:
        with uow.command() as session:
            service.note_seen(session, agent_id, now=g.now)
    return agent_id


def _told(refusal: Refusal) -> Response:
    response = jsonify({"code": refusal.code, "sentence": str(refusal)})
    response.status_code = refusal.status
    return response
