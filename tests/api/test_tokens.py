"""Whose request it is, what it may do, and until when."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.clock import NOON
from tests.support.tokens import ApiClient, token_for
from warehouse.api.errors import TokenIncomplete
from warehouse.api.models import ApiToken
from warehouse.api.routing import ROUTES
from warehouse.api.rules.limits import Buckets
from warehouse.api.rules.tokens import SCOPES, checked_wish
from warehouse.kernel import clock
from warehouse.web.guard import roles_of


def test_a_request_without_a_token_hears_a_problem_with_our_code(app, floor):
    answer = app.test_client().get("/api/v1/items")
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "no_token"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_what_is_no_token_of_ours_is_refused(app, floor):
    for header in ("", "Bearer", "Bearer x", "Basic wft_", "Bearer wft_" + "a" * 43):
        answer = app.test_client().get("/api/v1/items", headers={"Authorization": header})
        assert answer.json["code"] == "no_token", header


def test_only_the_hash_of_a_token_is_kept(db, floor):
    text = token_for(db, "stock:read")
    with db.read() as session:
        token = session.execute(select(ApiToken)).scalar_one()
    kept = [value for value in vars(token).values() if isinstance(value, str)]
    assert text.startswith("wft_")
    assert len(text) == 47
    assert not any(text in value for value in kept)
    assert token.shown == text[:12]


def test_a_revoked_token_ends_at_once(app, db, floor, client_as):
    api = ApiClient(app, token_for(db, "stock:read", sites=("HQ",)))
    assert api.get("/items").status_code == 200
    page = client_as("Administrator").get("/connections/tokens").text
    assert "Shop" in page
    client_as("Administrator").post("/connections/tokens/1/revoke")
    assert api.get("/items").json["code"] == "no_token"


def test_a_token_ends_on_its_day(app, db, floor):
    api = ApiClient(app, token_for(db, days=1, now=clock.now() - timedelta(days=2)))
    assert api.get("/items").json["code"] == "no_token"


def test_when_a_token_was_last_used_is_written_down(app, db, floor):
    ApiClient(app, token_for(db)).get("/items")
    with db.read() as session:
        assert session.execute(select(ApiToken.last_used_at)).scalar_one() is not None


def test_each_route_wants_its_scope_and_no_other_will_do(app, db, floor):
    for route in ROUTES:
        others = [scope for scope in SCOPES if scope != route.scope]
        api = ApiClient(app, token_for(db, *others))
        path = route.path.replace("<site>", "HQ")
        path = "/".join("1" if part.startswith("<") else part for part in path.split("/"))
        answer = api.client.open(f"/api/v1{path}", method=route.method, headers=api.headers)
        assert answer.json["code"] == "wrong_scope", route.name
        assert answer.status_code == 403


def test_every_address_of_the_api_is_described(app):
    described = {f"api.{route.name}" for route in ROUTES}
    ours = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and rule.endpoint not in {"api.docs", "api.openapi"}
    }
    assert ours == described
    assert all(roles_of(app, endpoint) is None for endpoint in ours)


def test_a_token_that_asks_too_often_is_told_how_long_to_wait(app, db, floor):
    api = ApiClient(app, token_for(db))
    app.extensions["api_buckets"] = Buckets(2)
    assert [api.get("/sites").status_code for _ in range(3)] == [200, 200, 429]
    assert 1 <= int(api.get("/sites").headers["Retry-After"]) <= 31
    assert ApiClient(app, token_for(db)).get("/sites").status_code == 200


def test_a_bucket_refills_steadily():
    buckets = Buckets(60)
    assert [buckets.take(1, NOON) for _ in range(61)] == [0] * 60 + [1]
    assert buckets.take(1, NOON + timedelta(seconds=1)) == 0
    assert buckets.take(1, NOON + timedelta(seconds=1)) == 1


@pytest.mark.parametrize(
    ("name", "scopes", "sites", "days"),
    [
        ("", ["stock:read"], ["HQ"], 1), ("x" * 61, ["stock:read"], ["HQ"], 1),
        ("Shop", [], ["HQ"], 1), ("Shop", ["all"], ["HQ"], 1), ("Shop", ["stock:read"], [], 1),
        ("Shop", ["stock:read"], ["a b"], 1), ("Shop", ["stock:read"], ["HQ"], 0),
        ("Shop", ["stock:read"], ["HQ"], 3651),
    ],
)  # fmt: skip
def test_a_token_needs_a_name_a_scope_sites_and_an_end(name, scopes, sites, days):
    with pytest.raises(TokenIncomplete):
        checked_wish(name, scopes, sites, days, now=NOON)


def test_the_administrator_makes_a_token_and_sees_it_once(app, db, floor, client_as):
    desk = client_as("Administrator")
    made = desk.post(
        "/connections/tokens", data={"name": "Shop", "scopes": "stock:read", "days": "30"}
    ).text
    text = made[made.index("wft_") :][:47]
    assert ApiClient(app, text).get("/sites/HQ/balances").status_code == 200
    assert text not in desk.get("/connections/tokens").text
    refused = desk.post("/connections/tokens", data={"name": "Shop", "days": "none"})
    assert refused.status_code == 422
    assert "No token made" in refused.text
