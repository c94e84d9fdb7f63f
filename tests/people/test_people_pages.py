import logging
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from tests.support.app import client_of, make_app
from tests.support.builders import build_site
from warehouse.kernel import clock
from warehouse.people import service
from warehouse.people.models import Membership, SignInThrottle, User
from warehouse.people.rules import demo_pin
from warehouse.web.guard import DEVICE_COOKIE, SESSION_COOKIE

PIN = "48151623"
"""Long enough that it turns up nowhere by chance, such as inside a hash."""


@pytest.fixture
def ada(db, floor):
    with db.command() as session:
        return service.create_user(
            session, site_id=floor.site, name="Ada", roles=["supervisor"], pin=PIN, badge="ADA1",
            username="ada", password="correct horse",
        ).id  # fmt: skip


def enter(client, *, badge="U-ADA1", pin=PIN, to="/sign-in", **options):
    return client.post(to, data={"badge": badge, "pin": pin}, **options)


def test_a_badge_is_scanned_then_its_pin_typed(app, ada):
    client = app.test_client()
    assert 'data-scan="badge"' in client.get("/sign-in").text
    asked = client.post("/sign-in", data={"code": "u-ada1"})
    assert asked.status_code == 200
    assert 'name="pin"' in asked.text
    assert 'value="U-ADA1"' in asked.text
    answer = enter(client)
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Ada" in client.get("/people").text


def test_the_site_says_for_badges_too_when_a_scan_ends(database_url, db, floor, tmp_path):
    app = make_app(database_url, tmp_path, scan_idle_ms=321, scan_min_chars=5)
    page = app.test_client().get("/sign-in").text
    assert 'data-idle-ms="321" data-min-chars="5"' in page
    app.extensions["database"].dispose()


def test_the_question_for_the_pin_does_not_tell_whether_the_badge_is_known(app, ada):
    client = app.test_client()
    known = client.post("/sign-in", data={"code": "U-ADA1"}).text
    unknown = client.post("/sign-in", data={"code": "U-XXXX"}).text
    assert known.replace("U-ADA1", "") == unknown.replace("U-XXXX", "")


def test_a_badge_scanned_into_the_pin_field_is_a_badge(app, ada):
    answer = enter(app.test_client(), badge="U-OTHER", pin="U-ADA1\r")
    assert answer.status_code == 200
    assert 'value="U-ADA1"' in answer.text


def test_at_the_desk_by_name_and_password(app, ada):
    client = app.test_client()
    assert 'name="password"' in client.get("/sign-in?way=password").text
    answer = client.post("/sign-in", data={"name": " ADA ", "password": "correct horse"})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "form",
    [{"badge": "U-ADA1", "pin": "1111"}, {"badge": "U-NOBODY", "pin": PIN}, {"pin": PIN},
     {"name": "ada", "password": "wrong"}, {"name": "nobody", "password": "wrong"}, {}],
)  # fmt: skip
def test_a_wrong_sign_in_says_so_and_sets_no_cookie(app, ada, form):
    answer = app.test_client().post("/sign-in", data=form)
    assert answer.status_code == 422
    assert "Those two do not belong together" in answer.text
    assert "Set-Cookie" not in answer.headers


def test_a_device_cookie_that_we_never_gave_is_passed_over(app, ada):
    for made_up in ('"\\000"', "x" * 5000, "é"):
        client = app.test_client()
        answer = enter(client, headers={"Cookie": f"{DEVICE_COOKIE}={made_up}"})
        assert answer.status_code == 303
        assert made_up not in cookies_of(answer)[DEVICE_COOKIE]


def test_too_many_wrong_tries_say_how_long_to_wait(app, ada):
    client = app.test_client()
    for _ in range(5):
        enter(client, pin="1111")
    assert "Wait 1 min" in enter(client).text


def cookies_of(answer):
    return {line.split("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}


def test_cookies_are_for_the_server_only(app, ada):
    set_cookies = cookies_of(enter(app.test_client(), base_url="https://localhost"))
    assert set(set_cookies) == {SESSION_COOKIE, DEVICE_COOKIE}
    for line in set_cookies.values():
        assert "HttpOnly" in line
        assert "SameSite=Lax" in line
        assert "Secure" in line
        assert "Path=/" in line
        assert "Domain" not in line
    assert f"Max-Age={12 * 3600}" in set_cookies[SESSION_COOKIE]
    assert f"Max-Age={400 * 24 * 3600}" in set_cookies[DEVICE_COOKIE]


def test_on_plain_http_the_cookies_still_arrive(app, ada):
    assert all("Secure" not in line for line in cookies_of(enter(app.test_client())).values())


def test_the_same_browser_stays_the_same_device(app, ada):
    client = app.test_client()
    enter(client)
    device = client.get_cookie(DEVICE_COOKIE).value
    client.post("/sign-out")
    enter(client)
    assert client.get_cookie(DEVICE_COOKIE).value == device


def test_signing_out_takes_the_session_and_leaves_the_device(app, ada):
    client = app.test_client()
    enter(client)
    assert client.post("/sign-out").location == "/sign-in"
    assert client.get_cookie(SESSION_COOKIE) is None
    assert client.get_cookie(DEVICE_COOKIE) is not None
    assert client.get("/people").location.startswith("/sign-in")


@pytest.mark.parametrize(
    ("target", "reached"),
    [
        ("/people?", "/people"),
        ("/stock/items?q=mug", "/stock/items?q=mug"),
        ("//evil.example", "/"),
        ("https://evil.example/people", "/"),
        ("/\\evil.example", "/"),
        ("/nowhere", "/"),
        ("/people/new", "/"),
        ("/sign-in", "/"),
        ("/sign-out", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_the_interrupted_page_follows_if_it_is_theirs(app, ada, target, reached):
    client = app.test_client()
    page = client.get("/sign-in", query_string={"next": target})
    assert "evil.example" not in page.text
    answer = client.post(
        "/sign-in", query_string={"next": target}, data={"badge": "U-ADA1", "pin": PIN}
    )
    assert answer.location == reached


def test_an_interrupted_page_is_remembered_through_badge_and_pin(app, ada):
    client = app.test_client()
    asked = client.get("/stock/bins?zone=A")
    page = client.get(asked.location).text
    assert "next=/stock/bins?zone%3DA" in page or "next=%2Fstock%2Fbins%3Fzone%3DA" in page


def test_htmx_is_told_to_go_to_the_sign_in_page(app, floor):
    answer = app.test_client().get("/people", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert urlsplit(answer.headers["HX-Redirect"]).path == "/sign-in"


def test_no_secret_is_ever_logged(app, ada, caplog, client_as):
    caplog.set_level(logging.DEBUG)
    client = app.test_client()
    enter(client, pin="11112222")
    enter(client)
    token = client.get_cookie(SESSION_COOKIE).value
    client.post("/sign-in", data={"name": "ada", "password": "wrong horse"})
    boss = client_as("Administrator")
    boss.post("/people", data={"name": "Eve", "roles": "picker", "pin": "33334444"})
    boss.post(f"/people/{ada}/pin", data={"pin": "55556666"})
    for secret in (PIN, "11112222", token, "wrong horse", "33334444", "55556666"):
        assert secret not in caplog.text


def test_the_demo_shows_badges_and_pins_and_others_do_not(database_url, db, floor, tmp_path):
    for demo in (True, False):
        app = make_app(database_url, tmp_path, demo=demo)
        client = app.test_client()
        assert ("U-PICKER" in client.get("/sign-in").text) is demo
        asked = client.post("/sign-in", data={"code": "U-PICKER"}).text
        assert (demo_pin("PICKER") in asked) is demo
        app.extensions["database"].dispose()


def test_one_role_leads_straight_to_its_room(client_as):
    answer = client_as("Supervisor").get("/")
    assert answer.status_code == 303
    assert answer.location in ("/orders", "/stock/items")


def test_several_rooms_are_shown_to_choose_from(app, db, floor, client_as):
    with db.command() as session:
        membership = session.get(Membership, (floor.users["Supervisor"], floor.site))
        membership.roles = "picker,supervisor"
    page = client_as("Supervisor").get("/")
    if "picking.tasks" in app.view_functions:
        assert page.status_code == 200
        assert 'href="/pick"' in page.text


def test_a_person_of_two_sites_can_change_over(app, db, floor):
    with db.command() as session:
        other = build_site(session, "TWO")
        user_id = floor.users["Supervisor"]
        session.add(Membership(user_id=user_id, site_id=other.site, roles="supervisor"))
    client = client_of(app, user_id, floor.site)
    assert "Site TWO" in client.get("/").text
    assert client.post(f"/site/{other.site}").status_code == 303
    assert "Site TWO" in client.get("/people").text


def test_the_list_shows_people_of_this_site_only(db, floor, client_as):
    with db.command() as session:
        other = build_site(session, "TWO")
        service.create_user(
            session, site_id=other.site, name="Stranger", roles=["picker"], pin="1234"
        )
    page = client_as("Supervisor").get("/people").text
    assert "Picker" in page
    assert "Stranger" not in page
    assert "Take somebody on" not in page


def test_a_supervisor_sees_and_opens_a_lock(app, db, floor, ada, client_as):
    with db.command() as session:
        locked_until = clock.now() + timedelta(minutes=15)
        session.add(SignInThrottle(user_id=ada, device_id="", wrong=15, locked_until=locked_until))
    boss = client_as("Supervisor")
    assert "Locked" in boss.get("/people").text
    answer = boss.post(f"/people/{ada}/unlock", follow_redirects=True)
    assert "Wrong tries are forgotten" in answer.text
    assert "Locked" not in answer.text
    assert enter(app.test_client()).status_code == 303


def test_an_administrator_takes_somebody_on_who_can_then_sign_in(app, floor, client_as):
    boss = client_as("Administrator")
    assert 'name="pin"' in boss.get("/people/new").text
    form = {"name": "Eve", "badge": "U-eve7", "roles": ["picker", "packer"], "pin": "2342"}
    answer = boss.post("/people", data=form, follow_redirects=True)
    assert "U-EVE7" in answer.text
    assert enter(app.test_client(), badge="U-EVE7", pin="2342").status_code == 303


def test_what_was_typed_is_kept_when_somebody_cannot_be_taken_on(floor, client_as):
    form = {"name": "Eve", "badge": "PICKER", "roles": ["packer"], "pin": "2342"}
    answer = client_as("Administrator").post("/people", data=form)
    assert answer.status_code == 409
    assert "belongs to somebody already" in answer.text
    assert 'value="Eve"' in answer.text
    assert 'value="packer" checked' in answer.text
    assert "2342" not in answer.text


def test_an_administrator_changes_a_person(db, floor, client_as):
    boss, user_id = client_as("Administrator"), floor.users["Picker"]
    assert 'value="picker" checked' in boss.get(f"/people/{user_id}").text
    boss.post(f"/people/{user_id}", data={"name": "Pia", "roles": ["packer"], "is_active": "yes"})
    boss.post(f"/people/{user_id}/password", data={"username": "pia", "password": "long enough"})
    with db.read() as session:
        kept = session.execute(select(User).where(User.id == user_id)).scalar_one()
        assert (kept.name, kept.username, kept.is_active) == ("Pia", "pia", True)
    answer = boss.post(f"/people/{user_id}/pin", data={"pin": "12"})
    assert answer.status_code == 422
    assert "4 to 8 digits" in answer.text
