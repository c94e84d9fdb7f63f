"""The desk's pages about connections: targets, what they lack, and the sites that post here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from warehouse.central.queries import desk as queries
from warehouse.central.screens.desk import NewTargetScreen
from warehouse.central.service import targets as service
from warehouse.kernel.errors import NotYours, Refusal
from warehouse.kernel.quantity import whole_number
from warehouse.people.models import ADMINISTRATOR, SUPERVISOR
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show
from warehouse.web.uow import uow

bp = Blueprint("central", __name__, url_prefix="/connections")

DESK = (SUPERVISOR, ADMINISTRATOR)
DONE = {
    "made": "The target is made; the worker begins to post at once.",
    "opened": "The site may post here now.",
    "retried": "It is tried again now.",
    "off": "Nothing is posted to it until you try it again. Its place in the ledger is kept.",
    "skipped": "The event is left out there, and the next ones follow.",
    "token": "It holds from now on.",
}


def _done() -> str:
    return DONE.get(request.args.get("done", ""), "")


def _secret_key() -> str:
    key: str = current_app.extensions["settings"].secret_key
    return key


@bp.get("")
@open_to(*DESK)
def connections() -> Response:
    """Where the site's events go, and who posts here."""
    with uow.read() as session:
        return show(queries.connections_screen(session, actor(), now=g.now, done=_done()))


@bp.get("/targets/new")
@open_to(ADMINISTRATOR)
def new_target() -> Response:
    """Ask what kind of target, and where."""
    return show(NewTargetScreen())


@bp.post("/targets")
@open_to(ADMINISTRATOR)
def add_target() -> BaseResponse:
    """Make a target; a webhook's secret is shown this once."""
    form, me = request.form, actor()
    words = {key: form.get(key, "") for key in ("kind", "name", "address", "authority")}
    wish = service.TargetWish(
        secret=form.get("secret", ""), from_now_on="from_now_on" in form, **words
    )
    try:
        secret = uow.decide(
            lambda s: service.add_target(s, me.site_id, wish, secret_key=_secret_key(), now=g.now)
        )
    except Refusal as refusal:
        screen = NewTargetScreen(from_now_on=wish.from_now_on, refusal=str(refusal), **words)
        return show(screen, refusal.status)
    if not secret:
        return redirect(url_for("central.connections", done="made"), 303)
    with uow.read() as session:
        target_id = service.target_named(session, wish.name.strip(" "))
    return _target(target_id, secret=secret, done=DONE["made"])


@bp.get("/targets/<int(max=2147483647):target_id>")
@open_to(*DESK)
def target(target_id: int) -> Response:
    """One target: its state, its trouble, what was compared."""
    return _target(target_id, done=_done())


def _target(target_id: int, *, status: int = 200, **told: Any) -> Response:
    with uow.read() as session:
        screen = queries.target_screen(session, actor(), target_id, now=g.now, **told)
    return show(screen, status)


@bp.post("/targets/<int(max=2147483647):target_id>/retry")
@open_to(ADMINISTRATOR)
def retry(target_id: int) -> BaseResponse:
    """Try again at once."""
    site_id = actor().site_id
    return _changed(target_id, "retried", lambda s: service.retry(s, site_id, target_id, now=g.now))


@bp.post("/targets/<int(max=2147483647):target_id>/off")
@open_to(ADMINISTRATOR)
def switch_off(target_id: int) -> BaseResponse:
    """Post nothing to it for now."""
    site_id = actor().site_id
    return _changed(target_id, "off", lambda s: service.switch_off(s, site_id, target_id))


@bp.post("/targets/<int(max=2147483647):target_id>/skip")
@open_to(ADMINISTRATOR)
def skip(target_id: int) -> BaseResponse:
    """Leave the event out that it does not take."""
    me, form = actor(), request.form
    return _changed(
        target_id,
        "skipped",
        lambda s: service.skip(
            s,
            me.site_id,
            target_id,
            form.get("reason", ""),
            pos=whole_number(form.get("pos", ""), digits=16) or 0,
            user_id=me.user_id,
            now=g.now,
        ),
    )


@bp.post("/targets/<int(max=2147483647):target_id>/token")
@open_to(ADMINISTRATOR)
def replace_token(target_id: int) -> BaseResponse:
    """Give a target another token or password of the other side's."""
    site_id, secret = actor().site_id, request.form.get("secret", "")
    return _changed(
        target_id,
        "token",
        lambda s: service.replace_secret(
            s, site_id, target_id, secret, secret_key=_secret_key(), now=g.now
        ),
    )


@bp.post("/targets/<int(max=2147483647):target_id>/secret")
@open_to(ADMINISTRATOR)
def rotate_secret(target_id: int) -> Response:
    """Give a webhook a new secret; for a day both sign."""
    site_id = actor().site_id
    secret = uow.decide(
        lambda s: service.rotate_secret(s, site_id, target_id, secret_key=_secret_key(), now=g.now)
    )
    return _target(target_id, secret=secret, done="For a day, the old secret signs as well.")


def _changed(target_id: int, done: str, use_case: Callable[[Any], None]) -> BaseResponse:
    """Lead back to the target, or show it with why not."""
    try:
        uow.decide(use_case)
    except NotYours:
        raise
    except Refusal as refusal:
        return _target(target_id, status=refusal.status, refusal=str(refusal))
    return redirect(url_for("central.target", target_id=target_id, done=done), 303)
