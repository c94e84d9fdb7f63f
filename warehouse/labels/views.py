"""The label desk: labels for what is new, torn or moved, as PDF for any printer or as ZPL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from flask import Blueprint, Response, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from warehouse.kernel.errors import NotYours
from warehouse.kernel.ids import new_event_id
from warehouse.kernel.quantity import whole_number
from warehouse.labels import queries
from warehouse.labels.rules import as_subject, slot_labels
from warehouse.people.models import ADMINISTRATOR, SUPERVISOR
from warehouse.printers.errors import PrinterMissing
from warehouse.printers.queries import printer_of
from warehouse.printers.service import ask_at
from warehouse.printing.errors import NothingToPrint
from warehouse.printing.labels import KINDS, Label, draw_label, labels_pdf, labels_zpl
from warehouse.printing.pdf import drawings_pdf
from warehouse.printing.slips import Paper
from warehouse.printing.table_sheet import table_sheet
from warehouse.printing.tryit import tryit_sheet_pdf
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show, show_pdf, show_zpl
from warehouse.web.uow import uow

bp = Blueprint("labels", __name__, url_prefix="/labels")

DESK = (SUPERVISOR, ADMINISTRATOR)
LONGEST = 40
DOCUMENT_OF = {
    "bins": "bin_label", "items": "item_label", "packs": "item_label", "lots": "item_label",
    "totes": "tote_label", "slots": "tote_label", "cartons": "tote_label",
    "badges": "badge",
}  # fmt: skip
"""What a print job of them is called: it decides the composer."""


def _demo() -> bool:
    shown: bool = current_app.extensions["settings"].demo
    return shown


def _asked(name: str) -> str:
    """Read what the form narrows the labels by."""
    return request.values.get(name, "").strip(" ")[:LONGEST]


def _print(name: str, labels: Sequence[Label]) -> Response:
    """Hand the labels out as the form asks: size, resolution, PDF or ZPL."""
    usual = KINDS[type(labels[0])].sizes[0] if labels else ""
    size = _asked("size") or usual
    dpi = whole_number(request.args.get("dpi", "203")) or 0
    if request.args.get("as") == "zpl":
        return show_zpl(labels_zpl(labels, size=size, dpi=dpi), f"{name}.zpl")
    return show_pdf(labels_pdf(labels, size=size, dpi=dpi), f"{name}.pdf")


@bp.get("")
@open_to(*DESK)
def desk() -> Response:
    """What can be printed."""
    with uow.read() as session:
        return show(queries.labels_desk(session, actor(), shows_try_it=_demo()))


@bp.get("/<what>.pdf")
@open_to(*DESK)
def file_of(what: str) -> Response:
    """Labels as a file: PDF, or with `as=zpl` what a label printer is sent."""
    if what not in DOCUMENT_OF:
        raise NotYours
    return _print(what, _labels(what))


@bp.get("/trips.pdf")
@open_to(*DESK)
def trips() -> Response:
    """Every open trip as a list on paper: the fallback for when no handheld works."""
    return _lists(None)


@bp.get("/trips/<int(max=2147483647):task_id>.pdf")
@open_to(*DESK)
def trip(task_id: int) -> Response:
    """One trip as a list on paper."""
    return _lists(task_id)


@bp.get("/manifest.pdf")
@open_to(*DESK)
def manifest() -> Response:
    """What left with a carrier in the last 24 hours."""
    with uow.read() as session:
        sheet = queries.manifest(session, actor(), carrier=_asked("carrier"), now=g.now)
    return show_pdf(
        drawings_pdf(table_sheet(sheet, paper=_asked("paper") or "A4"), title=sheet.title),
        "manifest.pdf",
    )


def _lists(task_id: int | None) -> Response:
    paper = _asked("paper") or "A4"
    with uow.read() as session:
        sheets = queries.pick_lists(session, actor(), task_id)
    if not sheets:
        raise NothingToPrint
    pages = (page for sheet in sheets for page in table_sheet(sheet, paper=paper))
    return show_pdf(drawings_pdf(pages, title="Pick lists"), "pick-lists.pdf")


@bp.post("/print")
@open_to(*DESK)
def print_there() -> BaseResponse:
    """Send labels to a printer, as one job that can be watched."""
    what = request.form.get("what", "")
    if what not in DOCUMENT_OF:
        raise NotYours
    labels = _labels(what)
    if not labels:
        raise NothingToPrint
    code = _asked("printer")
    with uow.command() as session:
        printer = printer_of(session, actor(), code)
        if printer is None:
            raise PrinterMissing(printer=code)
        draw_label(labels[0], size=printer.media, dpi=printer.dpi)
        job_id = ask_at(
            session, actor(), printer, DOCUMENT_OF[what], as_subject(labels),
            title=f"{len(labels)} {what}", key=f"labels:{new_event_id()}",
            rank=1 if len(labels) > 1 else 0, now=g.now,
        ).id  # fmt: skip
    return redirect(url_for("printers.job", job_id=job_id), 303)


def _labels(what: str) -> Sequence[Label]:
    """Return the labels that a form asks for."""
    if what == "slots":
        return slot_labels(_asked("cart") or "1", whole_number(_asked("slots")) or 0)
    sku, zone, aisle = _asked("sku"), _asked("zone"), whole_number(_asked("aisle"))
    of: dict[str, Callable[[Any], Sequence[Label]]] = {
        "bins": lambda session: queries.bin_labels(
            session, actor(), zone=zone, aisle=aisle, code=_asked("code")
        ),
        "items": lambda session: queries.item_labels(session, sku=sku),
        "packs": lambda session: queries.pack_labels(session, sku=sku),
        "lots": lambda session: queries.lot_labels(session, sku=sku),
        "totes": lambda session: queries.tote_labels(session, actor(), code=_asked("tote")),
        "cartons": lambda session: queries.carton_type_labels(
            session, actor(), code=_asked("carton")
        ),
        "badges": lambda session: queries.badge_labels(session, actor(), name=_asked("name")),
    }
    with uow.read() as session:
        return of[what](session)


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
