"""What comes from the central side: once, and only what it is master of."""

from pathlib import Path

import pytest
from sqlalchemy import select

from tests.support.app import make_app
from tests.support.builders import stock
from tests.support.tokens import ApiClient, token_for
from warehouse.jobs.models import Job
from warehouse.kernel.ids import new_event_id


@pytest.fixture
def here(app, db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 5)
    return ApiClient(app, token_for(db))


@pytest.fixture
def central_is_master(database_url, tmp_path, db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 5)
    app = make_app(database_url, tmp_path, items_master="central", stock_master="central")
    yield ApiClient(app, token_for(db))
    app.extensions["database"].dispose()


def correction(floor, units, **more):
    return {
        "id": str(new_event_id()), "place_id": floor.places["A-01-1"], "sku": "MUG",
        "units": units, "reason": "found in the stock-take", **more,
    }  # fmt: skip


def test_unless_it_is_said_otherwise_a_correction_asks_for_a_count(here, db, floor):
    sent = correction(floor, -2)
    for _ in range(2):
        answer = here.post("/sites/HQ/corrections", sent)
        assert answer.json == {"id": sent["id"], "outcome": "count_asked_for", "on_hand": None}
    with db.read() as session:
        assert session.execute(select(Job.kind)).scalars().all() == ["count.request"]
    (balance,) = here.get("/sites/HQ/balances").json["balances"]
    assert balance["on_hand"] == 5


def test_where_the_central_side_is_master_it_is_booked_once(central_is_master, floor):
    api = central_is_master
    for units, on_hand in ((-2, 3), (4, 7)):
        sent = correction(floor, units)
        for _ in range(2):
            answer = api.post("/sites/HQ/corrections", sent).json
            assert (answer["outcome"], answer["on_hand"]) == ("posted", on_hand)
    events = api.get("/sites/HQ/events").json["events"]
    assert [move["to_kind"] for event in events[1:] for move in event["moves"]] == [
        "discrepancy", "bin",
    ]  # fmt: skip


def test_a_correction_that_cannot_be_is_refused(central_is_master, floor):
    api = central_is_master
    sent = correction(floor, -6)
    assert api.post("/sites/HQ/corrections", sent).json["code"] == "not_enough_here"
    for wrong in ({"sku": "NONE"}, {"lot": "L1"}, {"place_id": floor.places["supplier"]}):
        answer = api.post("/sites/HQ/corrections", correction(floor, 1, **wrong))
        assert answer.status_code == 404
    known = correction(floor, 1)
    api.post("/sites/HQ/corrections", known)
    assert api.post("/sites/HQ/corrections", known | {"units": 2}).json["code"] == "id_reuse"


MUG = {"sku": "MUG", "name": "Mug, blue"}
CUP = {"sku": "CUP", "name": "Cup"}


def test_who_is_master_of_items_may_change_them_and_others_add(here, floor):
    assert here.post("/items", {"items": [CUP]}).json["created"] == 1
    refused = here.post("/items", {"items": [MUG, {"sku": "POT", "name": "Pot"}]})
    assert (refused.status_code, refused.json["code"]) == (409, "here_is_master")
    assert [item["sku"] for item in here.get("/items", sku="POT").json["items"]] == []
    (mug,) = here.get("/items", sku="MUG").json["items"]
    assert mug["name"] == "Mug, red"


def test_the_central_side_changes_items_where_it_is_their_master(central_is_master, floor):
    assert central_is_master.post("/items", {"items": [MUG]}).json["changed"] == 1
    bins = [{"code": "A-01-1", "zone": "A", "aisle": 1, "bay": 1, "level": 1, "x_cm": 9, "y_cm": 9}]
    assert central_is_master.post("/sites/HQ/bins", {"bins": bins}).json["changed"] == 1


def test_the_settings_say_what_their_defaults_are():
    text = (Path(__file__).parents[2] / "docs/settings.md").read_text(encoding="utf-8")
    assert "| `WAREHOUSE_ITEMS_MASTER` | `here` |" in text
    assert "| `WAREHOUSE_STOCK_MASTER` | `here` |" in text
