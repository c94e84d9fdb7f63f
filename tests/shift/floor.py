"""The warehouse of a played day: aisles, stock for all orders, people, and the orders to come."""

import random
from dataclasses import dataclass, field

from sqlalchemy import select

from tests.support.app import open_session
from tests.support.builders import (
    Floor,
    build_bin,
    build_item,
    build_lot,
    build_place,
    build_site,
    build_user,
    post_moves,
)
from tests.support.demand import told_line, told_order
from warehouse.locations.models import Bin, Place
from warehouse.orders import service as orders
from warehouse.orders.models import Order
from warehouse.routing.queries import ground_of
from warehouse.routing.rules.site import Stand

METHODS = ("single", "cluster", "zone", "batch")
COUNTERS = 2
PLACES = 4
"""Packing places."""
LOT = "L1"
ONE_BIN = (1, 4, 7)
"""The last digits of items that lie in one bin only, so that a short has nowhere else to go."""


@dataclass
class Told:
    """One order to come: its method is the name of its channel."""

    ref: str
    method: str
    lines: list[tuple[str, int]]


@dataclass
class House:
    """The warehouse, and what the people of the day know of it."""

    floor: Floor
    people: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Name → what the two cookies of their device say."""
    told: list[Told] = field(default_factory=list)
    refs: dict[int, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    """SKU → what its label reads; of tracked items with the lot."""
    contents: dict[int, str] = field(default_factory=dict)
    """Bin's id → the SKU that it holds."""
    spots: dict[str, int] = field(default_factory=dict)
    lengths: list[list[int]] = field(default_factory=list)
    """Centimetres between bins, and from and to where trips start: row 0."""


def furnish(database, size, now):
    """Build everything but the orders, which come during the day."""
    luck = random.Random(size.seed)
    with database.command() as session:
        house = House(build_site(session))
        skus = _shelves(session, house, size, luck)
        for n in range(1, size.totes + 1):
            build_place(session, house.floor, "tote", f"T-{n:04}")
        for n in range(1, PLACES + 1):
            build_place(session, house.floor, "packing", f"PACK-{n}")
        crew = [(f"Picker {n}", "picker") for n in range(1, size.pickers + 1)]
        crew += [(f"Packer {n}", "packer") for n in range(1, size.packers + 1)]
        crew += [(f"Counter {n}", "counter") for n in range(1, COUNTERS + 1)]
        for name, role in [*crew, ("Supervisor", "supervisor"), ("Shipper", "packer")]:
            build_user(session, house.floor, name, role)
            sign_in(session, house, name, now)
        _measure(session, house)
    for n in range(size.orders):
        method = METHODS[n % len(METHODS)]
        picked = luck.sample(skus, luck.choice((1, 1, 2, 2, 3, 4)))
        lines = [(sku, luck.choice((1, 1, 1, 2, 3))) for sku in picked]
        house.told.append(Told(f"{method}-{n:05}", method, lines))
    return house


def _shelves(session, house, size, luck):
    """Two bins for most items, anywhere; half of the aisles are zone A, half zone B."""
    codes = []
    for aisle in range(1, size.aisles + 1):
        zone = "A" if aisle <= size.aisles // 2 else "B"
        for bay in range(1, size.bays + 1):
            code = f"{zone}-{aisle:02}-{bay}"
            build_bin(session, house.floor, code, x_cm=aisle * 300, y_cm=bay * 100)
            codes.append(code)
    shuffled = luck.sample(codes, len(codes))
    half, skus = len(codes) // 2, []
    plenty = size.orders * 6 // half + 20
    moves = []
    for n in range(half):
        sku, gtin, tracked = f"ITEM-{n:04}", f"{2_000_000 + n:013}", n % 10 == 0
        gtin += _check_digit(gtin)
        build_item(session, house.floor, sku, tracking="lot" if tracked else "none", barcode=gtin)
        if tracked:
            build_lot(session, house.floor, sku, LOT)
        house.codes[sku] = f"(01){gtin}(10){LOT}" if tracked else gtin
        bins = [shuffled[n]] if n % 10 in ONE_BIN else [shuffled[n], shuffled[n + half]]
        for bin_code in bins:
            moves.append((sku, LOT if tracked else "", "supplier", bin_code, plenty))
            house.contents[house.floor.places[bin_code]] = sku
        skus.append(sku)
    post_moves(session, house.floor, *moves, kind="receive")
    return skus


def _check_digit(digits):
    total = sum(int(d) * (3 if n % 2 == 0 else 1) for n, d in enumerate(reversed(digits)))
    return str(-total % 10)


def sign_in(session, house, name, now):
    """Open a session on a device of its own."""
    floor = house.floor
    house.people[name] = open_session(session, floor.users[name], floor.site, now=now)


def _measure(session, house):
    ground = ground_of(session, house.floor.site)
    rows = session.execute(
        select(Place.code, Bin.aisle, Bin.level, Bin.x_cm, Bin.y_cm)
        .join(Bin, Bin.place_id == Place.id)
        .order_by(Place.code)
    ).all()
    places = [ground.place(Stand(r[0], f"{r[0][0]}{r[1]}", *r[2:])) for r in rows]
    house.lengths = ground.distances.matrix([ground.floor.start, *places])
    house.spots = {row[0]: n for n, row in enumerate(rows, start=1)}


def take_in(database, house, told, now):
    """Take orders in as a channel's file would bring them."""
    incoming = [
        told_order(
            one.ref,
            *(told_line(f"{n}", sku, units) for n, (sku, units) in enumerate(one.lines)),
            channel=one.method,
        )
        for one in told
    ]
    database.decide(
        lambda session: orders.take_in(session, house.floor.site, incoming, now=now, user_id=None)
    )
    with database.read() as session:
        known = select(Order.id, Order.channel_order_id)
        house.refs = dict(session.execute(known).all())
