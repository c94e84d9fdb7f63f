"""One count from its claim to its end, by every transition of docs/scenarios/count.md."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.builders import build_kit, build_lot, post_moves, stock
from tests.support.clock import NOON
from tests.support.counting import (
    CAM,
    CASE,
    MUG,
    TEA,
    Boss,
    ask_for_count,
    code_of,
    move_mug,
    on_hand,
    results,
    task_of,
)
from warehouse.counting.errors import CameLate
from warehouse.counting.models import CountLine, CountUnknown


def test_a_right_count_ends_at_once_and_books_nothing(db, floor, ten_mugs, emil):
    assert emil.claim(ten_mugs).status == "posted"
    assert emil.screen().step == "bin"
    emil.scan("B-A-01-1")
    assert emil.screen().step == "first"
    emil.scan(MUG)
    assert emil.screen().step == "quantity"
    emil.key(4, packs=1, pack_units=6)
    assert emil.screen().step == "more"
    told = emil.do("count.done")
    assert (told.status, told.answer["signal"]) == ("posted", "accepted")
    assert task_of(db, ten_mugs).state == "done"
    assert [(r.state, r.variance_units) for r in results(db)] == [("agreed", 0)]


def test_the_counter_hears_the_same_whatever_comes_out(db, floor, ten_mugs, emil, cora):
    wrong = emil.count(ten_mugs, "A-01-1", 8)
    assert "A-01-1 is counted" in wrong.answer["title"]
    assert task_of(db, ten_mugs).state == "open"
    right = cora.count(ten_mugs, "A-01-1", 10)
    assert right.answer == wrong.answer
    assert task_of(db, ten_mugs).state == "done"
    assert on_hand(db, floor, "A-01-1") == 10


def test_the_example_of_the_picks_in_between_gives_minus_two(db, floor, ten_mugs, emil, cora):
    """Expected 10, counted 8, then 3 picked; the recount expects 7 and finds 5."""
    emil.count(ten_mugs, "A-01-1", 8)
    with db.command() as session:
        post_moves(session, floor, ("MUG", "", "A-01-1", "T-0001", 3), kind="pick")
    cora.count(ten_mugs, "A-01-1", 5)
    (result,) = results(db)
    assert (result.variance_units, result.expected_units, result.state) == (-2, 7, "open")
    assert task_of(db, ten_mugs).state == "review"
    Boss(db, floor).approve(result.id)
    assert on_hand(db, floor, "A-01-1") == 5
    assert task_of(db, ten_mugs).state == "done"


def test_moves_before_and_after_a_count_change_nothing_about_it(db, floor, ten_mugs, emil, cora):
    emil.count(ten_mugs, "A-01-1", 9)
    with db.command() as session:
        post_moves(session, floor, ("MUG", "", "supplier", "A-01-1", 5), kind="put_away")
        post_moves(session, floor, ("MUG", "", "A-01-1", "A-01-2", 2), kind="transfer")
    cora.count(ten_mugs, "A-01-1", 12)
    with db.command() as session:
        post_moves(session, floor, ("MUG", "", "A-01-1", "T-0001", 4), kind="pick")
    (result,) = results(db)
    assert (result.expected_units, result.variance_units) == (13, -1)
    Boss(db, floor).approve(result.id)
    assert on_hand(db, floor, "A-01-1") == 8


def test_a_pick_during_the_count_makes_it_worth_nothing(db, floor, ten_mugs, emil):
    emil.claim(ten_mugs)
    emil.scan("B-A-01-1")
    emil.scan(MUG)
    before = emil.position()
    with db.command() as session:
        post_moves(session, floor, ("MUG", "", "A-01-1", "T-0001", 1), kind="pick")
    emil.key(10, seen=before)
    told = emil.do("count.done")
    assert told.answer["title"] == "Count it once more"
    task = task_of(db, ten_mugs)
    assert (task.state, "moved while" in task.reasons) == ("open", True)
    assert results(db) == []
    assert emil.count(ten_mugs, "A-01-1", 9).status == "posted"  # the same person may
    assert task_of(db, ten_mugs).state == "done"


def test_what_moves_elsewhere_does_not_disturb(db, floor, ten_mugs, emil):
    emil.claim(ten_mugs)
    emil.scan("B-A-01-1")
    before = emil.position()
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-2", 7)
        stock(session, floor, "MUG", "T-0001", 2)
    emil.scan(MUG, seen=before)
    emil.key(10, seen=before)
    emil.do("count.done", seen=before)
    assert task_of(db, ten_mugs).state == "done"


def test_an_offline_count_stands_where_the_device_last_saw_the_ledger(db, floor, ten_mugs, emil):
    emil.claim(ten_mugs)
    emil.seen = emil.position()
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-2", 5)  # elsewhere
    emil.scan("B-A-01-1")
    emil.scan(MUG)
    emil.key(10)
    emil.do("count.done")
    assert task_of(db, ten_mugs).state == "done"


def test_an_offline_count_whose_bin_moved_before_it_came_in_is_ambiguous(db, floor, ten_mugs, emil):
    emil.claim(ten_mugs)
    emil.seen = emil.position()
    with db.command() as session:
        post_moves(session, floor, ("MUG", "", "A-01-1", "T-0001", 1), kind="pick")
    emil.scan("B-A-01-1")
    emil.scan(MUG)
    emil.key(9)
    assert emil.do("count.done").answer["title"] == "Count it once more"
    assert task_of(db, ten_mugs).state == "open"


def test_a_late_move_from_before_the_count_makes_its_variance_uncertain(
    db, floor, ten_mugs, emil, cora
):
    emil.count(ten_mugs, "A-01-1", 9)
    cora.count(ten_mugs, "A-01-1", 9)
    (result,) = results(db, state="open")
    with db.command() as session:
        move_mug(session, floor, "T-0001", captured_at=NOON - timedelta(minutes=30))
    with pytest.raises(CameLate):
        Boss(db, floor).approve(result.id)
    Boss(db, floor).reject(result.id)
    assert task_of(db, ten_mugs).state == "open"


def test_an_empty_bin_is_one_word(db, floor, emil):
    task = ask_for_count(db, floor, "A-02-1")
    assert emil.count(task, "A-02-1", 0).status == "posted"
    assert task_of(db, task).state == "done"


def test_a_bin_that_is_said_to_be_empty_misses_all_that_the_book_has(
    db, floor, ten_mugs, emil, cora
):
    emil.count(ten_mugs, "A-01-1", 0)
    cora.count(ten_mugs, "A-01-1", 0)
    (result,) = results(db)
    assert (result.counted_units, result.variance_units) == (0, -10)


def test_what_the_book_has_and_nobody_named_is_asked_about_without_a_number(
    db, floor, ten_mugs, emil
):
    with db.command() as session:
        build_lot(session, floor, "TEA", "L-1")
        stock(session, floor, "TEA", "A-01-1", 37, lot="L-1")
    emil.claim(ten_mugs)
    emil.scan("B-A-01-1")
    emil.scan(MUG)
    emil.key(10)
    assert emil.do("count.done").answer["signal"] == "look"
    screen = emil.screen()
    assert (screen.step, screen.absent) == ("absent", [(floor.items["TEA"], "Tea, green")])
    assert code_of(emil.do("count.absent", item=floor.items["MUG"])) == "nothing_missing"
    emil.do("count.more")
    assert emil.screen().step == "more"
    emil.do("count.done")
    assert emil.do("count.absent", item=floor.items["TEA"]).status == "posted"
    assert task_of(db, ten_mugs).state == "open"  # 37 are missing: somebody else looks


def test_an_unexpected_lot_is_a_row_of_its_own_and_is_made_when_it_is_approved(
    db, floor, emil, cora
):
    task = ask_for_count(db, floor, "A-02-1")
    for who in (emil, cora):
        who.claim(task)
        who.scan("B-A-02-1")
        who.scan(TEA)
        assert who.screen().step == "lot"
        assert code_of(who.scan(MUG)) == "lot_missing"
        assert code_of(who.do("count.done")) == "lot_missing"
        who.scan("new-7")
        who.key(3, sku="TEA", lot="new-7")
        who.do("count.done")
    (result,) = results(db)
    assert (result.lot_id, result.lot_code, result.variance_units) == (None, "new-7", 3)
    Boss(db, floor).approve(result.id)
    (result,) = results(db)
    floor.lots["TEA", "new-7"] = result.lot_id
    assert on_hand(db, floor, "A-02-1", "TEA", "new-7") == 3


def test_serials_are_counted_one_by_one(db, floor, emil):
    with db.command() as session:
        for serial in ("S-1", "S-2"):
            build_lot(session, floor, "CAM", serial, serial=True)
            stock(session, floor, "CAM", "A-01-1", 1, lot=serial)
    task = ask_for_count(db, floor, "A-01-1")
    emil.claim(task)
    emil.scan("B-A-01-1")
    emil.scan(CAM)
    emil.scan("s-1")  # however it is spelt
    emil.scan(CAM)
    assert code_of(emil.scan("S-1")) == "serial_twice"
    emil.scan("S-2")
    assert code_of(emil.key(2, sku="CAM", lot="S-1")) == "not_counted_yet"
    emil.do("count.done")
    assert task_of(db, task).state == "done"


def test_unknown_codes_are_kept_with_the_scan_before_and_lie_on_the_desk(db, floor, ten_mugs, emil):
    emil.claim(ten_mugs)
    emil.scan("B-A-01-1")
    emil.scan(MUG)
    emil.key(10)
    told = emil.scan("WHAT-IS-THIS")
    assert (told.status, told.answer["signal"]) == ("posted", "look")
    with db.read() as session:
        kept = session.execute(select(CountUnknown)).scalar_one()
    assert (kept.code, kept.after_code) == ("WHAT-IS-THIS", MUG)
    emil.do("count.done")
    assert task_of(db, ten_mugs).state == "review"


def test_scans_add_their_packs_and_one_scan_is_no_number(db, floor, ten_mugs, emil):
    with db.command() as session:
        build_lot(session, floor, "TEA", "L-1")
    emil.claim(ten_mugs)
    emil.scan("B-A-01-1")
    emil.scan(MUG)
    assert code_of(emil.do("count.done")) == "how_many"
    assert code_of(emil.scan(f"]C101{TEA}10L-1")) == "how_many"
    emil.scan(MUG)
    emil.scan(CASE)
    assert [(row.units, row.is_settled) for row in emil.screen().rows] == [(8, True)]
    emil.scan(f"]C101{TEA}10L-1")
    assert emil.screen().current.lot == "L-1"


@pytest.mark.parametrize(
    ("code", "said"),
    [("nonsense", "unknown_code"), (MUG, "wrong_kind"), ("T-0001", "wrong_kind"),
     ("B-A-01-2", "another_bin")],
)  # fmt: skip
def test_only_the_bin_proves_the_place(ten_mugs, emil, code, said):
    emil.claim(ten_mugs)
    assert code_of(emil.scan(code)) == said
    assert emil.screen().step == "bin"


def test_what_cannot_be_meant_is_refused(ten_mugs, emil):
    emil.claim(ten_mugs)
    assert code_of(emil.do("count.empty")) == "bin_first"
    assert code_of(emil.do("count.done")) == "bin_first"
    assert code_of(emil.key(3)) == "not_counted_yet"
    emil.scan("B-A-01-1")
    assert code_of(emil.do("count.done")) == "not_counted_yet"
    assert code_of(emil.key(3)) == "not_counted_yet"
    assert code_of(emil.scan("B-A-01-1")) == "wrong_kind"
    assert code_of(emil.scan("B-A-01-2")) == "another_bin"
    emil.scan(MUG)
    for typed in ("", "a", "-1", "²", "99999999"):
        assert code_of(emil.key(typed)) == "not_a_count"
    assert code_of(emil.key(1, packs=1, pack_units=5)) == "not_counted_yet"
    assert code_of(emil.do("count.empty")) == "not_empty_bin"
    emil.scan(TEA) if emil.key(3).status == "posted" else None
    assert code_of(emil.scan("x" * 60)) == "not_a_lot"


def test_a_kit_is_counted_in_its_components(db, floor, ten_mugs, emil):
    with db.command() as session:
        build_kit(session, floor, "SET", ("MUG", 2))
    emil.claim(ten_mugs)
    emil.scan("B-A-01-1")
    assert code_of(emil.scan("SET")) == "kit_counted"
    assert emil.screen().step == "first"


def test_undo_takes_back_scan_by_scan(db, ten_mugs, emil):
    emil.claim(ten_mugs)
    emil.scan("B-A-01-1")
    emil.scan(MUG)
    emil.key(4)
    emil.scan("WHAT")
    emil.do("count.undo")
    assert emil.screen().unknown == []
    emil.do("count.undo")
    assert [row.units for row in emil.screen().rows] == [1]
    emil.do("count.undo")
    assert (emil.screen().rows, emil.screen().step) == ([], "first")
    emil.do("count.undo")
    assert emil.screen().step == "bin"
    assert code_of(emil.do("count.undo")) == "nothing_to_undo"
    with db.read() as session:
        assert session.execute(select(CountLine)).first() is None
