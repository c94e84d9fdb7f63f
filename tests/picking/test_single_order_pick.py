"""Every transition of docs/scenarios/single-order-pick.md, through the one intake."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.support.builders import build_lot, build_user, post_moves, stock
from tests.support.orders import Hand, actor_of, build_order, release
from warehouse.jobs.models import Job
from warehouse.kernel.ids import new_event_id
from warehouse.ledger.models import Allocation, Balance, Hold, LedgerEvent
from warehouse.locations.models import Place
from warehouse.orders.models import Order
from warehouse.orders.service.containers import bind_container
from warehouse.picking.errors import AlreadyReleased, NothingAllocated
from warehouse.picking.models import PickTask, Shortage
from warehouse.picking.queries.trip import trip

MUG = "09521234000013"
MUG_CASE = "19521234000010"
TEA = "09521234000020"
CAMERA = "09521234000037"


@pytest.fixture
def task(db, floor):
    """Three mugs from A-01-1 and one tea of lot L1 from B-01-1."""
    with db.command() as session:
        build_lot(session, floor, "TEA", "L1", expires_on=date(2026, 9, 1))
        stock(session, floor, "MUG", "A-01-1", 10)
        stock(session, floor, "TEA", "B-01-1", 5, lot="L1")
        order = build_order(session, floor, ("MUG", 3), ("TEA", 1), ref="111-1")
        return release(session, floor, order)[0]


@pytest.fixture
def hand(db, floor, task):
    hand = Hand(db, actor_of(floor))
    assert hand.claim(task).status == "posted"
    assert hand.scan("T-0001").status == "posted"
    return hand


def on_hand(db, floor, sku, place):
    with db.read() as session:
        return sum(
            session.execute(
                select(Balance.on_hand).where(
                    Balance.item_id == floor.items[sku], Balance.place_id == floor.places[place]
                )
            ).scalars()
        )


def refused(verdict, code):
    assert verdict.status == "rejected"
    assert verdict.answer["code"] == code
    return verdict.answer["sentence"]


def test_a_trip_from_claim_to_packing(db, floor, task):
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    assert hand.screen().step == "take_tote"
    hand.scan("T-0001")
    assert (hand.screen().step, hand.screen().stop.bin_code) == ("bin", "A-01-1")
    hand.scan("B-A-01-1")
    assert hand.screen().step == "item"
    hand.scan(MUG)
    assert (hand.screen().step, hand.screen().stop.in_hand) == ("more", 1)
    hand.press("quantity", quantity="3")
    assert hand.screen().step == "tote"
    hand.scan("T-0001")
    assert (hand.screen().step, hand.screen().stop.bin_code) == ("bin", "B-01-1")
    hand.scan("B-B-01-1")
    hand.scan(TEA)
    assert hand.screen().step == "lot"
    hand.scan("l1")
    hand.scan("T-0001")
    assert hand.screen().step == "drop"
    assert hand.scan("B-PACK-1").status == "posted"
    assert on_hand(db, floor, "MUG", "T-0001") == 3
    assert on_hand(db, floor, "TEA", "T-0001") == 1
    with db.read() as session:
        assert session.get(PickTask, task).state == "done"
        assert session.execute(select(Order.state)).scalar_one() == "picked"
        tote = session.get(Place, floor.places["T-0001"])
        assert tote.parent_id == floor.places["PACK-1"]
        assert all(a.taken == a.quantity for a in session.execute(select(Allocation)).scalars())


def test_a_gs1_code_that_bears_the_lot_needs_no_second_scan(hand):
    for code in ("B-A-01-1", MUG, MUG, MUG, "T-0001", "B-B-01-1"):
        assert hand.scan(code).status == "posted"
    assert hand.scan(f"]C101{TEA}10L1").status == "posted"
    assert hand.screen().step == "tote"


def test_a_wrong_bin_says_where_to_go(hand):
    sentence = refused(hand.scan("B-A-01-2"), "wrong_bin")
    assert "You are at A-01-2" in sentence
    assert "Go to A-01-1" in sentence
    assert hand.screen().step == "bin"


def test_a_bin_never_stands_for_the_item(hand):
    hand.scan("B-A-01-1")
    refused(hand.scan("B-A-01-1"), "wrong_kind")
    assert hand.screen().step == "item"


def test_a_wrong_item_says_what_it_is_and_where_it_lives(hand):
    hand.scan("B-A-01-1")
    sentence = refused(hand.scan(TEA), "wrong_item")
    assert "Tea, green" in sentence
    assert "B-01-1" in sentence


def test_an_unknown_code_is_shown_as_received(hand):
    hand.scan("B-A-01-1")
    assert "“what␝ever”" in refused(hand.scan("what\x1dever"), "unknown_code")


def test_a_case_adds_its_units_and_more_than_wanted_is_refused_with_both_figures(hand):
    hand.scan("B-A-01-1")
    sentence = refused(hand.scan(MUG_CASE), "over_pick")
    assert "6" in sentence
    assert "3" in sentence
    hand.press("quantity", quantity="2")
    assert hand.screen().stop.in_hand == 0


def test_a_case_is_counted_as_its_units(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 20)
        order = build_order(session, floor, ("MUG", 13))
        task = release(session, floor, order)[0]
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    for code in ("T-0001", "B-A-01-1"):
        hand.scan(code)
    assert hand.screen().quantity == "2 cases of 6 + 1"
    hand.scan(MUG_CASE)
    hand.scan(MUG_CASE)
    assert hand.screen().stop.in_hand == 12
    refused(hand.scan(MUG_CASE), "over_pick")
    hand.scan(MUG)
    assert hand.screen().step == "tote"


@pytest.mark.parametrize("typed", ["", "-1", "1.5", "²", "٣", "1e3", "99999999999"])
def test_what_is_not_a_whole_number_is_not_a_quantity(hand, typed):
    hand.scan("B-A-01-1")
    hand.scan(MUG)
    refused(hand.press("quantity", quantity=typed), "not_a_quantity")


def test_a_keyed_number_never_stands_for_the_item(hand):
    hand.scan("B-A-01-1")
    refused(hand.press("quantity", quantity="3"), "nothing_in_hand")


def test_a_double_scan_of_the_last_piece_is_refused_and_counts_once(hand):
    for code in ("B-A-01-1", MUG, MUG, MUG):
        hand.scan(code)
    refused(hand.scan(MUG), "over_pick")
    assert hand.screen().stop.in_hand == 3


def test_the_same_event_twice_has_one_effect_and_one_answer(db, floor, hand):
    for code in ("B-A-01-1", MUG, MUG, MUG):
        hand.scan(code)
    line, event = hand.screen().line_id, new_event_id()
    first = hand.scan("T-0001", line=line, event_id=event)
    again = hand.scan("T-0001", line=line, event_id=event)
    assert first == again
    assert on_hand(db, floor, "MUG", "T-0001") == 3


def test_another_event_under_a_used_id_is_id_reuse(hand):
    event = new_event_id()
    hand.scan("B-A-01-1", event_id=event)
    assert hand.scan(MUG, event_id=event).status == "id_reuse"


def test_back_after_a_confirm_cannot_book_another_line(hand):
    line = hand.screen().line_id
    for code in ("B-A-01-1", MUG, MUG, MUG, "T-0001"):
        hand.scan(code)
    sentence = refused(hand.scan("T-0001", line=line), "line_done")
    assert "Nothing was booked twice" in sentence


def test_another_tote_is_refused_by_name(hand):
    for code in ("B-A-01-1", MUG):
        hand.scan(code)
    sentence = refused(hand.scan("T-0002"), "wrong_tote")
    assert "T-0002" in sentence
    assert "T-0001" in sentence


def test_a_tote_in_use_or_not_empty_cannot_begin_a_trip(db, floor, hand):
    with db.command() as session:
        stock(session, floor, "MUG", "T-0003", 1)
        stock(session, floor, "MUG", "A-01-2", 5)
        other = release(session, floor, build_order(session, floor, ("MUG", 1)))[0]
    second = Hand(db, actor_of(floor, "Supervisor"))
    second.claim(other)
    assert "another trip" in refused(second.scan("T-0001"), "wrong_tote")
    assert "not empty" in refused(second.scan("T-0003"), "wrong_tote")
    refused(second.scan("B-A-01-1"), "wrong_kind")
    refused(second.scan("T-0099"), "unknown_code")


def test_a_tote_that_is_being_packed_from_cannot_begin_a_trip(db, floor, task):
    with db.command() as session:
        other = build_order(session, floor, ("MUG", 1), ref="111-9")
        bind_container(session, floor.places["T-0002"], other)
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    with db.read() as session:
        assert trip(session, hand.actor, task)["totes_free"] == ["T-0001", "T-0003"]
    assert "111-9 is being packed" in refused(hand.scan("T-0002"), "wrong_tote")


def test_a_short_pick_holds_the_rest_counts_the_bin_and_looks_elsewhere(db, floor, task):
    with db.command() as session:
        stock(session, floor, "MUG", "A-02-1", 2)
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    for code in ("T-0001", "B-A-01-1", MUG):
        hand.scan(code)
    verdict = hand.press("short", reason="too_few")
    assert "another bin" in verdict.answer["sentence"]
    hand.scan("T-0001")
    with db.read() as session:
        held = session.execute(select(Hold)).scalars().one()
        assert (held.place_id, held.quantity) == (floor.places["A-01-1"], 9)
        assert [j.kind for j in session.execute(select(Job)).scalars()] == ["count.request"]
        assert session.execute(select(Shortage)).first() is None
    assert hand.screen().stop.bin_code == "A-02-1"
    assert hand.screen().stop.left == 2


def test_what_nobody_has_becomes_one_case(db, floor, hand):
    hand.scan("B-A-01-1")
    assert "no other bin" in hand.press("short", reason="none").answer["sentence"]
    with db.read() as session:
        case = session.execute(select(Shortage)).scalars().one()
        assert (case.units, case.reason) == (3, "none")
    refused(hand.press("short", reason="bored"), "bad_reason")


def test_an_all_short_order_returns_to_the_desk(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 1)
        task = release(session, floor, build_order(session, floor, ("MUG", 1)))[0]
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    hand.scan("T-0001")
    hand.press("short", reason="none")
    assert hand.screen().step == "drop"
    hand.scan("B-PACK-1")
    with db.read() as session:
        assert session.execute(select(Order.state)).scalar_one() == "open"


def test_more_than_the_book_says_is_believed_and_counted(db, floor, task):
    with db.command() as session:
        post_moves(session, floor, ("MUG", "", "A-01-1", "discrepancy", 9))
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    for code in ("T-0001", "B-A-01-1", MUG, MUG, MUG, "T-0001"):
        assert hand.scan(code).status == "posted"
    assert on_hand(db, floor, "MUG", "T-0001") == 3
    assert on_hand(db, floor, "MUG", "A-01-1") == 0
    with db.read() as session:
        assert [j.kind for j in session.execute(select(Job)).scalars()] == ["count.request"]


def test_undo_takes_back_scan_by_scan_to_the_beginning(db, floor, hand):
    for code in ("B-A-01-1", MUG, MUG, MUG, "T-0001"):
        hand.scan(code)
    assert on_hand(db, floor, "MUG", "T-0001") == 3
    hand.press("undo")
    assert on_hand(db, floor, "MUG", "T-0001") == 0
    assert on_hand(db, floor, "MUG", "A-01-1") == 10
    assert (hand.screen().step, hand.screen().stop.in_hand) == ("tote", 3)
    for step, in_hand in (("more", 2), ("more", 1), ("item", 0), ("bin", 0)):
        hand.press("undo")
        assert (hand.screen().step, hand.screen().stop.in_hand) == (step, in_hand)
    hand.press("undo")
    assert hand.screen().step == "take_tote"
    refused(hand.press("undo"), "nothing_to_undo")


def test_a_short_pick_ends_what_can_be_undone(hand):
    hand.scan("B-A-01-1")
    hand.press("short", reason="none")
    refused(hand.press("undo"), "nothing_to_undo")


def test_a_skipped_line_comes_back_last(hand):
    assert hand.screen().stop.bin_code == "A-01-1"
    hand.scan("B-A-01-1")
    hand.press("skip")
    assert hand.screen().stop.bin_code == "B-01-1"
    hand.press("skip")
    assert hand.screen().stop.bin_code == "A-01-1"
    assert hand.screen().step == "bin"


def test_a_line_is_not_left_with_units_in_hand(hand):
    for code in ("B-A-01-1", MUG):
        hand.scan(code)
    assert "1 units" in refused(hand.press("skip"), "units_in_hand")


def test_a_paused_task_goes_on_at_the_exact_step_with_another_picker(db, floor, hand):
    for code in ("B-A-01-1", MUG):
        hand.scan(code)
    hand.press("pause")
    assert hand.screen().template == "picking/tasks.html"
    other = Hand(db, actor_of(floor, "Supervisor"))
    other.claim(hand.task)
    assert (other.screen().step, other.screen().stop.in_hand) == ("more", 1)
    refused(hand.press("undo"), "not_your_task")


def test_a_claimed_task_is_not_claimed_again(db, floor, hand):
    with db.command() as session:
        build_user(session, floor, "Zoe", "picker")
    second = Hand(db, actor_of(floor, "Zoe", "picker"))
    sentence = refused(second.claim(hand.task), "task_taken")
    assert "Picker" in sentence


def test_a_task_cannot_end_while_lines_are_open(hand):
    assert refused(hand.scan("B-PACK-1", line=0), "lines_left").startswith("2 lines")


def test_a_finished_task_takes_no_more_scans(db, floor, hand):
    line = hand.screen().line_id
    for code in ("B-A-01-1", MUG, MUG, MUG, "T-0001", "B-B-01-1", TEA, "L1", "T-0001", "B-PACK-1"):
        assert hand.scan(code).status == "posted"
    refused(hand.scan("T-0001", line=line), "task_over")
    refused(hand.claim(hand.task), "task_over")


def test_the_wrong_lot_is_refused_with_both_names(hand):
    for code in ("B-A-01-1", MUG, MUG, MUG, "T-0001", "B-B-01-1", TEA):
        hand.scan(code)
    sentence = refused(hand.scan("L9"), "wrong_lot")
    assert "L9" in sentence
    assert "L1" in sentence


def test_a_serial_is_picked_by_its_own_number(db, floor):
    with db.command() as session:
        for serial in ("S-100", "S-200"):
            build_lot(session, floor, "CAM", serial, serial=True)
            stock(session, floor, "CAM", "A-01-1", 1, lot=serial)
        task = release(session, floor, build_order(session, floor, ("CAM", 2)))[0]
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    hand.scan("T-0001")
    for serial in ("S-100", "S-200"):
        hand.scan("B-A-01-1")
        hand.scan(CAMERA)
        refused(hand.scan("S-999"), "wrong_lot")
        assert hand.scan(serial).status == "posted"
        assert hand.scan("T-0001").status == "posted"
    assert hand.screen().step == "drop"


def test_refused_scans_are_written_down_without_moves(db, floor, hand):
    hand.scan("B-A-01-2")
    with db.read() as session:
        event = (
            session.execute(select(LedgerEvent).where(LedgerEvent.outcome == "rejected"))
            .scalars()
            .one()
        )
        assert event.subject == f"pick_task:{hand.task}"
        assert "A-01-2" in event.answer


def test_releasing_twice_makes_one_task(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 1)
        order = build_order(session, floor, ("MUG", 1))
        release(session, floor, order)
        backorder = build_order(session, floor, ("MUG", 1))
    with pytest.raises(AlreadyReleased), db.command() as session:
        release(session, floor, order)
    with pytest.raises(NothingAllocated), db.command() as session:
        release(session, floor, backorder)
