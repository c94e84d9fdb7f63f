"""What packing decides without a database."""

import pytest

from warehouse.cartons.rules import Limits
from warehouse.kernel.gtin import check_digit
from warehouse.packing.errors import (
    NoCompanyPrefix,
    NotATrackingNumber,
    NotAWeight,
    NotInThere,
    NumbersUsedUp,
    SecondLook,
    WrongWeight,
)
from warehouse.packing.rules.cartons import (
    LineRoom,
    make_sscc,
    missing_units,
    read_tracking,
    share_out,
)
from warehouse.packing.rules.verify import Asked, Held, Table, read_scan
from warehouse.packing.rules.weights import check_weight, read_weight, scanned_weight
from warehouse.scanning.rules import parse
from warehouse.scanning.rules.seen import Seen, SeenItem

MUG = SeenItem(1, "MUG", "Mug", "none", "each", 1)
CASE = SeenItem(1, "MUG", "Mug", "none", "case", 6)
TEA = SeenItem(2, "TEA", "Tea", "lot", "each", 1)


def held(item=1, lot=1, code="", units=1, place=10):
    return Held(place, item, {1: "Mug", 2: "Tea"}[item], lot, code, units)


def table(*loose, boxed=(), wanted=None):
    return Table("111-1", "the tote", loose, boxed, {1: 9, 2: 9} if wanted is None else wanted)


def scanned(item, text="4006381333931"):
    return Seen(parse(text), item=item)


def test_a_case_may_come_out_of_two_totes():
    there = table(held(units=4, place=10), held(units=5, place=11))
    portion = read_scan(there, scanned(CASE), None, whose="")
    assert [(part.place_id, part.units) for part in portion.taken] == [(10, 4), (11, 2)]
    assert portion.units == 6


def test_a_tote_that_holds_less_than_was_picked_says_so():
    with pytest.raises(NotInThere, match="The tote holds 4 × Mug"):
        read_scan(table(held(units=4)), scanned(CASE), None, whose="")


def test_one_lot_in_the_tote_is_not_asked_for():
    portion = read_scan(table(held(2, 5, "L1", 3)), scanned(TEA), None, whose="")
    assert portion.taken == (held(2, 5, "L1", 1),)


def test_two_lots_in_the_tote_are():
    there = table(held(2, 5, "L1"), held(2, 6, "L2"))
    asked = read_scan(there, scanned(TEA), None, whose="")
    assert asked == Asked(2, "Tea", 1, is_serial=False)
    portion = read_scan(there, Seen(parse("L2")), asked, whose="")
    assert portion.taken[0].lot_id == 6


def test_a_lot_that_happens_to_be_some_items_barcode_is_read_as_the_lot_that_was_asked_for():
    there = table(held(2, 5, "4006381333931"), held(2, 6, "L2"))
    asked = Asked(2, "Tea", 1, is_serial=False)
    portion = read_scan(there, scanned(MUG, "4006381333931"), asked, whose="")
    assert portion.taken[0].lot_id == 5


@pytest.mark.parametrize(
    ("typed", "grams"), [
        ("", None), (" \t", None), ("1250", 1250), ("1250 g", 1250), ("7G", 7), ("1.5kg", 1500),
        ("ST,GS,+  1.234 kg", 1234), ("N 0,512kg", 512), ("2 lb", 907), ("8.5 oz", 241),
    ],
)  # fmt: skip
def test_weights_are_grams_typed_or_as_scales_send_them(typed, grams):
    assert read_weight(typed) == grams


@pytest.mark.parametrize(
    "typed",
    ["0", "-5", "1.5", "1,250", "1250kg", "１２", "9999999", "g", "US,GS,+  1.234 kg", "-0.1 kg"],
)
def test_what_is_no_weight_is_refused(typed):
    with pytest.raises(NotAWeight):
        read_weight(typed)


@pytest.mark.parametrize(
    ("weighed", "expected", "is_refused"),
    [
        (150, 100, False),  # 50 g are always allowed
        (151, 100, True),
        (50, 100, False),
        (49, 100, True),
        (2200, 2000, False),  # 10 %
        (2201, 2000, True),
        (None, 2000, False),
        (9000, None, False),
    ],
)
def test_the_scales_may_differ_by_fifty_grams_or_a_tenth(weighed, expected, is_refused):
    def check(reason, *, may_override):
        check_weight(1, weighed, expected, Limits(), reason, may_override=may_override)

    if is_refused:
        with pytest.raises(WrongWeight):
            check("", may_override=True)
        with pytest.raises(SecondLook):
            check("in a wooden box", may_override=False)
    else:
        check("", may_override=False)
    check("in a wooden box", may_override=True)


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("]C13303001234", 1234),
        ("]C13103000250", 250),
        ("0.25 kg", 250),
        ("L-77", None),
        ("250", None),
    ],
)
def test_a_scan_may_be_a_weight_but_a_bare_number_is_none(text, grams):
    assert scanned_weight(parse(text)) == grams


@pytest.mark.parametrize(
    ("prefix", "serial", "body"),
    [
        ("9521234", 1, "09521234000000001"),
        ("9521234", 999_999_999, "09521234999999999"),
        ("061414112345", 1, "00614141123450001"),
        ("0614", 42, "00614000000000042"),
    ],
)
def test_an_sscc_has_eighteen_digits_and_a_right_check_digit(prefix, serial, body):
    made = make_sscc(prefix, serial)
    assert made == body + check_digit(body)
    assert parse(f"00{made}").sscc == made
    assert parse(f"00{body}{(int(made[-1]) + 1) % 10}").sscc is None


@pytest.mark.parametrize("prefix", ["", "123", "1234567890123", "95A1234"])
def test_a_site_needs_a_company_prefix(prefix):
    with pytest.raises(NoCompanyPrefix):
        make_sscc(prefix, 1)


def test_a_serial_that_has_no_room_is_refused():
    with pytest.raises(NumbersUsedUp):
        make_sscc("061414112345", 10_000)


def test_missing_is_what_no_closed_carton_holds():
    assert missing_units({1: 3, 2: 1}, [held(1, units=2), held(2, 5, "L1", 1)]) == {1: 1}


def test_a_carton_is_shared_out_over_lines_and_lots():
    lines = [LineRoom(70, 2, 2), LineRoom(71, 1, 1), LineRoom(72, 2, 3)]
    boxed = [held(2, 6, "L2", 2), held(1, 1, "", 1), held(2, 5, "L1", 3)]
    shares = [(s.order_line_id, s.lot_code, s.units) for s in share_out(lines, boxed)]
    assert shares == [(71, "", 1), (70, "L1", 2), (72, "L1", 1), (72, "L2", 2)]


def test_what_left_is_told_whole_even_where_it_exceeds_the_lines():
    shares = share_out([LineRoom(70, 1, 1), LineRoom(71, 1, 1)], [held(units=5)])
    assert sum(share.units for share in shares) == 5


@pytest.mark.parametrize("text", ["1Z999AA10123456784", " 9400 1000 ", "ABCD", "x" * 40])
def test_tracking_numbers_are_taken_as_they_are(text):
    assert read_tracking(text) == text.strip(" ")


@pytest.mark.parametrize("text", ["", "abc", "x" * 41, "12\n34", "12\x0034"])
def test_other_texts_are_no_tracking_numbers(text):
    with pytest.raises(NotATrackingNumber):
        read_tracking(text)
