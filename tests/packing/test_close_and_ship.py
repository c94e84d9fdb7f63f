"""Weights, numbers, finishing and shipping, through the one intake."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from tests.support.orders import actor_of
from tests.support.packing import (
    MUG,
    TEA,
    Packer,
    build_picked,
    finished,
    pack_all,
    posted,
    refused,
    state_of,
)
from warehouse.catalog.models import Item
from warehouse.locations.models import Place, Site
from warehouse.orders.models import OrderContainer, OrderLine
from warehouse.packing.models import Shipment, ShipmentLine


def test_a_finished_order_sets_its_tote_free(db, floor, packer):
    finished(packer)
    with db.read() as session:
        assert session.execute(select(OrderContainer)).scalars().all() == []
        assert session.get(Place, floor.places["T-0001"]).parent_id is None


def test_two_packers_who_finish_and_ship_at_once_do_it_once(db, packer, colleague):
    pack_all(packer)
    posted(packer.close())
    for action in ("finish", "ship"):
        with ThreadPoolExecutor(2) as hands:
            pressed = [hands.submit(getattr(who, action)) for who in (packer, colleague)]
            statuses = sorted(press.result().status for press in pressed)
        assert statuses == ["posted", "rejected"]
    with db.read() as session:
        assert len(session.execute(select(Shipment)).scalars().all()) == 1


@pytest.mark.parametrize("who", ["colleague", "supervisor"])
def test_a_weight_that_cannot_be_right_needs_a_reason_of_somebody_else(
    db, floor, packer, colleague, order, who
):
    pack_all(packer)
    sentence = refused(packer.close(weight="900"), "wrong_weight")
    assert "900 g" in sentence
    assert "400 g" in sentence
    refused(packer.close(weight="900", reason="it is right"), "second_look")
    assert packer.cartons()[0].state == "open"
    supervisor = Packer(db, actor_of(floor, "Supervisor", "supervisor"), order)
    other = {"colleague": colleague, "supervisor": supervisor}[who]
    posted(other.close(weight="900", reason="wrapped in a heavy box"))
    assert packer.cartons()[0].weight_g == 900


def test_the_scales_text_closes_the_carton_that_was_weighed(packer):
    pack_all(packer)
    refused(packer.scan("ST,GS,+  0.950 kg"), "wrong_weight")
    posted(packer.scan("ST,GS,+  0.410 kg"))
    carton = packer.cartons()[0]
    assert (carton.state, carton.weight_g) == ("closed", 410)
    posted(packer.press("undo"))
    assert packer.cartons()[0].state == "open"


def test_a_weight_that_is_none_is_refused(packer):
    posted(packer.scan(MUG))
    assert "heavy" in refused(packer.close(weight="heavy"), "not_a_weight")
    posted(packer.close())
    assert packer.cartons()[0].weight_g == 100


def test_an_item_learns_its_weight_from_a_carton_of_its_own(db, floor, packer):
    with db.command() as session:
        session.get(Item, floor.items["MUG"]).weight_g = None
    posted(packer.scan(MUG))
    posted(packer.scan(MUG))
    assert "weighs 125 g from now on" in posted(packer.close(weight="250 g"))["sentence"]
    with db.read() as session:
        assert session.get(Item, floor.items["MUG"]).weight_g == 125
    posted(packer.press("undo"))
    with db.read() as session:
        assert session.get(Item, floor.items["MUG"]).weight_g is None


def test_a_site_without_a_company_prefix_cannot_number_cartons(db, floor, packer):
    with db.command() as session:
        session.get(Site, floor.site).gs1_prefix = ""
    posted(packer.scan(MUG))
    refused(packer.close(), "no_company_prefix")


def test_nothing_is_finished_before_all_is_verified(packer):
    refused(packer.finish(), "nothing_packed")
    posted(packer.scan(MUG))
    posted(packer.scan(MUG))
    refused(packer.finish(partial=1), "cartons_open")
    posted(packer.close())
    sentence = refused(packer.finish(), "not_all_verified")
    assert "2 picked units" in sentence
    assert "1 × Mug, red" in sentence


def test_a_partial_shipment_leaves_the_rest_to_be_packed(db, floor, packer, order):
    posted(packer.scan(MUG))
    posted(packer.close())
    assert "3 units stay behind" in posted(packer.finish(partial=1))["sentence"]
    posted(packer.ship())
    assert state_of(db, order) == "picked"
    screen = packer.screen()
    assert (screen.done, screen.wanted) == (0, 3)
    refused(packer.press("undo"), "nothing_to_undo")
    for code in (MUG, MUG, TEA):
        posted(packer.scan(code))
    refused(packer.scan(MUG), "too_many")
    posted(packer.close(carton=2))
    posted(packer.finish())
    posted(packer.ship(tracking="1Z-SECOND"))
    assert state_of(db, order) == "shipped"
    with db.read() as session:
        units = session.execute(select(ShipmentLine.units).order_by(ShipmentLine.shipment_id))
        assert sorted(units.scalars()) == [1, 1, 2]


def test_what_was_never_picked_becomes_a_backorder(db, floor, packer):
    with db.command() as session:
        packer.order = build_picked(session, floor, ("MUG", 4), ref="444", tote="T-0002", short=1)
    for _ in range(3):
        posted(packer.scan(MUG))
    posted(packer.close())
    posted(packer.finish())
    posted(packer.ship())
    assert state_of(db, packer.order) == "open"


def test_an_order_ships_once(db, packer):
    finished(packer)
    posted(packer.ship())
    assert "left already" in refused(packer.ship(), "shipped_already")
    refused(packer.finish(), "shipped_already")
    with db.read() as session:
        assert len(session.execute(select(Shipment)).scalars().all()) == 1


def test_only_a_finished_order_ships(packer):
    pack_all(packer)
    posted(packer.close())
    assert "finish" in refused(packer.ship(), "not_packed_yet")


@pytest.mark.parametrize("tracking", ["", "  ", "123", "x" * 41, "12\x1d34", "ärger-1234"])
def test_a_tracking_number_must_be_one(packer, tracking):
    finished(packer)
    refused(packer.ship(tracking=tracking), "not_a_tracking_number")


def test_a_scanned_tracking_number_loses_the_scanners_prefix(db, packer):
    finished(packer)
    posted(packer.ship(tracking="]C01Z999AA10123456784\r"))
    with db.read() as session:
        assert session.execute(select(Shipment.tracking)).scalar_one() == "1Z999AA10123456784"


def test_a_shipment_needs_a_carrier_and_a_sane_service(packer):
    finished(packer)
    refused(packer.ship(carrier=" "), "no_carrier")
    refused(packer.ship(method="a\tb" * 20), "bad_method")


def test_two_lines_of_one_item_share_what_left(db, floor, packer):
    with db.command() as session:
        packer.order = build_picked(session, floor, ("MUG", 2), ("MUG", 3), ref="5",
                                    tote="T-0002")  # fmt: skip
    for _ in range(4):
        posted(packer.scan(MUG))
    posted(packer.close())
    posted(packer.finish(partial=1))
    posted(packer.ship())
    with db.read() as session:
        rows = session.execute(
            select(OrderLine.channel_line_id, ShipmentLine.units)
            .join(ShipmentLine, ShipmentLine.order_line_id == OrderLine.id)
            .order_by(OrderLine.id)
        ).all()
    assert [tuple(row) for row in rows] == [("1", 2), ("2", 2)]
