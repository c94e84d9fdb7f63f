"""The look-up desks: items and bins, what is where, and how it came there."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from warehouse.kernel.quantity import whole_number
from warehouse.ledger.errors import NoSuchSku, NotAPolicy
from warehouse.ledger.queries import lookup
from warehouse.ledger.queries.giving import giving_screen
from warehouse.ledger.service.policies import say_policy
from warehouse.people.models import ADMINISTRATOR, SUPERVISOR
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show
from warehouse.web.uow import uow

bp = Blueprint("stock", __name__, url_prefix="/stock")

# Not for counters: what the book expects must not reach whoever counts blind.
DESK = (SUPERVISOR, ADMINISTRATOR)
LARGEST_NUMBER = 2**31 - 1


@bp.get("/items")
@open_to(*DESK)
def items() -> Response:
    """Items by SKU, name or barcode."""
    with uow.read() as session:
        return show(lookup.items_screen(session, request.args.get("q", ""), _page()))


@bp.get("/items/<int(max=2147483647):item_id>")
@open_to(*DESK)
def item(item_id: int) -> Response:
    """One item: where it is, and its moves."""
    with uow.read() as session:
        return show(lookup.item_screen(session, actor().site_id, item_id, _number("before_pos")))


@bp.get("/bins")
@open_to(*DESK)
def bins() -> Response:
    """Bins by code, zone and aisle."""
    with uow.read() as session:
        screen = lookup.bins_screen(
            session,
            actor().site_id,
            request.args.get("q", ""),
            zone=request.args.get("zone", ""),
            aisle=_number("aisle"),
            page=_page(),
        )
        return show(screen)


@bp.get("/bins/<int(max=2147483647):place_id>")
@open_to(*DESK)
def bin(place_id: int) -> Response:  # noqa: A001 - the endpoint's name
    """One bin, tote or other place: what it holds, and its moves."""
    with uow.read() as session:
        return show(lookup.place_screen(session, actor().site_id, place_id, _number("before_pos")))


@bp.get("/giving")
@open_to(*DESK)
def giving() -> Response:
    """How stock is given to orders."""
    with uow.read() as session:
        return show(giving_screen(session, actor().site_id, saved="saved" in request.args))


@bp.post("/giving")
@open_to(*DESK)
def say_giving() -> BaseResponse:
    """Set the rule of the site, of a zone, or of an item."""
    form, site_id = request.form, actor().site_id
    try:
        uow.decide(
            lambda session: say_policy(
                session,
                site_id,
                sku=form.get("sku", "")[:100].strip(" "),
                zone_id=whole_number(form.get("zone_id", "")),
                rotation=form.get("rotation", ""),
                choice=form.get("choice", ""),
                reserve=form.get("reserve", ""),
                turn=whole_number(form.get("turn", "")) or 0,
            )
        )
    except (NotAPolicy, NoSuchSku) as refusal:
        with uow.read() as session:
            return show(giving_screen(session, site_id, refusal=str(refusal)), refusal.status)
    return redirect(url_for("stock.giving", saved=1), 303)


def _page() -> int:
    return _number("page") or 1


def _number(name: str) -> int | None:
    """Return a positive number of the address, or None where there is none that can be meant."""
    number = whole_number(request.args.get(name, ""), digits=19) or 0
    return number if 0 < number <= LARGEST_NUMBER else None
