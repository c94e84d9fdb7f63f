"""A kit is sold as one and picked as its components: taken in, promised, changed, cancelled."""

import pytest
from sqlalchemy import func, select

from tests.support.builders import build_item, build_kit, post_moves, stock
from tests.support.clock import NOON
from tests.support.demand import codes, figures, find_order, take_in, told_line, told_order
from warehouse.channels import service as channels
from warehouse.ledger.models import Allocation
from warehouse.orders import service as orders
from warehouse.orders.errors import NotThatMany, PartOfAKit
from warehouse.orders.models import OrderLine
from warehouse.orders.queries import order_screen

KIT = "SET"


@pytest.fixture
def kits(db, floor):
    """A set is two mugs and a cup; there are mugs for three sets and cups for two."""
    with db.command() as session:
        build_item(session, floor, "CUP", name="Cup")
        build_kit(session, floor, KIT, ("MUG", 2), ("CUP", 1), name="Set of mugs")
        stock(session, floor, "MUG", "A-01-1", 6)
        stock(session, floor, "CUP", "A-02-1", 2)
    return floor


def told_kits(units, *lines, **more):
    return told_order("111-1", told_line(sku=KIT, units=units), *lines, **more)


def line_id(db, channel_line_id):
    with db.read() as session:
        return session.execute(
            select(OrderLine.id).where(OrderLine.channel_line_id == channel_line_id)
        ).scalar_one()


def test_a_kit_becomes_lines_of_its_components_which_are_promised(db, kits):
    take_in(db, kits, told_kits(2, told_line("2", "MUG", 1)))
    assert find_order(db).state == "open"
    assert figures(db) == {
        "1": (2, 0, 0), "2": (1, 1, 0), "1~CUP": (2, 2, 0), "1~MUG": (4, 4, 0),
    }  # fmt: skip


def test_the_same_file_again_changes_nothing(db, kits):
    take_in(db, kits, told_kits(2))
    before = figures(db)
    assert take_in(db, kits, told_kits(2)).unchanged == 1
    assert figures(db) == before


def test_kits_are_promised_whole_or_not_at_all(db, kits):
    take_in(db, kits, told_kits(3))
    assert figures(db) == {"1": (3, 0, 0), "1~CUP": (3, 2, 0), "1~MUG": (6, 4, 0)}
    with db.command() as session:
        assert session.execute(select(func.sum(Allocation.released))).scalar_one() == 0
        stock(session, kits, "CUP", "A-02-1", 1)
    cup = [kits.items["CUP"]]
    assert db.decide(lambda s: orders.allocate_backorders(s, kits.site, cup, now=NOON)) == 3
    assert figures(db) == {"1": (3, 0, 0), "1~CUP": (3, 3, 0), "1~MUG": (6, 6, 0)}


def test_what_a_count_takes_away_frees_the_rest_of_its_kit(db, kits):
    take_in(db, kits, told_kits(2))
    with db.command() as session:
        key = (kits.places["A-02-1"], kits.items["CUP"], kits.lots["CUP", ""])
        stock_gone = ("CUP", "", "A-02-1", "discrepancy", 1)
        post_moves(session, kits, stock_gone, kind="count")
    db.decide(lambda s: orders.give_up_missing(s, kits.site, key, now=NOON, user_id=None))
    assert figures(db) == {"1": (2, 0, 0), "1~CUP": (2, 1, 0), "1~MUG": (4, 2, 0)}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (told_kits(1), {"1": (1, 0, 0), "1~CUP": (1, 1, 0), "1~MUG": (2, 2, 0)}),
        (told_kits(3), {"1": (3, 0, 0), "1~CUP": (3, 2, 0), "1~MUG": (6, 4, 0)}),
        (told_kits(2, state="cancelled"), {"1": (0, 0, 0), "1~CUP": (0, 0, 0), "1~MUG": (0, 0, 0)}),
        (
            told_order("111-1", told_line("2", "CUP", 1)),
            {"1": (0, 0, 0), "1~CUP": (0, 0, 0), "1~MUG": (0, 0, 0), "2": (1, 1, 0)},
        ),
        (
            told_order("111-1", told_line(sku="CUP", units=2)),
            {"1": (2, 2, 0), "1~CUP": (0, 0, 0), "1~MUG": (0, 0, 0)},
        ),
    ],
    ids=["fewer", "more", "order cancelled", "line gone", "another item"],
)
def test_what_the_channel_changes_the_components_follow(db, kits, change, found):
    take_in(db, kits, told_kits(2))
    take_in(db, kits, change)
    assert figures(db) == found
    assert codes(db) == []


def test_a_line_that_becomes_a_kit_is_taken_apart(db, kits):
    take_in(db, kits, told_order("111-1", told_line(sku="CUP", units=1)))
    take_in(db, kits, told_kits(1))
    assert figures(db) == {"1": (1, 0, 0), "1~CUP": (1, 1, 0), "1~MUG": (2, 2, 0)}


def test_a_channels_word_for_a_kit_is_learned_like_any_other(db, kits):
    take_in(db, kits, told_order("111-1", told_line(sku="GIFT", units=1)))
    assert codes(db) == ["unknown_sku"]
    db.decide(
        lambda s: orders.map_sku(
            s, kits.site, "amazon", "GIFT", kits.items[KIT], now=NOON, user_id=None
        )
    )
    assert find_order(db).state == "open"
    assert figures(db) == {"1": (1, 0, 0), "1~CUP": (1, 1, 0), "1~MUG": (2, 2, 0)}


def test_orders_that_wait_for_an_item_that_is_a_kit_get_its_components(db, kits):
    with db.command() as session:
        build_item(session, kits, "PAIR", name="Pair of mugs")
    take_in(db, kits, told_order("111-1", told_line(sku="PAIR", units=1)))
    assert figures(db) == {"1": (1, 0, 0)}
    raw = b"kit,component,units\nPAIR,MUG,2\n"
    db.decide(lambda s: channels.import_kits(s, raw, now=NOON, user_id=None))
    assert figures(db) == {"1": (1, 0, 0), "1~MUG": (2, 2, 0)}


def test_the_desk_cancels_kits_and_no_component(db, kits):
    take_in(db, kits, told_kits(2))

    def cancel(name, units):
        line = line_id(db, name)
        db.decide(lambda s: orders.cancel_line(s, kits.site, line, units, now=NOON, user_id=None))

    with pytest.raises(PartOfAKit):
        cancel("1~MUG", 1)
    with pytest.raises(NotThatMany):
        cancel("1", 3)
    cancel("1", 1)
    assert figures(db) == {"1": (1, 0, 0), "1~CUP": (1, 1, 0), "1~MUG": (2, 2, 0)}
    cancel("1", 1)
    assert find_order(db).state == "cancelled"


def test_the_desk_shows_the_kit_with_its_components_beneath(db, kits, client_as):
    take_in(db, kits, told_kits(3, told_line("2", "MUG", 1)))
    with db.read() as session:
        screen = order_screen(session, kits.site, find_order(db).id, now=NOON)
    assert [(line.sku, line.per_kit, line.ordered, line.backordered) for line in screen.lines] == [
        (KIT, 0, 3, 1), ("CUP", 1, 3, 1), ("MUG", 2, 6, 2), ("MUG", 0, 1, 0),
    ]  # fmt: skip
    assert (screen.row.lines, screen.row.wanted, screen.row.lacking) == (2, 10, 3)
    assert "2 a kit" in client_as("Supervisor").get(f"/orders/{find_order(db).id}").text
