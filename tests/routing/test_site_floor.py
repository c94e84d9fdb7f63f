"""A site's floor follows its bins until somebody brings a plan."""

import json

import pytest

from tests.support.builders import build_bin, build_site
from tests.support.clock import NOON
from warehouse.demo.rules.floor import bins
from warehouse.routing import queries, service
from warehouse.routing.errors import BadQuestion
from warehouse.routing.rules.site import Aisle, Stand, derived
from warehouse.routing.rules.walk import walked_line

TWO_AISLES = (Aisle("A1", 0, 0, 150, 950), Aisle("A2", 300, 300, 150, 950))


def between(ground, one, two):
    places = [ground.place(one), ground.place(two)]
    return ground.distances.matrix(places)[0][1]


def test_bins_of_one_aisle_are_as_far_apart_as_their_coordinates():
    ground = derived(TWO_AISLES)
    assert between(ground, Stand("a", "A1", 1, 0, 200), Stand("b", "A1", 1, 0, 900)) == 700


def test_from_aisle_to_aisle_one_walks_round_by_the_nearer_cross_aisle():
    ground = derived(TWO_AISLES)
    low = Stand("a", "A1", 1, 0, 200), Stand("b", "A2", 1, 300, 300)
    high = Stand("a", "A1", 1, 0, 900), Stand("b", "A2", 1, 300, 800)
    assert between(ground, *low) == 200 + 300 + 300
    assert between(ground, *high) == 200 + 300 + 300


def test_aisles_behind_each_other_are_blocks_with_a_cross_aisle_between():
    ground = derived((*TWO_AISLES, Aisle("B1", 0, 0, 1350, 2000)))
    assert between(ground, Stand("a", "A2", 1, 300, 950), Stand("b", "B1", 1, 0, 1350)) == 700


def test_aisles_may_run_along_either_axis():
    turned = derived((Aisle("A1", 150, 950, 0, 0), Aisle("A2", 150, 950, 300, 300)))
    assert between(turned, Stand("a", "A1", 1, 200, 0), Stand("b", "A2", 1, 300, 300)) == 800


def test_the_highest_levels_cost_reaching():
    ground = derived(TWO_AISLES)
    assert between(ground, Stand("a", "A1", 1, 0, 200), Stand("b", "A1", 4, 0, 200)) == 200


def test_the_demos_floor_is_derived_whole():
    aisles = {}
    for one in bins():
        aisles.setdefault(f"{one.zone}{one.aisle}", []).append(one)
    ground = derived(
        tuple(
            Aisle(name, there[0].x_cm, there[0].x_cm, there[0].y_cm, there[-1].y_cm)
            for name, there in aisles.items()
        )
    )
    assert sum(bool(way.aisle) for way in ground.floor.ways) == 12
    reached = ground.distances.from_point(ground.floor.start)
    assert max(reached) < 10_000


def test_a_walk_is_drawn_along_the_ways():
    ground = derived(TWO_AISLES)
    one = ground.place(Stand("a", "A1", 1, 0, 200))
    two = ground.place(Stand("b", "A2", 1, 300, 300))
    assert walked_line(ground, [one, two]) == [(0, 200), (0, 0), (300, 0), (300, 300)]


def test_a_site_without_bins_has_a_floor_too(db):
    with db.command() as session:
        site = build_site(session, "NEW")
    with db.read() as session:
        desk = queries.floor_desk(session, site.site)
    assert desk.aisles <= 1
    assert desk.changed_at is None


PLAN = {
    "points": {"a": [0, 0], "b": [0, 1000], "c": [300, 0], "d": [300, 1000]},
    "ways": [
        {"from": "a", "to": "b", "aisle": "A1", "one_way": True},
        {"from": "d", "to": "c", "aisle": "A2", "one_way": True},
        {"from": "a", "to": "c"},
        {"from": "b", "to": "d"},
    ],
    "start": "a",
    "end": "c",
}


@pytest.fixture
def site(db):
    with db.command() as session:
        site = build_site(session, "NEW")
        for code, x_cm, y_cm in (("A-01-1", 0, 200), ("A-01-2", 0, 900), ("A-02-1", 300, 500)):
            build_bin(session, site, code, x_cm=x_cm, y_cm=y_cm)
    return site


def route(db, site, *codes, since=None):
    with db.read() as session:
        wanted = [[site.places[code] for code in codes]]
        found = queries.route(session, site.site, wanted, since=since)
    names = {place: code for code, place in site.places.items()}
    return [names[place] for place in found.places], found.length_cm


def test_a_plan_takes_the_place_of_the_derived_floor_until_it_is_forgotten(db, site):
    all_bins = ("A-01-1", "A-01-2", "A-02-1")
    derived_length = route(db, site, *all_bins)[1]
    with db.command() as session:
        service.bring_plan(session, site.site, json.dumps(PLAN).encode(), now=NOON)
    assert route(db, site, *all_bins) == (["A-01-1", "A-01-2", "A-02-1"], 1000 + 300 + 1000)
    with db.command() as session:
        service.forget_plan(session, site.site)
    assert route(db, site, *all_bins)[1] == derived_length


def test_a_walk_may_go_on_from_the_bin_where_somebody_stands(db, site):
    with db.command() as session:
        service.bring_plan(session, site.site, json.dumps(PLAN).encode(), now=NOON)
    order, length = route(db, site, "A-01-1", "A-02-1", since=site.places["A-01-2"])
    assert order == ["A-02-1", "A-01-1"]
    assert length == (100 + 300 + 500) + (500 + 300 + 200) + (800 + 300 + 1000)


def test_a_broken_plan_changes_nothing(db, site):
    with pytest.raises(BadQuestion), db.command() as session:
        service.bring_plan(session, site.site, b'{"points": {}}', now=NOON)
    with db.read() as session:
        assert queries.floor_desk(session, site.site).changed_at is None
