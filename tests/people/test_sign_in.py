from datetime import timedelta
from threading import Thread
from time import perf_counter

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from tests.support.builders import build_site, build_user
from tests.support.clock import NOON
from warehouse.kernel.errors import NotYours
from warehouse.kernel.ids import fingerprint
from warehouse.people import service
from warehouse.people.errors import (
    DeviceRevoked,
    NoSite,
    SignInBlocked,
    SignInLocked,
    WrongSignIn,
)
from warehouse.people.models import Device, Membership, SignInThrottle, User, WebSession
from warehouse.people.queries import load_actor
from warehouse.people.service import Claim
from warehouse.people.service.proof import DECOY, is_outdated, is_proven

PIN = "4815"
ADA = Claim(badge="ADA1", secret=PIN)
WRONG = Claim(badge="ADA1", secret="0000")


@pytest.fixture
def ada(db, floor):
    with db.command() as session:
        made = service.create_user(
            session, site_id=floor.site, name="Ada", roles=["picker"], pin=PIN, badge="U-ada1",
            username="Ada.L", password="correct horse",
        )  # fmt: skip
        return made.id


def sign_in(db, claim=ADA, *, device_secret=None, now=NOON, replaces=None):
    return service.sign_in(db, claim, device_secret=device_secret, now=now, replaces=replaces)


def fail(db, times, *, device=None, now=NOON):
    for _ in range(times):
        with pytest.raises(WrongSignIn):
            sign_in(db, WRONG, device_secret=device, now=now)


def test_badge_and_pin_open_a_session_at_the_persons_site(db, floor, ada):
    signed_in = sign_in(db)
    actor = load_actor(db, fingerprint(signed_in.token), NOON)
    assert (actor.user_id, actor.name, actor.site_id) == (ada, "Ada", floor.site)
    assert actor.site_code == "HQ"
    assert actor.roles == {"picker"}
    assert actor.device_id == signed_in.device_id


def test_user_name_and_password_open_a_session_too(db, ada):
    assert sign_in(db, Claim(username="ada.l", secret="correct horse")).user_id == ada


def test_neither_secret_nor_token_is_kept_or_shown(db, ada):
    signed_in = sign_in(db)
    with db.read() as session:
        user = session.get(User, ada)
        kept = session.execute(select(WebSession.token_hash)).scalar_one()
    assert user.pin_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert kept == fingerprint(signed_in.token)
    assert PIN not in repr(ADA)
    assert signed_in.token not in repr(signed_in)


@pytest.mark.parametrize(
    "claim",
    [
        WRONG,
        Claim(badge="NOBODY", secret=PIN),
        Claim(badge="", username="", secret=""),
        Claim(username="ada.l", secret=PIN),
        Claim(username="nobody", secret=PIN),
        Claim(badge="PICKER", secret="-"),
        Claim(badge="ADA1", secret="\x00"),
    ],
)
def test_every_wrong_claim_gets_the_same_sentence(db, ada, claim):
    with pytest.raises(WrongSignIn) as refused:
        sign_in(db, claim)
    assert str(refused.value) == WrongSignIn.sentence


def test_an_unknown_badge_takes_as_long_as_a_wrong_pin(db, ada):
    def quickest(claim):
        took = []
        for _ in range(3):
            start = perf_counter()
            with pytest.raises(WrongSignIn):
                sign_in(db, claim)
            took.append(perf_counter() - start)
        return min(took)

    known, unknown = quickest(WRONG), quickest(Claim(badge="NOBODY", secret="0000"))
    assert known / 3 < unknown < known * 3


def test_the_decoy_is_made_as_todays_hashes_are():
    assert not is_outdated(DECOY)
    assert not is_proven(None, "")


def test_an_inactive_person_stays_out(db, ada):
    with db.command() as session:
        session.get(User, ada).is_active = False
    with pytest.raises(WrongSignIn):
        sign_in(db)


def test_a_person_without_a_role_anywhere_is_told_so(db, ada):
    with db.command() as session:
        session.delete(session.execute(select(Membership).filter_by(user_id=ada)).scalar_one())
    with pytest.raises(NoSite):
        sign_in(db)


def test_wrong_tries_stay_counted_and_the_fifth_locks_for_a_minute(db, ada):
    fail(db, 5)
    with pytest.raises(SignInLocked):
        sign_in(db)
    assert sign_in(db, now=NOON + timedelta(minutes=1)).user_id == ada


def test_a_right_pin_wipes_the_count(db, ada):
    device = sign_in(db).device_secret
    fail(db, 4, device=device)
    sign_in(db, device_secret=device)
    fail(db, 4, device=device)
    assert sign_in(db, device_secret=device).user_id == ada


def test_twenty_wrong_tries_need_a_supervisor(db, floor, ada):
    for minutes in (0, 5, 15, 40):
        fail(db, 5, now=NOON + timedelta(minutes=minutes))
    later = NOON + timedelta(days=30)
    with pytest.raises(SignInBlocked):
        sign_in(db, now=later)
    boss = sign_in(db, someone_with_pin(db, floor, "Boss", "supervisor"))
    actor = load_actor(db, fingerprint(boss.token), NOON)
    with db.command() as session:
        service.unlock(session, actor, ada)
    assert sign_in(db, now=later).user_id == ada


def test_throwing_the_device_cookie_away_gives_no_fresh_tries(db, ada):
    for made_up in ("a", "b", "c", "d", "e"):
        fail(db, 1, device=made_up)
    with pytest.raises(SignInLocked):
        sign_in(db, device_secret="f")


def test_somebody_elses_tries_do_not_lock_the_device_that_a_person_uses(db, ada):
    device = sign_in(db).device_secret
    fail(db, 5)
    assert sign_in(db, device_secret=device).user_id == ada


def test_tries_at_the_same_moment_are_all_counted(db, ada):
    def hammer():
        for _ in range(2):
            try:
                sign_in(db, WRONG)
            except (WrongSignIn, SignInLocked) as refused:
                refusals.append(type(refused))

    refusals = []
    threads = [Thread(target=hammer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refusals.count(WrongSignIn) == 5
    assert refusals.count(SignInLocked) == 3


def test_a_revoked_device_signs_nobody_in(db, ada):
    device = sign_in(db).device_secret
    with db.command() as session:
        session.get(Device, fingerprint(device)).is_revoked = True
    with pytest.raises(DeviceRevoked):
        sign_in(db, device_secret=device)


def test_a_device_keeps_its_id_and_makes_none_up_itself(db, ada):
    assert sign_in(db, device_secret="made up").device_secret != "made up"
    first = sign_in(db)
    again = sign_in(db, device_secret=first.device_secret)
    assert (again.device_id, again.device_secret) == (first.device_id, first.device_secret)
    assert first.device_id == fingerprint(first.device_secret)


def test_a_quick_switch_ends_the_session_before(db, floor, ada):
    first = sign_in(db)
    boss = someone_with_pin(db, floor, "Boss", "supervisor")
    second = sign_in(db, boss, device_secret=first.device_secret, replaces=first.token)
    assert load_actor(db, fingerprint(first.token), NOON) is None
    assert load_actor(db, fingerprint(second.token), NOON).name == "Boss"


def test_signing_out_ends_the_session_and_may_be_done_twice(db, ada):
    signed_in = sign_in(db)
    for _ in range(2):
        with db.command() as session:
            service.sign_out(session, signed_in.token)
    assert load_actor(db, fingerprint(signed_in.token), NOON) is None


def test_old_sessions_are_swept_away_at_the_next_sign_in(db, ada):
    sign_in(db)
    sign_in(db, now=NOON + timedelta(hours=13))
    with db.read() as session:
        assert session.execute(select(func.count()).select_from(WebSession)).scalar_one() == 1


def test_a_hash_made_with_other_parameters_is_made_anew_at_the_next_sign_in(db, ada):
    weaker = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PIN)
    with db.command() as session:
        session.get(User, ada).pin_hash = weaker
    sign_in(db)
    with db.read() as session:
        kept = session.get(User, ada).pin_hash
    assert not is_outdated(kept)
    assert is_proven(kept, PIN)


def test_a_person_of_two_sites_can_go_to_the_other_and_nowhere_else(db, floor, ada):
    with db.command() as session:
        second, third = build_site(session, "TWO"), build_site(session, "THREE")
        session.add(Membership(user_id=ada, site_id=second.site, roles="packer"))
    signed_in = sign_in(db)
    with db.command() as session:
        service.switch_site(session, signed_in.token, ada, second.site)
    actor = load_actor(db, fingerprint(signed_in.token), NOON)
    assert (actor.site_id, actor.roles) == (second.site, {"packer"})
    with pytest.raises(NotYours), db.command() as session:
        service.switch_site(session, signed_in.token, ada, third.site)


def test_no_count_is_left_behind_by_claims_about_nobody(db, ada):
    with pytest.raises(WrongSignIn):
        sign_in(db, Claim(badge="NOBODY", secret=PIN))
    with db.read() as session:
        assert session.execute(select(SignInThrottle)).all() == []


def someone_with_pin(db, floor, name, *roles):
    with db.command() as session:
        service.create_user(
            session, site_id=floor.site, name=name, roles=roles, pin=PIN, badge=name
        )
    return Claim(badge=name.upper(), secret=PIN)


def test_builders_people_have_no_pin_that_opens(db, floor):
    with db.command() as session:
        build_user(session, floor, "Eve", "picker")
    with pytest.raises(WrongSignIn):
        sign_in(db, Claim(badge="EVE", secret="-"))
