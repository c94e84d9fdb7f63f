"""Counting on paper: printing a sheet, and entering it bin by bin."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from warehouse.counting import queries, service
from warehouse.counting.screens.stock_take import EntryRow, EntryScreen
from warehouse.counting.views.blueprint import DESK, bp
from warehouse.kernel.errors import Refusal
from warehouse.kernel.quantity import whole_number
from warehouse.printing.pdf import drawings_pdf
from warehouse.printing.table_sheet import table_sheet
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show, show_pdf
from warehouse.web.uow import uow

BLANKS = " \t"


@bp.post("/sheets")
@open_to(*DESK)
def print_sheet() -> BaseResponse:
    """Put the bins that wait on a sheet of paper."""
    me, zone = actor(), request.form.get("zone", "")[:20]
    try:
        made = uow.decide(lambda session: service.print_sheet(session, me, zone, now=g.now))
    except Refusal as refusal:
        with uow.read() as session:
            screen = queries.stock_takes(session, me.site_id, refusal=str(refusal))
        return show(screen, refusal.status)
    return redirect(url_for("counting.sheet", sheet_id=made), 303)


@bp.get("/sheets/<int(max=2147483647):sheet_id>")
@open_to(*DESK)
def sheet(sheet_id: int) -> Response:
    """A printed sheet, and what of it is entered."""
    with uow.read() as session:
        return show(queries.sheet_screen(session, actor().site_id, sheet_id))


@bp.get("/sheets/<int(max=2147483647):sheet_id>.pdf")
@open_to(*DESK)
def sheet_file(sheet_id: int) -> Response:
    """The sheet itself."""
    with uow.read() as session:
        made = queries.paper_sheet(session, actor(), sheet_id)
    paper = request.args.get("paper", "A4")
    content = drawings_pdf(table_sheet(made, paper=paper), title=made.title)
    return show_pdf(content, f"count-sheet-{sheet_id}.pdf")


@bp.get("/sheets/<int(max=2147483647):sheet_id>/<int(max=2147483647):number>")
@open_to(*DESK)
def entry(sheet_id: int, number: int) -> Response:
    """The form for one bin of a sheet."""
    with uow.read() as session:
        return show(queries.entry_screen(session, actor(), sheet_id, number))


@bp.post("/sheets/<int(max=2147483647):sheet_id>/<int(max=2147483647):number>")
@open_to(*DESK)
def enter(sheet_id: int, number: int) -> BaseResponse:
    """Enter what the paper says of one bin."""
    me, rows = actor(), _rows()
    counter_id = whole_number(request.form.get("counter", "")) or 0
    is_empty = "empty" in request.form
    try:
        uow.decide(
            lambda session: service.enter_bin(
                session,
                me,
                sheet_id,
                number,
                counter_id=counter_id,
                is_empty=is_empty,
                rows=rows,
                now=g.now,
            )
        )
    except Refusal as refusal:
        with uow.read() as session:
            screen = queries.entry_screen(session, me, sheet_id, number)
        return show(_as_typed(screen, rows, str(refusal)), refusal.status)
    return redirect(url_for("counting.sheet", sheet_id=sheet_id), 303)


def _rows() -> list[service.Typed]:
    form = request.form
    cells = zip(form.getlist("code"), form.getlist("lot"), form.getlist("units"), strict=False)
    return [service.Typed(*(cell.strip(BLANKS)[:60] for cell in row)) for row in cells]


def _as_typed(screen: EntryScreen, rows: list[service.Typed], refusal: str) -> EntryScreen:
    """Return the form with what was typed, so that nobody types it again."""
    known = len(screen.rows)
    return replace(
        screen,
        rows=[
            replace(row, lot=typed.lot, units=typed.units)
            for row, typed in zip(screen.rows, rows, strict=False)
        ],
        extra=[EntryRow(code=row.code, lot=row.lot, units=row.units) for row in rows[known:]],
        counter=request.form.get("counter", "")[:10],
        is_empty="empty" in request.form,
        refusal=refusal,
    )
