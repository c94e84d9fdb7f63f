"""Another lot, another bin: what may go instead, what may not, and taking it back."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.support.builders import build_lot, stock
from tests.support.orders import Hand, actor_of, build_order, release
from warehouse.catalog.models import Lot
from warehouse.ledger.models import Allocation, AllocationRule, Balance, LedgerEvent

MUG, TEA, CAMERA = "09521234000013", "09521234000020", "09521234000037"


def walk(db, floor, *lines, before=()):
    """A hand at the first bin of an order, or wherever `before` leads."""
    with db.command() as session:
        task = release(session, floor, build_order(session, floor, *lines))[0]
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    for code in ("T-0001", *before):
        assert hand.scan(code).status == "posted"
    return hand


def lots(db, floor, *given, sku="TEA", bin_code="B-01-1"):
    with db.command() as session:
        for code, units, expires_on in given:
            build_lot(session, floor, sku, code, expires_on=expires_on, serial=sku == "CAM")
            stock(session, floor, sku, bin_code, units, lot=code)


def in_tote(db, floor, sku, lot, tote="T-0001"):
    with db.read() as session:
        key = Balance.place_id == floor.places[tote], Balance.lot_id == floor.lots[sku, lot]
        return sum(session.execute(select(Balance.on_hand).where(*key)).scalars())


def promised(db, floor):
    """Open units by lot."""
    by_id = {lot_id: code for (_, code), lot_id in floor.lots.items()}
    with db.read() as session:
        rows = session.execute(select(Allocation)).scalars().all()
    found = {}
    for row in rows:
        units = row.quantity - row.taken - row.released
        if units:
            found[by_id[row.lot_id]] = found.get(by_id[row.lot_id], 0) + units
    return found


def refused(verdict, code):
    assert (verdict.status, verdict.answer["code"]) == ("rejected", code)
    return verdict.answer["sentence"]


MAY, JUNE = date(2027, 5, 31), date(2027, 6, 30)


def test_a_lot_that_expires_no_later_swaps_the_allocation_and_undo_swaps_it_back(db, floor):
    lots(db, floor, ("L1", 5, MAY), ("L2", 5, MAY), ("L3", 5, JUNE))
    hand = walk(db, floor, ("TEA", 2), before=("B-B-01-1", TEA))
    told = hand.scan("L2").answer
    assert (told["signal"], told["sentence"]) == ("look", "2 of lot L2 go instead of lot L1.")
    assert promised(db, floor) == {"L2": 2}
    assert hand.screen().step == "more"
    hand.press("undo")
    assert (hand.screen().step, hand.screen().stop.lot_code) == ("lot", "L1")
    assert promised(db, floor) == {"L1": 2}
    hand.scan(f"]C101{TEA}10L2")
    hand.scan(TEA)
    hand.scan("T-0001")
    assert in_tote(db, floor, "TEA", "L2") == 2


def test_a_later_lot_is_refused_with_the_reason(db, floor):
    lots(db, floor, ("L1", 5, MAY), ("L3", 5, JUNE))
    hand = walk(db, floor, ("TEA", 2), before=("B-B-01-1", TEA))
    assert "L3, and the wanted lot expires first" in refused(hand.scan("L3"), "lot_not_instead")
    assert hand.screen().stop.lot_code == "L1"


@pytest.mark.parametrize(
    ("rotation", "code"), [("any", "posted"), ("fifo", "rejected"), ("fefo", "rejected")]
)
def test_the_rotation_of_the_site_decides(db, floor, rotation, code):
    with db.command() as session:
        session.add(AllocationRule(site_id=floor.site, rotation=rotation))
    lots(db, floor, ("L1", 5, MAY), ("L3", 5, JUNE))
    hand = walk(db, floor, ("TEA", 2), before=("B-B-01-1", TEA))
    assert hand.scan("L3").status == code


def test_blocked_expired_and_promised_lots_never_go_instead(db, floor):
    lots(db, floor, ("OLD", 1, date(2026, 1, 1)), ("L0", 1, MAY), ("L1", 5, MAY), ("L2", 1, MAY))
    with db.command() as session:
        build_order(session, floor, ("TEA", 1))  # it gets L0, which came first
        session.get(Lot, floor.lots["TEA", "L2"]).is_blocked = True
    hand = walk(db, floor, ("TEA", 2), before=("B-B-01-1", TEA))
    assert hand.screen().stop.lot_code == "L1"
    for lot, why in (("OLD", "expired"), ("L0", "promised to others"), ("L2", "blocked")):
        assert why in refused(hand.scan(lot), "lot_not_instead")
    refused(hand.scan("L9"), "wrong_lot")


def test_of_a_lot_that_has_too_little_only_that_much_goes_instead(db, floor):
    lots(db, floor, ("L1", 5, MAY), ("L2", 1, MAY))
    hand = walk(db, floor, ("TEA", 3), before=("B-B-01-1", TEA))
    assert "1 of lot L2" in hand.scan("L2").answer["sentence"]
    assert hand.screen().step == "tote"
    hand.scan("T-0001")
    assert (hand.screen().stop.lot_code, hand.screen().stop.left) == ("L1", 2)
    assert promised(db, floor) == {"L1": 2}
    hand.press("undo")
    hand.press("undo")
    assert promised(db, floor) == {"L1": 3}
    assert (hand.screen().step, hand.screen().stop.in_hand) == ("lot", 1)


def test_lots_are_not_mixed_in_the_hand(db, floor):
    lots(db, floor, ("L1", 5, MAY), ("L2", 5, MAY))
    hand = walk(db, floor, ("TEA", 3), before=("B-B-01-1", f"]C101{TEA}10L1"))
    refused(hand.scan(f"]C101{TEA}10L2"), "wrong_lot")
    assert hand.screen().stop.in_hand == 1


def test_any_serial_of_the_bin_may_go_and_one_of_the_list_goes_first(db, floor):
    lots(db, floor, *((f"S-{n}", 1, None) for n in (1, 2, 3)), sku="CAM", bin_code="A-01-1")
    hand = walk(db, floor, ("CAM", 2), before=("B-A-01-1", CAMERA))
    told = hand.scan("S-2").answer
    assert told["sentence"] == "It is on the list as well, and is taken first."
    hand.press("undo")
    assert (hand.screen().step, hand.screen().stop.lot_code) == ("lot", "S-1")
    hand.scan("S-2")
    hand.scan("T-0001")
    for code in ("B-A-01-1", CAMERA, "S-3", "T-0001"):
        assert hand.scan(code).status == "posted"
    assert hand.screen().step == "drop"
    assert [in_tote(db, floor, "CAM", f"S-{n}") for n in (1, 2, 3)] == [0, 1, 1]
    assert promised(db, floor) == {}
    for step in ("tote", "lot", "item", "bin"):
        hand.press("undo")
        assert hand.screen().step == step
    assert promised(db, floor) == {"S-1": 1}


def test_a_short_serial_leaves_the_others(db, floor):
    lots(db, floor, ("S-1", 1, None), ("S-2", 1, None), sku="CAM", bin_code="A-01-1")
    hand = walk(db, floor, ("CAM", 2), before=("B-A-01-1", CAMERA))
    hand.scan("S-2")
    hand.scan("T-0001")
    hand.scan("B-A-01-1")
    hand.press("short", reason="none")
    assert hand.screen().step == "drop"
    assert promised(db, floor) == {}


def test_a_scan_that_a_device_refused_swaps_nothing_and_asking_beside_it_is_no_refusal(db, floor):
    lots(db, floor, ("L1", 5, MAY), ("L2", 5, MAY), ("L3", 5, JUNE))
    hand = walk(db, floor, ("TEA", 2), before=("B-B-01-1", TEA))
    refused(hand.scan("L2", refused="wrong_lot"), "wrong_lot")
    assert promised(db, floor) == {"L1": 2}
    refused(hand.scan("L3", beside=1), "lot_not_instead")
    with db.read() as session:
        rejected = select(LedgerEvent).where(LedgerEvent.outcome == "rejected")
        assert len(session.execute(rejected).scalars().all()) == 1
    assert hand.scan("L2", beside=1).status == "posted"
    assert promised(db, floor) == {"L2": 2}


def test_another_bin_that_may_give_gives_at_once(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 3)
        stock(session, floor, "MUG", "A-02-1", 5)
    hand = walk(db, floor, ("MUG", 3))
    assert hand.screen().stop.bin_code == "A-01-1"
    told = hand.scan("B-A-02-1").answer
    assert told["sentence"] == "A-02-1 gives 3 instead of A-01-1."
    assert (hand.screen().step, hand.screen().stop.bin_code) == ("item", "A-02-1")
    hand.press("undo")
    assert (hand.screen().step, hand.screen().stop.bin_code) == ("bin", "A-01-1")
    for code in ("B-A-02-1", MUG, MUG, MUG, "T-0001"):
        assert hand.scan(code).status == "posted"
    assert hand.screen().step == "drop"


def test_another_bin_that_has_some_gives_that_and_the_rest_stays(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 6)
        stock(session, floor, "MUG", "A-02-1", 1)
    hand = walk(db, floor, ("MUG", 6))
    said = hand.scan("B-A-02-1").answer["sentence"]
    assert said == "A-02-1 gives 1 instead of A-01-1, which gives the other 5 later."
    hand.scan(MUG)
    hand.scan("T-0001")
    assert (hand.screen().stop.bin_code, hand.screen().stop.left) == ("A-01-1", 5)


def test_a_bin_that_must_not_give_says_why_and_one_without_the_item_is_wrong(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 3)
        stock(session, floor, "MUG", "A-02-1", 3)
        build_order(session, floor, ("MUG", 3))
    hand = walk(db, floor, ("MUG", 3))
    other = "A-02-1" if hand.screen().stop.bin_code == "A-01-1" else "A-01-1"
    assert "promised to others" in refused(hand.scan(f"B-{other}"), "bin_not_instead")
    refused(hand.scan("B-B-01-1"), "wrong_bin")


def test_what_was_promised_meanwhile_is_not_taken_back(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 3)
        stock(session, floor, "MUG", "A-02-1", 5)
    hand = walk(db, floor, ("MUG", 3), before=("B-A-02-1",))
    with db.command() as session:
        build_order(session, floor, ("MUG", 3))  # it gets what A-01-1 has
    assert "A-01-1" in refused(hand.press("undo"), "promised_meanwhile")
    assert hand.screen().stop.bin_code == "A-02-1"


def test_a_device_that_went_on_by_the_plan_before_the_swap_is_believed(db, floor):
    lots(db, floor, ("L1", 5, MAY), ("L2", 5, MAY))
    hand = walk(db, floor, ("TEA", 1), before=("B-B-01-1", TEA, "L2"))
    verdict = hand.scan("T-0001", units=1, bin="B-01-1", lot="L1")
    assert verdict.status == "posted"
    assert (in_tote(db, floor, "TEA", "L1"), in_tote(db, floor, "TEA", "L2")) == (1, 0)
    assert promised(db, floor) == {}
    assert hand.screen().step == "drop"
