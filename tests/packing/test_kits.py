"""Kits from the file to the carrier: picked by lot, one short, decided, packed, told as kits."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from tests.putback.test_put_back import Returner
from tests.support import paper
from tests.support.builders import build_item, build_kit, build_lot, stock
from tests.support.clock import NOON
from tests.support.demand import codes, figures, find_order, take_in, told_line, told_order
from tests.support.orders import Hand, actor_of, release
from tests.support.packing import MUG, TEA, Packer, posted, refused
from warehouse.channels import service as channels
from warehouse.channels.models import ChannelFile
from warehouse.channels.queries import count_untold
from warehouse.jobs.models import Job
from warehouse.ledger.queries import verify
from warehouse.orders.models import OrderLine
from warehouse.packing.models import ShipmentLine
from warehouse.packing.queries.paper import packing_slip
from warehouse.picking import service as picking
from warehouse.picking.jobs import HANDLERS
from warehouse.picking.models import Shortage
from warehouse.picking.queries import shortage_desk
from warehouse.printing.slips import packing_slip_pdf
from warehouse.putback.models import PutBackLine, PutBackTask

CUP = "09521234000044"
CAMERA = "09521234000037"


@pytest.fixture
def hand(db, floor):
    """Two sets of two teas and a cup, and a cup by itself, on one trip; T-0001 is at hand."""
    with db.command() as session:
        build_item(session, floor, "CUP", name="Cup", barcode=CUP)
        build_item(session, floor, "SET", name="Tea for one")
        build_lot(session, floor, "TEA", "L1", expires_on=date(2026, 9, 1))
        stock(session, floor, "TEA", "B-01-1", 4, lot="L1")
        stock(session, floor, "CUP", "A-02-1", 3)
    raw = b"kit,component,units\nSET,TEA,2\nSET,CUP,1\n"
    db.decide(lambda s: channels.import_kits(s, raw, now=NOON, user_id=None))
    take_in(db, floor, told_order("111-1", told_line(sku="SET", units=2), told_line("2", "CUP")))
    with db.command() as session:
        (task,) = release(session, floor, find_order(db).id)
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    posted(hand.scan("T-0001"))
    return hand


def pick(hand, *, short=""):
    """Walk the trip; of the item whose name is `short` the last unit is not there."""
    while (screen := hand.screen()).step != "drop":
        stop = screen.stop
        if stop.item_name == short and stop.left == stop.in_hand + 1 > 1:
            posted(hand.press("short", reason="too_few"))
            continue
        code = {"bin": f"B-{stop.bin_code}", "lot": "L1", "tote": "T-0001"}.get(screen.step)
        posted(hand.scan(code or (TEA if stop.item_name == "Tea, green" else CUP)))
    posted(hand.scan("B-PACK-1"))


def decide(db, floor, decision):
    with db.read() as session:
        case = session.execute(
            select(Shortage.id).where(Shortage.decided_at.is_(None))
        ).scalar_one()
    db.decide(
        lambda s: picking.decide_shortage(
            s, actor_of(floor, "Supervisor"), case, decision, now=NOON
        )
    )


def put_back(db, floor):
    """Take home what is asked for; returns the items and units."""
    with db.read() as session:
        task = session.execute(select(PutBackTask.id)).scalar_one()
        rows = session.execute(select(PutBackLine.item_id, PutBackLine.wanted)).all()
    hand = Returner(db, actor_of(floor))
    hand.claim(task)
    posted(hand.scan("T-0001"))
    while hand.screen().line_id:
        line = hand.screen().line
        posted(hand.scan(TEA if line.item_name == "Tea, green" else CUP))
        if line.item_name == "Tea, green":
            posted(hand.scan("L1"))
        posted(hand.scan(f"B-{line.bin_code}"))
    posted(hand.press("finish"))
    names = {item: sku for sku, item in floor.items.items()}
    return {names[item]: units for item, units in rows}


def pack_and_ship(db, floor, *scans):
    packer = Packer(db, actor_of(floor, "Packer"), find_order(db).id)
    for code in scans:
        posted(packer.scan(code))
    screen = packer.screen()
    posted(packer.close(screen.now.number))
    posted(packer.finish())
    posted(packer.ship())
    return screen


def told(session, floor):
    return channels.export_confirmations(session, floor.site, "amazon", now=NOON)


def confirmed(db, floor):
    """What the file tells Amazon: line id → units."""
    db.decide(lambda s: told(s, floor))
    with db.read() as session:
        file = session.execute(select(ChannelFile.content)).scalars().all()[-1]
    rows = [line.split("\t") for line in file.decode().splitlines()]
    at = rows[0].index("order-item-id"), rows[0].index("quantity")
    return {row[at[0]]: int(row[at[1]]) for row in rows[1:]}


def slip_text(db, floor):
    with db.read() as session:
        slip = packing_slip(session, floor.site, find_order(db).id)
    (text,) = paper.texts(packing_slip_pdf(slip, paper="A4"))
    return slip, text


def test_a_kit_that_lacks_a_component_is_cancelled_whole_and_the_other_one_ships(db, floor, hand):
    pick(hand, short="Tea, green")
    with db.read() as session:
        (case,) = shortage_desk(session, actor_of(floor, "Supervisor")).cases
    assert (case.units, case.kit, case.kits) == (1, "Set", 1)
    decide(db, floor, "cancel_line")
    assert put_back(db, floor) == {"TEA": 1, "CUP": 1}
    assert figures(db) == {
        "1": (1, 0, 0), "2": (1, 0, 1), "1~CUP": (1, 0, 1), "1~TEA": (2, 0, 2),
    }  # fmt: skip
    screen = pack_and_ship(db, floor, TEA, TEA, CUP, CUP)
    assert [(row.name, row.done, row.kit) for row in screen.rows] == [
        ("Cup", 2, "Set · SET · 1 of 1 whole"), ("Tea, green", 2, "Set · SET · 1 of 1 whole"),
    ]  # fmt: skip
    assert find_order(db).state == "shipped"
    assert confirmed(db, floor) == {"1": 1, "2": 1}
    slip, text = slip_text(db, floor)
    assert [(line.sku, line.shipped, line.is_part) for line in slip.lines] == [
        ("SET", 1, False), ("CUP", 1, True), ("TEA", 2, True), ("CUP", 1, False),
    ]  # fmt: skip
    assert "2 units in this shipment" in text
    assert text.index("SET") < text.index("L1") < text.rindex("CUP")
    with db.read() as session:
        assert verify(session) == []
    kinds = {(job.kind, json.loads(job.body).get("action")) for job in jobs_of(db)}
    assert ("channel.notice", "cancel") in kinds


def jobs_of(db):
    with db.read() as session:
        return list(session.execute(select(Job)).scalars())


def test_kits_that_are_whole_leave_first_and_the_others_follow_whole(db, floor, hand, client_as):
    pick(hand, short="Cup")
    page = client_as("Supervisor").get("/pick/shortages").text
    assert "A component of Set: 1 kit lacks it." in page
    decide(db, floor, "ship_part")
    assert put_back(db, floor) == {"TEA": 2}
    pack_and_ship(db, floor, TEA, TEA, CUP, CUP)
    assert find_order(db).state == "open"
    assert confirmed(db, floor) == {"1": 1, "2": 1}
    slip, text = slip_text(db, floor)
    assert [
        (line.sku, line.shipped, line.backordered) for line in slip.lines if not line.is_part
    ] == [("SET", 1, 1), ("CUP", 1, 0)]
    assert "1 to follow" in text


def test_what_the_channel_takes_back_goes_home_in_kits(db, floor, hand):
    pick(hand)
    take_in(db, floor, told_order("111-1", told_line(sku="SET", units=1), told_line("2", "CUP")))
    for job in jobs_of(db):
        if job.kind == "order.follow":
            with db.command() as session:
                HANDLERS[job.kind](session, json.loads(job.body), NOON)
    assert codes(db) == []
    assert put_back(db, floor) == {"TEA": 2, "CUP": 1}
    assert figures(db) == {
        "1": (1, 0, 0), "2": (1, 0, 1), "1~CUP": (1, 0, 1), "1~TEA": (2, 0, 2),
    }  # fmt: skip


def test_components_of_two_shipments_are_told_when_they_make_a_kit_whole(db, floor, hand):
    pick(hand)
    packer = Packer(db, actor_of(floor, "Packer"), find_order(db).id)
    for code in (TEA, TEA, TEA):
        posted(packer.scan(code))
    posted(packer.close())
    posted(packer.finish(partial=1))
    posted(packer.ship())
    assert db.decide(lambda s: told(s, floor)) is None
    with db.read() as session:
        assert count_untold(session, floor.site) == 0
    pack_and_ship(db, floor, TEA, CUP, CUP, CUP)
    assert confirmed(db, floor) == {"1": 2, "2": 1}
    with db.read() as session:
        rows = session.execute(
            select(OrderLine.channel_line_id, ShipmentLine.units)
            .join(ShipmentLine, ShipmentLine.order_line_id == OrderLine.id)
            .order_by(ShipmentLine.shipment_id, OrderLine.channel_line_id)
        ).all()
    assert [tuple(row) for row in rows] == [
        ("1~TEA", 3), ("1", 2), ("1~CUP", 2), ("1~TEA", 1), ("2", 1),
    ]  # fmt: skip


def test_a_component_is_undone_and_comes_of_another_lot_like_any_item(db, floor, hand):
    with db.command() as session:
        build_lot(session, floor, "TEA", "L2", expires_on=date(2026, 8, 1))
        stock(session, floor, "TEA", "B-01-1", 4, lot="L2")
    while hand.screen().stop.item_name != "Tea, green":
        stop = hand.screen().stop
        for code in (f"B-{stop.bin_code}", *[CUP] * stop.left, "T-0001"):
            posted(hand.scan(code))
    for code in ("B-B-01-1", TEA, "L2"):
        posted(hand.scan(code))
    posted(hand.press("undo"))
    for code in ("L2", TEA, TEA, TEA, "T-0001"):
        posted(hand.scan(code))
    assert figures(db)["1~TEA"] == (4, 0, 4)
    with db.read() as session:
        assert verify(session) == []


def test_of_a_component_with_serials_the_one_that_was_picked_last_is_packed(db, floor):
    with db.command() as session:
        build_kit(session, floor, "BAG", ("CAM", 1), ("MUG", 1), name="Camera and mug")
        for serial in ("S-1", "S-2"):
            build_lot(session, floor, "CAM", serial, serial=True)
            stock(session, floor, "CAM", "A-01-1", 1, lot=serial)
        stock(session, floor, "MUG", "A-02-1", 1)
    take_in(db, floor, told_order("111-1", told_line(sku="BAG")))
    with db.command() as session:
        (task,) = release(session, floor, find_order(db).id)
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    for code in ("T-0001", "B-A-01-1", CAMERA, "S-1"):
        posted(hand.scan(code))
    posted(hand.press("undo"))
    for code in ("S-2", "T-0001", "B-A-02-1", MUG, "T-0001", "B-PACK-1"):
        posted(hand.scan(code))
    assert figures(db) == {"1": (1, 0, 0), "1~CAM": (1, 0, 1), "1~MUG": (1, 0, 1)}
    packer = Packer(db, actor_of(floor, "Packer"), find_order(db).id)
    posted(packer.scan(CAMERA))
    refused(packer.scan("S-1"), "wrong_lot")
    pack_and_ship(db, floor, "S-2", MUG)
    slip, _ = slip_text(db, floor)
    assert [(line.sku, line.shipped, line.serials) for line in slip.lines] == [
        ("BAG", 1, ()), ("CAM", 1, ("S-2",)), ("MUG", 1, ()),
    ]  # fmt: skip
    assert confirmed(db, floor) == {"1": 1}
    with db.read() as session:
        assert verify(session) == []
