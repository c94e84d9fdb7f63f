"""Stock-takes: starting one, how far it is, closing it, and its report."""

from __future__ import annotations

from flask import Response, g, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from warehouse.counting import queries, service
from warehouse.counting.rules.cutover import cutover_csv
from warehouse.counting.rules.paper import cutover_sheet
from warehouse.counting.views.blueprint import DESK, bp
from warehouse.kernel.errors import Refusal
from warehouse.printing.pdf import drawings_pdf
from warehouse.printing.table_sheet import table_sheet
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show, show_pdf
from warehouse.web.uow import uow


@bp.get("/stock-takes")
@open_to(*DESK)
def stock_takes() -> Response:
    """The stock-takes of the site, and what waits to be counted on paper."""
    with uow.read() as session:
        return show(queries.stock_takes(session, actor().site_id))


@bp.post("/stock-takes")
@open_to(*DESK)
def start_stock_take() -> BaseResponse:
    """Have every bin of a zone or of the site counted."""
    me, zone = actor(), request.form.get("zone", "")[:20]
    try:
        made = uow.decide(lambda s: service.start_stock_take(s, me, zone, now=g.now).id)
    except Refusal as refusal:
        with uow.read() as session:
            screen = queries.stock_takes(session, me.site_id, refusal=str(refusal))
        return show(screen, refusal.status)
    return redirect(url_for("counting.stock_take", stock_take_id=made), 303)


@bp.get("/stock-takes/<int(max=2147483647):stock_take_id>")
@open_to(*DESK)
def stock_take(stock_take_id: int) -> Response:
    """How far a stock-take is."""
    with uow.read() as session:
        return show(queries.stock_take_desk(session, actor().site_id, stock_take_id))


@bp.post("/stock-takes/<int(max=2147483647):stock_take_id>/close")
@open_to(*DESK)
def close_stock_take(stock_take_id: int) -> BaseResponse:
    """Make a stock-take's report final."""
    me = actor()
    try:
        uow.decide(lambda s: service.close_stock_take(s, me, stock_take_id, now=g.now))
    except Refusal as refusal:
        with uow.read() as session:
            screen = queries.stock_take_desk(
                session, me.site_id, stock_take_id, refusal=str(refusal)
            )
        return show(screen, refusal.status)
    return redirect(url_for("counting.stock_take", stock_take_id=stock_take_id), 303)


@bp.get("/stock-takes/<int(max=2147483647):stock_take_id>/report.pdf")
@open_to(*DESK)
def stock_take_report(stock_take_id: int) -> Response:
    """The report for the accountant, to be signed."""
    me, paper = actor(), request.args.get("paper", "A4")
    with uow.read() as session:
        rows = queries.cutover_rows(session, me.site_id, stock_take_id)
        head = queries.report_head(session, me, stock_take_id)
    sheet = cutover_sheet(head, rows)
    content = drawings_pdf(table_sheet(sheet, paper=paper), title=sheet.title)
    return show_pdf(content, f"stock-take-{stock_take_id}.pdf")


@bp.get("/stock-takes/<int(max=2147483647):stock_take_id>/report.csv")
@open_to(*DESK)
def stock_take_file(stock_take_id: int) -> Response:
    """The same for a spreadsheet."""
    with uow.read() as session:
        rows = queries.cutover_rows(session, actor().site_id, stock_take_id)
    response = make_response(cutover_csv(rows))
    response.mimetype = "text/csv"
    name = f"stock-take-{stock_take_id}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
