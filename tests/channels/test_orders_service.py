"""Files of orders taken in, and shipments told to their channel, each once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from tests.support.builders import build_item, stock
from tests.support.clock import NOON
from tests.support.demand import find_order, take_in, told_line, told_order
from warehouse.channels import jobs, queries, service
from warehouse.channels.errors import NoConfirmations, NoSuchFile, UnknownChannel
from warehouse.channels.formats import headers
from warehouse.channels.formats.confirmation import UnwritableConfirmation
from warehouse.channels.models import ChannelFile, ConfirmedShipment
from warehouse.db.uow import Database
from warehouse.kernel.tabular import TableErrors
from warehouse.locations.models import Site
from warehouse.orders.models import Order, OrderLine
from warehouse.packing.models import Shipment, ShipmentLine

SAMPLES = Path(__file__).parent.parent / "samples"
ROUNDS = 20


def import_file(db, floor, channel, name):
    raw = (SAMPLES / name).read_bytes()
    return db.decide(
        lambda s: service.import_orders(s, floor.site, channel, raw, now=NOON, user_id=None)
    )


def export(db, floor, channel="amazon"):
    return db.decide(lambda s: service.export_confirmations(s, floor.site, channel, now=NOON))


def ship(db, floor, ref, *, tracking="1Z999AA10123456784", carrier="UPS"):
    """Record that all lines of an order have left in one parcel."""
    with db.command() as session:
        order = session.execute(select(Order).where(Order.channel_order_id == ref)).scalar_one()
        shipment = Shipment(
            site_id=floor.site, order_id=order.id, carrier=carrier, ship_method="Ground",
            tracking=tracking, shipped_at=NOON,
        )  # fmt: skip
        session.add(shipment)
        session.flush()
        lines = select(OrderLine).where(OrderLine.order_id == order.id)
        for line in session.execute(lines).scalars():
            session.add(
                ShipmentLine(
                    shipment_id=shipment.id, order_line_id=line.id, units=line.ordered_units
                )
            )


@pytest.mark.parametrize(
    ("channel", "name"),
    [
        ("amazon", "unshipped_orders.txt"),
        ("amazon", "new_orders.txt"),
        ("amazon", "unshipped_orders_extended.txt"),
        ("amazon", "all_orders_by_order_date.txt"),
        ("generic", "generic_orders.csv"),
        ("shopify", "shopify_orders_export.csv"),
        ("ebay", "ebay_orders_report.csv"),
    ],
)
def test_every_channels_file_is_taken_in_and_again_changes_nothing(db, floor, channel, name):
    first = import_file(db, floor, channel, name)
    assert first.new > 0
    again = import_file(db, floor, channel, name)
    assert (again.new, again.changed) == (0, 0)
    assert again.unchanged == first.new
    assert again.passed_over == first.passed_over
    assert [one.order_id for one in again.waiting] == [one.order_id for one in first.waiting]


def test_a_files_orders_are_open_once_their_items_are_known(db, floor):
    with db.command() as session:
        for line in (SAMPLES / "unshipped_orders.txt").read_text("utf-8").splitlines()[1:]:
            sku = line.split("\t")[9]
            if sku not in floor.items:
                build_item(session, floor, sku)
                stock(session, floor, sku, "A-01-1", 100)
    report = import_file(db, floor, "amazon", "unshipped_orders.txt")
    assert (report.exceptions, report.allocated_units > 0) == (0, True)


def test_a_broken_file_leaves_nothing_behind(db, floor):
    with pytest.raises(TableErrors):
        import_file(db, floor, "amazon", "broken/amazon-quantity-zero.txt")
    with db.read() as session:
        assert session.execute(select(func.count()).select_from(Order)).scalar_one() == 0


def test_an_unknown_channel_is_refused(db, floor):
    with pytest.raises(UnknownChannel, match="amazon"), db.command() as session:
        service.import_orders(session, floor.site, "fax", b"", now=NOON, user_id=None)


def test_a_shipment_is_told_in_the_channels_own_words(db, floor):
    take_in(db, floor, told_order("111-1", told_line("77", units=2), told_line("78", "TEA")))
    ship(db, floor, "111-1")
    made = export(db, floor)
    assert made.content.decode().split("\r\n") == [
        "\t".join(headers.AMAZON_CONFIRMATION),
        "111-1\t77\t2\t2026-03-02\tUPS\t\t1Z999AA10123456784\tGround",
        "111-1\t78\t1\t2026-03-02\tUPS\t\t1Z999AA10123456784\tGround",
        "",
    ]


def test_the_ship_date_is_the_day_on_the_sites_own_calendar(db, floor):
    with db.command() as session:
        session.get(Site, floor.site).time_zone = "Pacific/Kiritimati"
    take_in(db, floor, told_order("111-1"))
    ship(db, floor, "111-1")
    assert b"\t2026-03-03\t" in export(db, floor).content


def test_a_shipment_is_told_once(db, floor):
    take_in(db, floor, told_order("111-1"), told_order("111-2"))
    ship(db, floor, "111-1")
    assert b"111-1" in export(db, floor).content
    assert export(db, floor) is None
    ship(db, floor, "111-2")
    second = export(db, floor).content
    assert b"111-2" in second
    assert b"111-1" not in second


def test_two_exports_at_once_tell_each_shipment_once(db, floor, database_url):
    others = [Database(database_url) for _ in range(2)]
    start = Barrier(2)

    def rush(database):
        start.wait()
        return export(database, floor)

    with ThreadPoolExecutor(2) as pool:
        for number in range(ROUNDS):
            take_in(db, floor, told_order(f"111-{number}"))
            ship(db, floor, f"111-{number}")
            made = [job.result() for job in [pool.submit(rush, other) for other in others]]
            (only,) = [one for one in made if one is not None]
            assert only.content.count(f"111-{number}\t".encode()) == 1
    with db.read() as session:
        assert session.execute(
            select(func.count()).select_from(ConfirmedShipment)
        ).scalar_one() == ROUNDS  # fmt: skip
        assert session.execute(select(func.count()).select_from(ChannelFile)).scalar_one() == ROUNDS
    for other in others:
        other.dispose()


def test_other_channels_shipments_are_not_told_to_amazon(db, floor):
    take_in(db, floor, told_order("1001", channel="shopify"))
    ship(db, floor, "1001")
    assert export(db, floor) is None
    with pytest.raises(NoConfirmations):
        export(db, floor, "shopify")


def test_what_cannot_be_written_is_not_marked_as_told(db, floor):
    take_in(db, floor, told_order("111-1"))
    ship(db, floor, "111-1", tracking="1Z\t9")
    with pytest.raises(UnwritableConfirmation, match="111-1"):
        export(db, floor)
    with db.read() as session:
        assert queries.count_untold(session, floor.site) == 1


def test_one_shipment_that_cannot_be_written_holds_none_of_the_others_up(db, floor):
    take_in(db, floor, told_order("111-1"), told_order("111-2"))
    ship(db, floor, "111-1", tracking="1Z\t9")
    ship(db, floor, "111-2")
    content = export(db, floor).content
    assert b"111-2" in content
    assert b"111-1" not in content


def test_a_shipment_that_cannot_be_told_is_noticed_when_it_leaves(db, floor):
    take_in(db, floor, told_order("111-1"), told_order("111-2"))
    ship(db, floor, "111-1", tracking="1Z\t9")
    ship(db, floor, "111-2")
    with db.command() as session:
        bad, good = session.execute(select(Shipment.id).order_by(Shipment.id)).scalars()
        jobs.HANDLERS["channel.confirm"](session, {"shipment": good}, NOON)
        with pytest.raises(UnwritableConfirmation):
            jobs.HANDLERS["channel.confirm"](session, {"shipment": bad}, NOON)


def test_imported_items_repair_the_orders_that_waited_for_them(db, floor):
    take_in(db, floor, told_order("111-1", told_line(sku="LAMP")))
    with db.command() as session:
        service.import_items(session, b"sku,name\nLAMP,Lamp\n", now=NOON, user_id=None)
    assert find_order(db).state == "open"


def test_a_line_without_amazons_id_learns_it_even_after_it_was_shipped(db, floor):
    take_in(db, floor, told_order("111-1", told_line("sku:MUG"), source="amazon_all"))
    ship(db, floor, "111-1")
    with pytest.raises(UnwritableConfirmation, match="order-item-id"):
        export(db, floor)
    with db.command() as session:
        session.get(Order, find_order(db).id).state = "shipped"
    take_in(db, floor, told_order("111-1", told_line("77")))
    assert b"111-1\t77\t1" in export(db, floor).content


def test_a_file_can_be_fetched_again_by_its_own_site(db, floor):
    take_in(db, floor, told_order("111-1"))
    ship(db, floor, "111-1")
    made = export(db, floor)
    with db.read() as session:
        again = queries.download(session, floor.site, made.id)
        assert again.content == made.content
        assert again.name.startswith("amazon-shipping-confirmation-20260302T120000Z")
        with pytest.raises(NoSuchFile):
            queries.download(session, floor.site + 1, made.id)
