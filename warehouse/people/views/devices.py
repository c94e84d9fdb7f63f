"""Devices: the desk's list of them, the code that enrols one, and its confirmation there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from warehouse.kernel.errors import Refusal
from warehouse.people import queries, service
from warehouse.people.rules import CODE_LASTS
from warehouse.people.screens import CodeScreen, EnrolScreen
from warehouse.people.views.blueprint import DESK, bp
from warehouse.people.views.cookies import DEVICE_COOKIE_LASTS, forget_session, keep
from warehouse.web.guard import DEVICE_COOKIE, SESSION_COOKIE, actor, open_to, public
from warehouse.web.show import show
from warehouse.web.uow import uow

DONE = {
    "renamed": "The device is called so from now on.",
    "revoked": "Whoever worked on it is signed out, and nobody signs in on it any more.",
}


@bp.get("/devices")
@open_to(*DESK)
def devices() -> Response:
    """Show the devices of the site, and the form that enrols one more."""
    done = DONE.get(request.args.get("done", ""), "")
    with uow.read() as session:
        return show(queries.devices_screen(session, actor(), now=g.now, done=done))


@bp.post("/devices")
@open_to(*DESK)
def offer_enrolment() -> Response:
    """Show a one-time code for a device of that name, this once: it is kept nowhere."""
    name = request.form.get("name", "")
    try:
        code = uow.decide(
            lambda session: service.offer_enrolment(session, actor(), name, now=g.now)
        )
    except Refusal as refusal:
        with uow.read() as session:
            screen = queries.devices_screen(session, actor(), now=g.now, refusal=str(refusal))
        return show(screen, refusal.status)
    path = url_for("people.enrolment", code=code)
    return show(CodeScreen(name, path, int(CODE_LASTS.total_seconds()) // 60))


@bp.get("/devices/<string(length=64):device_id>")
@open_to(*DESK)
def device(device_id: str) -> Response:
    """One device, to be renamed or taken out of use."""
    with uow.read() as session:
        return show(queries.device_screen(session, actor(), device_id))


@bp.post("/devices/<string(length=64):device_id>")
@open_to(*DESK)
def rename_device(device_id: str) -> BaseResponse:
    """Call a device something else."""
    name = request.form.get("name", "")
    return _changed(
        device_id,
        "renamed",
        lambda session: service.rename_device(session, actor(), device_id, name),
    )


@bp.post("/devices/<string(length=64):device_id>/revoke")
@open_to(*DESK)
def revoke_device(device_id: str) -> BaseResponse:
    """Take a device out of use at once."""
    return _changed(
        device_id, "revoked", lambda session: service.revoke_device(session, actor(), device_id)
    )


@bp.get("/enrol")
@public
def enrolment() -> Response:
    """On the device: say what it will be called. Looking alone uses no code up.

    Cameras and messengers open an address before a person does.
    """
    code = request.args.get("code", "")
    try:
        with uow.read() as session:
            name = service.offered_name(session, code, now=g.now)
    except Refusal as refusal:
        return show(EnrolScreen("", refusal=str(refusal)), refusal.status)
    return show(EnrolScreen(code, name))


@bp.post("/enrol")
@public
def enrol() -> BaseResponse:
    """Make this browser the device that the code was made for, and ask for a badge."""
    code, known = request.form.get("code", ""), request.cookies.get(DEVICE_COOKIE)
    token = request.cookies.get(SESSION_COOKIE)
    try:
        enrolled = uow.decide(
            lambda session: service.enrol(session, code, secret=known, now=g.now, ends=token)
        )
    except Refusal as refusal:
        return show(EnrolScreen("", refusal=str(refusal)), refusal.status)
    response = redirect(url_for("people.sign_in", enrolled="yes"), 303)
    forget_session(response)
    keep(response, DEVICE_COOKIE, enrolled.secret, seconds=DEVICE_COOKIE_LASTS)
    return response


def _changed(device_id: str, done: str, use_case: Callable[[Any], None]) -> BaseResponse:
    """Lead to the list, or show the device and why not."""
    try:
        uow.decide(use_case)
    except Refusal as refusal:
        with uow.read() as session:
            screen = queries.device_screen(session, actor(), device_id, refusal=str(refusal))
        return show(screen, refusal.status)
    return redirect(url_for("people.devices", done=done), 303)
