"""Items, bins and stock as files bring them."""

from datetime import date
from pathlib import Path

import pytest

from warehouse.catalog import models as catalog_models
from warehouse.catalog.rules import BASE_PACK, TRACKING_WORDS, ItemRow, PackRow, read_items
from warehouse.channels.formats.stock import StockRow, read_stock
from warehouse.kernel.tabular import TableErrors
from warehouse.locations.rules import BinRow, read_bins

SAMPLES = Path("tests/samples")
ITEM_HEADER = b"sku,name,tracking,barcode,pack,units,picture\n"


def test_rows_of_one_sku_are_one_item_with_its_packs_and_barcodes():
    mug, tea = read_items((SAMPLES / "items.csv").read_bytes())
    assert mug == ItemRow(
        sku="MUG-RED-11",
        name="Mug, red, 11 oz",
        tracking="none",
        cost_minor=320,
        currency="USD",
        weight_g=350,
        length_mm=120,
        width_mm=95,
        height_mm=105,
        picture="mug",
        supplier=None,
        packs=(
            PackRow("each", 1, ("02000000000015", "MUG-RED")),
            PackRow("case", 12, ("12000000000012",)),
        ),
        row=2,
    )
    assert (tea.tracking, tea.cost_minor, tea.weight_g) == ("lot_expiry", None, None)
    assert tea.packs == (PackRow(BASE_PACK, 1),)


@pytest.mark.parametrize("sign", [b";", b"\t"])
def test_semicolons_and_tabs_serve_as_well(sign):
    raw = ITEM_HEADER.replace(b",", sign) + sign.join([b"MUG", b"Mug", b"lot"]) + b"\n"
    assert read_items(raw)[0].tracking == "lot"


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        (b",Mug,,,,,\n", "sku"),
        (b"MUG,,,,,,\n", "name"),
        (b"MUG,Mug,,,case,,\n", "units"),
        (b"MUG,Mug,,,case,0,\n", "units"),
        (b"MUG,Mug,,,case,6,\nMUG,,,,case,8,\n", "units"),
        (b"MUG,Mug,none,,,,\nMUG,,lot,,,,\n", "tracking"),
        (b"MUG,Mug,,M\xc3\x9cG,,,\n", "barcode"),
        (b"MUG,Mug,,2E+12,,,\n", "barcode"),
        (b"MUG,Mug,,,,,../secret\n", "picture"),
        (b"1E+05,Mug,,,,,\n", "sku"),
    ],
)
def test_a_wrong_item_row_refuses_the_file_and_names_the_cell(rows, column):
    with pytest.raises(TableErrors) as refused:
        read_items(ITEM_HEADER + rows)
    assert refused.value.errors[0].column == column


def test_a_pack_may_have_several_barcodes_and_name_its_units_once():
    (mug,) = read_items(ITEM_HEADER + b"MUG,Mug,,A-1,case,6,\nMUG,,,A-2,Case,,\n")
    assert mug.packs == (PackRow("each", 1), PackRow("case", 6, ("A-1", "A-2")))


def test_the_words_for_tracking_are_those_of_the_catalog():
    assert TRACKING_WORDS == catalog_models.TRACKING


def test_bins_are_read_with_codes_in_capitals_and_pick_faces_by_default():
    rows = read_bins((SAMPLES / "bins.csv").read_bytes())
    assert rows[0] == BinRow("A", 1, 1, 1, "A-01-01-1", 100, 200, is_pick_face=True, row=2)
    assert [(row.code, row.is_pick_face) for row in rows[1:]] == [
        ("A-01-01-2", False),
        ("A-01-02-1", True),
    ]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (b"A,x,1,1,A-1,0,0,pick", "aisle"),
        (b"A,1,1,1,A 1,0,0,pick", "code"),
        (b"A,1,1,1,A-1,1.5,0,pick", "x_cm"),
        (b"A,1,1,1,A-1,0,0,dock", "kind"),
    ],
)
def test_a_wrong_bin_row_refuses_the_file_and_names_the_cell(row, column):
    with pytest.raises(TableErrors) as refused:
        read_bins(b"zone,aisle,bay,level,code,x_cm,y_cm,kind\n" + row + b"\n")
    assert (refused.value.errors[0].row, refused.value.errors[0].column) == (2, column)


def test_stock_is_read_with_lots_expiry_and_serials():
    assert read_stock((SAMPLES / "stock.csv").read_bytes()) == [
        StockRow("A-01-01-1", "MUG-RED-11", "", None, 37, "", 2),
        StockRow("A-01-02-1", "TEA-1", "L1", date(2027, 1, 31), 12, "", 3),
        StockRow("A-01-01-2", "DRILL", "", None, 1, "SN-1", 4),
    ]


def test_one_serial_is_in_one_bin():
    with pytest.raises(TableErrors, match="Row 3, column serial"):
        read_stock(b"bin,sku,quantity,serial\nA-1,DRILL,1,SN-1\nA-2,DRILL,1,SN-1\n")
