"""The warehouse of a chaos run: shelves that never run out, pickers, and trips for all rounds."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import insert, select, update

from tests.support.app import open_session
from tests.support.builders import (
    build_bin,
    build_item,
    build_place,
    build_site,
    build_user,
    capture,
)
from warehouse.kernel import clock
from warehouse.ledger import service as ledger
from warehouse.ledger.models import Allocation
from warehouse.ledger.rules import Transfer
from warehouse.locations.models import Place
from warehouse.orders.models import RELEASED, Order, OrderLine
from warehouse.people.models import User, WebSession
from warehouse.picking.models import CLAIMED, DONE, PickLine, PickTask

STOPS_A_TRIP = 40
UNITS_A_STOP = 3
SCANS_A_TRIP = STOPS_A_TRIP * (UNITS_A_STOP + 2) + 2  # bin, each unit, tote; and tote and put down
LONG_AGO = timedelta(hours=13)  # longer than any session lasts


@dataclass
class Work:
    """What was made for a run."""

    floor: object
    users: list[int] = field(default_factory=list)
    trips: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    """A device's number → its tasks, in the order in which it walks them."""
    totes: dict[int, str] = field(default_factory=dict)
    """A task → the tote that is meant for it."""


def furnish(database, devices, trips):
    """Make a site, a picker for each device, and so many claimed trips for each of them."""
    with database.command() as session:
        floor = build_site(session)
        build_place(session, floor, "packing", "PACK-1")
        bins = [_shelf(session, floor, n) for n in range(STOPS_A_TRIP)]
        work = Work(floor)
        work.users = [build_user(session, floor, f"Picker {n}", "picker") for n in range(devices)]
        rows = defaultdict(list)
        for n in range(trips * devices):
            _add_trip(rows, work, bins, n)
        for model in (Place, Order, OrderLine, Allocation, PickTask, PickLine):
            session.execute(insert(model.__table__), rows[model])
        _receive(session, floor, rows[Allocation])
    return work


def _shelf(session, floor, n):
    place = build_bin(session, floor, f"A-{n // 10 + 1:02}-{n % 10 + 1:02}", x_cm=300 * (n // 10))
    item = build_item(session, floor, f"ITEM-{n:02}", barcode=f"{20_000 + n:014}")
    return place, item, floor.lots[f"ITEM-{n:02}", ""]


def _add_trip(rows, work, bins, n):
    """Add the rows of one trip; the devices' first trips come first, then their second ones."""
    device, site, now = n % len(work.users), work.floor.site, clock.now()
    tote, order = 10_000 + n, n + 1
    work.trips[device].append(order)
    work.totes[order] = f"T-{n:06}"
    rows[Place].append({"id": tote, "site_id": site, "kind": "tote", "code": work.totes[order]})
    rows[Order].append(
        {"id": order, "site_id": site, "channel": "amazon", "state": RELEASED,
         "channel_order_id": f"113-{order:07}-0000000", "taken_in_at": now,
         "recipient_name": "Test Recipient", "address1": "1 Example St",
         "city": "Springfield", "postal_code": "62701", "country": "US"}
    )  # fmt: skip
    rows[PickTask].append(
        {"id": order, "site_id": site, "order_id": order, "lead_id": order,
         "state": CLAIMED, "user_id": work.users[device], "created_at": now, "seen_at": now}
    )  # fmt: skip
    for m, (place, item, lot) in enumerate(bins):
        row = n * len(bins) + m + 1
        thing = {"item_id": item, "lot_id": lot, "place_id": place}
        rows[OrderLine].append(
            {"id": row, "order_id": order, "channel_line_id": str(m), "sku": "SKU",
             "item_id": item, "ordered_units": UNITS_A_STOP}
        )  # fmt: skip
        rows[Allocation].append(
            {"id": row, "order_line_id": row, "quantity": UNITS_A_STOP, **thing}
        )
        rows[PickLine].append(
            {"id": row, "task_id": order, "order_line_id": row, "allocation_id": row,
             "sequence": m, "wanted": UNITS_A_STOP, **thing}
        )  # fmt: skip


def _receive(session, floor, allocations):
    made = capture(floor, "receive")
    turn = ledger.take_turn(session, made)
    changes = ledger.Changes()
    for row in allocations:
        changes.allocate((row["place_id"], row["item_id"], row["lot_id"]), row["quantity"])
    moves = [
        Transfer(item, lot, floor.places["supplier"], place, units)
        for (place, item, lot), units in changes.allocated.items()
    ]
    ledger.post(session, turn, made, subject="receipt:1", moves=moves, changes=changes)


def sign_in(database, work, device, device_id=None):
    """Open a session for a device's picker; returns what its two cookies say."""
    return database.decide(
        lambda session: open_session(
            session, work.users[device], work.floor.site, device_id=device_id
        )
    )


def expire_logins(database, user_id):
    """Let every session of a person end, as the night does."""
    database.decide(
        lambda session: session.execute(
            update(WebSession)
            .where(WebSession.user_id == user_id)
            .values(started_at=clock.now() - LONG_AGO, seen_at=clock.now() - LONG_AGO)
        )
    )


def trust(database, user_id, *, trusted):
    """Take a person out of use, or back."""
    database.decide(
        lambda session: session.execute(
            update(User).where(User.id == user_id).values(is_active=trusted)
        )
    )


def is_put_down(database, task):
    """Tell whether a trip has ended."""
    with database.glance() as session:
        return session.execute(select(PickTask.state).where(PickTask.id == task)).scalar() == DONE
