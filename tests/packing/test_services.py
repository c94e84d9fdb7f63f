"""Carriers' services that take one carton an order, or none beyond a length."""

import pytest

from tests.support.app import app as app  # noqa: PLC0414 - a fixture
from tests.support.app import client_of
from tests.support.packing import (
    MUG,
    TEA,
    build_carton_types,
    measure,
    pack_all,
    posted,
    refused,
    state_of,
)
from warehouse.cartons.queries import services_of
from warehouse.cartons.rules import Service, one_carton, too_long_for
from warehouse.orders.models import Order

LETTER = {"word": "Letter", "one_carton": "on", "longest_mm": "300"}


@pytest.fixture
def boss(app, floor):
    return client_of(app, floor.users["Supervisor"], floor.site)


@pytest.fixture
def letter(db, floor, order, boss):
    """S, M and L of 200, 300 and 600 mm; the order goes by a service that takes up to 300 mm."""
    with db.command() as session:
        build_carton_types(session, floor)
        measure(session, floor, "MUG", 150, 150, 90)
        measure(session, floor, "TEA", 60, 60, 40)
        session.get(Order, order).service_level = "National LETTER, tracked"
    assert boss.post("/pack/types/services", data=LETTER).status_code == 200


def test_a_service_is_known_by_its_word_and_the_strictest_counts():
    services = (Service("letter", True, 300), Service("Tracked", False, 250))
    assert one_carton(services, "Parcel", "UPS Letter") == "letter"
    assert one_carton(services, "Parcel") == ""
    assert too_long_for(services, "Letter, tracked", (280, 10, 10)).word == "Tracked"
    assert too_long_for(services, "Letter, tracked", (10, 250, 10)) is None


def test_a_second_carton_and_a_part_are_refused_and_not_offered(db, packer, letter):
    posted(packer.scan(MUG))
    screen = packer.screen()
    assert (screen.one_carton, screen.can_ship_part) == ("Letter", False)
    assert "goes by Letter" in refused(packer.press("new_carton"), "one_carton")
    posted(packer.close())
    assert not packer.screen().can_ship_part
    assert "carton 1: undo its closing" in refused(packer.scan(MUG), "one_carton")
    assert "so 3 units of order 111-1" in refused(packer.finish(partial=1), "not_in_parts")
    posted(packer.press("undo"))
    for code in (MUG, MUG, TEA):
        posted(packer.scan(code))
    posted(packer.close())
    posted(packer.finish())
    posted(packer.ship())
    assert state_of(db, packer.order) == "shipped"


def test_a_carton_that_is_too_long_is_neither_taken_nor_suggested(packer, letter):
    screen = packer.screen()
    assert [words for _, words in screen.boxes] == ["M · 300 × 200 × 200", "S · 200 × 150 × 100"]
    assert "L is 600 mm long inside; Letter takes up to 300" in refused(
        packer.scan("K-L"), "box_forbidden"
    )
    posted(packer.scan("K-M"))


def test_what_one_carton_does_not_hold_is_said_and_not_suggested_in_several(
    db, floor, packer, letter
):
    with db.command() as session:
        measure(session, floor, "MUG", 280, 180, 180)
    screen = packer.screen()
    assert screen.suggested == ""
    assert screen.why == "Letter takes one carton, and none here holds all. Ask a supervisor."


def test_a_carrier_that_takes_one_carton_is_given_no_two(db, packer, boss):
    boss.post("/pack/types/services", data={"word": "Brief", "one_carton": "on"})
    posted(packer.scan(MUG))
    posted(packer.close())
    posted(packer.scan(MUG))
    posted(packer.close(2))
    posted(packer.finish(partial=1))
    sentence = refused(packer.ship(carrier="Post", method="Brief"), "several_cartons")
    assert "order 111-1 has 2" in sentence
    refused(packer.ship(carrier="BRIEFpost"), "several_cartons")
    posted(packer.ship())


def test_a_carrier_that_takes_no_parts_is_given_none(packer, boss):
    boss.post("/pack/types/services", data={"word": "Brief", "one_carton": "on"})
    posted(packer.scan(MUG))
    posted(packer.close())
    posted(packer.finish(partial=1))
    assert "3 units" in refused(packer.ship(method="Brief"), "not_in_parts")


def test_services_are_kept_changed_and_forgotten_at_the_desk(db, floor, app, boss):
    def kept():
        with db.read() as session:
            return [(one.word, one.longest_mm) for one in services_of(session, floor.site)]

    path = "/pack/types/services"
    page = boss.post(path, data=LETTER).get_data(as_text=True)
    assert "One, all at once" in page
    boss.post(path, data={"word": "letter", "longest_mm": "350"})
    assert kept() == [("letter", 350)]
    for wrong in ({"word": ""}, {"word": "x" * 41}, {"longest_mm": "0"}, {"longest_mm": "much"}):
        assert boss.post(path, data=LETTER | wrong).status_code == 422
    assert kept() == [("letter", 350)]
    boss.post(path, data={"word": "LETTER", "longest_mm": ""})
    assert kept() == []
    packer = client_of(app, floor.users["Packer"], floor.site)
    assert packer.post(path, data=LETTER).status_code == 403


def test_an_order_of_another_service_is_packed_as_before(packer, letter, db):
    with db.command() as session:
        session.get(Order, packer.order).service_level = "Parcel"
    pack_all(packer)
    assert packer.screen().one_carton == ""
