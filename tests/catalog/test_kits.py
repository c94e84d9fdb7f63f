"""What is sold as one and picked as its components: the file of kits, and what it refuses."""

import pytest

from tests.support.builders import build_item, build_kit, stock
from tests.support.clock import NOON
from warehouse.catalog.queries import item_card, parts_of_kits
from warehouse.catalog.rules import KitRow, kits_begun, read_kits, whole_kits
from warehouse.channels import service
from warehouse.kernel.tabular import TableErrors
from warehouse.ledger.queries.lookup import item_screen

HEADER = b"kit,component,units\n"


def faults(raw):
    with pytest.raises(TableErrors) as refusal:
        read_kits(HEADER + raw)
    return [(error.row, error.column, error.code) for error in refusal.value.errors]


@pytest.fixture
def import_kits(db, floor):
    with db.command() as session:
        for sku in ("SET", "BOX"):
            build_item(session, floor, sku, name=sku.title())

    def take(raw):
        return db.decide(
            lambda session: service.import_kits(session, HEADER + raw, now=NOON, user_id=None)
        )

    return take


def test_a_kit_is_one_row_a_component():
    assert read_kits(HEADER + b"SET,MUG,2\nSET,TEA,1\n") == [
        KitRow("SET", "MUG", 2, 2), KitRow("SET", "TEA", 1, 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (b"SET,MUG,0\n", [(2, "units", "too_small")]),
        (b"SET,MUG,\n", [(2, "units", "blank")]),
        (b",MUG,1\nSET,,1\n", [(2, "kit", "blank"), (3, "component", "blank")]),
        (b"SET,SET,1\n", [(2, "component", "kit_in_kit")]),
        (b"SET,BOX,1\nBOX,MUG,1\n", [(2, "component", "kit_in_kit")]),
        (b"SET,MUG,1\nSET,MUG,2\n", [(3, "component", "doubled_component")]),
    ],
)
def test_a_row_that_cannot_be_is_named_with_its_column(rows, found):
    assert faults(rows) == found


@pytest.mark.parametrize(
    ("parts", "whole", "begun"),
    [
        ([], 0, 0),
        ([(0, 1)], 0, 0),
        ([(4, 2), (9, 3)], 2, 3),
        ([(3, 2), (5, 1)], 1, 5),
        ([(1, 2)], 0, 1),
    ],
)
def test_the_scarcest_component_says_how_many_kits_are_whole(parts, whole, begun):
    assert (whole_kits(parts), kits_begun(parts)) == (whole, begun)


def test_a_kits_rows_are_all_of_its_components(db, floor, import_kits):
    assert import_kits(b"SET,MUG,2\nSET,TEA,1\n").created == 1
    assert import_kits(b"SET,MUG,2\nSET,TEA,1\n").unchanged == 1
    assert import_kits(b"SET,MUG,3\n").changed == 1
    with db.read() as session:
        parts = item_card(session, floor.items["SET"]).parts
    assert [(part.sku, part.units) for part in parts] == [("MUG", 3)]


@pytest.mark.parametrize(
    ("rows", "code", "column"),
    [
        (b"NONE,MUG,1\n", "unknown_item", "kit"),
        (b"SET,NONE,1\n", "unknown_item", "component"),
        (b"BOX,SET,1\n", "kit_in_kit", "component"),
        (b"MUG,CAM,1\n", "kit_in_kit", "kit"),
        (b"CAM,BOX,1\n", "kit_in_stock", "kit"),
    ],
)
def test_what_the_catalog_or_the_stock_contradicts_is_refused(
    db, floor, import_kits, rows, code, column
):
    import_kits(b"SET,MUG,1\n")
    with db.command() as session:
        stock(session, floor, "CAM", "A-01-1", 1)
    with pytest.raises(TableErrors) as refusal:
        import_kits(rows)
    assert [(error.code, error.column) for error in refusal.value.errors] == [(code, column)]
    with db.read() as session:
        assert list(parts_of_kits(session, floor.items.values())) == [floor.items["SET"]]


def test_a_kit_is_never_received(db, floor):
    with db.command() as session:
        build_kit(session, floor, "SET", ("MUG", 2))
    raw = b"bin,sku,quantity\nA-01-1,SET,1\n"
    with pytest.raises(TableErrors) as refusal:
        db.decide(lambda s: service.import_stock(s, floor.site, raw, now=NOON, user_id=None))
    assert [error.code for error in refusal.value.errors] == ["kit_is_not_stocked"]


def test_an_item_shows_what_it_is_picked_as_and_how_many_kits_there_are(db, floor, client_as):
    with db.command() as session:
        kit = build_kit(session, floor, "SET", ("MUG", 2), ("CAM", 1))
        stock(session, floor, "MUG", "A-01-1", 5)
        stock(session, floor, "MUG", "T-0001", 4)
        stock(session, floor, "CAM", "A-01-2", 3)
    with db.read() as session:
        kits = item_screen(session, floor.site, kit, None).kits
    assert kits.available == 2
    assert [(part.sku, part.units, there) for part, there in kits.parts] == [
        ("CAM", 1, 3), ("MUG", 2, 5),
    ]  # fmt: skip
    page = client_as("Supervisor").get(f"/stock/items/{kit}").text
    assert "Kits available" in page
    assert "Per kit" in page
