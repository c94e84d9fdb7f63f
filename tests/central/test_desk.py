"""Connections at the desk: who may, what is shown, and what an administrator can repair."""

import re

import pytest
from sqlalchemy import select, update

from tests.conftest import empty_database
from tests.support.builders import stock
from tests.support.tokens import ApiClient
from warehouse.central.models import FarSite, PostingSkip, PostingTarget

TOKEN = "wft_" + "a" * 43


@pytest.fixture(params=["sqlite"])
def database_url(request, tmp_path):
    """Pages speak to either database alike; what they call is tested on both."""
    with empty_database(request.param, request, tmp_path) as url:
        yield url


@pytest.fixture
def desk(client_as):
    return client_as("Administrator")


def make(desk, **words):
    form = {"kind": "central", "name": "HQ", "address": "https://hq.example/", "secret": TOKEN}
    return desk.post("/connections/targets", data=form | words)


def test_a_target_is_made_and_shown_with_how_far_it_is_behind(desk, db, floor):
    assert make(desk).status_code == 303
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 1)
    page = desk.get("/connections").text
    assert "HQ" in page
    assert "Central ledger" in page
    assert "Behind" in desk.get("/connections/targets/1").text


WRONG = (
    ({"kind": "mail"}, "choose what kind"),
    ({"name": "a/b"}, "a name of up to 40"),
    ({"address": "hq"}, "https://host/path"),
    ({"secret": "x"}, "begins wft_"),
    ({"from_now_on": "yes"}, "every event from the first"),
    ({"authority": "x"}, "PEM"),
    ({"kind": "tryton", "secret": "floor:x", "address": "https://erp.example/"}, "its database"),
    ({"kind": "tryton", "secret": "floor", "address": "https://erp.example/erp"}, "user:password"),
)


def test_a_target_that_cannot_be_meant_is_refused_and_the_form_kept(desk, floor):
    for words, why in WRONG:
        answer = make(desk, **words)
        assert answer.status_code == 422
        assert why in answer.text


def test_two_targets_cannot_share_a_name(desk, floor):
    make(desk)
    assert make(desk).status_code == 409


def test_a_webhooks_secret_is_shown_once(desk, floor):
    page = make(desk, kind="webhook", secret="").text
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", page).group()
    assert secret not in desk.get("/connections/targets/1").text
    fresh = desk.post("/connections/targets/1/secret").text
    assert re.search(r"whsec_[A-Za-z0-9+/=]+", fresh).group() != secret


def test_a_stopped_target_shows_its_event_and_can_be_tried_again_or_skipped(desk, db, floor):
    make(desk)
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 1)
        stop(session)
    page = desk.get("/connections/targets/1").text
    assert "Stopped at event 1" in page
    assert "It is poison." in page
    refused = desk.post("/connections/targets/1/skip", data={"pos": "1", "reason": ""})
    assert "Say in a few words why" in refused.text
    gone = desk.post("/connections/targets/1/skip", data={"pos": "7", "reason": "no use"})
    assert gone.status_code == 409
    desk.post("/connections/targets/1/skip", data={"pos": "1", "reason": "Booked by hand."})
    with db.command() as session:
        assert session.execute(select(PostingSkip.reason)).scalar_one() == "Booked by hand."
        assert session.get(PostingTarget, 1).state == "on"
        stop(session)
    desk.post("/connections/targets/1/retry")
    with db.read() as session:
        assert session.get(PostingTarget, 1).state == "on"
    desk.post("/connections/targets/1/off")
    assert "Switched off" in desk.get("/connections/targets/1").text


def stop(session):
    session.execute(
        update(PostingTarget).values(state="stopped", attempts=1, last_error="It is poison.")
    )


def test_a_password_of_tryton_s_is_replaced_and_tried_at_once(desk, db, floor):
    erp = {"kind": "tryton", "name": "ERP", "address": "https://erp.example/production"}
    assert make(desk, secret="floor:old", **erp).status_code == 303
    assert "Tryton" in desk.get("/connections").text
    with db.command() as session:
        session.execute(update(PostingTarget).values(attempts=3, last_error="wrong password"))
        before = session.execute(select(PostingTarget.secret)).scalar_one()
    refused = desk.post("/connections/targets/1/token", data={"secret": "floor"})
    assert refused.status_code == 422
    assert "user:password" in refused.text
    assert (
        desk.post("/connections/targets/1/token", data={"secret": "floor:new"}).status_code == 303
    )
    with db.read() as session:
        row = session.execute(select(PostingTarget)).scalar_one()
    assert row.attempts == 0
    assert row.secret != before
    assert "new" not in row.secret


def test_a_site_is_opened_with_its_token_shown_once(desk, app, db, floor):
    page = desk.post("/connections/sites", data={"code": "NORTH", "name": "North"}).text
    token = re.search(r"wft_[A-Za-z0-9_-]{43}", page).group()
    answer = ApiClient(app, token).get("/central/sites/NORTH")
    assert (answer.status_code, answer.json["pos"]) == (200, 0)
    assert "NORTH" in desk.get("/connections").text
    again = desk.post("/connections/sites", data={"code": "NORTH", "name": "North"})
    assert again.status_code == 409
    assert desk.post("/connections/sites", data={"code": "", "name": ""}).status_code == 422
    with db.read() as session:
        assert session.execute(select(FarSite.code)).scalars().all() == ["NORTH"]


def test_a_supervisor_looks_and_changes_nothing(client_as, desk, floor):
    make(desk)
    supervisor = client_as("Supervisor")
    assert "New target" not in supervisor.get("/connections").text
    assert supervisor.get("/connections/targets/1").status_code == 200
    assert supervisor.post("/connections/targets/1/retry").status_code == 403
