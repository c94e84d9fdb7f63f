"""What other systems send: through the services that take files in, and any number of times."""

from sqlalchemy import select

from tests.support.builders import stock
from tests.support.tokens import ApiClient, token_for
from warehouse.kernel.ids import new_event_id
from warehouse.orders.models import Order

ORDER = {
    "channel": "shop", "order_id": "1001", "recipient_name": "Eve", "address1": "Weg 1",
    "city": "Mainz", "postal_code": "55116", "country": "DE", "order_date": "2026-03-01T08:00:00Z",
    "lines": [{"line_id": "1", "sku": "MUG", "quantity": 2, "unit_price": "12.50"}],
    "currency": "EUR",
}  # fmt: skip


def test_an_order_is_taken_in_once_however_often_it_is_sent(api, db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 5)
    first = api.post("/sites/HQ/orders", {"orders": [ORDER]}).json
    assert (first["new"], first["allocated_units"], first["waiting"]) == (1, 2, [])
    assert api.post("/sites/HQ/orders", {"orders": [ORDER]}).json["unchanged"] == 1
    (order,) = api.get("/sites/HQ/orders", order_id="1001").json["orders"]
    assert (order["state"], order["channel"], order["city"]) == ("open", "shop", "Mainz")
    assert order["lines"][0]["allocated_units"] == 2
    assert order["lines"][0]["unit_price_minor"] == 1250


def test_an_order_is_changed_by_telling_it_again(api, db, floor):
    api.post("/sites/HQ/orders", {"orders": [ORDER]})
    line = ORDER["lines"][0] | {"quantity": 1}
    assert (
        api.post("/sites/HQ/orders", {"orders": [ORDER | {"lines": [line]}]}).json["changed"] == 1
    )
    (order,) = api.get("/sites/HQ/orders").json["orders"]
    assert order["lines"][0]["ordered_units"] - order["lines"][0]["cancelled_units"] == 1


def test_an_order_is_cancelled_once_and_stays_so(api, floor):
    api.post("/sites/HQ/orders", {"orders": [ORDER]})
    (order,) = api.get("/sites/HQ/orders").json["orders"]
    for _ in range(2):
        answer = api.post(f"/sites/HQ/orders/{order['id']}/cancel")
        assert answer.status_code == 200
        assert answer.json["state"] == "cancelled"
    assert api.get(f"/sites/HQ/orders/{order['id']}").json == answer.json


def test_an_order_that_is_in_doubt_is_kept_with_its_reason(api, floor):
    line = ORDER["lines"][0] | {"sku": "NOBODY"}
    (waiting,) = api.post("/sites/HQ/orders", {"orders": [ORDER | {"lines": [line]}]}).json[
        "waiting"
    ]
    assert waiting["order_id"] == "1001"
    order = api.get(f"/sites/HQ/orders/{waiting['id']}").json
    assert [doubt["code"] for doubt in order["exceptions"]] == ["unknown_sku"]


def test_of_several_orders_all_are_taken_in_or_none(api, db, floor):
    broken = ORDER | {"order_id": "1002", "currency": "EUR"}
    broken["lines"] = [ORDER["lines"][0] | {"unit_price": "free"}]
    answer = api.post("/sites/HQ/orders", {"orders": [ORDER, broken]})
    assert answer.status_code == 422
    assert answer.json["code"] == "file_refused"
    assert [(fault["row"], fault["column"]) for fault in answer.json["errors"]] == [
        (3, "unit_price")
    ]
    with db.read() as session:
        assert session.execute(select(Order.id)).all() == []


def test_items_and_bins_are_known_by_their_codes(api, floor):
    items = {"items": [
        {"sku": "CUP", "name": "Cup", "barcode": "4006381333931", "weight_g": 120},
        {"sku": "CUP", "name": "Cup", "barcode": "cup-box", "pack": "box", "units": 12},
    ]}  # fmt: skip
    assert api.post("/items", items).json == {"created": 1, "changed": 0, "unchanged": 0}
    assert api.post("/items", items).json == {"created": 0, "changed": 0, "unchanged": 1}
    (cup,) = api.get("/items", sku="CUP").json["items"]
    assert [pack["units"] for pack in cup["packs"]] == [1, 12]
    bins = {"bins": [
        {"code": "C-01-1", "zone": "C", "aisle": 1, "bay": 1, "level": 1, "x_cm": 5, "y_cm": -5}
    ]}  # fmt: skip
    assert api.post("/sites/HQ/bins", bins).json["created"] == 1
    assert api.post("/sites/HQ/bins", bins).json["unchanged"] == 1


def test_a_wrong_check_digit_is_found_here_as_in_a_file(api, floor):
    items = {"items": [{"sku": "CUP", "name": "Cup", "barcode": "4006381333932"}]}
    answer = api.post("/items", items)
    assert answer.json["errors"][0]["code"] == "wrong_check_digit"


def test_events_of_the_floor_are_judged_as_the_tokens_person(api, app, db, floor):
    event = {"id": str(new_event_id()), "kind": "pick.claim", "body": {"task": 1}}
    first = api.post("/sites/HQ/events", {"events": [event]}).json
    assert first["events"][0]["status"] == "rejected"
    assert api.post("/sites/HQ/events", {"events": [event]}).json == first
    (written,) = api.get("/sites/HQ/events").json["events"]
    assert (written["user_name"], written["device_id"]) == ("Picker", "token:1")
    nobody = ApiClient(app, token_for(db, "events:write"))
    refused = nobody.post("/sites/HQ/events", {"events": [event]})
    assert refused.json["code"] == "nobody_to_act_as"


def test_what_is_no_json_or_of_another_shape_is_refused_with_the_place(api, floor):
    sent = {
        "[": "the body is not JSON",
        "[" * 100_000: "the body is not JSON",
        "[]": "the body is not an object",
        "{}": "lacks “orders”",
        '{"orders": []}': "has not 1 to 100 entries",
        '{"orders": [{"channel": 1}]}': "the body.orders[0].channel is not a text",
        '{"orders": [], "more": 1}': "“more”",
        '{"orders": [{"channel": "a\\u0000", "order_id": "1", "lines": []}]}': "no database keeps",
        '{"orders": [{"channel": "a\\ud800", "order_id": "1", "lines": []}]}': "no database keeps",
    }
    for body, why in sent.items():
        answer = api.client.post("/api/v1/sites/HQ/orders", data=body, headers=api.headers)
        assert answer.status_code == 400
        assert why in answer.json["detail"]


def test_words_that_no_address_knows_are_refused(api, floor):
    for path, words in (
        ("/sites", {"a": 1}), ("/items", {"limit": "0"}), ("/items", {"limit": "x"}),
        ("/sites/HQ/balances", {"after": "1.2"}), ("/sites/HQ/events", {"after": "-1"}),
    ):  # fmt: skip
        assert api.get(path, **words).json["code"] == "bad_request"


def test_unknown_addresses_and_methods_are_problems_too(api, floor):
    for answer in (api.get("/nowhere"), api.post("/sites"), api.get("/sites/NOWHERE/bins")):
        assert answer.mimetype == "application/problem+json"
        assert answer.json["status"] == answer.status_code
