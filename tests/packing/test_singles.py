"""The lane of single items: one scan verifies, boxes, closes, finishes and prints."""

import pytest
from sqlalchemy import select

from tests.support.builders import build_lot, stock
from tests.support.orders import actor_of
from tests.support.packing import (
    CAMERA,
    MUG,
    Packer,
    build_carton_types,
    build_picked,
    measure,
    posted,
    refused,
    state_of,
)
from tests.support.printers import build_printer
from warehouse.orders.models import Order, OrderContainer
from warehouse.packing.queries import lane_screen
from warehouse.printers.models import PrintJob


@pytest.fixture
def lane(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 20)
    return Packer(db, actor_of(floor, "Packer"))


def picked(db, floor, ref, *lines, tote="T-0001", **more):
    with db.command() as session:
        return build_picked(session, floor, *lines, ref=ref, tote=tote, **more)


def test_one_scan_packs_the_oldest_order_that_waits_for_just_that_unit(db, floor, lane):
    pair = picked(db, floor, "two", ("MUG", 2))
    first = picked(db, floor, "first", ("MUG", 1), tote="T-0002", is_shared=True)
    second = picked(db, floor, "second", ("MUG", 1), tote="T-0002", is_shared=True)
    told = posted(lane.single(MUG))
    assert (told["title"], told["order"]) == ("first is packed", first)
    assert posted(lane.single(MUG))["order"] == second
    assert "Mug, red alone. It lives in A-01-1" in refused(lane.single(MUG), "no_single")
    assert [state_of(db, order) for order in (pair, first, second)] == [
        "picked",
        "packed",
        "packed",
    ]
    lane.order = first
    (carton,) = lane.cartons()
    assert carton.state == "closed"
    assert carton.weight_g == 100
    with db.read() as session:
        bound = session.execute(select(OrderContainer.order_id)).scalars().all()
    assert bound == [pair]
    posted(lane.ship())


def test_its_carton_is_of_the_suggested_kind_and_its_papers_print(db, floor, lane):
    with db.command() as session:
        build_carton_types(session, floor)
        measure(session, floor, "MUG", 120, 100, 90)
        papers = ("carton_label", "packing_slip")
        printer = build_printer(session, floor, "127.0.0.1:9", documents=papers).id
    order = picked(db, floor, "one", ("MUG", 1))
    with db.command() as session:
        session.get(Order, order).gift_message = "Happy birthday!"
    told = posted(lane.single(MUG))
    assert told["printing"] == 2
    lane.order = order
    assert lane.cartons()[0].weight_g == 200
    with db.read() as session:
        screen = lane_screen(session, lane.actor, told)
        jobs = session.execute(select(PrintJob.state, PrintJob.printer_id)).all()
    assert (screen.last.box, screen.last.gift_message) == ("S", "Happy birthday!")
    assert {tuple(job) for job in jobs} == {("queued", printer)}
    posted(lane.do("pack.undo", order=order, at=0))
    assert state_of(db, order) == "picked"
    with db.read() as session:
        states = session.execute(select(PrintJob.state)).scalars().all()
    assert states == ["cancelled", "cancelled"]
    assert posted(lane.single(MUG))["order"] == order


def test_a_serial_is_asked_for_once(db, floor, lane):
    with db.command() as session:
        build_lot(session, floor, "CAM", "S1", serial=True)
        stock(session, floor, "CAM", "A-02-1", 1, lot="S1")
    order = picked(db, floor, "cam", ("CAM", 1))
    asked = posted(lane.single(CAMERA))
    assert (asked["title"], asked["order"]) == ("Scan the serial", order)
    assert posted(lane.single("S1", order=order))["title"] == "cam is packed"


@pytest.mark.parametrize(
    ("code", "kind"), [("T-0001", "wrong_kind"), ("4006381333931", "unknown_code")]
)
def test_what_is_no_item_is_refused(lane, code, kind):
    refused(lane.single(code), kind)


def test_a_printers_code_is_taken_wherever_packing_scans(db, floor, lane):
    with db.command() as session:
        build_printer(session, floor, "127.0.0.1:9", code="P-1", media="100x150", documents=())
    assert posted(lane.single("X-P-1"))["title"].startswith("This device prints at")
    order = picked(db, floor, "one", ("MUG", 1))
    posted(lane.single(MUG))
    told = posted(lane.do("pack.open", code="X-P-1", packed=order))
    assert told["sentence"] == "What was not printed yet is printing."
    with db.read() as session:
        title = session.execute(select(PrintJob.title)).scalar_one()
    assert title == "Carton 1 of one"
    refused(lane.open("X-NONE"), "printer_missing")
