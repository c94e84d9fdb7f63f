"""Packing's pages and papers. What the packer does comes in through the event intake, not here."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, current_app, g, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from warehouse.kernel.errors import Refusal
from warehouse.kernel.quantity import whole_number
from warehouse.packing import queries, service
from warehouse.packing.queries.verify import View
from warehouse.packing.screens import Mode
from warehouse.people.models import ADMINISTRATOR, SUPERVISOR
from warehouse.printing.carrier_files import LARGEST_BYTES
from warehouse.printing.labels import labels_pdf
from warehouse.printing.pictures import LARGEST_LOGO, LARGEST_PHOTO, read_photo
from warehouse.printing.slips import Paper, packing_slip_pdf
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show, show_pdf, show_photo
from warehouse.web.signal import Signal, refused
from warehouse.web.uow import uow
from warehouse.web.uploads import read_upload

bp = Blueprint("packing", __name__, url_prefix="/pack")

NO_PRINTER = Signal(
    "look", "No printer is chosen", "Scan the code on a printer under Printers, or open the PDFs."
)
MODES = ("scan", "back", "close")


def _demo() -> bool:
    shown: bool = current_app.extensions["settings"].demo
    return shown


def _view() -> View:
    mode = request.args.get("mode", "")
    return View(
        carton=whole_number(request.args.get("carton", "")) or 0,
        mode=cast("Mode", mode if mode in MODES else "scan"),
    )


@bp.get("")
@open_to(*service.ROLES)
def start() -> Response:
    """What there is to pack."""
    with uow.read() as session:
        return show(queries.start_screen(session, actor(), show_codes=_demo()))


@bp.get("/orders/<int(max=2147483647):order_id>")
@open_to(*service.ROLES)
def order(order_id: int) -> Response:
    """The packing table of an order, or its papers once it is packed."""
    signal = Signal("accepted", "Here it is") if "opened" in request.args else None
    with uow.read() as session:
        screen = queries.order_screen(
            session, actor(), order_id, _view(), signal=signal, show_codes=_demo()
        )
    return show(screen)


@bp.get("/wall/<int(max=2147483647):place_id>")
@open_to(*service.ROLES)
def wall(place_id: int) -> Response:
    """The put wall of a tote that holds the units of several orders."""
    with uow.read() as session:
        return show(queries.wall_screen(session, actor(), place_id, {}, show_codes=_demo()))


@bp.get("/singles")
@open_to(*service.ROLES)
def singles() -> Response:
    """The lane of orders that wait for just one unit."""
    with uow.read() as session:
        return show(queries.lane_screen(session, actor(), {}, show_codes=_demo()))


@bp.post("/cartons/<int(max=2147483647):place_id>/photo")
@open_to(*service.ROLES)
def keep_photo(place_id: int) -> BaseResponse:
    """Keep a photo (multipart field `photo`) of what lies in a carton."""
    with uow.read() as session:
        order_id = queries.order_of(session, actor(), place_id)
    content = read_photo(read_upload("photo", most=LARGEST_PHOTO))
    with uow.command() as session:
        service.keep_photo(session, actor(), place_id, content, now=g.now)
    return redirect(url_for("packing.order", order_id=order_id), 303)


@bp.get("/cartons/<int(max=2147483647):place_id>/photo.jpg")
@open_to(*service.ROLES, ADMINISTRATOR)
def photo(place_id: int) -> Response:
    """What a carton looked like before it was closed."""
    with uow.read() as session:
        content = queries.photo(session, actor(), place_id)
    return show_photo(content)


@bp.get("/ship")
@open_to(*service.ROLES)
def ship() -> Response:
    """What is packed and waits for its carrier."""
    with uow.read() as session:
        return show(queries.ship_screen(session, actor(), show_codes=_demo()))


@bp.get("/cartons/<int(max=2147483647):place_id>/label.pdf")
@open_to(*service.ROLES)
def label(place_id: int) -> Response:
    """A carton's label; refused before everything of its order is verified."""
    with uow.read() as session:
        said = queries.carton_label(session, actor().site_id, place_id)
    size = request.args.get("size", "100x150")
    return show_pdf(labels_pdf([said], size=size), f"carton-{said.sscc}.pdf")


@bp.get("/orders/<int(max=2147483647):order_id>/slip.pdf")
@open_to(*service.ROLES)
def slip(order_id: int) -> Response:
    """An order's packing slip, on A4 or Letter; refused before it is finished."""
    with uow.read() as session:
        said = queries.packing_slip(session, actor().site_id, order_id)
    paper = cast("Paper", request.args.get("paper", "A4"))
    return show_pdf(packing_slip_pdf(said, paper=paper), f"packing-slip-{order_id}.pdf")


@bp.post("/orders/<int(max=2147483647):order_id>/print")
@open_to(*service.ROLES)
def print_papers(order_id: int) -> Response:
    """Send a packed order's papers to the chosen printers; each is printed once."""
    with uow.command() as session:
        count = service.queue_papers(session, actor(), order_id, now=g.now)
    signal = Signal("accepted", "Its papers are printing") if count else NO_PRINTER
    with uow.read() as session:
        screen = queries.order_screen(
            session, actor(), order_id, _view(), signal=signal, show_codes=_demo()
        )
    return show(screen)


@bp.post("/cartons/<int(max=2147483647):place_id>/carrier-label")
@open_to(*service.ROLES, ADMINISTRATOR)
def attach_label(place_id: int) -> BaseResponse:
    """Take a carrier's label (multipart field `file`) for a carton.

    A program asks for JSON and gets the label's number; a person is led back to the order.
    """
    content = read_upload("file", most=LARGEST_BYTES)
    with uow.command() as session:
        label_id = service.attach_carrier_label(session, actor(), place_id, content, now=g.now)
    if request.accept_mimetypes.best == "application/json":
        return jsonify({"carrier_label": label_id})
    order_id = whole_number(request.form.get("order", "")) or 0
    return redirect(url_for("packing.order", order_id=order_id), 303)


@bp.get("/slips")
@open_to(SUPERVISOR, ADMINISTRATOR)
def slips() -> Response:
    """What packing slips look like, by channel."""
    with uow.read() as session:
        return show(
            queries.templates(session, actor().site_id, request.args.get("channel", "")[:60])
        )


@bp.post("/slips")
@open_to(SUPERVISOR, ADMINISTRATOR)
def save_slips() -> Response:
    """Keep a channel's template."""
    form, channel = request.form, request.form.get("channel", "")[:60]
    signal, status = Signal("accepted", "Kept", "The next slips look so."), 200
    try:
        logo = read_upload("logo", most=LARGEST_LOGO)
        with uow.command() as session:
            service.save_template(
                session, actor(), channel, dict(form), language=form.get("language", ""),
                logo=logo or None, drops_logo="drops_logo" in form,
            )  # fmt: skip
    except Refusal as refusal:
        signal, status = Signal.of(refused(refusal)), refusal.status
    with uow.read() as session:
        return show(queries.templates(session, actor().site_id, channel, signal=signal), status)
