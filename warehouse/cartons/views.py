"""The page on which a site's carton types and limits of packing are kept."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request

from warehouse.cartons import queries, service
from warehouse.cartons.rules import Limits
from warehouse.kernel.errors import Refusal
from warehouse.kernel.quantity import whole_number
from warehouse.people.models import ADMINISTRATOR, SUPERVISOR
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show
from warehouse.web.signal import Signal, refused
from warehouse.web.uow import uow

bp = Blueprint("cartons", __name__, url_prefix="/pack/types")


@bp.get("")
@open_to(SUPERVISOR, ADMINISTRATOR)
def desk() -> Response:
    """The carton types of the site; `code` fills the form with one of them."""
    with uow.read() as session:
        screen = queries.types_desk(session, actor().site_id)
        code = request.args.get("code", "")
        chosen = next((row for row in screen.types if row.code == code), None)
        typed = {name: str(getattr(chosen, name)) for name in ("code", *service.NUMBERS)
                 } if chosen else {}  # fmt: skip
        return show(queries.types_desk(session, actor().site_id, typed=typed))


@bp.post("")
@open_to(SUPERVISOR, ADMINISTRATOR)
def save() -> Response:
    """Keep a carton type."""

    def keep() -> str:
        with uow.command() as session:
            return service.save_type(session, actor().site_id, request.form)

    return _answer(keep)


@bp.post("/limits")
@open_to(SUPERVISOR, ADMINISTRATOR)
def save_limits() -> Response:
    """Keep the site's limits of packing."""
    number = {
        name: whole_number(request.form.get(name, ""))
        for name in ("tolerance_g", "tolerance_percent", "fill_percent")
    }
    limits = Limits(
        **{name: 99_999 if value is None else value for name, value in number.items()},
        weighs_all="weighs_all" in request.form,
    )

    def keep() -> str:
        with uow.command() as session:
            service.save_limits(session, actor().site_id, limits)
        return "The limits"

    return _answer(keep)


@bp.post("/services")
@open_to(SUPERVISOR, ADMINISTRATOR)
def save_service() -> Response:
    """Keep what a carrier's service allows."""

    def keep() -> str:
        with uow.command() as session:
            return service.save_service(session, actor().site_id, request.form)

    return _answer(keep)


def _answer(keep: Callable[[], str]) -> Response:
    typed: dict[str, str] = {}
    try:
        signal, status = Signal("accepted", "Kept", f"{keep()}: it holds from now on."), 200
    except Refusal as refusal:
        signal, status, typed = Signal.of(refused(refusal)), refusal.status, request.form.to_dict()
    with uow.read() as session:
        return show(
            queries.types_desk(session, actor().site_id, typed=typed, signal=signal), status
        )
