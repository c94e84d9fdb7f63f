"""Packing's pages and papers. What the packer does comes in through the event intake, not here."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, current_app, request

from warehouse.kernel.quantity import whole_number
from warehouse.packing import queries, service
from warehouse.packing.queries.verify import View
from warehouse.packing.screens import Mode
from warehouse.printing.labels import labels_pdf
from warehouse.printing.slips import Paper, packing_slip_pdf
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show, show_pdf
from warehouse.web.signal import Signal
from warehouse.web.uow import uow

bp = Blueprint("packing", __name__, url_prefix="/pack")

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
        said = queries.carton_label(session, actor(), place_id)
    size = request.args.get("size", "100x150")
    return show_pdf(labels_pdf([said], size=size), f"carton-{said.sscc}.pdf")


@bp.get("/orders/<int(max=2147483647):order_id>/slip.pdf")
@open_to(*service.ROLES)
def slip(order_id: int) -> Response:
    """An order's packing slip, on A4 or Letter; refused before it is finished."""
    with uow.read() as session:
        said = queries.packing_slip(session, actor(), order_id)
    paper = cast("Paper", request.args.get("paper", "A4"))
    return show_pdf(packing_slip_pdf(said, paper=paper), f"packing-slip-{order_id}.pdf")
