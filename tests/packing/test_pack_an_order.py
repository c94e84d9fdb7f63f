"""The whole way of docs/scenarios/pack.md, through the one intake."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import select

from tests.support.builders import build_lot, stock
from tests.support.orders import actor_of
from tests.support.packing import (
    CAMERA,
    MUG,
    MUG_CASE,
    TEA,
    Packer,
    build_picked,
    channel_cancels,
    finished,
    pack_all,
    posted,
    refused,
    set_state,
    state_of,
)
from warehouse.jobs.models import Job
from warehouse.kernel.ids import new_event_id
from warehouse.ledger.models import LedgerEvent, Move
from warehouse.locations.models import Place
from warehouse.packing.models import Shipment, ShipmentLine


def test_from_the_tote_to_the_customer(db, floor, packer, order):
    assert posted(packer.open("T-0001"))["order"] == order
    assert posted(packer.scan(MUG))["title"] == "1 of 3"
    posted(packer.scan(MUG))
    posted(packer.scan(MUG))
    assert posted(packer.scan(TEA))["title"] == "1 of 1"
    assert packer.screen().left == 0
    assert "Finish" in posted(packer.close())["sentence"]
    assert packer.screen().is_ready
    posted(packer.finish())
    assert state_of(db, order) == "packed"
    posted(packer.ship())
    assert state_of(db, order) == "shipped"
    carton = packer.cartons()[0]
    assert carton.state == "shipped"
    assert packer.inside(carton.place_id) == {}
    with db.read() as session:
        shipment = session.execute(select(Shipment)).scalar_one()
        assert (shipment.carrier, shipment.tracking) == ("UPS", "1Z999AA10123456784")
        assert shipment.ship_method == "Ground"
        assert carton.shipment_id == shipment.id
        lines = {row.order_line_id: row.units for row in session.execute(
            select(ShipmentLine)).scalars()}  # fmt: skip
        assert sorted(lines.values()) == [1, 3]
        job = session.execute(select(Job).where(Job.kind == "channel.confirm")).scalar_one()
        assert job.key == f"confirm:{shipment.id}"
        assert json.loads(job.body) == {"shipment": shipment.id}
        gone = session.execute(
            select(Move.quantity).where(Move.to_id == floor.places["customer"])
        ).scalars()
        assert sum(gone) == 4


def test_what_the_channel_took_back_stays_in_the_tote(db, floor, packer, order):
    channel_cancels(db, floor, order, MUG=1)
    posted(packer.open("T-0001"))
    for code in (MUG, MUG, TEA):
        posted(packer.scan(code))
    refused(packer.scan(MUG), "too_many")
    assert packer.screen().left == 0
    posted(packer.close())
    posted(packer.finish())
    posted(packer.ship())
    assert state_of(db, order) == "shipped"
    assert packer.inside(floor.places["T-0001"]) == {(floor.items["MUG"], floor.lots["MUG", ""]): 1}


def test_the_carton_stands_where_its_tote_stood_and_its_sscc_finds_it(db, floor, packer, order):
    pack_all(packer)
    carton = packer.cartons()[0]
    with db.read() as session:
        place = session.get(Place, carton.place_id)
        assert (place.kind, place.code) == ("carton", f"CTN-{order}-1")
        assert place.parent_id == floor.places["PACK-1"]
    posted(packer.close())
    sscc = packer.cartons()[0].sscc
    assert sscc.startswith("09521234")
    assert len(sscc) == 18
    assert posted(packer.open(f"00{sscc}"))["order"] == order


@pytest.mark.parametrize("code", ["T-0001", "B-PACK-1", "111-1"])
def test_tote_place_and_order_number_open_the_order(packer, order, code):
    assert posted(packer.open(code))["order"] == order


def test_a_place_with_two_orders_asks_which(db, floor, packer, order):
    with db.command() as session:
        other = build_picked(session, floor, ("MUG", 1), ref="111-2", tote="T-0002")
    told = posted(packer.open("B-PACK-1"))
    assert told["signal"] == "look"
    assert "order" not in told
    assert posted(packer.open("T-0002"))["order"] == other


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ("T-0003", "nothing_here", "tote T-0003"),
        ("B-A-01-1", "wrong_kind", "bin A-01-1"),
        (MUG, "wrong_kind", "Mug, red"),
        ("no such thing", "unknown_code", "no such thing"),
    ],
)
def test_what_is_no_tote_place_or_order_is_refused(packer, code, kind, words):
    assert words in refused(packer.open(code), kind)


def test_an_order_that_is_being_picked_is_refused(db, packer, order):
    set_state(db, order, "released")
    assert "not picked yet" in refused(packer.open("T-0001"), "not_picked_yet")
    refused(packer.scan(MUG), "not_picked_yet")


def test_an_order_of_another_site_is_not_there(db, floor, packer):
    packer.order = 999
    assert refused(packer.scan(MUG), "not_found")


def test_a_cancelled_order_stops_everything(db, packer, order):
    posted(packer.scan(MUG))
    set_state(db, order, "cancelled")
    for verdict in (
        packer.open("T-0001"), packer.scan(MUG), packer.take_back(MUG), packer.close(),
        packer.press("new_carton"), packer.press("undo"), packer.finish(), packer.ship(),
    ):  # fmt: skip
        assert "STOP" in refused(verdict, "order_cancelled")


def test_a_case_adds_its_units(db, floor, colleague):
    with db.command() as session:
        colleague.order = build_picked(session, floor, ("MUG", 8), ref="111-2", tote="T-0002")
    assert posted(colleague.scan(MUG_CASE))["title"] == "6 of 8"
    assert "12" in refused(colleague.scan(MUG_CASE), "too_many")
    assert posted(colleague.scan(MUG))["title"] == "7 of 8"


def test_more_than_was_picked_is_refused_with_both_figures(packer):
    for _ in range(3):
        posted(packer.scan(MUG))
    sentence = refused(packer.scan(MUG), "too_many")
    assert "4 × Mug, red" in sentence
    assert "3 were picked" in sentence


def test_a_foreign_item_is_told_whose_it_is(db, floor, packer):
    with db.command() as session:
        build_lot(session, floor, "CAM", "S1", serial=True)
        stock(session, floor, "CAM", "A-02-1", 1, lot="S1")
    assert "It lives in A-02-1" in refused(packer.scan(CAMERA), "wrong_order")
    with db.command() as session:
        build_picked(session, floor, ("CAM", 1), ref="222-2", tote="T-0002")
    sentence = refused(packer.scan(CAMERA), "wrong_order")
    assert "This is Camera. It is not in order 111-1." in sentence
    assert "order 222-2, in tote T-0002" in sentence


def test_an_unknown_code_and_a_tote_are_no_units(packer):
    assert "4006381333931" in refused(packer.scan("4006381333931"), "unknown_code")
    assert "tote T-0002" in refused(packer.scan("T-0002"), "wrong_kind")


def test_a_serial_is_asked_for_and_counts_once(db, floor, packer):
    with db.command() as session:
        for serial in ("S1", "S2"):
            build_lot(session, floor, "CAM", serial, serial=True)
            stock(session, floor, "CAM", "A-02-1", 1, lot=serial)
        packer.order = build_picked(session, floor, ("CAM", 2), ref="333-3", tote="T-0002")
    told = posted(packer.scan(CAMERA))
    assert (told["signal"], told["title"]) == ("look", "Scan the serial")
    assert packer.screen().asks == "Camera"
    assert "S1, S2" in refused(packer.scan("S9"), "wrong_lot")
    assert posted(packer.scan("s1"))["title"] == "1 of 2"
    assert packer.screen().asks == ""
    refused(packer.scan("S1"), "packed_lot")
    posted(packer.scan(CAMERA))
    refused(packer.scan("S1"), "packed_lot")
    assert posted(packer.scan(f"]d201{CAMERA}21S2"))["title"] == "2 of 2"


def test_the_lot_is_asked_for_only_where_the_tote_holds_several(db, floor, packer):
    with db.command() as session:
        build_lot(session, floor, "TEA", "L2", expires_on=date(2026, 8, 1))
        stock(session, floor, "TEA", "B-01-1", 1, lot="L2")
        packer.order = build_picked(session, floor, ("TEA", 3), ref="333-3", tote="T-0002")
    assert posted(packer.scan(TEA))["title"] == "Scan the lot"
    assert posted(packer.scan("L2"))["title"] == "1 of 3"
    assert posted(packer.scan(TEA))["title"] == "2 of 3"
    assert posted(packer.scan(f"]d201{TEA}10L1"))["title"] == "3 of 3"


def test_two_items_with_one_lot_number_are_told_apart(db, floor, packer):
    with db.command() as session:
        build_lot(session, floor, "TEA", "X7", expires_on=date(2026, 8, 1))
        build_lot(session, floor, "CAM", "X7", serial=True)
        stock(session, floor, "TEA", "B-01-1", 1, lot="X7")
        stock(session, floor, "CAM", "A-02-1", 1, lot="X7")
        packer.order = build_picked(session, floor, ("TEA", 1), ("CAM", 1), ref="3-3",
                                    tote="T-0002")  # fmt: skip
    assert "Camera and on Tea" in refused(packer.scan("X7"), "two_items_one_lot")
    posted(packer.scan(CAMERA))
    assert posted(packer.scan("X7"))["sentence"].startswith("Camera")
    assert posted(packer.scan("X7"))["sentence"].startswith("Tea")


def test_another_device_is_not_answered_for(db, floor, packer, colleague):
    with db.command() as session:
        build_lot(session, floor, "CAM", "S1", serial=True)
        stock(session, floor, "CAM", "A-02-1", 1, lot="S1")
        packer.order = build_picked(session, floor, ("CAM", 1), ref="333-3", tote="T-0002")
    posted(packer.scan(CAMERA))
    others = Packer(db, actor_of(floor, "Paula", "packer"), packer.order)
    others.actor = type(others.actor)(**{
        name: getattr(others.actor, name) for name in others.actor.__slots__
    } | {"device_id": "device-2"})  # fmt: skip
    refused(others.scan("S9"), "unknown_code")
    assert others.screen().asks == ""


def test_units_go_back_into_the_tote(floor, packer):
    posted(packer.scan(MUG))
    posted(packer.scan(MUG))
    told = posted(packer.take_back(MUG))
    assert "back into tote T-0001" in told["sentence"]
    mug = (floor.items["MUG"], floor.lots["MUG", ""])
    assert packer.inside(floor.places["T-0001"])[mug] == 2
    posted(packer.take_back(MUG))
    assert "0 × Mug, red" in refused(packer.take_back(MUG), "not_in_there")
    refused(packer.take_back(TEA), "not_in_there")


def test_undo_takes_back_the_last_thing_and_then_the_one_before(floor, packer):
    posted(packer.scan(MUG))
    posted(packer.scan(TEA))
    posted(packer.close())
    first = packer.cartons()[0].sscc
    assert "open again" in posted(packer.press("undo"))["sentence"]
    assert packer.cartons()[0].sscc is None
    assert "1 × Tea, green" in posted(packer.press("undo"))["sentence"]
    tea = (floor.items["TEA"], floor.lots["TEA", "L1"])
    assert packer.inside(floor.places["T-0001"])[tea] == 1
    posted(packer.press("undo"))
    refused(packer.press("undo"), "nothing_to_undo")
    pack_all(packer)
    posted(packer.close())
    assert packer.cartons()[0].sscc != first


def test_the_same_event_again_moves_nothing_twice(packer):
    event_id = new_event_id()
    first = posted(packer.scan(MUG, event_id=event_id))
    assert posted(packer.scan(MUG, event_id=event_id)) == first
    assert sum(packer.inside(packer.cartons()[0].place_id).values()) == 1
    wrong = new_event_id()
    assert refused(packer.scan("T-0002", event_id=wrong), "wrong_kind") == refused(
        packer.scan("T-0002", event_id=wrong), "wrong_kind"
    )


def test_two_packers_at_one_tote_share_a_carton_and_its_units(packer, colleague):
    posted(packer.scan(MUG))
    posted(colleague.scan(MUG))
    posted(packer.scan(MUG))
    refused(colleague.scan(MUG), "too_many")
    assert [carton.number for carton in packer.cartons()] == [1]
    posted(packer.scan(TEA))
    posted(packer.close())
    assert "closed" in refused(colleague.close(), "carton_closed")
    posted(colleague.finish())
    assert "packed already" in refused(packer.finish(), "packed_already")


def test_two_scans_at_the_same_moment_never_share_a_unit(packer, colleague):
    with ThreadPoolExecutor(4) as hands:
        scans = [hands.submit(who.scan, MUG) for who in (packer, colleague) * 3]
        verdicts = [scan.result() for scan in scans]
    assert sorted(v.status for v in verdicts) == ["posted"] * 3 + ["rejected"] * 3
    assert {v.answer.get("code") for v in verdicts} == {None, "too_many"}
    (carton,) = packer.cartons()
    assert sum(packer.inside(carton.place_id).values()) == 3


def test_two_cartons_have_two_numbers(db, packer, order):
    posted(packer.scan(MUG))
    posted(packer.press("new_carton"))
    assert [c.number for c in packer.cartons()] == [1, 2]
    refused(packer.press("new_carton"), "carton_empty")
    refused(packer.close(carton=2), "carton_empty")
    posted(packer.scan(MUG, carton=1))
    posted(packer.scan(MUG, carton=2))
    posted(packer.scan(TEA))
    refused(packer.press("new_carton"), "all_in")
    assert len(packer.inside(packer.cartons()[1].place_id)) == 2
    posted(packer.close(carton=1))
    refused(packer.scan(MUG, carton=1), "carton_closed")
    assert "2" in refused(packer.finish(), "cartons_open")
    posted(packer.close(carton=2))
    ssccs = [c.sscc for c in packer.cartons()]
    assert int(ssccs[1][:-1]) == int(ssccs[0][:-1]) + 1
    posted(packer.finish())
    posted(packer.ship())
    assert {c.state for c in packer.cartons()} == {"shipped"}


def test_a_carton_that_is_not_there_is_refused(packer):
    refused(packer.scan(MUG, carton=7), "no_such_carton")
    refused(packer.close(carton=1), "no_such_carton")
    refused(packer.take_back(MUG), "no_such_carton")


def test_every_event_stands_on_the_orders_thread(db, packer, order):
    finished(packer)
    with db.read() as session:
        kinds = session.execute(
            select(LedgerEvent.kind)
            .where(LedgerEvent.subject == f"order:{order}", LedgerEvent.kind.like("pack.%"))
            .order_by(LedgerEvent.pos)
        ).scalars()
        assert list(kinds) == ["pack.scan"] * 4 + ["pack.close", "pack.finish"]
