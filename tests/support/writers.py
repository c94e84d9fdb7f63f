"""Pickers and writers in processes of their own, for tests of what happens between processes."""

import random
from dataclasses import dataclass
from multiprocessing import get_context
from time import perf_counter

from sqlalchemy import insert

from tests.support.builders import (
    Floor,
    build_bin,
    build_item,
    build_place,
    build_site,
    build_user,
    capture,
    post_moves,
)
from tests.support.clock import NOON
from warehouse.db.base import table_of
from warehouse.db.uow import Database
from warehouse.kernel.ids import new_event_id
from warehouse.ledger import service as ledger
from warehouse.ledger.models import Allocation
from warehouse.orders.models import RELEASED, Order, OrderLine
from warehouse.picking.models import CLAIMED, PickLine, PickTask
from warehouse.sync.rules import read_envelope
from warehouse.sync.service import take_in
from warehouse.web.guard import Actor


@dataclass(frozen=True)
class Trip:
    """One picker's claimed task: every line has one unit in hand and waits for the tote's scan."""

    actor: Actor
    task: int
    tote: str
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Picked:
    """What one picker heard."""

    posted: int
    repeated: int
    seconds: tuple[float, ...]
    """How long each pick took."""


def build_busy_floor(session, *, pickers, picks, bins) -> tuple[Floor, list[Trip]]:
    """Put `picks` one-unit lines before each picker, spread over the bins, all in hand."""
    floor = build_site(session)
    build_item(session, floor, "MUG")
    codes = [f"A-{n:02}-1" for n in range(1, bins + 1)]
    for code in codes:
        build_bin(session, floor, code)
    units = pickers * picks // bins
    post_moves(session, floor, *(("MUG", "", "supplier", code, units) for code in codes))
    trips = [_build_trip(session, floor, n, picks, codes) for n in range(1, pickers + 1)]
    made = capture(floor, "order.allocate")
    turn, changes = ledger.take_turn(session, made), ledger.Changes()
    for code in codes:
        changes.allocate((floor.places[code], floor.items["MUG"], floor.lots["MUG", ""]), units)
    ledger.post(session, turn, made, subject="test:1", changes=changes)
    return floor, trips


def _build_trip(session, floor, n, picks, codes) -> Trip:
    user, tote = build_user(session, floor, f"Picker {n}", "picker"), f"T-{n:04}"
    order = Order(
        site_id=floor.site, channel="generic", channel_order_id=f"O-{n}", state=RELEASED,
        taken_in_at=NOON,
    )  # fmt: skip
    session.add(order)
    session.flush()
    line = OrderLine(
        order_id=order.id, channel_line_id="1", sku="MUG", item_id=floor.items["MUG"],
        ordered_units=picks,
    )  # fmt: skip
    task = PickTask(
        site_id=floor.site, order_id=order.id, state=CLAIMED, user_id=user, created_at=NOON,
        tote_id=build_place(session, floor, "tote", tote), seen_at=NOON,
    )  # fmt: skip
    session.add_all([line, task])
    session.flush()
    task.lead_id = task.id
    stops = [
        {
            "order_line_id": line.id,
            "place_id": floor.places[codes[k % len(codes)]],
            "item_id": floor.items["MUG"],
            "lot_id": floor.lots["MUG", ""],
        }
        for k in range(picks)
    ]
    allocation, pick_line = table_of(Allocation), table_of(PickLine)
    promised = session.execute(
        insert(allocation).returning(allocation.c.id, sort_by_parameter_order=True),
        [stop | {"quantity": 1, "taken": 0, "released": 0} for stop in stops],
    ).scalars()
    lines = session.execute(
        insert(pick_line).returning(pick_line.c.id),
        [
            stop | {
                "task_id": task.id, "allocation_id": made, "sequence": k, "wanted": 1, "picked": 0,
                "short": 0, "pack_name": "each", "pack_units": 1, "at_bin": True,
                "lot_seen": False, "in_hand": 1,
            }
            for k, (stop, made) in enumerate(zip(stops, promised, strict=True))
        ],
    ).scalars()  # fmt: skip
    actor = Actor(
        user_id=user, name=f"Picker {n}", site_id=floor.site, site_code="HQ", site_name="Site HQ",
        roles=frozenset({"picker"}), device_id=f"device-{n}",
    )  # fmt: skip
    return Trip(actor, task.id, tote, tuple(lines))


def pick_everything(database_url, trip: Trip, repeat_share: float, seed: int) -> Picked:
    """Scan the tote for every line; now and then send an earlier scan again, as a device does."""
    chance, database = random.Random(seed), Database(database_url)
    sent, seconds, repeated = [], [], 0
    for line in chance.sample(trip.lines, len(trip.lines)):
        body = {"task": trip.task, "line": line, "code": trip.tote}
        envelope = read_envelope("pick.scan", str(new_event_id()), body)
        began = perf_counter()
        verdict = take_in(database, envelope, trip.actor, NOON)
        seconds.append(perf_counter() - began)
        assert verdict.status == "posted", verdict
        sent.append((envelope, verdict))
        if chance.random() < repeat_share:
            earlier, told = chance.choice(sent)
            assert take_in(database, earlier, trip.actor, NOON) == told
            repeated += 1
    database.dispose()
    return Picked(len(sent), repeated, tuple(seconds))


_together = None


def _meet(barrier):
    global _together  # noqa: PLW0603 - a pool hands a barrier over in no other way
    _together = barrier


def _pick_together(*arguments) -> Picked:
    _together.wait(timeout=60)
    return pick_everything(*arguments)


def pick_in_processes(database_url, trips, *, repeat_share) -> list[Picked]:
    """Let every picker work in a process of its own, all from the same moment on."""
    context = get_context("spawn")
    barrier = context.Barrier(len(trips))
    with context.Pool(len(trips), initializer=_meet, initargs=(barrier,)) as pool:
        work = [(database_url, trip, repeat_share, seed) for seed, trip in enumerate(trips)]
        return pool.starmap(_pick_together, work, chunksize=1)


def write_until_killed(database_url, floor: Floor, told) -> None:
    """Receive and move mugs for ever; each event is told once its commit came back."""
    database = Database(database_url)
    while True:
        with database.command() as session:
            made = post_moves(
                session, floor,
                ("MUG", "", "supplier", "A-01-1", 2), ("MUG", "", "A-01-1", "A-01-2", 1),
            )  # fmt: skip
        told.send(made.id)


def write_but_never_commit(database_url, floor: Floor, told) -> None:
    """Post an event, say so, and stand there with the site's turn in hand."""
    with Database(database_url).command() as session:
        made = post_moves(session, floor, ("MUG", "", "supplier", "A-01-1", 2))
        session.flush()
        told.send(made.id)
        told.poll(None)
