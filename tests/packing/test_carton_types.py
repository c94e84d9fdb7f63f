"""Carton types on the desk, suggested at the table, learned from what packers take; photos."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from tests.support.app import app as app  # noqa: PLC0414 - a fixture
from tests.support.app import client_of
from tests.support.packing import (
    MUG,
    TEA,
    build_carton_types,
    build_picked,
    measure,
    posted,
    refused,
)
from warehouse.cartons.models import CartonHabit, CartonType
from warehouse.catalog.models import Item
from warehouse.orders.models import Order
from warehouse.packing.models import CartonPhoto
from warehouse.packing.queries.verify import View, verify_screen

A_TYPE = {
    "code": "k-xl", "length_mm": "800", "width_mm": "600", "height_mm": "500", "tare_g": "900",
    "most_g": "30000",
}  # fmt: skip
LIMITS = {"tolerance_g": "20", "tolerance_percent": "2", "fill_percent": "70"}


@pytest.fixture
def types(db, floor):
    """S, M and L; a mug of 150×150×90 and a tea of 60×60×40."""
    with db.command() as session:
        build_carton_types(session, floor)
        measure(session, floor, "MUG", 150, 150, 90)
        measure(session, floor, "TEA", 60, 60, 40)
        rows = session.execute(select(CartonType.code, CartonType.id)).all()
    return dict(rows)


@pytest.fixture
def boss(app, floor):
    return client_of(app, floor.users["Supervisor"], floor.site)


def table(db, packer):
    with db.read() as session:
        order = session.get(Order, packer.order)
        return verify_screen(session, packer.actor, order, View())


def test_the_smallest_carton_is_suggested_and_taken_with_its_tare(db, packer, types):
    screen = table(db, packer)
    assert screen.suggested == "M"
    assert screen.why == "The smallest that holds all; 52 % full."
    posted(packer.scan(MUG))
    screen = table(db, packer)
    assert (screen.now.box, screen.suggested, screen.expected_g) == ("M", "", 300)
    assert packer.cartons()[0].type_id == types["M"]
    refused(packer.close(weight="100"), "wrong_weight")
    posted(packer.close(weight="300"))


def test_what_a_packer_takes_instead_is_suggested_next_time_for_the_same_goods(db, packer, types):
    told = posted(packer.press("box", carton=0, box=types["L"]))
    assert told["title"] == "Carton 1: L"
    assert "suggested next time" in told["sentence"]
    with db.read() as session:
        (habit,) = session.execute(select(CartonHabit)).scalars()
        assert habit.type_id == types["L"]
    posted(packer.scan("K-S"))
    assert packer.cartons()[0].type_id == types["S"]
    posted(packer.press("box", carton=1, box=types["M"]))
    with db.read() as session:
        assert session.execute(select(CartonHabit)).all() == [], "the sizes' own carton again"
    refused(packer.scan("K-HUGE"), "no_such_box")
    refused(packer.press("box", carton=1, box=999), "no_such_box")


def test_a_habit_comes_before_the_sizes(db, floor, packer, types):
    posted(packer.press("box", carton=0, box=types["L"]))
    with db.command() as session:
        packer.order = build_picked(session, floor, ("MUG", 3), ("TEA", 1), ref="again",
                                    tote="T-0002")  # fmt: skip
    screen = table(db, packer)
    assert (screen.suggested, screen.why) == ("L", "Chosen here before for the same goods.")


def test_a_carton_that_is_too_heavy_is_not_closed(db, floor, packer, types):
    with db.command() as session:
        session.get(Item, floor.items["TEA"]).weight_g = 1_901
    posted(packer.press("box", carton=0, box=types["S"]))
    posted(packer.scan(TEA))
    assert "S, carries at most 2000 g" in refused(packer.close(), "too_heavy")


def test_an_item_learns_its_weight_without_the_cartons_own(db, floor, packer, types):
    with db.command() as session:
        session.get(Item, floor.items["MUG"]).weight_g = None
    posted(packer.scan(MUG))
    posted(packer.scan(MUG))
    assert "weighs 150 g from now on" in posted(packer.close(weight="500"))["sentence"]


def test_types_and_limits_are_kept_on_the_desk(db, boss, types, packer):
    page = boss.post("/pack/types", data=A_TYPE)
    assert page.status_code == 200
    assert "800 × 600 × 500" in page.get_data(as_text=True)
    boss.post("/pack/types", data=A_TYPE | {"code": "S", "out_of_use": "on"})
    assert boss.post("/pack/types", data=A_TYPE | {"tare_g": "x"}).status_code == 422
    assert boss.post("/pack/types/limits", data=LIMITS).status_code == 200
    assert boss.post("/pack/types/limits", data=LIMITS | {"fill_percent": ""}).status_code == 422
    assert 'value="70"' in boss.get("/pack/types?code=XL").get_data(as_text=True)
    posted(packer.scan(MUG))
    refused(packer.close(weight="321"), "wrong_weight")
    posted(packer.close(weight="320"))


def test_a_packer_does_not_change_carton_types(app, floor):
    packer = client_of(app, floor.users["Packer"], floor.site)
    assert packer.post("/pack/types", data=A_TYPE).status_code == 403


def test_a_photo_of_the_open_carton_is_made_small_and_shown(app, db, floor, packer):
    posted(packer.scan(MUG))
    client = client_of(app, floor.users["Packer"], floor.site)
    place_id = packer.cartons()[0].place_id
    content = io.BytesIO()
    Image.new("RGB", (3000, 2000), "brown").save(content, "JPEG")

    def send(photo):
        file = (io.BytesIO(photo), "a.jpg")
        return client.post(f"/pack/cartons/{place_id}/photo", data={"photo": file})

    assert send(b"GIF89a no picture").status_code == 422
    assert send(content.getvalue()).status_code == 303
    shown = client.get(f"/pack/cartons/{place_id}/photo.jpg")
    assert shown.mimetype == "image/jpeg"
    with Image.open(io.BytesIO(shown.data)) as kept:
        assert kept.size == (1280, 853)
    assert f"/pack/cartons/{place_id}/photo.jpg" in client.get(
        f"/pack/orders/{packer.order}"
    ).get_data(as_text=True)
    assert client.get("/pack/cartons/999/photo.jpg").status_code == 404
    with db.read() as session:
        assert len(session.execute(select(CartonPhoto)).all()) == 1
