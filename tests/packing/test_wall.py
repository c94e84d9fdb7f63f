"""The put wall: the summed goods of a batch, sorted scan by scan into their orders' cartons."""

from datetime import date

import pytest
from sqlalchemy import select, update

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
    posted,
    refused,
    set_state,
    state_of,
)
from warehouse.locations.models import Place
from warehouse.orders.models import OrderContainer
from warehouse.packing.queries import start_screen, wall_screen
from warehouse.putback.models import PutBackTask
from warehouse.sync.queries import next_screen


@pytest.fixture
def orders(db, floor):
    """Mug and tea; two mugs; a mug: summed in T-0002."""
    with db.command() as session:
        build_lot(session, floor, "TEA", "L1")
        stock(session, floor, "MUG", "A-01-1", 20)
        stock(session, floor, "TEA", "B-01-1", 5, lot="L1")
        return [
            build_picked(session, floor, *lines, ref=ref, tote="T-0002", is_shared=True)
            for lines, ref in (
                ((("MUG", 1), ("TEA", 1)), "1-1"),
                ((("MUG", 2),), "1-2"),
                ((("MUG", 1),), "1-3"),
            )
        ]


@pytest.fixture
def sorter(db, floor, orders):
    return Packer(db, actor_of(floor, "Packer"), orders[0])


@pytest.fixture
def wall(db, floor, sorter):
    def scan(code, **more):
        return sorter.put(floor.places["T-0002"], code, **more)

    return scan


def screen_of(db, floor, sorter, answer=None):
    with db.read() as session:
        return wall_screen(session, sorter.actor, floor.places["T-0002"], answer or {})


def test_a_shared_tote_opens_its_wall_and_stands_on_the_list(db, floor, sorter):
    assert posted(sorter.open("T-0002"))["wall"] == floor.places["T-0002"]
    with db.read() as session:
        start = start_screen(session, sorter.actor)
    assert [(row.tote, row.orders, row.units) for row in start.walls] == [("T-0002", 3, 5)]
    assert start.orders == []


def test_each_unit_lights_the_place_of_its_order_and_a_complete_one_is_packed(
    db, floor, sorter, wall, orders
):
    # The order that a unit completes goes first; it is told by number, letter and colour.
    told = posted(wall(MUG))
    assert (told["order"], told["wall_no"]) == (orders[2], 3)
    assert told["title"] == "3 · C · yellow is complete"
    assert state_of(db, orders[2]) == "packed"
    screen = screen_of(db, floor, sorter, told)
    assert (screen.lit.slot.number, screen.lit.state) == (3, "complete")
    assert [place.slot.number for place in screen.places] == [1, 2, 3]
    told = posted(wall(TEA))
    assert (told["title"], told["sentence"]) == ("1 · A · red", "Tea, green, 1 of 1.")
    assert posted(wall(MUG))["title"] == "1 · A · red is complete"
    assert posted(wall(MUG))["title"] == "2 · B · blue"
    assert posted(wall(MUG))["title"] == "2 · B · blue is complete"
    assert [state_of(db, order) for order in orders] == ["packed"] * 3
    with db.read() as session:
        assert session.execute(select(OrderContainer)).all() == []
        assert session.get(Place, floor.places["T-0002"]).parent_id is None
    assert all(carton.sscc for carton in sorter.cartons())
    for order in orders:
        sorter.order = order
        posted(sorter.ship())


def test_foreign_and_surplus_items_are_told_by_name(db, floor, sorter, wall):
    with db.command() as session:
        build_lot(session, floor, "CAM", "S1", serial=True)
        stock(session, floor, "CAM", "A-02-1", 1, lot="S1")
        stock(session, floor, "MUG", "T-0002", 1)
    sentence = refused(wall(CAMERA), "not_on_wall")
    assert "This is Camera. No order of tote T-0002" in sentence
    assert "It lives in A-02-1" in sentence
    assert "6 more × Mug, red" in refused(wall(MUG_CASE), "surplus_on_wall")
    for _ in range(4):
        posted(wall(MUG))
    assert "1 more × Mug, red" in refused(wall(MUG), "surplus_on_wall")
    posted(wall(TEA))
    with db.read() as session:
        (task,) = session.execute(select(PutBackTask)).scalars()
    assert task.reason == "No order waits for what is left in T-0002: put it back."
    refused(wall("4006381333931"), "unknown_code")
    refused(wall("B-A-01-1"), "wrong_kind")


def test_undo_takes_a_unit_back_and_opens_a_packed_order_again(db, floor, sorter, wall, orders):
    told = posted(wall(MUG))
    sorter.order = told["order"]
    before = {row.number: row.state for row in sorter.cartons()}
    assert before == {1: "closed"}
    back = sorter.do("pack.undo", order=told["order"], at=floor.places["T-0002"])
    assert "waits to be packed again" in posted(back)["sentence"]
    assert state_of(db, orders[2]) == "picked"
    mug = (floor.items["MUG"], floor.lots["MUG", ""])
    assert sorter.inside(floor.places["T-0002"])[mug] == 4
    assert [place.slot.number for place in screen_of(db, floor, sorter).places] == [1, 2, 3]
    assert posted(wall(MUG))["wall_no"] == 3


def test_a_tote_that_is_used_again_takes_nothing_back(db, floor, sorter, wall, orders):
    for code in (MUG, MUG, TEA, MUG, MUG):
        last = posted(wall(code))["order"]
    with db.command() as session:
        place = {"parent_id": floor.places["PACK-1"]}
        session.execute(update(Place).where(Place.code == "T-0002").values(**place))
    sorter.order = last
    assert "T-0002" in refused(sorter.press("undo"), "tote_taken")
    assert state_of(db, last) == "packed"


def test_a_cancelled_order_stops_what_is_only_for_it(db, floor, sorter, wall, orders):
    channel_cancels(db, floor, orders[0], MUG=1, TEA=1)
    set_state(db, orders[0], "cancelled")
    assert "STOP. Order 1-1" in refused(wall(TEA), "order_cancelled")
    assert posted(wall(MUG))["wall_no"] == 3
    states = {place.slot.number: place.state for place in screen_of(db, floor, sorter).places}
    assert states == {1: "cancelled", 2: "waiting"}


def test_the_wall_waits_for_nothing_that_the_channel_took_back(db, floor, sorter, wall, orders):
    channel_cancels(db, floor, orders[0], TEA=1)
    channel_cancels(db, floor, orders[1], MUG=1)
    assert [place.wanted for place in screen_of(db, floor, sorter).places] == [1, 1, 1]
    assert "1 more × Tea, green" in refused(wall(TEA), "surplus_on_wall")
    assert [posted(wall(MUG))["wall_no"] for _ in orders] == [1, 2, 3]
    assert [state_of(db, order) for order in orders] == ["packed"] * 3
    with db.read() as session:
        assert session.execute(select(PutBackTask)).scalar_one().order_id == orders[2]
    left = {("TEA", "L1"): 1, ("MUG", ""): 1}
    assert sorter.inside(floor.places["T-0002"]) == {
        (floor.items[sku], floor.lots[sku, lot]): units for (sku, lot), units in left.items()
    }


def test_a_lot_goes_to_the_order_that_it_was_picked_for(db, floor, sorter):
    with db.command() as session:
        for day, lot in enumerate(("L8", "L9"), start=1):
            build_lot(session, floor, "TEA", lot, expires_on=date(2026, 8, day))
            stock(session, floor, "TEA", "A-02-1", 1, lot=lot)
            build_picked(session, floor, ("TEA", 1), ref=lot, tote="T-0003", is_shared=True)
    told = posted(sorter.put(floor.places["T-0003"], f"]d201{TEA}10L9"))
    with db.read() as session:
        screen = next_screen(session, sorter.actor, "pack.put",
                             {"tote": floor.places["T-0003"], "code": "x"}, told,
                             show_codes=True)  # fmt: skip
    places = {place.order_ref: place.state for place in screen.places}
    assert places == {"L8": "waiting", "L9": "complete"}
    assert screen.lit.order_ref == "L9"


def test_the_lot_is_asked_for_and_forgotten_once_something_else_is_scanned(db, floor, sorter):
    tote = floor.places["T-0003"]
    with db.command() as session:
        for day, lot in enumerate(("L8", "L9"), start=1):
            build_lot(session, floor, "TEA", lot, expires_on=date(2026, 8, day))
            stock(session, floor, "TEA", "A-02-1", 1, lot=lot)
            build_picked(session, floor, ("TEA", 1), ref=lot, tote="T-0003", is_shared=True)
    asked = posted(sorter.put(tote, TEA))
    assert asked["title"] == "Scan the lot"
    item = floor.items["TEA"]
    assert "complete" in posted(sorter.put(tote, "L9", asked=item))["title"]


def test_a_tote_of_no_order_has_no_wall(floor, sorter):
    assert "T-0001" in refused(sorter.put(floor.places["T-0001"], MUG), "nothing_on_wall")
    refused(sorter.put(floor.places["PACK-1"], MUG), "not_found")
