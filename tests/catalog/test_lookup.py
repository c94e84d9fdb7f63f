import pytest

from tests.support.builders import build_item
from warehouse.catalog.queries import item_card, search_items
from warehouse.kernel.errors import NotYours


def skus(db, text, *, page=1, size=50):
    with db.read() as session:
        return [row.sku for row in search_items(session, text, page=page, size=size).rows]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["CAM", "MUG", "TEA"]),
        ("mug", ["MUG"]),
        ("  Green\t", ["TEA"]),
        ("red mug", ["MUG"]),
        ("red tea", []),
        ("9521234000013", ["MUG"]),
        ("09521234000013\r\n", ["MUG"]),
        ("19521234000010", ["MUG"]),
        ("952123400001", []),
        ("%", []),
        ("_", []),
        ("\x1d", []),
        ("\x00", []),
        ("'; DROP TABLE item; --", []),
    ],
)
def test_an_item_is_found_by_sku_name_or_whole_barcode(db, floor, text, found):
    assert skus(db, text) == found


def test_a_barcode_of_the_sellers_own_is_found_in_whatever_case(db, floor):
    with db.command() as session:
        build_item(session, floor, "PEN", barcode="OWN-77")
    assert skus(db, "own-77") == ["PEN"]


def test_a_search_is_paged_and_tells_how_many_there_are(db, floor):
    assert skus(db, "", page=1, size=2) == ["CAM", "MUG"]
    assert skus(db, "", page=2, size=2) == ["TEA"]
    assert skus(db, "", page=3, size=2) == []
    with db.read() as session:
        assert search_items(session, "", page=2, size=2).total == 3


def test_an_item_shows_its_packs_smallest_first_with_all_barcodes(db, floor):
    with db.read() as session:
        card = item_card(session, floor.items["MUG"])
    assert [(pack.name, pack.units, pack.barcodes) for pack in card.packs] == [
        ("each", 1, ("09521234000013",)),
        ("case", 6, ("19521234000010",)),
    ]
    assert card.weight_g == 100
    assert card.size_mm is None


def test_an_item_that_is_not_there_is_refused(db, floor):
    with db.read() as session, pytest.raises(NotYours):
        item_card(session, 0)
