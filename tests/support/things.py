"""One of each thing that stands in an address of ours, so that a stranger can ask for it."""

from sqlalchemy import select

from tests.support.builders import build_place, stock
from tests.support.clock import NOON
from tests.support.printers import build_printer
from warehouse.api.models import ApiToken
from warehouse.api.rules.tokens import checked_wish
from warehouse.api.service.tokens import make_token
from warehouse.central.service.targets import TargetWish, add_target, target_named
from warehouse.channels.models import CONFIRMATION, ChannelFile
from warehouse.counting.models import (
    CountDecision,
    CountPhoto,
    CountResult,
    CountSheet,
    CountSheetBin,
    CountTask,
    StockTake,
)
from warehouse.kernel.ids import fingerprint
from warehouse.orders.models import Order, OrderException, OrderLine
from warehouse.packing.models import Carton
from warehouse.people.models import Device
from warehouse.picking.models import PickTask, ReleaseRule, Shortage
from warehouse.printers.models import PrintAgent, PrintJob
from warehouse.putback.models import PutBackTask
from warehouse.sync.models import FloorCase


def build_order(session, floor):
    """Make an order with all that hangs on one, and return its ids by name."""
    order = Order(
        site_id=floor.site, channel="shop", channel_order_id="1", state="open", taken_in_at=NOON
    )
    session.add(order)
    session.flush()
    line = OrderLine(
        order_id=order.id, channel_line_id="1", sku="MUG", item_id=floor.items["MUG"],
        ordered_units=2,
    )  # fmt: skip
    wrong = OrderException(
        order_id=order.id, code="unknown_sku", sentence="Nobody knows it.", raw="{}", raised_at=NOON
    )
    task = PickTask(site_id=floor.site, order_id=order.id, state="open", created_at=NOON)
    carton = Carton(
        place_id=build_place(session, floor, "carton", "C1"), order_id=order.id, number=1,
        state="closed", sscc="095212340000000012",
    )  # fmt: skip
    file = ChannelFile(
        site_id=floor.site, channel="amazon", kind=CONFIRMATION, made_at=NOON, content=b"-"
    )
    session.add_all([line, wrong, task, carton, file])
    session.flush()
    task.lead_id = task.id
    shortage = Shortage(
        site_id=floor.site, order_id=order.id, order_line_id=line.id, item_id=floor.items["MUG"],
        place_id=floor.places["A-01-1"], units=1, reason="none", raised_at=NOON,
    )  # fmt: skip
    rule = ReleaseRule(
        site_id=floor.site, name="Evening", every_min=30, method="single", slots=8, due_at=NOON
    )
    session.add_all([shortage, rule])
    session.flush()
    event = stock(session, floor, "MUG", "A-01-2", 1)
    back = PutBackTask(
        site_id=floor.site, order_id=order.id, container_id=carton.place_id, reason="-",
        asked_by=event.id, created_at=NOON,
    )  # fmt: skip
    session.add(back)
    session.flush()
    return {
        "order_id": order.id, "line_id": line.id, "exception_id": wrong.id, "task_id": task.id,
        "rule_id": rule.id, "shortage_id": shortage.id,
        "carton": carton.place_id, "file_id": file.id, "put back": back.id,
    }  # fmt: skip


def build_count(session, floor):
    """Make a count with a variance and a decision about it, and return their ids."""
    count = CountTask(
        site_id=floor.site, place_id=floor.places["A-01-1"], reasons="plan", asked_at=NOON
    )
    session.add(count)
    session.flush()
    result = CountResult(
        site_id=floor.site, task_id=count.id, place_id=count.place_id, item_id=floor.items["MUG"],
        lot_id=floor.lots["MUG", ""], expected_units=2, counted_units=1, variance_units=-1,
        value_minor=0, pos=1, from_pos=1, settled_at=NOON, captured_at=NOON,
        counter_id=floor.users["Counter"], state="open",
    )  # fmt: skip
    session.add(result)
    session.flush()
    event = stock(session, floor, "MUG", "A-02-1", 1)
    decision = CountDecision(
        result_id=result.id, kind="approve", units=-1, reason="found", note="x", decided_at=NOON,
        counter_id=floor.users["Counter"], event_id=event.id,
    )  # fmt: skip
    session.add(decision)
    session.flush()
    take = StockTake(
        site_id=floor.site, started_at=NOON, started_by=floor.users["Supervisor"], closed_at=NOON
    )
    sheet = CountSheet(
        site_id=floor.site, printed_at=NOON, printed_by=floor.users["Supervisor"], pos=0
    )
    photo = CountPhoto(
        task_id=count.id, taken_by=floor.users["Counter"], taken_at=NOON, media_type="image/jpeg",
        content=b"-",
    )  # fmt: skip
    session.add_all([take, sheet, photo])
    session.flush()
    session.add(CountSheetBin(sheet_id=sheet.id, number=1, task_id=count.id))
    session.flush()
    return {
        "count_id": count.id, "result_id": result.id, "decision_id": decision.id,
        "stock_take_id": take.id, "sheet_id": sheet.id,
        "photo_id": photo.id,
    }  # fmt: skip


def build_device(session, floor):
    """Make an enrolled device of the site, and return its id."""
    device = Device(id=fingerprint("a device"), first_seen_at=NOON, enrolled_at=NOON, name="H1")
    device.site_id = floor.site
    session.add(device)
    session.flush()
    return device.id


def build_case(session, floor):
    """Lay an event before the supervisor, and return the case's id."""
    event = stock(session, floor, "MUG", "A-01-2", 1)
    case = FloorCase(
        site_id=floor.site, event_id=event.id, code="shut_out", sentence="Stop.", raised_at=NOON
    )
    session.add(case)
    session.flush()
    return case.id


def build_token(session):
    """Make a token of the site, and return its number."""
    wish = checked_wish("Shop", ["stock:read"], ["HQ"], 1, now=NOON)
    make_token(session, wish, made_by=None, now=NOON)
    return session.execute(select(ApiToken.id)).scalar_one()


def build_paper(session, floor):
    """Enter a print agent and a printer with a job, and return their ids by name."""
    agent = PrintAgent(site_id=floor.site, name="Hall 2", token_hash="-", made_at=NOON)
    printer = build_printer(session, floor, "127.0.0.1:9")
    session.add(agent)
    job = PrintJob(
        site_id=floor.site, printer_id=printer.id, document="printer_label", subject="{}",
        title="Test", key="-", run_after=NOON, queued_at=NOON,
    )  # fmt: skip
    session.add(job)
    session.flush()
    return {"agent_id": agent.id, "printer_id": printer.id, "job_id": job.id}


def build_target(session, floor):
    """Make a webhook of the site, and return its number."""
    wish = TargetWish(kind="webhook", name="Shop", address="https://shop.example/")
    add_target(session, floor.site, wish, secret_key="x" * 32, now=NOON)
    return target_named(session, "Shop")
