"""A site set up from files: items, bins and opening stock, all or nothing."""

from datetime import date

import pytest
from sqlalchemy import select, text

from tests.support.clock import NOON
from tests.support.demand import figures, find_order, take_in, told_line, told_order
from warehouse.catalog.models import Barcode, Item, Lot, Pack
from warehouse.catalog.service import import_items
from warehouse.channels import service as channels
from warehouse.kernel.tabular import TableErrors
from warehouse.ledger import queries
from warehouse.ledger.errors import SameFileAgain
from warehouse.ledger.models import LedgerEvent
from warehouse.ledger.service.site import open_site
from warehouse.locations.models import Bin, Place, Zone
from warehouse.locations.service import create_tote, import_bins

ITEMS = b"""sku,name,tracking,cost,currency,weight_g,barcode,pack,units
LAMP,Lamp,none,3.20,USD,350,2000000000015,each,1
LAMP,,,,,,LAMP-CASE,case,12
OIL,Oil,lot_expiry,,,,,,
DRILL,Drill,serial,,,,,,
"""
BINS = b"""zone,aisle,bay,level,code,x_cm,y_cm,kind
C,1,1,1,C-01-1,100,200,pick
C,1,2,1,C-01-2,160,200,reserve
"""
STOCK = b"""bin,sku,lot,expires_on,quantity,serial
C-01-1,LAMP,,,37,
C-01-2,OIL,L1,2027-01-31,12,
C-01-2,DRILL,,,1,SN-1
"""
HEADER = STOCK.splitlines(keepends=True)[0]


@pytest.fixture
def lamps(db, floor):
    with db.command() as session:
        import_items(session, ITEMS)
        import_bins(session, floor.site, BINS)
    return floor


def receive(db, floor, raw=STOCK, **more):
    return db.decide(
        lambda s: channels.import_stock(s, floor.site, raw, now=NOON, user_id=None, **more)
    )


def refusal(db, floor, row):
    with pytest.raises(TableErrors) as caught:
        receive(db, floor, HEADER + row + b"\n")
    (error,) = caught.value.errors
    return error


def test_items_come_with_packs_barcodes_and_the_lot_of_untracked_stock(db, lamps):
    with db.read() as session:
        lamp = session.execute(select(Item).where(Item.sku == "LAMP")).scalar_one()
        assert (lamp.cost_minor, lamp.currency, lamp.weight_g) == (320, "USD", 350)
        rows = session.execute(
            select(Pack.name, Pack.units, Barcode.code)
            .join(Barcode, Barcode.pack_id == Pack.id)
            .where(Pack.item_id == lamp.id)
            .order_by(Pack.units)
        ).all()
        assert [tuple(row) for row in rows] == [
            ("each", 1, "02000000000015"), ("case", 12, "LAMP-CASE"),
        ]  # fmt: skip
        lots = session.execute(select(Lot.code).where(Lot.item_id == lamp.id)).scalars().all()
        assert lots == [""]


def test_items_again_change_only_what_the_file_says_otherwise(db, lamps):
    with db.command() as session:
        report = import_items(session, ITEMS)
        assert (report.created, report.changed, report.unchanged) == (0, 0, 3)
        report = import_items(session, ITEMS.replace(b"Oil,", b"Olive oil,"))
        assert (report.created, report.changed, report.unchanged) == (0, 1, 2)
        report = import_items(session, b"sku,name,barcode\nLAMP,Lamp,LAMP-2\nNEW,New,\n")
        assert (report.created, report.changed, report.unchanged) == (1, 1, 0)
        lamp = session.execute(select(Item).where(Item.sku == "LAMP")).scalar_one()
        assert lamp.weight_g == 350


def test_a_barcode_of_another_item_refuses_the_whole_file(db, lamps):
    with pytest.raises(TableErrors) as caught, db.command() as session:
        import_items(session, b"sku,name,barcode\nNEW,New,\nOIL,Oil,LAMP-CASE\n")
    (error,) = caught.value.errors
    assert (error.row, error.column, error.code) == (3, "barcode", "barcode_taken")
    with db.read() as session:
        assert session.execute(select(Item).where(Item.sku == "NEW")).first() is None


def test_tracking_cannot_change_once_an_item_has_moved(db, lamps):
    with db.command() as session:
        assert import_items(session, b"sku,name,tracking\nLAMP,Lamp,lot\n").changed == 1
        assert import_items(session, b"sku,name,tracking\nLAMP,Lamp,none\n").changed == 1
    receive(db, lamps)
    with pytest.raises(TableErrors, match="has moved"), db.command() as session:
        import_items(session, b"sku,name,tracking\nLAMP,Lamp,lot\n")


def test_bins_come_with_their_zone_and_again_are_brought_up_to_date(db, lamps):
    with db.command() as session:
        report = import_bins(session, lamps.site, BINS.replace(b"160,200", b"170,200"))
        assert (report.created, report.changed, report.unchanged) == (0, 1, 1)
        shelf = session.execute(
            select(Bin).join(Place, Place.id == Bin.place_id).where(Place.code == "C-01-2")
        ).scalar_one()
        assert (shelf.x_cm, shelf.is_pick_face) == (170, False)
        assert session.get(Zone, shelf.zone_id).code == "C"


def test_stock_is_received_from_the_supplier_in_events_that_name_the_file(db, lamps):
    report = receive(db, lamps)
    assert (report.rows, report.units, report.lots_made) == (3, 50, 2)
    with db.read() as session:
        event = session.execute(select(LedgerEvent)).scalar_one()
        assert event.kind == "stock.import"
        assert len(event.subject) == len("stock_import:") + 64
        oil = session.execute(select(Item.id).where(Item.sku == "OIL")).scalar_one()
        (row,) = queries.stock_of_item(session, lamps.site, oil)
        assert (row.place_code, row.lot_code, row.on_hand) == ("C-01-2", "L1", 12)
        assert row.expires_on == date(2027, 1, 31)


def test_the_very_same_file_is_received_once_unless_it_is_meant(db, lamps):
    receive(db, lamps, STOCK.rsplit(b"C-01-2,DRILL", 1)[0])
    with pytest.raises(SameFileAgain, match="2026-03-02"):
        receive(db, lamps, STOCK.rsplit(b"C-01-2,DRILL", 1)[0])
    assert receive(db, lamps, STOCK.rsplit(b"C-01-2,DRILL", 1)[0], again=True).units == 49


def test_received_stock_goes_to_the_orders_that_wait_for_it(db, lamps):
    take_in(db, lamps, told_order("111-1", told_line(sku="LAMP", units=5)))
    receive(db, lamps)
    assert find_order(db).state == "open"
    assert figures(db) == {"1": (5, 5, 0)}


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (b"X-99-9,LAMP,,,1,", "bin", "unknown_bin"),
        (b"C-01-1,NOPE,,,1,", "sku", "unknown_item"),
        (b"C-01-1,LAMP,L1,,1,", "lot", "not_tracked"),
        (b"C-01-1,LAMP,,,1,SN-1", "serial", "not_tracked"),
        (b"C-01-1,OIL,,,1,", "lot", "blank"),
        (b"C-01-1,OIL,L9,,1,", "expires_on", "blank"),
        (b"C-01-1,OIL,L1,2028-01-31,1,", "expires_on", "expiry_disagrees"),
        (b"C-01-1,DRILL,,,1,", "serial", "blank"),
        (b"C-01-1,DRILL,,,1,SN-1", "serial", "serial_here"),
    ],
)
def test_a_row_that_cannot_be_so_is_named_and_nothing_is_received(db, lamps, row, column, code):
    receive(db, lamps)
    error = refusal(db, lamps, row)
    assert (error.row, error.column, error.code) == (2, column, code)
    with db.read() as session:
        assert session.execute(text("SELECT count(*) FROM ledger_event")).scalar_one() == 1


def test_one_lot_has_one_date_in_a_file(db, lamps):
    rows = b"C-01-1,OIL,L5,2027-01-31,1,\nC-01-2,OIL,L5,2027-02-28,1,\n"
    with pytest.raises(TableErrors) as caught:
        receive(db, lamps, HEADER + rows)
    assert [error.row for error in caught.value.errors] == [3]


def test_a_site_opens_with_an_empty_ledger(db):
    with db.command() as session:
        site_id = open_site(session, "B2", "Second house", time_zone="Europe/Berlin")
        assert create_tote(session, site_id, "T-1") == create_tote(session, site_id, "T-1")
    with db.read() as session:
        assert queries.verify(session) == []
