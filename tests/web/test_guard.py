"""Every route × every role × signed out × another site, over whatever routes there are."""

from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from tests.support.app import client_of
from tests.support.builders import build_site, build_user, stock
from tests.support.things import (
    build_case,
    build_count,
    build_device,
    build_order,
    build_paper,
    build_target,
    build_token,
)
from warehouse.db.tables import metadata
from warehouse.kernel.ids import new_event_id
from warehouse.ledger.models import LedgerHead
from warehouse.people.models import ROLES
from warehouse.sync.rules import FIELDS
from warehouse.web.guard import roles_of


def build_ids(session, floor):
    """Return one id for each name that stands in an address of ours.

    Whoever adds a route with another name in its address adds it here; tests fail until then.
    """
    return {
        "item_id": floor.items["MUG"],
        "place_id": floor.places["A-01-1"],
        "site_id": floor.site,
        "user_id": floor.users["Picker"],
        "token_id": build_token(session),
        "target_id": build_target(session, floor),
        "device_id": build_device(session, floor),
        "case_id": build_case(session, floor),
        **build_order(session, floor),
        **build_paper(session, floor),
        "what": "bins",
        "number": 1,
        **build_count(session, floor),
    }


MEANT = {
    ("packing", "place_id"): "carton", ("putback", "task_id"): "put back",
    ("counting", "task_id"): "count_id",
}  # fmt: skip
"""Where a name means something else to one room."""
FORMS = {
    "counting.reject": {"reason": "found", "note": "counted twice"},
    "counting.swap": {
        "result": "1:-1",
        "other": "1:-1",
        "reason": "found",
        "note": "counted twice",
    },
    "orders.cancel_line": {"units": "1"},
    "orders.confirm_quantity": {"units": "1"},
    "orders.fix_address": {
        "name": "Eve",
        "address1": "Weg 1",
        "city": "Mainz",
        "postal_code": "55116",
        "country": "DE",
    },
    "orders.say_item": {"item": "MUG"},
    "orders.say_terms": {"channel": "shop", "days": "30"},
    "sync.decide_case": {"decision": "seen"},
    "picking.add_rule": {"name": "Morning", "every": "30"},
    "picking.say_cut_off": {"lorry_of": "UPS", "at": "16:30"},
    "picking.decide_shortage": {"decision": "wait"},
    "people.rename_device": {"name": "H2"},
    "people.save": {"name": "Eve", "roles": "picker"},
    "people.set_password": {"username": "eve", "password": "long enough"},
    "people.set_pin": {"pin": "2342"},
}
"""What a page would send, where a bare request would be refused for another reason."""
OPEN = {
    "people.sign_in", "people.enter", "people.sign_out", "people.switch_user", "people.enrolment",
    "people.enrol", "serving.trust_page", "serving.certificate", "serving.profile", "sync.events",
    "app.worker", "app.manifest", "app.offline", "api.docs", "api.openapi",
    "printers.agent_claim", "printers.agent_report",
}  # fmt: skip
"""What anybody may open: to come in, to trust us, and to bring in what was done offline."""
OF_ALL_SITES = {"item_id", "what"}
FAR_TOO_LARGE = 10**20


def requests_of(app, ids, endpoints=None):
    """Return (endpoint, method, address) of every route, its address filled from ids."""
    adapter = app.url_map.bind("localhost")
    wanted = for_people(app) if endpoints is None else endpoints
    return [
        (rule.endpoint, method, adapter.build(rule.endpoint, ids_for(rule, ids), method=method))
        for rule in app.url_map.iter_rules()
        if rule.endpoint in wanted
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]


def for_people(app):
    """Return the endpoints that ask for no token; tests/api walks those that do."""
    return {e for e, view in app.view_functions.items() if not hasattr(view, "scope")} - {"static"}


def ids_for(rule, ids):
    room = rule.endpoint.split(".")[0]
    return {name: ids[MEANT.get((room, name), name)] for name in rule.arguments}


def names_in(app, endpoint):
    return {name for rule in app.url_map.iter_rules(endpoint) for name in rule.arguments}


def is_about_a_site(app, endpoint):
    return bool(names_in(app, endpoint) - OF_ALL_SITES)


@pytest.fixture
def ids(app, db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 5)
        return build_ids(session, floor)


def ask(client, method, address, form=None):
    return client.open(address, method=method, data=None if method == "GET" else form or {})


def is_sent_to_sign_in(answer):
    return answer.status_code == 303 and urlsplit(answer.location).path == "/sign-in"


def everything(db, but=()):
    """Return every row of every table that a request by a stranger must leave alone."""
    noted = {"web_session", "device", *but}
    with db.read() as session:
        return {
            table.name: sorted(map(repr, session.execute(select(table))))
            for table in metadata().sorted_tables
            if table.name not in noted
        }


def test_every_address_can_be_filled_by_these_tests(app, ids):
    people = for_people(app)
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint in people]
    names = {name for rule in rules for name in rule.arguments}
    assert names - {"filename"} <= set(ids)


def test_every_endpoint_says_who_may_use_it(app):
    for endpoint in app.view_functions:
        if endpoint != "static":
            allowed = roles_of(app, endpoint)
            assert allowed is None or (allowed and allowed <= set(ROLES)), endpoint


def test_only_signing_in_and_out_and_the_demo_are_open_to_everybody(app, floor):
    public = {e for e in for_people(app) if roles_of(app, e) is None}
    demo = {endpoint for endpoint in public if endpoint.startswith("demo.")}
    assert public - demo == OPEN
    for endpoint, method, address in requests_of(app, {}, demo):
        answer = ask(app.test_client(), method, address)
        assert answer.status_code == 404, f"{endpoint} shows the demo's PINs where there is no demo"


def test_whoever_is_not_signed_in_is_sent_to_sign_in(app, db, ids):
    before = everything(db)
    for endpoint, method, address in requests_of(app, ids):
        answer = ask(app.test_client(), method, address)
        if roles_of(app, endpoint) is None:
            assert answer.status_code < 500, endpoint
        else:
            assert is_sent_to_sign_in(answer), endpoint
    assert everything(db) == before


@pytest.mark.parametrize("role", ROLES)
def test_what_is_not_marked_for_a_role_stays_shut(app, db, floor, ids, role):
    client = client_of(app, floor.users[role.title()], floor.site)
    before = everything(db)
    for endpoint, method, address in requests_of(app, ids):
        allowed = roles_of(app, endpoint)
        if allowed is not None and role not in allowed:
            assert ask(client, method, address).status_code == 403, endpoint
    assert everything(db) == before


@pytest.mark.parametrize("role", ROLES)
def test_what_is_marked_for_a_role_opens(app, floor, ids, role):
    for endpoint, method, address in requests_of(app, ids):
        if role in (roles_of(app, endpoint) or ()):
            # Signed in anew each time, as some requests end the session.
            client = client_of(app, floor.users[role.title()], floor.site)
            answer = ask(client, method, address)
            assert answer.status_code not in (401, 403), endpoint
            assert answer.status_code < 500, endpoint
            assert not is_sent_to_sign_in(answer), endpoint


def test_a_person_without_any_role_opens_nothing(app, db, floor, ids):
    with db.command() as session:
        nobody = build_user(session, floor, "Nobody")
    for endpoint, method, address in requests_of(app, ids):
        if roles_of(app, endpoint) is not None:
            answer = ask(client_of(app, nobody, floor.site), method, address)
            assert answer.status_code == 403, endpoint


@pytest.fixture
def stranger(app, db, floor):
    """Somebody who may do everything, at another site."""
    with db.command() as session:
        other = build_site(session, "OTHER")
        build_user(session, other, "Stranger", *ROLES)
    return client_of(app, other.users["Stranger"], other.site)


def test_another_sites_objects_are_not_there_and_stay_as_they_are(app, db, ids, stranger):
    before = everything(db)
    for endpoint, method, address in requests_of(app, ids):
        if is_about_a_site(app, endpoint):
            answer = ask(stranger, method, address, FORMS.get(endpoint))
            assert answer.status_code == 404, (endpoint, method)
    assert everything(db) == before


@pytest.mark.parametrize("kind", FIELDS)
def test_no_event_touches_another_sites_work(app, db, floor, ids, stranger, kind):
    task = ids["count_id" if kind.startswith("count.") else "task_id"]
    named = {"task": task, "order": ids["order_id"], "carton": 1, "line": 1, "seen": 1}
    named |= {"item": ids["item_id"], "pack_units": 1, "lot": "", "box": 1}
    named |= {"tote": ids["place_id"]}
    said = {"code": "T-0001", "quantity": "1", "reason": "none", "weight_g": "100", "partial": 1}
    body = dict.fromkeys(FIELDS[kind], "x") | {
        name: value for name, value in (named | said).items() if name in FIELDS[kind]
    }
    with db.read() as session:
        position = session.get(LedgerHead, floor.site).pos
    own_book = ("ledger_event", "ledger_head")  # the stranger's site may note that it refused
    before = everything(db, but=own_book)
    answer = stranger.post("/act", data=body | {"kind": kind, "event_id": str(new_event_id())})
    assert 400 <= answer.status_code < 500, answer.text
    assert everything(db, but=own_book) == before
    with db.read() as session:
        assert session.get(LedgerHead, floor.site).pos == position


def test_no_order_of_another_site_is_released(app, db, ids, stranger):
    before = everything(db)
    stranger.post("/pick/release", data={"order_id": str(ids["order_id"])})
    assert everything(db) == before


def test_items_are_everybodys_but_their_stock_is_not(app, ids, stranger, client_as):
    address = f"/stock/items/{ids['item_id']}"
    assert "Bin A-01-1" in client_as("Supervisor").get(address).text
    assert "Bin A-01-1" not in stranger.get(address).text


@pytest.mark.parametrize("number", [0, 2**31 - 1, FAR_TOO_LARGE])
def test_nothing_answers_to_numbers_that_no_object_has(app, db, floor, ids, number):
    with db.command() as session:
        user_id = build_user(session, floor, "Boss", *ROLES)
    boss = client_of(app, user_id, floor.site)
    for endpoint, method, address in requests_of(app, dict.fromkeys(ids, number)):
        if names_in(app, endpoint):
            answer = ask(boss, method, address, FORMS.get(endpoint))
            # 405 where the address, with a number that fits no id, is none of ours at all.
            assert answer.status_code in {404, 405 if number == FAR_TOO_LARGE else 404}, endpoint


def test_two_sites_with_the_same_codes_do_not_see_each_other(app, db, floor):
    with db.command() as session:
        other = build_site(session, "OTHER")
        build_user(session, other, "Boss", "supervisor")
    page = client_of(app, other.users["Boss"], other.site).get("/stock/bins").text
    assert "A-01-1" not in page


def test_json_is_told_in_json_that_nobody_is_signed_in(app):
    answer = app.test_client().get("/people", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json["code"] == "signed_out"
