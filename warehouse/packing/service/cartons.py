"""Beginning and closing cartons; a closed one has a number that no other carton ever had."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from warehouse.cartons import service as carton_types
from warehouse.cartons.models import CartonType
from warehouse.cartons.queries import boxes_for, by_size, limits_of, services_of
from warehouse.cartons.rules import too_long_for
from warehouse.catalog.models import Item
from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.locations.models import Place
from warehouse.packing.errors import AllIn, BoxForbidden, CartonEmpty, NoSuchBox
from warehouse.packing.loading import Expected, expected_of
from warehouse.packing.models import OPEN, Carton
from warehouse.packing.rules.cartons import missing_units, units_by_item
from warehouse.packing.rules.verify import Held, check_packable
from warehouse.packing.rules.weights import check_load, check_weight, read_weight
from warehouse.packing.service.table import (
    OnTable,
    Told,
    accepted,
    begin_carton,
    load,
    subject_of,
    working_code,
)
from warehouse.packing.service.wrapping import shut
from warehouse.people.models import SUPERVISOR
from warehouse.web.guard import Actor

PACKING = ("pack.scan", "pack.put", "pack.single")
"""What makes somebody the one who packed an order."""


def new_carton(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Begin the next carton; those that are open stay open. Body: order."""
    at = load(session, actor, int(capture.body["order"]))
    check_packable(at.order.state, at.order.channel_order_id)
    for carton in at.cartons:
        if carton.state == OPEN and not at.inside(carton):
            raise CartonEmpty(number=carton.number)
    if not missing_units(at.wanted, at.boxed):
        raise AllIn
    carton = begin_carton(session, at)
    told = accepted(f"Carton {carton.number}", "Scan into it.", carton=carton.number)
    ledger.post(session, turn, capture, subject=subject_of(at.order.id), answer=told)
    return told


def choose_box(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Take another kind of carton. Body: order, carton (0 for the next one), box (its id).

    What is chosen against the suggestion is suggested next time for the same goods.
    """
    at = load(session, actor, int(capture.body["order"]))
    check_packable(at.order.state, at.order.channel_order_id)
    return take_box(session, turn, capture, at, CartonType.id == int(capture.body["box"]))


def take_box(
    session: Session, turn: ledger.Turn, capture: Capture, at: OnTable, which: ColumnElement[bool]
) -> Told:
    """Pack into a kind of carton; `which` is a condition on carton types.

    Raises:
        NoSuchBox: The site does not use it.
        BoxForbidden: The order's service does not take it.
    """
    box = session.execute(
        select(CartonType).where(
            CartonType.site_id == at.order.site_id, CartonType.is_active, which
        )
    ).scalar_one_or_none()
    if box is None:
        raise NoSuchBox(box=capture.body.get("code", "of that kind"))
    _check_service(session, at, box)
    number = int(capture.body["carton"])
    carton = (at.carton(number) if number else at.newest_open()) or begin_carton(session, at)
    carton.type_id = box.id
    goods = missing_units(at.wanted, at.boxed)
    for item_id, units in units_by_item(at.inside(carton)).items():
        goods[item_id] = goods.get(item_id, 0) + units
    site_id = at.order.site_id
    boxes = boxes_for(session, site_id, at.order.service_level)
    measured = by_size(session, site_id, boxes, goods)
    is_other = carton_types.learn(session, site_id, goods, box.id, measured)
    said = "It is suggested next time for the same goods." if is_other else ""
    told = accepted(f"Carton {carton.number}: {box.code}", said, carton=carton.number)
    ledger.post(session, turn, capture, subject=subject_of(at.order.id), answer=told)
    return told


def _check_service(session: Session, at: OnTable, box: CartonType) -> None:
    sides = (box.length_mm, box.width_mm, box.height_mm)
    services = services_of(session, at.order.site_id)
    strict = too_long_for(services, at.order.service_level, sides)
    if strict is not None:
        raise BoxForbidden(
            box=box.code, longest=max(sides), service=strict.word, most=strict.longest_mm
        )


def close(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Close a carton and number it. Body: order, carton, weight_g (may be ""), reason (may be "").

    What was scanned is compared with the scales. An item of unknown weight learns it from a
    weighed carton that holds nothing else.
    """
    at = load(session, actor, int(capture.body["order"]))
    check_packable(at.order.state, at.order.channel_order_id)
    carton = at.carton(int(capture.body["carton"]))
    weighed = read_weight(str(capture.body["weight_g"]))
    reason = str(capture.body["reason"])
    return close_weighed(session, turn, capture, actor, at, carton, weighed, reason)


def close_weighed(  # noqa: PLR0913, PLR0917 - the event, the carton, and what is said of it
    session: Session,
    turn: ledger.Turn,
    capture: Capture,
    actor: Actor,
    at: OnTable,
    carton: Carton,
    weighed: int | None,
    reason: str,
) -> Told:
    """Close a carton with what the scales say, from a form or from a scan of the scales' text."""
    now = capture.received_at
    learned, undo = shut_weighed(session, actor, at, carton, weighed, reason, now=now)
    left = sum(missing_units(at.wanted, at.inside(*at.full)).values())
    said = (
        f"{left} units are still to be packed." if left else "All units are in. Finish the order."
    )
    told = accepted(f"Carton {carton.number} closed", f"{said} {learned}".strip(), undo=undo)
    ledger.post(session, turn, capture, subject=subject_of(at.order.id), answer=told)
    return told


def shut_weighed(  # noqa: PLR0913, PLR0917 - the carton, and what is said of it
    session: Session,
    actor: Actor,
    at: OnTable,
    carton: Carton,
    weighed: int | None,
    reason: str,
    *,
    now: datetime,
) -> tuple[str, dict[str, Any]]:
    """Compare a carton with the scales, close and number it.

    Returns:
        What an item has learned from it, as a sentence, or ""; and what an undo needs.

    Raises:
        CartonEmpty, WrongWeight, SecondLook, TooHeavy: as they say.
    """
    inside = at.inside(carton)
    if not inside:
        raise CartonEmpty(number=carton.number)
    expected = expected_of(session, carton, inside)
    subject = subject_of(at.order.id)
    may_override = bool(reason) and (
        actor.may(SUPERVISOR) or actor.user_id not in stock.authors_of(session, subject, PACKING)
    )
    limits = limits_of(session, actor.site_id)
    check_weight(carton.number, weighed, expected.grams, limits, reason, may_override=may_override)
    weight_g = weighed if weighed is not None else expected.grams
    check_load(carton.number, weight_g, expected.box, expected.most_g)
    learned = _learn(session, inside, expected, weighed)
    shut(session, actor, carton, weight_g, now=now)
    said = f"{inside[0].item_name} weighs {learned} g from now on." if learned else ""
    undo = {"places": [carton.place_id], "learned": inside[0].item_id if learned else None}
    return said, undo


def reopen(session: Session, place_id: int, learned_item_id: int | None) -> int:
    """Undo a closing; the SSCC is given up for good. Returns the carton's number."""
    carton = session.execute(select(Carton).where(Carton.place_id == place_id)).scalar_one()
    carton.state, carton.sscc, carton.weight_g, carton.closed_at = OPEN, None, None, None
    code = working_code(carton.order_id, carton.number)
    session.execute(update(Place).where(Place.id == place_id).values(code=code))
    if learned_item_id is not None:
        session.execute(update(Item).where(Item.id == learned_item_id).values(weight_g=None))
    session.flush()
    return carton.number


def _learn(
    session: Session, inside: list[Held], expected: Expected, weighed: int | None
) -> int | None:
    """Give an item its weight in grams where a carton holds only it; None where it does not.

    What the carton itself weighs is taken off, as far as its kind is known.
    """
    units = units_by_item(inside)
    if weighed is None or not expected.unknown or len(units) != 1 or weighed <= expected.tare_g:
        return None
    item_id, count = next(iter(units.items()))
    each = max(1, round((weighed - expected.tare_g) / count))
    session.execute(update(Item).where(Item.id == item_id).values(weight_g=each))
    return each
