"""`make screens`: a picture of every screen that people meet, from the demo, into docs/screens/."""

import dataclasses
import io
import tempfile
from datetime import date
from pathlib import Path

from PIL import Image, ImageOps
from sqlalchemy import select

from tests.support.browser import HANDHELD, TABLET, Person, started_chromium, until
from tests.support.builders import Floor
from tests.support.packing import build_picked
from tests.support.paper import render
from tests.support.processes import running_warehouse
from warehouse.catalog.models import Item
from warehouse.db.uow import Database
from warehouse.demo import access
from warehouse.ledger.models import Balance
from warehouse.locations.models import Place, Site
from warehouse.orders.models import Order
from warehouse.people.service import create_user
from warehouse.printing.labels import (
    BinLabel,
    CartonLabel,
    CartonTypeLabel,
    CartSlotLabel,
    ItemLabel,
    LotLabel,
    PackLabel,
    draw_label,
)
from warehouse.printing.raster import rasterized
from warehouse.printing.slip_table import SlipLine
from warehouse.printing.slips import PackingSlip, SlipCarton, packing_slip_pdf

MUG_RED, MUG_BLUE = "2000000000015", "2000000000022"
FOLDER = Path(__file__).parents[1] / "docs" / "screens"
BADGES = {badge.name.split()[0]: badge for badge in access().badges}


class Photographer(Person):
    """A person who takes a picture at every stop."""

    def snap(self, name):
        self.page.evaluate("document.fonts.ready")
        self.page.wait_for_timeout(500)  # the coloured frame of a signal fades
        width = self.page.viewport_size["width"]
        picture = Image.open(io.BytesIO(self.page.screenshot()))
        picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=96).save(
            FOLDER / f"{name}-{width}.png", optimize=True
        )


def first_code(person):
    return person.page.locator("[data-demo-code]").first.get_attribute("data-demo-code")


def main() -> None:
    """Open a demo of its own, and walk through it with a camera."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_warehouse(home := Path(folder) / "home", "--no-tls") as server,
        started_chromium() as chromium,
    ):
        address = server.address.replace("https", "http")
        picking(chromium, address)
        desk(chromium, address)
        printers(chromium, address)
        database = Database(f"sqlite:///{home / 'warehouse.sqlite3'}")
        counting(chromium, address, database)
        packing(chromium, address, database)
    paper()


def picking(chromium, address):
    anna = Photographer(chromium, address, HANDHELD)
    anna.open("/sign-in")
    anna.snap("sign-in")
    anna.badge_in(BADGES["Anna"].code, BADGES["Anna"].pin)
    anna.snap("home")
    anna.open("/pick")
    anna.snap("tasks")
    anna.page.get_by_role("listitem").first.get_by_role("button").click()
    anna.page.locator("#scan").wait_for()
    anna.snap("pick-take-tote")
    anna.scan(first_code(anna))
    anna.snap("pick-bin")
    anna.scan("B-PACK-1", hears="refused")
    anna.snap("pick-wrong-bin")
    anna.scan(first_code(anna))
    anna.snap("pick-item")
    anna.open("/scanner")
    anna.snap("scanner")
    anna.open("/trust")
    anna.snap("trust")
    anna.open("/offline")
    until(anna.page, "() => navigator.serviceWorker.controller !== null")
    anna.open("/pick")
    anna.context.set_offline(True)
    anna.open("/orders")
    anna.snap("offline")


def desk(chromium, address):
    gina = Photographer(chromium, address, TABLET)
    gina.password_in(BADGES["Gina"].username, BADGES["Gina"].password)
    for path, name in (
        ("/orders", "orders"), ("/orders/exceptions", "exceptions"), ("/pick/desk", "tasks-desk"),
        ("/pick/shortages", "shortages"), ("/pick/plan?method=cluster", "release"),
        ("/pick/rules", "release-rules"), ("/stock/items", "items"),
        ("/stock/bins", "bins"), ("/labels", "labels"), ("/people", "people"),
        ("/devices", "devices"),
    ):  # fmt: skip
        gina.open(path)
        gina.snap(name)
    gina.open("/stock/items")
    gina.page.locator("main table a").first.click()
    gina.snap("item")
    gina.open("/orders")
    gina.page.locator("main table a").first.click()
    gina.snap("order")


def printers(chromium, address):
    """Enter a printer that is not there, and look at the list, its form and a job that waits."""
    hugo = Photographer(chromium, address, TABLET)
    hugo.password_in(BADGES["Hugo"].username, BADGES["Hugo"].password)
    hugo.open("/printers/new")
    for field, text in (("name", "Packing bench 1"), ("code", "ZD421"), ("address", "127.0.0.1:9")):
        hugo.page.locator(f"#f-{field}").fill(text)
    hugo.snap("printer")
    hugo.page.get_by_role("button", name="Save").click()
    hugo.page.get_by_role("button", name="Test").click()
    hugo.page.get_by_text("Tried once").wait_for()
    hugo.snap("print-job")
    hugo.open("/printers")
    hugo.snap("printers")
    hugo.open("/pack/slips")
    hugo.snap("slips")
    hugo.open("/pack/types")
    hugo.snap("cartons")


def counting(chromium, address, database):
    """Let two people find the same one missing, and look at it where it is decided."""
    with database.command() as session:
        site = session.execute(select(Site.id)).scalar_one()
        lies = select(Place.code).join(Balance, Balance.place_id == Place.id).join(Item)
        lies = lies.where(Item.sku == "MUG-RED-11", Place.kind == "bin").order_by(Place.code)
        code = "B-" + session.execute(lies).scalars().first()
        create_user(
            session, site_id=site, name="Felix", roles=["counter"], pin="2468", badge="FELIX"
        )
    for badge, pin in ((BADGES["Emil"].code, BADGES["Emil"].pin), ("U-FELIX", "2468")):
        counter = Photographer(chromium, address, HANDHELD)
        counter.badge_in(badge, pin)
        counter.open("/counts")
        counter.wedge(code)
        counter.page.wait_for_url("**/counts/*")
        counter.scan(code, reads="You are at")
        counter.scan(MUG_RED)
        counter.page.get_by_label("Loose").wait_for()
        counter.page.locator("[data-key='5']").click()
        counter.snap("count-how-many")
        counter.press("OK")
        counter.press("That is all")
        counter.press("None there")
        counter.sees("is counted")
    gina = Photographer(chromium, address, TABLET)
    gina.password_in(BADGES["Gina"].username, BADGES["Gina"].password)
    gina.open("/counts/desk")
    gina.snap("counts")
    gina.page.locator("main a[href*='/counts/results/']").first.click()
    gina.page.wait_for_url("**/counts/results/*")
    gina.snap("variance")


def packing(chromium, address, database):
    """Sort a batch, pack a single item, and weigh a carton that a supervisor lets pass."""
    pick_to_packing(database)
    dora = Photographer(chromium, address, TABLET)
    dora.badge_in(BADGES["Dora"].code, BADGES["Dora"].pin)
    dora.open("/pack")
    dora.scan("T-0058")
    for code in (MUG_RED, MUG_RED, MUG_BLUE):
        dora.scan(code)
    dora.snap("put-wall")
    dora.open("/pack/singles")
    dora.scan(MUG_RED)
    dora.snap("single-items")
    dora.open("/pack")
    dora.scan("T-0060")
    dora.scan(MUG_BLUE)
    dora.snap("packing-table")
    dora.scan(MUG_BLUE)
    gina = Photographer(chromium, address, TABLET)
    gina.password_in(BADGES["Gina"].username, BADGES["Gina"].password)
    gina.open("/pack")
    gina.scan("T-0060")
    gina.page.locator("#weight").fill("1102")
    gina.press("Close carton 1")
    gina.page.locator("#reason").fill("Handles are broken off, customer knows")
    gina.snap("weight-override")


def pick_to_packing(database):
    """Put three totes down at packing: one of a batch, one of single items, one of an order."""
    with database.command() as session:
        floor = Floor(site=session.execute(select(Site.id)).scalar_one())
        floor.items = dict(session.execute(select(Item.sku, Item.id)).all())
        floor.places = dict(session.execute(select(Place.code, Place.id)).all())
        for ref, *lines in (
            ("305-8812", ("MUG-RED-11", 2), ("MUG-BLU-11", 1)),
            ("305-8815", ("MUG-BLU-11", 2)),
            ("305-8820", ("MUG-RED-11", 1), ("KIT-TEA-4", 1)),
            ("305-8821", ("MUG-RED-11", 4)),
        ):
            build_picked(session, floor, *lines, ref=ref, tote="T-0058", is_shared=True)
        single = build_picked(session, floor, ("MUG-RED-11", 1), ref="305-8830", tote="T-0059")
        session.get(Order, single).gift_message = "Happy birthday, Ana!"
        build_picked(session, floor, ("MUG-BLU-11", 2), ref="305-8841", tote="T-0060")


def paper():
    """Draw one of each label and two slips as they come out of a printer."""
    for name, label, size in LABELS:
        picture = rasterized(draw_label(label, size=size))
        ImageOps.invert(picture.convert("L")).save(FOLDER / f"label-{name}.png", optimize=True)
    for language, receiver in RECEIVERS.items():
        slip = dataclasses.replace(SLIP, language=language, ship_to=receiver)
        (page, *_) = render(packing_slip_pdf(slip, paper="A4"), 110)
        page.crop((0, 0, page.width, page.height * 5 // 8)).convert(
            "P", palette=Image.Palette.ADAPTIVE, colors=16
        ).save(FOLDER / f"slip-{language}.png", optimize=True)


LABELS = (
    ("bin", BinLabel("A-03-2", "Ambient", "2", "up", "47"), "100x50"),
    ("item", ItemLabel("MUG-BLUE", "Mug, blue glaze", "2000000000015"), "57x32"),
    ("pack", PackLabel("MUG-BLUE", "Mug, blue glaze", "Case", 12, "10614141000415"), "100x50"),
    ("lot", LotLabel("TEA", "Assam 250 g", "L2401", "09506000134352", date(2027, 1, 31)), "57x32"),
    ("slot", CartSlotLabel("C-12", 3, "C-12/3", "yellow"), "57x32"),
    ("carton-type", CartonTypeLabel("M", (300, 200, 150)), "57x32"),
    ("carton", CartonLabel("0" * 18, ("Ana Pérez", "Calle Mayor 1", "28013 Madrid", "ES"),
                           "114-3941689-8772232", 1, 2, 2345, "UPS Ground"), "100x150"),
)  # fmt: skip
RECEIVERS = {
    "de": ("José Núñez", "Lange Straße 14", "20099 Hamburg"),
    "ar": ("محمد الأحمد", "شارع الملك فهد 12", "الرياض 11564"),
}
SLIP = PackingSlip(
    order_ref="114-3941689-8772232", channel="Amazon", placed_on=date(2026, 11, 3),
    seller_name="Kiln & Thread", seller_address=("Lindenstraße 8", "20099 Hamburg"),
    returns_text="", ship_to=(), gift_message="",
    lines=(
        SlipLine("MUG-BLUE", "Mug, blue glaze", 4, 4, 0),
        SlipLine("TEA-250", "Assam 250 g", 2, 2, 0, lots=("L2401", "L2402")),
        SlipLine("SCALE", "Kitchen scale", 2, 1, 1, serials=("SN-00001",)),
    ),
    cartons=(SlipCarton("0" * 18, 2345),),
)  # fmt: skip


if __name__ == "__main__":
    main()
