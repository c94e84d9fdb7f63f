"""Signing in and out, changing over, and everybody's first page."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from flask import Response, current_app, g, redirect, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from warehouse.kernel.errors import Refusal
from warehouse.kernel.ids import fingerprint, new_event_id
from warehouse.people import queries, service
from warehouse.people.models import ADMINISTRATOR, COUNTER, PACKER, PICKER, ROLES, SUPERVISOR
from warehouse.people.rules import (
    BADGE_PREFIX,
    LONGEST_SESSION,
    badge_of,
    is_badge_scan,
    local_path,
    username_of,
)
from warehouse.people.screens import HomeScreen, RevokedScreen, Room, SignInScreen
from warehouse.people.views.blueprint import bp
from warehouse.people.views.cookies import DEVICE_COOKIE_LASTS, forget_session, keep
from warehouse.web.guard import (
    DEVICE_COOKIE,
    SESSION_COOKIE,
    Actor,
    actor,
    interrupted_page,
    open_to,
    public,
    roles_of,
)
from warehouse.web.show import show
from warehouse.web.uow import uow

Mode = Literal["badge", "pin", "password"]

ROOMS = {
    PICKER: (Room("Pick", "Fetch orders from the bins", "picking.tasks", "tasks"),),
    PACKER: (Room("Pack", "Check a tote and close its cartons", "packing.start", "carton"),),
    COUNTER: (Room("Count", "Say what is really in a bin", "counting.tasks", "counts"),),
    SUPERVISOR: (
        Room("Desk", "Orders, stock and people", "orders.desk", "orders"),
        Room("Stock", "Where everything is", "stock.items", "items"),
    ),
    ADMINISTRATOR: (
        Room("Desk", "Orders, stock and people", "orders.desk", "orders"),
        Room("Stock", "Where everything is", "stock.items", "items"),
    ),
}
"""Where each role works; of several rooms of one role, the first that there is."""


@bp.get("/")
@open_to(*ROLES)
def home() -> BaseResponse:
    """Lead to the one room of the person's role, or show the rooms to choose from."""
    rooms = _rooms_of(actor())
    with uow.read() as session:
        sites = queries.other_sites(session, actor())
    if len(rooms) == 1 and not sites:
        return redirect(url_for(rooms[0].endpoint), 303)
    return show(HomeScreen(rooms, sites))


@bp.get("/sign-in")
@public
def sign_in() -> Response:
    """Ask for a badge, or for a user name and its password."""
    by_password = request.args.get("way") == "password"
    return _ask("password" if by_password else "badge")


@bp.post("/sign-in")
@public
def enter() -> BaseResponse:
    """A badge: ask for its PIN. A badge and a PIN, or a name and a password: sign in."""
    form = request.form
    scanned = form.get("code") or (form["pin"] if is_badge_scan(form.get("pin", "")) else "")
    if scanned:
        return _ask("pin", badge_of(scanned))
    claim = service.Claim(badge=badge_of(form.get("badge", "")), secret=form.get("pin", ""))
    if not claim.badge:
        claim = service.Claim(
            username=username_of(form.get("name", "")), secret=form.get("password", "")
        )
    try:
        signed_in = _try(claim)
    except Refusal as refusal:
        return _ask("pin" if claim.badge else "password", claim.badge, refusal)
    response = redirect(_next_path(signed_in), 303)
    keep(response, SESSION_COOKIE, signed_in.token, seconds=int(LONGEST_SESSION.total_seconds()))
    keep(response, DEVICE_COOKIE, signed_in.device_secret, seconds=DEVICE_COOKIE_LASTS)
    return response


def _try(claim: service.Claim) -> service.SignedIn:
    return service.sign_in(
        uow,
        claim,
        device_secret=request.cookies.get(DEVICE_COOKIE),
        now=g.now,
        replaces=request.cookies.get(SESSION_COOKIE),
        must_enrol=current_app.extensions["settings"].must_enrol,
    )


@bp.post("/sign-out")
@public
def sign_out() -> BaseResponse:
    """End the session; the device stays known, and what it has queued stays queued."""
    return _signed_out(url_for("people.sign_in"))


@bp.post("/switch")
@public
def switch_user() -> BaseResponse:
    """Make room for somebody else with one tap; the same person comes back to this page."""
    return _signed_out(url_for("people.sign_in", next=local_path(interrupted_page()) or None))


def _signed_out(target: str) -> BaseResponse:
    token = request.cookies.get(SESSION_COOKIE)
    if token:
        with uow.command() as session:
            service.sign_out(session, token)
    response = redirect(target, 303)
    forget_session(response)
    return response


@bp.post("/site/<int(max=2147483647):site_id>")
@open_to(*ROLES)
def switch_site(site_id: int) -> BaseResponse:
    """Go on at another site of the same person."""
    token = request.cookies[SESSION_COOKIE]
    must_enrol = current_app.extensions["settings"].must_enrol
    uow.decide(
        lambda session: service.switch_site(
            session, token, actor().user_id, site_id, must_enrol=must_enrol
        )
    )
    return redirect(url_for("people.home"), 303)


def _rooms_of(person: Actor) -> tuple[Room, ...]:
    """Return the rooms of the person's roles that this warehouse has and that let them in."""
    found: dict[str, Room] = {}
    for role in ROLES:
        there = (room for room in ROOMS[role] if _lets_in(person, room.endpoint))
        room = next(there, None) if role in person.roles else None
        if room:
            found[room.endpoint] = room
    return tuple(found.values())


def _lets_in(person: Actor, endpoint: str) -> bool:
    if endpoint not in current_app.view_functions:
        return False
    allowed = roles_of(current_app, endpoint)
    return allowed is None or person.may(*allowed)


def _next_path(signed_in: service.SignedIn) -> str:
    """Return the page that sign-in interrupted, if it is a page of ours for this person.

    Whoever takes a device over from somebody else starts afresh: it was not their page.
    """
    target = local_path(request.args.get("next", "")) if signed_in.is_same_person else ""
    person = queries.load_actor(uow, fingerprint(signed_in.token), g.now)
    try:
        endpoint, _ = current_app.url_map.bind("").match(urlsplit(target).path or "/")
    except HTTPException:
        return url_for("people.home")
    is_page = roles_of(current_app, endpoint) is not None
    may = is_page and person is not None and _lets_in(person, endpoint)
    return target if target and may else url_for("people.home")


def _ask(mode: Mode, badge: str = "", refusal: Refusal | None = None) -> Response:
    """Show the way in that this device has; one that was taken out of use has none."""
    settings = current_app.extensions["settings"]
    with uow.read() as session:
        device = service.known_device(session, request.cookies.get(DEVICE_COOKIE))
        if device is not None and device.is_revoked:
            return show(RevokedScreen(device.name), 403)
        name = device.name if device is not None and device.enrolled_at else ""
        people = queries.demo_people(session) if settings.demo else ()
    is_badge_refused = settings.must_enrol and not name
    target = local_path(request.args.get("next", "")) or None
    screen = SignInScreen(
        mode="password" if is_badge_refused else mode,
        action=url_for("people.enter", next=target),
        badge_url=url_for("people.sign_in", next=target),
        password_url=url_for("people.sign_in", way="password", next=target),
        badge=BADGE_PREFIX + badge if badge else "",
        refusal=str(refusal) if refusal else None,
        event_id=str(new_event_id()),
        demo_people=people,
        device_name=name,
        is_badge_refused=is_badge_refused,
        is_new="enrolled" in request.args and bool(name),
    )
    return show(screen, refusal.status if refusal else 200)
