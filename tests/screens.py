"""`make screens`: a picture of every screen that people meet, from the demo, into docs/screens/."""

import io
import tempfile
from pathlib import Path

from PIL import Image

from tests.support.browser import HANDHELD, TABLET, Person, started_chromium
from tests.support.processes import running_warehouse
from warehouse.demo import access

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
        running_warehouse(Path(folder) / "home", "--no-tls") as server,
        started_chromium() as chromium,
    ):
        address = server.address.replace("https", "http")
        picking(chromium, address)
        desk(chromium, address)


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


def desk(chromium, address):
    gina = Photographer(chromium, address, TABLET)
    gina.password_in(BADGES["Gina"].username, BADGES["Gina"].password)
    for path, name in (
        ("/orders", "orders"), ("/orders/exceptions", "exceptions"), ("/pick/desk", "tasks-desk"),
        ("/pick/shortages", "shortages"), ("/counts", "counts"), ("/stock/items", "items"),
        ("/stock/bins", "bins"), ("/labels", "labels"), ("/people", "people"),
    ):  # fmt: skip
        gina.open(path)
        gina.snap(name)
    gina.open("/stock/items")
    gina.page.locator("main table a").first.click()
    gina.snap("item")
    gina.open("/orders")
    gina.page.locator("main table a").first.click()
    gina.snap("order")


if __name__ == "__main__":
    main()
