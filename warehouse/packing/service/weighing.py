"""Weighing what the put wall and the lane filled: the carton is closed, its order is packed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.locations.models import Place
from warehouse.packing.errors import NothingPacked, WeighFirst
from warehouse.packing.loading import load_wall
from warehouse.packing.rules.verify import check_packable
from warehouse.packing.rules.wall import place_name
from warehouse.packing.rules.weights import read_weight, scanned_weight
from warehouse.packing.service.cartons import shut_weighed
from warehouse.packing.service.finish import check_verified
from warehouse.packing.service.leftover import send_home
from warehouse.packing.service.table import Told, accepted, load, subject_of
from warehouse.packing.service.wrapping import shut_rest, what_next, wrap_up
from warehouse.scanning.rules import Scan
from warehouse.web.guard import Actor


def weigh(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Close a filled carton and finish its order, as typed or read from the scales.

    Body: order, at (the tote of its put wall, or 0 in the lane), weight_g (may be ""), reason
    (may be "").
    """
    weighed = read_weight(str(capture.body["weight_g"]))
    tote_id, reason = int(capture.body["at"]), str(capture.body["reason"])
    order_id = int(capture.body["order"])
    return _pack(session, turn, capture, actor, order_id, tote_id, weighed, reason)


def weigh_scanned(  # noqa: PLR0913, PLR0917 - the event, and what was scanned where
    session: Session,
    turn: ledger.Turn,
    capture: Capture,
    actor: Actor,
    scan: Scan,
    tote_id: int,
) -> Told:
    """Do the same with the text or barcode of scales. Body: weigh, the order.

    Raises:
        WeighFirst: Something else was scanned.
    """
    order_id, weighed = int(capture.body["weigh"]), scanned_weight(scan)
    if weighed is None:
        raise WeighFirst(order=load(session, actor, order_id).order.channel_order_id)
    return _pack(session, turn, capture, actor, order_id, tote_id, weighed, "")


def _pack(  # noqa: PLR0913, PLR0917 - as above
    session: Session,
    turn: ledger.Turn,
    capture: Capture,
    actor: Actor,
    order_id: int,
    tote_id: int,
    weighed: int | None,
    reason: str,
) -> Told:
    at, now = load(session, actor, order_id), capture.received_at
    ref = at.order.channel_order_id
    check_packable(at.order.state, ref)
    carton = at.newest_open()
    if carton is None or not at.inside(carton):
        raise NothingPacked(order=ref)
    learned, undo = shut_weighed(session, actor, at, carton, weighed, reason, now=now)
    undo["places"] += shut_rest(session, actor, at, now=now)
    check_verified(at, is_partial=False)
    others = load_wall(session, tote_id).orders if tote_id else []
    own = next((order for order in others if order.order_id == order_id), None)
    printing, given_up = wrap_up(session, actor, at, is_whole=True, now=now)
    more: Told = {"order": order_id, "packed": True, "printing": printing}
    said = f"{learned} {what_next(more)}".strip()
    told = accepted(
        f"{place_name(own.number) if own else ref} is packed", said, **more,
        undo={**undo, "totes": given_up, "finished": True, "weighed": carton.number},
        **({"wall_no": own.number} if own else {}),
    )  # fmt: skip
    ledger.post(session, turn, capture, subject=subject_of(order_id), answer=told)
    if own and all(order.is_over or order == own for order in others):
        place = session.execute(select(Place).where(Place.id == tote_id)).scalar_one()
        send_home(session, capture, place, order_id, at.in_totes)
    return told
