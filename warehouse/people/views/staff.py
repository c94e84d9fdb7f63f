"""The desk's list of people: taking them on, and changing what they may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from warehouse.kernel.errors import Refusal
from warehouse.people import queries, service
from warehouse.people.models import ADMINISTRATOR, ROLES
from warehouse.people.screens import PersonScreen
from warehouse.people.views.blueprint import DESK, bp
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show
from warehouse.web.uow import uow

DONE = {
    "unlocked": "Wrong tries are forgotten; the person can sign in again.",
    "added": "The person can sign in now, with the badge and PIN.",
    "saved": "The change holds from now on.",
}


@bp.get("/people")
@open_to(*DESK)
def desk() -> Response:
    """Everybody who works at the site, and who is locked out."""
    done = DONE.get(request.args.get("done", ""), "")
    with uow.read() as session:
        return show(queries.people_screen(session, actor(), now=g.now, done=done))


@bp.post("/people/<int(max=2147483647):user_id>/unlock")
@open_to(*DESK)
def unlock(user_id: int) -> BaseResponse:
    """Forget somebody's wrong tries."""
    uow.decide(lambda session: service.unlock(session, actor(), user_id))
    return _list("unlocked")


@bp.get("/people/new")
@open_to(ADMINISTRATOR)
def new() -> Response:
    """Ask who is to be taken on."""
    return show(PersonScreen(all_roles=ROLES))


@bp.post("/people")
@open_to(ADMINISTRATOR)
def add() -> BaseResponse:
    """Take a person on."""
    form, roles = request.form, tuple(request.form.getlist("roles"))
    fields = {key: form.get(key, "") for key in ("name", "badge", "pin", "username", "password")}
    site_id = actor().site_id
    try:
        uow.decide(
            lambda session: service.create_user(session, site_id=site_id, roles=roles, **fields)
        )
    except Refusal as refusal:
        screen = PersonScreen(
            all_roles=ROLES,
            name=fields["name"],
            badge=fields["badge"],
            username=fields["username"],
            roles=roles,
            refusal=str(refusal),
        )
        return show(screen, refusal.status)
    return _list("added")


@bp.get("/people/<int(max=2147483647):user_id>")
@open_to(ADMINISTRATOR)
def person(user_id: int) -> Response:
    """One person's name, roles, PIN and password, to be changed."""
    with uow.read() as session:
        return show(queries.person_screen(session, actor(), user_id))


@bp.post("/people/<int(max=2147483647):user_id>")
@open_to(ADMINISTRATOR)
def save(user_id: int) -> BaseResponse:
    """Change a person's name, roles, and whether they may sign in."""
    form = request.form
    return _changed(
        user_id,
        lambda session: service.change_person(
            session,
            actor(),
            user_id,
            name=form.get("name", ""),
            roles=form.getlist("roles"),
            is_active="is_active" in form,
        ),
    )


@bp.post("/people/<int(max=2147483647):user_id>/pin")
@open_to(ADMINISTRATOR)
def set_pin(user_id: int) -> BaseResponse:
    """Give a person a new PIN."""
    pin = request.form.get("pin", "")
    return _changed(user_id, lambda session: service.set_pin(session, actor(), user_id, pin))


@bp.post("/people/<int(max=2147483647):user_id>/password")
@open_to(ADMINISTRATOR)
def set_password(user_id: int) -> BaseResponse:
    """Give a person a user name and a password for the desk."""
    username, password = request.form.get("username", ""), request.form.get("password", "")
    return _changed(
        user_id,
        lambda session: service.set_password(
            session, actor(), user_id, username=username, password=password
        ),
    )


def _changed(user_id: int, use_case: Callable[[Any], None]) -> BaseResponse:
    """Lead to the list, or with the person's form and why not."""
    try:
        uow.decide(use_case)
    except Refusal as refusal:
        with uow.read() as session:
            screen = queries.person_screen(session, actor(), user_id, refusal=str(refusal))
        return show(screen, refusal.status)
    return _list("saved")


def _list(done: str) -> BaseResponse:
    return redirect(url_for("people.desk", done=done), 303)
