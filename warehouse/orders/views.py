"""The desk's pages about orders: the list, one order, and what waits for a repair."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from warehouse.kernel.errors import Refusal
from warehouse.kernel.quantity import whole_number
from warehouse.orders import queries, service
from warehouse.orders.rules.incoming import Recipient
from warehouse.people.models import ADMINISTRATOR, SUPERVISOR
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show
from warehouse.web.uow import uow

bp = Blueprint("orders", __name__, url_prefix="/orders")

DESK = (SUPERVISOR, ADMINISTRATOR)
ADDRESS_FIELDS = (
    "name", "address1", "address2", "address3", "city", "region", "postal_code", "country",
    "phone", "email",
)  # fmt: skip


@bp.get("")
@open_to(*DESK)
def desk() -> Response:
    """Orders by state, the most urgent first."""
    with uow.read() as session:
        screen = queries.orders_screen(
            session,
            actor().site_id,
            state=request.args.get("state", ""),
            query=_printable(request.args.get("q", ""))[:100],
            page=_page(),
            now=g.now,
        )
        return show(screen)


@bp.get("/<int(max=2147483647):order_id>")
@open_to(*DESK)
def order(order_id: int) -> Response:
    """One order, its lines and its story."""
    return _show_order(order_id)


@bp.post("/<int(max=2147483647):order_id>/cancel")
@open_to(*DESK)
def cancel(order_id: int) -> BaseResponse:
    """Cancel what is still wanted of an order."""
    return _at_order(order_id, service.cancel_order, order_id)


@bp.post("/<int(max=2147483647):order_id>/lines/<int(max=2147483647):line_id>/cancel")
@open_to(*DESK)
def cancel_line(order_id: int, line_id: int) -> BaseResponse:
    """Cancel some units of a line."""
    return _at_order(order_id, service.cancel_line, line_id, _units())


@bp.get("/terms")
@open_to(*DESK)
def terms() -> Response:
    """Whose goods must be good for how long."""
    with uow.read() as session:
        return show(queries.terms_screen(session, actor().site_id, saved="saved" in request.args))


@bp.post("/terms")
@open_to(*DESK)
def say_terms() -> BaseResponse:
    """Say for how many days goods must still be good for a customer."""
    said = {name: _typed(name, 200).strip(" ") for name in ("channel", "recipient_name")}
    days = whole_number(request.form.get("days", "").strip(" "))
    site_id = actor().site_id
    try:
        uow.decide(
            lambda session: service.say_terms(
                session, site_id, **said, days=days, substitutes="substitutes" in request.form
            )
        )
    except Refusal as refusal:
        with uow.read() as session:
            screen = queries.terms_screen(session, site_id, refusal=str(refusal))
        return show(screen, refusal.status)
    return redirect(url_for("orders.terms", saved=1), 303)


@bp.get("/exceptions")
@open_to(*DESK)
def exceptions() -> Response:
    """What waits for a repair."""
    with uow.read() as session:
        done = request.args.get("done", "")
        screen = queries.exceptions_screen(
            session, actor().site_id, page=_page(), done=DONE.get(done, "")
        )
        return show(screen)


DONE = {
    "item": "The SKU is known now, and every order that waited for it is repaired.",
    "quantity": "The quantity is confirmed.",
    "dismissed": "The order is shipped as it stands.",
    "address": "The address is complete.",
}


@bp.post("/exceptions/<int(max=2147483647):exception_id>/item")
@open_to(*DESK)
def say_item(exception_id: int) -> BaseResponse:
    """Say which item a channel's SKU means."""
    return _repaired("item", service.say_item, exception_id, _typed("item", 100))


@bp.post("/exceptions/<int(max=2147483647):exception_id>/quantity")
@open_to(*DESK)
def confirm_quantity(exception_id: int) -> BaseResponse:
    """Say how many units a doubtful line wants."""
    return _repaired("quantity", service.confirm_quantity, exception_id, _units())


@bp.post("/exceptions/<int(max=2147483647):exception_id>/dismiss")
@open_to(*DESK)
def dismiss(exception_id: int) -> BaseResponse:
    """Let a doubt pass."""
    return _repaired("dismissed", service.dismiss, exception_id)


@bp.post("/<int(max=2147483647):order_id>/address")
@open_to(*DESK)
def fix_address(order_id: int) -> BaseResponse:
    """Replace an address."""
    typed = {name: _typed(name, 200) for name in ADDRESS_FIELDS}
    typed["country"] = typed["country"].upper()
    return _repaired("address", service.fix_address, order_id, Recipient(**typed))


def _decide(use_case: Callable[..., Any], *what: object) -> str | None:
    """Run a use case for the actor; returns why not, if it was refused."""
    me = actor()
    try:
        uow.decide(lambda s: use_case(s, me.site_id, *what, now=g.now, user_id=me.user_id))
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return str(refusal)
    return None


def _at_order(order_id: int, use_case: Callable[..., Any], *what: object) -> BaseResponse:
    refusal = _decide(use_case, *what)
    if refusal is not None:
        return _show_order(order_id, refusal)
    return redirect(url_for("orders.order", order_id=order_id), 303)


def _repaired(done: str, use_case: Callable[..., Any], *what: object) -> BaseResponse:
    refusal = _decide(use_case, *what)
    if refusal is None:
        return redirect(url_for("orders.exceptions", done=done), 303)
    with uow.read() as session:
        return show(queries.exceptions_screen(session, actor().site_id, refusal=refusal), 422)


def _show_order(order_id: int, refusal: str | None = None) -> Response:
    with uow.read() as session:
        screen = queries.order_screen(
            session, actor().site_id, order_id, now=g.now, refusal=refusal
        )
    return show(screen, 422 if refusal else 200)


def _printable(text: str) -> str:
    """Drop what nobody types on purpose and no database column wants, such as NUL."""
    return "".join(letter for letter in text if letter.isprintable()).strip(" ")


def _typed(name: str, longest: int) -> str:
    return _printable(request.form.get(name, ""))[:longest]


def _page() -> int:
    return whole_number(request.args.get("page", "")) or 1


def _units() -> int:
    """Return the typed number of units; 0, which every use case refuses, for anything else."""
    return whole_number(request.form.get("units", "").strip(" ")) or 0
