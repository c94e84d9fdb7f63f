"""Those beside the pickers: channels, worker, supervisor, packers, and counters."""

import re

from sqlalchemy import select

from tests.shift.floor import LOT, METHODS, take_in
from warehouse.counting.models import CountTask
from warehouse.jobs.service import do_next
from warehouse.ledger import queries as stock
from warehouse.ledger.models import Balance
from warehouse.locations.models import Place
from warehouse.packing.models import OPEN, Carton

WORKER_S, ARRIVAL_S, DESK_S, RELEASE_MIN = 20, 900, 300, 15
SHIPPER = "Shipper"
WALL = re.compile(r"/pack/wall/(\d+)")
TO_PACK = re.compile(r"/pack/orders/(\d+)")
CASE = re.compile(r'action="/pick/shortages/(\d+)"')
DECISIONS = ("ship_part", "ship_part", "cancel_line", "cancel_line", "wait")
TO_COUNT = re.compile(r'name="kind" value="count\.claim">\s*<input[^>]*name="task" value="(\d+)"')
COUNT_S, IDLE_S = 90, 120
LOOK_S, PACK_PIECE_S, SHIP_S = 20, 4, 300


def channels(day, database, house, hours):
    """Bring orders all morning and noon, as files do."""
    times = max(int(hours * 0.75 * 3600 / ARRIVAL_S), 1)
    a_time = -(-len(house.told) // times)
    for start in range(0, len(house.told), a_time):
        take_in(database, house, house.told[start : start + a_time], day.now)
        yield ARRIVAL_S


def worker(day, database, handlers):
    """Do what is due, as the job worker does."""
    while True:
        while do_next(database, handlers, now=day.now):
            day.events["jobs"] += 1
        yield WORKER_S


def supervisor(day, web, luck):
    """Have each channel's orders released by a rule, and decide what nobody could find."""
    for method in METHODS:
        status, _ = web.form(
            "Supervisor", "/pick/rules", name=method, channel=method, method=method,
            every=str(RELEASE_MIN), slots="8",
        )  # fmt: skip
        assert status == 303, status
    while True:
        yield DESK_S
        _, page = web.get("Supervisor", "/pick/shortages")
        for case in CASE.findall(page):
            decision = luck.choice(DECISIONS)
            status, _ = web.form("Supervisor", f"/pick/shortages/{case}", decision=decision)
            assert status in (303, 409), status
            day.events[f"shortage: {decision}"] += 1


def packer(day, database, web, name):
    """Sort batches at their walls and pack what else stands at packing, the most urgent first."""
    while True:
        _, page = web.get(name, "/pack")
        found = [("wall", one) for one in WALL.findall(page)]
        found += [("order", one) for one in TO_PACK.findall(page)]
        mine = next((one for one in found if one not in day.on_table), None)
        if mine is None:
            yield IDLE_S
            continue
        day.on_table.add(mine)
        if mine[0] == "wall":
            yield from _sort(day, database, web, name, int(mine[1]))
        else:
            told = day.told[web.house.refs[int(mine[1])]]
            yield LOOK_S + PACK_PIECE_S * sum(units for _, units in told.lines)
            _pack(day, database, web, name, int(mine[1]), told)
        day.on_table.discard(mine)


def shipper(day, web):
    """Hand what is packed to the carrier."""
    while True:
        yield SHIP_S
        while orders := sorted(set(TO_PACK.findall(web.get(SHIPPER, "/pack/ship")[1]))):
            for order in map(int, orders):
                body = {"order": order, "carrier": "UPS", "tracking": f"TRACK{order:010}"}
                _send(day, web, SHIPPER, ("ship.confirm", body | {"method": ""}))
                day.events["shipped"] += 1
                day.done[day.told[web.house.refs[order]].method].orders += 1


def _sort(day, database, web, name, tote):
    """Put what lies in a batch's tote on its wall, piece by piece."""
    with database.read() as session:
        inside = session.execute(
            select(Balance.item_id, Balance.on_hand).where(
                Balance.place_id == tote, Balance.on_hand > 0
            )
        ).all()
    skus = {item: sku for sku, item in web.house.floor.items.items()}
    yield LOOK_S + PACK_PIECE_S * sum(units for _, units in inside)
    for item, units in inside:
        put = ("pack.put", {"tote": tote, "code": web.house.codes[skus[item]]})
        _send(day, web, name, *[put] * units)


def _pack(day, database, web, name, order, told):
    """Scan unit after unit until the table says that there are no more."""
    web.send(name, ("pack.open", {"code": told.ref}))
    packed = 0
    for sku, units in told.lines:
        scan = ("pack.scan", {"order": order, "carton": 0, "code": web.house.codes[sku]})
        for answer in web.send(name, *[scan] * units):
            packed += answer["status"] == "posted"
            day.events["unit not in the tote"] += answer["status"] != "posted"
    if not packed:
        day.events["nothing to pack"] += 1
        return
    with database.read() as session:
        begun = (Carton.order_id == order, Carton.state == OPEN)
        number = session.execute(select(Carton.number).where(*begun)).scalar_one()
    close = {"order": order, "carton": number, "weight_g": "", "reason": ""}
    _send(day, web, name, ("pack.close", close), ("pack.finish", {"order": order, "partial": 0}))


def _send(day, web, name, *events):
    answers = web.send(name, *events)
    for answer in answers:
        if answer["status"] != "posted":
            day.events[f"refused: {answer.get('code')}"] += 1
    return answers


def counter(day, database, web, name):
    """Count what short picks left in doubt; on the shelf is what the book says, as it was there."""
    while True:
        _, page = web.get(name, "/counts")
        task = next(iter(TO_COUNT.findall(page)), None)
        if task is None or not _count(day, database, web, name, int(task)):
            yield IDLE_S
            continue
        yield COUNT_S


def _count(day, database, web, name, task):
    claimed = web.send(name, ("count.claim", {"task": task}))[0]
    if claimed["status"] != "posted":
        return False
    with database.read() as session:
        place, code = session.execute(
            select(Place.id, Place.code)
            .join(CountTask, CountTask.place_id == Place.id)
            .where(CountTask.id == task)
        ).one()
        there = session.execute(
            select(Balance.on_hand).where(Balance.place_id == place, Balance.on_hand > 0)
        ).scalars()
        units = sum(there)
        seen = stock.position_of(session, web.house.floor.site)
    look, sku = {"task": task, "seen": seen}, web.house.contents[place]
    events = [("count.scan", look | {"code": f"B-{code}"})]
    if units:
        label = web.house.codes[sku]
        number = {
            "item": web.house.floor.items[sku], "lot": LOT if "(10)" in label else "",
            "packs": "", "loose": str(units), "pack_units": 1,
        }  # fmt: skip
        events += [
            ("count.scan", look | {"code": label}),
            ("count.quantity", look | number),
            ("count.done", look),
        ]
    else:
        events.append(("count.empty", look))
    _send(day, web, name, *events)
    day.events["counted"] += 1
    return True
