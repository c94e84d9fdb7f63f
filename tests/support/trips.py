"""Somebody who does the demo's trips with the codes on paper, and packs what they brought."""

from tests.support.packing import posted
from warehouse.packing.queries import order_screen
from warehouse.picking.rules import Step


def codes_of(sheet, screen, tote):
    """What of the sheet answers a screen, the likeliest first."""
    stop = screen.stop
    if screen.step is Step.TAKE_TOTE or screen.step is Step.TOTE:
        return [tote]
    if screen.step is Step.DROP:
        return ["B-" + sheet.bins[0]]
    if screen.step is Step.BIN:
        return ["B-" + stop.bin_code] if stop.bin_code in sheet.bins else []
    of_item = [item for item in sheet.items if item.sku == stop.sku]
    if screen.step is Step.LOT:
        return [one.barcode_text for one in of_item if one.barcode_text == stop.lot_code]
    packs = [item for item in of_item if not item.name.startswith(("Lot", "Serial"))]
    packs.sort(key=lambda item: not item.name.startswith("Case"))
    return [item.barcode_text for item in packs]


def walk(hand, sheet, task_id, tote):
    assert hand.claim(task_id).http_status == 200
    for _ in range(100):
        screen = hand.screen()
        if getattr(screen, "task_id", None) != task_id:
            return
        verdicts = [hand.scan(code) for code in codes_of(sheet, screen, tote)[:1]]
        if verdicts and verdicts[0].http_status != 200:  # no whole case is left to take
            verdicts = [hand.scan(codes_of(sheet, screen, tote)[-1])]
        assert verdicts, screen
        assert verdicts[0].http_status == 200, verdicts[0]
    raise AssertionError("the trip has no end")


def pack_and_ship(packer):
    """Scan every unit of an order into one carton, close it, and hand it over."""
    for _ in range(200):
        with packer.database.read() as session:
            screen = order_screen(session, packer.actor, packer.order, show_codes=True)
        if not screen.codes:
            break
        posted(packer.scan(screen.codes[0][1]))
    posted(packer.close())
    posted(packer.finish())
    posted(packer.ship())
