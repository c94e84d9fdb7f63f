"""Every transition of docs/scenarios/put-back.md, through the one intake."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.putback.conftest import REASON, Returner
from tests.support.builders import build_lot, build_place, stock
from tests.support.clock import NOON
from tests.support.orders import Hand, actor_of, build_order, release
from warehouse.jobs.models import Job
from warehouse.kernel.errors import Refusal
from warehouse.kernel.ids import new_event_id
from warehouse.ledger.models import Allocation, LedgerEvent
from warehouse.orders.models import OrderContainer
from warehouse.putback import errors, models
from warehouse.putback import service as putback
from warehouse.putback.models import PutBackTask
from warehouse.putback.rules import Step
from warehouse.sync.rules import read_envelope
from warehouse.sync.service import take_in

MUG, MUG_CASE, TEA = "09521234000013", "19521234000010", "09521234000020"
PAGE = (Path(__file__).parents[2] / "docs/scenarios/put-back.md").read_text("utf-8")
CODES = sorted(
    thing.code
    for thing in vars(errors).values()
    if isinstance(thing, type)
    and issubclass(thing, Refusal)
    and thing.__module__ == errors.__name__
)
STATES = (models.OPEN, models.CLAIMED, models.PAUSED, models.DONE, models.CANCELLED)


@pytest.mark.parametrize("step", list(Step))
def test_every_step_has_its_row(step):
    assert f"\n| `{step}` |" in PAGE


@pytest.mark.parametrize("word", [*CODES, *STATES, *putback.HANDLERS])
def test_every_refusal_state_and_event_is_named(word):
    assert f"`{word}`" in PAGE


def refused(verdict, code):
    assert (verdict.status, verdict.answer["code"]) == ("rejected", code), verdict.answer
    return verdict.answer["sentence"]


def scanned(hand, *codes):
    for code in codes:
        verdict = hand.scan(code)
        assert verdict.status == "posted", verdict.answer


def test_from_the_tote_into_the_bins(db, floor, hand, on_hand):
    assert (hand.screen().step, hand.screen().container) == ("container", "T-0001")
    scanned(hand, "T-0001")
    assert (hand.screen().step, hand.screen().line.bin_code) == ("item", "A-01-1")
    scanned(hand, MUG)
    assert (hand.screen().step, hand.screen().line.in_hand) == ("more", 1)
    assert hand.press("quantity", quantity="3").status == "posted"
    assert hand.screen().step == "bin"
    scanned(hand, "B-A-01-1")
    assert (on_hand("MUG", "T-0001"), on_hand("MUG", "A-01-1")) == (0, 10)
    assert (hand.screen().step, hand.screen().line.bin_code) == ("item", "B-01-1")
    scanned(hand, TEA)
    assert hand.screen().step == "lot"
    scanned(hand, "l1", "B-B-01-1")
    assert on_hand("TEA", "B-01-1") == 5
    assert hand.screen().step == "finish"
    told = hand.press("finish").answer
    assert told["sentence"] == "T-0001 is empty and free."
    with db.read() as session:
        assert session.get(PutBackTask, hand.task).state == "done"
        assert session.execute(select(OrderContainer)).first() is None
    refused(hand.press("undo"), "task_over")
    refused(hand.claim(hand.task), "task_over")


def test_a_gs1_code_that_bears_the_lot_needs_no_second_scan(hand):
    scanned(hand, "T-0001", MUG, MUG, MUG, "B-A-01-1", f"]C101{TEA}10L1")
    assert hand.screen().step == "bin"


def test_the_container_is_proved_by_its_own_code(db, floor, hand):
    with db.command() as session:
        build_place(session, floor, "carton", "095212340000000013")
    assert "T-0001" in refused(hand.scan("T-0002"), "wrong_container")
    refused(hand.scan("00095212340000000013"), "wrong_container")
    refused(hand.scan("B-A-01-1"), "wrong_kind")
    refused(hand.scan(MUG), "wrong_kind")
    assert "“what␝ever”" in refused(hand.scan("what\x1dever"), "unknown_code")
    assert hand.screen().step == "container"


def test_wrong_scans_at_the_goods_are_explained(db, floor, hand):
    scanned(hand, "T-0001")
    assert "leave this in T-0001" in refused(hand.scan(TEA), "wrong_item")
    refused(hand.scan("T-0001"), "wrong_kind")
    refused(hand.scan("B-A-01-1"), "wrong_kind")
    refused(hand.scan("nothing"), "unknown_code")
    refused(hand.press("quantity", quantity="1"), "nothing_in_hand")
    assert "6" in refused(hand.scan(MUG_CASE), "too_many_back")
    scanned(hand, MUG)
    refused(hand.press("quantity", quantity="4"), "too_many_back")
    refused(hand.press("quantity", quantity="²"), "not_a_quantity")
    assert "Go to A-01-1" in refused(hand.scan("B-A-01-2"), "wrong_bin")
    assert hand.screen().line.in_hand == 1


def test_a_wrong_lot_stays_where_it_is(db, floor, hand):
    with db.command() as session:
        build_lot(session, floor, "TEA", "L2")
    scanned(hand, "T-0001", MUG, MUG, MUG, "B-A-01-1")
    refused(hand.scan(f"]C101{TEA}10L2"), "wrong_lot")
    scanned(hand, TEA)
    assert "L1" in refused(hand.scan("L2"), "wrong_lot")
    assert hand.screen().step == "lot"


def test_a_part_goes_back_and_the_rest_after_it(hand, on_hand):
    scanned(hand, "T-0001", MUG, "B-A-01-1")
    assert (on_hand("MUG", "A-01-1"), hand.screen().line.left) == (8, 2)
    refused(hand.press("finish"), "lines_left")


def test_a_screen_that_is_older_than_its_line_books_nothing(hand, on_hand):
    scanned(hand, "T-0001")
    line = hand.screen().line_id
    scanned(hand, MUG, MUG, MUG, "B-A-01-1")
    refused(hand.scan(MUG, line=line), "line_done")
    assert on_hand("MUG", "A-01-1") == 10


def test_the_same_event_twice_books_once(hand, on_hand):
    scanned(hand, "T-0001", MUG, MUG, MUG)
    event, line = new_event_id(), hand.screen().line_id
    first = hand.scan("B-A-01-1", event_id=event, line=line)
    assert hand.scan("B-A-01-1", event_id=event, line=line) == first
    assert on_hand("MUG", "A-01-1") == 10


def test_undo_goes_back_to_the_container_step_by_step(db, hand, on_hand):
    scanned(hand, "T-0001", MUG)
    hand.press("quantity", quantity="3")
    scanned(hand, "B-A-01-1")
    assert hand.press("undo").status == "posted"
    assert (on_hand("MUG", "T-0001"), on_hand("MUG", "A-01-1")) == (3, 7)
    assert (hand.screen().step, hand.screen().line.in_hand) == ("bin", 3)
    hand.press("undo")
    assert hand.screen().line.in_hand == 1
    hand.press("undo")
    assert hand.screen().step == "item"
    hand.press("undo")
    assert hand.screen().step == "container"
    refused(hand.press("undo"), "nothing_to_undo")


def test_what_is_not_there_is_counted_by_somebody_else(db, floor, hand, on_hand):
    scanned(hand, "T-0001", MUG)
    told = hand.press("missing").answer
    assert told["sentence"] == "2 were not in T-0001. A-01-1 will be counted."
    assert (on_hand("MUG", "T-0001"), hand.screen().step) == (1, "bin")
    refused(hand.press("undo"), "nothing_to_undo")
    assert "in your hand" in hand.press("missing").answer["sentence"]
    scanned(hand, "B-A-01-1")
    assert hand.press("missing").status == "posted"
    with db.read() as session:
        jobs = list(session.execute(select(Job).where(Job.kind == "count.request")).scalars())
        assert len(jobs) == 2
        assert f'"not_by": {floor.users["Picker"]}' in jobs[0].body
    assert hand.screen().step == "finish"


def test_a_task_is_paused_taken_over_and_gone_on_with_where_it_stands(db, floor, hand):
    other = Returner(db, replace(actor_of(floor, "Supervisor"), device_id="device-2"))
    scanned(hand, "T-0001", MUG)
    assert "Picker" in refused(other.claim(hand.task), "task_taken")
    refused(other.scan(MUG, line=1), "not_your_task")
    assert hand.claim(hand.task).status == "posted"
    hand.press("pause")
    refused(hand.scan(MUG, line=1), "not_your_task")
    assert other.claim(hand.task).status == "posted"
    assert other.screen().line.in_hand == 1
    late = read_envelope("back.claim", str(new_event_id()), {"task": hand.task})
    after = NOON + timedelta(minutes=15)
    assert take_in(db, late, hand.actor, after).status == "posted"
    refused(other.scan(MUG, line=1), "not_your_task")


def test_a_task_of_nobody_here_is_not_found(hand):
    refused(hand.do("back.claim", task=99), "not_found")
    scanned(hand, "T-0001")
    refused(hand.scan(MUG, line=99), "not_found")


def test_a_task_is_withdrawn_with_the_event_that_asked_for_it_until_it_is_begun(db, floor, task):
    with db.read() as session:
        event = session.get(PutBackTask, task).asked_by
    with db.command() as session:
        assert putback.withdraw(session, event)
        assert session.get(PutBackTask, task).state == "cancelled"
    refused(Returner(db, actor_of(floor)).claim(task), "task_over")


def test_a_task_that_was_begun_stays(db, hand):
    with db.command() as session:
        event = session.get(PutBackTask, hand.task).asked_by
        assert not putback.withdraw(session, event)


def test_units_give_their_promise_up_as_they_reach_the_bin(db, floor, order):
    with db.command() as session:
        promise = session.execute(select(Allocation).order_by(Allocation.id)).scalars().first()
        event = session.execute(select(LedgerEvent.id)).scalars().first()
        task = putback.ask(
            session, site_id=floor.site, order_id=order, container_id=floor.places["T-0001"],
            goods=[putback.Goods(promise.item_id, promise.lot_id, promise.place_id, 3, promise.id)],
            reason=REASON, event_id=event, for_user_id=None, now=NOON,
        )  # fmt: skip
    hand = Returner(db, actor_of(floor))
    hand.claim(task)
    scanned(hand, "T-0001", MUG, MUG, MUG, "B-A-01-1")

    def parts():
        with db.read() as session:
            row = session.get(Allocation, promise.id)
            return row.taken, row.released

    assert parts() == (0, 3)
    hand.press("undo")
    assert parts() == (3, 0)


def test_a_tote_of_an_order_that_is_still_to_be_packed_stays_its_own(db, floor, order):
    with db.command() as session:
        stock(session, floor, "CAM", "T-0001", 1)
        event = session.execute(select(LedgerEvent.id)).scalars().first()
        task = putback.ask(
            session, site_id=floor.site, order_id=order, container_id=floor.places["T-0001"],
            goods=[
                putback.Goods(
                    floor.items["CAM"], floor.lots["CAM", ""], floor.places["A-02-1"], 1
                )
            ],
            reason=REASON, event_id=event, for_user_id=None, now=NOON,
        )  # fmt: skip
    hand = Returner(db, actor_of(floor))
    hand.claim(task)
    scanned(hand, "T-0001")
    hand.press("missing")
    hand.press("finish")
    with db.read() as session:
        assert session.execute(select(OrderContainer.order_id)).scalar_one() == order


def test_it_is_offered_in_the_list_first_to_whom_it_concerns(db, floor, task, client_as):
    picker, boss = (Returner(db, actor_of(floor, name)) for name in ("Picker", "Supervisor"))
    with db.command() as session:
        session.get(PutBackTask, task).for_user_id = floor.users["Picker"]
    assert [(row.container, row.units, row.is_mine) for row in picker.offered()] == [
        ("T-0001", 4, True)
    ]
    assert [row.is_mine for row in boss.offered()] == [False]
    picker.claim(task)
    assert boss.offered() == []
    for page in ("/pick", "/pick/desk"):
        assert REASON in client_as("Supervisor" if "desk" in page else "Picker").get(page).text


def test_the_page_asks_for_one_thing_and_sends_others_to_the_list(db, floor, task, client_as):
    picker = client_as("Picker")
    assert picker.get(f"/back/{task}").headers["Location"] == "/pick"
    form = {"kind": "back.claim", "task": task, "event_id": str(new_event_id())}
    assert picker.post("/act", data=form).headers["Location"] == f"/back/{task}"
    page = picker.get(f"/back/{task}").text
    assert "Fetch the tote" in page
    assert REASON in page
    hand = Returner(db, actor_of(floor), task)
    scanned(hand, "T-0001", MUG)
    assert "1 of 3 in your hand" in picker.get(f"/back/{task}").text
    scanned(hand, MUG, MUG)
    assert "Put back into" in picker.get(f"/back/{task}").text
    scanned(hand, "B-A-01-1", TEA)
    assert "Scan the lot" in picker.get(f"/back/{task}").text
    scanned(hand, "L1", "B-B-01-1")
    assert "Everything is back" in picker.get(f"/back/{task}").text
    hand.press("finish")
    answer = picker.post("/act", data=form | {"event_id": str(new_event_id())})
    assert "This task is over" in answer.text


def test_a_pick_of_the_same_order_and_a_put_back_do_not_meet(db, floor, task):
    with db.command() as session:
        release(session, floor, build_order(session, floor, ("MUG", 1), ref="111-2"))
    picker = Hand(db, actor_of(floor))
    picker.claim(1)
    assert picker.scan("T-0001").answer["code"] == "wrong_tote"
