"""What a channel is told that can be sold, and the file that tells it."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from tests.support.builders import (
    build_bin,
    build_item,
    build_kit,
    build_lot,
    build_site,
    capture,
    stock,
)
from tests.support.clock import NOON, TODAY
from tests.support.counting import Boss, Counter, ask_for_count, results
from tests.support.demand import take_in, told_line, told_order
from tests.support.processes import warehouse
from warehouse.catalog.models import Lot
from warehouse.channels.formats import headers
from warehouse.channels.formats.quantities import (
    fits_amazon,
    read_listings,
    write_amazon_quantities,
    write_quantities,
)
from warehouse.channels.queries import stock_figures, stock_file
from warehouse.kernel.tabular import TableErrors
from warehouse.ledger import service as ledger
from warehouse.locations.models import Site
from warehouse.orders.models import ChannelSku, CustomerTerms

AMAZON_HEADER = (
    b"sku\tprice\tminimum-seller-allowed-price\tmaximum-seller-allowed-price\tquantity\t"
    b"handling-time\tfulfillment-channel\r\n"
)
OPEN_LISTINGS = b"sku\tasin\tprice\tquantity\r\n"


def sellable(db, floor, *skus, channel="amazon", today=TODAY):
    """SKU → units of the given SKUs, or of those that the channel is known to sell."""
    with db.read() as session:
        return stock_figures(session, floor.site, channel, today=today, listings=skus or None).units


def receive(db, floor, sku, units, *, place="A-01-1", lot=""):
    with db.command() as session:
        stock(session, floor, sku, place, units, lot=lot)


def receive_tea(db, floor, units, *, lot, expires_on):
    with db.command() as session:
        build_lot(session, floor, "TEA", lot, expires_on=expires_on)
        stock(session, floor, "TEA", "A-01-2", units, lot=lot)


def hold(db, floor, sku, units, *, place="A-01-1"):
    with db.command() as session:
        made, changes = capture(floor, "hold"), ledger.Changes()
        turn = ledger.take_turn(session, made)
        key = (floor.places[place], floor.items[sku], floor.lots[sku, ""])
        ledger.hold(session, changes, key, units, reason="test", event_id=made.id)
        ledger.post(session, turn, made, subject="test:1", changes=changes)


@pytest.fixture
def kits(db, floor):
    """A gift box of two mugs and a cup."""
    with db.command() as session:
        build_item(session, floor, "CUP", name="Cup")
        build_kit(session, floor, "BOX", ("MUG", 2), ("CUP", 1))
    return floor


def test_what_all_bins_have_can_be_sold(db, floor):
    receive(db, floor, "MUG", 5)
    receive(db, floor, "MUG", 7, place="B-01-1")
    receive(db, floor, "MUG", 9, place="T-0001")  # a tote is on its way to somebody
    assert sellable(db, floor, "MUG") == {"MUG": 12}


def test_nothing_is_told_as_zero(db, floor):
    assert sellable(db, floor, "MUG", "CAM") == {"CAM": 0, "MUG": 0}


def test_a_count_changes_the_figure_at_once(db, floor):
    receive(db, floor, "MUG", 10)
    task = ask_for_count(db, floor, "A-01-1")
    for name in ("Counter", "Picker"):
        assert Counter(db, floor, name).count(task, "A-01-1", 8).status == "posted"
    (result,) = results(db)
    Boss(db, floor).approve(result.id)
    assert sellable(db, floor, "MUG") == {"MUG": 8}


def test_held_units_are_not_for_sale(db, floor):
    receive(db, floor, "MUG", 5)
    hold(db, floor, "MUG", 2)
    assert sellable(db, floor, "MUG") == {"MUG": 3}


def test_blocked_lots_are_not_for_sale(db, floor):
    receive_tea(db, floor, 4, lot="L1", expires_on=TODAY + timedelta(days=90))
    receive_tea(db, floor, 3, lot="L2", expires_on=TODAY + timedelta(days=90))
    with db.command() as session:
        session.get_one(Lot, floor.lots["TEA", "L1"]).is_blocked = True
    assert sellable(db, floor, "TEA") == {"TEA": 3}


def test_a_lot_is_for_sale_up_to_the_day_on_which_it_expires(db, floor):
    receive_tea(db, floor, 4, lot="L1", expires_on=TODAY)
    receive_tea(db, floor, 3, lot="L2", expires_on=TODAY + timedelta(days=30))
    assert sellable(db, floor, "TEA") == {"TEA": 7}
    assert sellable(db, floor, "TEA", today=TODAY + timedelta(days=1)) == {"TEA": 3}
    assert sellable(db, floor, "TEA", today=TODAY + timedelta(days=31)) == {"TEA": 0}


def test_goods_must_be_good_for_as_long_as_the_channels_customers_want(db, floor):
    receive_tea(db, floor, 4, lot="L1", expires_on=TODAY + timedelta(days=59))
    receive_tea(db, floor, 3, lot="L2", expires_on=TODAY + timedelta(days=60))
    with db.command() as session:
        for name, days in (("", 60), ("Anna Example", 90)):
            session.add(
                CustomerTerms(
                    site_id=floor.site, channel="amazon", recipient_name=name,
                    minimum_shelf_days=days,
                )
            )  # fmt: skip
    assert sellable(db, floor, "TEA") == {"TEA": 3}
    assert sellable(db, floor, "TEA", channel="shop") == {"TEA": 7}


def test_what_is_promised_to_orders_is_sold(db, floor):
    receive(db, floor, "MUG", 10)
    take_in(db, floor, told_order("111-1", told_line(units=4)))
    assert sellable(db, floor) == {"MUG": 6}
    take_in(db, floor, told_order("111-1", told_line(units=4), state="cancelled"))
    assert sellable(db, floor) == {"MUG": 10}


def test_what_orders_wait_for_is_sold_before_it_comes(db, floor):
    receive(db, floor, "MUG", 3)
    take_in(db, floor, told_order("111-1", told_line(units=5)))
    assert sellable(db, floor) == {"MUG": 0}
    receive(db, floor, "MUG", 6)  # of which the order has not been given its two yet
    assert sellable(db, floor) == {"MUG": 4}


@pytest.mark.parametrize("channel", ["amazon", "shop"])
def test_what_is_ordered_and_not_paid_is_sold_on_every_channel(db, floor, channel):
    receive(db, floor, "MUG", 5)
    take_in(db, floor, told_order("111-1", told_line(units=2), state="pending", channel="web"))
    assert sellable(db, floor, "MUG", channel=channel) == {"MUG": 3}


def test_another_sites_stock_and_orders_do_not_count(db, floor):
    receive(db, floor, "MUG", 5)
    with db.command() as session:
        far = build_site(session, "FAR")
        far.items, far.lots, far.users = floor.items, floor.lots, floor.users
        build_bin(session, far, "Z-01-1")
        stock(session, far, "MUG", "Z-01-1", 50)
    take_in(db, far, told_order("111-9", told_line(units=60)))
    assert sellable(db, floor, "MUG") == {"MUG": 5}
    assert sellable(db, floor) == {}


def test_there_are_as_many_kits_as_the_scarcest_component_makes(db, kits):
    receive(db, kits, "MUG", 9)
    receive(db, kits, "CUP", 3, place="A-02-1")
    assert sellable(db, kits, "BOX", "MUG", "CUP") == {"BOX": 3, "CUP": 3, "MUG": 9}
    take_in(db, kits, told_order("111-1", told_line(sku="BOX", units=1)))
    take_in(db, kits, told_order("111-2", told_line(sku="MUG", units=4)))
    assert sellable(db, kits) == {"BOX": 1, "MUG": 3}


def test_kits_that_wait_take_their_components_along(db, kits):
    receive(db, kits, "MUG", 9)
    take_in(db, kits, told_order("111-1", told_line(sku="BOX", units=3)))
    assert sellable(db, kits, "BOX", "MUG", "CUP") == {"BOX": 0, "CUP": 0, "MUG": 3}


def test_a_channel_sells_what_it_named_or_was_mapped_and_nothing_else(db, kits):
    receive(db, kits, "MUG", 5)
    take_in(
        db,
        kits,
        told_order("111-1", told_line(sku="BOX")),
        told_order("111-2", told_line(sku="NEW-1")),
        told_order("web-1", told_line(sku="CAM"), channel="web"),
    )
    with db.command() as session:
        session.add(ChannelSku(channel="amazon", sku="mug red", item_id=kits.items["MUG"]))
        session.add(ChannelSku(channel="web", sku="web-mug", item_id=kits.items["MUG"]))
    with db.read() as session:
        found = stock_figures(session, kits.site, "amazon", today=TODAY)
    assert (found.units, found.unknown) == ({"BOX": 0, "mug red": 3}, ("NEW-1",))


def test_a_sku_that_the_channel_ships_itself_is_left_alone(db, floor):
    receive(db, floor, "MUG", 5)
    take_in(db, floor, told_order("111-1", told_line()))
    fba = told_order("111-2", told_line(state="channel_fulfilled"), state="channel_fulfilled")
    take_in(db, floor, fba)
    assert sellable(db, floor) == {}
    take_in(db, floor, told_order("111-3", told_line()))  # the seller ships it again
    assert sellable(db, floor) == {"MUG": 3}


def test_figures_cost_as_many_statements_for_many_skus_as_for_one(db, kits):
    def statements(*skus):
        seen = []
        note = lambda _conn, _cursor, statement, *_: seen.append(statement)  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", note)
        sellable(db, kits, *skus)
        event.remove(db.engine, "before_cursor_execute", note)
        return [one for one in seen if one.startswith("SELECT")]

    few = len(statements("MUG"))
    with db.command() as session:
        for number in range(30):
            build_item(session, kits, f"SKU-{number}")
            build_kit(session, kits, f"KIT-{number}", (f"SKU-{number}", 1), ("MUG", 2))
            stock(session, kits, f"SKU-{number}", "A-01-1", number + 1)
    take_in(db, kits, *(told_order(f"o-{n}", told_line(sku=f"KIT-{n}")) for n in range(30)))
    many = [f"SKU-{number}" for number in range(30)] + [f"KIT-{number}" for number in range(30)]
    assert len(statements(*many)) == few


def test_amazons_file_byte_for_byte():
    rows = [("MUG-RED-11", 37), ('Chá "4 peças"', 0)]
    assert write_amazon_quantities(rows, handling_days=2) == AMAZON_HEADER + (
        "MUG-RED-11\t\t\t\t37\t2\tDEFAULT\r\n"
        'Chá "4 peças"\t\t\t\t0\t2\tDEFAULT\r\n'
    ).encode()  # fmt: skip
    assert write_amazon_quantities([("A", 1)]) == AMAZON_HEADER + b"A\t\t\t\t1\t\tDEFAULT\r\n"
    assert "\t".join(headers.AMAZON_QUANTITIES).encode() + b"\r\n" == AMAZON_HEADER


def test_our_table_byte_for_byte():
    rows = [("MUG", 3), ('Chá, "4"', 0)]
    assert write_quantities(rows) == 'sku,quantity\r\nMUG,3\r\n"Chá, ""4""",0\r\n'.encode()


@pytest.mark.parametrize("sku", ["", " MUG", "MUG ", "MU\tG", "MUG\r\n", "\x85"])
def test_a_sku_that_a_tab_file_would_change_does_not_fit(sku):
    assert not fits_amazon(sku)


def test_open_listings_without_a_quantity_are_amazons_to_ship():
    rows = b"MUG\tB0TEST01\t12.95\t37\r\nTEA\tB0TEST02\t9.99\t0\r\nFBA-1\tB0TEST03\t9.99\t\r\n"
    assert read_listings(OPEN_LISTINGS + rows) == {"MUG", "TEA"}
    assert read_listings(OPEN_LISTINGS + rows + b"MUG\tB0TEST01\t12.95\t\r\n") == {"TEA"}


def test_any_table_with_skus_names_listings():
    assert read_listings(b"sku,name,barcode\nMUG,Mug,1\nMUG,Mug,2\nTEA,Tea,\n") == {"MUG", "TEA"}


@pytest.mark.parametrize("raw", [b"asin\tquantity\r\nB0\t1\r\n", OPEN_LISTINGS + b"\tB0\t1\t1\r\n"])
def test_listings_without_skus_are_refused(raw):
    with pytest.raises(TableErrors):
        read_listings(raw)


def test_a_file_holds_the_listings_that_are_known_and_names_the_others(db, floor):
    receive(db, floor, "MUG", 5)
    table = b"sku,quantity\nMUG,1\nNOBODY,1\nFBA,\n"
    with db.read() as session:
        made = stock_file(session, floor.site, "amazon", now=NOON, listings=table)
    assert made.content == AMAZON_HEADER + b"MUG\t\t\t\t5\t\tDEFAULT\r\n"
    assert (made.skus, made.left_out) == (1, ("NOBODY: no item here is meant by it.",))


def test_a_sku_that_cannot_be_written_holds_none_of_the_others_up(db, floor):
    receive(db, floor, "MUG", 5)
    with db.command() as session:
        for sku in ("red mug", "red\tmug"):
            session.add(ChannelSku(channel="amazon", sku=sku, item_id=floor.items["MUG"]))
    with db.read() as session:
        made = stock_file(session, floor.site, "amazon", now=NOON)
    assert made.content == AMAZON_HEADER + b"red mug\t\t\t\t5\t\tDEFAULT\r\n"
    assert made.left_out == ("red\\x09mug: such a SKU cannot stand in Amazon's file.",)


def test_the_day_is_the_sites_own(db, floor):
    receive_tea(db, floor, 4, lot="L1", expires_on=TODAY)
    with db.command() as session:
        session.get_one(Site, floor.site).time_zone = "Pacific/Auckland"  # 01:00 of tomorrow
    with db.read() as session:
        made = stock_file(session, floor.site, "shop", now=NOON, listings=b"sku\nTEA\n")
    assert made.content == b"sku,quantity\r\nTEA,0\r\n"


def test_the_command_writes_the_file_and_says_what_is_missing(db, database_url, floor, tmp_path):
    receive(db, floor, "MUG", 5)
    take_in(
        db, floor, told_order("111-1", told_line(units=2)),
        told_order("111-2", told_line(sku="NEW-1")),
    )  # fmt: skip

    def export(*more):
        return warehouse("export", "stock", *more, home=tmp_path, DATABASE_URL=database_url)

    wrote = export("--handling-days", "1", "-o", "stock.txt")
    assert (wrote.returncode, wrote.stdout) == (0, "1 SKUs written to stock.txt.\n")
    assert wrote.stderr == "Left out: NEW-1: no item here is meant by it.\n"
    written = (tmp_path / "stock.txt").read_bytes()
    assert written == AMAZON_HEADER + b"MUG\t\t\t\t3\t1\tDEFAULT\r\n"

    (tmp_path / "skus.csv").write_text("sku\nMUG\nCAM\n")
    printed = export("--channel", "shop", "--listings", "skus.csv")
    assert printed.stdout.splitlines() == ["sku,quantity", "CAM,0", "MUG,3"]


def test_a_channel_that_nothing_is_known_of_leaves_the_last_file(db, database_url, floor, tmp_path):
    (tmp_path / "stock.txt").write_text("of before")

    def export(*more):
        return warehouse("export", "stock", *more, home=tmp_path, DATABASE_URL=database_url)

    answer = export("--channel", "amzon", "-o", "stock.txt")
    assert answer.stderr == "There is nothing to tell: no SKU of amzon is known here.\n"
    assert (tmp_path / "stock.txt").read_text() == "of before"
    misused = export("--channel", "shop", "--handling-days", "2")
    assert (misused.returncode, "Only Amazon's file" in misused.stderr) == (2, True)
