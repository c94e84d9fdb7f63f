"""Exceptions: raised with their row, repaired in one step, and settled for good."""

import json
from dataclasses import replace

import pytest

from tests.support.builders import build_item, build_site, stock
from tests.support.clock import NOON
from tests.support.demand import (
    ANNA,
    codes,
    figures,
    find_order,
    open_exceptions,
    problem,
    take_in,
    told_line,
    told_order,
)
from warehouse.orders import service as orders
from warehouse.orders.errors import (
    AlreadyRepaired,
    BadQuantity,
    IncompleteAddress,
    NoSuchItem,
    NoSuchOrder,
    WrongRepair,
)


@pytest.fixture
def mugs(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 10)
    return floor


def decide(db, floor, use_case, *what):
    return db.decide(
        lambda s: use_case(s, floor.site, *what, now=NOON, user_id=floor.users["Supervisor"])
    )


def the_doubt(db, ref="111-1"):
    (row,) = open_exceptions(db, ref)
    return row.id


def test_an_unknown_sku_waits_with_its_raw_row(db, mugs):
    report = take_in(db, mugs, told_order("111-1", told_line(sku="AMZ-MUG", note="“fragile”")))
    assert report.exceptions == 1
    assert "AMZ-MUG" in report.waiting[0].sentences[0]
    (row,) = open_exceptions(db)
    assert row.code == "unknown_sku"
    assert json.loads(row.raw)["note"] == "“fragile”"
    assert find_order(db).state == "exception"


def test_one_mapping_repairs_every_order_that_waits_for_it(db, mugs):
    take_in(db, mugs, *(told_order(f"111-{n}", told_line(sku="AMZ-MUG", units=2)) for n in (1, 2)))
    take_in(db, mugs, told_order("222-1", told_line(sku="AMZ-MUG"), channel="ebay"))
    repaired = decide(db, mugs, orders.say_item, the_doubt(db), "MUG")
    assert repaired == 2
    for ref in ("111-1", "111-2"):
        assert find_order(db, ref).state == "open"
        assert figures(db, ref) == {"1": (2, 2, 0)}
    assert find_order(db, "222-1").state == "exception"
    take_in(db, mugs, told_order("111-3", told_line(sku="AMZ-MUG")))
    assert find_order(db, "111-3").state == "open"


def test_a_mapping_stands_before_an_item_of_the_same_sku(db, mugs):
    decide(db, mugs, orders.map_sku, "amazon", "TEA", mugs.items["MUG"])
    take_in(db, mugs, told_order("111-1", told_line(sku="TEA")))
    assert figures(db) == {"1": (1, 1, 0)}


def test_an_order_is_opened_by_the_last_repair_only(db, mugs):
    told = told_order(
        "111-1", told_line(sku="AMZ-MUG"), recipient=replace(ANNA, city=""),
        problems=[problem("bad_address", "ship-city")],
    )  # fmt: skip
    take_in(db, mugs, told)
    assert sorted(codes(db)) == ["bad_address", "unknown_sku"]
    unknown = next(row.id for row in open_exceptions(db) if row.code == "unknown_sku")
    decide(db, mugs, orders.say_item, unknown, "MUG")
    assert find_order(db).state == "exception"
    assert figures(db) == {"1": (1, 0, 0)}
    decide(db, mugs, orders.fix_address, find_order(db).id, ANNA)
    assert find_order(db).state == "open"
    assert figures(db) == {"1": (1, 1, 0)}


def test_a_repaired_address_survives_the_same_file_and_yields_to_a_better_one(db, mugs):
    told = told_order(
        "111-1", recipient=replace(ANNA, city=""), problems=[problem("bad_address", "ship-city")]
    )
    take_in(db, mugs, told)
    decide(db, mugs, orders.fix_address, find_order(db).id, replace(ANNA, city="Chicago"))
    assert take_in(db, mugs, told).unchanged == 1
    assert take_in(db, mugs, replace(told, service_level="Expedited")).changed == 1
    order = find_order(db)
    assert (order.city, order.service_level, order.state) == ("Chicago", "Expedited", "open")
    take_in(db, mugs, told_order("111-1", recipient=replace(ANNA, city="Peoria")))
    assert find_order(db).city == "Peoria"


def test_an_address_that_the_channel_puts_right_needs_no_hand(db, mugs):
    take_in(
        db, mugs,
        told_order("111-1", recipient=replace(ANNA, city=""),
                   problems=[problem("bad_address", "ship-city")]),
    )  # fmt: skip
    take_in(db, mugs, told_order("111-1"))
    assert codes(db) == []
    assert find_order(db).state == "open"


@pytest.mark.parametrize("missing", ["name", "address1", "city", "postal_code", "country"])
def test_an_incomplete_address_is_refused(db, mugs, missing):
    take_in(db, mugs, told_order("111-1"))
    with pytest.raises(IncompleteAddress):
        decide(db, mugs, orders.fix_address, find_order(db).id, replace(ANNA, **{missing: ""}))


def test_an_absurd_quantity_waits_until_it_is_confirmed(db, mugs):
    told = told_order(
        "111-1",
        told_line(
            units=20_000, problems=[problem("absurd_quantity", "quantity")], quantity="20000"
        ),
    )
    take_in(db, mugs, told)
    assert figures(db) == {"1": (20_000, 0, 0)}
    decide(db, mugs, orders.confirm_quantity, the_doubt(db), 2)
    assert figures(db) == {"1": (2, 2, 0)}
    assert take_in(db, mugs, told).unchanged == 1
    assert figures(db) == {"1": (2, 2, 0)}


@pytest.mark.parametrize("units", [0, -1, 10_000_000])
def test_a_quantity_that_cannot_be_meant_is_refused(db, mugs, units):
    told = told_line(units=20_000, problems=[problem("absurd_quantity", "quantity")])
    take_in(db, mugs, told_order("111-1", told))
    with pytest.raises(BadQuantity):
        decide(db, mugs, orders.confirm_quantity, the_doubt(db), units)


def test_an_unknown_currency_may_pass(db, mugs):
    told = told_order("111-1", currency="", problems=[problem("unknown_currency", "currency")])
    take_in(db, mugs, told)
    assert find_order(db).state == "exception"
    decide(db, mugs, orders.dismiss, the_doubt(db))
    assert find_order(db).state == "open"
    assert take_in(db, mugs, told).unchanged == 1


def test_what_nobody_could_ship_cannot_be_dismissed(db, mugs):
    take_in(db, mugs, told_order("111-1", told_line(sku="NO-SUCH")))
    with pytest.raises(WrongRepair):
        decide(db, mugs, orders.dismiss, the_doubt(db))


def test_a_repair_is_done_once(db, mugs):
    take_in(db, mugs, told_order("111-1", told_line(sku="AMZ-MUG")))
    doubt = the_doubt(db)
    decide(db, mugs, orders.say_item, doubt, "MUG")
    with pytest.raises(AlreadyRepaired):
        decide(db, mugs, orders.say_item, doubt, "TEA")


def test_an_item_that_is_not_ours_repairs_nothing(db, mugs):
    take_in(db, mugs, told_order("111-1", told_line(sku="AMZ-MUG")))
    with pytest.raises(NoSuchItem, match="NOPE"):
        decide(db, mugs, orders.say_item, the_doubt(db), "NOPE")


def test_an_exception_of_another_site_is_not_there(db, mugs):
    take_in(db, mugs, told_order("111-1", told_line(sku="AMZ-MUG")))
    with db.command() as session:
        other = build_site(session, "B2")
    with pytest.raises(NoSuchOrder):
        decide(db, other_site(mugs, other), orders.dismiss, the_doubt(db))


def other_site(floor, other):
    other.users = floor.users
    return other


def test_items_that_are_imported_later_repair_the_orders_that_waited(db, mugs):
    take_in(db, mugs, told_order("111-1", told_line(sku="LAMP")))
    with db.command() as session:
        build_item(session, mugs, "LAMP")
    assert decide(db, mugs, orders.repair_known_skus) == 1
    assert find_order(db).state == "open"


def test_the_same_file_finds_an_item_that_is_known_by_now(db, mugs):
    told = told_order("111-1", told_line(sku="LAMP"))
    take_in(db, mugs, told)
    with db.command() as session:
        build_item(session, mugs, "LAMP")
    assert take_in(db, mugs, told).changed == 1
    assert find_order(db).state == "open"
