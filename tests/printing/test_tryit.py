import pytest
import zxingcpp

from warehouse.printing.errors import NothingToPrint
from warehouse.printing.symbols import qr
from warehouse.printing.tryit import TryItBadge, TryItItem, TryItSheet, tryit_sheet_pdf

SHEET = TryItSheet(
    address="https://192.168.1.20:8443/",
    badges=tuple(
        TryItBadge(f"Person {n} & Co", "picker", f"U-7QK2M{n}", f"471{n}") for n in range(5)
    ),
    totes=("T-0001", "T-0002", "T-0003"),
    bins=tuple(f"A-{n:02}-1" for n in range(7)),
    items=(
        TryItItem("MUG", "Mug, blue glaze", "2000000000015"),
        TryItItem("SOAP", "Soap <lavender>", "20123451"),
        TryItItem("SCALE-01", "Kitchen scale", "SCALE-01"),
    ),
)
CODES = (
    {SHEET.address}
    | {badge.code for badge in SHEET.badges}
    | set(SHEET.totes)
    | {f"B-{code}" for code in SHEET.bins}
    | {item.barcode_text for item in SHEET.items}
)


@pytest.mark.parametrize("size", ["A4", "Letter"])
@pytest.mark.parametrize("dpi", [203.2, 300])
def test_every_code_of_the_sheet_can_be_scanned(paper, size, dpi):
    images = paper.render(tryit_sheet_pdf(SHEET, size), dpi)
    found = [code.text for image in images for code in zxingcpp.read_barcodes(image)]
    assert sorted(found) == sorted(CODES)


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_the_sheets_symbols_are_not_too_fine_and_have_their_quiet_zones(paper, size):
    images = paper.render(tryit_sheet_pdf(SHEET, size))
    on_page = [{code.text for code in zxingcpp.read_barcodes(image)} for image in images]
    for content in sorted(CODES - {SHEET.address}):
        (image,) = (im for im, there in zip(images, on_page, strict=True) if content in there)
        bars = paper.measure(image, content)
        assert bars.narrowest >= 0.375
        assert bars.whole_dots
        assert min(bars.quiet_left, bars.quiet_right) >= 10 * bars.narrowest
    module, clear = paper.clear_modules(images[0], SHEET.address, qr(SHEET.address).width)
    assert module >= 1.0
    assert clear >= 4


def test_every_symbol_has_its_caption_and_every_badge_its_pin(paper):
    whole = "\n".join(paper.texts(tryit_sheet_pdf(SHEET, "A4")))
    for badge in SHEET.badges:
        assert f"{badge.name} · picker" in whole
        assert f"PIN {badge.pin}" in whole
    for said in ("T-0002", "A-06-1", "Soap <lavender>", SHEET.address):
        assert said in whole


def test_the_same_sheet_gives_the_same_bytes():
    assert tryit_sheet_pdf(SHEET, "A4") == tryit_sheet_pdf(SHEET, "A4")


def test_a_sheet_without_codes_is_refused():
    with pytest.raises(NothingToPrint):
        tryit_sheet_pdf(TryItSheet(address="https://localhost/"), "A4")
