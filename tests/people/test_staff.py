import pytest
from sqlalchemy import select

from tests.support.app import open_session
from tests.support.builders import build_site, build_user
from tests.support.clock import NOON
from warehouse.kernel.errors import NotYours
from warehouse.kernel.ids import fingerprint
from warehouse.people import service
from warehouse.people.errors import (
    BadBadge,
    BadgeTaken,
    BadPassword,
    BadPin,
    BadUserName,
    LastAdministrator,
    NameMissing,
    RoleMissing,
    UserNameTaken,
    WorksElsewhereToo,
)
from warehouse.people.models import Membership, User, WebSession
from warehouse.people.queries import load_actor
from warehouse.people.service.proof import is_proven

ADA = {"name": " Ada  Lovelace ", "roles": ["picker", "packer"], "pin": "4815"}


def take_on(db, floor, **fields):
    with db.command() as session:
        return service.create_user(session, site_id=floor.site, **(ADA | fields))


def acting(db, floor, name, site=None):
    with db.command() as session:
        token, _ = open_session(session, floor.users[name], site or floor.site, now=NOON)
    return load_actor(db, fingerprint(token), NOON)


@pytest.fixture
def boss(db, floor):
    return acting(db, floor, "Administrator")


def change(db, actor, user_id, **fields):
    kept = {"name": "Ada", "roles": ["picker"], "is_active": True} | fields
    with db.command() as session:
        service.change_person(session, actor, user_id, **kept)


def test_a_new_person_has_a_tidy_name_sorted_roles_and_a_badge_made_up(db, floor):
    ada = take_on(db, floor)
    with db.read() as session:
        kept = session.get(User, ada.id)
        roles = session.get(Membership, (ada.id, floor.site)).roles
    assert kept.name == "Ada Lovelace"
    assert roles == "packer,picker"
    assert len(kept.badge) == 8
    assert kept.badge == kept.badge.upper()
    assert kept.username is None
    assert is_proven(kept.pin_hash, "4815")


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"name": " "}, NameMissing),
        ({"name": "x" * 81}, NameMissing),
        ({"roles": []}, RoleMissing),
        ({"roles": ["king"]}, RoleMissing),
        ({"pin": "12"}, BadPin),
        ({"badge": "a b"}, BadBadge),
        ({"badge": "picker"}, BadgeTaken),
        ({"username": "ada", "password": "short"}, BadPassword),
        ({"username": "ada"}, BadPassword),
        ({"password": "long enough"}, BadUserName),
        ({"username": "ada l", "password": "long enough"}, BadUserName),
    ],
)
def test_a_person_that_cannot_be_is_refused_and_nothing_kept(db, floor, fields, refusal):
    with db.read() as session:
        before = session.execute(select(User.id)).scalars().all()
    with pytest.raises(refusal):
        take_on(db, floor, **fields)
    with db.read() as session:
        assert session.execute(select(User.id)).scalars().all() == before


def test_a_user_name_belongs_to_one_person_in_whatever_case(db, floor, boss):
    take_on(db, floor, username="Ada", password="long enough")
    with pytest.raises(UserNameTaken):
        take_on(db, floor, username="ADA", password="long enough")
    with pytest.raises(UserNameTaken), db.command() as session:
        service.set_password(
            session, boss, floor.users["Picker"], username="ada", password="long enough"
        )


def test_a_person_may_keep_the_user_name_with_a_new_password(db, floor, boss):
    ada = take_on(db, floor, username="ada", password="long enough")
    with db.command() as session:
        service.set_password(session, boss, ada.id, username="ada", password="much longer")
    with db.read() as session:
        assert is_proven(session.get(User, ada.id).password_hash, "much longer")


def test_a_new_pin_holds_at_once_and_ends_the_sessions(db, floor, boss):
    actor = acting(db, floor, "Picker")
    with db.command() as session:
        service.set_pin(session, boss, actor.user_id, "2342")
    with db.read() as session:
        assert is_proven(session.get(User, actor.user_id).pin_hash, "2342")
        mine = select(WebSession).where(WebSession.user_id == actor.user_id)
        assert session.execute(mine).all() == []


def test_roles_and_name_change(db, floor, boss):
    change(db, boss, floor.users["Picker"], name="Ada", roles=["counter", "packer"])
    actor = acting(db, floor, "Picker")
    assert (actor.name, actor.roles) == ("Ada", {"counter", "packer"})


def test_shutting_somebody_out_ends_their_sessions(db, floor, boss):
    actor = acting(db, floor, "Picker")
    change(db, boss, actor.user_id, is_active=False)
    with db.read() as session:
        mine = select(WebSession).where(WebSession.user_id == actor.user_id)
        assert session.execute(mine).all() == []


@pytest.mark.parametrize("fields", [{"roles": ["picker"]}, {"is_active": False}])
def test_the_last_administrator_stays_one(db, floor, boss, fields):
    with pytest.raises(LastAdministrator):
        change(db, boss, boss.user_id, **({"roles": ["administrator"]} | fields))


def test_with_a_second_administrator_the_first_may_go(db, floor, boss):
    take_on(db, floor, roles=["administrator"])
    change(db, boss, boss.user_id, roles=["picker"])
    assert acting(db, floor, "Administrator").roles == {"picker"}


@pytest.mark.parametrize("other_roles", ["administrator", "picker"])
def test_one_sites_administrator_gets_no_hold_on_another_sites_people(db, floor, boss, other_roles):
    with db.command() as session:
        other = build_site(session, "TWO")
        both = build_user(session, floor, "Both", "picker")
        session.add(Membership(user_id=both, site_id=other.site, roles=other_roles))
    for use_case in (
        lambda session: service.set_pin(session, boss, both, "1234"),
        lambda session: service.set_password(
            session, boss, both, username="b", password="long enough"
        ),
        lambda session: service.change_person(
            session, boss, both, name="Both", roles=["picker"], is_active=False
        ),
    ):
        with pytest.raises(WorksElsewhereToo), db.command() as session:
            use_case(session)
    change(db, boss, both, name="Both", roles=["packer"])
    assert acting(db, floor, "Both").roles == {"packer"}


def test_people_of_another_site_are_nobody_here(db, floor, boss):
    with db.command() as session:
        stranger = build_user(session, build_site(session, "TWO"), "Stranger", "picker")
    for use_case in (
        lambda session: service.set_pin(session, boss, stranger, "1234"),
        lambda session: service.unlock(session, boss, stranger),
        lambda session: service.change_person(
            session, boss, stranger, name="x", roles=["picker"], is_active=True
        ),
    ):
        with pytest.raises(NotYours), db.command() as session:
            use_case(session)
