"""Who asks, and whether this route is theirs: the one guard that every request passes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, current_app, g, redirect, request, url_for
from flask.sessions import NullSession, SessionInterface, SessionMixin
from werkzeug.wrappers import Response as BaseResponse

from warehouse.kernel import clock
from warehouse.kernel.ids import fingerprint

SESSION_COOKIE = "wf_session"
DEVICE_COOKIE = "wf_device"

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in person, at one site, on one device."""

    user_id: int
    name: str
    site_id: int
    site_code: str
    site_name: str
    roles: frozenset[str]
    device_id: str

    def may(self, *roles: str) -> bool:
        """Tell whether the actor has one of the roles."""
        return not self.roles.isdisjoint(roles)


def public(view: View) -> View:
    """Mark a view that anyone may open without signing in."""
    view.open_to = None  # type: ignore[attr-defined]  # views carry their guard's mark
    return view


def open_to(*roles: str) -> Callable[[View], View]:
    """Mark a view with the roles that may use it; every view carries one of the two marks."""

    def mark(view: View) -> View:
        view.open_to = frozenset(roles)  # type: ignore[attr-defined]  # as above
        return view

    return mark


def roles_of(app: Flask, endpoint: str) -> frozenset[str] | None:
    """Return who may use an endpoint; None stands for everybody."""
    view = app.view_functions[endpoint]
    assert hasattr(view, "open_to"), f"{endpoint} says nowhere who may use it"
    roles: frozenset[str] | None = view.open_to
    return roles


def actor() -> Actor:
    """Return the signed-in person; only for views that are not public."""
    found: Actor = g.actor
    return found


class NoFlaskSession(SessionInterface):
    """Flask's own session, switched off: ours is a row, and a cookie unread needs no signing."""

    def open_session(self, app: Flask, request: Request) -> NullSession:  # noqa: ARG002 - Flask's signature
        """Return a session that refuses to hold anything."""
        return NullSession()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep nothing."""


def install(app: Flask, load_actor: Callable[[str, datetime], Actor | None]) -> None:
    """Put the guard before every request.

    Args:
        load_actor: Finds the actor of a session cookie's fingerprint, or None.
    """
    app.session_interface = NoFlaskSession()

    @app.before_request
    def check() -> BaseResponse | Response | None:
        g.now = clock.now()
        g.actor = None
        if request.endpoint is None or request.endpoint == "static":
            return None  # no such page, or a file that everybody may fetch
        allowed = roles_of(current_app, request.endpoint)
        secret = request.cookies.get(SESSION_COOKIE)
        if secret:
            g.actor = load_actor(fingerprint(secret), g.now)
        if allowed is None:
            return None
        if g.actor is None:
            return _ask_to_sign_in()
        if not g.actor.may(*allowed):
            abort(403)
        return None


def interrupted_page() -> str:
    """Return path and query of the page that is open in the browser, or "".

    A page that is asked for is that page itself; a press or a scan comes from the page that the
    referrer names, which our own policy has browsers send in full.
    """
    if request.method == "GET" and "HX-Request" not in request.headers:
        return request.full_path
    before = urlsplit(request.referrer or "")
    if before.netloc != request.host:
        return ""
    return f"{before.path}?{before.query}" if before.query else before.path


def _ask_to_sign_in() -> BaseResponse | Response:
    target = url_for("people.sign_in", next=interrupted_page() or None)
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": target})
    if request.accept_mimetypes.best == "application/json" or request.is_json:
        return Response(
            '{"code":"signed_out","sentence":"Sign in again; nothing was lost."}',
            status=401,
            mimetype="application/json",
        )
    return redirect(target, 303)
