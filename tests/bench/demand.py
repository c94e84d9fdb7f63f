"""A warehouse at work: pickers on trips whose units are in their hands, all but the last scan."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from sqlalchemy import func, insert, select

from tests.bench.pickers import Picker
from tests.support.app import open_session
from tests.support.builders import build_bin, build_item, build_site, build_user, capture
from warehouse.kernel import clock
from warehouse.kernel.ids import new_event_id
from warehouse.ledger import service as ledger
from warehouse.ledger.models import Allocation
from warehouse.ledger.rules import Transfer
from warehouse.locations.models import Place
from warehouse.orders.models import RELEASED, Order, OrderLine
from warehouse.picking.models import CLAIMED, PickLine, PickTask
from warehouse.web.guard import DEVICE_COOKIE, SESSION_COOKIE

BINS = 200
LINES_A_TASK = 10
UNITS_A_LINE = 2
PICKERS = 32


@dataclass
class Work:
    """What was made by `build`, and how many picks it was asked for so far."""

    floor: object
    bins: list[tuple[int, int, int]] = field(default_factory=list)
    """(place, item, lot)"""


def build(database):
    """Make a site of 200 bins, each with an item of its own, and 32 pickers."""
    with database.command() as session:
        floor = build_site(session)
        work = Work(floor)
        for n in range(BINS):
            code = f"A-{n // 20 + 1:02}-{n % 20 + 1:02}"
            place = build_bin(session, floor, code, x_cm=n // 20 * 300, y_cm=n % 20 * 100)
            sku = f"ITEM-{n:03}"
            item = build_item(
                session, floor, sku, name=f"Enamel mug, 300 ml, no. {n}", barcode=f"{n:014}"
            )
            work.bins.append((place, item, floor.lots[sku, ""]))
        for n in range(PICKERS):
            build_user(session, floor, f"Picker {n}", "picker")
    return work


def prepare(database, work, pickers, picks):
    """Hand `picks` lines to each of so many pickers, units in hand; returns them, signed in.

    Orders, allocations and stock are as real ones: one event receives the stock and allocates
    it. Only the progress of the lines, the walk to the bin and the item's scan, is written down.
    """
    tasks_each = -(-picks // LINES_A_TASK)
    with database.command() as session:
        tasks = [user for user in range(pickers) for _ in range(tasks_each)]
        rows = _rows(session, work, tasks)
        for model, made in rows.items():
            session.execute(insert(model.__table__), made)
        _receive(session, work, rows[Allocation])
        return [
            Picker(_requests(session, work, rows[PickLine], rows[Place], user, tasks_each))
            for user in range(pickers)
        ]


def _rows(session, work, tasks):
    """Return one order, tote, claimed task and ten lines for each entry of `tasks`, a user."""
    models = (Place, Order, OrderLine, Allocation, PickTask, PickLine)
    first = {
        model: (session.execute(select(func.max(model.__table__.c.id))).scalar() or 0) + 1
        for model in models
    }
    rows = {model: [] for model in models}
    site, now = work.floor.site, clock.now()
    for n, user in enumerate(tasks):
        tote, order, task = (first[model] + n for model in (Place, Order, PickTask))
        rows[Place].append({"id": tote, "site_id": site, "kind": "tote", "code": f"T-{tote:06}"})
        rows[Order].append(
            {"id": order, "site_id": site, "channel": "amazon", "state": RELEASED,
             "channel_order_id": f"112-{order:07}-0000000", "taken_in_at": now,
             "recipient_name": "Test Recipient", "address1": "1 Example St",
             "city": "Springfield", "postal_code": "62701", "country": "US"}
        )  # fmt: skip
        rows[PickTask].append(
            {"id": task, "site_id": site, "order_id": order, "state": CLAIMED,
             "lead_id": task,
             "user_id": work.floor.users[f"Picker {user}"], "tote_id": tote, "created_at": now,
             "seen_at": now}
        )  # fmt: skip
        for m in range(LINES_A_TASK):
            k = n * LINES_A_TASK + m
            line, allocation = first[OrderLine] + k, first[Allocation] + k
            place, item, lot = work.bins[k % BINS]
            thing = {"item_id": item, "lot_id": lot, "place_id": place}
            rows[OrderLine].append(
                {"id": line, "order_id": order, "channel_line_id": str(m), "sku": "SKU",
                 "item_id": item, "ordered_units": UNITS_A_LINE}
            )  # fmt: skip
            rows[Allocation].append(
                {"id": allocation, "order_line_id": line, "quantity": UNITS_A_LINE, **thing}
            )
            rows[PickLine].append(
                {"id": first[PickLine] + k, "task_id": task, "order_line_id": line,
                 "allocation_id": allocation, "sequence": m, "wanted": UNITS_A_LINE,
                 "at_bin": True, "in_hand": UNITS_A_LINE, **thing}
            )  # fmt: skip
    return rows


def _receive(session, work, allocations):
    made = capture(work.floor, "receive")
    turn = ledger.take_turn(session, made)
    changes = ledger.Changes()
    for row in allocations:
        changes.allocate((row["place_id"], row["item_id"], row["lot_id"]), row["quantity"])
    supplier = work.floor.places["supplier"]
    moves = [
        Transfer(item, lot, supplier, place, units)
        for (place, item, lot), units in changes.allocated.items()
    ]
    ledger.post(session, turn, made, subject="receipt:1", moves=moves, changes=changes)


def _requests(session, work, lines, totes, user, tasks_each):
    site, user_id = work.floor.site, work.floor.users[f"Picker {user}"]
    token, device = open_session(session, user_id, site)
    first = user * tasks_each
    return [
        _request(token, device, line, totes[first + n // LINES_A_TASK]["code"])
        for n, line in enumerate(lines[first * LINES_A_TASK : (first + tasks_each) * LINES_A_TASK])
    ]


def _request(token, device, line, tote):
    """Return the scan of a tote as a handheld sends it over an open connection."""
    form = {
        "event_id": str(new_event_id()), "task": line["task_id"], "line": line["id"],
        "kind": "pick.scan", "code": tote,
    }  # fmt: skip
    body = urlencode(form)
    return (
        "POST /act HTTP/1.1\r\n"
        "Host: 127.0.0.1\r\n"
        "Accept: */*\r\n"
        "Accept-Encoding: gzip, deflate, br\r\n"
        "Accept-Language: en-GB,en;q=0.9\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"Cookie: {SESSION_COOKIE}={token}; {DEVICE_COOKIE}={device}\r\n"
        "HX-Request: true\r\n"
        "HX-Target: main\r\n"
        "Sec-Fetch-Dest: empty\r\n"
        "Sec-Fetch-Mode: cors\r\n"
        "Sec-Fetch-Site: same-origin\r\n"
        "User-Agent: Mozilla/5.0 (Linux; Android 13; K) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/140.0.0.0 Mobile Safari/537.36\r\n"
        "\r\n"
        f"{body}"
    ).encode()


def send(app, request):
    """Hand a prepared request to an app in this process; returns the answer, uncompressed."""
    head, _, body = request.partition(b"\r\n\r\n")
    lines = (line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    skipped = {"Content-Length", "Accept-Encoding", "Cookie", "Host"}
    headers = {name: value for name, value in lines if name not in skipped}
    client = app.test_client(use_cookies=False)
    cookie = next(line for line in head.decode().split("\r\n") if line.startswith("Cookie: "))
    headers["Cookie"] = cookie.removeprefix("Cookie: ")
    return client.post("/act", data=body, headers=headers)
