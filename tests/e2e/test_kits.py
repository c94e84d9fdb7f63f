"""Kits in a browser: walked as components, partly without network, and packed and told as kits."""

import pytest

from tests.support import paper
from tests.support.browser import TABLET, Person
from tests.support.journey import (
    BLUE,
    PIN,
    RED,
    SAMPLES,
    TEA_KIT,
    all_sent,
    furnish,
    outcomes,
    release,
    take,
    verified,
)
from tests.support.processes import running_warehouse, warehouse

pytestmark = pytest.mark.browser

MUGS, HAMPERS = "111-0000001-0000001", "111-0000009-0000009"


@pytest.fixture
def home(tmp_path):
    return tmp_path


@pytest.fixture
def url(home):
    return f"sqlite:///{home}/warehouse.sqlite3"


@pytest.fixture
def server(home, url):
    furnish(home, url)
    take_in_kits(home, url)
    with running_warehouse(home, "--no-tls", "--no-demo", DATABASE_URL=url) as running:
        running.address = running.address.replace("https", "http")
        yield running


def take_in_kits(home, url):
    """Two hampers, each of two mugs and a tea set, and a mug by itself, as files tell them."""
    sample = (SAMPLES / "unshipped_orders.txt").read_text(encoding="utf-8").splitlines()[:3]
    hampers = sample[1].replace("MUG-RED-11", "HAMPER").replace("Mug, red, 11 oz", "Tea for two")
    for kind, text in (
        ("items", "sku,name,tracking,pack,units\nHAMPER,Tea for two,none,each,1\n"),
        ("kits", "kit,component,units\nHAMPER,MUG-RED-11,2\nHAMPER,KIT-TEA-4,1\n"),
        ("orders", "\n".join([sample[0], hampers, sample[2]]).replace(MUGS, HAMPERS)),
    ):
        file = home / f"{kind}.txt"
        file.write_text(text, encoding="utf-8")
        done = warehouse("import", kind, str(file), home=home, DATABASE_URL=url)
        assert done.returncode == 0, done.stderr


def test_kits_are_picked_as_components_without_network_and_leave_as_kits(
    chromium, server, home, url
):
    pia = Person(chromium, server.address)
    pia.badge_in("U-PIA", PIN)
    task = release(url, HAMPERS)
    take(pia, task, HAMPERS)
    pia.scan("T-0001")
    all_sent(pia)
    pia.context.set_offline(True)
    pia.scan("B-B-01-01")
    pia.scan(TEA_KIT)
    pia.scan("L-77", reads="1 of 2 in hand")
    pia.scan(f"]C101{TEA_KIT.zfill(14)}17270630" + "10L-77", reads="2 in hand")
    for code in ("T-0001", "B-A-02-01", RED):
        pia.scan(code)
    pia.press("Undo")
    pia.sees("Taken back")
    for code in (RED, RED):
        pia.scan(code)
    pia.context.set_offline(False)
    for code in (RED, RED, "T-0001", "B-A-01-02", BLUE, "T-0001"):
        pia.scan(code)
    pia.wedge("B-PACK-1")
    pia.page.wait_for_url("**/pick")
    done, state = outcomes(url, task)
    assert (state, {outcome for _, outcome in done}) == ("done", {"posted"})
    pia.leave()
    is_packed_in_kits(chromium, server, home, url)
    verified(home, url)


def is_packed_in_kits(chromium, server, home, url):
    kim = Person(chromium, server.address, TABLET)
    kim.badge_in("U-KIM", PIN)
    kim.open("/pack")
    kim.scan("T-0001")
    kim.sees("Tea for two · HAMPER · 0 of 2 whole")
    for code in (RED, RED, RED, TEA_KIT):
        kim.scan(code)
    kim.sees("Tea for two · HAMPER · 1 of 2 whole")
    for code in (BLUE, TEA_KIT, RED):
        kim.scan(code)
    kim.sees("Tea for two · HAMPER · 2 of 2 whole")
    kim.press("Close carton 1")
    kim.press("Finish")
    kim.page.locator("#carrier").fill("UPS")
    kim.page.locator("#f-tracking").fill("1Z999AA10123456784")
    link = kim.page.locator("a[href*='slip.pdf']").first.get_attribute("href")
    status, slip = kim.fetch(link)
    assert status == 200
    (text,) = paper.texts(slip)
    assert "3 units in this shipment" in text
    assert text.index("HAMPER") < text.index("MUG-RED-11") < text.index("MUG-BLU-11")
    kim.press("It has left")
    kim.sees(f"{HAMPERS} has left")
    kim.leave()
    written = warehouse("export", "confirmations", home=home, DATABASE_URL=url)
    rows = [line.split("\t")[:3] for line in written.stdout.splitlines()[1:]]
    assert sorted(rows) == [[HAMPERS, "10000000000001", "2"], [HAMPERS, "10000000000002", "1"]]
