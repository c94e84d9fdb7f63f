from datetime import UTC

import pytest

from tests.support.builders import build_bin, build_site
from warehouse.kernel.errors import NotYours
from warehouse.locations.models import Place, Site
from warehouse.locations.queries import place_card, search_bins, time_zone_of, zones


def codes(db, floor, text="", **wanted):
    with db.read() as session:
        found = search_bins(session, floor.site, text, page=1, size=50, **wanted)
        return [row.code for row in found.rows]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["A-01-1", "A-01-2", "A-02-1", "B-01-1"]),
        ("a-01", ["A-01-1", "A-01-2"]),
        ("02", ["A-02-1"]),
        ("B-A-01-2", ["A-01-2"]),
        ("b-b-01-1\r", ["B-01-1"]),
        ("B-01-1", ["B-01-1"]),
        ("0001", []),
        ("%", []),
        ("\x00", []),
    ],
)
def test_a_bin_is_found_by_part_of_its_code_or_by_its_label(db, floor, text, found):
    assert codes(db, floor, text) == found


def test_bins_are_narrowed_down_by_zone_and_aisle(db, floor):
    assert codes(db, floor, zone="B") == ["B-01-1"]
    assert codes(db, floor, zone="A", aisle=2) == ["A-02-1"]
    assert codes(db, floor, "01-2", zone="A", aisle=1) == ["A-01-2"]
    assert codes(db, floor, zone="\x00") == []


def test_a_search_tells_how_many_there_are_beyond_the_page(db, floor):
    with db.read() as session:
        found = search_bins(session, floor.site, "", page=2, size=3)
    assert ([row.code for row in found.rows], found.total) == (["B-01-1"], 4)


def test_zones_come_with_their_aisles(db, floor):
    with db.read() as session:
        assert [(zone.code, zone.aisles) for zone in zones(session, floor.site)] == [
            ("A", (1, 2)),
            ("B", (1,)),
        ]


def test_another_sites_bins_are_not_found(db, floor):
    with db.command() as session:
        other = build_site(session, "TWO")
        foreign = build_bin(session, other, "Z-01-1")
    assert codes(db, floor, "Z") == []
    with db.read() as session:
        assert [zone.code for zone in zones(session, other.site)] == ["Z"]
        with pytest.raises(NotYours):
            place_card(session, floor.site, foreign)


@pytest.mark.parametrize("place", ["customer", "supplier", "discrepancy", "scrap", "assembly"])
def test_nobody_looks_into_a_virtual_place(db, floor, place):
    place_id = floor.places.get(place) or floor.places[place.upper()]
    with db.read() as session, pytest.raises(NotYours):
        place_card(session, floor.site, place_id)


def test_a_container_tells_where_it_stands(db, floor):
    with db.command() as session:
        session.get(Place, floor.places["T-0001"]).parent_id = floor.places["PACK-1"]
    with db.read() as session:
        card = place_card(session, floor.site, floor.places["T-0001"])
    assert (card.kind, card.bin, card.stands_in) == ("tote", None, ("packing", "PACK-1"))


@pytest.mark.parametrize("name", ["UTC", "Nowhere/Here", "", "../etc/passwd"])
def test_a_time_zone_that_is_not_known_is_read_as_utc(db, floor, name):
    with db.command() as session:
        session.get(Site, floor.site).time_zone = name
    with db.read() as session:
        assert time_zone_of(session, floor.site) is UTC
