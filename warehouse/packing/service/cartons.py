"""Beginning and closing cartons; a closed one has a number that no other carton ever had."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.locations.models import Place, Site
from warehouse.packing.errors import AllIn, CartonEmpty
from warehouse.packing.models import CLOSED, OPEN, Carton, SsccSerial
from warehouse.packing.rules.cartons import (
    check_weight,
    make_sscc,
    missing_units,
    read_weight,
    units_by_item,
)
from warehouse.packing.rules.verify import Held, check_packable
from warehouse.packing.service.scan import begin_carton, working_code
from warehouse.packing.service.table import Told, accepted, load, subject_of
from warehouse.web.guard import Actor


def new_carton(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Begin the next carton; those that are open stay open. Body: order."""
    at = load(session, actor, int(capture.body["order"]))
    check_packable(at.order.state, at.order.channel_order_id)
    for carton in at.cartons:
        if carton.state == OPEN and not at.inside(carton):
            raise CartonEmpty(number=carton.number)
    if not at.in_totes:
        raise AllIn
    carton = begin_carton(session, at)
    told = accepted(f"Carton {carton.number}", "Scan into it.", carton=carton.number)
    ledger.post(session, turn, capture, subject=subject_of(at.order.id), answer=told)
    return told


def close(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Close a carton and number it. Body: order, carton, weight_g (may be ""), reason (may be "").

    What was scanned is compared with the scales. An item of unknown weight learns it from a
    weighed carton that holds nothing else.
    """
    at = load(session, actor, int(capture.body["order"]))
    check_packable(at.order.state, at.order.channel_order_id)
    carton = at.carton(int(capture.body["carton"]))
    inside = at.inside(carton)
    if not inside:
        raise CartonEmpty(number=carton.number)
    weighed = read_weight(str(capture.body["weight_g"]))
    expected, unknown = _expected_weight(session, inside)
    check_weight(carton.number, weighed, None if unknown else expected, str(capture.body["reason"]))
    learned = _learn(session, inside, unknown, weighed)
    sscc = _next_sscc(session, actor.site_id)
    session.execute(update(Place).where(Place.id == carton.place_id).values(code=sscc))
    carton.state, carton.sscc, carton.closed_at = CLOSED, sscc, capture.received_at
    carton.weight_g = weighed if weighed is not None else (None if unknown else expected)
    session.flush()
    left = sum(missing_units(at.wanted, at.inside(*at.full)).values())
    said = (
        f"{left} units are still to be packed." if left else "All units are in. Finish the order."
    )
    if learned is not None:
        said += f" {inside[0].item_name} weighs {learned} g from now on."
    told = accepted(
        f"Carton {carton.number} closed",
        said,
        undo={"place": carton.place_id, "learned": inside[0].item_id if learned else None},
    )
    ledger.post(session, turn, capture, subject=subject_of(at.order.id), answer=told)
    return told


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


def _expected_weight(session: Session, inside: list[Held]) -> tuple[int, set[int]]:
    """Return the grams of the items whose weight is known, and the items whose is not."""
    units = units_by_item(inside)
    weights = session.execute(select(Item.id, Item.weight_g).where(Item.id.in_(list(units)))).all()
    known = sum(row.weight_g * units[row.id] for row in weights if row.weight_g is not None)
    return known, {row.id for row in weights if row.weight_g is None}


def _learn(
    session: Session, inside: list[Held], unknown: set[int], weighed: int | None
) -> int | None:
    """Give an item its weight in grams where a carton holds only it; None where it does not."""
    units = units_by_item(inside)
    if weighed is None or not unknown or len(units) != 1:
        return None
    item_id, count = next(iter(units.items()))
    each = max(1, round(weighed / count))
    session.execute(update(Item).where(Item.id == item_id).values(weight_g=each))
    return each


def _next_sscc(session: Session, site_id: int) -> str:
    """Take the site's next SSCC; the turn that the caller holds keeps two from taking one."""
    prefix = session.execute(select(Site.gs1_prefix).where(Site.id == site_id)).scalar_one()
    serial = session.execute(
        select(SsccSerial).where(SsccSerial.site_id == site_id)
    ).scalar_one_or_none()
    if serial is None:
        serial = SsccSerial(site_id=site_id, next=1)
        session.add(serial)
    sscc = make_sscc(prefix, serial.next)
    serial.next += 1
    session.flush()
    return sscc
