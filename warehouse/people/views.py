"""Signing in and out, everybody's first page, and the desk's list of people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, g, redirect, request, url_for
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
from warehouse.people.screens import HomeScreen, PersonScreen, Room, SignInScreen
from warehouse.web.guard import (
    DEVICE_COOKIE,
    SESSION_COOKIE,
    Actor,
    actor,
    open_to,
    public,
    roles_of,
)
from warehouse.web.show import show
from warehouse.web.uow import uow

bp = Blueprint("people", __name__)

DEVICE_COOKIE_LASTS = 400 * 24 * 3600  # seconds; browsers keep no cookie for longer
DESK = (SUPERVISOR, ADMINISTRATOR)

ROOMS = {
    PICKER: (Room("Pick", "Fetch orders from the bins", "picking.tasks", "tasks"),),
    PACKER: (Room("Pack", "Check a tote and close its cartons", "packing.start", "carton"),),
    COUNTER: (Room("Count", "Say what is really in a bin", "counting.desk", "counts"),),
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

DONE = {
    "unlocked": "Wrong tries are forgotten; the person can sign in again.",
    "added": "The person can sign in now, with the badge and PIN.",
    "saved": "The change holds from now on.",
}


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
    return show(_sign_in_screen("password" if by_password else "badge"))


@bp.post("/sign-in")
@public
def enter() -> BaseResponse:
    """A badge: ask for its PIN. A badge and a PIN, or a name and a password: sign in."""
    form = request.form
    scanned = form.get("code") or (form["pin"] if is_badge_scan(form.get("pin", "")) else "")
    if scanned:
        return show(_sign_in_screen("pin", badge_of(scanned)))
    claim = service.Claim(badge=badge_of(form.get("badge", "")), secret=form.get("pin", ""))
    if not claim.badge:
        claim = service.Claim(
            username=username_of(form.get("name", "")), secret=form.get("password", "")
        )
    known = request.cookies.get(DEVICE_COOKIE)
    old = request.cookies.get(SESSION_COOKIE)
    try:
        signed_in = service.sign_in(uow, claim, device_id=known, now=g.now, replaces=old)
    except Refusal as refusal:
        mode: Literal["pin", "password"] = "pin" if claim.badge else "password"
        return show(_sign_in_screen(mode, claim.badge, str(refusal)), refusal.status)
    return _with_cookies(redirect(_next_path(signed_in.token), 303), signed_in)


@bp.post("/sign-out")
@public
def sign_out() -> BaseResponse:
    """End the session; the device stays known, and what it has queued stays queued."""
    token = request.cookies.get(SESSION_COOKIE)
    if token:
        with uow.command() as session:
            service.sign_out(session, token)
    response = redirect(url_for("people.sign_in"), 303)
    response.delete_cookie(SESSION_COOKIE, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


@bp.post("/site/<int(max=2147483647):site_id>")
@open_to(*ROLES)
def switch_site(site_id: int) -> BaseResponse:
    """Go on at another site of the same person."""
    with uow.command() as session:
        token = request.cookies[SESSION_COOKIE]
        service.switch_site(session, token, actor().user_id, site_id)
    return redirect(url_for("people.home"), 303)


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


def _next_path(token: str) -> str:
    """Return the page that sign-in interrupted, if it is a page of ours for this person."""
    target = local_path(request.args.get("next", ""))
    person = queries.load_actor(uow, fingerprint(token), g.now)
    try:
        endpoint, _ = current_app.url_map.bind("").match(urlsplit(target).path or "/")
    except HTTPException:
        return url_for("people.home")
    is_page = roles_of(current_app, endpoint) is not None
    may = is_page and person is not None and _lets_in(person, endpoint)
    return target if target and may else url_for("people.home")


def _sign_in_screen(
    mode: Literal["badge", "pin", "password"], badge: str = "", refusal: str | None = None
) -> SignInScreen:
    target = local_path(request.args.get("next", "")) or None
    people: tuple[tuple[str, str, str], ...] = ()
    if current_app.extensions["settings"].demo:
        with uow.read() as session:
            people = queries.demo_people(session)
    return SignInScreen(
        mode=mode,
        action=url_for("people.enter", next=target),
        badge_url=url_for("people.sign_in", next=target),
        password_url=url_for("people.sign_in", way="password", next=target),
        badge=BADGE_PREFIX + badge if badge else "",
        refusal=refusal,
        event_id=str(new_event_id()),
        demo_people=people,
    )


def _with_cookies(response: BaseResponse, signed_in: service.SignedIn) -> BaseResponse:
    lasts = int(LONGEST_SESSION.total_seconds())
    for name, value, seconds in (
        (SESSION_COOKIE, signed_in.token, lasts),
        (DEVICE_COOKIE, signed_in.device_id, DEVICE_COOKIE_LASTS),
    ):
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
    return response
