"""The list of printers, and what this device prints where."""

from __future__ import annotations

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from warehouse.kernel.errors import Refusal
from warehouse.kernel.ids import new_event_id
from warehouse.kernel.quantity import whole_number
from warehouse.printers import queries, service
from warehouse.printers.rules import PrinterForm
from warehouse.printers.service.listing import DOCUMENTS
from warehouse.printers.views.blueprint import ADMIN, DESK, EVERYBODY, bp
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show
from warehouse.web.signal import Signal, refused
from warehouse.web.uow import uow

BLANKS = " \t\r\n"


@bp.get("/printers")
@open_to(*EVERYBODY)
def desk() -> Response:
    """The printers of the site and how they are."""
    with uow.read() as session:
        return show(queries.printers_desk(session, actor()))


@bp.get("/printers/new")
@open_to(*ADMIN)
def new_printer() -> Response:
    """An empty form."""
    with uow.read() as session:
        return show(queries.printer_screen(session, actor(), None))


@bp.post("/printers/new")
@open_to(*ADMIN)
def enter_printer() -> BaseResponse:
    """Enter a printer into the list."""
    return _save(None)


@bp.get("/printers/<int(max=2147483647):printer_id>")
@open_to(*ADMIN)
def printer(printer_id: int) -> Response:
    """One printer's form."""
    with uow.read() as session:
        return show(queries.printer_screen(session, actor(), printer_id))


@bp.post("/printers/<int(max=2147483647):printer_id>")
@open_to(*ADMIN)
def save_printer(printer_id: int) -> BaseResponse:
    """Change a printer."""
    return _save(printer_id)


@bp.post("/printers/<int(max=2147483647):printer_id>/test")
@open_to(*DESK)
def print_test(printer_id: int) -> BaseResponse:
    """Print the printer's own code there: a test, and the label to be stuck on it."""
    with uow.command() as session:
        job = service.print_own_label(
            session, actor(), printer_id, key=f"test:{new_event_id()}", now=g.now
        )
        job_id = job.id
    return redirect(url_for("printers.job", job_id=job_id), 303)


@bp.post("/printers/here")
@open_to(*EVERYBODY)
def choose_here() -> Response:
    """Print from this device at the printer whose code was scanned or typed."""
    code = request.form.get("code", "").strip(BLANKS).upper().removeprefix("X-")
    try:
        with uow.command() as session:
            name = service.choose_here(session, actor(), code).name
        signal = Signal("accepted", f"This device prints at {name}")
        status = 200
    except Refusal as refusal:
        signal, status = Signal.of(refused(refusal)), refusal.status
    with uow.read() as session:
        return show(queries.printers_desk(session, actor(), signal=signal), status)


def _save(printer_id: int | None) -> BaseResponse:
    """Keep what the form says, or show it again with the reason why not."""
    form = _form()
    try:
        uow.decide(lambda session: service.save_printer(session, actor(), printer_id, form))
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        with uow.read() as session:
            screen = queries.printer_screen(
                session, actor(), printer_id, form=form, refusal=str(refusal)
            )
        return show(screen, refusal.status)
    return redirect(url_for("printers.desk"), 303)


def _form() -> PrinterForm:
    said = request.form
    return PrinterForm(
        code=said.get("code", "").strip(BLANKS).upper().removeprefix("X-"),
        name=said.get("name", "").strip(BLANKS),
        connection=said.get("connection", ""),
        address=said.get("address", "").strip(BLANKS),
        language=said.get("language", ""),
        dpi=whole_number(said.get("dpi", "")) or 0,
        media=said.get("media", ""),
        answers="answers" in said,
        is_active="is_active" in said,
        agent_id=whole_number(said.get("agent", "")),
        documents=tuple(name for name in said.getlist("document") if name in DOCUMENTS),
    )
