"""The desk's pages about files: orders in, confirmations out."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from warehouse.channels import queries, service
from warehouse.channels.errors import NoFileChosen
from warehouse.channels.screens import ImportResult, UploadScreen, WaitingOrder
from warehouse.kernel.errors import Refusal
from warehouse.kernel.tabular import TableErrors
from warehouse.people.models import ADMINISTRATOR, SUPERVISOR
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show
from warehouse.web.uow import uow

bp = Blueprint("channels", __name__)

DESK = (SUPERVISOR, ADMINISTRATOR)
DONE = {
    "made": "The file is made. Download it and hand it to the channel.",
    "nothing": "Everything was told already; no file was made.",
}


@bp.get("/orders/upload")
@open_to(*DESK)
def upload() -> Response:
    """Ask for a file of orders."""
    return show(UploadScreen(queries.channel_choices()))


@bp.post("/orders/upload")
@open_to(*DESK)
def take_in() -> Response:
    """Take a file in; shows what was taken in and what not."""
    channel, name = request.form.get("channel", "")[:50], ""
    choices = queries.channel_choices()
    try:
        name, raw = _uploaded()
        result = _import(channel, raw)
    except TableErrors as refusal:
        screen = UploadScreen(choices, channel, name, None, str(refusal), refusal.errors)
        return show(screen, refusal.status)
    except Refusal as refusal:
        return show(UploadScreen(choices, channel, name, None, str(refusal)), refusal.status)
    return show(UploadScreen(choices, channel, name, result))


def _uploaded() -> tuple[str, bytes]:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise NoFileChosen
    return file.filename[:100], file.read()


def _import(channel: str, raw: bytes) -> ImportResult:
    me = actor()
    taken = uow.decide(
        lambda session: service.import_orders(
            session, me.site_id, channel, raw, now=g.now, user_id=me.user_id
        )
    )
    return ImportResult(
        new=taken.new,
        changed=taken.changed,
        unchanged=taken.unchanged,
        passed_over=taken.passed_over,
        allocated_units=taken.allocated_units,
        waiting=tuple(
            WaitingOrder(one.order_id, one.channel_order_id, one.sentences) for one in taken.waiting
        ),
    )


@bp.get("/channels/files")
@open_to(*DESK)
def files() -> Response:
    """The files that were made for the channels."""
    done = DONE.get(request.args.get("done", ""), "")
    with uow.read() as session:
        return show(queries.files_screen(session, actor().site_id, done=done))


@bp.post("/channels/files")
@open_to(*DESK)
def make_file() -> BaseResponse:
    """Make a file of the shipments that Amazon was not told of yet."""
    site_id = actor().site_id
    try:
        made = uow.decide(
            lambda s: service.export_confirmations(s, site_id, "amazon", now=g.now) is not None
        )
    except Refusal as refusal:
        with uow.read() as session:
            screen = queries.files_screen(session, site_id, refusal=str(refusal))
        return show(screen, refusal.status)
    return redirect(url_for("channels.files", done="made" if made else "nothing"), 303)


@bp.post("/channels/notices")
@open_to(*DESK)
def make_notices() -> BaseResponse:
    """Make a file for each channel of the cancellations and delays that it was not told of yet."""
    site_id = actor().site_id
    made = uow.decide(lambda s: len(service.export_notices(s, site_id, now=g.now)))
    return redirect(url_for("channels.files", done="made" if made else "nothing"), 303)


@bp.get("/channels/files/<int(max=2147483647):file_id>")
@open_to(*DESK)
def download(file_id: int) -> Response:
    """Hand a file out again, byte by byte as it was made."""
    with uow.read() as session:
        found = queries.download(session, actor().site_id, file_id)
    response = make_response(found.content)
    is_csv = found.name.endswith(".csv")
    response.mimetype = "text/csv" if is_csv else "text/tab-separated-values"
    response.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
