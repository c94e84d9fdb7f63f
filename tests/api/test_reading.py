"""What other systems can read: the same figures that the floor works with."""

import pytest

from tests.support.builders import build_kit, build_lot, build_site, post_moves, stock
from tests.support.demand import take_in, told_line, told_order
from tests.support.tokens import ApiClient, token_for
from warehouse.ledger.queries.feed import feed
from warehouse.ledger.wire import broken_because


@pytest.fixture
def some_history(db, floor):
    """Seven mugs come in, two walk to a tote, one camera comes in by its serial."""
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 7)
        post_moves(session, floor, ("MUG", "", "A-01-1", "T-0001", 2), kind="pick")
        build_lot(session, floor, "CAM", "SN1", serial=True)
        stock(session, floor, "CAM", "A-01-2", 1, lot="SN1")


def figures(page):
    return {(row["place_code"], row["sku"]): row["on_hand"] for row in page["balances"]}


def test_items_come_by_sku_with_packs_and_barcodes(api):
    page = api.get("/items", limit=2).json
    assert [item["sku"] for item in page["items"]] == ["CAM", "MUG"]
    assert page["items"][1]["packs"] == [
        {"name": "each", "units": 1, "barcodes": ["09521234000013"]},
        {"name": "case", "units": 6, "barcodes": ["19521234000010"]},
    ]
    rest = api.get("/items", after=page["next"]).json
    assert [item["sku"] for item in rest["items"]] == ["TEA"]
    assert rest["next"] is None


@pytest.mark.parametrize("code", ["9521234000013", "09521234000013"])
def test_an_item_is_found_by_its_barcode_however_it_is_written(api, code):
    (item,) = api.get("/items", barcode=code).json["items"]
    assert item["sku"] == "MUG"
    assert api.get(f"/items/{item['id']}").json == item


def test_a_kit_and_its_order_lines_name_their_components(api, db, floor):
    with db.command() as session:
        build_kit(session, floor, "SET", ("MUG", 2), ("CAM", 1))
        stock(session, floor, "MUG", "A-01-1", 7)
    take_in(db, floor, told_order("111-1", told_line(sku="SET", units=2)))
    (kit,) = api.get("/items", sku="SET").json["items"]
    assert kit["components"] == [{"sku": "CAM", "units": 1}, {"sku": "MUG", "units": 2}]
    assert api.get("/items", sku="MUG").json["items"][0]["components"] == []
    head, *parts = api.get("/sites/HQ/orders").json["orders"][0]["lines"]
    assert (head["item_id"], head["ordered_units"], head["kit_line"]) == (kit["id"], 2, None)
    assert [(one["sku"], one["ordered_units"], one["kit_line"]) for one in parts] == [
        ("CAM", 2, head["id"]), ("MUG", 4, head["id"]),
    ]  # fmt: skip


def test_bins_and_containers_are_paged_by_number(api):
    first = api.get("/sites/HQ/bins", limit=3).json
    rest = api.get("/sites/HQ/bins", after=first["next"]).json
    codes = [one["code"] for one in first["bins"] + rest["bins"]]
    assert codes == ["A-01-1", "A-01-2", "A-02-1", "B-01-1"]
    (tote,) = api.get("/sites/HQ/containers", code="T-0002").json["containers"]
    assert tote["kind"] == "tote"


def test_balances_are_told_now_and_as_of_every_position(api, some_history):
    assert figures(api.get("/sites/HQ/balances").json) == {
        ("A-01-1", "MUG"): 5, ("T-0001", "MUG"): 2, ("A-01-2", "CAM"): 1,
    }  # fmt: skip
    told = [figures(api.get("/sites/HQ/balances", at=at).json) for at in range(4)]
    assert told == [
        {},
        {("A-01-1", "MUG"): 7},
        {("A-01-1", "MUG"): 5, ("T-0001", "MUG"): 2},
        {("A-01-1", "MUG"): 5, ("T-0001", "MUG"): 2, ("A-01-2", "CAM"): 1},
    ]


def test_balances_are_paged_without_loss(api, some_history):
    found, after = {}, None
    for _ in range(10):
        words = {"after": after} if after else {}
        page = api.get("/sites/HQ/balances", limit=1, **words).json
        found |= figures(page)
        after = page["next"]
        if after is None:
            break
    assert found == figures(api.get("/sites/HQ/balances").json)


def test_a_position_that_is_not_there_yet_is_refused(api, some_history):
    answer = api.get("/sites/HQ/balances", at=4)
    assert answer.status_code == 422
    assert answer.json["code"] == "ahead_of_the_ledger"


def test_events_come_in_order_and_prove_themselves(api, db, floor, some_history):
    page = api.get("/sites/HQ/events", limit=2).json
    rest = api.get("/sites/HQ/events", after=page["next"]).json
    events = page["events"] + rest["events"]
    assert [event["pos"] for event in events] == [1, 2, 3]
    assert rest["next"] is None
    assert events[-1]["hash"] == rest["hash"]
    assert [move["quantity"] for event in events for move in event["moves"]] == [7, 2, 1]
    with db.read() as session:
        assert [broken_because(event) for event in feed(session, floor.site, after=0, limit=9)] == [
            "", "", "",
        ]  # fmt: skip


def test_moves_of_an_item_come_newest_first(api, floor, some_history):
    page = api.get("/sites/HQ/moves", item_id=floor.items["MUG"], limit=1).json
    rest = api.get("/sites/HQ/moves", item_id=floor.items["MUG"], before=page["next"]).json
    assert [(move["kind"], move["quantity"]) for move in page["moves"] + rest["moves"]] == [
        ("pick", 2), ("receive", 7),
    ]  # fmt: skip
    assert api.get("/sites/HQ/moves").json["code"] == "bad_request"


def test_an_unchanged_answer_is_not_sent_again(api, db, floor, some_history):
    tag = api.get("/sites/HQ/balances").headers["ETag"]
    assert api.get("/sites/HQ/balances", headers={"If-None-Match": tag}).status_code == 304
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 1)
    assert api.get("/sites/HQ/balances", headers={"If-None-Match": tag}).status_code == 200


def test_a_token_sees_its_own_sites_only(app, db, floor, some_history):
    with db.command() as session:
        build_site(session, "SOUTH")
    api = ApiClient(app, token_for(db, sites=("HQ",)))
    assert [site["code"] for site in api.get("/sites").json["sites"]] == ["HQ"]
    for path in ("balances", "events", "bins", "containers", "counts", "orders", "shipments"):
        assert api.get(f"/sites/SOUTH/{path}").status_code == 404
        assert api.get(f"/sites/HQ/{path}").status_code == 200
