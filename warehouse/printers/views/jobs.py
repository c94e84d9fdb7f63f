"""Print jobs: the list, one with its progress, and trying, cancelling and printing again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, g, request
from werkzeug.wrappers import Response as BaseResponse

from warehouse.kernel.errors import Refusal
from warehouse.kernel.quantity import whole_number
from warehouse.printers import queries, service
from warehouse.printers.views.blueprint import DESK, EVERYBODY, bp
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show
from warehouse.web.signal import Signal, refused
from warehouse.web.uow import uow


@bp.get("/printers/jobs")
@open_to(*DESK)
def jobs() -> Response:
    """The site's print jobs, newest first."""
    page = max(1, whole_number(request.args.get("page", "")) or 1)
    with uow.read() as session:
        screen = queries.jobs_screen(
            session, actor(), state=request.args.get("state", ""), page=page
        )
    return show(screen)


@bp.get("/printers/jobs/<int(max=2147483647):job_id>")
@open_to(*EVERYBODY)
def job(job_id: int) -> Response:
    """One job; while it is under way the page looks again by itself."""
    with uow.read() as session:
        return show(queries.job_screen(session, actor(), job_id))


@bp.post("/printers/jobs/<int(max=2147483647):job_id>/cancel")
@open_to(*EVERYBODY)
def cancel_job(job_id: int) -> BaseResponse:
    """Take a job back that has not been sent."""
    return _do(
        job_id,
        "Cancelled",
        lambda session: service.cancel(session, actor(), job_id, now=g.now),
    )


@bp.post("/printers/jobs/<int(max=2147483647):job_id>/retry")
@open_to(*EVERYBODY)
def retry_job(job_id: int) -> BaseResponse:
    """Try at once."""
    return _do(
        job_id,
        "It is tried again",
        lambda session: service.retry(session, actor(), job_id, now=g.now),
    )


@bp.post("/printers/jobs/<int(max=2147483647):job_id>/reprint")
@open_to(*EVERYBODY)
def reprint_job(job_id: int) -> BaseResponse:
    """Print once more, marked as a copy, with a reason."""
    reason, printer = request.form.get("reason", ""), request.form.get("printer", "")
    return _do(
        job_id,
        "It is printed again, marked as a copy",
        lambda session: (
            service.reprint(session, actor(), job_id, reason=reason, printer=printer, now=g.now).id
        ),
    )


def _do(job_id: int, done: str, use_case: Callable[[Any], int | None]) -> Response:
    """Do it, and show the job that there is then, with a signal."""
    status = 200
    try:
        with uow.command() as session:
            job_id = use_case(session) or job_id
        signal = Signal("accepted", done)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        signal, status = Signal.of(refused(refusal)), refusal.status
    with uow.read() as session:
        return show(queries.job_screen(session, actor(), job_id, signal=signal), status)
