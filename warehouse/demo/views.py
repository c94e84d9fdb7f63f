"""The demo's pages: open to everybody, and there in a demo only."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request

from warehouse.demo import queries
from warehouse.kernel.errors import NotYours
from warehouse.printing.tryit import tryit_sheet_pdf
from warehouse.web.guard import public
from warehouse.web.show import show, show_pdf
from warehouse.web.uow import uow

bp = Blueprint("demo", __name__, url_prefix="/demo")


@bp.before_request
def only_in_a_demo() -> None:
    """Answer as if there were no such page: a real warehouse shows nobody's PIN."""
    if not current_app.extensions["settings"].demo:
        raise NotYours


@bp.get("")
@public
def start() -> Response:
    """Say what this is and what to do first."""
    with uow.read() as session:
        return show(queries.start_screen(session, request.host_url))


@bp.get("/try-it.pdf")
@public
def try_it() -> Response:
    """Print the codes of the next trips; `?paper=Letter` for North America."""
    with uow.read() as session:
        sheet = queries.try_it_sheet(session, request.host_url)
    is_letter = request.args.get("paper") == "Letter"
    return show_pdf(tryit_sheet_pdf(sheet, "Letter" if is_letter else "A4"), "try-it.pdf")
