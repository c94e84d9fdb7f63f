"""The label desk: labels for what is new, torn or moved, as PDF for any printer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from flask import Blueprint, Response, current_app, request

from warehouse.kernel.errors import NotYours
from warehouse.kernel.quantity import whole_number
from warehouse.labels import queries
from warehouse.people.models import ADMINISTRATOR, SUPERVISOR
from warehouse.printing.labels import Label, labels_pdf
from warehouse.printing.slips import Paper
from warehouse.printing.tryit import tryit_sheet_pdf
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show, show_pdf
from warehouse.web.uow import uow

bp = Blueprint("labels", __name__, url_prefix="/labels")

DESK = (SUPERVISOR, ADMINISTRATOR)
LONGEST = 40


def _demo() -> bool:
    shown: bool = current_app.extensions["settings"].demo
    return shown


def _asked(name: str) -> str:
    """Read what the form narrows the labels by."""
    return request.args.get(name, "").strip(" ")[:LONGEST]


def _print(name: str, size: str, labels: Sequence[Label]) -> Response:
    return show_pdf(labels_pdf(labels, size=size), f"{name}.pdf")


@bp.get("")
@open_to(*DESK)
def desk() -> Response:
    """What can be printed."""
    with uow.read() as session:
        return show(queries.labels_desk(session, actor(), shows_try_it=_demo()))


@bp.get("/bins.pdf")
@open_to(*DESK)
def bins() -> Response:
    """Bin labels, by zone, aisle or beginning of the code."""
    zone, code, aisle = _asked("zone"), _asked("code"), whole_number(_asked("aisle"))
    with uow.read() as session:
        labels = queries.bin_labels(session, actor(), zone=zone, aisle=aisle, code=code)
    return _print("bins", "100x50", labels)


@bp.get("/items.pdf")
@open_to(*DESK)
def items() -> Response:
    """Item labels, by the beginning of the SKU."""
    with uow.read() as session:
        labels = queries.item_labels(session, sku=_asked("sku"))
    return _print("items", "57x32", labels)


@bp.get("/totes.pdf")
@open_to(*DESK)
def totes() -> Response:
    """Licence plates of totes, by the beginning of the code."""
    with uow.read() as session:
        labels = queries.tote_labels(session, actor(), code=_asked("tote"))
    return _print("totes", "100x50", labels)


@bp.get("/badges.pdf")
@open_to(*DESK)
def badges() -> Response:
    """Badges, by the beginning of the name."""
    with uow.read() as session:
        labels = queries.badge_labels(session, actor(), name=_asked("name"))
    return _print("badges", "86x54", labels)


@bp.get("/try-it.pdf")
@open_to(*DESK)
def try_it() -> Response:
    """The demo on paper; there is none where the people are real."""
    if not _demo():
        raise NotYours
    with uow.read() as session:
        sheet = queries.try_it_sheet(session, actor(), address=request.host_url.rstrip("/"))
    paper = cast("Paper", request.args.get("paper", "A4"))
    return show_pdf(tryit_sheet_pdf(sheet, paper), "try-it.pdf")
