"""Rules of giving and customers' terms, from the desk's form to what an order is given."""

from datetime import timedelta

import pytest

from tests.support.builders import build_lot, stock
from tests.support.clock import NOON, TODAY
from tests.support.demand import find_order, take_in, told_line, told_order
from tests.support.orders import Hand, actor_of, build_order, release
from warehouse.ledger import queries as ledger_queries
from warehouse.ledger.service.policies import load_policy
from warehouse.orders import queries
from warehouse.orders import service as orders
from warehouse.orders.models import CustomerTerms


def bins_given(db, floor, ref="111-1"):
    codes = {place: code for code, place in floor.places.items()}
    with db.read() as session:
        screen = queries.order_screen(session, floor.site, find_order(db, ref).id, now=NOON)
        rows = ledger_queries.open_allocations(session, [line.line_id for line in screen.lines])
        return [(codes[row.place_id], row.units) for row in rows]


@pytest.fixture
def desk(client_as):
    return client_as("Supervisor")


@pytest.fixture
def two_bins(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 2)
        stock(session, floor, "MUG", "B-01-1", 9)


def test_the_sites_rule_decides_which_bin_gives(db, floor, desk, two_bins):
    take_in(db, floor, told_order("111-1", told_line(units=4)))
    assert bins_given(db, floor) == [("B-01-1", 4)]
    assert desk.post("/stock/giving", data={"choice": "clear_bins"}).status_code == 303
    take_in(db, floor, told_order("111-2", told_line(units=4)))
    assert bins_given(db, floor, "111-2") == [("A-01-1", 2), ("B-01-1", 2)]


def test_an_items_own_rule_goes_before_the_sites(db, floor, desk, two_bins):
    desk.post("/stock/giving", data={"choice": "few_stops"})
    desk.post("/stock/giving", data={"sku": "MUG", "choice": "clear_bins"})
    assert "MUG" in desk.get("/stock/giving").text
    take_in(db, floor, told_order("111-1", told_line(units=4)))
    assert bins_given(db, floor) == [("A-01-1", 2), ("B-01-1", 2)]


def test_a_zone_gives_in_its_turn(db, floor, desk, two_bins):
    zone = floor.places["zone B"]
    desk.post("/stock/giving", data={"zone_id": zone, "turn": "1"})
    take_in(db, floor, told_order("111-1", told_line(units=4)))
    assert bins_given(db, floor) == [("A-01-1", 2), ("B-01-1", 2)]


def test_a_rule_that_leaves_everything_to_the_site_is_forgotten(db, floor, desk):
    desk.post("/stock/giving", data={"sku": "MUG", "choice": "clear_bins"})
    desk.post("/stock/giving", data={"sku": "MUG"})
    with db.read() as session:
        assert load_policy(session, floor.site, floor.items["MUG"]).choice == "few_stops"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"choice": "cheapest"}, "no way to give stock"),
        ({"sku": "CUP", "choice": "nearest"}, "No item has the SKU CUP"),
        ({"zone_id": "99999", "turn": "1"}, "nothing here for you"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused_and_changes_nothing(db, floor, desk, form, said):
    answer = desk.post("/stock/giving", data=form)
    assert answer.status_code in (404, 422)
    assert said in answer.text
    with db.read() as session:
        assert load_policy(session, floor.site, floor.items["MUG"]).zone_turns == {}


@pytest.fixture
def two_lots(db, floor):
    with db.command() as session:
        build_lot(session, floor, "TEA", "OLD", expires_on=TODAY + timedelta(days=20))
        build_lot(session, floor, "TEA", "NEW", expires_on=TODAY + timedelta(days=200))
        stock(session, floor, "TEA", "A-01-1", 5, lot="OLD")
        stock(session, floor, "TEA", "A-02-1", 5, lot="NEW")


def test_a_channel_that_wants_fresh_goods_is_given_fresh_goods(db, floor, desk, two_lots):
    said = desk.post("/orders/terms", data={"channel": "amazon", "days": "90"})
    assert said.status_code == 303
    take_in(db, floor, told_order("111-1", told_line(sku="TEA", units=6)))
    assert bins_given(db, floor) == [("A-02-1", 5)]
    desk.post("/orders/terms", data={"channel": "amazon", "days": "0"})
    take_in(db, floor, told_order("111-2", told_line(sku="TEA", units=2)))
    assert bins_given(db, floor, "111-2") == [("A-01-1", 2)]


def test_the_recipients_terms_go_before_the_channels(db, floor, two_lots):
    with db.command() as session:
        session.add_all(
            [
                CustomerTerms(site_id=floor.site, channel="amazon", minimum_shelf_days=90),
                CustomerTerms(
                    site_id=floor.site, channel="amazon", recipient_name="Anna Example",
                    minimum_shelf_days=1,
                ),
            ]
        )  # fmt: skip
    take_in(db, floor, told_order("111-1", told_line(sku="TEA", units=2)))
    assert bins_given(db, floor) == [("A-01-1", 2)]


def test_a_short_pick_is_given_no_older_lot_than_the_customer_takes(db, floor, two_lots):
    with db.command() as session:
        session.add(CustomerTerms(site_id=floor.site, channel="amazon", minimum_shelf_days=90))
        order = build_order(session, floor, ("TEA", 8), allocate=False)
    with db.command() as session:
        orders.allocate_order(session, floor.site, order, now=NOON, user_id=None)
    with db.command() as session:
        (task,) = release(session, floor, order)
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    for code in ("T-0001", "B-A-02-1"):
        hand.scan(code)
    told = hand.press("short", reason="none")
    assert "no other bin has them" in told.answer["sentence"]


@pytest.mark.parametrize("form", [{"channel": "", "days": "3"}, {"channel": "x", "days": "many"}])
def test_terms_that_cannot_be_meant_are_refused(desk, form):
    answer = desk.post("/orders/terms", data=form)
    assert answer.status_code == 422
    assert "0 to 3650" in answer.text
