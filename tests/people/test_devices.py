from datetime import timedelta

import pytest

from tests.support.builders import build_site, build_user
from tests.support.clock import NOON
from warehouse.kernel.errors import NotYours
from warehouse.kernel.ids import fingerprint
from warehouse.people import service
from warehouse.people.errors import (
    DeviceNameMissing,
    DeviceNameTaken,
    DeviceRevoked,
    EnrolmentOver,
    NotEnrolled,
    WrongSignIn,
)
from warehouse.people.models import Device, Enrolment, Membership, SignInThrottle
from warehouse.people.queries import devices_screen, load_actor
from warehouse.people.service import Claim
from warehouse.web.guard import Actor

PIN, PASSWORD = "4815", "correct horse"
BADGE, DESK = Claim(badge="ADA1", secret=PIN), Claim(username="ada", secret=PASSWORD)


@pytest.fixture
def boss(floor):
    return Actor(
        user_id=floor.users["Supervisor"], name="Supervisor", site_id=floor.site, site_code="HQ",
        site_name="Site HQ", roles=frozenset({"supervisor"}), device_id="-",
    )  # fmt: skip


@pytest.fixture
def hire(db, floor):
    def hire(*roles):
        with db.command() as session:
            return service.create_user(
                session, site_id=floor.site, name="Ada", roles=roles, pin=PIN, badge="ADA1",
                username="ada", password=PASSWORD,
            ).id  # fmt: skip

    return hire


def offer(db, boss, name="Handheld 7", *, now=NOON):
    return db.decide(lambda session: service.offer_enrolment(session, boss, name, now=now))


def enrol(db, code, *, secret=None, now=NOON):
    return db.decide(lambda session: service.enrol(session, code, secret=secret, now=now))


def sign_in(db, claim, secret=None, *, now=NOON):
    return service.sign_in(db, claim, device_secret=secret, now=now, must_enrol=True)


def test_a_code_makes_a_browser_a_device_of_the_site(db, floor, boss):
    made = enrol(db, offer(db, boss, "  Handheld \t 7 "))
    with db.read() as session:
        device = service.known_device(session, made.secret)
        kept = (device.name, device.site_id, device.enrolled_at, device.id)
    assert kept == ("Handheld 7", floor.site, NOON, fingerprint(made.secret))


def test_neither_code_nor_cookie_is_kept_or_shown(db, boss):
    code = offer(db, boss)
    made = enrol(db, code)
    with db.read() as session:
        kept = [*session.query(Enrolment).all(), *session.query(Device).all()]
        everything = " ".join(str(vars(row)) for row in kept)
    assert len(code) == len(made.secret) == 43  # 256 bits in base64
    assert code not in everything
    assert made.secret not in everything + repr(made)


def test_a_code_works_once(db, boss):
    code = offer(db, boss)
    enrol(db, code)
    with pytest.raises(EnrolmentOver):
        enrol(db, code)


def test_a_code_works_for_fifteen_minutes(db, boss):
    code = offer(db, boss)
    late = NOON + timedelta(minutes=15)
    with pytest.raises(EnrolmentOver):
        enrol(db, code, now=late)
    assert enrol(db, code, now=late - timedelta(seconds=1)).name == "Handheld 7"


def test_looking_at_a_code_does_not_use_it_up(db, boss):
    code = offer(db, boss)
    for _ in range(2):
        with db.read() as session:
            assert service.offered_name(session, code, now=NOON) == "Handheld 7"
    assert enrol(db, code)


@pytest.mark.parametrize("code", ["", "x" * 43, "é"])
def test_a_made_up_code_enrols_nothing(db, boss, code):
    offer(db, boss)
    with pytest.raises(EnrolmentOver):
        enrol(db, code)


def test_a_browser_that_was_known_before_gets_a_new_secret(db, boss, hire):
    hire("supervisor")
    browser = sign_in(db, DESK).device_secret
    assert enrol(db, offer(db, boss), secret=browser).secret != browser


def test_a_device_that_is_enrolled_again_stays_the_same_device(db, boss):
    first = enrol(db, offer(db, boss))
    again = enrol(db, offer(db, boss, "Handheld 8"), secret=first.secret)
    assert (again.device_id, again.secret) == (first.device_id, first.secret)
    assert again.name == "Handheld 8"


def test_two_devices_in_use_are_not_called_the_same(db, boss):
    first = enrol(db, offer(db, boss))
    with pytest.raises(DeviceNameTaken):
        offer(db, boss)
    db.decide(lambda session: service.revoke_device(session, boss, first.device_id))
    assert offer(db, boss)


@pytest.mark.parametrize("name", ["", " \t", "x" * 41])
def test_a_device_needs_a_name_that_can_stand_on_it(db, boss, name):
    with pytest.raises(DeviceNameMissing):
        offer(db, boss, name)


def test_a_badge_opens_an_enrolled_device(db, floor, boss, hire):
    user_id = hire("picker")
    made = enrol(db, offer(db, boss))
    signed_in = sign_in(db, BADGE, made.secret)
    assert (signed_in.user_id, signed_in.device_id) == (user_id, made.device_id)
    with db.read() as session:
        assert session.get(Device, made.device_id).last_user_id == user_id


def test_a_badge_opens_no_other_browser_and_its_pin_is_not_even_tried(db, hire):
    hire("administrator")
    for claim in (BADGE, Claim(badge="ADA1", secret="0000"), Claim(badge="NOBODY", secret="1")):
        with pytest.raises(NotEnrolled):
            sign_in(db, claim)
    with db.read() as session:
        assert session.query(SignInThrottle).all() == []


@pytest.mark.parametrize("role", ["supervisor", "administrator"])
def test_a_password_opens_any_browser_to_those_of_the_desk(db, hire, role):
    hire(role)
    assert sign_in(db, DESK).token


def test_a_password_opens_only_enrolled_devices_to_others(db, boss, hire):
    hire("picker", "packer")
    with pytest.raises(NotEnrolled):
        sign_in(db, DESK)
    with pytest.raises(WrongSignIn):
        sign_in(db, Claim(username="ada", secret="wrong horse"))
    assert sign_in(db, DESK, enrol(db, offer(db, boss)).secret).token


def test_a_person_begins_at_the_devices_own_site(db, floor, hire):
    user_id = hire("picker")
    with db.command() as session:
        second = build_site(session, "TWO")
        session.add(Membership(user_id=user_id, site_id=second.site, roles="picker"))
        other = build_user(session, second, "Other", "supervisor")
    boss = Actor(other, "Other", second.site, "TWO", "Two", frozenset({"supervisor"}), "-")
    signed_in = sign_in(db, BADGE, enrol(db, offer(db, boss)).secret)
    assert load_actor(db, fingerprint(signed_in.token), NOON).site_id == second.site


def test_on_a_browser_that_is_not_enrolled_nobody_goes_on_as_a_picker_elsewhere(db, floor, hire):
    user_id = hire("supervisor")
    with db.command() as session:
        second = build_site(session, "TWO")
        session.add(Membership(user_id=user_id, site_id=second.site, roles="picker"))
    token = sign_in(db, DESK).token
    with pytest.raises(NotEnrolled), db.command() as session:
        service.switch_site(session, token, user_id, second.site, must_enrol=True)


def test_a_revoked_device_signs_everybody_out_at_once_and_nobody_in(db, boss, hire):
    hire("picker")
    made = enrol(db, offer(db, boss))
    token = sign_in(db, BADGE, made.secret).token
    db.decide(lambda session: service.revoke_device(session, boss, made.device_id))
    assert load_actor(db, fingerprint(token), NOON) is None
    with pytest.raises(DeviceRevoked):
        sign_in(db, BADGE, made.secret)


def test_a_revoked_device_comes_back_as_another_one(db, boss, hire):
    hire("picker")
    made = enrol(db, offer(db, boss))
    db.decide(lambda session: service.revoke_device(session, boss, made.device_id))
    again = enrol(db, offer(db, boss), secret=made.secret)
    assert again.device_id != made.device_id
    assert sign_in(db, BADGE, again.secret).token


def test_only_the_devices_of_ones_own_site_can_be_changed(db, floor, boss):
    with db.command() as session:
        second = build_site(session, "TWO")
        other = build_user(session, second, "Other", "administrator")
    stranger = Actor(other, "Other", second.site, "TWO", "Two", frozenset({"administrator"}), "-")
    made = enrol(db, offer(db, boss))
    for change in (
        lambda session: service.revoke_device(session, stranger, made.device_id),
        lambda session: service.rename_device(session, stranger, made.device_id, "Mine"),
    ):
        with pytest.raises(NotYours):
            db.decide(change)
    with db.read() as session:
        assert devices_screen(session, stranger, now=NOON).devices == ()
        assert [row.name for row in devices_screen(session, boss, now=NOON).devices] == [made.name]


def test_the_list_says_who_and_when_and_forgets_browsers_after_a_month(db, boss, hire):
    hire("supervisor")
    sign_in(db, DESK)
    made = enrol(db, offer(db, boss))
    db.decide(lambda session: service.rename_device(session, boss, made.device_id, "Handheld 9"))
    token = sign_in(db, BADGE, made.secret, now=NOON + timedelta(minutes=1)).token
    load_actor(db, fingerprint(token), NOON + timedelta(minutes=5))
    with db.read() as session:
        first, second = devices_screen(session, boss, now=NOON).devices
        later = devices_screen(session, boss, now=NOON + timedelta(days=31)).devices
    assert (first.name, first.last_user, first.is_enrolled) == ("Handheld 9", "Ada", True)
    assert first.last_seen_at == NOON + timedelta(minutes=5)
    assert (second.name, second.is_enrolled) == ("Browser", False)
    assert [row.name for row in later] == ["Handheld 9"]
