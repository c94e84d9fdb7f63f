"""The table of docs/offline.md, row by row: what a device did meanwhile meets what others did.

Each row is the ledger's entry, what the picker is told and given to do, and what the supervisor
sees. That the book still adds up after each of them is checked by the database's own fixture.
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.putback.conftest import Returner
from tests.support.builders import build_lot, build_user, post_moves, stock
from tests.support.clock import NOON
from tests.support.orders import Hand, actor_of, build_order, release
from warehouse import offered as offered_by_slices
from warehouse.catalog.models import Lot
from warehouse.counting.models import CountTask
from warehouse.jobs.service import do_next
from warehouse.kernel.ids import new_event_id
from warehouse.ledger.models import Allocation, Balance, LedgerEvent, Move
from warehouse.orders.models import OrderContainer
from warehouse.picking import service as picking
from warehouse.picking.models import PickLine, PickTask
from warehouse.sync.queries import case_desk
from warehouse.sync.rules import read_envelope
from warehouse.sync.service import decide, take_in

MUG, CAMERA, TEA = "09521234000013", "09521234000037", "09521234000020"
LATER = NOON + timedelta(minutes=15)
ROOT = Path(__file__).parents[2]


class Device(Hand):
    """A handheld that has decided by itself: what it sends has happened already."""

    def late(self, code, *, line, units=None, stands=True, event_id=None, now=LATER):
        body = {"task": self.task, "line": line, "code": code}
        body |= {} if units is None else {"units": units}
        envelope = read_envelope("pick.scan", str(event_id or new_event_id()), body)
        return take_in(self.database, envelope, self.actor, now, stands=stands)


class World:
    def __init__(self, db, floor):
        self.db, self.floor = db, floor
        with db.command() as session:
            build_user(session, floor, "Paul", "picker")
        self.device, self.paul = (
            Device(db, actor_of(floor)),
            Device(db, actor_of(floor, "Paul", "picker")),
        )
        self.boss = actor_of(floor, "Supervisor")

    def released(self, *lines):
        with self.db.command() as session:
            self.order = build_order(session, self.floor, *lines, ref="111-1")
            task = release(session, self.floor, self.order)[0]
            self.line = session.execute(select(PickLine.id)).scalars().first()
        self.device.claim(task)
        self.device.scan("T-0001")
        self.paul.task = task

    def taken_over(self):
        """Paul goes on with the trip whose picker was not heard of for a quarter of an hour."""
        envelope = read_envelope("pick.claim", str(new_event_id()), {"task": self.paul.task})
        assert take_in(self.db, envelope, self.paul.actor, LATER).status == "posted"

    def on_hand(self, sku, place):
        with self.db.read() as session:
            return sum(
                session.execute(
                    select(Balance.on_hand).where(
                        Balance.item_id == self.floor.items[sku],
                        Balance.place_id == self.floor.places[place],
                    )
                ).scalars()
            )

    def desk(self):
        with self.db.read() as session:
            return case_desk(session, self.floor.site)

    def decided(self, decision):
        case = self.desk().cases[0].case_id
        with self.db.command() as session:
            decide(session, self.boss, case, decision, now=LATER)

    def put_backs(self, who="Picker"):
        return Returner(self.db, actor_of(self.floor, who, "picker")).offered()

    def counts(self):
        while do_next(self.db, offered_by_slices("HANDLERS"), now=LATER):
            pass
        with self.db.read() as session:
            return list(session.execute(select(CountTask.reasons)).scalars())


@pytest.fixture
def world(db, floor):
    return World(db, floor)


@pytest.fixture
def mugs(world):
    """Two mugs of ten, to be picked from A-01-1; the device has its tote and is on its way."""
    with world.db.command() as session:
        stock(session, world.floor, "MUG", "A-01-1", 10)
    world.released(("MUG", 2))
    return world


def test_the_same_event_again_does_nothing_and_is_counted(mugs):
    event = new_event_id()
    for code in ("B-A-01-1", MUG, MUG):
        mugs.device.scan(code)
    first = mugs.device.late("T-0001", line=mugs.line, units=2, event_id=event)
    assert first.status == "posted"
    assert mugs.device.late("T-0001", line=mugs.line, units=2, event_id=event) == first
    assert mugs.on_hand("MUG", "T-0001") == 2
    assert (mugs.desk().cases, mugs.desk().labels, mugs.put_backs()) == ([], [], [])


def test_what_fits_the_plan_all_the_same_is_posted_with_a_label(mugs):
    mugs.taken_over()
    assert mugs.device.late("B-A-01-1", line=mugs.line).answer["code"] == "not_your_task"
    verdict = mugs.device.late("T-0001", line=mugs.line, units=2)
    assert (verdict.status, verdict.answer["title"]) == ("posted", "2 in T-0001")
    assert (mugs.on_hand("MUG", "T-0001"), mugs.paul.screen().step) == (2, "drop")
    assert [row.sentence for row in mugs.desk().labels] == [
        "2 × Mug, red were picked while the task was with Paul."
    ]
    assert (mugs.desk().cases, mugs.put_backs()) == ([], [])
    with mugs.db.read() as session:
        promise = session.execute(select(Allocation)).scalar_one()
        assert promise.taken == 2


def test_what_was_picked_already_is_booked_and_put_back(mugs):
    mugs.taken_over()
    for code in ("B-A-01-1", MUG, MUG, "T-0001"):
        assert mugs.paul.scan(code).status == "posted"
    for code in ("B-A-01-1", MUG, MUG):
        assert mugs.device.late(code, line=mugs.line).status == "rejected"
    verdict = mugs.device.late("T-0001", line=mugs.line, units=2)
    assert verdict.status == "review"
    said = "Picked at 12:00 by Paul: put 2 Mug, red from T-0001 back in A-01-1."
    assert verdict.answer["sentence"] == said
    assert (mugs.on_hand("MUG", "T-0001"), mugs.on_hand("MUG", "A-01-1")) == (4, 6)
    assert [(row.reason, row.units, row.is_mine) for row in mugs.put_backs()] == [(said, 2, True)]
    assert [(case.sentence, case.is_open) for case in mugs.desk().cases] == [(said, False)]
    assert mugs.desk().cases[0].doing == "Put 2 × Mug, red from A-01-1 into T-0001"
    hand = Returner(mugs.db, actor_of(mugs.floor))
    hand.claim(mugs.put_backs()[0].task_id)
    for code in ("T-0001", MUG, MUG, "B-A-01-1"):
        assert hand.scan(code).status == "posted"
    assert hand.press("finish").status == "posted"
    assert (mugs.on_hand("MUG", "T-0001"), mugs.on_hand("MUG", "A-01-1")) == (2, 8)
    assert mugs.paul.scan("B-PACK-1").status == "posted", "the trip itself goes on"
    mugs.decided("seen")
    assert mugs.desk().cases == []


def test_only_what_exceeds_the_plan_is_put_back(mugs):
    mugs.taken_over()
    for code in ("B-A-01-1", MUG):
        mugs.paul.scan(code)
    verdict = mugs.device.late("T-0001", line=mugs.line, units=2)
    assert verdict.status == "review"
    assert "put 1 Mug, red" in verdict.answer["sentence"]
    assert (mugs.paul.screen().stop.left, mugs.paul.screen().stop.in_hand) == (1, 1)
    assert mugs.paul.scan("T-0001").status == "posted"
    assert mugs.on_hand("MUG", "T-0001") == 3


def test_without_the_devices_own_decision_an_over_pick_is_refused_as_ever(mugs):
    mugs.taken_over()
    for code in ("B-A-01-1", MUG, MUG, "T-0001"):
        mugs.paul.scan(code)
    verdict = mugs.device.late("T-0001", line=mugs.line)
    assert (verdict.status, verdict.answer["code"]) == ("rejected", "not_your_task")
    assert mugs.on_hand("MUG", "T-0001") == 2


def test_a_tote_of_another_order_gives_back_all_that_came_into_it(mugs):
    with mugs.db.command() as session:
        other = build_order(session, mugs.floor, ("MUG", 1), ref="111-2")
        second = release(session, mugs.floor, other)[0]
    mugs.paul.claim(second)
    mugs.paul.scan("T-0002")
    verdict = mugs.device.late("T-0002", line=mugs.line, units=2)
    assert verdict.status == "review"
    assert [row.container for row in mugs.put_backs()] == ["T-0002"]
    assert mugs.device.screen().stop.left == 2


def test_units_in_a_tote_that_nobody_knew_of_are_found_at_packing(mugs):
    mugs.taken_over()
    assert mugs.device.late("T-0003", line=mugs.line, units=2).status == "posted"
    with mugs.db.read() as session:
        bound = session.execute(select(OrderContainer.place_id)).scalars()
        assert mugs.floor.places["T-0003"] in set(bound)


def test_the_device_takes_back_what_it_did_too_late(mugs):
    mugs.taken_over()
    for code in ("B-A-01-1", MUG, MUG, "T-0001"):
        mugs.paul.scan(code)
    mugs.device.late("T-0001", line=mugs.line, units=2)
    assert mugs.device.press("undo").status == "posted"
    assert (mugs.on_hand("MUG", "T-0001"), mugs.put_backs()) == (2, [])
    assert mugs.device.press("undo").answer["code"] == "not_your_task"
    assert mugs.paul.press("undo").status == "posted", "Paul's own scan, and nobody else's"
    assert mugs.on_hand("MUG", "T-0001") == 0


def test_a_book_that_is_too_low_is_set_right_and_the_bin_is_counted(world):
    with world.db.command() as session:
        stock(session, world.floor, "MUG", "A-01-1", 2)
    world.released(("MUG", 2))
    with world.db.command() as session:
        post_moves(session, world.floor, ("MUG", "", "A-01-1", "A-01-2", 1))
    for code in ("B-A-01-1", MUG, MUG):
        world.device.scan(code)
    verdict = world.device.late("T-0001", line=world.line, units=2)
    assert (verdict.status, verdict.answer["signal"]) == ("posted", "look")
    assert verdict.answer["title"] == "Noted"
    assert "A-01-1 will be counted" in verdict.answer["sentence"]
    assert (world.on_hand("MUG", "A-01-1"), world.on_hand("MUG", "T-0001")) == (0, 2)
    with world.db.read() as session:
        moves = session.execute(select(Move).order_by(Move.id.desc()).limit(2)).scalars().all()
        places = world.floor.places
        assert [(move.from_id, move.to_id, move.quantity) for move in reversed(moves)] == [
            (places["discrepancy"], places["A-01-1"], 1),
            (places["A-01-1"], places["T-0001"], 2),
        ]
    assert any("more was found" in reasons for reasons in world.counts())


def test_goods_of_a_cancelled_order_are_kept_back_and_put_back(mugs):
    with mugs.db.command() as session:
        picking.call_off(session, mugs.floor.site, mugs.order, now=NOON, user_id=None)
    assert mugs.device.late(MUG, line=mugs.line).answer["code"] == "order_called_off"
    verdict = mugs.device.late("T-0001", line=mugs.line, units=2)
    assert (verdict.status, verdict.answer["signal"]) == ("quarantined", "refused")
    assert verdict.answer["sentence"].startswith("STOP. Order 111-1 was cancelled: do not ship it.")
    assert verdict.answer["stops"]
    assert mugs.on_hand("MUG", "T-0001") == 0
    case = mugs.desk().cases[0]
    assert (case.is_open, case.may_post, case.may_reverse) == (True, False, True)
    mugs.decided("reverse")
    assert mugs.on_hand("MUG", "T-0001") == 2
    assert [row.reason for row in mugs.put_backs()] == [
        "Order 111-1 was cancelled: put 2 Mug, red from T-0001 back in A-01-1."
    ]


@pytest.mark.parametrize("decision", ["post", "reverse", "reject"])
def test_goods_of_a_blocked_lot_are_kept_back_until_a_supervisor_decides(world, decision):
    with world.db.command() as session:
        build_lot(session, world.floor, "TEA", "L1")
        stock(session, world.floor, "TEA", "B-01-1", 5, lot="L1")
    world.released(("TEA", 1))
    for code in ("B-B-01-1", TEA, "L1"):
        assert world.device.scan(code).status == "posted"
    with world.db.command() as session:
        session.get(Lot, world.floor.lots["TEA", "L1"]).is_blocked = True
    assert world.device.late("T-0001", line=world.line).answer["code"] == "lot_blocked"
    verdict = world.device.late("T-0001", line=world.line, units=1)
    assert (verdict.status, verdict.answer["code"]) == ("quarantined", "lot_blocked")
    assert "do not ship it" in verdict.answer["sentence"]
    assert world.on_hand("TEA", "T-0001") == 0
    case = world.desk().cases[0]
    assert (case.may_post, case.may_reverse) == (True, True)
    world.decided(decision)
    assert world.on_hand("TEA", "T-0001") == (0 if decision == "reject" else 1)
    assert len(world.put_backs()) == (decision == "reverse")
    assert ("a pick from here was rejected" in world.counts()) == (decision == "reject")
    assert (world.device.screen().step == "drop") == (decision == "post")


@pytest.mark.parametrize("decision", ["post", "reverse", "reject"])
def test_goods_that_somebody_shut_out_has_moved_are_kept_back(mugs, decision):
    for code in ("B-A-01-1", MUG, MUG):
        assert mugs.device.late(code, line=mugs.line, stands=False).status == "quarantined"
    verdict = mugs.device.late("T-0001", line=mugs.line, units=2, stands=False)
    assert (verdict.status, verdict.answer["code"]) == ("quarantined", "shut_out")
    assert [case.may_reverse for case in mugs.desk().cases] == [False, False, False, True]
    case = mugs.desk().cases[-1].case_id
    with mugs.db.command() as session:
        decide(session, mugs.boss, case, decision, now=LATER)
    assert mugs.on_hand("MUG", "T-0001") == (0 if decision == "reject" else 2)
    assert len(mugs.put_backs()) == (decision == "reverse")
    with mugs.db.read() as session:
        left = session.execute(select(PickLine.wanted - PickLine.picked)).scalar_one()
        assert left == (0 if decision == "post" else 2)


@pytest.mark.parametrize("decision", ["post", "reverse", "reject"])
def test_a_serial_that_the_book_has_elsewhere_is_looked_at_first(world, decision):
    with world.db.command() as session:
        build_lot(session, world.floor, "CAM", "S-100", serial=True)
        stock(session, world.floor, "CAM", "A-02-1", 1, lot="S-100")
    world.released(("CAM", 1))
    for code in ("B-A-02-1", CAMERA, "S-100"):
        assert world.device.scan(code).status == "posted"
    with world.db.command() as session:
        post_moves(session, world.floor, ("CAM", "S-100", "A-02-1", "B-01-1", 1))
    assert world.device.late("T-0001", line=world.line).answer["code"] == "serial_elsewhere"
    verdict = world.device.late("T-0001", line=world.line, units=1)
    assert (verdict.status, verdict.answer["title"]) == ("review", "Check the item")
    assert "By the book serial S-100 is in B-01-1" in verdict.answer["sentence"]
    assert world.on_hand("CAM", "B-01-1") == 1
    case = world.desk().cases[0]
    assert (case.is_open, case.may_post, case.may_reverse) == (True, True, True)
    world.decided(decision)
    assert world.on_hand("CAM", "T-0001") == (0 if decision == "reject" else 1)
    assert len(world.put_backs()) == (decision == "reverse")


def test_an_event_over_a_hole_in_a_new_epoch_or_with_a_mad_clock_is_posted_and_flagged():
    """Shown in tests/sync/test_flags.py: each flag by itself, refused events too."""
    shown = (ROOT / "tests/sync/test_flags.py").read_text("utf-8")
    for name in ("over_a_hole_is_labelled", "a_new_epoch_is_labelled", "a_clock_that_is_wrong"):
        assert re.search(rf"\ndef test_\w*{name}", shown)


def test_docs_name_a_test_for_every_row():
    page = (ROOT / "docs/offline.md").read_text("utf-8")
    rows = re.findall(r"^\| .* \| `(test_\w+)` \|$", page, re.MULTILINE)
    texts = [file.read_text("utf-8") for file in (ROOT / "tests").rglob("test_*.py")]
    there = {name for text in texts for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)}
    assert len(rows) >= 8
    assert set(rows) <= there


def test_events_of_a_conflict_tell_the_same_again(mugs):
    mugs.taken_over()
    for code in ("B-A-01-1", MUG, MUG, "T-0001"):
        mugs.paul.scan(code)
    event = new_event_id()
    first = mugs.device.late("T-0001", line=mugs.line, units=2, event_id=event)
    again = mugs.device.late("T-0001", line=mugs.line, units=2, event_id=event)
    assert (again.status, again.answer) == (first.status, first.answer)
    assert (len(mugs.put_backs()), len(mugs.desk().cases)) == (1, 1)
    with mugs.db.read() as session:
        assert session.get(LedgerEvent, event).outcome == "review"
        assert session.get(PickTask, mugs.paul.task).state == "claimed"
