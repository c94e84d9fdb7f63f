"""Who carries a trip: the lease, its renewal, taking over with consent, and handing over."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.support.builders import build_user, stock
from tests.support.clock import NOON
from tests.support.orders import Hand, actor_of, build_order, release
from warehouse.kernel.ids import new_event_id
from warehouse.ledger.models import LedgerEvent
from warehouse.picking import service as picking
from warehouse.picking.errors import NotAPicker
from warehouse.picking.models import PickTask
from warehouse.sync.rules import read_envelope
from warehouse.sync.service import take_in

MUG = "09521234000013"


@dataclass
class LaterHand(Hand):
    """A hand that does things some minutes after noon."""

    minutes: int = 0

    def do(self, kind, *, event_id=None, **body):
        envelope = read_envelope(kind, str(event_id or new_event_id()), body)
        now = NOON + timedelta(minutes=self.minutes)
        return take_in(self.database, envelope, self.actor, now)


@pytest.fixture
def carried(db, floor):
    """The picker stands at a bin with two of three mugs in the hand."""
    with db.command() as session:
        build_user(session, floor, "Zoe", "picker")
        stock(session, floor, "MUG", "A-01-1", 9)
        task = release(session, floor, build_order(session, floor, ("MUG", 3), ref="111-1"))[0]
    hand = LaterHand(db, actor_of(floor))
    hand.claim(task)
    for code in ("T-0001", "B-A-01-1", MUG, MUG):
        assert hand.scan(code).status == "posted"
    return hand


@pytest.fixture
def zoe(db, floor, carried):
    return LaterHand(db, actor_of(floor, "Zoe", "picker"), task=carried.task)


def here(db, hand, minutes):
    with db.command() as session:
        now = NOON + timedelta(minutes=minutes)
        return picking.still_here(session, hand.actor, hand.task, now=now)


def test_a_task_is_taken_over_after_its_lease_at_the_exact_step(carried, zoe):
    zoe.minutes = 14
    assert zoe.claim(carried.task).answer["code"] == "task_taken"
    zoe.minutes = 15
    assert zoe.claim(carried.task).status == "posted"
    assert (zoe.screen().step, zoe.screen().stop.in_hand) == ("more", 2)


def test_whoever_is_there_keeps_the_lease_without_an_event(db, carried, zoe):
    with db.read() as session:
        before = session.execute(select(func.count()).select_from(LedgerEvent)).scalar_one()
    assert here(db, carried, 12).is_yours
    with db.read() as session:
        after = session.execute(select(func.count()).select_from(LedgerEvent)).scalar_one()
    assert before == after
    zoe.minutes = 26
    assert zoe.claim(carried.task).answer["code"] == "task_taken"
    assert not here(db, zoe, 26).is_yours


def test_a_picker_who_is_asked_hands_over_by_pausing(db, carried, zoe):
    told = zoe.do("pick.ask", task=carried.task).answer
    assert told["sentence"] == "Picker is told, and hands it over by pressing Pause."
    assert here(db, carried, 1).asked_by == "Zoe"
    answer = carried.press("pause").answer
    assert answer["sentence"] == "Zoe goes on with it at this step."
    assert (zoe.screen().step, zoe.screen().stop.in_hand) == ("more", 2)
    assert carried.press("undo").answer["code"] == "not_your_task"
    assert here(db, zoe, 2).asked_by == ""


def test_whoever_has_asked_takes_over_from_one_who_is_quiet_and_not_from_one_at_work(
    db, carried, zoe
):
    zoe.do("pick.ask", task=carried.task)
    zoe.minutes = 2
    refusal = zoe.claim(carried.task).answer
    assert (refusal["code"], "3 minutes" in refusal["sentence"]) == ("still_at_work", True)
    here(db, carried, 2)
    zoe.minutes = 4
    assert zoe.claim(carried.task).answer["code"] == "still_at_work"
    zoe.minutes = 5
    assert zoe.claim(carried.task).status == "posted"
    assert zoe.screen().stop.in_hand == 2


def test_asking_for_what_nobody_carries_is_claiming_it(carried, zoe):
    carried.press("pause")
    zoe.do("pick.ask", task=carried.task)
    assert zoe.screen().stop.in_hand == 2


def test_a_supervisor_hands_a_trip_to_a_named_picker(db, floor, carried, zoe, client_as):
    desk = client_as("Supervisor")
    page = desk.get("/pick/desk").text
    assert "at A-01-1, Mug, red, 2 in hand" in page
    assert "Hand 111-1 over to" in page
    answer = desk.post(f"/pick/{carried.task}/hand-over", data={"to": str(floor.users["Zoe"])})
    assert answer.status_code == 303
    assert (zoe.screen().step, zoe.screen().stop.in_hand) == ("more", 2)
    with db.read() as session:
        event = session.execute(
            select(LedgerEvent).where(LedgerEvent.kind == "pick.hand_over")
        ).scalar_one()
    assert json.loads(event.body)["to"] == floor.users["Zoe"]
    assert carried.scan(MUG, line=1).answer["code"] == "not_your_task"
    late = carried.scan("T-0001", line=zoe.screen().line_id, units=2)
    assert late.status in {"posted", "review"}  # the hand has done it: booked, with a label


def test_only_somebody_who_may_pick_is_handed_a_trip(db, floor, carried):
    supervisor = actor_of(floor, "Supervisor")
    for nobody in (floor.users["Counter"], 0):
        with pytest.raises(NotAPicker), db.command() as session:
            picking.hand_over(session, supervisor, carried.task, nobody, now=NOON)
    with db.read() as session:
        assert session.get(PickTask, carried.task).user_id == floor.users["Picker"]


def test_the_list_shows_what_colleagues_carry_and_offers_to_ask(db, floor, carried, client_as):
    page = client_as("Supervisor").get("/pick").text
    assert "With colleagues" in page
    assert "Ask for it" in page
    other = Hand(db, actor_of(floor, "Supervisor"))
    other.do("pick.ask", task=carried.task)
    assert "Take over" in client_as("Supervisor").get("/pick").text


def test_a_page_that_is_open_renews_the_lease_over_http(client_as, carried, floor):
    picker = client_as("Picker")
    assert picker.post(f"/pick/{carried.task}/here").json == {
        "asked_by": "", "is_yours": True, "notice": "",
    }  # fmt: skip
    assert not client_as("Supervisor").post(f"/pick/{carried.task}/here").json["is_yours"]


def test_a_picker_goes_on_on_another_device_at_the_exact_step(carried):
    other = replace(carried, actor=replace(carried.actor, device_id="device-2"))
    assert other.claim(carried.task).status == "posted"
    assert (other.screen().step, other.screen().stop.in_hand) == ("more", 2)
