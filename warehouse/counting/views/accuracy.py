"""How right the book is: a page with charts, and the same as a file."""

from __future__ import annotations

from flask import Response, g, make_response, request

from warehouse.counting import queries
from warehouse.counting.rules.accuracy_file import accuracy_csv
from warehouse.counting.screens.accuracy import PERIODS, AccuracyDesk
from warehouse.counting.views.blueprint import DESK, bp
from warehouse.kernel.quantity import whole_number
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show
from warehouse.web.uow import reports


def _asked() -> AccuracyDesk:
    days = whole_number(request.args.get("days", "")) or 0
    with reports.read() as session:
        return queries.accuracy_desk(
            session, actor().site_id, days=days if days in PERIODS else PERIODS[1], now=g.now
        )


@bp.get("/accuracy")
@open_to(*DESK)
def accuracy() -> Response:
    """Accuracy from the control group; variances, causes and counters from all counts."""
    return show(_asked())


@bp.get("/accuracy.csv")
@open_to(*DESK)
def accuracy_file() -> Response:
    """The page's figures for a spreadsheet."""
    seen = _asked()
    response = make_response(
        accuracy_csv(
            [
                ("accuracy", "all", [seen.overall]),
                ("accuracy", "class", seen.by_class),
                ("accuracy", "zone", seen.by_zone),
                ("accuracy", "time", seen.over_time),
                ("counter", "counter", seen.counters),
            ],
            [
                ("all", [seen.variances]),
                ("class", seen.class_variances),
                ("zone", seen.zone_variances),
            ],
            currency=seen.currency,
        )
    )
    response.mimetype = "text/csv"
    name = f"accuracy-{seen.since}-{seen.until}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
