"""What a hand has done although the plan had changed: the fact is booked, the plan yields.

A device that decides by itself says in `units` how many it let into the tote. Where the server's
plan no longer has room for them, they are in the tote all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import POSTED, REVIEW, Capture, Transfer
from warehouse.locations.models import TOTE
from warehouse.orders.queries.containers import orders_in
from warehouse.orders.queries.wording import zone_of
from warehouse.picking.errors import LotBlocked, UnknownCode
from warehouse.picking.models import CANCELLED, CLAIMED, late_subject_of, subject_of
from warehouse.picking.service.ends import Told, accepted, bind_tote
from warehouse.picking.service.found import found_more, undo_note
from warehouse.picking.service.shares import take_units
from warehouse.picking.service.trip import At, called_off, is_called_off, read_stop, save_stop
from warehouse.putback import service as putback
from warehouse.scanning.queries import resolve
from warehouse.scanning.rules.seen import Seen, SeenPlace
from warehouse.web.guard import Actor

SERIAL = "serial"


@dataclass(frozen=True, slots=True)
class Fact:
    """Units that left a bin for a tote: `fitting` of them as the plan still wishes."""

    at: At
    tote: SeenPlace
    units: int
    fitting: int

    @property
    def beyond(self) -> int:
        """Units that nobody wants any more, to be put back."""
        return self.units - self.fitting


def is_as_planned(at: At, actor: Actor, seen: Seen, units: int) -> bool:
    """Tell whether the stop stands as the device saw it, so that the scan is a plain one."""
    trip = at.trip
    is_carried = trip.state == CLAIMED and trip.user_id == actor.user_id
    is_their_tote = seen.place is not None and seen.place.place_id == trip.tote_id
    may_leave = not at.is_blocked and not is_called_off(trip)
    is_here = at.stop.tracking != SERIAL or at.on_hand > 0
    return is_carried and is_their_tote and may_leave and is_here and at.stop.in_hand == units


def book_fact(  # noqa: PLR0913, PLR0917 - the event, and what it meets
    session: Session,
    turn: ledger.Turn,
    capture: Capture,
    actor: Actor,
    at: At,
    seen: Seen,
    changes: ledger.Changes,
) -> Told:
    """Book units that a device let into a tote while the plan changed.

    Raises:
        OrderCalledOff, LotBlocked: nothing of it may leave; a supervisor decides first.
    """
    if is_called_off(at.trip):
        raise called_off(at.trip)
    if at.is_blocked:
        raise LotBlocked(lot=at.stop.lot_code, item=at.stop.item_name)
    fact = _fact(session, capture, actor, at, seen)
    elsewhere = _elsewhere(session, at)
    if elsewhere:
        return _check_the_item(session, turn, capture, at, elsewhere[1])
    return _book(session, turn, capture, actor, fact, changes)


def post_after_all(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Book what was kept back, as a supervisor has decided: it counts as picked.

    Raises:
        OrderCalledOff: nothing can be picked for the order any more.
    """
    at, seen = _read(session, capture, actor)
    if is_called_off(at.trip):
        raise called_off(at.trip)
    fact = _fact(session, capture, actor, at, seen)
    return _book(session, turn, capture, actor, fact, ledger.Changes())


def reverse_after_all(session: Session, turn: ledger.Turn, capture: Capture, actor: Actor) -> Told:
    """Book what was kept back and have it put back, as a supervisor has decided."""
    at, seen = _read(session, capture, actor)
    fact = replace(_fact(session, capture, actor, at, seen), fitting=0)
    return _book(session, turn, capture, actor, fact, ledger.Changes())


def _read(session: Session, capture: Capture, actor: Actor) -> tuple[At, Seen]:
    body = capture.body
    at = read_stop(session, actor, int(body["task"]), int(body["line"]))
    return at, resolve(session, actor.site_id, str(body["code"]))


def _fact(session: Session, capture: Capture, actor: Actor, at: At, seen: Seen) -> Fact:
    """Say how many of the units the plan still has room for.

    What somebody else has in the hand for this line is his; a tote of another order takes none.
    """
    if seen.place is None or seen.place.kind != TOTE:
        raise UnknownCode(scanned=seen.shown, todo="Show the tote to a supervisor.")
    units = int(capture.body["units"])
    is_mine = at.trip.user_id == actor.user_id
    room = at.stop.left - (0 if is_mine else at.stop.in_hand)
    if at.trip.state == CANCELLED or _is_of_another(session, at, seen.place):
        room = 0
    return Fact(at, seen.place, units, min(units, room))


def _is_of_another(session: Session, at: At, tote: SeenPlace) -> bool:
    holds = orders_in(session, tote.place_id)
    return bool(holds) and at.trip.order_id not in holds


def _elsewhere(session: Session, at: At) -> tuple[int, str] | None:
    """Return where the book has a serial, if that is not the bin that it was taken from."""
    if at.stop.tracking != SERIAL or at.on_hand:
        return None
    return stock.whereabouts(session, at.stop.item_id, at.stop.lot_id)


def _check_the_item(
    session: Session, turn: ledger.Turn, capture: Capture, at: At, where: str
) -> Told:
    """Book nothing yet: of two places for one serial, one is wrong, and a label tells which."""
    told: Told = {
        "signal": "look",
        "title": "Check the item",
        "sentence": f"By the book serial {at.stop.lot_code} is in {where}. Read its label again "
        "and keep it aside: a supervisor decides.",
        "code": "serial_elsewhere",
        "review": True,
    }
    ledger.post(
        session, turn, capture, subject=late_subject_of(at.trip.lead_id), answer=told,
        outcome=REVIEW,
    )  # fmt: skip
    return told


def _book(  # noqa: PLR0913, PLR0917 - the event, and what it comes to
    session: Session,
    turn: ledger.Turn,
    capture: Capture,
    actor: Actor,
    fact: Fact,
    changes: ledger.Changes,
) -> Told:
    at, stop = fact.at, fact.at.stop
    told = _told(session, capture, fact)
    if fact.fitting:
        take_units(session, changes, at, fact.fitting)
        bind_tote(session, at.trip, fact.tote.place_id)
        picked = stop.picked + fact.fitting
        kept = min(stop.in_hand, stop.wanted - picked - stop.short)
        is_mine = at.trip.user_id == actor.user_id
        asks = stop.asks_empty or (is_mine and capture.body.get("asks", 0) == 1)
        in_hand = 0 if is_mine else kept
        save_stop(session, replace(stop, picked=picked, in_hand=in_hand, asks_empty=asks))
    if fact.beyond:
        putback.ask(
            session,
            site_id=capture.site_id,
            order_id=at.trip.order_id,
            container_id=fact.tote.place_id,
            goods=[putback.Goods(stop.item_id, stop.lot_id, stop.place_id, fact.beyond)],
            reason=told["sentence"],
            event_id=capture.id,
            for_user_id=capture.user_id,
            now=capture.received_at,
        )
    is_carried = at.trip.state == CLAIMED and at.trip.user_id == actor.user_id
    is_plain = is_carried and not fact.beyond
    subject = (subject_of if is_plain else late_subject_of)(at.trip.lead_id)
    ledger.post(
        session,
        turn,
        capture,
        subject=subject,
        moves=_moves(session, capture, fact),
        changes=changes,
        answer=told,
        outcome=REVIEW if fact.beyond else POSTED,
    )
    return told


def _moves(session: Session, capture: Capture, fact: Fact) -> list[Transfer]:
    """Take the units from the bin, or a serial from where the book has it."""
    stop = fact.at.stop
    elsewhere = _elsewhere(session, fact.at)
    if elsewhere:
        return [Transfer(stop.item_id, stop.lot_id, elsewhere[0], fact.tote.place_id, fact.units)]
    moves = found_more(session, capture, fact.at, fact.units)
    moves.append(Transfer(stop.item_id, stop.lot_id, stop.place_id, fact.tote.place_id, fact.units))
    return moves


def _told(session: Session, capture: Capture, fact: Fact) -> Told:
    stop = fact.at.stop
    note = undo_note(stop) | {"units": fact.fitting}
    if not fact.beyond:
        label = f"{fact.units} × {stop.item_name} were picked while {_meanwhile(fact.at)}."
        return accepted(f"{fact.units} in {fact.tote.code}", stop.item_name, undo=note, label=label)
    why = _why(session, capture, fact)
    return {
        "signal": "look",
        "title": "Put back",
        "sentence": f"{why}: put {fact.beyond} {stop.item_name} from {fact.tote.code} back in "
        f"{stop.bin_code}.",
        "code": "picked_beyond",
        "review": True,
        "undo": note,
    }


def _meanwhile(at: At) -> str:
    if at.trip.state == CLAIMED and at.trip.user_name:
        return f"the task was with {at.trip.user_name}"
    return "nobody carried the task"


def _why(session: Session, capture: Capture, fact: Fact) -> str:
    trip = fact.at.trip
    if is_called_off(trip):
        return f"Order {trip.order_ref} was cancelled"
    if trip.state == CANCELLED:
        return f"Order {trip.order_ref} was taken off the floor"
    before = stock.last_taken(session, subject_of(trip.lead_id), fact.at.key)
    if before is None or not fact.at.stop.picked:
        return f"Only {fact.fitting} were wanted for order {trip.order_ref}"
    at = before.at.astimezone(zone_of(session, capture.site_id))
    return f"Picked at {at:%H:%M} by {before.user_name}"
